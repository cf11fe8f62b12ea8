"""What to do with the entries that a feed brought. Pure: takes candidates and what is known of
them, acts on nothing.

A feed's first reading is a baseline. Later, entries are known, edited or new; if every one is new
at once and the feed does not say that they are younger than its last reading, it was rebuilt or is
not itself any more, and a person should look first. The same holds for one that brings many
times its usual: its news is taken, and kept from readers. What is usual is learnt for each feed
from the log: how many entries it brought in an hour and in a day on which it brought any, in the
middle of the last weeks. What was held teaches nothing, until it is let in. A feed that is hardly
known may bring in a day what its first reading held.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from monitor.feeds.parse.entries import IdentifiedEntry
from monitor.feeds.sketch import is_another
from monitor.model import HELD

HELD_ENTRIES_MIN = 3  # a feed of one or two entries turns over by itself
# of one article: a text that changes with every fetch (a counter, an advertisement) ends here
EDITIONS_MAX = 20


class KnownEntry(Struct, frozen=True, kw_only=True):
    """What the log says of one key."""

    article_id: str = ""  # "" for what was only a baseline or held
    settled: bool = True  # False: it was to be taken, and the log does not say what became of it
    editions: int = 1
    sketches: tuple[str, ...] = ()  # of its editions, if it was edited


class Chosen(Struct, frozen=True, kw_only=True):
    """To be taken. `article_id` is the one it has already, if it is known; `owed`: the log says so
    since an earlier run; `another`: quite another document under an id that was used before.
    """

    candidate: IdentifiedEntry
    article_id: str | None = None
    owed: bool = False
    another: bool = False


class Sorted(Struct, frozen=True, kw_only=True):
    how: Literal["baseline", "held", "news", "nothing"]
    silent: tuple[IdentifiedEntry, ...] = ()  # known from now on, not taken
    chosen: tuple[Chosen, ...] = ()  # oldest first
    failed: tuple[IdentifiedEntry, ...] = ()  # new, and no article can be made of them
    new: int = 0
    reason: str = ""
    flood: str = ""  # why what it brings is taken, but held for a person


def sort(
    found: Sequence[IdentifiedEntry],
    known: Mapping[str, KnownEntry],
    *,
    first: bool,
    read_at: datetime | None,
    announce: int = 0,
) -> Sorted:
    """`first`: the feed was never read. `announce`: how many of the newest, otherwise silent,
    entries to take.
    """
    matched = [(one, _match(one, known)) for one in found]
    another = [one for one, match in matched if match and is_another(one.sketch, match.sketches)]
    matched = [(one, match) for one, match in matched if one not in another]
    fresh = [one for one, match in matched if match is None]
    if first or _all_new_at_once(found, fresh, read_at=read_at):
        return _silenced(fresh, announce, first=first)
    silent = [one for one, match in matched if match and not match.article_id]
    news = [*(one for one in fresh if not one.failed), *_newest(silent, announce)]
    chosen = [Chosen(candidate=one) for one in news]
    chosen += [Chosen(candidate=one, another=True) for one in another]
    for one, match in matched:
        if match and match.article_id and not one.failed:
            if not match.settled:
                chosen.append(Chosen(candidate=one, article_id=match.article_id, owed=True))
            elif one.edition not in known and match.editions < EDITIONS_MAX:
                chosen.append(Chosen(candidate=one, article_id=match.article_id))
    failed = tuple(one for one in fresh if one.failed)
    return Sorted(
        how="news" if chosen or failed else "nothing",
        chosen=_oldest_first(chosen),
        failed=failed,
        new=len(news) + len(another),
    )


def held(plan: Sorted, why: str) -> Sorted:
    """The same, but what it brings is kept from readers until a person has looked."""
    if not why:
        return plan
    said = f"{plan.new} new entries {why}: `monitor aside --held`" if plan.new else ""
    return replace(plan, new=0, reason=said, flood=why)


def edited(found: Sequence[IdentifiedEntry], known: Mapping[str, KnownEntry]) -> list[str]:
    """The keys of known entries whose words are not known."""
    unknown = (one for one in found if one.edition not in known)
    return [key for one in unknown if (key := _known_key(one, known))]


def _match(one: IdentifiedEntry, known: Mapping[str, KnownEntry]) -> KnownEntry | None:
    key = _known_key(one, known)
    return known[key] if key else None


def _known_key(one: IdentifiedEntry, known: Mapping[str, KnownEntry]) -> str | None:
    return next((key for key in one.identity if key in known), None)


def _all_new_at_once(
    found: Sequence[IdentifiedEntry], fresh: Sequence[IdentifiedEntry], *, read_at: datetime | None
) -> bool:
    if len(fresh) < max(len(found), HELD_ENTRIES_MIN):
        return False
    later = sum(
        1
        for one in fresh
        if read_at is not None and one.moment is not None and one.moment > read_at
    )
    return later * 2 <= len(fresh)


def _silenced(fresh: Sequence[IdentifiedEntry], announce: int, *, first: bool) -> Sorted:
    told = _newest(fresh, announce)
    keys = {one.keys for one in told}
    return Sorted(
        how="baseline" if first else "held",
        silent=tuple(one for one in fresh if one.keys not in keys),
        chosen=_oldest_first([Chosen(candidate=one) for one in told]),
        new=len(told),
        reason=""
        if first
        else f"all {len(fresh)} entries are new at once and none is known: not told",
    )


_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def _newest(ones: Sequence[IdentifiedEntry], count: int) -> list[IdentifiedEntry]:
    usable = [one for one in ones if not one.failed]
    return sorted(usable, key=lambda one: one.moment or _LONG_AGO, reverse=True)[:count]


def _oldest_first(chosen: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """Of equal times, the feed's order is newest first; sorting is stable."""
    newest_first = sorted(chosen, key=lambda one: one.candidate.moment or _LONG_AGO, reverse=True)
    return tuple(reversed(newest_first))


# --- a flood ---

TIMES = 5  # its usual: more is held
LEARNT_DAYS = 28
_DAYS_KNOWN_MIN = 3  # on which it brought something: before that, its first reading counts too


class FloodWindow(Struct, frozen=True, kw_only=True):
    name: str
    length: timedelta
    least: int  # entries that are never a flood


HOUR = FloodWindow(name="an hour", length=timedelta(hours=1), least=30)
DAY = FloodWindow(name="a day", length=timedelta(days=1), least=60)


class Brought(Struct, frozen=True, kw_only=True):
    """What the log says that a feed brought. `hour` and `day` are those of now, with what was held
    in them; `hours` and `days` those before in which it brought anything, without.
    """

    hour: int = 0
    day: int = 0
    hours: Sequence[int] = ()
    days: Sequence[int] = ()
    first: int = 0  # entries of its first reading


def flood(new: int, brought: Brought, *, now: datetime, read_at: datetime | None) -> str:
    """Why `new` entries that it brings now are to be held; empty if they are not."""
    known = len(brought.days) >= _DAYS_KNOWN_MIN
    usual_of = ((HOUR, brought.hour, brought.hours), (DAY, brought.day, brought.days))
    for window, before, counts in usual_of:
        usual = max(median(counts or (0,)), 0 if known else brought.first)
        passed = 1.0 if read_at is None else max(1.0, (now - read_at) / window.length)
        count = before + new
        if count > max(window.least, math.ceil(TIMES * usual * passed)):
            usually = f"usually {usual:g}" if usual else "never any before"
            return f"{HELD}: its feed brought {count} entries in {window.name}, {usually}"
    return ""
