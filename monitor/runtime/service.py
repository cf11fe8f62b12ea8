"""The running service: one event loop on which everything waits, and one thread in which the engine
decides one thing at a time.

Jobs are woken by the scheduler and only ask what is due; the answer comes from the log. The bot
listens and the outbox delivers beside them. Whatever fails is told once, tried again, and stops
nothing else. Ended by `stop`: what was begun is finished, within a few seconds; what could not be
is written down as begun, and settled at the next start.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
import random
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from msgspec import Struct

from monitor.delivery.address_book import Readers
from monitor.engine.engine import Engine
from monitor.engine.outcome import IntakeOutcome
from monitor.errors import LogGoneError, LogLeaseLostError
from monitor.events.stories_and_feeds import Event
from monitor.executor import Executor
from monitor.feeds.client import FeedClient
from monitor.feeds.http.fetch import Client
from monitor.feeds.http.rate_limit import RateLimit
from monitor.feeds.http.schedule import is_due
from monitor.feeds.http.ssrf import GuardedTransport
from monitor.feeds.parse.pool import Workers
from monitor.feeds.store import Ledger
from monitor.feeds.update import Poller, Ports, Result
from monitor.feeds.values import Feed
from monitor.feeds.wiring import ClientSettings, user_agent
from monitor.log.protocol import RENEW_S, Lease
from monitor.model import Incoming, Source
from monitor.parallel.pool import ReadingPool
from monitor.publishing.publisher import Publisher
from monitor.runtime.incidents import STORAGE, Troubles
from monitor.runtime.loop_lag import Lag, probed
from monitor.runtime.scheduler import ScheduledJob, waking

_logger = logging.getLogger(__name__)

SWITCH_S = 0.001
FINISH_S = 2.0  # calls under way when we are stopped
LAG_LOOK_S = 0.25  # between two looks at how late the event loop is
TAKEN_AT_ONCE = 5  # articles read and matched before other work has its turn
SETTLED_ARTICLES = 100  # taken between two looks through memory
PREPARED_AT_ONCE = 50  # articles put into the matcher's index before other work has its turn


class Rhythm(Struct, frozen=True, kw_only=True):
    """Seconds between two wakings of a job, and before one that failed is tried again."""

    feeds_s: float = 60.0
    slots_s: float = 15.0
    at_once_s: float = 3.0
    quiet_s: float = 300.0
    upkeep_s: float = 600.0
    again_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the service runs on. The engine, the newsroom and the ledger belong to `hand`."""

    state: Path
    hand: Executor
    engine: Engine
    readers: Readers
    ledger: Ledger
    room: Publisher
    feeds: Sequence[Feed] = ()
    sources: Sequence[Source] = ()
    manners: ClientSettings = field(default_factory=ClientSettings)
    rhythm: Rhythm = field(default_factory=Rhythm)
    jitter: Callable[[], float] = random.random
    debug: bool = False  # say so when the event loop was held up
    lease: Lease | None = None  # to act on the log, taken already
    pool: ReadingPool | None = None  # reads where much comes at once


@dataclass(slots=True)
class ServiceRecord:
    """What health and metrics show of the running process."""

    begun_at: datetime
    done: dict[str, datetime] = field(default_factory=dict)  # job → when it was last done
    # job → how often it failed since the start
    failures: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)  # feed's address → of its last asking
    asked: int = 0


class Attempts:
    """What is done beside other work: whatever of it fails is told once, counted, tried again, and
    stops nothing else.
    """

    def __init__(  # noqa: PLR0913 — what it stands on, spoken by keyword
        self,
        *,
        now: Callable[[], datetime],
        state: Path,
        hand: Executor,
        again_s: float,
        report: Callable[[str], object],
        ending: tuple[type[BaseException], ...] = (LogGoneError, LogLeaseLostError),
    ) -> None:
        """`report` takes lines for the operator, on `hand`; `ending` are the errors after which
        everything is to be opened anew.
        """
        self.now, self._state, self._tell_by = now, state, hand
        self._again_s, self._ending = again_s, ending
        self.seen = ServiceRecord(begun_at=now())
        self.troubles = Troubles(report)
        self.gone = asyncio.Event()

    async def attempt(self, name: str, do: Callable[[], Awaitable[object]]) -> bool:
        """Do it; what goes wrong is told once and never leaves here."""
        try:
            await do()
        except Exception as error:  # noqa: BLE001 — a job that crashes must stop nothing else; it is told, counted and tried again
            await self._failed(name, error)
            return False
        await self._well(name)
        return True

    async def keep_doing(
        self, name: str, do: Callable[[], Coroutine[Any, Any, object]], stop: asyncio.Event
    ) -> None:
        """What never ends by itself: begun again after a while whenever it fails."""
        failures = 0
        while not stop.is_set():
            work = asyncio.create_task(do())
            done, _ = await asyncio.wait({work}, timeout=self._again_s)
            if not done:
                failures = 0
                await self._well(name)
            await asyncio.wait({work})
            if (error := work.exception()) is not None:
                failures += 1
                await self._failed(name, error)
                await pause(self._again_s * 2 ** min(failures - 1, 4), stop)

    async def _failed(self, name: str, error: BaseException) -> None:
        self.seen.failures[name] = self.seen.failures.get(name, 0) + 1
        await self._tell(lambda: self.troubles.failed(name, error))
        if isinstance(error, self._ending):
            self.gone.set()

    async def _well(self, name: str) -> None:
        """A job that had nothing to write has not shown yet that writing works again."""
        self.seen.done[name] = self.now()
        if name in self.troubles.now and await asyncio.to_thread(can_write, self._state):
            await self._tell(lambda: self.troubles.well(name))

    async def _tell(self, tell: Callable[[], object]) -> None:
        """The line is out first; it may be that it cannot be written for the operators' chat
        too.
        """
        try:
            await self._tell_by(tell)
        except STORAGE as error:
            _logger.info(
                "operators cannot be told in their chat", extra={"reason": type(error).__name__}
            )


class Running(Attempts):
    """`async with Running(house) as running: await running.serve(stop)`."""

    def __init__(self, house: House) -> None:
        super().__init__(
            now=house.engine.clock.now,
            state=house.state,
            hand=house.hand,
            again_s=house.rhythm.again_s,
            report=house.room.report,
        )
        self.house = house
        self.lag = Lag()
        self._prepared = False
        self.jobs = (
            ScheduledJob("feeds", house.rhythm.feeds_s, self.ask_feeds),
            ScheduledJob("digests", house.rhythm.slots_s, self.tell_what_is_due),
            ScheduledJob("at once", house.rhythm.at_once_s, self.tell_at_once),
            ScheduledJob("closing", house.rhythm.quiet_s, self.close_and_erase),
            ScheduledJob("upkeep", house.rhythm.upkeep_s, self.keep_up),
        )
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        manners = self.house.manners
        transport = GuardedTransport(allow_private=manners.allow_private, resolve=manners.resolve)
        client = Client(transport, user_agent=user_agent(manners.contact))
        self._client = await self._opened.enter_async_context(client)
        self._workers = await self._opened.enter_async_context(Workers(job_s_max=manners.job_s_max))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.aclose()

    # --- jobs: each asks what is due ---

    async def ask_feeds(self) -> list[Result]:
        """Ask the feeds whose time has come, and take what is new."""
        feeds = await self.house.hand(self._due_feeds)
        if not feeds:
            return []
        if not self._prepared:
            await self.prepare()
        results = await self._poller().poll(feeds)
        if self.house.pool is not None:
            await self.house.hand(self.house.pool.rest)
        self.seen.asked += len(results)
        return results

    def _due_feeds(self) -> list[Feed]:
        now, ledger = self.house.engine.clock.now(), self.house.ledger
        ledger.catch_up(self.house.engine.log)
        return [feed for feed in self.house.feeds if not feed.paused and self._is_due(feed, now)]

    def _is_due(self, feed: Feed, now: datetime) -> bool:
        record = self.house.ledger.record(feed.url)
        memory = self.house.ledger.memory(record.feed_id)
        ahead = memory.asked_at is not None and memory.asked_at > now  # the clock was set back
        return record.health != "gone" and (ahead or is_due(memory, now=now))

    def _poller(self) -> Poller:
        """A gate for each run: what a host asked for is remembered by its feeds, not by the
        process.
        """
        house = self.house
        asker = FeedClient(
            client=self._client,
            workers=self._workers,
            rate_limit=RateLimit(house.manners.pace),
            limits=house.manners.limits,
        )
        ports = Ports(
            now=house.engine.clock.now,
            jitter=house.jitter,
            log=house.engine.log,
            sink=_Desk(house.engine),
            ledger=house.ledger,
            sources={source.id: source for source in house.sources},
            pace=house.manners.pace,
            executor=house.hand,
            taken_at_once=TAKEN_AT_ONCE,
        )
        return Poller(asker, ports, on_result=self._told)

    def _told(self, result: Result) -> None:
        """A line where something came, and where a feed is not what it was."""
        was = self.seen.outcomes.get(result.url)
        self.seen.outcomes[result.url] = result.outcome
        changed = {was, result.outcome} & {"failed", "held", "gone"} and was != result.outcome
        if result.new or changed:
            values = {
                "feed": result.url,
                "outcome": result.outcome,
                "new": result.new,
                "reason": result.reason,
            }
            _logger.info("feed asked", extra=values)

    async def tell_what_is_due(self) -> int:
        """Editions whose slot has come, posts to amend, the operators' daily line."""
        told = await self.house.room.look_about()
        if told:
            settle_memory()  # what composing for many readers left
        return told

    async def tell_at_once(self) -> int:
        """What readers follow and want to know at once, as soon as it is sure."""
        return await self.house.room.tell_at_once()

    async def close_and_erase(self) -> int:
        """Look again at what came; close stories that are quiet for long enough; erase texts that
        are past their age.
        """
        done = len(await self.house.hand(self.house.engine.look_at_waiting))
        for step in (self.house.engine.close_some, self.house.engine.erase_some):
            while some := await self.house.hand(step):
                done += len(some)
        return done

    async def keep_up(self) -> None:
        """A snapshot if it is worth one, the views brought up to the log, memory looked through."""
        await self.house.hand(self.house.engine.save_snapshot)
        await self.house.hand(lambda: self.house.engine.archive.views)
        settle_memory()

    async def prepare(self) -> None:
        """Build the matcher's index before the first article asks for it."""
        while await self.house.hand(lambda: self.house.engine.prepare(PREPARED_AT_ONCE)):
            continue
        self._prepared = True
        gc.freeze()

    # --- running ---

    async def serve(
        self,
        stop: asyncio.Event,
        listen: Callable[[asyncio.Event], Coroutine[Any, Any, object]] | None = None,
    ) -> None:
        """Until `stop`, or until the log's file is gone. `listen` takes in what readers ask, until
        its event is set.
        """
        end = asyncio.Event()
        endless = [self.keep_doing("delivering", lambda: self._deliver(end), end)]
        if self.house.lease is not None:
            endless.append(self._keep_lease(self.house.lease, end))
        if listen is not None:
            endless.append(self.keep_doing("listening", lambda: listen(end), end))
        tasks = list(map(asyncio.create_task, endless))
        async with probed(self.lag, every_s=LAG_LOOK_S, tell=self.house.debug):
            with waking(self.jobs, self.attempt):
                await _first(stop, self.gone)
        end.set()
        self.house.room.office.wake()
        await asyncio.gather(*tasks)

    async def _keep_lease(self, lease: Lease, end: asyncio.Event) -> None:
        """On a thread of its own: the engine's may be busy for longer than a lease lasts."""
        while not (end.is_set() or self.gone.is_set()):
            await self.attempt("lease", lambda: asyncio.to_thread(lease.renew))
            await pause(RENEW_S, end)

    async def _deliver(self, end: asyncio.Event) -> None:
        await self.house.room.office.serve(until=end.is_set, finish_s=FINISH_S)


class _Desk:
    """The engine, with its memory looked through now and then, before that is much at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._taken = engine, 0

    def record(self, decision: Callable[[], Sequence[Event]]) -> list[Event]:
        return self._engine.record(decision)

    def ahead(self, incoming: Iterable[Incoming]) -> Iterator[Incoming]:
        return self._engine.ahead(incoming)

    def take_many(self, incoming: Iterable[Incoming]) -> list[IntakeOutcome]:
        taken = self._engine.take_many(incoming, look_again=False)
        self._taken += len(taken)
        if self._taken >= SETTLED_ARTICLES:
            self._taken = 0
            settle_memory()
        return taken


async def _first(*events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def pause(seconds: float, stop: asyncio.Event) -> None:
    """So long, or until `stop`."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


def take_the_process() -> None:
    """Settings of the whole process, for one that runs for long: the engine's thread lets the event
    loop in each millisecond, and the collector never looks through all that is alive (.1 s for a
    thousand open stories) but when `settle_memory` asks it to. All threads allocate in one place,
    before there is a second one: of places of their own, glibc gives no free end back.
    """
    sys.setswitchinterval(SWITCH_S)
    gc.set_threshold(2_000, 20, 1_000_000)
    options = getattr(ctypes.CDLL(None), "mallopt", None)
    if options is not None:
        options(_M_ARENA_MAX, 1)


_M_ARENA_MAX = -8  # glibc's malloc.h


def settle_memory() -> None:
    """Look for cycles among what came since last time, and no more after that: what is alive now is
    for long. What is free goes back to the system where its allocator can: glibc keeps it.
    """
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def can_write(folder: Path) -> bool:
    """Whether a file of some size can be written there, and stays."""
    draft = folder / ".probe"
    try:
        with draft.open("wb") as file:
            file.write(b"\0" * _PROBE_BYTES)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    finally:
        with suppress(OSError):
            draft.unlink()
    return True


_PROBE_BYTES = 256 * 1024
