"""What dates are made of: days as they were written, the published day to count from, and how far
apart two spans are.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from msgspec import Struct

from monitor.model import PartialDate, Span

YEAR_MIN, YEAR_MAX = 1900, 2100


def gap_days(a: Span | None, b: Span | None) -> tuple[int, int] | None:
    """The smallest and the largest distance that two spans can have, in days; None when one of them
    is unknown.
    """
    first, second = bounds(a), bounds(b)
    if first is None or second is None:
        return None
    apart = max((second[0] - first[1]).days, (first[0] - second[1]).days, 0)
    return apart, max(abs((second[1] - first[0]).days), abs((first[1] - second[0]).days))


def days_apart(a: Span | None, b: Span | None) -> int:
    """The smallest distance in days; 0 when one of them is unknown."""
    gap = gap_days(a, b)
    return gap[0] if gap else 0


def is_after(span: Span | None, other: Span | None) -> bool:
    """It begins when the other is over; never when one of them is unknown."""
    here, there = bounds(span), bounds(other)
    return here is not None and there is not None and here[0] > there[1]


def has_day(span: Span) -> bool:
    """It begins on a day, not only in a month or a year."""
    return len(span.start) > len("2024-03")


class Raw(Struct, kw_only=True):
    """A date as written, before its year is known. `day_to`… are set for ranges."""

    at: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    month_to: int | None = None
    day_to: int | None = None
    year_to: int | None = None
    relative: bool = False
    gone: bool = False  # "last October": the latest one that is over
    unread: bool = False  # its year, or the day itself, is written and not understood


class Basis(Struct, frozen=True, kw_only=True):
    """The published date: its year, its middle, and its day if that is known."""

    year: int
    middle: date
    day: date | None = None


@lru_cache(maxsize=1_024)  # asked for each sentence
def basis_of(published: PartialDate | None) -> Basis | None:
    limits = bounds(Span(start=published)) if published else None
    if limits is None:
        return None
    first, last = limits
    if not YEAR_MIN < first.year < YEAR_MAX:
        return None
    return Basis(
        year=first.year, middle=first + (last - first) / 2, day=first if first == last else None
    )


def valid(year: int, month: int, day: int) -> bool:
    return (
        YEAR_MIN <= year <= YEAR_MAX and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]  # noqa: PLR2004 — months
    )


def iso(year: int, month: int | None, day: int | None) -> PartialDate | None:
    if month is None:
        return f"{year:04}"
    if day is None:
        return f"{year:04}-{month:02}"
    if not valid(year, month, day):
        return None
    return f"{year:04}-{month:02}-{day:02}"


def bounds(span: Span | None) -> tuple[date, date] | None:
    """First and last day that a span may mean; None if it is no date."""
    if span is None:
        return None
    first, last = _limits(span.start), _limits(span.end or span.start)
    if first is None or last is None:
        return None
    return min(first[0], last[0]), max(first[1], last[1])


@lru_cache(maxsize=1_024)
def _limits(partial: PartialDate) -> tuple[date, date] | None:
    """First and last day of a partial date or a full time."""
    match = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ]|$)", partial)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if (
        not date.min.year <= year <= date.max.year
        or month > 12  # noqa: PLR2004 — months of a year
        or (day and not 1 <= day <= monthrange(year, month)[1])
    ):
        return None
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if day:
        return (date(year, month, day),) * 2
    return (date(year, month, 1), date(year, month, monthrange(year, month)[1]))
