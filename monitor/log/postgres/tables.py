"""A store's tables in the database that has the log, each store's in a schema of its own, so that
who readers are can be granted, dumped and left out by itself.

What is erased is gone for every reader at once; its bytes stay in the table's free space until
`scrub` writes the tables anew.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from psycopg import Connection, sql

from monitor.errors import LogBusyError, LogForeignError
from monitor.log.postgres.log import PostgresLog
from monitor.log.postgres.server import Server, lease_lost
from monitor.log.postgres.url import ServerUrl
from monitor.log.protocol import Fence
from monitor.tables import TablesForm, check_version, erase, step_up

CONNECTIONS_MAX = 2  # of a process, for each store
_TYPES = {"text": 'text COLLATE "C"', "number": "bigint", "bytes": "bytea", "strict": ""}
T = TypeVar("T")
_MARK = re.compile(r"\?")

_MAKE = """
CREATE SCHEMA {schema};
CREATE TABLE {schema}.form (
  one boolean PRIMARY KEY DEFAULT true CHECK (one), version integer NOT NULL
);
INSERT INTO {schema}.form (version) VALUES (0);
-- with its owner's rights: it writes each table anew, without what was erased
CREATE FUNCTION {schema}.scrub() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $body$
DECLARE
  one record;
BEGIN
  FOR one IN
    SELECT indrelid::regclass AS what, keys.relname AS key FROM pg_index
    JOIN pg_class tables ON tables.oid = indrelid JOIN pg_class keys ON keys.oid = indexrelid
    WHERE indisprimary AND tables.relnamespace = {name}::regnamespace
  LOOP
    EXECUTE format('CLUSTER %s USING %I', one.what, one.key);
  END LOOP;
END $body$;
REVOKE ALL ON FUNCTION {schema}.scrub() FROM PUBLIC;
"""
_GRANT = """
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
REVOKE INSERT, UPDATE, DELETE ON {schema}.form FROM {role};
GRANT EXECUTE ON FUNCTION {schema}.scrub() TO {role};
"""
_HELD = "SELECT 1 FROM monitor.leases WHERE name = %s AND fence = %s FOR SHARE"
_EXISTS = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s"
_HAS_FORM = """SELECT 1 FROM pg_catalog.pg_class
               WHERE relname = 'form' AND relnamespace = %s::regnamespace"""


class _Thread(threading.local):
    """What a thread is at."""

    db: Connection | None = None
    fence: Fence | None = None


class ServerTables:
    """May be used by several threads; each has its own transaction."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._mine = _Thread()

    @property
    def name(self) -> str:
        return str(self._server.url)

    def close(self) -> None:
        """The connections are the room's."""

    def query(self, question: str, *values: object) -> list[Any]:
        asked = _asked(question)
        return self._run(lambda db: db.cursor(binary=True).execute(asked, values).fetchall())

    def one(self, question: str, *values: object) -> Any:
        return next(iter(self.query(question, *values)), None)

    def do(self, statement: str, *values: object) -> int:
        asked = _asked(statement)
        return self._change(lambda db: db.execute(asked, values).rowcount)

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        asked, given = _asked(statement), list(rows)
        self._change(lambda db: db.cursor().executemany(asked, given))

    def _run(self, work: Callable[[Connection], T]) -> T:
        db = self._mine.db
        return work(db) if db is not None else self._server.run(work)

    def _change(self, work: Callable[[Connection], T]) -> T:
        if self._mine.fence is None or self._mine.db is not None:
            return self._run(work)
        with self.writing():
            return self._run(work)

    @contextmanager
    def fenced(self, fence: Fence) -> Iterator[None]:
        """What this thread changes in the block is refused once another process has that lease:
        `do`, `many`, and all of a `writing`.
        """
        before, self._mine.fence = self._mine.fence, fence
        try:
            yield
        finally:
            self._mine.fence = before

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Raises LogLeaseLostError too, within `fenced`."""
        with self._transaction() as db:
            fence = self._mine.fence
            if fence is not None and db.execute(_HELD, fence).fetchone() is None:
                raise lease_lost(self._server.url)
            yield

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._server.transaction() as db:
            self._mine.db = db
            try:
                yield db
            finally:
                self._mine.db = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._transaction() as db:
            db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    def scrub(self) -> bool:
        """Whoever does it: it changes nothing that anybody sees, and may take longer than a lease
        is to wait.
        """
        try:
            self._run(lambda db: db.execute("SELECT scrub()"))
        except LogBusyError:  # somebody reads all of it, for a backup
            return False
        return True


class ServerRoom:
    """The database that has the log of a home. Each store keeps its connections until the room is
    closed.
    """

    def __init__(self, url: ServerUrl) -> None:
        self._url = url
        self._servers: dict[str, Server] = {}
        self._log: PostgresLog | None = None
        self._opening = threading.Lock()

    def tables(self, form: TablesForm) -> ServerTables:
        with self._opening:
            server = self._servers.get(form.name)
            if server is None:
                server = self._servers[form.name] = self._opened(form)
        return ServerTables(server)

    def log_to_read(self) -> PostgresLog:
        """Opened once, which takes a dozen ways there and back; it is closed with the room."""
        with self._opening:
            if self._log is None:
                self._log = PostgresLog.open(self._url, create=False, readonly=True)
        return self._log.lent()

    def shared(self, form: TablesForm) -> ServerTables:
        return self.tables(form)

    def _opened(self, form: TablesForm) -> Server:
        server = Server(
            self._url,
            readonly=False,
            search_path=f"{_schema_of(form)},pg_catalog",
            connections_max=CONNECTIONS_MAX,
            damaged_hint=form.damaged_hint,
        )
        server.open()
        try:
            with server.connection() as db:
                _prepare(db, self._url, form)
        except BaseException:
            server.close()
            raise
        return server

    def has(self, form: TablesForm) -> bool:
        with Server(self._url, readonly=True).alone() as db:
            return _stands(db, self._url, form) > 0

    def erase(self, form: TablesForm) -> None:
        erase(self.tables(form), form)

    def grant(self, form: TablesForm, role: str) -> None:
        """For the owner to say; the role can change no table, and owns none."""
        self.tables(form)
        grants = sql.SQL(_GRANT).format(
            schema=sql.Identifier(_schema_of(form)), role=sql.Identifier(role)
        )
        with self._servers[form.name].connection() as db:
            db.execute(grants)

    def close(self) -> None:
        while self._servers:
            self._servers.popitem()[1].close()
        if self._log is not None:
            self._log.close()
            self._log = None


def _schema_of(form: TablesForm) -> str:
    return f"monitor_{form.name}"


def _prepare(db: Connection, url: ServerUrl, form: TablesForm) -> None:
    if _stands(db, url, form) == form.version:
        return
    schema = _schema_of(form)
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (schema,))
        stands = _stands(db, url, form)  # another process may have been faster
        if not stands:
            made = sql.SQL(_MAKE).format(schema=sql.Identifier(schema), name=sql.Literal(schema))
            db.execute(made)
        step_up(form, stands=stands, types=_TYPES, do=db.execute)
        db.execute("UPDATE form SET version = %s", (form.version,))


def _stands(db: Connection, url: ServerUrl, form: TablesForm) -> int:
    """The version of the tables that are there; 0 for none. Raises LogForeignError for a schema of
    that name that holds something else, LogNewerError for a newer program's.
    """
    schema = _schema_of(form)
    if db.execute(_EXISTS, (schema,)).fetchone() is None:
        return 0
    if db.execute(_HAS_FORM, (schema,)).fetchone() is None:
        raise LogForeignError(
            f"the schema {schema!r} of {url} is another program's",
            hint="give another database; nothing was changed",
        )
    asked = sql.SQL("SELECT version FROM {}.form").format(sql.Identifier(schema))
    row = db.execute(asked).fetchone()
    stands = int(row[0]) if row else 0
    check_version(url, stands=stands, known=form.version)
    return stands


def _asked(statement: str) -> str:
    return _MARK.sub("%s", statement)
