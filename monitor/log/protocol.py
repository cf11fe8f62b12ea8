"""What the rest of the program may ask of an event log: small enough that another engine can stand
behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from monitor.events.stories_and_feeds import Event

Position = int  # opaque and ordered; 0 stands before the first event


class Recorded(Struct, frozen=True, kw_only=True):
    """An event as the log holds it."""

    position: Position
    key: str
    at: datetime  # log time, aware, UTC
    event: Event
    hash: str  # SHA-256 over the previous hash and this row


class LogHead(Struct, frozen=True, kw_only=True):
    position: Position
    hash: str


class Verification(Struct, frozen=True, kw_only=True):
    ok: bool
    events: int
    head: str
    broken_at: Position | None = None
    why: str = ""


class EventLog(Protocol):
    def head(self) -> LogHead: ...

    def append(
        self,
        events: Sequence[tuple[str, Event]],
        *,
        at: datetime,
        expected: Position,
        texts: Mapping[str, str] | None = None,
    ) -> Sequence[Recorded]:
        """Write (key, event) pairs and kept texts (by their hash) in one transaction, and return
        them once they are on disk.

        Raises LogConflictError if the head is not `expected` (nothing is written), LogBusyError
        after 5 s of waiting. A key that is already there raises LogConflictError too: the decision
        was made without knowing of it.
        """
        ...

    def read(self, *, after: Position = 0, until: Position | None = None) -> Iterator[Recorded]: ...

    def find(self, key: str) -> Position | None: ...

    def text(self, text_hash: str) -> str | None:
        """A kept text; None if it was redacted or never kept."""
        ...

    def verify(self, *, head: str | None = None) -> Verification: ...
