"""The one clock. Pure parts never see it: they are told the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Runs on from `start`, or shows the computer's own time."""

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("a clock needs a time with its zone")
        self._start = start
        self._begun_s = time.monotonic()

    def now(self) -> datetime:
        """Aware, UTC."""
        if self._start is None:
            return datetime.now(UTC)
        return self._start.astimezone(UTC) + timedelta(seconds=time.monotonic() - self._begun_s)


class SetClock:
    """Stands where it is put: for going through a log, or a file of articles, in their own time."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def not_before(last: datetime | None, now: datetime) -> datetime:
    """`now`, or on a clock that was set back, just after what was written last: what is asked for
    from a log time on is then all that came later.
    """
    return now if last is None or now >= last else last + timedelta(microseconds=1)
