"""The queue: Procrastinate's tables in a schema of their own, in the database that has the log.

A job says what is to be looked at, never what is true: done twice, late or not at all it changes
nothing but when. So the bookkeeping of jobs waits for no disk (`synchronous_commit` is off on these
connections), and the tables may be dropped and made anew. Deferring, though, is part of the
transaction that logs what is to be read.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import Any

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.schema import SchemaManager, migrations_path
from procrastinate.types import JSONDict
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from monitor.errors import LogForeignError, LogReadOnlyError, RefusedError
from monitor.log.postgres.server import Server
from monitor.log.postgres.url import ServerUrl

SCHEMA = "monitor_queue"
READ, FETCH, UPKEEP = "read", "fetch", "upkeep"  # queues, and the tasks of the first two
LOT_ARTICLES = 8  # read by one job
CONNECTIONS_MAX = 4

_MAKE_ABOUT = """
CREATE TABLE monitor_queue.about (
  one boolean PRIMARY KEY DEFAULT true CHECK (one), migration text NOT NULL
)"""
_STANDS = """
SELECT to_regclass('monitor_queue.procrastinate_jobs') IS NOT NULL,
  to_regclass('monitor_queue.about') IS NOT NULL"""
_TELL_STAND = """
INSERT INTO monitor_queue.about (migration) VALUES (%s)
ON CONFLICT (one) DO UPDATE SET migration = excluded.migration"""
_GRANT = """
GRANT USAGE ON SCHEMA monitor_queue TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA monitor_queue TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA monitor_queue TO {role};
REVOKE INSERT, UPDATE, DELETE ON monitor_queue.about FROM {role};
"""
_WAITING = """
SELECT task_name, count(*) FROM monitor_queue.procrastinate_jobs
WHERE status IN ('todo', 'doing') GROUP BY task_name ORDER BY task_name"""
_MIGRATION = re.compile(r"(\d\d\.\d\d\.\d\d_\d\d)_.*\.sql")
_HINT = "let the owner of the log say `monitor workers prepare`"

# What it meets is raised where it was begun, and told once.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
# Its words need neither a connection nor a task that is known here.
_words = App(connector=SyncPsycopgConnector())


def worker_app(url: ServerUrl) -> App:
    """For a process that does jobs; `open_async` it."""
    conninfo = Server(url, readonly=False, search_path=f"{SCHEMA},pg_catalog").conninfo
    options = conninfo_to_dict(conninfo)["options"]
    unhurried = make_conninfo(conninfo, options=f"{options} -c synchronous_commit=off")
    return App(connector=PsycopgConnector(conninfo=unhurried, min_size=1, max_size=CONNECTIONS_MAX))


def to_read(db: Connection, arrivals: Sequence[int]) -> None:
    """Within the caller's transaction: let them be read, some by each job."""
    if not arrivals:
        return
    lots = [arrivals[at : at + LOT_ARTICLES] for at in range(0, len(arrivals), LOT_ARTICLES)]
    _begin(db)
    task = _words.configure_task(READ, queue=READ, connection=db)
    jobs: list[JSONDict] = [{"arrivals": list(lot)} for lot in lots]
    task.batch_defer(*jobs)


def to_read_again(db: Connection, arrival: int, *, tries: int) -> None:
    """Alone, unless that was said already. `tries` of reading it ended a process."""
    _defer_once(db, READ, f"arrival/{arrival}", lock=None, arrivals=[arrival], tries=tries)


def to_fetch(db: Connection, host: str) -> None:
    """Let the feeds of a host be asked, by one process at a time."""
    _defer_once(db, FETCH, f"host/{host}", lock=f"host/{host}", host=host)


def _defer_once(
    db: Connection, name: str, queueing_lock: str, *, lock: str | None, **values: Any
) -> None:
    with suppress(AlreadyEnqueued), db.transaction():
        _begin(db)
        task = _words.configure_task(
            name, queue=name, lock=lock, queueing_lock=queueing_lock, connection=db
        )
        task.defer(**values)


def _begin(db: Connection) -> None:
    db.execute(f"SET LOCAL search_path TO {SCHEMA}, pg_catalog")


# --- its tables ---


def prepare(server: Server) -> None:
    """Make the tables, or step them up to what the library here knows. Raises RefusedError where
    this role may not.
    """
    with server.connection() as db:
        stands = _stand(db, server.url)
    try:
        while stands != _migrations()[-1]:
            stands = _step(server)
    except LogReadOnlyError as error:
        said = f"too old (of {stands})" if stands else "missing"
        raise RefusedError(
            f"the queue's tables at {server.url} are {said}, and this role may not make them",
            hint=_HINT,
        ) from error


def _step(server: Server) -> str:
    """All of it, or one migration: a transaction each, since some use what the one before them
    added to a type. What stands then.
    """
    with server.connection() as db, db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (SCHEMA,))
        stands, known = _stand(db, server.url), _migrations()
        if stands == known[-1]:
            return stands
        if not stands:
            db.execute("CREATE SCHEMA IF NOT EXISTS monitor_queue")
            statements, reached = SchemaManager.get_schema(), known[-1]
        else:
            reached = next(one for one in known if one > stands)
            statements = _statements(reached)
        _begin(db)
        db.execute(statements.encode())
        if not stands:
            db.execute(_MAKE_ABOUT)
        db.execute(_TELL_STAND, (reached,))
        return reached


def check(server: Server) -> None:
    """Raises RefusedError where the tables are missing or older, LogForeignError where they are
    newer than the library here.
    """
    with server.connection() as db:
        stands, newest = _stand(db, server.url), _migrations()[-1]
    if not stands:
        raise RefusedError(f"the queue's tables at {server.url} are missing", hint=_HINT)
    if stands < newest:
        raise RefusedError(
            f"the queue's tables at {server.url} are too old ({stands}; procrastinate "
            f"{version('procrastinate')} needs {newest})",
            hint=_HINT,
        )


def waiting(server: Server) -> dict[str, int]:
    """How many jobs there are, by task."""
    return {str(row[0]): int(row[1]) for row in server.query(_WAITING)}


def grant(db: Connection, role: str) -> None:
    db.execute(sql.SQL(_GRANT).format(role=sql.Identifier(role)))


def _stand(db: Connection, url: ServerUrl) -> str:
    """The last migration that was done; empty: there are no tables."""
    row = db.execute(_STANDS).fetchone()
    is_there, is_ours = row or (False, False)
    if not is_there:
        return ""
    if not is_ours:
        raise LogForeignError(
            f"the schema {SCHEMA!r} of {url} holds another program's queue",
            hint="give another database; nothing was changed",
        )
    stands = db.execute("SELECT migration FROM monitor_queue.about").fetchone()
    found = str(stands[0]) if stands else ""
    if found > _migrations()[-1]:
        raise LogForeignError(
            f"the queue's tables at {url} are newer ({found}) than procrastinate "
            f"{version('procrastinate')} here knows",
            hint="update monitor on this machine; nothing was changed",
        )
    return found


def _migrations() -> list[str]:
    found = (_MIGRATION.fullmatch(path.name) for path in migrations_path.iterdir())
    return sorted(one[1] for one in found if one)


def _statements(migration: str) -> str:
    (path,) = migrations_path.glob(f"{migration}_*.sql")
    return path.read_text(encoding="utf-8")
