"""The log's file: its tables and guards, and how to look at a file before touching it.

The guards are triggers, because they must hold for every connection, also that of a `sqlite3`
shell. `INSERT OR REPLACE` deletes the row in its way without firing DELETE triggers (unless
`recursive_triggers` is set), hence the guards *before* an insert. A text may be kept once, and
erased once a TextRedacted event names it; it is never deleted, so that an erased text stays erased.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from monitor.errors import (
    LogDamagedError,
    LogForeignError,
    LogNewerError,
    LogReadOnlyError,
    NotFoundError,
)

APPLICATION_ID = 0x6D6F6E31  # "mon1": says in the file's header whose it is
SCHEMA_VERSION = 1
BUSY_S = 5.0

_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\0"

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
    WHERE NEW.prev IS NOT coalesce((SELECT hash FROM events ORDER BY position DESC LIMIT 1), printf('%064d', 0));
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
    """Look at the file's first bytes alone, so that a file that is not ours is not touched."""
    try:
        with path.open("rb") as file:
            first = file.read(_HEADER_BYTES)
    except FileNotFoundError as error:
        raise NotFoundError(
            f"there is no log at {path}", hint="`monitor ingest seeds` starts one"
        ) from error
    except IsADirectoryError as error:
        raise LogForeignError(
            f"{path} is a folder, not an event log", hint=_FOREIGN_HINT
        ) from error
    except PermissionError as error:
        raise LogReadOnlyError(
            f"{path} cannot be read", hint="check who owns it and its permissions"
        ) from error
    if len(first) < _HEADER_BYTES or not first.startswith(_MAGIC):
        raise LogForeignError(f"{path} is not an event log", hint=_FOREIGN_HINT)
    check_marks(path, Header(_number(first, 68), _number(first, 60)))


def check_marks(path: Path, header: Header) -> None:
    if header.application_id != APPLICATION_ID:
        raise LogForeignError(
            f"{path} is another program's database, not an event log", hint=_FOREIGN_HINT
        )
    if header.schema_version > SCHEMA_VERSION:
        raise LogNewerError(
            f"{path} was written by a newer version of monitor (format {header.schema_version}, known {SCHEMA_VERSION})",
            hint="update monitor; nothing was changed",
        )
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


def _number(header: bytes, offset: int) -> int:
    return int.from_bytes(header[offset : offset + 4], "big")


_FOREIGN_HINT = (
    "give the path of a log that monitor made, or move this file away; nothing was changed"
)
DAMAGED_HINT = "`monitor log verify` says where; `monitor restore FILE` brings back a backup; nothing was changed"
