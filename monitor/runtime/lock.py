"""`state/run.lock`: only one process at a time acts on the world outside (fetching, sending). The
system lets go when it ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import RefusedError


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
