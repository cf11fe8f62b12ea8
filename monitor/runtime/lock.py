"""Only one process at a time acts on the world outside (fetching, sending): in a home by
`state/run.lock`, of which the system lets go when it ends, and on a log that other machines reach
too by its lease.
"""

from __future__ import annotations

import fcntl
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from monitor.errors import LogError, RefusedError
from monitor.log.protocol import RENEW_S, Lease, StoredLog


@contextmanager
def acting(path: Path) -> Iterator[None]:
    """Raises RefusedError, which names the process that holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise RefusedError(
                f"process {holder} already fetches or sends here",
                hint="wait until it is done, or stop it",
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def taken(log: StoredLog) -> Lease:
    """The lease of the log. Raises RefusedError, which names the process that holds it."""
    lease = log.lease(f"process {os.getpid()} on {socket.gethostname()}")
    if not lease.take():
        raise RefusedError(
            f"{lease.holder() or 'another process'} already acts on {log.name}",
            hint="stop it there first; after a crash it takes a few seconds",
        )
    if others := lease.others():
        let_go(lease)
        raise RefusedError(
            f"{log.name} is served by roles: {others[0]}",
            hint="run the role `match` here instead (`monitor run --role match`), or stop them all",
        )
    return lease


def let_go(lease: Lease) -> None:
    """Before the log is closed."""
    with suppress(LogError):  # where the server is away, it ends by its time
        lease.release()


@contextmanager
def leased(log: StoredLog) -> Iterator[None]:
    """For a command that does one thing and ends. Raises as `taken`."""
    lease, done = taken(log), threading.Event()
    renewing = threading.Thread(target=_keep, args=(lease, done), name="lease")
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()
        let_go(lease)


def _keep(lease: Lease, done: threading.Event) -> None:
    """Should it be lost all the same, what is appended stays right: it is decided on the newest
    head.
    """
    with suppress(LogError):
        while not done.wait(RENEW_S):
            lease.renew()


def holder(path: Path) -> int | None:
    """The process that acts there now; None if none does."""
    try:
        with path.open("r", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        written = path.read_text(encoding="ascii").strip()
        return int(written) if written.isdecimal() else None
    except OSError:
        return None
    return None
