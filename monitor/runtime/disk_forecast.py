"""When the disk will be full, at the pace of the last weeks: the log's events a day, and what one
event takes on the disk.

The log's file holds the kept texts too, so its size an event is what an event costs with its text.
What was erased is used again by what comes: with a retention age the file stops growing by texts,
and the forecast follows within `WINDOW_DAYS`.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from monitor.log.protocol import EventLog, Position, StoredLog

WINDOW_DAYS = 28
TIGHT_DAYS = 30  # fuller than this lies ahead: a person should look
_LEFT_OUT = "demo"  # made anew by each `monitor demo`


class Disk(Struct, frozen=True, kw_only=True):
    """`bytes_a_day` is null until there is a day of log; `full_in_days` too where nothing grows."""

    state_bytes: int
    free_bytes: int
    bytes_a_day: int | None
    full_in_days: int | None

    @property
    def tight(self) -> bool:
        return self.full_in_days is not None and self.full_in_days < TIGHT_DAYS


def disk_of(state: Path, log: StoredLog, *, now: datetime) -> Disk:
    state_bytes = sum(map(_size, _files(state)))
    found = forecast(
        events_a_day=events_a_day(log, now=now),
        event_bytes=log.size_bytes() / max(1, log.head().position),
        state_bytes=state_bytes,
        free_bytes=shutil.disk_usage(state).free,
    )
    if log.path is None:  # it grows on a server's disk, and how much is free there is not told
        return msgspec.structs.replace(found, full_in_days=None)
    return found


def forecast(
    *, events_a_day: float | None, event_bytes: float, state_bytes: int, free_bytes: int
) -> Disk:
    bytes_a_day = None if events_a_day is None else round(events_a_day * event_bytes)
    return Disk(
        state_bytes=state_bytes,
        free_bytes=free_bytes,
        bytes_a_day=bytes_a_day,
        full_in_days=free_bytes // bytes_a_day if bytes_a_day else None,
    )


def events_a_day(log: EventLog, *, now: datetime) -> float | None:
    """Of the last WINDOW_DAYS, or of the log's whole life if that is shorter; None in its first
    day.
    """
    head = log.head().position
    if not head or now - _at(log, 1) < timedelta(days=1):
        return None
    since = max(_at(log, 1), now - timedelta(days=WINDOW_DAYS))
    days = (now - since).total_seconds() / timedelta(days=1).total_seconds()
    return (head - _position_before(log, since)) / days


def _position_before(log: EventLog, moment: datetime) -> Position:
    """The last position written before then. Found by halving: log time never runs back."""
    low, high = 0, log.head().position
    while low < high:
        middle = (low + high + 1) // 2
        if _at(log, middle) < moment:
            low = middle
        else:
            high = middle - 1
    return low


def _at(log: EventLog, position: Position) -> datetime:
    return next(iter(log.read(after=position - 1, until=position))).at


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # a journal that is gone again
        return 0


def _files(state: Path) -> list[Path]:
    return [
        path
        for path in state.rglob("*")
        if path.is_file() and path.relative_to(state).parts[0] != _LEFT_OUT
    ]
