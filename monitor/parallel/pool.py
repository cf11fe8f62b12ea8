"""Where lots of articles are read: an executor that is started when there is enough to read, and
started anew after a worker was killed.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from types import TracebackType
from typing import Self

from monitor.parallel.lots import read_lot

LOSSES_MAX = 3  # workers lost, one after another, until nothing is handed to them any more


class ReadingPool:
    """Begins with the first lot; `rest` ends its workers until the next one. Not for several
    threads.
    """

    def __init__(
        self,
        start: Callable[[], Executor],
        *,
        size: int,
        notice: Callable[[str], object] = lambda _line: None,
    ) -> None:
        """`size` is how many lots are read at once; `notice` hears in a line that a worker was
        lost.
        """
        self.size = size
        self._start, self._notice = start, notice
        self._executor: Executor | None = None
        self._losses = 0

    @property
    def is_given_up(self) -> bool:
        return self._losses >= LOSSES_MAX

    def submit(self, lot: bytes) -> Future[bytes]:
        """Raises what the executor does, which then is `lost`."""
        if self._executor is None:
            self._executor = self._start()
        return self._executor.submit(read_lot, lot)

    def lost(self, error: Exception) -> None:
        """A worker was lost, with what it had in hand. A pool that is broken by it is ended: what
        it had in hand fails at once, and the next lot starts another.
        """
        self._losses += 1
        more = "; all else is read by this one process" if self.is_given_up else ""
        self._notice(
            f"a process that reads articles was lost ({type(error).__name__}): what it had in "
            f"hand is read again{more}"
        )
        if isinstance(error, BrokenExecutor):
            self.rest()

    def done(self) -> None:
        """A lot came back."""
        self._losses = 0

    def rest(self) -> None:
        """What is under way is finished, what waits is dropped."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.rest()
