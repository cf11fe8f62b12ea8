"""An event log that lives as long as its process: for trying decisions out on a fresh state
(`evaluate`, `rematch`).

It keeps the protocol's promises but that of being on disk, and the same events give the same hashes
as in a file.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from monitor.errors import LogConflictError
from monitor.events.stories_and_feeds import Event, TextRedacted
from monitor.log import codec
from monitor.log.chain import GENESIS, Row, hash_of
from monitor.log.protocol import (
    POLL_S,
    LogHead,
    Position,
    Recorded,
    TextCounts,
    Verification,
    Wait,
    following,
)
from monitor.log.records import as_written


class MemoryLog:
    path: Path | None = None

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._recorded: list[Recorded] = []
        self._positions: dict[str, Position] = {}
        self._texts: dict[str, str | None] = {}

    def head(self) -> LogHead:
        if not self._recorded:
            return LogHead(position=0, hash=GENESIS)
        last = self._recorded[-1]
        return LogHead(position=last.position, hash=last.hash)

    def append(
        self,
        events: Sequence[tuple[str, Event]],
        *,
        at: datetime,
        expected: Position,
        texts: Mapping[str, str] | None = None,
    ) -> Sequence[Recorded]:
        """As the protocol says; what is returned went through the codec, as it does on its way
        through a file.
        """
        if expected != len(self._recorded):
            raise LogConflictError(f"the log stands at {len(self._recorded)}, not at {expected}")
        keys = [key for key, _ in events]
        if len(set(keys)) < len(keys) or any(key in self._positions for key in keys):
            raise LogConflictError("the log has one of these events already")
        rows = list(_chained(events, at=at, after=self.head()))
        recorded = [_recorded(row, at) for row in rows]
        self._rows += rows
        self._recorded += recorded
        self._positions.update((one.key, one.position) for one in recorded)
        for text_hash, text in (texts or {}).items():
            self._texts.setdefault(text_hash, text)
        for one in recorded:
            if isinstance(one.event, TextRedacted):
                self._texts[one.event.text_hash] = None
        return recorded

    def read(self, *, after: Position = 0, until: Position | None = None) -> Iterator[Recorded]:
        position = after
        while position < len(self._recorded) and (until is None or position < until):
            yield self._recorded[position]
            position += 1

    def follow(
        self, *, after: Position, poll_s: float = POLL_S, wait: Wait = time.sleep
    ) -> Iterator[Recorded]:
        return following(self, after=after, poll_s=poll_s, wait=wait)

    def rows(self, *, after: Position = 0) -> Iterator[Row]:
        return iter(self._rows[after:])

    def find(self, key: str) -> Position | None:
        return self._positions.get(key)

    def text(self, text_hash: str) -> str | None:
        return self._texts.get(text_hash)

    def texts(self) -> Iterator[tuple[str, str | None]]:
        return iter(self._texts.items())

    def count_texts(self) -> TextCounts:
        erased = sum(text is None for text in self._texts.values())
        return TextCounts(kept=len(self._texts) - erased, erased=erased)

    def close(self) -> None:
        """Nothing was opened."""

    def verify(self, *, head: str | None = None) -> Verification:
        """Recompute the chain. `head` is a hash seen before, or its first digits: it must still be
        in the chain.
        """
        last = LogHead(position=0, hash=GENESIS)
        for one in self._recorded:
            again = next(_chained([(one.key, one.event)], at=one.at, after=last))
            if again.hash != one.hash:
                return _broken(one.position, len(self._recorded), last.hash)
            last = LogHead(position=one.position, hash=one.hash)
        if head and not any(one.hash.startswith(head) for one in self._recorded):
            return Verification(
                ok=False, events=last.position, head=last.hash, why=f"{head} is not in the chain"
            )
        return Verification(ok=True, events=last.position, head=last.hash)


def _broken(position: Position, events: int, head: str) -> Verification:
    why = f"event {position} is not as it was written"
    return Verification(ok=False, events=events, head=head, broken_at=position, why=why)


def _chained(events: Sequence[tuple[str, Event]], *, at: datetime, after: LogHead) -> Iterator[Row]:
    position, prev = after.position, after.hash
    for key, event in events:
        name, version, payload = codec.encode(event)
        position += 1
        row = Row(position, key, name, version, as_written(at), payload.decode(), prev, "")
        row = row._replace(hash=hash_of(row))
        prev = row.hash
        yield row


def _recorded(row: Row, at: datetime) -> Recorded:
    event = codec.decode(row.type, row.version, row.payload)
    return Recorded(position=row.position, key=row.key, at=at, event=event, hash=row.hash)
