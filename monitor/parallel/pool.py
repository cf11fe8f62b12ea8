"""Where lots of articles are read: an executor that is started when there is enough to read, and
started anew after a worker was killed.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future

from msgspec import Struct

from monitor.closing import Closing
from monitor.errors import MonitorError
from monitor.parallel.lots import read_lot

START_LOTS = 8  # what pays for starting processes
LOSSES_MAX = 3  # workers lost, one after another, until nothing is handed to them any more


class LotWorkers(Struct, frozen=True, kw_only=True):
    """`size` of them read at once; less than `start_lots` starts none. They must be of this
    `version`, if one is given, and answer within `lot_s_max`. `close` comes last.
    """

    start: Callable[[], Executor]
    size: int
    close: Callable[[], object] = lambda: None
    start_lots: int = START_LOTS
    version: str = ""
    lot_s_max: float | None = None


class ReadingPool(Closing):
    """Begins with the first lot; `rest` ends its workers until the next one. Not for several
    threads.
    """

    def __init__(
        self, workers: LotWorkers, *, notice: Callable[[str], object] = lambda _line: None
    ) -> None:
        """`notice` hears in a line that a worker was lost."""
        self.workers = workers
        self._notice = notice
        self._executor: Executor | None = None
        self._losses = 0

    @property
    def is_given_up(self) -> bool:
        return self._losses >= LOSSES_MAX

    def submit(self, lot: bytes) -> Future[bytes]:
        """Raises what the executor does, which then is `lost`."""
        if self._executor is None:
            self._executor = self.workers.start()
        return self._executor.submit(read_lot, lot)

    def result(self, future: Future[bytes]) -> bytes:
        """Raises whatever a worker was lost by."""
        return future.result(self.workers.lot_s_max)

    def lost(self, error: Exception) -> None:
        """A worker was lost, with what it had in hand. A pool that is broken by it is ended: what
        it had in hand fails at once, and the next lot starts another.
        """
        self._losses += 1
        more = "; all else is read by this one process" if self.is_given_up else ""
        what = error.message if isinstance(error, MonitorError) else type(error).__name__
        self._notice(
            f"a process that reads articles was lost ({what}): what it had in hand is read "
            f"again{more}"
        )
        if isinstance(error, BrokenExecutor):
            self._stop()

    def done(self) -> None:
        """A lot came back."""
        self._losses = 0

    def rest(self) -> None:
        """What is under way is finished, what waits is dropped; what was lost is forgotten."""
        self._losses = 0
        self._stop()

    def _stop(self) -> None:
        if self._executor is not None:
            executor, self._executor = self._executor, None
            executor.shutdown(wait=True, cancel_futures=True)

    def close(self) -> None:
        self.rest()
        self.workers.close()
