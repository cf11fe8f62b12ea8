"""What pages may change, and where: in the thread of the running service, or in a home that is
opened for each change. Everything is an event in the log, as if it had been asked for in the chat
or at the command line.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from monitor.executor import OneThread
from monitor.publishing.publisher import Publisher

T = TypeVar("T")


class Changes(Protocol):
    async def __call__(self, work: Callable[[Publisher], T], /) -> T:
        """What `work` returns, or raises, on the log as it now stands; one after another."""
        ...


class OpenedForEach:
    """A home that nobody else has to hold open. `opened` hands out a publisher that sends nothing
    itself: what it owes readers is sent by whoever runs here.
    """

    def __init__(self, opened: Callable[[], AbstractContextManager[Publisher]]) -> None:
        self._opened, self._thread = opened, OneThread("changes")

    async def __call__(self, work: Callable[[Publisher], T], /) -> T:
        def opened() -> T:
            with self._opened() as room:
                return work(room)

        return await self._thread(opened)

    def close(self) -> None:
        self._thread.__exit__(None, None, None)
