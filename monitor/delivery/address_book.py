"""Who readers are: `state/readers.db`, or the same tables in the database that has the log. Nowhere
else stands a chat id, or what readers typed until it is answered.

It is written before the event that names what it holds, so an event never names what is nowhere; a
row that no event names is harmless. Erased rows of a file are overwritten, and the file is its
owner's alone; what stays of them on a server: docs/postgres.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Container, Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from monitor.database import TableStore
from monitor.delivery.transport import Address
from monitor.delivery.update_gaps import Heard
from monitor.events.deliveries import Message, ReaderKind
from monitor.model import Follow, FollowKind
from monitor.tables import Migration, TablesForm

_ID_BYTES = 8
_IDS_AT_ONCE = 500
# "IF NOT EXISTS": files of versions 4 and 5 may have had a later table already.
READERS = TablesForm(
    name="readers",
    application_id=0x6D6F6E72,  # "monr"
    migrations=(
        Migration(
            3,
            (
                """CREATE TABLE IF NOT EXISTS chats (
  lane {text} PRIMARY KEY, medium {text} NOT NULL, chat {text} NOT NULL, kind {text} NOT NULL,
  UNIQUE (medium, chat)
) {strict}""",
                """CREATE TABLE IF NOT EXISTS readers (
  reader_id {text} PRIMARY KEY, lane {text} NOT NULL REFERENCES chats (lane),
  thread {number} NOT NULL DEFAULT 0,
  UNIQUE (lane, thread)
) {strict}""",
                """CREATE TABLE IF NOT EXISTS inbox (
  update_id {number} PRIMARY KEY, payload {bytes} NOT NULL
) {strict}""",
                """CREATE TABLE IF NOT EXISTS letters (
  delivery_id {text} PRIMARY KEY, messages {bytes} NOT NULL
) {strict}""",
                """CREATE TABLE IF NOT EXISTS heard (
  one {number} PRIMARY KEY CHECK (one = 1), update_id {number} NOT NULL, came_at {text} NOT NULL,
  asked_at {text} NOT NULL
) {strict}""",
                """CREATE TABLE IF NOT EXISTS amended (
  one {number} PRIMARY KEY CHECK (one = 1), correction {number} NOT NULL
) {strict}""",
            ),
        ),
        Migration(
            4,
            (
                """CREATE TABLE IF NOT EXISTS questions (
  reader_id {text} NOT NULL, user_id {number} NOT NULL, question {text} NOT NULL,
  at {text} NOT NULL, PRIMARY KEY (reader_id, user_id)
) {strict}""",
            ),
        ),
        Migration(
            5,
            ("CREATE TABLE IF NOT EXISTS added (reader_id {text} PRIMARY KEY) {strict}",),
        ),
        Migration(
            6,
            (
                """CREATE TABLE IF NOT EXISTS follows (
  follow_id {text} PRIMARY KEY, kind {text} NOT NULL, subject {text} NOT NULL, name {text} NOT NULL,
  offered_at {text} NOT NULL, UNIQUE (kind, subject)
) {strict}""",
            ),
        ),
    ),
    tables=(
        "chats",
        "readers",
        "inbox",
        "letters",
        "questions",
        "heard",
        "amended",
        "added",
        "follows",
    ),
    damaged_hint="`monitor restore FILE` brings back a backup; or empty it: nobody is known then",
)
_messages = msgspec.json.Decoder(tuple[Message, ...])


class KnownReader(NamedTuple):
    reader_id: str
    lane: str


class Readers(TableStore):
    form = READERS

    # --- who ---

    def known(self, address: Address) -> KnownReader:
        """The reader at this address; one that was not known gets an opaque id now."""
        place = (address.medium, address.chat, address.thread or 0)
        found = self._tables.one(_AT, *place)
        if found is None or found[2] != address.kind:
            self._note(address)
            found = self._tables.one(_AT, *place)
        return KnownReader(found[0], found[1])

    def _note(self, address: Address) -> None:
        """Where another process is faster, it is known by that one's ids."""
        chat = (address.medium, address.chat)
        with self._tables.writing():
            self._tables.do(
                "INSERT INTO chats VALUES (?, ?, ?, ?)"
                " ON CONFLICT (medium, chat) DO UPDATE SET kind = excluded.kind",
                secrets.token_hex(_ID_BYTES),
                *chat,
                address.kind,
            )
            self._tables.do(
                "INSERT INTO readers SELECT ?, lane, ? FROM chats WHERE medium = ? AND chat = ?"
                " ON CONFLICT (lane, thread) DO NOTHING",
                secrets.token_hex(_ID_BYTES),
                address.thread or 0,
                *chat,
            )

    def address(self, reader_id: str) -> Address | None:
        row = self._tables.one(
            "SELECT medium, chat, thread, kind FROM readers JOIN chats USING (lane)"
            " WHERE reader_id = ?",
            reader_id,
        )
        if row is None:
            return None
        return Address(medium=row[0], chat=row[1], thread=row[2] or None, kind=row[3])

    def chat(self, lane: str) -> Address | None:
        """The chat of a lane, whichever of its topics a reader has."""
        row = self._tables.one("SELECT medium, chat, kind FROM chats WHERE lane = ?", lane)
        if row is None:
            return None
        return Address(medium=row[0], chat=row[1], kind=row[2])

    def move(self, lane: str, chat: str, kind: ReaderKind) -> None:
        """The chat of a lane has another id. If that id had a lane of its own already, that one is
        left without a chat.
        """
        with self._tables.writing():
            self._tables.do(
                "UPDATE chats SET chat = 'gone/' || lane WHERE chat = ? AND lane <> ?", chat, lane
            )
            self._tables.do("UPDATE chats SET chat = ?, kind = ? WHERE lane = ?", chat, kind, lane)

    def forget(self, reader_id: str) -> None:
        """Erase for ever; the chat too, if no other reader is in it."""
        with self._tables.writing():
            lanes = self._tables.query("SELECT lane FROM readers WHERE reader_id = ?", reader_id)
            for table in ("readers", "questions", "added"):
                self._tables.do(f"DELETE FROM {table} WHERE reader_id = ?", reader_id)  # noqa: S608 — names of ours
            for (lane,) in lanes:
                self._tables.do(
                    "DELETE FROM chats"
                    " WHERE lane = ? AND NOT EXISTS (SELECT 1 FROM readers WHERE lane = ?)",
                    lane,
                    lane,
                )

    def scrub(self) -> bool:
        """What was erased is in no table's free space either; False where it has to be tried
        again.
        """
        return self._tables.scrub()

    def find(self, address: Address) -> str | None:
        """The reader at this address, if there is one."""
        row = self._tables.one(_AT, address.medium, address.chat, address.thread or 0)
        return None if row is None else str(row[0])

    def add(self, reader_id: str) -> None:
        """An operator added this reader: it stays, whatever the default channel is."""
        self._tables.do("INSERT INTO added VALUES (?) ON CONFLICT DO NOTHING", reader_id)

    def added(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._tables.query("SELECT reader_id FROM added"))

    def reader_ids(self) -> list[str]:
        return [
            row[0] for row in self._tables.query("SELECT reader_id FROM readers ORDER BY reader_id")
        ]

    # --- what they follow ---

    def follow(self, kind: FollowKind, of: str, name: str, *, at: datetime) -> Follow:
        """What readers may follow, under one opaque id for all of them. It is offered at `at`, and
        kept for a while or for as long as a reader follows it.
        """
        with self._tables.writing():
            ((follow_id,),) = self._tables.query(
                """INSERT INTO follows VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (kind, subject) DO UPDATE SET offered_at = excluded.offered_at
                   RETURNING follow_id""",
                secrets.token_hex(_ID_BYTES),
                kind,
                of,
                name,
                at.isoformat(),
            )
        return Follow(id=follow_id, kind=kind, of=of, name=name)

    def follows(self, ids: Iterable[str]) -> tuple[Follow, ...]:
        """What these ids mean, in their order; what was erased is left out."""
        asked = list(ids)
        rows: list[tuple[str, FollowKind, str, str]] = []
        for at in range(0, len(asked), _IDS_AT_ONCE):
            some = asked[at : at + _IDS_AT_ONCE]
            marks = ", ".join("?" * len(some))
            rows += self._tables.query(
                f"SELECT follow_id, kind, subject, name FROM follows WHERE follow_id IN ({marks})",  # noqa: S608 — our own marks
                *some,
            )
        found = {row[0]: Follow(id=row[0], kind=row[1], of=row[2], name=row[3]) for row in rows}
        return tuple(found[one] for one in asked if one in found)

    def sweep_follows(self, *, kept: Container[str], offered_before: datetime) -> int:
        """Erase what nobody follows and nobody was offered since; how many."""
        rows = self._tables.query("SELECT follow_id, offered_at FROM follows")
        gone = [
            (follow_id,)
            for follow_id, offered_at in rows
            if follow_id not in kept and datetime.fromisoformat(offered_at) < offered_before
        ]
        if gone:
            with self._tables.writing():
                self._tables.many("DELETE FROM follows WHERE follow_id = ?", gone)
        return len(gone)

    # --- what came in, until it is handled ---

    def keep(self, update_id: int, payload: bytes) -> None:
        self._tables.do(
            "INSERT INTO inbox VALUES (?, ?)"
            " ON CONFLICT (update_id) DO UPDATE SET payload = excluded.payload",
            update_id,
            payload,
        )

    def kept(self, update_id: int) -> bytes | None:
        row = self._tables.one("SELECT payload FROM inbox WHERE update_id = ?", update_id)
        return None if row is None else row[0]

    def heard(self) -> Heard | None:
        row = self._tables.one("SELECT update_id, came_at, asked_at FROM heard")
        if row is None:
            return None
        return Heard(row[0], *map(datetime.fromisoformat, row[1:]))

    def note(self, heard: Heard) -> None:
        at = (heard.came_at.isoformat(), heard.asked_at.isoformat())
        self._tables.do(
            "INSERT INTO heard VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE"
            " SET update_id = excluded.update_id, came_at = excluded.came_at,"
            " asked_at = excluded.asked_at",
            heard.update_id,
            *at,
        )

    # --- what somebody was asked, and is to answer in plain words ---

    def expect(self, reader_id: str, user_id: int, question: str, *, at: datetime) -> None:
        """The next plain words of that user in that chat answer this."""
        self._tables.do(
            "INSERT INTO questions VALUES (?, ?, ?, ?) ON CONFLICT (reader_id, user_id) DO UPDATE"
            " SET question = excluded.question, at = excluded.at",
            reader_id,
            user_id,
            question,
            _stamp(at),
        )

    def expected(self, reader_id: str, user_id: int, *, since: datetime) -> str:
        """What was asked last, no earlier than `since`; empty for nothing."""
        asked = self._tables.one(
            "SELECT question, at FROM questions WHERE reader_id = ? AND user_id = ?",
            reader_id,
            user_id,
        )
        return str(asked[0]) if asked and asked[1] >= _stamp(since) else ""

    def expect_nothing(self, reader_id: str, user_id: int) -> None:
        """It was answered."""
        self._tables.do(
            "DELETE FROM questions WHERE reader_id = ? AND user_id = ?", reader_id, user_id
        )

    def drop_questions(self, *, before: datetime) -> None:
        """Nobody waits for their answers any more."""
        self._tables.do("DELETE FROM questions WHERE at < ?", _stamp(before))

    # --- what goes to one reader alone, until it is settled ---

    def write(self, letters: Iterable[tuple[str, Sequence[Message]]]) -> None:
        rows = [(delivery_id, msgspec.json.encode(tuple(texts))) for delivery_id, texts in letters]
        with self._tables.writing():
            self._tables.many(
                "INSERT INTO letters VALUES (?, ?)"
                " ON CONFLICT (delivery_id) DO UPDATE SET messages = excluded.messages",
                rows,
            )

    def letter(self, delivery_id: str) -> tuple[Message, ...]:
        row = self._tables.one("SELECT messages FROM letters WHERE delivery_id = ?", delivery_id)
        if row is None:
            return ()
        return _messages.decode(row[0])

    # --- corrections ---

    def amended_to(self) -> int:
        """The newest correction whose posts were seen to; 0 if none, or if that is not known any
        more: then all are looked at again.
        """
        row = self._tables.one("SELECT correction FROM amended")
        return 0 if row is None else int(row[0])

    def amended(self, correction: int) -> None:
        self._tables.do(
            "INSERT INTO amended VALUES (1, ?)"
            " ON CONFLICT (one) DO UPDATE SET correction = excluded.correction",
            correction,
        )

    def sweep(self, *, owed: Container[str], updates: Container[int]) -> int:
        """Erase letters that are settled and updates that are handled; how many."""
        letters = [
            row
            for row in self._tables.query("SELECT delivery_id FROM letters")
            if row[0] not in owed
        ]
        inbox = [
            row
            for row in self._tables.query("SELECT update_id FROM inbox")
            if row[0] not in updates
        ]
        if letters or inbox:
            with self._tables.writing():
                self._tables.many("DELETE FROM letters WHERE delivery_id = ?", letters)
                self._tables.many("DELETE FROM inbox WHERE update_id = ?", inbox)
        return len(letters) + len(inbox)


_AT = """SELECT reader_id, lane, kind FROM readers JOIN chats USING (lane)
         WHERE medium = ? AND chat = ? AND thread = ?"""


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
