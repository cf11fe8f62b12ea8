"""Acting under a lease: one process does it, others stand by, follow the log and take over.

Work is handed to the engine's thread through `Fenced`, so that whatever it appends, or changes in
the readers' tables, carries the lease's number. Who was paused for longer than a lease lasts finds
its time over before it does anything, and is refused by the database should it try.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from typing import Protocol, TypeVar

from monitor.errors import LogError, LogLeaseLostError
from monitor.executor import Executor
from monitor.log.postgres.lease import ServerLease
from monitor.log.protocol import RENEW_S, Fence
from monitor.runtime.service import pause

STANDBY_S = 0.5  # between two looks at the log, and at the lease, of who stands by

T = TypeVar("T")
_logger = logging.getLogger(__name__)


class Fencing(Protocol):
    """The log, and tables beside it."""

    def fenced(self, fence: Fence) -> AbstractContextManager[None]:
        """What is written in the block is refused once another process has that lease."""
        ...


class Fenced:
    """An executor for what is done under a lease. `written` is all that the work may write to."""

    def __init__(self, hand: Executor, lease: ServerLease, *written: Fencing) -> None:
        self._hand, self._lease, self._written = hand, lease, written

    async def __call__(self, work: Callable[[], T], /) -> T:
        return await self._hand(lambda: self._under(work))

    def _under(self, work: Callable[[], T]) -> T:
        check_ours(self._lease)
        with ExitStack() as fences:
            for one in self._written:
                fences.enter_context(one.fenced(self._lease.fence))
            return work()


def check_ours(lease: ServerLease) -> None:
    """Raises LogLeaseLostError where another process may have taken it by now."""
    if not lease.is_ours():
        raise LogLeaseLostError(
            f"the lease {lease.fence[0]!r} is over: this process did not renew it in time",
            hint="was it paused, or the server away? it stands by, and writes and sends nothing",
        )


class Leader:
    """Stands by and acts by turns, until `end`."""

    def __init__(
        self,
        lease: ServerLease,
        *,
        follow: Callable[[], Awaitable[object]],
        act: Callable[[asyncio.Event], Awaitable[object]],
        may: Callable[[], bool] = lambda: True,
    ) -> None:
        """`follow` keeps what is known warm; `act` works until the event that it is given; `may`
        says whether the lease may be taken at all.
        """
        self._lease, self._follow, self._act, self._may = lease, follow, act, may
        self.leads = False
        self.taken = 0

    @property
    def name(self) -> str:
        return self._lease.fence[0]

    async def serve(self, end: asyncio.Event) -> None:
        """Raises what `follow` and `act` raise, but for a lease that was lost: that is told."""
        while not end.is_set():
            await self._follow()
            if await asyncio.to_thread(self._take):
                await self._lead(end)
            await pause(STANDBY_S, end)

    def _take(self) -> bool:
        """Whoever bars this one takes a lease first and looks at ours then: so one of the two sees
        the other. Asked before too, so that a lease that is barred is not taken at each look.
        """
        if not self._may() or not self._lease.take():
            return False
        if self._may():
            return True
        self._lease.release()
        return False

    async def _lead(self, end: asyncio.Event) -> None:
        stop = asyncio.Event()
        self.leads, self.taken = True, self.taken + 1
        _logger.info("leads", extra={"lease": self.name, "number": self._lease.fence[1]})
        renewing = asyncio.create_task(self._renew(stop))
        ending = asyncio.create_task(_ends_with(end, stop))
        try:
            await self._follow()
            await self._act(stop)
        except LogLeaseLostError as error:
            _logger.warning("operator", extra={"needs": f"{error.message}; {error.hint}"})
        finally:
            self.leads = False
            stop.set()
            ending.cancel()
            await renewing
            with suppress(LogError):  # where the server is away, it ends by its time
                await asyncio.to_thread(self._lease.release)

    async def _renew(self, stop: asyncio.Event) -> None:
        """Until it is lost, or could not be renewed for as long as it lasts."""
        while not stop.is_set():
            await pause(RENEW_S, stop)
            try:
                await asyncio.to_thread(self._lease.renew)
            except LogLeaseLostError:
                stop.set()
            except LogError:
                if not self._lease.is_ours():
                    stop.set()


async def _ends_with(end: asyncio.Event, stop: asyncio.Event) -> None:
    await end.wait()
    stop.set()
