"""What the rest of the program may ask of an event log: small enough that another engine can stand
behind it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from msgspec import Struct

from monitor.events.stories_and_feeds import Event
from monitor.log.chain import Row

POLL_S = 0.5  # how often a log that is followed is looked at

Wait = Callable[[float], object]
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


class TextCounts(Struct, frozen=True, kw_only=True):
    """How many texts are kept, and how many were erased."""

    kept: int
    erased: int


Fence = tuple[str, int]
"""A lease by its name, and the number under which it was taken: it grows with each taking."""


LEASE_S = 6.0  # until somebody else may take a lease that is not renewed
RENEW_S = 2.0


class Lease(Protocol):
    """Who acts on a log (fetches, decides, sends): one process at a time."""

    def take(self) -> bool:
        """Whether it is this process's now: until it is released, or for LEASE_S from each
        `renew`. What it appends from now on is refused once another has taken it.
        """
        ...

    def renew(self) -> None:
        """Raises LogLeaseLostError if another process has taken it."""
        ...

    def release(self) -> None: ...

    def is_ours(self) -> bool:
        """Without asking anybody: whether no other process can have taken it."""
        ...

    def holder(self) -> str:
        """Who has it, for people; empty: nobody."""
        ...

    def others(self) -> Sequence[str]:
        """Who acts on the log in some role only, for people."""
        ...


class EventLog(Protocol):
    @property
    def path(self) -> Path | None:
        """Where it lies on a disk; None if it does not."""
        ...

    def close(self) -> None: ...

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

    def follow(
        self, *, after: Position, poll_s: float = POLL_S, wait: Wait = time.sleep
    ) -> Iterator[Recorded]:
        """As `read`, then whatever is appended from now on, by any process; never ends by
        itself.
        """
        ...

    def rows(self, *, after: Position = 0) -> Iterator[Row]:
        """Events as they were written, for exporting."""
        ...

    def find(self, key: str) -> Position | None: ...

    def text(self, text_hash: str) -> str | None:
        """A kept text; None if it was redacted or never kept."""
        ...

    def texts(self) -> Iterator[tuple[str, str | None]]:
        """All kept texts with their hashes; an erased one is None."""
        ...

    def count_texts(self) -> TextCounts: ...

    def verify(self, *, head: str | None = None) -> Verification: ...


class Remark(NamedTuple):
    """Something about where a log is kept, for the operator."""

    ok: bool
    says: str
    hint: str = ""


class StoredLog(EventLog, Protocol):
    """A log that stays: what an engine of the table of engines opens."""

    @property
    def name(self) -> str:
        """Where it is, for people: a path, or a URL without a password."""
        ...

    def put(self, rows: Iterable[Row], texts: Iterable[tuple[str, str | None]]) -> int:
        """Fill an empty log with what another one wrote, all or nothing; how many rows. Raises
        RefusedError if it holds anything.
        """
        ...

    def extend(self, rows: Iterable[Row]) -> Iterator[Position]:
        """Take in what comes next of another log whose beginning this one is, in lots; the position
        that each lot ends at, once it is on disk.
        """
        ...

    def extend_texts(self, texts: Iterable[tuple[str, str | None]]) -> None:
        """Take in that log's texts beyond those that are here."""
        ...

    def redact(self, text_hash: str) -> None:
        """Erase a kept text that a TextRedacted event names. Raises RefusedError if none does."""
        ...

    def leaving(self, to: str) -> AbstractContextManager[None]:
        """Nobody appends while the block runs; when it ends well, this log takes nothing more: it
        goes on at `to`.
        """
        ...

    def reopen(self) -> None:
        """It goes on here again."""
        ...

    def grant(self, role: str, *, writing: bool) -> None:
        """Let another role of the server read it, and append to it if `writing`. Raises
        RefusedError where there are no roles.
        """
        ...

    def lease(self, holder: str) -> Lease:
        """The right to act on it, to be taken as `holder`."""
        ...

    def copy_to(self, path: Path) -> None:
        """Write the log as it stands now to a new file of SQLite, while others go on appending."""
        ...

    def remarks(self) -> Sequence[Remark]:
        """How well it is kept where it is."""
        ...

    def size_bytes(self) -> int:
        """What it takes on the disk where it is."""
        ...


class Readable(Protocol):
    def read(self, *, after: Position = 0) -> Iterator[Recorded]: ...


def following(
    log: Readable, *, after: Position, poll_s: float = POLL_S, wait: Wait = time.sleep
) -> Iterator[Recorded]:
    """`follow` for an engine that has nothing better than looking again."""
    while True:
        for recorded in log.read(after=after):
            yield recorded
            after = recorded.position
        wait(poll_s)
