"""When editions are due: one a day, or one a week, at a local hour.

Rule for daylight saving: an hour that a day does not have is told as soon as the gap is over; of an
hour that it has twice, the first counts.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEK_DAYS = 7


def slot_on(day: date, *, hour: time, zone: str) -> datetime:
    """The day's slot, in UTC."""
    local = datetime.combine(day, hour, tzinfo=ZoneInfo(zone)).replace(fold=0)
    back = local.astimezone(UTC).astimezone(ZoneInfo(zone))
    if back.replace(tzinfo=None) == local.replace(tzinfo=None):
        return local.astimezone(UTC)
    return _after_gap(local).astimezone(UTC)


def last_slot(now: datetime, *, hour: time, zone: str, weekday: int | None = None) -> datetime:
    """The newest slot that is not after `now`; with `weekday` (0 is Monday), of a weekly
    edition.
    """
    day = now.astimezone(ZoneInfo(zone)).date()
    while not _is_due(day, weekday) or slot_on(day, hour=hour, zone=zone) > now:
        day -= timedelta(days=1)
    return slot_on(day, hour=hour, zone=zone)


def slots(
    since: datetime, until: datetime, *, hour: time, zone: str, weekday: int | None = None
) -> list[datetime]:
    """All slots after `since` and not after `until`, in order."""
    day, last = since.astimezone(ZoneInfo(zone)).date(), until.astimezone(ZoneInfo(zone)).date()
    days = (day + timedelta(days=n) for n in range((last - day).days + 1))
    found = [slot_on(each, hour=hour, zone=zone) for each in days if _is_due(each, weekday)]
    return [slot for slot in found if since < slot <= until]


def _is_due(day: date, weekday: int | None) -> bool:
    return weekday is None or day.weekday() == weekday % _WEEK_DAYS


def _after_gap(local: datetime) -> datetime:
    """The first moment after the gap in which `local` lies: the offset before it, carried over."""
    zone = local.tzinfo
    low, high = local - timedelta(hours=3), local + timedelta(hours=3)
    low_utc, high_utc = low.astimezone(UTC), high.astimezone(UTC)
    offset = low_utc.astimezone(zone).utcoffset()
    while high_utc - low_utc > timedelta(seconds=1):
        middle = low_utc + (high_utc - low_utc) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low_utc = middle
        else:
            high_utc = middle
    return high_utc.replace(microsecond=0)
