"""The event log in one SQLite file (`state/log.db`): WAL, every commit on disk before `append`
returns.

Any process may append. A log that cannot be opened says why in one line and is left as it was, byte
for byte. The columns, the guards and what may be erased are described in `schema`; what the chain
covers in `chain`. A SqliteLog belongs to the thread that opened it; open another for another
thread.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Self

from monitor.database import Database
from monitor.errors import (
    LogConflictError,
    LogGoneError,
    NotFoundError,
    RefusedError,
)
from monitor.events.stories_and_feeds import Event, TextRedacted
from monitor.log import schema
from monitor.log.chain import GENESIS, Row
from monitor.log.protocol import (
    POLL_S,
    LogHead,
    Position,
    Recorded,
    Remark,
    TextCounts,
    Verification,
    Wait,
    following,
)
from monitor.log.records import as_recorded, as_written, chained, check_texts, recorded, written_as
from monitor.log.schema import translated
from monitor.log.verify import verify

BATCH_ROWS = (
    # read at once: no lock is held between batches, and what was read is still in the cache when it
    # is decoded
    100
)

MOVED_ROWS = 5_000  # of another log, on disk before the next are read
MOVED = ".moved"  # behind the name of a log's file that went on elsewhere

_INSERT = (
    "INSERT INTO events (position, key, type, version, at, payload, prev, hash) VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?)"
)
_HEAD = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1"
_READ = """SELECT position, key, type, version, at, hash, payload FROM events
           WHERE position > ? AND position <= ? ORDER BY position LIMIT ?"""
_ROWS = """SELECT position, key, type, version, at, payload, prev, hash FROM events
           WHERE position > ? ORDER BY position LIMIT ?"""
# Texts are numbered in a row, and only what an event names is erased: no text has to be looked at.
_TEXT_COUNTS = """SELECT (SELECT coalesce(max(id), 0) FROM texts), (
  SELECT count(*) FROM texts JOIN (
    SELECT DISTINCT substr(key, -64) AS name FROM events WHERE type = 'TextRedacted'
  ) ON hash = name WHERE text IS NULL)"""
_ANY = 2**63 - 1


class FolderLease:
    """Whoever acts on a folder's log has locked the folder (state/run.lock): nothing more to
    take.
    """

    def take(self) -> bool:
        return True

    def renew(self) -> None:
        """It does not end by time."""

    def release(self) -> None:
        """The folder's lock is let go."""

    def is_ours(self) -> bool:
        return True

    def holder(self) -> str:
        return ""

    def others(self) -> Sequence[str]:
        return ()


class SqliteLog(Database):
    damaged_hint = schema.DAMAGED_HINT

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        super().__init__(path, db)
        self._inode = _inode(path)

    @classmethod
    def open(cls, path: Path, *, create: bool = True, readonly: bool = False) -> Self:
        """Open the log at `path`, making an empty one if there is none and `create` is set.

        Raises NotFoundError if there is none, LogForeignError, LogNewerError, LogDamagedError or
        LogReadOnlyError as their names say; the file and its folder are then as they were before.
        """
        if not schema.exists(path):
            if not create or readonly:
                raise NotFoundError(
                    f"there is no log at {path}",
                    hint="`monitor ingest FILE…` starts one",
                )
            schema.make(path)
        with translated(path):
            schema.check_header(path)
            schema.probe(path)
            db = schema.connected(path, readonly=readonly)
            try:
                schema.check_schema(path, db)
            except BaseException:
                db.close()
                raise
            return cls(path, db)

    # --- writing ---

    def append(
        self,
        events: Sequence[tuple[str, Event]],
        *,
        at: datetime,
        expected: Position,
        texts: Mapping[str, str] | None = None,
    ) -> Sequence[Recorded]:
        """As the protocol says. What is returned was decoded from what was written: live and
        replayed events are the same.

        A TextRedacted erases its text in the same transaction. Raises InputError for what could not
        be read again (a text whose hash is another, a number that is none, text that is no
        Unicode); nothing is written then.
        """
        if not events:
            return []
        check_texts(texts or {})
        moment = as_written(at)
        written = [written_as(key, event) for key, event in events]
        with self._writing():
            position, last = self._head()
            if position != expected:
                raise LogConflictError(
                    f"the log stands at {position}, not at {expected}",
                    hint="read on and decide again",
                )
            rows = list(chained(position, last, moment, written))
            self._insert(rows)
            self._keep((texts or {}).items())
            self._erase(event.text_hash for _, event in events if isinstance(event, TextRedacted))
        if any(isinstance(event, TextRedacted) for _, event in events):
            self._scrub()
        return as_recorded(rows, written, at=datetime.fromisoformat(moment))

    def redact(self, text_hash: str) -> None:
        """Erase a kept text that a TextRedacted event names (`append` of that event has done so
        already: then this is idle).

        Raises RefusedError if no event names it: without one nobody could tell erasing from damage.
        """
        named = "SELECT 1 FROM events WHERE type = 'TextRedacted' AND substr(key, -64) = ?"
        with self._writing():
            if self._db.execute(named, (text_hash,)).fetchone() is None:
                raise RefusedError(
                    f"no event says that the text {text_hash} is redacted",
                    hint="use `monitor redact`",
                )
            self._erase([text_hash])
        self._scrub()

    def put(self, rows: Iterable[Row], texts: Iterable[tuple[str, str | None]]) -> int:
        """Fill an empty log with rows and texts that another log wrote, all or nothing; how many
        rows. For importing.

        Raises RefusedError if the log holds anything. What `rows` or `texts` raise passes through,
        and nothing is written.
        """
        with self._writing():
            if self._head() != (0, GENESIS):
                raise RefusedError(
                    f"{self.path} already holds events", hint="import into a new --home"
                )
            self._db.executemany(_INSERT, rows)
            self._db.executemany("INSERT INTO texts (hash, text) VALUES (?, ?)", texts)
            return self._head()[0]

    # --- going elsewhere ---

    def extend(self, rows: Iterable[Row]) -> Iterator[Position]:
        left = iter(rows)
        while lot := list(islice(left, MOVED_ROWS)):
            with self._writing():
                self._insert(lot)
            yield lot[-1].position

    def extend_texts(self, texts: Iterable[tuple[str, str | None]]) -> None:
        with self._writing():
            self._db.executemany("INSERT INTO texts (hash, text) VALUES (?, ?)", texts)

    @contextmanager
    def leaving(self, to: str) -> Iterator[None]:
        """As the protocol says; what is left is set aside under another name, so that nobody takes
        it for the log.
        """
        del to  # the file's name says that it went; the configuration says where
        with self._writing():
            yield
            for suffix in ("", "-wal", "-shm"):
                left = self.path.with_name(self.path.name + suffix)
                if left.exists():
                    left.rename(self.path.with_name(self.path.name + MOVED + suffix))

    def reopen(self) -> None:
        """A file that is there under its own name goes on."""

    def grant(self, role: str, *, writing: bool) -> None:
        right = "w" if writing else ""
        raise RefusedError(
            f"{self.path} is a file, which knows no role {role!r}",
            hint=f"let the system do it: chmod g+r{right} it and its folder",
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._check_still_there()
        with super()._writing():
            self._check_still_there()  # while this waited, it may have been moved
            yield

    def _check_still_there(self) -> None:
        """SQLite would go on writing into a file that no longer has a name, and nobody would ever
        see it again.
        """
        if _inode(self.path) != self._inode:
            raise LogGoneError(
                f"{self.path} is not the file that was opened: it was moved, deleted or replaced",
                hint="put it back, or restore the last backup",
            )

    def _insert(self, rows: Sequence[Row]) -> None:
        try:
            self._db.executemany(_INSERT, rows)
        except sqlite3.IntegrityError as error:
            raise LogConflictError(
                f"not appended: {error}", hint="read on and decide again"
            ) from error

    def _keep(self, texts: Iterable[tuple[str, str]]) -> None:
        self._db.executemany(
            "INSERT INTO texts (hash, text) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM "
            "texts WHERE hash = ?1)",
            texts,
        )

    def _erase(self, hashes: Iterable[str]) -> None:
        """A text that was never kept gets an erased row too, so that it is not kept later."""
        for name in hashes:
            self._db.execute(
                "UPDATE texts SET text = NULL WHERE hash = ? AND text IS NOT NULL", (name,)
            )
            self._db.execute(
                "INSERT INTO texts (hash) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM texts "
                "WHERE hash = ?1)",
                (name,),
            )

    def _scrub(self) -> None:
        """Get erased bytes out of the write-ahead log too. A long reader elsewhere can put this off
        to the next checkpoint.
        """
        self._do("PRAGMA wal_checkpoint(TRUNCATE)")

    # --- reading ---

    def head(self) -> LogHead:
        position, last = self._head()
        return LogHead(position=position, hash=last)

    def _head(self) -> tuple[Position, str]:
        position, last = self._one(_HEAD) or (0, GENESIS)
        return position, last

    def read(self, *, after: Position = 0, until: Position | None = None) -> Iterator[Recorded]:
        """Events after `after` up to and with `until`, in order, in batches: no lock is held while
        the caller works.

        Raises LogDamagedError with `broken_at` where the file cannot be read, LogNewerError for
        events of a newer version.
        """
        while rows := self._batch(_READ, after, _ANY if until is None else until, BATCH_ROWS):
            yield from recorded(rows, damaged_hint=schema.DAMAGED_HINT)
            after = rows[-1][0]

    def rows(self, *, after: Position = 0) -> Iterator[Row]:
        """Rows as they stand in the file, for exporting."""
        while rows := self._batch(_ROWS, after, BATCH_ROWS):
            yield from map(Row._make, rows)
            after = rows[-1][0]

    def texts(self) -> Iterator[tuple[str, str | None]]:
        """All kept texts with their hashes, one by one; an erased one is None."""
        after = 0
        while rows := self._batch(
            "SELECT id, hash, text FROM texts WHERE id > ? ORDER BY id LIMIT ?", after, 50
        ):
            yield from ((name, text) for _, name, text in rows)
            after = rows[-1][0]

    def _batch(self, query: str, after: Position, *limits: int) -> list[Any]:
        with translated(self.path, broken_at=after + 1):
            return self._db.execute(query, (after, *limits)).fetchall()

    def follow(
        self, *, after: Position, poll_s: float = POLL_S, wait: Wait = time.sleep
    ) -> Iterator[Recorded]:
        return following(self, after=after, poll_s=poll_s, wait=wait)

    def find(self, key: str) -> Position | None:
        row = self._one("SELECT position FROM events WHERE key = ?", key)
        return None if row is None else row[0]

    def text(self, text_hash: str) -> str | None:
        row = self._one("SELECT text FROM texts WHERE hash = ?", text_hash)
        return None if row is None else row[0]

    def count_texts(self) -> TextCounts:
        all_, erased = self._one(_TEXT_COUNTS)
        return TextCounts(kept=all_ - erased, erased=erased)

    def verify(self, *, head: str | None = None) -> Verification:
        """Prove the whole chain and all kept texts from the file itself; `head` is a hash (or its
        first digits) seen before.
        """
        return verify(self.path, head=head)

    def lease(self, holder: str) -> FolderLease:  # noqa: ARG002 — the lock says who
        return FolderLease()

    @property
    def name(self) -> str:
        return str(self.path)

    def remarks(self) -> Sequence[Remark]:
        return ()  # a file on this machine's disk, by its clock

    def size_bytes(self) -> int:
        """With what SQLite keeps beside it."""
        beside = (self.path.with_name(self.path.name + suffix) for suffix in ("", "-wal", "-shm"))
        return sum(path.stat().st_size for path in beside if path.exists())

    def copy_to(self, path: Path) -> None:
        """Write the log as it stands now to a new file, while others may go on appending."""
        with translated(self.path):
            target = sqlite3.connect(path, isolation_level=None)
            try:
                self._db.backup(target)
            finally:
                target.close()


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None
