"""The `--json` documents of commands that take articles in, correct and erase; part of
`documents`.
"""

from __future__ import annotations

from msgspec import Struct

from monitor.events.stories_and_feeds import Event


class Told(Struct, frozen=True, kw_only=True):
    """A thing that could not be taken: where, what, and how to mend it."""

    path: str
    line: int | None
    what: str
    hint: str


class TakenArticle(Struct, frozen=True, kw_only=True):
    id: str
    given_id: str | None
    verdict: str
    story: int | None
    reason: str
    notes: tuple[str, ...]


class Ingested(Struct, frozen=True, kw_only=True):
    """`ingest`: `counts` has an entry for every outcome, and their sum is the number of
    articles.
    """

    articles: tuple[TakenArticle, ...]
    counts: dict[str, int]
    problems: tuple[Told, ...]


class Correction(Struct, frozen=True, kw_only=True):
    """`merge`, `split`, `move`, `undo`: the events that were logged, and the numbers of the
    corrections among them.
    """

    corrections: tuple[int, ...]
    events: tuple[Event, ...]


class Redacted(Struct, frozen=True, kw_only=True):
    """`redact`: hashes of the texts that were erased, and the other articles that had the very same
    text.
    """

    article: str
    erased: tuple[str, ...]
    also: tuple[str, ...] = ()
