"""One polling run on a home: the lock, the ledger beside the log, the network, the engine that
takes what comes.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence

from msgspec import Struct

from monitor.engine.engine import Engine
from monitor.feeds.store import Ledger
from monitor.feeds.update import Poller, Ports, Result
from monitor.feeds.values import Feed
from monitor.feeds.wiring import ClientSettings, open_client
from monitor.model import Source
from monitor.runtime.lock import acting
from monitor.stores import Stores

LOCK = "run.lock"


class Errand(Struct, frozen=True, kw_only=True):
    """What to ask and how. `now`: also what is not due; `announce`: take so many entries of what
    would be silent.
    """

    feeds: Sequence[Feed]
    sources: Sequence[Source] = ()
    manners: ClientSettings = ClientSettings()
    now: bool = False
    announce: int = 0


def fetch(
    engine: Engine, stores: Stores, errand: Errand, *, told: Callable[[Result], object]
) -> list[Result]:
    """Every feed's result, in the order given. Raises RefusedError if another process is at it, and
    what the log raises.
    """
    with acting(stores.state / LOCK), stores.feeds() as ledger:
        results = asyncio.run(_poll(engine, ledger, errand, told))
        engine.tick()
        return results


async def _poll(
    engine: Engine, ledger: Ledger, errand: Errand, told: Callable[[Result], object]
) -> list[Result]:
    async with open_client(errand.manners) as feed_client:
        ports = Ports(
            now=engine.clock.now,
            jitter=random.random,
            log=engine.log,
            sink=engine,
            ledger=ledger,
            sources={source.id: source for source in errand.sources},
            pace=errand.manners.pace,
        )
        return await Poller(feed_client, ports, on_result=told).poll(
            errand.feeds, now=errand.now, announce=errand.announce
        )
