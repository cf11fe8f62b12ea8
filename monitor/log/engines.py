"""The engines that can stand behind an `EventLog`, a row each: by the name of the file that one
keeps in state/, or by the scheme of its URL.

A home is opened with the engine of its URL if it has one, else with the one whose file stands in
it; a new one gets the first. An engine is a module or package here that keeps the promises of
`protocol.StoredLog`, and a row below: nothing else knows which engine it talks to.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from monitor.database import FileRoom
from monitor.errors import UsageError
from monitor.later import later
from monitor.log import verify
from monitor.log.postgres.url import SCHEME, ServerUrl
from monitor.log.protocol import StoredLog, Verification
from monitor.log.sqlite import SqliteLog
from monitor.tables import TableRoom

if TYPE_CHECKING:
    from monitor.log.postgres import log as server_log
    from monitor.log.postgres import tables as server_tables
    from monitor.log.postgres import verify as server_verify
else:
    # an extra, and a third of a second
    server_log = later("monitor.log.postgres.log")
    server_tables = later("monitor.log.postgres.tables")
    server_verify = later("monitor.log.postgres.verify")

Place = Path | ServerUrl
"""Where a log is: its file, or a database on a server."""


class OpenLog(Protocol):
    def __call__(self, place: Any, /, *, create: bool = True, readonly: bool = False) -> StoredLog:
        """Raises NotFoundError if there is none and none is to be made; LogForeignError,
        LogNewerError, LogDamagedError, LogReadOnlyError or LogUnreachableError for what it cannot
        use.
        """
        ...


class LogEngine(NamedTuple):
    open: OpenLog
    verify: Callable[
        ..., Verification
    ]  # (place, *, head): also of what is too damaged to be opened
    exists: Callable[[Any], bool]
    room: Callable[[Any], TableRoom]  # what stands beside the log at a place
    to_read: Callable[[Any, Any], StoredLog]  # (place, its room): for one look at it of many


def _open_on_server(url: ServerUrl, /, *, create: bool = True, readonly: bool = False) -> StoredLog:
    _check_library()
    return server_log.PostgresLog.open(url, create=create, readonly=readonly)


def _verify_on_server(url: ServerUrl, *, head: str | None = None) -> Verification:
    _check_library()
    return server_verify.verify(url, head=head)


def _exists_on_server(url: ServerUrl) -> bool:
    _check_library()
    return server_log.exists(url)


def _room_on_server(url: ServerUrl) -> TableRoom:
    _check_library()
    return server_tables.ServerRoom(url)


def _to_read_on_server(_url: ServerUrl, room: server_tables.ServerRoom) -> StoredLog:
    return room.log_to_read()


def _to_read_in_file(path: Path, _room: TableRoom) -> StoredLog:
    return SqliteLog.open(path, create=False, readonly=True)


def _room_beside(path: Path) -> TableRoom:
    return FileRoom(path.parent)


def _check_library() -> None:
    if find_spec("psycopg") is None or find_spec("psycopg_pool") is None:
        raise UsageError(
            "[log] url names a server, and the library for it (psycopg) is not installed",
            hint=".venv/bin/pip install 'psycopg[binary,pool]>=3.2,<4'",
        )


ENGINES: dict[str, LogEngine] = {
    "log.db": LogEngine(SqliteLog.open, verify.verify, Path.exists, _room_beside, _to_read_in_file),
    SCHEME: LogEngine(
        _open_on_server, _verify_on_server, _exists_on_server, _room_on_server, _to_read_on_server
    ),
}


def log_path(state: Path) -> Path:
    """Where the log of a home that names no server stands, or will."""
    there = (state / name for name in ENGINES if (state / name).exists())
    return next(there, state / next(iter(ENGINES)))


def open_log(place: Place, *, create: bool = True, readonly: bool = False) -> StoredLog:
    return _engine_of(place).open(place, create=create, readonly=readonly)


def log_to_read(place: Place, room: TableRoom) -> StoredLog:
    """Only to be read, by whoever looks again and again: what can be kept open between two looks is
    the room's.
    """
    return _engine_of(place).to_read(place, room)


def verify_log(place: Place, *, head: str | None = None) -> Verification:
    """Prove it from what is stored; `head` is a hash (or its first digits) seen before."""
    return _engine_of(place).verify(place, head=head)


def log_exists(place: Place) -> bool:
    return _engine_of(place).exists(place)


def room_beside(place: Place) -> TableRoom:
    """Where the tables stand that go with the log at `place`."""
    return _engine_of(place).room(place)


def _engine_of(place: Place) -> LogEngine:
    """A file of any other name is the first one's."""
    return ENGINES.get(place.name) or next(iter(ENGINES.values()))
