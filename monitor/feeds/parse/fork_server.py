"""The server that forks workers (worker.py), for the process that asks for them."""

from __future__ import annotations

import atexit
import itertools
import socket
import subprocess
import sys
from contextlib import suppress

from monitor.feeds.parse.worker import NUMBER_BYTES


class ForkServer:
    """Starts with the first worker, anew if it died, and ends with this process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None
        self._numbers = itertools.count(1)
        atexit.register(self.close)

    def fork(self) -> tuple[int, socket.socket]:
        """A worker's number and connection, on which it says READY. Raises OSError."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        number = next(self._numbers)
        ours, theirs = socket.socketpair()
        try:
            self._tell(number, theirs.fileno())
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return number, ours

    def end(self, number: int) -> None:
        """Whatever that worker does. One that ended, or whose server did, stays as it is."""
        with suppress(OSError):
            self._tell(number)

    def _tell(self, number: int, *connections: int) -> None:
        if self._orders is not None:
            socket.send_fds(self._orders, [number.to_bytes(NUMBER_BYTES, "big")], connections)

    def _start(self) -> None:
        self.close()
        self._orders, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "monitor.feeds.parse.worker"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,  # for what libraries print
                start_new_session=True,  # Ctrl-C is for this process, which then ends its workers
            )

    def close(self) -> None:
        if self._orders is not None:
            self._orders.close()
        if self._process is not None:
            self._process.wait()
        self._orders = self._process = None
