"""A poller on real files: the log, the engine and the ledger of a home, with a clock and a network
of the test's own.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.feeds.http.schedule import PollingPace
from monitor.feeds.store import Ledger
from monitor.feeds.update import Poller, Ports
from monitor.feeds.values import Feed, Limits
from monitor.feeds.wiring import ClientSettings, open_client
from monitor.model import Rules

EVERYTHING = Rules(sure_diplomatic=0.0)  # what its feeds bring is made up

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
# long enough for a machine that is busy with all the other tests
SHORT = Limits(connect_s=6.0, read_s=6.0, whole_s=15.0, body_bytes_max=3_000_000, ratio_max=30)
AT_ONCE = PollingPace(host_gap_s=0.0, host_at_once=100, at_once=100)
MANNERS = ClientSettings(
    allow_private=True, limits=SHORT, pace=AT_ONCE, job_s_max=15.0, contact="desk@monitor.example"
)


class House:
    def __init__(self, home, *, manners=MANNERS, at=NOW, sources=()):
        self.home, self.manners, self.clock = home, manners, SetClock(at)
        self.sources = {source.id: source for source in sources}

    @asynccontextmanager
    async def poller(self, told=lambda _result: None):
        with (
            Engine.open(self.home, rules=EVERYTHING, clock=self.clock) as engine,
            Ledger.open(self.home / "state" / "feeds.db") as ledger,
        ):
            async with open_client(self.manners) as feed_client:
                ports = Ports(
                    now=self.clock.now,
                    jitter=lambda: 0.5,
                    log=engine.log,
                    sink=engine,
                    ledger=ledger,
                    sources=self.sources,
                    pace=self.manners.pace,
                )
                yield Poller(feed_client, ports, on_result=told)

    async def polled(self, *urls, **how):
        async with self.poller() as poller:
            feeds = [url if isinstance(url, Feed) else Feed(url=url) for url in urls]
            return await poller.poll(feeds, **how)

    def poll(self, *urls, **how):
        return asyncio.run(self.polled(*urls, **how))

    def events(self):
        with Engine.open(self.home, rules=EVERYTHING, clock=self.clock) as engine:
            return [line.event for line in engine.log.read()]

    def told(self):
        """Names of events, those of stories left out."""
        return [
            type(event).__name__
            for event in self.events()
            if not type(event).__name__.startswith("Story")
        ]

    def days(self):
        with (
            Engine.open(self.home, rules=EVERYTHING, clock=self.clock) as engine,
            Ledger.open(self.home / "state" / "feeds.db") as ledger,
        ):
            ledger.catch_up(engine.log)
            return list(ledger.days())
