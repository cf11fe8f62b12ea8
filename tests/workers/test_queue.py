"""The queue's tables: made, stepped up, and said in a line where they are not as they must be."""

import psycopg
import pytest
from procrastinate.schema import migrations_path
from psycopg.conninfo import make_conninfo

from monitor.errors import LogForeignError, RefusedError, UsageError
from monitor.log.engines import open_log
from monitor.workers import queue
from monitor.workers.roles import roles_of


@pytest.fixture
def log(server):
    with open_log(server) as opened:
        yield opened


def set_migration(log, written):
    with log.server.connection() as db:
        db.execute("UPDATE monitor_queue.about SET migration = %s", (written,))


def test_missing_tables_are_said_and_made(log):
    with pytest.raises(RefusedError, match=r"queue's tables at .* are missing") as refused:
        queue.check(log.server)
    assert "monitor workers prepare" in refused.value.hint
    queue.prepare(log.server)
    queue.prepare(log.server)
    queue.check(log.server)


def test_tables_of_an_older_library_are_said(log):
    queue.prepare(log.server)
    set_migration(log, "03.02.00_50")
    with pytest.raises(RefusedError, match=r"too old \(03.02.00_50; procrastinate 3"):
        queue.check(log.server)


def test_tables_of_an_earlier_library_are_stepped_up(log):
    earlier = [one for one in sorted(migrations_path.glob("*.sql")) if one.name < "03.03"]
    with psycopg.connect(log.server.conninfo, autocommit=True) as db:
        db.execute("CREATE SCHEMA monitor_queue")
        db.execute("SET search_path TO monitor_queue, pg_catalog")
        for path in earlier:
            db.execute(path.read_text(encoding="utf-8").encode())
        db.execute("CREATE TABLE about (one boolean PRIMARY KEY DEFAULT true, migration text)")
        db.execute("INSERT INTO about (migration) VALUES (%s)", (earlier[-1].name[:11],))
    with pytest.raises(RefusedError, match="too old"):
        queue.check(log.server)
    queue.prepare(log.server)
    queue.check(log.server)
    with log.server.connection() as db, db.transaction():
        queue.to_fetch(db, "a.example")


def test_tables_of_a_newer_library_are_refused(log):
    queue.prepare(log.server)
    set_migration(log, "99.00.00_01")
    with pytest.raises(LogForeignError, match="newer"):
        queue.check(log.server)


def test_another_programs_queue_is_left_alone(log):
    with log.server.connection() as db:
        db.execute("CREATE SCHEMA monitor_queue")
        db.execute("CREATE TABLE monitor_queue.procrastinate_jobs (id bigint)")
    with pytest.raises(LogForeignError, match="another program's queue"):
        queue.prepare(log.server)


def test_a_role_that_may_not_make_them_is_told_who_may(log, cluster, server):
    with cluster.connect() as db:
        db.execute("DROP ROLE IF EXISTS desk_of_queue")
        db.execute("CREATE ROLE desk_of_queue LOGIN PASSWORD 'x'")
    log.grant("desk_of_queue", writing=True)
    text = server.text.replace("operator@", "desk_of_queue@")
    with open_log(type(server)(text=text, password="x")) as desk:
        with pytest.raises(RefusedError, match="may not make them"):
            queue.prepare(desk.server)
        queue.prepare(log.server)
        with psycopg.connect(make_conninfo(log.server.conninfo), autocommit=True) as db:
            queue.grant(db, "desk_of_queue")
        queue.prepare(desk.server)
        with desk.server.connection() as db, db.transaction():
            queue.to_fetch(db, "a.example")


def test_a_host_waits_once(log):
    queue.prepare(log.server)
    for host in ("a.example", "b.example", "a.example"):
        with log.server.connection() as db, db.transaction():
            queue.to_fetch(db, host)
    jobs = log.server.query("SELECT lock FROM monitor_queue.procrastinate_jobs ORDER BY lock")
    assert jobs == [("host/a.example",), ("host/b.example",)]


def test_a_job_is_part_of_the_transaction_that_asks_for_it(log):
    queue.prepare(log.server)
    with log.server.connection() as db, db.transaction(force_rollback=True):
        queue.to_read(db, [1, 2, 3])
    assert log.server.query("SELECT 1 FROM monitor_queue.procrastinate_jobs") == []


def test_a_role_that_is_none_is_said_with_those_there_are():
    assert roles_of("read, fetch,read") == ["read", "fetch"]
    with pytest.raises(UsageError, match="no role 'reed'") as refused:
        roles_of("fetch,reed")
    assert "fetch, read, match, compose, deliver, web" in refused.value.hint
    with pytest.raises(UsageError, match="no role is named"):
        roles_of(" , ")
