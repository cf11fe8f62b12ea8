"""Who may ask now: so many requests at once in all, so many to one host, a pause between two to one
host.

A host that asked to be left alone (Retry-After) is left alone for all of its feeds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from monitor.feeds.http.schedule import PollingPace
from monitor.feeds.values import FetchError


class _Host:
    def __init__(self, at_once: int) -> None:
        self.slots = asyncio.Semaphore(at_once)
        self.turn = asyncio.Lock()
        self.free_at_s = 0.0  # monotonic
        self.refusal: FetchError | None = None


class RateLimit:
    def __init__(
        self,
        pace: PollingPace,
        *,
        now_s: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._pace, self._now_s, self._sleep = pace, now_s, sleep
        self._all = asyncio.Semaphore(pace.at_once)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def slot(self, url: str) -> AsyncIterator[None]:
        """The host's turn is waited for first: a busy host holds no slot that others could use.

        Raises FetchError, of kind "host waits", if the host asked for that.
        """
        host = self._host(url)
        async with host.slots:
            await self._turn(host)
            async with self._all:
                if host.refusal is not None:
                    raise host.refusal
                yield

    def close(self, url: str, refusal: FetchError) -> None:
        """The host of `url` asked to be left alone: for the rest of this run nobody asks it."""
        words = f"{refusal.message}, said to another feed of this host"
        self._host(url).refusal = FetchError("host waits", words, answer=refusal.answer)

    def _host(self, url: str) -> _Host:
        return self._hosts.setdefault(host_of(url), _Host(self._pace.host_at_once))

    async def _turn(self, host: _Host) -> None:
        async with host.turn:
            wait_s = host.free_at_s - self._now_s()
            if wait_s > 0:
                await self._sleep(wait_s)
            host.free_at_s = self._now_s() + self._pace.host_gap_s


def host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
