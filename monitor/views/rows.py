"""What the views answer with, and how it is made of their columns."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

from monitor.errors import LogDamagedError
from monitor.events.stories_and_feeds import VERSIONS, Event, HolderLearnt, Member
from monitor.log import codec
from monitor.model import Article, Evidence, Fact, Reading, StoryStatus
from monitor.stories.state import LearntHolder


class ArticleRow(Struct, frozen=True, kw_only=True):
    """An article as it stands now. `verdict` is "set aside" when it belongs to no story, None while
    undecided.
    """

    article: Article
    reading: Reading | None
    verdict: str | None
    story_id: str | None
    number: int | None  # of that story
    of: str | None
    maybe: str | None
    reason: str  # why it was set aside
    taken_at: str  # ISO time, UTC
    revisions: int
    redacted_at: str | None
    evidence: Evidence | None
    new_facts: tuple[Fact, ...]
    differ: tuple[Fact, ...]
    links: tuple[str, ...]


class StoryRow(Struct, frozen=True, kw_only=True):
    """A story, open or not. Times are ISO, UTC; `title` is its first article's."""

    id: str
    number: int
    status: StoryStatus
    merged_into: str | None
    maybe: str | None
    opened_at: str
    updated_at: str
    closed_at: str | None
    links: tuple[str, ...]
    set_aside: int | None  # the correction by which a person said that it is no diplomatic news
    articles: int
    title: str


class Hit(Struct, frozen=True):
    """An article that was found, best first; `number` is its story's, None if it was set aside.
    `marks` are the stretches of the title that were asked for, in characters.
    """

    article_id: str
    given_id: str | None
    title: str
    outlet: str | None
    published: str | None
    story_id: str | None
    number: int | None
    marks: tuple[tuple[int, int], ...] = ()


class DayCount(Struct, frozen=True, kw_only=True):
    """What came on a day (UTC) from an outlet, and what became of it on arrival: `taken` is the sum
    of the rest.
    """

    day: str
    outlet: str | None
    taken: int
    new: int
    development: int
    duplicate: int
    unsure: int
    set_aside: int
    new_version: int
    undecided: int


class FeedDayRow(Struct, frozen=True, kw_only=True):
    """What a feed's events of one kind on a day (UTC) came to; `failed` of its `entries` could not
    be made articles.
    """

    day: str
    feed_id: str
    url: str
    outcome: str
    events: int
    entries: int
    failed: int


class Totals(Struct, frozen=True, kw_only=True):
    """`corrected`: people's corrections that stand, by type."""

    stories: int
    accounts: int
    set_aside: int
    corrected: dict[str, int]


class CorrectionRow(Struct, frozen=True, kw_only=True):
    number: int
    at: str
    event: Event
    undone_by: int | None


def article_of(row: tuple[Any, ...]) -> ArticleRow:
    article, reading, *plain, evidence, new_facts, differ, links, _ = row
    names = (
        "verdict",
        "story_id",
        "number",
        "of",
        "maybe",
        "reason",
        "taken_at",
        "revisions",
        "redacted_at",
    )
    return ArticleRow(
        article=_read(article, Article),
        reading=None if reading is None else _read(reading, Reading),
        evidence=None if evidence is None else _read(evidence, Evidence),
        new_facts=_facts(new_facts),
        differ=_facts(differ),
        links=_read(links or "[]", tuple[str, ...]),
        **dict(zip(names, plain, strict=True)),
    )


def story_of(row: tuple[Any, ...]) -> StoryRow:
    values = named(StoryRow, row)
    links = _read(values["links"], tuple[str, ...])
    return StoryRow(
        **values
        | {"status": StoryStatus(values["status"]), "links": links, "title": values["title"] or ""}
    )


def member_of(row: tuple[Any, ...]) -> Member:
    article, reading, verdict, of, new_facts, differ = row
    return Member(
        article=_read(article, Article),
        reading=_read(reading, Reading),
        verdict=verdict,
        of=of,
        new_facts=_facts(new_facts),
        differ=_facts(differ),
    )


def correction_of(row: tuple[Any, ...]) -> CorrectionRow:
    number, at, kind, payload, undone_by = row
    event = codec.decode(kind, VERSIONS[kind], payload)
    return CorrectionRow(number=number, at=at, event=event, undone_by=undone_by)


def learnt_of(row: tuple[Any, ...]) -> LearntHolder:
    kind, payload, until, denied_by = row
    event = cast(HolderLearnt, codec.decode(kind, VERSIONS[kind], payload))
    return LearntHolder(event=event, until=until, denied_by=denied_by)


def _facts(value: str | None) -> tuple[Fact, ...]:
    return _read(value or "[]", tuple[Fact, ...])


def named(kind: type[Struct], row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(kind.__struct_fields__, row, strict=True))


_Value = TypeVar("_Value")


def _read(raw: str, kind: type[_Value]) -> _Value:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        hint = "delete state/views.db: the views are made again from the log"
        raise LogDamagedError(f"the views are damaged: {error}", hint=hint) from error
