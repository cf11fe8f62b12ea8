"""A log as it stood earlier: the same events, up to a position."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Self

from monitor.errors import RefusedError
from monitor.events.stories_and_feeds import Event
from monitor.log.chain import Row
from monitor.log.protocol import (
    POLL_S,
    EventLog,
    LogHead,
    Position,
    Recorded,
    TextCounts,
    Verification,
    Wait,
)


class Past:
    """Reads as `log` did when its head was `head`. Nothing can be appended to the past."""

    def __init__(self, log: EventLog, head: LogHead) -> None:
        self._log = log
        self._head = head

    @classmethod
    def at(cls, log: EventLog, moment: datetime) -> Self:
        """As of a log time: up to the first event that was written later."""
        last = None
        for recorded in log.read():
            if recorded.at > moment:
                break
            last = recorded
        if last is None:
            return cls(log, LogHead(position=0, hash=""))
        return cls(log, LogHead(position=last.position, hash=last.hash))

    @property
    def path(self) -> Path | None:
        return self._log.path

    def close(self) -> None:
        """The log belongs to who opened it."""

    def head(self) -> LogHead:
        return self._head

    def append(
        self,
        events: Sequence[tuple[str, Event]],
        *,
        at: datetime,
        expected: Position,
        texts: Mapping[str, str] | None = None,
    ) -> Sequence[Recorded]:
        raise RefusedError(
            f"{len(events)} events cannot be written into the past ({at}, {expected}, "
            f"{len(texts or {})} texts)",
            hint="leave out --as-of or --until",
        )

    def read(self, *, after: Position = 0, until: Position | None = None) -> Iterator[Recorded]:
        last = self._head.position if until is None else min(until, self._head.position)
        if after < last:
            yield from self._log.read(after=after, until=last)

    def follow(  # the past has an end: nothing is waited for
        self,
        *,
        after: Position,
        poll_s: float = POLL_S,  # noqa: ARG002 — the protocol's
        wait: Wait = time.sleep,  # noqa: ARG002 — the protocol's
    ) -> Iterator[Recorded]:
        return self.read(after=after)

    def rows(self, *, after: Position = 0) -> Iterator[Row]:
        rows = self._log.rows(after=after)
        return takewhile(lambda row: row.position <= self._head.position, rows)

    def find(self, key: str) -> Position | None:
        position = self._log.find(key)
        if position is not None and position <= self._head.position:
            return position
        return None

    def text(self, text_hash: str) -> str | None:
        """As kept today: what was erased since stays erased."""
        return self._log.text(text_hash)

    def texts(self) -> Iterator[tuple[str, str | None]]:
        """As kept today, as `text`."""
        return self._log.texts()

    def count_texts(self) -> TextCounts:
        return self._log.count_texts()

    def verify(self, *, head: str | None = None) -> Verification:
        return self._log.verify(head=head)
