"""Who readers are, whichever engine keeps them: what a file and a server both promise, and what
each alone does.
"""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from monitor.database import FileTables
from monitor.delivery.address_book import READERS, Readers
from monitor.delivery.transport import Address
from monitor.delivery.update_gaps import Heard
from monitor.errors import LogNewerError
from monitor.events.deliveries import Message
from monitor.log.engines import room_beside
from monitor.tables import copy

NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
CHAT = Address(medium="telegram", chat="-100200300", kind="channel")


@pytest.fixture
def readers(room):
    with Readers(room.tables(READERS)) as opened:
        yield opened


def test_a_reader_keeps_its_id_and_its_address(readers, room):
    known = readers.known(CHAT)
    assert readers.known(CHAT) == known
    assert (readers.address(known.reader_id), readers.find(CHAT)) == (CHAT, known.reader_id)
    assert readers.chat(known.lane) == CHAT
    with Readers(room.tables(READERS)) as another:
        assert another.known(CHAT) == known
        assert another.reader_ids() == [known.reader_id]


def test_topics_of_a_chat_are_readers_in_one_lane(readers):
    known = readers.known(CHAT)
    topic = Address(medium="telegram", chat=CHAT.chat, thread=7, kind="channel")
    other = readers.known(topic)
    assert (other.lane, other.reader_id == known.reader_id) == (known.lane, False)
    assert readers.address(other.reader_id) == topic
    readers.forget(other.reader_id)
    assert readers.chat(known.lane) == CHAT


def test_a_chat_that_became_of_another_kind_or_number_is_the_same_reader(readers):
    known = readers.known(CHAT)
    group = Address(medium="telegram", chat=CHAT.chat, kind="supergroup")
    assert readers.known(group) == known
    assert readers.address(known.reader_id) == group
    later = readers.known(Address(medium="telegram", chat="-1", kind="group"))
    readers.move(known.lane, "-1", "supergroup")
    assert readers.address(known.reader_id).chat == "-1"
    assert readers.address(later.reader_id).chat == f"gone/{later.lane}"


def test_who_is_forgotten_is_nobody_and_a_new_reader_afterwards(readers):
    known = readers.known(CHAT)
    readers.add(known.reader_id)
    readers.expect(known.reader_id, 5, "which?", at=NOW)
    readers.forget(known.reader_id)
    readers.scrub()
    assert readers.address(known.reader_id) is None
    assert readers.chat(known.lane) is None
    assert readers.find(CHAT) is None
    assert readers.added() == frozenset()
    assert readers.expected(known.reader_id, 5, since=NOW) == ""
    again = readers.known(CHAT)
    assert not {again.reader_id, again.lane} & {known.reader_id, known.lane}


def test_added_readers_stay_added(readers):
    known = readers.known(CHAT)
    readers.add(known.reader_id)
    readers.add(known.reader_id)
    assert readers.added() == {known.reader_id}


def test_who_follows_the_same_follows_it_under_one_id(readers):
    one = readers.follow("word", "gas", "Gas", at=NOW)
    assert readers.follow("word", "gas", "gas", at=NOW + timedelta(days=2)).id == one.id
    two = readers.follow("country", "KZ", "Қазақстан", at=NOW)
    assert [found.of for found in readers.follows([two.id, "nothing", one.id])] == ["KZ", "gas"]
    assert readers.follows([]) == ()
    assert len(readers.follows([one.id, *map(str, range(1200))])) == 1
    before = NOW + timedelta(days=1)  # the first was offered again since
    assert readers.sweep_follows(kept={two.id}, offered_before=before) == 0
    assert readers.sweep_follows(kept=(), offered_before=before) == 1
    assert [found.of for found in readers.follows([one.id, two.id])] == ["gas"]


def test_what_came_in_stays_until_it_is_handled(readers):
    readers.keep(1, b"\x00\xff one")
    readers.keep(1, b"the same again")
    readers.keep(2, b"two")
    assert (readers.kept(1), readers.kept(3)) == (b"the same again", None)
    text = Message(text="an answer with a NUL: \x00 and 𐐀")
    readers.write([("d1", (text,)), ("d2", (text, text))])
    assert (readers.letter("d1"), readers.letter("d3")) == ((text,), ())
    assert readers.sweep(owed={"d2"}, updates={2}) == 2
    assert readers.sweep(owed={"d2"}, updates={2}) == 0
    assert (readers.letter("d1"), readers.kept(1), readers.kept(2)) == ((), None, b"two")


def test_a_question_is_waited_for_until_it_is_dropped(readers):
    known = readers.known(CHAT)
    readers.expect(known.reader_id, 2**40, "which?", at=NOW)
    readers.expect(known.reader_id, 2**40, "which one?", at=NOW + timedelta(minutes=1))
    asked = {"since": NOW + timedelta(seconds=30)}
    assert readers.expected(known.reader_id, 2**40, **asked) == "which one?"
    assert readers.expected(known.reader_id, 2**40, since=NOW + timedelta(hours=1)) == ""
    readers.drop_questions(before=NOW)
    assert readers.expected(known.reader_id, 2**40, **asked) == "which one?"
    readers.expect_nothing(known.reader_id, 2**40)
    assert readers.expected(known.reader_id, 2**40, **asked) == ""


def test_how_far_updates_and_corrections_came_is_known(readers):
    assert (readers.heard(), readers.amended_to()) == (None, 0)
    for number in (2**33, 2**33 + 1):
        readers.note(Heard(number, NOW, NOW + timedelta(seconds=1)))
        readers.amended(number)
    assert readers.heard() == Heard(2**33 + 1, NOW, NOW + timedelta(seconds=1))
    assert readers.amended_to() == 2**33 + 1


def test_processes_that_meet_a_reader_at_once_know_one(place):
    """Each with connections of its own."""
    found, start = [], threading.Barrier(4)

    def meet() -> None:
        with closing(room_beside(place)) as room, Readers(room.tables(READERS)) as readers:
            start.wait(timeout=30)
            found.extend(
                readers.known(Address(medium="mail", chat=f"{n}@example.org", kind="private"))
                for n in range(20)
            )

    with closing(room_beside(place)) as room:  # makes the tables
        room.tables(READERS).close()
    threads = [threading.Thread(target=meet) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (len(found), len(set(found))) == (80, 20)


def test_nothing_of_a_transaction_that_failed_is_kept(room):
    tables = room.tables(READERS)

    def fail() -> None:
        with tables.writing():
            tables.do("INSERT INTO added VALUES (?)", "one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert tables.query("SELECT * FROM added") == []
    tables.close()


# --- a file ---


def test_a_newer_versions_file_is_left_as_it_is(tmp_path):
    path = tmp_path / "readers.db"
    Readers.open(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(LogNewerError) as raised:
        Readers.open(path)
    assert raised.value.hint
    assert path.read_bytes() == before


# As monitor 0.1.0 made the file (version 5), word for word.
VERSION_5 = """
BEGIN IMMEDIATE;
PRAGMA application_id = 1836019314;
PRAGMA user_version = 5;
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
INSERT INTO chats VALUES ('l1', 'telegram', '-100200300', 'channel');
INSERT INTO readers VALUES ('r1', 'l1', 0);
INSERT INTO added VALUES ('r1');
INSERT INTO follows VALUES ('f1', 'word', 'gas', 'Gas', '2026-11-28T08:00:00+00:00');
"""


def test_readers_of_an_earlier_version_are_known_in_either_place(tmp_path, room):
    with closing(sqlite3.connect(tmp_path / "r.db")) as db:
        db.executescript(VERSION_5)
    with closing(FileTables.open(tmp_path / "r.db", READERS)) as old:
        tables = room.tables(READERS)
        copy(old, tables, READERS)
    with Readers(tables) as readers:
        known = readers.known(CHAT)
        assert (known.reader_id, known.lane) == ("r1", "l1")
        assert readers.added() == {"r1"}
        assert [one.name for one in readers.follows(["f1"])] == ["Gas"]
