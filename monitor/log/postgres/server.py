"""Connections to the log's database: how they are made, kept and lost, and the server's errors in
this program's words.

A pool keeps a few connections for the threads of a process; one that broke is replaced, also by one
to another host of the URL. Nothing here ever shows a password: messages name the server by its URL
without one.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from threading import Lock
from typing import Any, TypeVar

import psycopg
from psycopg import Connection, Notify
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from monitor.database import BUSY_S
from monitor.errors import (
    LogBusyError,
    LogConflictError,
    LogDamagedError,
    LogError,
    LogForeignError,
    LogGoneError,
    LogLeaseLostError,
    LogReadOnlyError,
    LogUnreachableError,
)
from monitor.log.postgres import schema
from monitor.log.postgres.url import MEANT, ServerUrl
from monitor.log.schema import DAMAGED_HINT

VERSION_MIN = 15
CONNECT_S = 5  # for each host of the URL
SILENT_S = 10  # a server that answers nothing for so long is lost
CONNECTIONS_MAX = 4  # of a process

# psycopg.pool logs each failed attempt by itself: what it meets is raised here, once.
logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)

Row = tuple[Any, ...]
T = TypeVar("T")


class Server:
    """`open` it first; close it in the end."""

    def __init__(
        self,
        url: ServerUrl,
        *,
        readonly: bool,
        search_path: str = "pg_catalog",
        connections_max: int = CONNECTIONS_MAX,
        damaged_hint: str = DAMAGED_HINT,
    ) -> None:
        self.url = url
        self.readonly = readonly
        self.conninfo = _conninfo(url, search_path)
        self._connections_max, self._damaged_hint = connections_max, damaged_hint
        self._pool = self._new_pool()
        self._lock = Lock()
        self._is_lost = False

    def open(self) -> None:
        """Raises LogUnreachableError, LogForeignError or LogReadOnlyError for what cannot be
        used.
        """
        with self.alone() as db:
            self._check(db)
        self._pool.open()

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection beside the pool's."""
        with self._translated(), psycopg.connect(self.conninfo, autocommit=True) as db:
            self._made(db)
            yield db

    def _made(self, db: Connection) -> None:
        """Not when it connects: a host that is asked to be writable would seem not to be."""
        if self.readonly:
            db.execute("SET default_transaction_read_only = on")

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """One of the pool's, for as long as the block runs. Where one was lost, all are made anew
        first, or it is said at once why they cannot.
        """
        if self._is_lost:
            self._come_back()
        pool = self._pool
        try:
            with self._translated():
                db = pool.getconn()
                try:
                    yield db
                finally:
                    pool.putconn(db)
        except LogUnreachableError:
            self._is_lost = True
            raise

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection that broke since it was used last is replaced before anything is done."""
        with ExitStack() as held:
            try:
                db = self._begun(held)
            except LogUnreachableError:
                db = self._begun(held)
            yield db

    def _begun(self, held: ExitStack) -> Connection:
        with ExitStack() as one:
            db = one.enter_context(self.connection())
            one.enter_context(db.transaction())
            held.enter_context(one.pop_all())
            return db

    def query(self, statement: str, values: Row = ()) -> list[Row]:
        """Rows of a reading statement."""
        return self.run(lambda db: db.cursor(binary=True).execute(statement, values).fetchall())

    def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, which may be done twice: a connection that broke since it was used
        last is replaced and all of it done again, once.
        """
        try:
            return self._run(work)
        except LogUnreachableError:
            return self._run(work)

    def _run(self, work: Callable[[Connection], T]) -> T:
        with self.connection() as db:
            return work(db)

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self.url, damaged_hint=self._damaged_hint)

    def _new_pool(self) -> ConnectionPool:
        return ConnectionPool(
            self.conninfo,
            kwargs={"autocommit": True},
            configure=self._made,
            min_size=1,
            max_size=self._connections_max,
            timeout=BUSY_S,
            num_workers=1,  # threads that make connections
            open=False,
        )

    def _come_back(self) -> None:
        """A pool that lost its server waits longer and longer before it tries again: a new one does
        not.
        """
        with self._lock:
            if not self._is_lost:
                return
            with self.alone() as db:
                self._check(db)
            self._pool, old = self._new_pool(), self._pool
            self._pool.open()
            self._is_lost = False
            old.close(timeout=0)

    def _check(self, db: Connection) -> None:
        version = db.info.server_version // 10_000
        if version < VERSION_MIN:
            raise LogForeignError(
                f"the server of {self.url} is PostgreSQL {version}, and {VERSION_MIN} or newer is "
                "needed",
                hint="upgrade the server; nothing was changed",
            )
        encoding = db.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise LogForeignError(
                f"the database of {self.url} is in {encoding}, and UTF8 is needed",
                hint="createdb --encoding UTF8 --template template0 NAME",
            )
        standby = db.execute("SELECT pg_is_in_recovery()").fetchone()
        if standby and standby[0] and not self.readonly:
            raise _standby(self.url)


class Listener:
    """A connection that hears of appends. One that broke is made again when it is next waited for;
    in between, waiting is sleeping.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._db: Connection | None = None
        self._listen()

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def wait(self, seconds: float) -> None:
        """Until something was appended, `seconds` at the most."""
        if self._db is None and not self._listen():
            time.sleep(seconds)
            return
        try:
            self._hear(seconds)
        except psycopg.Error:  # told by whoever reads next, if the server is away
            self.close()

    def _hear(self, seconds: float) -> list[Notify]:
        """Many at once are one: whoever was woken reads all there is."""
        return list(self._db.notifies(timeout=seconds, stop_after=1)) if self._db else []

    def _listen(self) -> bool:
        try:
            self._db = psycopg.connect(self._server.conninfo, autocommit=True)
            self._db.execute("LISTEN monitor_log")
        except psycopg.Error:
            self.close()
        return self._db is not None


@contextmanager
def translated(url: ServerUrl, *, damaged_hint: str = DAMAGED_HINT) -> Iterator[None]:
    """The server's errors in this program's words."""
    try:
        yield
    except psycopg.ProgrammingError as error:
        if error.sqlstate is None:
            raise  # our mistake
        raise _in_our_words(url, error, damaged_hint) from error
    except psycopg.Error as error:
        raise _in_our_words(url, error, damaged_hint) from error


def _conninfo(url: ServerUrl, search_path: str) -> str:
    """Raises LogForeignError for settings that libpq does not know."""
    try:
        given = conninfo_to_dict(url.text)
        settings = [
            f"-c lock_timeout={BUSY_S:g}s",
            # a paused process may not hold up the others
            f"-c idle_in_transaction_session_timeout={BUSY_S:g}s",
            "-c synchronous_commit=on",
            f"-c search_path={search_path}",
            str(given.get("options") or ""),  # the last one holds
        ]
        return make_conninfo(
            url.text,
            **{"password": url.password} if url.password else {},
            client_encoding="UTF8",
            connect_timeout=given.get("connect_timeout") or CONNECT_S,
            application_name=given.get("application_name") or "monitor",
            keepalives_idle=given.get("keepalives_idle") or CONNECT_S,
            tcp_user_timeout=given.get("tcp_user_timeout") or SILENT_S * 1000,
            options=" ".join(filter(None, settings)),
        )
    except psycopg.ProgrammingError as error:
        said = str(error).strip()
        raise LogForeignError(f"{url} cannot be used: {said}", hint=f"it is {MEANT}") from error


# --- the server's errors ---


def _in_our_words(url: ServerUrl, error: psycopg.Error, damaged_hint: str) -> LogError:
    state = error.sqlstate or ""
    said = _said(error)
    if state in _DAMAGED or state[:2] in _DAMAGED:
        return LogDamagedError(f"{url} is damaged: {said}", hint=damaged_hint)
    make = _STATES.get(state) or _STATES.get(state[:3]) or _STATES.get(state[:2])
    if make is not None:
        return make(url, said)
    if isinstance(error, PoolTimeout):
        return LogBusyError(
            f"all {CONNECTIONS_MAX} connections to {url} were in use for {BUSY_S:g} s",
            hint="try again in a moment",
        )
    if not state and isinstance(error, psycopg.OperationalError):
        return _not_connected(url, said)
    return LogError(f"{url}: {said}", hint="look at the server's log")


def _said(error: psycopg.Error) -> str:
    """Its first line, without libpq's own words around it."""
    lines = (error.diag.message_primary or str(error)).strip().splitlines() or [""]
    return lines[-1 if error.sqlstate is None else 0].rpartition("FATAL:")[2].strip()[:200]


def _conflict(url: ServerUrl, said: str) -> LogError:
    del url
    return LogConflictError(f"not appended: {said}", hint="read on and decide again")


def _key_twice(url: ServerUrl, said: str) -> LogError:
    if "events_pkey" in said:
        return _conflict(url, "another process was faster")
    if "events_key" in said:
        return _conflict(url, "the log takes a key once")
    return _conflict(url, said)


def _busy(url: ServerUrl, _said: str) -> LogError:
    held = f"{url} was held by another process for {BUSY_S:g} s"
    return LogBusyError(held, hint="try again in a moment")


def _full(url: ServerUrl, _said: str) -> LogError:
    full = f"the disk is full: nothing was written to {url}"
    return LogError(full, hint="make room on the server and try again")


def _readonly(url: ServerUrl, said: str) -> LogError:
    if "permission" in said or "must be owner" in said:
        hint = "let its owner say `monitor log grant ROLE`: docs/postgres.md"
        return LogReadOnlyError(f"{url} cannot be written: {said}", hint=hint)
    return LogReadOnlyError(
        f"{url} cannot be written: {said}",
        hint="is it a standby, or default_transaction_read_only set? name the primary",
    )


def _standby(url: ServerUrl) -> LogError:
    return LogReadOnlyError(
        f"{url} is a standby, which is only read",
        hint="name the primary, or all of them: postgresql://HOST1,HOST2/NAME"
        "?target_session_attrs=read-write",
    )


def _no_primary(url: ServerUrl) -> LogError:
    return LogUnreachableError(
        f"none of the servers of {url} may be written: there are only standbys",
        hint="promote one, or bring the primary back; nothing is lost meanwhile",
    )


def _guarded(url: ServerUrl, said: str) -> LogError:
    del url
    return LogError(f"not written: {said}", hint="the log only grows, event by event")


def lease_lost(url: ServerUrl, _said: str = "") -> LogError:
    return LogLeaseLostError(
        f"another process has taken over the log at {url}",
        hint="nothing was written; this one stands by",
    )


def _moved(url: ServerUrl, _said: str) -> LogError:
    return LogGoneError(
        f"the log at {url} was moved away, and takes nothing more",
        hint="set [log] url in config/monitor.toml to where it is now",
    )


def _shrunk(url: ServerUrl, said: str) -> LogError:
    return LogGoneError(
        f"{url} does not hold what was seen there before: {said}",
        hint="is it another server, or an older copy? docs/postgres.md, “Losing a machine”",
    )


def _unreachable(url: ServerUrl, said: str) -> LogError:
    return LogUnreachableError(
        f"the server of {url} went away: {said}", hint="it is tried again; nothing is lost"
    )


def _not_connected(url: ServerUrl, said: str) -> LogError:
    for pattern, hint in _NOT_CONNECTED:
        if pattern.search(said):
            return LogUnreachableError(f"{url} does not let us in: {said}", hint=hint)
    if "read-only" in said or "standby" in said or "recovery" in said:
        return _no_primary(url) if "," in str(url) else _standby(url)
    return LogUnreachableError(
        f"the server of {url} cannot be reached: {said}",
        hint="is it running, and the address right? nothing is lost meanwhile",
    )


# libpq hands on no state while it connects
_NOT_CONNECTED = (
    (
        re.compile("password|no entry|authentication|SCRAM|certificate|SSL"),
        (
            "is the password in config/secrets.toml (log_password), MONITOR_LOG_PASSWORD or "
            "~/.pgpass right, and does pg_hba.conf allow it?"
        ),
    ),
    (re.compile("database .* does not exist"), "createdb NAME, or name another in [log] url"),
    (re.compile("role .* does not exist"), "createuser NAME, or name another in [log] url"),
    (re.compile("too many|remaining connection slots"), "raise max_connections, or end others"),
)
# no such schema, table, column or function; corrupted; an error of the disk
_DAMAGED = frozenset({"3F000", "42P01", "42703", "42883", "XX", "58"})
_STATES: dict[str, Callable[[ServerUrl, str], LogError]] = {
    schema.CONFLICT: _conflict,
    schema.LOST: lease_lost,
    schema.MOVED: _moved,
    schema.GUARDED: _guarded,
    schema.SHRUNK: _shrunk,
    "23505": _key_twice,
    "23": _conflict,
    "55P03": _busy,  # lock not available
    "40": _busy,  # deadlock, serialisation
    "53100": _full,
    "25006": _readonly,
    "42501": _readonly,
    "08": _unreachable,
    "25P03": _unreachable,  # this process was paused in a transaction
    "57P": _unreachable,  # shut down, starting, ended by hand
    "28": _not_connected,
    "3D": _not_connected,
    "53300": _not_connected,
}
