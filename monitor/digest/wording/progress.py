"""How far a story has come and on which day it is, by all its accounts.

The furthest stage that an account saw, unless the newest one cancels or denies what nobody saw
happen; the most precise day that was read from a text. One account's misread tense or weekday is
outvoted: nobody has seen what more accounts of that time place ahead, and what was seen is not of a
day after its telling.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import get_args

from monitor.digest.dates import days_of, first_day, precision_of
from monitor.events.stories_and_feeds import Member
from monitor.model import AHEAD, OFF, Reading, Span, Stage

SEEN: frozenset[Stage] = frozenset(("under way", "happened", "signed", "ratified"))
_PUT_OFF: frozenset[Stage] = frozenset(("cancelled", "postponed"))
_STAGES: tuple[Stage, ...] = tuple(one for one in get_args(Stage) if one not in OFF)
_PRECISION = {"day": 2, "month": 1, "year": 0}
_ZONES = timedelta(days=1)  # it is a day later in the east than where an account is published


def stage_of(readings: Sequence[Reading]) -> Stage | None:
    """The furthest one; the newest account's if that cancels or denies what nobody has seen happen.

    What was held cannot be called off, and who denies something about it denies a detail.
    """
    stages = [reading.stage for reading in readings if reading.stage]
    furthest = max((stage for stage in stages if stage in _STAGES), key=_STAGES.index, default=None)
    if furthest in SEEN or not stages:
        return furthest
    if stages[-1] in _STAGES:
        return furthest
    return stages[-1]


def credible(members: Sequence[Member]) -> list[Member]:
    """Without those who saw it, where more accounts place it on a day that had not come when they
    were published: "arrives on Friday", told on a Thursday, may be read as the Friday before.
    """
    ahead = [member for member in members if member.reading.stage in AHEAD and _is_to_come(member)]
    days = Counter(first_day(member.reading.date) for member in ahead)
    if not days:
        return list(members)
    [(day, _)] = days.most_common(1)
    early = [member for member in members if _saw_before(member, day)]
    return [one for one in members if len(early) >= len(ahead) or one not in early]


def _is_to_come(member: Member) -> bool:
    day, told = first_day(member.reading.date), _published(member)
    return day is not None and told is not None and day > told


def _saw_before(member: Member, day: date | None) -> bool:
    told = _published(member)
    return member.reading.stage in SEEN and bool(told and day and told < day)


def date_of(members: Sequence[Member], stage: Stage | None) -> Span | None:
    """Of accounts that saw it, if there are any: another that only announces may mean what comes
    next, and so does what names a day after it was seen. The day on which it was put off is none.
    """
    seen = [member for member in members if member.reading.stage in SEEN]
    put_off = stage in _PUT_OFF
    spans = _dates(filter(_is_to_come, members)) if put_off else _dates(seen) or _dates(members)
    if seen:
        spans = list(_told_by_then(spans, members))
    best = max(map(_trust, spans), default=None)
    trusted = [span for span in spans if _trust(span) == best]
    counts = Counter(map(_days, trusted))
    return max(trusted, key=lambda span: counts[_days(span)], default=None)


def _told_by_then(spans: Iterable[Span], members: Iterable[Member]) -> Iterable[Span]:
    newest = max(filter(None, map(_published, members)), default=None)
    for span in spans:
        day = first_day(span)
        if newest is None or day is None or day - newest <= _ZONES:
            yield span


def _dates(members: Iterable[Member]) -> list[Span]:
    return [member.reading.date for member in members if member.reading.date]


def _published(member: Member) -> date | None:
    return days_of(member.article.published or "")[0]


def _days(span: Span) -> tuple[str, str | None]:
    return span.start, span.end


def _trust(span: Span) -> tuple[bool, int]:
    return span.basis != "published", _PRECISION[precision_of(span.start)]
