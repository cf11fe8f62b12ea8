"""One SQLite file of state/: how it is opened, its errors in this program's words, its
transactions, its closing. What stands in it is the business of who inherits from it.

Each kind of file has its mode: what a power cut may cost, and what of erased rows may stay.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from monitor.errors import (
    LogBusyError,
    LogConflictError,
    LogDamagedError,
    LogError,
    LogForeignError,
    LogReadOnlyError,
)

BUSY_S = 5.0  # waited for another process

Mode = Sequence[str]  # settings of a connection, as PRAGMA takes them

# Every commit is on disk before it returns, and what is erased is overwritten.
DURABLE: Mode = (
    "synchronous = FULL",
    "fullfsync = 1",  # macOS: fsync alone leaves the data in the disk's cache
    "checkpoint_fullfsync = 1",
    "secure_delete = 1",
    "journal_size_limit = 67108864",
)
# A power cut may lose the last commits: they are made again.
CACHE: Mode = ("journal_mode = WAL", "synchronous = NORMAL")
# What is erased stays nowhere, in no write-ahead file either.
PRIVATE: Mode = ("secure_delete = ON", "journal_mode = TRUNCATE", "synchronous = FULL")

READONLY_HINT = (
    "check the permissions of the file and its folder, and that the disk is not mounted read-only"
)


class Database:
    """An open file; it belongs to the thread that opened it."""

    damaged_hint: ClassVar[str] = "restore a backup"

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self._db = db

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _query(self, query: str, *values: object) -> list[Any]:
        with translated(self.path, damaged_hint=self.damaged_hint):
            return self._db.execute(query, values).fetchall()

    def _one(self, query: str, *values: object) -> Any:
        """The first row; None if there is none."""
        with translated(self.path, damaged_hint=self.damaged_hint):
            return self._db.execute(query, values).fetchone()

    def _do(self, statement: str, *values: object) -> None:
        with translated(self.path, damaged_hint=self.damaged_hint):
            self._db.execute(statement, values)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of it or, if anything is raised, nothing."""
        with translated(self.path, damaged_hint=self.damaged_hint):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


def connect(path: Path | str, *, mode: Mode = ()) -> sqlite3.Connection:
    """A connection without implicit transactions; `path` may be a "file:" address."""
    is_address = isinstance(path, str)
    db = sqlite3.connect(path, uri=is_address, isolation_level=None, timeout=BUSY_S)
    try:
        set_mode(db, mode)
    except BaseException:
        db.close()
        raise
    return db


def set_mode(db: sqlite3.Connection, mode: Mode) -> None:
    for setting in mode:
        db.execute(f"PRAGMA {setting}")


def check_owner(path: Path, db: sqlite3.Connection, application_id: int, *, hint: str) -> None:
    """Raises LogForeignError for another program's file; an empty one is nobody's."""
    # tables first: whoever is just making them has signed before they are seen
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (owner,) = db.execute("PRAGMA application_id").fetchone()
    if owner != application_id and (owner or tables):
        raise LogForeignError(f"{path} is another program's database", hint=hint)


def delete(path: Path) -> None:
    """The file and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def translated(path: Path, *, damaged_hint: str, broken_at: int | None = None) -> Iterator[None]:
    """SQLite's errors in this program's words."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # our mistake, not the file's
    except sqlite3.Error as error:
        raise _in_our_words(path, error, broken_at, damaged_hint) from error
    # SQLite's words about a damaged file can hold its damaged bytes
    except UnicodeDecodeError as error:
        raise LogDamagedError(
            f"{path} is damaged", hint=damaged_hint, broken_at=broken_at
        ) from error


# a damaged header or value has no code of its own
_DAMAGED = ("unsupported file format", "malformed JSON")


def _in_our_words(
    path: Path, error: sqlite3.Error, broken_at: int | None, damaged_hint: str
) -> LogError:
    # the low byte is the family
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            held = f"{path} was held by another process for {BUSY_S:g} s"
            return LogBusyError(held, hint="try again in a moment")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            said = f"{path} is damaged: {error}"
            return LogDamagedError(said, hint=damaged_hint, broken_at=broken_at)
        case sqlite3.SQLITE_ERROR if str(error) in _DAMAGED:
            said = f"{path} is damaged: {error}"
            return LogDamagedError(said, hint=damaged_hint, broken_at=broken_at)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return LogReadOnlyError(f"{path} cannot be written: {error}", hint=READONLY_HINT)
        case sqlite3.SQLITE_FULL:
            full = f"the disk is full: nothing was written to {path}"
            return LogError(full, hint="make room and try again")
        case sqlite3.SQLITE_CONSTRAINT:
            return LogConflictError(f"not written: {error}", hint="read on and decide again")
        case _:
            return LogError(f"{path}: {error}", hint="look at the disk's health")
