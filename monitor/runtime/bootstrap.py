"""Everything that the running service stands on, opened and put together on the thread that it
belongs to, and closed again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from logging import getLogger
from pathlib import Path

from msgspec import Struct

from monitor.delivery.address_book import Readers
from monitor.delivery.plan import SendingRates
from monitor.delivery.transport import Address, Transport
from monitor.engine.engine import Engine, HasNow
from monitor.errors import RefusedError
from monitor.executor import Executor
from monitor.feeds.values import Feed
from monitor.feeds.wiring import ClientSettings
from monitor.log.postgres.url import ServerUrl
from monitor.log.protocol import StoredLog
from monitor.model import Incumbent, Rules, Source
from monitor.parallel.choice import ReadingWorkers, open_pool
from monitor.publishing.editor import Brief
from monitor.publishing.publisher import Publisher
from monitor.runtime.lock import let_go, taken
from monitor.runtime.service import House, Rhythm
from monitor.stores import Stores

_logger = getLogger(__name__)


class Orders(Struct, frozen=True, kw_only=True):
    """What is configured, as far as the running service needs it."""

    home: Path
    log_url: ServerUrl | None = None  # None: a file in its state/
    rules: Rules
    brief: Brief
    channel: Address
    operators: Address | None = None
    feeds: Sequence[Feed] = ()
    sources: Sequence[Source] = ()
    people: Sequence[Incumbent] = ()
    manners: ClientSettings = ClientSettings()
    reading: ReadingWorkers = ReadingWorkers(processes=1)
    rhythm: Rhythm = Rhythm()
    pace: SendingRates | None = None
    debug: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """The time, the thread, the ways messages go, and who takes a line for the operator."""

    clock: HasNow
    hand: Executor
    ways: Mapping[str, Transport]
    alarm: Callable[[str], object]


def open_house(orders: Orders, means: Means, closing: ExitStack, *, create: bool = True) -> House:
    """`create` makes a log where there is none. Call it on the thread of `hand`, and close
    `closing` there too. Raises what opening the log raises, RefusedError if another process acts on
    the same log, wherever it runs.
    """
    state = orders.home / "state"
    stores = Stores(state, orders.log_url)
    closing.callback(stores.close)
    log = stores.log(create=create)
    engine = closing.enter_context(
        Engine.open(
            orders.home,
            log=log,
            rules=orders.rules,
            clock=means.clock,
            sources=orders.sources,
            people=orders.people,
        )
    )
    pool = open_pool(orders.reading, notice=_lost)
    if pool is not None:
        closing.enter_context(pool)
        engine.read_on(pool)
    lease = taken(log)
    closing.callback(let_go, lease)
    readers = closing.enter_context(stores.readers())
    check_readers(log, engine, readers)
    ledger = closing.enter_context(stores.feeds())
    room = Publisher(
        engine=engine,
        readers=readers,
        transports=means.ways,
        brief=orders.brief,
        pace=orders.pace,
        alarm=means.alarm,
        operators=orders.operators,
        hand=means.hand,
    )
    room.channel(orders.channel)
    for lane in list(engine.state.lanes):
        room.release(lane)
    return House(
        state=state,
        hand=means.hand,
        engine=engine,
        readers=readers,
        ledger=ledger,
        room=room,
        feeds=orders.feeds,
        sources=orders.sources,
        manners=orders.manners,
        rhythm=orders.rhythm,
        debug=orders.debug,
        lease=lease,
        pool=pool,
    )


def _lost(line: str) -> None:
    _logger.warning("worker lost", extra={"reason": line})


def check_readers(log: StoredLog, engine: Engine, readers: Readers) -> None:
    """Beside other readers than the log was written with, everybody would be somebody new, and be
    told again what they know.
    """
    active = [one.id for one in engine.state.readers.values() if not one.off]
    if log.path is None and active and not any(map(readers.address, active)):
        raise RefusedError(
            f"{readers.name} knows none of the {len(active)} readers of {log.name}",
            hint="they were lost or left elsewhere: `monitor restore` brings back a backup's, or "
            "`monitor log move` a home's: docs/postgres.md",
        )
