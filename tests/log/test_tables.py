"""A store's tables on either engine: stepped up from any version, and brought elsewhere whole."""

import threading
from contextlib import closing

import msgspec
import pytest

from monitor.database import FileRoom
from monitor.errors import LogDamagedError, LogForeignError, LogNewerError, RefusedError
from monitor.log.engines import room_beside
from monitor.tables import Migration, TablesForm, copy, digest_of, erase, is_empty

FIRST = Migration(
    1,
    (
        "CREATE TABLE rooms (name {text} PRIMARY KEY) {strict}",
        """CREATE TABLE guests (
             name {text} PRIMARY KEY, room {text} REFERENCES rooms (name),
             photo {bytes} NOT NULL, nights {number} NOT NULL
           ) {strict}""",
    ),
)
SECOND = Migration(2, ("ALTER TABLE guests ADD COLUMN paid {number} NOT NULL DEFAULT 0",))
THIRD = Migration(3, ("UPDATE guests SET paid = nights", "CREATE INDEX by_room ON guests (room)"))
OLD = TablesForm(
    name="readers",
    application_id=7,
    migrations=(FIRST,),
    tables=("rooms", "guests"),
    damaged_hint="empty it",
)
NEW = msgspec.structs.replace(OLD, migrations=(FIRST, SECOND, THIRD))


def filled(room, form=OLD):
    tables = room.tables(form)
    with tables.writing():
        tables.do("INSERT INTO rooms VALUES (?)", "50 % off?")
        tables.many(
            "INSERT INTO guests (name, room, photo, nights) VALUES (?, ?, ?, ?)",
            [("Ә", "50 % off?", b"\x00\xff", 2**40), ("b", None, b"", 3)],
        )
    return tables


@pytest.fixture
def other(tmp_path):
    return FileRoom(tmp_path / "other")


def test_tables_of_an_earlier_version_are_stepped_up_with_what_they_hold(room, place):
    filled(room).close()
    room.close()
    with closing(room_beside(place)) as newer, closing(newer.tables(NEW)) as tables:
        assert tables.query("SELECT name, paid FROM guests ORDER BY name") == [
            ("b", 3),
            ("Ә", 2**40),
        ]
    with closing(room_beside(place)) as again, closing(again.tables(NEW)) as tables:
        assert tables.one("SELECT count(*) FROM guests") == (2,)


def test_tables_of_a_newer_version_are_left_as_they_are(room, place):
    filled(room, NEW).close()
    room.close()
    with closing(room_beside(place)) as older, pytest.raises(LogNewerError, match="format 3"):
        older.tables(OLD)
    with closing(room_beside(place)) as same, closing(same.tables(NEW)) as tables:
        assert tables.one("SELECT count(*) FROM guests") == (2,)


def test_a_migration_that_fails_leaves_all_as_it_was(room, place):
    filled(room).close()
    room.close()
    wrong = Migration(3, ("CREATE TABLE fine (name {text})", "ALTER TABLE nowhere RENAME TO x"))
    with closing(room_beside(place)) as newer, pytest.raises(Exception, match="nowhere"):
        newer.tables(msgspec.structs.replace(OLD, migrations=(FIRST, SECOND, wrong)))
    with closing(room_beside(place)) as same, closing(same.tables(OLD)) as tables:
        assert tables.one("SELECT count(*) FROM guests") == (2,)


def test_processes_that_step_up_at_once_do_it_once(room, place):
    filled(room).close()
    room.close()
    failed, start = [], threading.Barrier(4)

    def step_up() -> None:
        start.wait(timeout=30)
        try:
            with closing(room_beside(place)) as newer:
                newer.tables(NEW).close()
        except Exception as error:  # noqa: BLE001 — told by the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=step_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    with closing(room_beside(place)) as same, closing(same.tables(NEW)) as tables:
        assert tables.one("SELECT sum(paid) FROM guests") == (2**40 + 3,)


def test_what_is_another_programs_is_not_used(place, request):
    with closing(room_beside(place)) as room:
        room.tables(msgspec.structs.replace(OLD, name="web", application_id=8)).close()
        if (folder := getattr(place, "parent", None)) is not None:
            (folder / "web.db").rename(folder / "readers.db")
        else:
            with request.getfixturevalue("cluster").connect(place.text.rpartition("/")[2]) as db:
                db.execute("CREATE SCHEMA monitor_readers CREATE TABLE cables (id integer)")
        with pytest.raises(LogForeignError, match="another program's"):
            room.tables(OLD)


def test_all_rows_come_elsewhere_and_back_the_same(room, other):
    with closing(filled(room)) as source, closing(other.tables(OLD)) as target:
        before = digest_of(source, OLD)
        copy(source, target, OLD)
        copy(source, target, OLD)  # they are there already
        assert digest_of(target, OLD) == before
        erase(source, OLD)
        assert is_empty(source, OLD)
        copy(target, source, OLD)
        assert digest_of(source, OLD) == before


def test_other_rows_are_replaced_only_where_that_is_meant(room, other):
    with closing(filled(room)) as source, closing(filled(other)) as target:
        target.do("UPDATE guests SET nights = 1")
        with pytest.raises(RefusedError, match="holds other readers than"):
            copy(source, target, OLD)
        assert target.one("SELECT min(nights) FROM guests") == (1,)
        copy(source, target, OLD, replace=True)
        assert digest_of(target, OLD) == digest_of(source, OLD)


class Forgetful:
    """Tables that lose a row of what is put into them."""

    def __init__(self, tables):
        self._tables = tables

    def __getattr__(self, name):
        return getattr(self._tables, name)

    def many(self, statement, rows):
        self._tables.many(statement, list(rows)[1:])


@pytest.mark.parametrize("replace", [False, True])
def test_a_copy_that_cannot_be_proved_changes_nothing(room, other, replace):
    with closing(filled(other)) as source, closing(room.tables(OLD)) as target:
        source.do("UPDATE guests SET room = NULL")
        if replace:
            target.do("INSERT INTO rooms VALUES (?)", "stood there")
        before = digest_of(target, OLD)
        with pytest.raises(LogDamagedError, match="are not those of"):
            copy(source, Forgetful(target), OLD, replace=replace)
        assert digest_of(target, OLD) == before
