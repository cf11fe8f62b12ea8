"""Opening a log's file: look first, touch later; and SQLite's errors in this program's words.

Before the connection that may write there is one that cannot and leaves no trace, so that a file
that is damaged, foreign, newer or not writable is left as it was, byte for byte, with nothing new
beside it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from monitor.errors import (
    LogBusyError,
    LogConflictError,
    LogDamagedError,
    LogError,
    LogReadOnlyError,
)
from monitor.log import schema
from monitor.log.chain import Row, hash_of
from monitor.log.protocol import Position


def make(path: Path) -> None:
    """Build an empty log beside `path` and link it there, so that no half-made one is ever seen."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with translated(path):
            db = sqlite3.connect(draft, isolation_level=None)
            try:
                schema.create(db)
            finally:
                db.close()
        with suppress(FileExistsError):  # another process made it first: theirs is as good
            path.hardlink_to(draft)
        sync_folder(path.parent)
    except OSError as error:
        raise LogReadOnlyError(
            f"no log can be made at {path}: {error.strerror}", hint=_READONLY_HINT
        ) from error
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                draft.with_name(draft.name + suffix).unlink()


def sync_folder(folder: Path) -> None:
    """Make sure that a new name in `folder` outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def probe(path: Path) -> None:
    """Check tables, guards and the last row through a connection that leaves no trace, before any
    other one is opened.
    """
    unwritten = _left_in_wal(path)
    try:
        _check(path, _uri(path, "mode=ro" if unwritten else "immutable=1"))
    except (LogDamagedError, sqlite3.DatabaseError):
        if unwritten or not _left_in_wal(path):
            # otherwise another process began to write while we looked: what we saw may be half of
            # it
            raise


def _left_in_wal(path: Path) -> bool:
    wal = path.with_name(path.name + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def _uri(path: Path, options: str) -> str:
    return f"{path.absolute().as_uri()}?{options}"


def _check(path: Path, uri: str) -> None:
    db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=schema.BUSY_S)
    try:
        schema.check_schema(path, db)
        last = db.execute(
            "SELECT position, key, type, version, at, payload, prev, hash FROM events ORDER BY position DESC LIMIT 1"
        ).fetchone()
        db.execute("SELECT hash FROM texts ORDER BY id DESC LIMIT 1").fetchone()
    finally:
        db.close()
    if last is not None and hash_of(Row._make(last)) != last[-1]:
        raise LogDamagedError(
            f"{path} is damaged: event {last[0]} is not as it was written",
            hint=schema.DAMAGED_HINT,
            broken_at=last[0],
        )


def connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """A connection as the log wants it. Raises LogReadOnlyError unless `readonly`, if the file or
    its folder cannot be written.
    """
    db = sqlite3.connect(
        _uri(path, _mode(path, readonly=readonly)),
        uri=True,
        isolation_level=None,
        timeout=schema.BUSY_S,
    )
    try:
        for setting in _SETTINGS:
            db.execute(f"PRAGMA {setting}")
        db.execute(f"PRAGMA query_only = {int(readonly)}")
    except BaseException:
        db.close()
        raise
    return db


def _mode(path: Path, *, readonly: bool) -> str:
    """Reading too goes through a connection that could write, where it can: it sees what others
    append and tidies up after itself.
    """
    try:
        os.close(os.open(path, os.O_RDWR))
    except OSError as error:
        why = error.strerror
    else:
        # As the process acts, not as it was started, where the system can say so.
        ours = os.access in os.supports_effective_ids
        why = (
            ""
            if os.access(path.parent, os.W_OK, effective_ids=ours)
            else "its folder cannot be written"
        )
    if why and not readonly:
        raise LogReadOnlyError(f"{path} cannot be written: {why}", hint=_READONLY_HINT)
    if why:
        return "mode=ro" if _left_in_wal(path) else "immutable=1"
    return "mode=rw"


_SETTINGS = (
    "synchronous = FULL",
    "fullfsync = 1",  # macOS: fsync alone leaves the data in the disk's cache
    "checkpoint_fullfsync = 1",
    "secure_delete = 1",  # an erased text's bytes are overwritten
    "journal_size_limit = 67108864",
)
_READONLY_HINT = (
    "check the permissions of the file and its folder, and that the disk is not mounted read-only"
)


@contextmanager
def translated(
    path: Path, *, broken_at: Position | None = None, damaged_hint: str = schema.DAMAGED_HINT
) -> Iterator[None]:
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
    path: Path, error: sqlite3.Error, broken_at: Position | None, damaged_hint: str
) -> LogError:
    # the low byte is the family
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LogBusyError(
                f"{path} was held by another process for {schema.BUSY_S:g} s",
                hint="try again in a moment",
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return LogDamagedError(
                f"{path} is damaged: {error}", hint=damaged_hint, broken_at=broken_at
            )
        case sqlite3.SQLITE_ERROR if str(error) in _DAMAGED:
            return LogDamagedError(
                f"{path} is damaged: {error}", hint=damaged_hint, broken_at=broken_at
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return LogReadOnlyError(f"{path} cannot be written: {error}", hint=_READONLY_HINT)
        case sqlite3.SQLITE_FULL:
            return LogError(
                f"the disk is full: nothing was written to {path}", hint="make room and try again"
            )
        case sqlite3.SQLITE_CONSTRAINT:
            return LogConflictError(f"not written: {error}", hint="read on and decide again")
        case _:
            return LogError(f"{path}: {error}", hint="look at the disk's health")
