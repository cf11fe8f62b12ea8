"""One SQLite file of state/: how it is opened, its errors in this program's words, its
transactions, its closing. What stands in it is the business of who inherits from it, or of a store
that is handed its tables.

Each kind of file has its mode: what a power cut may cost, and what of erased rows may stay.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, ClassVar, Self

from monitor.closing import Closing
from monitor.errors import (
    LogBusyError,
    LogConflictError,
    LogDamagedError,
    LogError,
    LogForeignError,
    LogReadOnlyError,
    RefusedError,
)
from monitor.tables import Tables, TablesForm, check_version, erase, step_up

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


class Database(Closing):
    """An open file; it belongs to the thread that opened it."""

    damaged_hint: str = "restore a backup"

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self._db = db

    def close(self) -> None:
        self._db.close()

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


class FileTables(Database):
    """The tables of one store in a file that is its owner's alone, and keeps nothing of what was
    erased.
    """

    def __init__(self, path: Path, db: sqlite3.Connection, *, damaged_hint: str) -> None:
        super().__init__(path, db)
        self.damaged_hint = damaged_hint

    @classmethod
    def open(cls, path: Path, form: TablesForm) -> Self:
        """Raises LogForeignError for a file that is somebody else's, LogNewerError for one of a
        newer version.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=_OWNER_ALONE)
        if path.stat().st_mode & ~_OWNER_ALONE & 0o777:
            path.chmod(_OWNER_ALONE)  # however it came here
        with translated(path, damaged_hint=form.damaged_hint):
            db = connect(path)
            try:
                check_owner(path, db, form.application_id, hint="move it away")
                check_version(path, stands=_version(db), known=form.version)
                set_mode(db, PRIVATE)
                if _version(db) != form.version:
                    _step_up(db, form)
            except BaseException:
                db.close()
                raise
        return cls(path, db, damaged_hint=form.damaged_hint)

    @property
    def name(self) -> str:
        return str(self.path)

    def query(self, question: str, *values: object) -> list[Any]:
        return self._query(question, *values)

    def one(self, question: str, *values: object) -> Any:
        return self._one(question, *values)

    def do(self, statement: str, *values: object) -> int:
        with translated(self.path, damaged_hint=self.damaged_hint):
            return self._db.execute(statement, values).rowcount

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        with translated(self.path, damaged_hint=self.damaged_hint):
            self._db.executemany(statement, rows)

    def writing(self) -> AbstractContextManager[None]:
        return self._writing()

    @contextmanager
    def reading(self) -> Iterator[None]:
        self.do("BEGIN")
        try:
            yield
        finally:
            self.do("COMMIT")

    def scrub(self) -> bool:
        """Erased rows were overwritten when they were erased."""
        return True


class TableStore(Closing):
    """What is kept in the tables of one form. Over those of a file it belongs to the thread that
    opened it.
    """

    form: ClassVar[TablesForm]

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @classmethod
    def open(cls, path: Path) -> Self:
        """Those of a file. Raises what FileTables.open raises."""
        return cls(FileTables.open(path, cls.form))

    @property
    def name(self) -> str:
        """Where they are, for people."""
        return self._tables.name

    def close(self) -> None:
        self._tables.close()


_OWNER_ALONE = 0o600
_TYPES = {"text": "TEXT", "number": "INTEGER", "bytes": "BLOB", "strict": "STRICT"}


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _step_up(db: sqlite3.Connection, form: TablesForm) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:  # another process may have been faster
        step_up(form, stands=_version(db), types=_TYPES, do=db.execute)
        db.execute(f"PRAGMA application_id = {form.application_id}")
        db.execute(f"PRAGMA user_version = {form.version}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


class FileRoom:
    """A home's state/."""

    def __init__(self, state: Path) -> None:
        self._state = state

    def tables(self, form: TablesForm) -> FileTables:
        return FileTables.open(self._state / form.file, form)

    def shared(self, form: TablesForm) -> None:
        """A file is one machine's."""

    def has(self, form: TablesForm) -> bool:
        return (self._state / form.file).exists()

    def erase(self, form: TablesForm) -> None:
        with self.tables(form) as tables:
            erase(tables, form)
        delete(self._state / form.file)

    def grant(self, form: TablesForm, role: str) -> None:
        raise RefusedError(
            f"{self._state / form.file} is a file, which knows no role {role!r}",
            hint="it is its owner's alone",
        )

    def close(self) -> None:
        """Each file is closed by who opened it."""


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
    for suffix in ("", "-wal", "-shm", "-journal"):
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
