"""The log's file: its tables and guards, and how it is opened: look first, touch later.

Before the connection that may write there is one that cannot and leaves no trace, so that a file
that is damaged, foreign, newer or not writable is left as it was, byte for byte, with nothing new
beside it.

The guards are triggers, because they must hold for every connection, also that of a `sqlite3`
shell. `INSERT OR REPLACE` deletes the row in its way without firing DELETE triggers (unless
`recursive_triggers` is set), hence the guards *before* an insert. A text may be kept once, and
erased once a TextRedacted event names it; it is never deleted, so that an erased text stays erased.
"""

from __future__ import annotations

import errno
import fcntl
import itertools
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from monitor import database
from monitor.database import DURABLE, READONLY_HINT, connect, set_mode
from monitor.errors import (
    LogDamagedError,
    LogForeignError,
    LogReadOnlyError,
    NotFoundError,
)
from monitor.log.chain import Row, hash_of
from monitor.log.protocol import Position
from monitor.tables import check_version

APPLICATION_ID = 0x6D6F6E31  # "mon1": says in the file's header whose it is
SCHEMA_VERSION = 1


OBJECTS: dict[str, str] = {
    # The payload stands last: what stands before it is found without following a long row to its
    # end.
    "events": """\
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  payload TEXT NOT NULL
) STRICT""",
    "texts": """\
CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  text TEXT
) STRICT""",
    # `events.key_of` ends the key of a TextRedacted with the text's hash.
    "redactions": """\
CREATE INDEX redactions ON events (substr(key, -64)) WHERE type = 'TextRedacted'""",
    "events_grow_at_the_end": """\
CREATE TRIGGER events_grow_at_the_end BEFORE INSERT ON events BEGIN
  SELECT RAISE(ABORT, 'the log takes a key once')
    WHERE EXISTS (SELECT 1 FROM events WHERE key = NEW.key);
  SELECT RAISE(ABORT, 'the log grows by one at its end')
    WHERE NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events);
  SELECT RAISE(ABORT, 'the chain goes on from its last hash')
    WHERE NEW.prev IS NOT coalesce((SELECT hash FROM events ORDER BY position DESC LIMIT 1), \
printf('%064d', 0));
END""",
    "events_never_change": """\
CREATE TRIGGER events_never_change BEFORE UPDATE ON events BEGIN
  SELECT RAISE(ABORT, 'the log is never changed');
END""",
    "events_never_go": """\
CREATE TRIGGER events_never_go BEFORE DELETE ON events BEGIN
  SELECT RAISE(ABORT, 'the log is never cut');
END""",
    "texts_come_once": """\
CREATE TRIGGER texts_come_once BEFORE INSERT ON texts BEGIN
  SELECT RAISE(ABORT, 'a text is kept once')
    WHERE EXISTS (SELECT 1 FROM texts WHERE hash = NEW.hash OR id = NEW.id);
END""",
    "texts_are_only_erased": """\
CREATE TRIGGER texts_are_only_erased BEFORE UPDATE ON texts BEGIN
  SELECT RAISE(ABORT, 'a text is only erased, and only when a TextRedacted event names it')
    WHERE NEW.text IS NOT NULL OR NEW.hash IS NOT OLD.hash OR NEW.id IS NOT OLD.id OR NOT EXISTS (
      SELECT 1 FROM events WHERE type = 'TextRedacted' AND substr(key, -64) = OLD.hash);
END""",
    "texts_never_go": """\
CREATE TRIGGER texts_never_go BEFORE DELETE ON texts BEGIN
  SELECT RAISE(ABORT, 'a text is erased, never deleted');
END""",
}


_LAST_ROW = """SELECT position, key, type, version, at, payload, prev, hash
               FROM events ORDER BY position DESC LIMIT 1"""


class Header(NamedTuple):
    application_id: int
    schema_version: int


def create(db: sqlite3.Connection) -> None:
    """Make an empty log in an empty file; its header is complete before it turns to WAL."""
    db.execute("PRAGMA synchronous = FULL")
    db.execute("BEGIN EXCLUSIVE")
    for statement in OBJECTS.values():
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute("COMMIT")
    db.execute("PRAGMA journal_mode = WAL")


def check_header(path: Path) -> None:
    """Look at the file's first bytes alone, so that a file that is not ours is not touched.

    Through SQLite: were the file opened and closed here by itself, this process would lose the
    locks of every connection that it has open (https://sqlite.org/howtocorrupt.html, 2.2), and
    another process could take the write-ahead file away under it.
    """
    if not exists(path):
        raise NotFoundError(
            f"there is no log at {path}",
            hint="`monitor ingest FILE…` starts one",
        )
    if path.is_dir():
        raise LogForeignError(f"{path} is a folder, not an event log", hint=_FOREIGN_HINT)
    if not _may(path, os.R_OK):
        raise _unreadable(path)
    try:
        header = _header(path)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_NOTADB:
            raise
        raise LogForeignError(f"{path} is not an event log", hint=_FOREIGN_HINT) from error
    check_marks(path, header)


def exists(path: Path) -> bool:
    """Raises LogReadOnlyError where a folder above it tells us nothing."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except PermissionError as error:
        raise _unreadable(path) from error
    return True


def _unreadable(path: Path) -> LogReadOnlyError:
    return LogReadOnlyError(
        f"{path} cannot be read", hint="check who owns it and its folder, and their permissions"
    )


def _header(path: Path) -> Header:
    with closing(connect(_uri(path, "immutable=1"))) as db:
        (application_id,) = db.execute("PRAGMA application_id").fetchone()
        (schema_version,) = db.execute("PRAGMA user_version").fetchone()
        return Header(application_id, schema_version)


def check_marks(path: Path, header: Header) -> None:
    if header.application_id != APPLICATION_ID:
        raise LogForeignError(
            f"{path} is another program's database, not an event log", hint=_FOREIGN_HINT
        )
    check_version(path, stands=header.schema_version, known=SCHEMA_VERSION)
    if header.schema_version < 1:
        raise LogDamagedError(
            f"{path} says it has format {header.schema_version}", hint=DAMAGED_HINT
        )


def check_schema(path: Path, db: sqlite3.Connection) -> None:
    """The tables and guards must be the ones that were made: a guard that was dropped is damage."""
    marks = (
        db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    check_marks(path, Header(*marks))
    found = dict(db.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))
    for name, statement in OBJECTS.items():
        if found.get(name) != statement:
            raise LogDamagedError(
                f"{path} has lost or changed its part {name!r}", hint=DAMAGED_HINT
            )


_FOREIGN_HINT = (
    "give the path of a log that monitor made, or move this file away; nothing was changed"
)
DAMAGED_HINT = (
    "`monitor log verify` says where; `monitor restore FILE` brings back a "
    "backup; nothing was changed"
)


def translated(path: Path, *, broken_at: Position | None = None) -> AbstractContextManager[None]:
    """SQLite's errors about the log in this program's words."""
    return database.translated(path, damaged_hint=DAMAGED_HINT, broken_at=broken_at)


# --- opening ---


def make(path: Path) -> None:
    """Build an empty log beside `path` and link it there, so that no half-made one is ever seen,
    nor one into which a write-ahead log is played that another log left.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with translated(path), closing(connect(draft)) as db:
            create(db)
        with suppress(FileExistsError):  # another process made it first: theirs is as good
            put_in_place(draft, path)
    except OSError as error:
        raise LogReadOnlyError(
            f"no log can be made at {path}: {error.strerror}", hint=READONLY_HINT
        ) from error
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                draft.with_name(draft.name + suffix).unlink()


def put_in_place(draft: Path, path: Path) -> list[Path]:
    """Give a finished database its name, at once and for good. What an older one of that name left
    beside it (SQLite would play it into this one) is set aside under another name, which is
    returned. Raises FileExistsError if the name is taken.
    """
    # nobody else puts one in place meanwhile, whose own files these would be
    with held(path.parent) as folder:
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        set_aside = [_set_aside(left) for left in _beside(path) if left.exists()]
        path.hardlink_to(draft)
        os.fsync(folder)  # its new name outlives a power cut
    return set_aside


@contextmanager
def held(folder: Path, *, wait: bool = True) -> Iterator[int]:
    """The folder, for one process at a time, whatever becomes of it: the system lets go. Raises
    BlockingIOError where another has it and `wait` is not set.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield handle
    finally:
        os.close(handle)


def _beside(path: Path) -> Iterator[Path]:
    return (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal"))


def _set_aside(left: Path) -> Path:
    names = (left.with_name(f"{left.name}.left-{number}") for number in itertools.count(1))
    name = next(name for name in names if not name.exists())
    left.rename(name)
    return name


def probe(path: Path) -> None:
    """Check tables, guards and the last row through a connection that leaves no trace, before any
    other one is opened.
    """
    unwritten = _left_in_wal(path)
    try:
        with closing(_looking(path)) as db:
            _check(path, db)
    except (LogDamagedError, sqlite3.DatabaseError):
        if unwritten or not _left_in_wal(path):
            # otherwise another process began to write while we looked: what we saw may be half of
            # it
            raise


def _left_in_wal(path: Path) -> bool:
    """Whoever closes the last other connection takes the file away, at any moment."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except FileNotFoundError:
        return False


def _uri(path: Path, options: str) -> str:
    return f"{path.absolute().as_uri()}?{options}"


def _looking(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing. What still stands in the write-ahead log cannot be read
    beside a file that nobody may write: then in a copy of both, which is gone when this returns.
    """
    if not _left_in_wal(path):
        return connect(_uri(path, "immutable=1"))
    db = connect(_uri(path, "mode=ro"))
    try:
        db.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.OperationalError as error:
        db.close()
        if error.sqlite_errorcode & 0xFF not in _NOT_OPENED:
            raise
        return _copied(path)
    return db


_NOT_OPENED = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def _copied(path: Path) -> sqlite3.Connection:
    with TemporaryDirectory(prefix="monitor-log-") as folder:
        copy = Path(folder) / path.name
        for suffix in ("", "-wal"):
            shutil.copyfile(path.with_name(path.name + suffix), copy.with_name(copy.name + suffix))
        db = connect(copy)
        try:
            # all of it in one file, that stays open when its name is gone
            db.execute("PRAGMA journal_mode = DELETE")
        except BaseException:
            db.close()
            raise
        return db


def _check(path: Path, db: sqlite3.Connection) -> None:
    check_schema(path, db)
    last = db.execute(_LAST_ROW).fetchone()
    db.execute("SELECT hash FROM texts ORDER BY id DESC LIMIT 1").fetchone()
    if last is not None and hash_of(Row._make(last)) != last[-1]:
        raise LogDamagedError(
            f"{path} is damaged: event {last[0]} is not as it was written",
            hint=DAMAGED_HINT,
            broken_at=last[0],
        )


def connected(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """A connection as the log wants it. Raises LogReadOnlyError unless `readonly`, if the file or
    its folder cannot be written.
    """
    mode = (*DURABLE, f"query_only = {int(readonly)}")
    why = _why_not_written(path)
    if not why:
        # reading too: so it sees what others append, and tidies up after itself
        return connect(_uri(path, "mode=rw"), mode=mode)
    if not readonly:
        raise LogReadOnlyError(f"{path} cannot be written: {why}", hint=READONLY_HINT)
    db = _looking(path)
    set_mode(db, mode)
    return db


def _why_not_written(path: Path) -> str:
    """Empty if file and folder can be written: as the process acts, not as it was started, where
    the system can say so. The file is not opened for it: see `check_header`.
    """
    if not _may(path, os.W_OK):
        return "it is not ours to write"
    return "" if _may(path.parent, os.W_OK) else "its folder cannot be written"


def _may(path: Path, what: int) -> bool:
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)
