"""`state/readers.db`: who readers are. The only place that holds a chat id, and what readers typed
until it is answered.

It is written before the event that names what it holds, so an event never names what is nowhere; a
row that no event names is harmless. Erased rows are overwritten (`secure_delete`), and the file is
its owner's alone.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Container, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from monitor import database
from monitor.database import Database
from monitor.delivery.transport import Address
from monitor.delivery.update_gaps import Heard
from monitor.errors import LogNewerError
from monitor.events.deliveries import Message, ReaderKind
from monitor.model import Follow, FollowKind

APPLICATION_ID = 0x6D6F6E72  # "monr"
_VERSION = 5
_ID_BYTES = 8
_OWNER_ALONE = 0o600
_SCHEMA = f"""
BEGIN IMMEDIATE;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {_VERSION};
CREATE TABLE IF NOT EXISTS chats (
  lane TEXT PRIMARY KEY, medium TEXT NOT NULL, chat TEXT NOT NULL, kind TEXT NOT NULL,
  UNIQUE (medium, chat)
) STRICT;
CREATE TABLE IF NOT EXISTS readers (
  reader_id TEXT PRIMARY KEY, lane TEXT NOT NULL REFERENCES chats (lane),
  thread INTEGER NOT NULL DEFAULT 0,
  UNIQUE (lane, thread)
) STRICT;
CREATE TABLE IF NOT EXISTS inbox (update_id INTEGER PRIMARY KEY, payload BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS letters (delivery_id TEXT PRIMARY KEY, messages BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS questions (
  reader_id TEXT NOT NULL, user_id INTEGER NOT NULL, question TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (reader_id, user_id)
) STRICT;
CREATE TABLE IF NOT EXISTS heard (
  one INTEGER PRIMARY KEY CHECK (one = 1), update_id INTEGER NOT NULL, came_at TEXT NOT NULL,
  asked_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS amended (one INTEGER PRIMARY KEY CHECK (one = 1),
correction INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS added (reader_id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS follows (
  follow_id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL,
  offered_at TEXT NOT NULL, UNIQUE (kind, subject)
) STRICT;
COMMIT;
"""
_messages = msgspec.json.Decoder(tuple[Message, ...])


class KnownReader(NamedTuple):
    reader_id: str
    lane: str


class Readers(Database):
    damaged_hint = (
        "`monitor restore FILE` brings back a backup; or move it away: nobody is known then"
    )

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises LogForeignError for a file that is somebody else's, LogNewerError for one of a
        newer version.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=_OWNER_ALONE)
        if path.stat().st_mode & ~_OWNER_ALONE & 0o777:
            path.chmod(_OWNER_ALONE)  # however it came here
        with database.translated(path, damaged_hint=cls.damaged_hint):
            db = database.connect(path)
            try:
                _prepare(path, db)
            except BaseException:
                db.close()
                raise
            return cls(path, db)

    # --- who ---

    def known(self, address: Address) -> KnownReader:
        """The reader at this address; one that was not known gets an opaque id now."""
        lane = self._lane(address)
        row = self._one(
            "SELECT reader_id FROM readers WHERE lane = ? AND thread = ?", lane, address.thread or 0
        )
        if row is None:
            row = (secrets.token_hex(_ID_BYTES),)
            self._do("INSERT INTO readers VALUES (?, ?, ?)", row[0], lane, address.thread or 0)
        return KnownReader(row[0], lane)

    def _lane(self, address: Address) -> str:
        row = self._one(
            "SELECT lane, kind FROM chats WHERE medium = ? AND chat = ?",
            address.medium,
            address.chat,
        )
        if row is None:
            row = (secrets.token_hex(_ID_BYTES), address.kind)
            self._do(
                "INSERT INTO chats VALUES (?, ?, ?, ?)",
                row[0],
                address.medium,
                address.chat,
                row[1],
            )
        elif row[1] != address.kind:
            self._do("UPDATE chats SET kind = ? WHERE lane = ?", address.kind, row[0])
        return str(row[0])

    def address(self, reader_id: str) -> Address | None:
        row = self._one(
            "SELECT medium, chat, thread, kind FROM readers JOIN chats USING (lane)"
            " WHERE reader_id = ?",
            reader_id,
        )
        if row is None:
            return None
        return Address(medium=row[0], chat=row[1], thread=row[2] or None, kind=row[3])

    def chat(self, lane: str) -> Address | None:
        """The chat of a lane, whichever of its topics a reader has."""
        row = self._one("SELECT medium, chat, kind FROM chats WHERE lane = ?", lane)
        if row is None:
            return None
        return Address(medium=row[0], chat=row[1], kind=row[2])

    def move(self, lane: str, chat: str, kind: ReaderKind) -> None:
        """The chat of a lane has another id. If that id had a lane of its own already, that one is
        left without a chat.
        """
        self._do("UPDATE chats SET chat = 'gone/' || lane WHERE chat = ? AND lane <> ?", chat, lane)
        self._do("UPDATE chats SET chat = ?, kind = ? WHERE lane = ?", chat, kind, lane)

    def forget(self, reader_id: str) -> None:
        """Erase for ever; the chat too, if no other reader is in it."""
        with self._writing():
            for table in ("readers", "questions", "added"):
                self._db.execute(f"DELETE FROM {table} WHERE reader_id = ?", (reader_id,))  # noqa: S608 — names of ours
            self._db.execute("DELETE FROM chats WHERE lane NOT IN (SELECT lane FROM readers)")

    def find(self, address: Address) -> str | None:
        """The reader at this address, if there is one."""
        row = self._one(
            "SELECT reader_id FROM readers JOIN chats USING (lane)"
            " WHERE medium = ? AND chat = ? AND thread = ?",
            address.medium,
            address.chat,
            address.thread or 0,
        )
        return None if row is None else str(row[0])

    def add(self, reader_id: str) -> None:
        """An operator added this reader: it stays, whatever the default channel is."""
        self._do("INSERT OR IGNORE INTO added VALUES (?)", reader_id)

    def added(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._query("SELECT reader_id FROM added"))

    def reader_ids(self) -> list[str]:
        return [row[0] for row in self._query("SELECT reader_id FROM readers ORDER BY reader_id")]

    # --- what they follow ---

    def follow(self, kind: FollowKind, of: str, name: str, *, at: datetime) -> Follow:
        """What readers may follow, under one opaque id for all of them. It is offered at `at`, and
        kept for a while or for as long as a reader follows it.
        """
        row = self._one("SELECT follow_id FROM follows WHERE kind = ? AND subject = ?", kind, of)
        follow_id = row[0] if row else secrets.token_hex(_ID_BYTES)
        self._do(
            """INSERT INTO follows VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (follow_id) DO UPDATE SET offered_at = excluded.offered_at""",
            follow_id,
            kind,
            of,
            name,
            at.isoformat(),
        )
        return Follow(id=follow_id, kind=kind, of=of, name=name)

    def follows(self, ids: Iterable[str]) -> tuple[Follow, ...]:
        """What these ids mean, in their order; what was erased is left out."""
        asked = list(ids)
        if not asked:
            return ()
        rows = self._query(
            "SELECT follow_id, kind, subject, name FROM follows"
            " WHERE follow_id IN (SELECT value FROM json_each(?))",
            msgspec.json.encode(asked).decode(),
        )
        found = {row[0]: Follow(id=row[0], kind=row[1], of=row[2], name=row[3]) for row in rows}
        return tuple(found[one] for one in asked if one in found)

    def sweep_follows(self, *, kept: Container[str], offered_before: datetime) -> int:
        """Erase what nobody follows and nobody was offered since; how many."""
        rows = self._query("SELECT follow_id, offered_at FROM follows")
        gone = [
            (follow_id,)
            for follow_id, offered_at in rows
            if follow_id not in kept and datetime.fromisoformat(offered_at) < offered_before
        ]
        if gone:
            with self._writing():
                self._db.executemany("DELETE FROM follows WHERE follow_id = ?", gone)
        return len(gone)

    # --- what came in, until it is handled ---

    def keep(self, update_id: int, payload: bytes) -> None:
        self._do("INSERT OR REPLACE INTO inbox VALUES (?, ?)", update_id, payload)

    def kept(self, update_id: int) -> bytes | None:
        row = self._one("SELECT payload FROM inbox WHERE update_id = ?", update_id)
        return None if row is None else row[0]

    def heard(self) -> Heard | None:
        row = self._one("SELECT update_id, came_at, asked_at FROM heard")
        if row is None:
            return None
        return Heard(row[0], *map(datetime.fromisoformat, row[1:]))

    def note(self, heard: Heard) -> None:
        at = (heard.came_at.isoformat(), heard.asked_at.isoformat())
        self._do("INSERT OR REPLACE INTO heard VALUES (1, ?, ?, ?)", heard.update_id, *at)

    # --- what somebody was asked, and is to answer in plain words ---

    def expect(self, reader_id: str, user_id: int, question: str, *, at: datetime) -> None:
        """The next plain words of that user in that chat answer this."""
        self._do(
            "INSERT OR REPLACE INTO questions VALUES (?, ?, ?, ?)",
            reader_id,
            user_id,
            question,
            _stamp(at),
        )

    def expected(self, reader_id: str, user_id: int, *, since: datetime) -> str:
        """What was asked last, no earlier than `since`; empty for nothing."""
        asked = self._one(
            "SELECT question, at FROM questions WHERE reader_id = ? AND user_id = ?",
            reader_id,
            user_id,
        )
        return str(asked[0]) if asked and asked[1] >= _stamp(since) else ""

    def expect_nothing(self, reader_id: str, user_id: int) -> None:
        """It was answered."""
        self._do("DELETE FROM questions WHERE reader_id = ? AND user_id = ?", reader_id, user_id)

    def drop_questions(self, *, before: datetime) -> None:
        """Nobody waits for their answers any more."""
        self._do("DELETE FROM questions WHERE at < ?", _stamp(before))

    # --- what goes to one reader alone, until it is settled ---

    def write(self, letters: Iterable[tuple[str, Sequence[Message]]]) -> None:
        rows = [(delivery_id, msgspec.json.encode(tuple(texts))) for delivery_id, texts in letters]
        with self._writing():
            self._db.executemany("INSERT OR REPLACE INTO letters VALUES (?, ?)", rows)

    def letter(self, delivery_id: str) -> tuple[Message, ...]:
        row = self._one("SELECT messages FROM letters WHERE delivery_id = ?", delivery_id)
        if row is None:
            return ()
        return _messages.decode(row[0])

    # --- corrections ---

    def amended_to(self) -> int:
        """The newest correction whose posts were seen to; 0 if none, or if that is not known any
        more: then all are looked at again.
        """
        row = self._one("SELECT correction FROM amended")
        return 0 if row is None else int(row[0])

    def amended(self, correction: int) -> None:
        self._do("INSERT OR REPLACE INTO amended VALUES (1, ?)", correction)

    def sweep(self, *, owed: Container[str], updates: Container[int]) -> int:
        """Erase letters that are settled and updates that are handled; how many."""
        letters = [
            row for row in self._query("SELECT delivery_id FROM letters") if row[0] not in owed
        ]
        inbox = [row for row in self._query("SELECT update_id FROM inbox") if row[0] not in updates]
        if letters or inbox:
            with self._writing():
                self._db.executemany("DELETE FROM letters WHERE delivery_id = ?", letters)
                self._db.executemany("DELETE FROM inbox WHERE update_id = ?", inbox)
        return len(letters) + len(inbox)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _prepare(path: Path, db: sqlite3.Connection) -> None:
    database.check_owner(path, db, APPLICATION_ID, hint="move it away")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise LogNewerError(
            f"{path} was written by a newer version of monitor (format {version}, "
            f"known {_VERSION})",
            hint="update monitor; nothing was changed",
        )
    database.set_mode(db, database.PRIVATE)
    if version != _VERSION:
        db.executescript(_SCHEMA)
