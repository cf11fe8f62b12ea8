"""The engines that can stand behind an `EventLog`, a row each, by the name of the file they keep in
state/.

A home is opened with the engine whose file stands in it; a new one gets the first. An engine is a
module here that keeps the promises of `protocol.EventLog`, and a row below: nothing else knows
which engine it talks to. `export` reads from any; `import`, `backup` and `restore` are about the
first one's file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from monitor.log import verify
from monitor.log.protocol import EventLog, Verification
from monitor.log.sqlite import SqliteLog


class OpenLog(Protocol):
    def __call__(self, path: Path, /, *, create: bool = True, readonly: bool = False) -> EventLog:
        """Raises NotFoundError if there is none and none is to be made; LogForeignError,
        LogNewerError, LogDamagedError or LogReadOnlyError for what it cannot use.
        """
        ...


class LogEngine(NamedTuple):
    open: OpenLog
    verify: Callable[..., Verification]  # (path, *, head): also of what is too damaged to be opened


ENGINES: dict[str, LogEngine] = {
    "log.db": LogEngine(SqliteLog.open, verify.verify),
}


def log_path(state: Path) -> Path:
    """Where the log of a home stands, or will."""
    there = (state / name for name in ENGINES if (state / name).exists())
    return next(there, state / next(iter(ENGINES)))


def open_log(path: Path, *, create: bool = True, readonly: bool = False) -> EventLog:
    return ENGINES[path.name].open(path, create=create, readonly=readonly)


def verify_log(path: Path, *, head: str | None = None) -> Verification:
    """Prove it from the file itself; `head` is a hash (or its first digits) seen before."""
    return ENGINES[path.name].verify(path, head=head)
