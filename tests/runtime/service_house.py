"""The running service on real files, with the clock, the thread and the rhythm of the test's
own.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime

from monitor.clock import SetClock
from monitor.delivery.media.folder import NAME, PaperTransport
from monitor.delivery.plan import SendingRates
from monitor.delivery.transport import Address
from monitor.events.deliveries import ReaderSubscribed, Wishes
from monitor.executor import OneThread
from monitor.feeds.http.schedule import PollingPace
from monitor.feeds.values import Feed, Limits
from monitor.feeds.wiring import ClientSettings
from monitor.model import Rules, Topic
from monitor.publishing.editor import Brief
from monitor.runtime.bootstrap import Means, Orders, open_house
from monitor.runtime.service import Rhythm, Running
from tests.publishing.newsrooms import article

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
EVERYTHING = Rules(sure_diplomatic=0.0)  # what it tells is made up
QUICK = Rhythm(feeds_s=0.1, slots_s=0.1, quiet_s=0.2, upkeep_s=0.2, again_s=0.1)
SLOW = Rhythm(feeds_s=3600, slots_s=3600, quiet_s=3600, upkeep_s=3600, again_s=0.1)
WISHES = Wishes(topics=("all",), language="en", zone="UTC", hour="09:00")


class Play:
    """`said` are the lines for the operator, `shown` the digests that came on the screen."""

    log_url = None  # of a server, where the log is on one

    def __init__(self, home, *, at=NOW, feeds=(), rhythm=QUICK, rules=None):
        self.home, self.clock, self.feeds, self.rhythm = home, SetClock(at), feeds, rhythm
        self.rules, self.wishes = rules or EVERYTHING, WISHES
        self.said, self.shown = [], []

    @asynccontextmanager
    async def running(self, **fields):
        closing = ExitStack()
        with OneThread() as hand:
            ways = {NAME: PaperTransport(show=self.shown.append)}
            means = Means(clock=self.clock, hand=hand, ways=ways, alarm=self.said.append)
            try:
                house = await hand(lambda: open_house(self.orders(), means, closing, **fields))
                async with Running(house) as running:
                    yield running
            finally:
                await hand(closing.close)

    def orders(self):
        return Orders(
            home=self.home,
            log_url=self.log_url,
            rules=self.rules,
            brief=Brief(
                default=self.wishes,
                topics=(Topic(id="all", name="All"),),
                sources=(),
                rules=self.rules,
            ),
            channel=Address(medium=NAME, chat=str(self.home / "state" / "digests"), kind="file"),
            feeds=[Feed(url=url) for url in self.feeds],
            manners=ClientSettings(
                allow_private=True,
                pace=PollingPace(host_gap_s=0.0),
                limits=Limits(connect_s=1.0, read_s=1.0, whole_s=4.0),
            ),
            rhythm=self.rhythm,
            pace=SendingRates(chat_s=0.0, group_s=0.0, overall_s=0.0001, settle_s=0.0),
        )

    @asynccontextmanager
    async def serving(self, **fields):
        """The service at work, until the context is left."""
        async with self.running() as running:
            stop = asyncio.Event()
            work = asyncio.create_task(running.serve(stop, **fields))
            try:
                yield running
            finally:
                stop.set()
                await work


def subscribe(house, number, wishes):
    """A reader of its own folder."""
    folder = str(house.state / f"digests{number}")
    known = house.readers.known(Address(medium=NAME, chat=folder, kind="private"))
    event = ReaderSubscribed(
        reader_id=known.reader_id, lane=known.lane, kind="private", wishes=wishes
    )
    house.engine.record(lambda: [event])
    return known.reader_id


def news(engine, *names):
    """An article each."""
    for name in names:
        engine.take(article(name))


async def until(holds, *, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to that"
        await asyncio.sleep(0.02)
