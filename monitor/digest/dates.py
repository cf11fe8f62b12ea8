"""Partial dates as days: the first and the last day that "2024-03" may mean."""

from __future__ import annotations

import calendar
import functools
from datetime import date
from typing import Literal

from monitor.model import PartialDate, Span

Precision = Literal["day", "month", "year"]
_MONTH_CHARS = len("2024-03")
_DAY_CHARS = len("2024-03-01")


def precision_of(when: PartialDate) -> Precision:
    if len(when) < _MONTH_CHARS:
        return "year"
    return "month" if len(when) < _DAY_CHARS else "day"


def days_of(when: PartialDate) -> tuple[date | None, date | None]:
    """First and last possible day; (None, None) for what is no date."""
    return _days_of(when[:_DAY_CHARS])


@functools.lru_cache(maxsize=2_048)
def _days_of(when: PartialDate) -> tuple[date | None, date | None]:
    try:
        year = int(when[:4])
        if precision_of(when) == "year":
            return date(year, 1, 1), date(year, 12, 31)
        month = int(when[5:7])
        if precision_of(when) == "month":
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        day = date.fromisoformat(when)
    except ValueError:
        return None, None
    return day, day


def last_day(span: Span | None) -> date | None:
    if not span:
        return None
    return days_of(span.end or span.start)[1]


def first_day(span: Span | None) -> date | None:
    return days_of(span.start)[0] if span else None
