"""Who does the work that touches the log: the caller, at once; or one thread of its own, one thing
after another.

A connection to SQLite belongs to the thread that opened it, and waits for disks and locks. A
program with an event loop hands such work to `OneThread` and stays awake meanwhile; a command that
has nothing else to do uses `at_once`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from monitor.closing import Closing

T = TypeVar("T")


class Executor(Protocol):
    async def __call__(self, work: Callable[[], T], /) -> T:
        """What `work` returns, or raises. Work once begun is finished, even if nobody waits for it
        any more.
        """
        ...


async def at_once(work: Callable[[], T], /) -> T:
    """In the caller's own thread."""
    return work()


class OneThread(Closing):
    """One piece of work at a time, in the order handed over. Leaving the context waits for what was
    begun; the rest is dropped.
    """

    def __init__(self, name: str = "engine") -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def __call__(self, work: Callable[[], T], /) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def now(self, work: Callable[[], T], /) -> T:
        """The same, where no event loop runs: before one starts, and after it ended."""
        return self._pool.submit(work).result()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
