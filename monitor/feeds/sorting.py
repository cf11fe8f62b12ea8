"""What to do with the entries that a feed brought. Pure: takes candidates and what is known of them, acts on nothing.

A feed's first reading is a baseline. Later, entries are known, edited or new; if every one is new at once and the feed does not
say that they are younger than its last reading, it was rebuilt or is not itself any more, and a person should look first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec
from msgspec import Struct

from monitor.events import FetchedEntry
from monitor.feeds.entries import Candidate
from monitor.model import Incoming

HELD_ENTRIES_MIN = 3  # a feed of one or two entries turns over by itself
EDITIONS_MAX = 20  # of one article: a text that changes with every fetch (a counter, an advertisement) ends here


class Known(Struct, frozen=True, kw_only=True):
    """What the log says of one key."""

    article_id: str = ""  # "" for what was only a baseline or held
    settled: bool = True  # False: it was to be taken, and the log does not say what became of it
    editions: int = 1


class Sorted(Struct, frozen=True, kw_only=True):
    how: Literal["baseline", "held", "news", "nothing"]
    silent: tuple[FetchedEntry, ...] = ()  # known from now on, not taken
    fetched: tuple[FetchedEntry, ...] = ()  # to be taken
    take: tuple[Incoming, ...] = ()  # oldest first; some may be owed from before
    new: int = 0
    reason: str = ""


def sort(
    found: Sequence[Candidate],
    known: Mapping[str, Known],
    *,
    first: bool,
    read_at: datetime | None,
    announce: int = 0,
) -> Sorted:
    """`first`: the feed was never read. `announce`: how many of the newest, otherwise silent, entries to take."""
    fresh = [one for one in found if not _matches(one, known)]
    silent = [one for one in found if (match := _matches(one, known)) and not match.article_id]
    if first or _all_new_at_once(found, fresh, read_at=read_at):
        take = _newest(fresh, announce)
        return _silenced(fresh, take, first=first)
    again = [one for one in found if (match := _matches(one, known)) and match.article_id and not match.settled]
    edited = [
        _as_edition(one, match) for one in found if (match := _matches(one, known)) and _is_edited(one, match, known)
    ]
    news = [*fresh, *_newest(silent, announce)]
    logged = [*news, *edited]
    return Sorted(
        how="news" if logged else "nothing",
        fetched=tuple(_logged(one) for one in logged),
        take=_oldest_first([*again, *logged]),
        new=sum(1 for one in news if not one.failed),
    )


def _matches(one: Candidate, known: Mapping[str, Known]) -> Known | None:
    return next((known[key] for key in one.identity if key in known), None)


def _all_new_at_once(found: Sequence[Candidate], fresh: Sequence[Candidate], *, read_at: datetime | None) -> bool:
    if len(fresh) < max(len(found), HELD_ENTRIES_MIN):
        return False
    later = sum(1 for one in fresh if read_at is not None and _moment(one) > read_at)
    return later * 2 <= len(fresh)


def _silenced(fresh: list[Candidate], take: list[Candidate], *, first: bool) -> Sorted:
    taken = {one.keys for one in take}
    return Sorted(
        how="baseline" if first else "held",
        silent=tuple(_logged(one, silent=True) for one in fresh if one.keys not in taken),
        fetched=tuple(_logged(one) for one in take),
        take=_oldest_first(take),
        new=len(take),
        reason="" if first else f"all {len(fresh)} entries are new at once and none is known: not told",
    )


def _is_edited(one: Candidate, match: Known, known: Mapping[str, Known]) -> bool:
    return bool(
        one.incoming
        and match.article_id
        and match.settled
        and one.edition not in known
        and match.editions < EDITIONS_MAX
    )


def _as_edition(one: Candidate, match: Known) -> Candidate:
    """The article keeps the id it has, whatever became of its address."""
    if one.incoming is None:
        return one
    article = msgspec.structs.replace(one.incoming.article, id=match.article_id)
    return msgspec.structs.replace(one, incoming=msgspec.structs.replace(one.incoming, article=article))


def _newest(ones: Sequence[Candidate], count: int) -> list[Candidate]:
    usable = [one for one in ones if one.incoming]
    return sorted(usable, key=_moment, reverse=True)[:count]  # stable: without times, the feed's own order


def _oldest_first(ones: Sequence[Candidate]) -> tuple[Incoming, ...]:
    newest_first = sorted(ones, key=_moment, reverse=True)  # stable: of equal times, the feed's order is newest first
    return tuple(one.incoming for one in reversed(newest_first) if one.incoming)


_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def _moment(one: Candidate) -> datetime:
    published = one.incoming.article.published if one.incoming else None
    if published is None:
        return _LONG_AGO
    moment = datetime.fromisoformat(published)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _logged(one: Candidate, *, silent: bool = False) -> FetchedEntry:
    if one.incoming is None or silent:
        return FetchedEntry(keys=one.keys, failed=one.failed)
    article = one.incoming.article
    return FetchedEntry(keys=one.keys, article_id=article.id, version=article.version)
