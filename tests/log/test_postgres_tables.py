"""What of a store's tables is the server's alone: rights, what is left of what was erased, a server
that goes and comes, and each error's one line.
"""

import signal
from contextlib import closing

import psycopg
import pytest

from monitor.delivery.address_book import READERS, Readers
from monitor.delivery.transport import Address
from monitor.errors import (
    LogBusyError,
    LogConflictError,
    LogDamagedError,
    LogError,
    LogReadOnlyError,
    LogUnreachableError,
)
from monitor.log.postgres.tables import ServerRoom
from monitor.log.postgres.url import ServerUrl
from tests.clusters import Cluster, server_binaries

CHAT = Address(medium="mail", chat="unmistakable@example.org", kind="private")


@pytest.fixture
def url(cluster):
    return cluster.emptied()


@pytest.fixture
def room(url):
    with closing(ServerRoom(url)) as opened:
        yield opened


@pytest.fixture
def owner(cluster, url):
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        yield db


@pytest.fixture
def own():
    """A server that a test may stop."""
    cluster = Cluster(server_binaries())
    try:
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


def on_disk(cluster, owner) -> bytes:
    """All that the tables' files hold, once everything is written down."""
    owner.execute("CHECKPOINT")
    paths = owner.execute(
        "SELECT pg_relation_filepath(oid) FROM pg_class "
        "WHERE relnamespace = 'monitor_readers'::regnamespace AND relkind IN ('r', 'i')"
    ).fetchall()
    return b"".join((cluster.data / path).read_bytes() for (path,) in paths)


def test_nothing_of_a_forgotten_reader_is_left_in_the_tables_files(room, cluster, owner):
    readers = Readers(room.tables(READERS))
    known = readers.known(CHAT)
    readers.known(Address(medium="mail", chat="stays@example.org", kind="private"))
    assert b"unmistakable" in on_disk(cluster, owner)
    readers.forget(known.reader_id)
    assert b"unmistakable" in on_disk(cluster, owner)  # in free space
    with owner.transaction():
        owner.execute("SELECT * FROM monitor_readers.chats")
        assert not readers.scrub()  # somebody reads them
    assert readers.scrub()
    left = on_disk(cluster, owner)
    assert b"unmistakable" not in left
    assert b"stays@example.org" in left


def test_a_role_keeps_readers_and_owns_nothing(room, url, cluster, owner):
    owner.execute(f"CREATE ROLE desk LOGIN PASSWORD '{cluster.password}'")
    desk = ServerUrl(text=url.text.replace("operator@", "desk@"), password=url.password)
    try:
        with closing(ServerRoom(desk)) as theirs:
            with pytest.raises(LogReadOnlyError, match="permission denied") as raised:
                theirs.tables(READERS)
            assert "monitor log grant" in raised.value.hint
            room.grant(READERS, "desk")
            readers = Readers(theirs.tables(READERS))
            known = readers.known(CHAT)
            readers.forget(known.reader_id)
            readers.scrub()
            tables = theirs.tables(READERS)
            for attack in (
                "DROP TABLE chats",
                "ALTER TABLE chats ADD COLUMN x text",
                "CREATE TABLE monitor_readers.more (x text)",
                "UPDATE form SET version = 99",
                "TRUNCATE chats",
            ):
                with pytest.raises(LogReadOnlyError):
                    tables.do(attack)
    finally:
        owner.execute("DROP OWNED BY desk")
        owner.execute("DROP ROLE desk")


def test_who_may_read_the_log_sees_no_readers(room, url, cluster, owner):
    Readers(room.tables(READERS)).known(CHAT)
    owner.execute(f"CREATE ROLE looker LOGIN PASSWORD '{cluster.password}'")
    try:
        with (
            cluster.connect(url.text.rpartition("/")[2], user="looker") as db,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            db.execute("SELECT * FROM monitor_readers.chats")
    finally:
        owner.execute("DROP ROLE looker")


# --- a server that goes and comes ---


def test_a_server_that_was_started_again_is_used_on_without_a_word(own):
    with closing(ServerRoom(own.database())) as room:
        tables = room.tables(READERS)
        for work in (
            lambda: tables.query("SELECT 1"),
            lambda: tables.do("INSERT INTO added VALUES (?) ON CONFLICT DO NOTHING", "a"),
            lambda: tables.many("DELETE FROM added WHERE reader_id = ?", [("b",)]),
        ):
            own.stop()
            own.start()
            work()
        own.stop()
        own.start()
        with tables.writing():
            tables.do("INSERT INTO added VALUES (?)", "c")
        assert tables.query("SELECT reader_id FROM added ORDER BY 1") == [("a",), ("c",)]


def test_a_server_that_is_away_is_said_and_loses_nothing(own):
    with closing(ServerRoom(own.database())) as room:
        readers = Readers(room.tables(READERS))
        known = readers.known(CHAT)
        own.stop(signal.SIGQUIT)
        for work in (
            lambda: readers.known(CHAT),
            lambda: readers.forget(known.reader_id),
            lambda: readers.add("x"),
        ):
            with pytest.raises(LogUnreachableError, match="cannot be reached") as raised:
                work()
            assert "nothing is lost" in raised.value.hint
            assert CHAT.chat not in str(raised.value)
        own.start()
        assert readers.address(known.reader_id) == CHAT


# --- words ---


def test_lost_tables_are_damage(room, owner):
    readers = Readers(room.tables(READERS))
    owner.execute("DROP TABLE monitor_readers.letters")
    with pytest.raises(LogDamagedError, match="letters") as raised:
        readers.letter("d1")
    assert "monitor restore" in raised.value.hint


def test_a_wrong_password(url):
    wrong = ServerUrl(text=url.text, password="wrong-password")
    with (
        closing(ServerRoom(wrong)) as room,
        pytest.raises(LogUnreachableError, match="does not let us in: password") as raised,
    ):
        room.tables(READERS)
    assert "wrong-password" not in raised.value.message + raised.value.hint


def test_a_database_that_is_only_read(room, url, owner):
    tables = room.tables(READERS)
    name = url.text.rpartition("/")[2]
    owner.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    try:
        with closing(ServerRoom(url)) as late:
            readers = Readers(late.tables(READERS))
            assert readers.reader_ids() == []
            with pytest.raises(LogReadOnlyError, match="cannot be written") as raised:
                readers.known(CHAT)
        assert "standby" in raised.value.hint
    finally:
        owner.execute("SET default_transaction_read_only = off")
        owner.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    tables.do("DELETE FROM added")


def test_a_full_disk_is_said_and_nothing_is_half_written(room, owner):
    """The server's own error, raised where it would write."""
    readers = Readers(room.tables(READERS))
    owner.execute(
        "CREATE FUNCTION monitor_readers.full() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
    )
    owner.execute(
        "CREATE TRIGGER full_disk BEFORE INSERT ON monitor_readers.readers "
        "FOR EACH STATEMENT EXECUTE FUNCTION monitor_readers.full()"
    )
    with pytest.raises(LogError, match="the disk is full: nothing was written to") as raised:
        readers.known(CHAT)
    assert "make room" in raised.value.hint
    owner.execute("DROP FUNCTION monitor_readers.full() CASCADE")
    assert owner.execute("SELECT count(*) FROM monitor_readers.chats").fetchone() == (0,)
    assert readers.address(readers.known(CHAT).reader_id) == CHAT


def test_a_row_that_stands_already_and_a_table_that_is_held(room, owner):
    tables = room.tables(READERS)
    tables.do("INSERT INTO added VALUES (?)", "a")
    with pytest.raises(LogConflictError, match="added_pkey") as raised:
        tables.do("INSERT INTO added VALUES (?)", "a")
    assert raised.value.hint
    with owner.transaction():
        owner.execute("LOCK TABLE monitor_readers.added")
        with pytest.raises(LogBusyError, match="held by another process"):
            tables.query("SELECT * FROM added")
