"""The log in PostgreSQL beyond the contract: guards and rights that hold for every connection, what
of a payload jsonb would change, what `id > last` would miss, what NOTIFY leaves out.
"""

from itertools import islice
from threading import Thread

import msgspec
import psycopg
import pytest
from log_samples import NOW, history, keyed, redaction, text_of, texts_of

from monitor.errors import (
    LogConflictError,
    LogDamagedError,
    LogForeignError,
    LogGoneError,
    LogNewerError,
    LogReadOnlyError,
    LogUnreachableError,
)
from monitor.events.stories_and_feeds import StoryClosed
from monitor.log.chain import GENESIS, Row, hash_of, text_hash
from monitor.log.postgres import schema
from monitor.log.postgres.log import PostgresLog
from monitor.log.postgres.server import Listener
from tests.clusters import OWNER


@pytest.fixture
def url(cluster):
    return cluster.emptied()


@pytest.fixture
def log(url):
    with PostgresLog.open(url) as log:
        yield log


@pytest.fixture
def owner(cluster, url):
    """Somebody with the rights of who made the log, and another program."""
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        yield db


def fill(log, articles=4):
    events = history(articles)
    return log.append(events, at=NOW, expected=0, texts=texts_of(events))


def closing(number: int):
    return keyed(StoryClosed(story_id=f"s{number}"))


# --- guards ---

COLUMNS = "position, version, type, at, key, prev, hash, payload"
LAST = "FROM monitor.events WHERE position = 9"
GUARDED = [
    "UPDATE monitor.events SET payload = 'x' WHERE position = 3",
    "UPDATE monitor.events SET at = 'x'",
    "DELETE FROM monitor.events WHERE position = 9",
    "DELETE FROM monitor.events",
    "TRUNCATE monitor.events",
    "TRUNCATE monitor.events, monitor.texts, monitor.head CASCADE",
    f"INSERT INTO monitor.events SELECT * {LAST} ON CONFLICT DO NOTHING",
    f"INSERT INTO monitor.events SELECT * {LAST} ON CONFLICT (position) DO UPDATE SET at = 'x'",
    f"INSERT INTO monitor.events ({COLUMNS}) SELECT 11, 1, 't', 'at', 'k', hash, hash, 'x' {LAST}",
    f"INSERT INTO monitor.events ({COLUMNS}) SELECT 0, 1, 't', 'at', 'k', hash, hash, 'x' {LAST}",
    f"INSERT INTO monitor.events ({COLUMNS}) SELECT -1, 1, 't', 'at', 'k', hash, hash, 'x' {LAST}",
    f"INSERT INTO monitor.events ({COLUMNS}) SELECT 10, 1, 't', 'at', 'k', prev, hash, 'x' {LAST}",
    f"INSERT INTO monitor.events ({COLUMNS}) SELECT 10, 1, 't', 'at', key, hash, hash, 'x' {LAST}",
    (
        f"INSERT INTO monitor.events ({COLUMNS}) SELECT 9 + n, 1, 't', 'at', n::text::bytea, hash, "
        "hash || '2', 'x' FROM monitor.events, generate_series(1, 2) n WHERE position = 9"
    ),
    "DELETE FROM monitor.texts",
    "TRUNCATE monitor.texts",
    "UPDATE monitor.texts SET text = 'softened'",
    "UPDATE monitor.texts SET text = NULL",
    "UPDATE monitor.texts SET hash = 'x' WHERE id = 1",
    "INSERT INTO monitor.texts SELECT 5, hash, 'softened' FROM monitor.texts WHERE id = 1",
    "INSERT INTO monitor.texts VALUES (1, 'another', 'text')",
    "INSERT INTO monitor.texts VALUES (7, 'another', 'text')",
    "UPDATE monitor.head SET position = 3",
    "DELETE FROM monitor.head",
    "TRUNCATE monitor.head",
]


def refuses(owner, statement: str) -> bool:
    try:
        return owner.execute(statement).rowcount == 0 and statement.endswith("DO NOTHING")
    except psycopg.Error as error:
        return (error.sqlstate or "").startswith(("MO", "23"))


def test_the_database_itself_refuses(log, owner) -> None:
    fill(log)
    before = (list(log.rows()), list(log.texts()))
    assert [one for one in GUARDED if not refuses(owner, one)] == []
    assert (list(log.rows()), list(log.texts())) == before
    assert log.verify().ok


def test_a_session_that_plays_a_replica_is_refused_too(log, owner) -> None:
    fill(log)
    owner.execute("SET session_replication_role = replica")
    assert [one for one in GUARDED if not refuses(owner, one)] == []
    assert log.verify().ok


DROPPED = [f"DROP TRIGGER {trigger} ON monitor.{table}" for table, trigger in schema.TRIGGERS]
SWITCHED_OFF = [
    f"ALTER TABLE monitor.{table} DISABLE TRIGGER {trigger}" for table, trigger in schema.TRIGGERS
]


@pytest.mark.parametrize("statement", DROPPED + SWITCHED_OFF)
def test_a_log_whose_guards_were_dropped_is_not_opened(log, url, owner, statement):
    owner.execute(statement)
    with pytest.raises(LogDamagedError, match="has lost or changed its part"):
        PostgresLog.open(url)
    assert not log.verify().ok


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        (
            (
                "CREATE OR REPLACE FUNCTION monitor.never() RETURNS trigger LANGUAGE plpgsql "
                "SECURITY DEFINER AS 'BEGIN RETURN NULL; END'"
            ),
            "never",
        ),
        ("DROP INDEX monitor.events_key", "events_key"),
        ("ALTER TABLE monitor.events ALTER COLUMN key DROP NOT NULL", "key"),
        ("DROP TABLE monitor.leases", "leases"),
    ],
)
@pytest.mark.usefixtures("log")
def test_a_part_that_was_changed_is_named(url, owner, statement, part) -> None:
    owner.execute(statement)
    with pytest.raises(LogDamagedError, match=f"'{part}'"):
        PostgresLog.open(url)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE monitor.extra (id integer)",
        "CREATE VIEW monitor.extra AS SELECT 1",
        (
            "CREATE TRIGGER extra BEFORE INSERT ON monitor.events FOR EACH ROW "
            "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        ),
        "CREATE RULE extra AS ON INSERT TO monitor.events DO INSTEAD NOTHING",
        "ALTER TABLE monitor.events ENABLE ROW LEVEL SECURITY",
    ],
)
def test_what_nobody_here_made_is_no_proof(log, owner, statement) -> None:
    fill(log)
    assert log.verify().ok
    owner.execute(statement)
    assert not log.verify().ok


# --- damage ---


def unguarded(owner, statement: str) -> None:
    """What somebody with the owner's rights and the will can do."""
    for table in ("events", "texts", "head"):
        owner.execute(f"ALTER TABLE monitor.{table} DISABLE TRIGGER USER")
    assert owner.execute(statement).rowcount == 1
    for table, trigger in schema.TRIGGERS:
        owner.execute(f"ALTER TABLE monitor.{table} ENABLE ALWAYS TRIGGER {trigger}")


@pytest.mark.parametrize(
    "change",
    [
        "key = key || '/'",
        "type = 'StoryClosed2'",
        "version = 7",
        "at = replace(at, '09:00', '09:01')",
        "payload = payload || ' '",
        "prev = hash",
        "hash = prev",
        "position = 100",
    ],
)
def test_a_change_in_any_column_is_named(log, owner, change) -> None:
    fill(log)
    unguarded(owner, f"UPDATE monitor.events SET {change} WHERE position = 5")
    proof = log.verify()
    assert (proof.ok, proof.events, proof.broken_at) == (False, 4, 5)


@pytest.mark.parametrize(
    ("statement", "at"),
    [
        ("DELETE FROM monitor.events WHERE position = 5", 5),
        ("DELETE FROM monitor.events WHERE position = 9", None),
        ("UPDATE monitor.texts SET text = 'softened' WHERE id = 2", 3),
        ("UPDATE monitor.texts SET text = NULL WHERE id = 2", 3),
        ("DELETE FROM monitor.texts WHERE id = 2", None),
        ("DELETE FROM monitor.texts WHERE id = 4", 8),
        ("UPDATE monitor.head SET texts = 9", None),
    ],
)
def test_what_was_taken_out_is_missed(log, owner, statement, at) -> None:
    fill(log)
    unguarded(owner, statement)
    proof = log.verify()
    assert (proof.ok, proof.broken_at) == (False, at)


def test_the_newest_text_is_missed_though_the_numbers_fit(log, owner) -> None:
    fill(log)
    unguarded(owner, "DELETE FROM monitor.texts WHERE id = 4")
    unguarded(owner, "UPDATE monitor.head SET texts = 3")
    assert "is gone" in log.verify().why


# --- rights ---


@pytest.fixture
def writer(cluster, log, owner):
    """The URL of a role that owns nothing."""
    owner.execute(f"CREATE ROLE writer LOGIN PASSWORD '{cluster.password}'")
    log.grant("writer", writing=True)
    yield cluster.url(owner.info.dbname, user="writer")
    owner.execute("DROP OWNED BY writer")
    owner.execute("DROP ROLE writer")


def test_the_writing_role_appends_and_erases_and_owns_nothing(cluster, writer) -> None:
    with PostgresLog.open(writer) as log:
        fill(log)
        log.append(keyed(redaction("a002")), at=NOW, expected=9)
        assert log.text(text_hash(text_of("a002"))) is None
        assert log.verify().ok
    refused = [
        "ALTER TABLE monitor.events DISABLE TRIGGER USER",
        "DROP TRIGGER events_never_change ON monitor.events",
        "CREATE OR REPLACE FUNCTION monitor.never() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
        "SET session_replication_role = replica",
        "DROP TABLE monitor.events",
        "DROP SCHEMA monitor CASCADE",
        "UPDATE monitor.head SET position = 1",
        "INSERT INTO monitor.head VALUES (false, 1, 'x', 1)",
        "UPDATE monitor.texts SET hash = 'x'",
        "UPDATE monitor.about SET format = 2",
        *(one for one in GUARDED if not one.startswith("INSERT INTO monitor")),
    ]
    with psycopg.connect(cluster.conninfo(writer), autocommit=True) as db:
        for statement in refused:
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.DatabaseError)):
                db.execute(statement)
    with PostgresLog.open(writer) as log:
        assert log.verify().events == 10


def test_a_reading_role_reads(cluster, log, owner) -> None:
    fill(log)
    owner.execute(f"CREATE ROLE reader LOGIN PASSWORD '{cluster.password}'")
    log.grant("reader", writing=False)
    with PostgresLog.open(cluster.url(owner.info.dbname, user="reader")) as reader:
        assert len(list(reader.read())) == 9
        with pytest.raises(LogReadOnlyError, match="permission denied"):
            reader.append(closing(1), at=NOW, expected=9)
    owner.execute("DROP OWNED BY reader")
    owner.execute("DROP ROLE reader")


# --- what others' stores do ---


def test_a_payload_stays_the_bytes_that_were_hashed(log, owner) -> None:
    """jsonb orders keys anew, drops one of two, rewrites numbers, and refuses NUL."""
    odd = '{"b": 1, "a": 1, "a": 2, "n": -0.0, "m": 1E400, "u": "\\u0000"}'
    row = Row(1, "k", "Odd", 1, "2026-11-22T09:00:00.000000Z", odd, GENESIS, "")
    log.put([row._replace(hash=hash_of(row))], [])
    (kept,) = log.rows()
    assert kept.payload == odd
    assert log.verify().ok
    without_nul = odd.replace("\\u0000", "")
    said = owner.execute("SELECT %s::jsonb::text", (without_nul,)).fetchone()[0]
    assert msgspec.json.decode(said).keys() == {"a", "b", "n", "m", "u"}
    assert said != without_nul
    with pytest.raises(psycopg.errors.UntranslatableCharacter):
        owner.execute("SELECT %s::jsonb", (odd,))


def test_what_commits_later_is_not_missed(log, owner, cluster, url) -> None:
    """With numbers from a sequence, a slow transaction's row appears behind what was read. Here the
    next position waits until the one before it is there.
    """
    owner.execute("CREATE TEMP TABLE naive (id bigserial)")
    assert owner.execute("SELECT nextval('naive_id_seq')").fetchone() == (1,)  # not committed yet
    assert owner.execute("INSERT INTO naive DEFAULT VALUES RETURNING id").fetchone() == (2,)
    fill(log)
    with psycopg.connect(cluster.conninfo(url)) as slow:
        slow.execute(
            f"INSERT INTO monitor.events ({COLUMNS}) "
            f"SELECT 10, 1, 't', 'at', 'slow', hash, sha256('x'), '{{}}' {LAST}"
        )
        done = []
        other = Thread(target=lambda: done.append(_outcome(url)))
        other.start()
        assert [row.position for row in log.rows()] == list(range(1, 10))
        slow.commit()
        other.join(timeout=30)
    assert done == [LogConflictError]
    assert [row.position for row in log.rows()] == list(range(1, 11))


def _outcome(url):
    """Of an append by who does not know of the slow one."""
    with PostgresLog.open(url) as log:
        log._seen = msgspec.structs.replace(log.head(), position=9)
        try:
            log.append(closing(7), at=NOW, expected=9)
        except LogConflictError as error:
            return type(error)
        return None


def key_of(number: int) -> str:
    ((key, _),) = closing(number)
    return key


def test_who_appends_beside_several_that_are_written_together_waits_and_is_told(log, url) -> None:
    """Without a deadlock: the first of them takes the place that both want."""
    fill(log)
    before, told = log.head(), []

    def append(number: int, on: PostgresLog) -> None:
        on.append(closing(number), at=NOW, expected=on.head().position)

    def other() -> None:
        with PostgresLog.open(url) as theirs:
            try:
                theirs.append(closing(9), at=NOW, expected=before.position)
            except LogConflictError as error:
                told.append(error)

    with log.together(lambda _: None, keys=("closed/a/0", key_of(1))):
        append(1, log)
        beside = Thread(target=other)
        beside.start()
        beside.join(1.5)  # longer than the server waits before it looks for a deadlock
        assert beside.is_alive()
        append(2, log)
        assert log.find(key_of(2)) == before.position + 2
        with pytest.raises(LogConflictError):
            append(1, log)
        assert list(log.read(after=before.position + 2)) == []
    beside.join()
    assert len(told) == 1
    assert [one.key for one in log.read(after=before.position)] == [key_of(1), key_of(2)]
    assert log.verify().ok


def test_who_is_paused_while_it_writes_several_holds_nobody_up_for_long(log, url) -> None:
    fill(log)
    before = log.head().position

    def paused() -> None:
        with log.together(lambda _: None, keys=()):
            log.append(closing(1), at=NOW, expected=before)
            with PostgresLog.open(url) as other:
                other.append(closing(2), at=NOW, expected=before)

    with pytest.raises(LogUnreachableError):
        paused()
    assert [one.key for one in log.read(after=before)] == [key_of(2)]


def test_equal_notes_become_one_and_none_is_longer_than_a_number(log, url, owner) -> None:
    """NOTIFY hands on one of several equal notes of a transaction and refuses 8,000 bytes: whoever
    is woken reads all there is, of any length.
    """
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        owner.execute("SELECT pg_notify('monitor_log', repeat('x', 8000))")
    owner.execute("LISTEN monitor_log")
    long = "x" * 100_000
    log.append([(f"{long}{n}", StoryClosed(story_id=long)) for n in range(20)], at=NOW, expected=0)
    notes = [note.payload for note in owner.notifies(timeout=0.5)]
    assert notes == ["20"]
    with PostgresLog.open(url) as other:
        follow = other.follow(after=0)
        assert [one.position for one in islice(follow, 20)] == list(range(1, 21))
        follow.close()


def test_a_follower_whose_connection_was_ended_goes_on(log, owner) -> None:
    heard = []

    def listen() -> None:
        follow = log.follow(after=0, poll_s=0.05)
        for recorded in islice(follow, 2):
            heard.append(recorded.position)
            _end_others(owner)
        follow.close()

    listening = Thread(target=listen)
    listening.start()
    with PostgresLog.open(log._server.url) as other:
        other.append(closing(1), at=NOW, expected=0)
    while not heard:
        listening.join(timeout=0.01)
        assert listening.is_alive()
    with PostgresLog.open(log._server.url) as other:
        other.append(closing(2), at=NOW, expected=1)
    listening.join(timeout=30)
    assert heard == [1, 2]


def _end_others(owner) -> None:
    owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def test_a_listener_waits_no_longer_than_it_is_told(log) -> None:
    listener = Listener(log._server)
    assert listener.wait(0.01) is None
    listener.close()
    assert listener.wait(0.01) is None
    listener.close()


def test_a_server_that_is_an_older_copy_is_not_written_to(log, url, owner) -> None:
    """A standby that lacked the last events was promoted, or a backup restored."""
    fill(log)
    log.append(closing(7), at=NOW, expected=9)
    for table in ("events", "head"):
        owner.execute(f"ALTER TABLE monitor.{table} DISABLE TRIGGER USER")
    owner.execute("DELETE FROM monitor.events WHERE position = 10")
    before = "(SELECT hash FROM monitor.events WHERE position = 9)"
    owner.execute(f"UPDATE monitor.head SET position = 9, hash = {before}")
    for table, trigger in schema.TRIGGERS:
        owner.execute(f"ALTER TABLE monitor.{table} ENABLE ALWAYS TRIGGER {trigger}")
    with pytest.raises(LogGoneError, match="ends at 9, before 10"):
        log.append(closing(8), at=NOW, expected=10)
    with PostgresLog.open(url) as other:
        other.append(closing(9), at=NOW, expected=9)
    with pytest.raises(LogGoneError, match="event 10 is another one than was seen"):
        log.append(closing(8), at=NOW, expected=10)


# --- opening ---


def test_another_program_s_schema_is_left_alone(url, owner) -> None:
    owner.execute("CREATE SCHEMA monitor")
    owner.execute("CREATE TABLE monitor.servers (id integer)")
    with pytest.raises(LogForeignError, match="another program's"):
        PostgresLog.open(url)
    assert owner.execute("SELECT count(*) FROM monitor.servers").fetchone() == (0,)


def test_a_schema_made_ready_for_us_is_filled(url, owner) -> None:
    owner.execute("CREATE SCHEMA monitor")
    with PostgresLog.open(url) as log:
        assert log.verify().ok


@pytest.mark.usefixtures("log")
def test_a_newer_program_s_log_is_left_to_it(url, owner) -> None:
    owner.execute("UPDATE monitor.about SET format = 2")
    with pytest.raises(LogNewerError, match="format 2"):
        PostgresLog.open(url)


def test_a_log_that_several_make_at_once_is_made_once(url) -> None:
    opened = []

    def make() -> None:
        with PostgresLog.open(url) as log:
            opened.append(log.head().position)

    makers = [Thread(target=make) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(timeout=30)
    assert opened == [0] * 4


def test_erased_bytes_leave_the_disk_when_the_table_is_written_anew(cluster, log, owner) -> None:
    """As docs/postgres.md says: erasing hides a text at once, VACUUM FULL takes its bytes away."""
    fill(log)
    erased, kept = text_of("a002").encode(), text_of("a003").encode()
    log.append(keyed(redaction("a002")), at=NOW, expected=9)
    owner.execute("VACUUM (FULL) monitor.texts")
    owner.execute("CHECKPOINT")
    file = owner.execute("SELECT pg_relation_filepath('monitor.texts')").fetchone()[0]
    content = (cluster.data / file).read_bytes()
    assert kept in content
    assert erased not in content
    assert log.verify().ok


def test_what_pg_dump_carries_over_is_the_same_log(cluster, log, url) -> None:
    fill(log)
    log.append(keyed(redaction("a002")), at=NOW, expected=9)
    other = cluster.database()
    dump = cluster.folder / "log.dump"
    at = ("-h", "127.0.0.1", "-p", cluster.port, "-U", OWNER)
    cluster.run("pg_dump", *at, "-Fc", "--schema", "monitor", "-f", dump, name_of(url))
    cluster.run("pg_restore", *at, "-d", name_of(other), dump)
    with PostgresLog.open(other) as copy:
        assert copy.verify(head=log.head().hash).ok
        assert list(copy.rows()) == list(log.rows())
        copy.append(closing(7), at=NOW, expected=10)


def name_of(url) -> str:
    return url.text.rpartition("/")[2]
