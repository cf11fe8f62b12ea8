"""What stands in the way of the service, told once when it comes and once when it is gone, however
often it is met in between.

Several jobs that fail for one cause (a full disk stops all of them) are one trouble.
"""

from __future__ import annotations

import errno
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import PurePath

from msgspec import Struct

from monitor.delivery.transport import TransportDownError
from monitor.errors import LogBusyError, LogError, LogGoneError, LogReadOnlyError, MonitorError

STORAGE = (MonitorError, OSError, sqlite3.Error)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FOLDER_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE})


class Cause(Struct, frozen=True):
    """`name` tells causes apart; `says` is for the operator."""

    name: str
    says: str


def cause_of(error: BaseException) -> Cause:
    """What is behind an error, in the operator's words."""
    kind, said = _kind(error), getattr(error, "message", None) or _short(error)
    match kind:
        case "sending":
            return Cause(kind, f"nothing can be sent: {said}")
        case "full":
            return Cause(kind, "the disk is full; nothing is written or sent until there is room")
        case "read-only":
            return Cause(
                kind,
                f"the state folder cannot be written: {said}; nothing is written or sent "
                "until it can be",
            )
        case "held":
            return Cause(
                kind,
                "another process held a file of the state folder for too long; it is tried again",
            )
        case "gone":
            return Cause(kind, f"{said}; nothing is written or sent until it is back")
        case "bug":
            return _bug(error)
    hint = getattr(error, "hint", "") or "look at the disk's health"
    return Cause(said, f"{said}; {hint}")


def _kind(error: BaseException) -> str:
    for kind, is_it in _KINDS.items():
        if is_it(error):
            return kind
    return "other" if isinstance(error, STORAGE) else "bug"


def _errno(error: BaseException) -> int | None:
    return error.errno if isinstance(error, OSError) else None


def _family(error: BaseException) -> int | None:
    """Of SQLite's result codes: the low byte."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


_KINDS: dict[str, Callable[[BaseException], bool]] = {
    "sending": lambda error: isinstance(error, TransportDownError),
    "full": lambda error: (
        _errno(error) in _FULL or _family(error) == sqlite3.SQLITE_FULL or _says_full(error)
    ),
    "gone": lambda error: isinstance(error, LogGoneError) or _errno(error) in _FOLDER_GONE,
    "held": lambda error: (
        isinstance(error, LogBusyError)
        or _family(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    ),
    "read-only": lambda error: (
        isinstance(error, LogReadOnlyError)
        or _errno(error) in _READONLY
        or _family(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
    ),
}


def _says_full(error: BaseException) -> bool:
    return isinstance(error, LogError) and "disk is full" in error.message


def _short(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error)[:120]


def _bug(error: BaseException) -> Cause:
    trace = traceback.extract_tb(error.__traceback__)
    where = f" in {PurePath(trace[-1].filename).name}:{trace[-1].lineno}" if trace else ""
    what = f"{type(error).__name__}{where}"
    return Cause(
        f"bug {what}",
        f"a bug of ours, {what}: {str(error)[:120]}; the rest goes on, please report this line",
    )


class Troubles:
    def __init__(self, tell: Callable[[str], object]) -> None:
        """`tell` takes a line for the operator."""
        self._tell = tell
        self._now: dict[str, Cause] = {}  # job → what it met

    @property
    def now(self) -> dict[str, str]:
        """Each job that fails, and why."""
        return {job: cause.says for job, cause in self._now.items()}

    def failed(self, job: str, error: BaseException) -> None:
        cause = cause_of(error)
        was = self._now.pop(job, None)
        known = any(one.name == cause.name for one in self._now.values())
        self._now[job] = cause
        if not known and (was is None or was.name != cause.name):
            self._tell(f"{job}: {cause.says}")

    def well(self, job: str) -> None:
        cause = self._now.pop(job, None)
        if cause is not None and all(one.name != cause.name for one in self._now.values()):
            self._tell(f"{job}: goes on again; it was: {cause.says.split(';')[0]}")
