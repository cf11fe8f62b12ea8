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
        self.askers = 0  # with a slot, or waiting for one


class _Turns:
    """What runs at once have in common."""

    def __init__(self, at_once: int) -> None:
        self.all = asyncio.Semaphore(at_once)
        self.hosts: dict[str, _Host] = {}

    def forget(self, now_s: float) -> None:
        """Hosts that nobody asks, and that may be asked at once."""
        self.hosts = {
            name: host for name, host in self.hosts.items() if host.askers or host.free_at_s > now_s
        }


class RateLimit:
    def __init__(
        self,
        pace: PollingPace,
        *,
        now_s: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        turns: _Turns | None = None,
    ) -> None:
        self._pace, self._now_s, self._sleep = pace, now_s, sleep
        self._turns = turns or _Turns(pace.at_once)
        self._refusals: dict[str, FetchError] = {}  # by host

    def for_run(self) -> RateLimit:
        """The same turns, for one run of several at once: what a host asked for in it is remembered
        by its feeds, not by the process.
        """
        self._turns.forget(self._now_s())
        return RateLimit(self._pace, now_s=self._now_s, sleep=self._sleep, turns=self._turns)

    @asynccontextmanager
    async def slot(self, url: str) -> AsyncIterator[None]:
        """The host's turn is waited for first: a busy host holds no slot that others could use.

        Raises FetchError, of kind "host waits", if the host asked for that.
        """
        name = host_of(url)
        host = self._turns.hosts.setdefault(name, _Host(self._pace.host_at_once))
        host.askers += 1
        try:
            async with host.slots:
                await self._turn(host)
                async with self._turns.all:
                    if name in self._refusals:
                        raise self._refusals[name]
                    yield
        finally:
            host.askers -= 1

    def close(self, url: str, refusal: FetchError) -> None:
        """The host of `url` asked to be left alone: for the rest of this run nobody asks it."""
        words = f"{refusal.message}, said to another feed of this host"
        self._refusals[host_of(url)] = FetchError("host waits", words, answer=refusal.answer)

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
