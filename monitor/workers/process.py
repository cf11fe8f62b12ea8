"""One process with its roles: opened, kept at work, ended.

The engine of a process is shared by its roles and belongs to one thread; fetching has a thread and
a connection of its own, reading another. What fails is told once and begun again.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any

from procrastinate import App, RetryStrategy
from procrastinate.exceptions import ConnectorException

from monitor.delivery.address_book import READERS, Readers
from monitor.delivery.transport import Transport
from monitor.engine.engine import Engine
from monitor.errors import LogGoneError, LogUnreachableError, RefusedError
from monitor.executor import Executor, OneThread, at_once
from monitor.feeds.client import FeedClient
from monitor.feeds.http.fetch import Client
from monitor.feeds.http.rate_limit import RateLimit
from monitor.feeds.http.ssrf import GuardedTransport
from monitor.feeds.parse.pool import Workers
from monitor.feeds.update import Poller, Ports, Result
from monitor.feeds.wiring import user_agent
from monitor.log.postgres.lease import ServerLease
from monitor.log.postgres.log import ACTING, CLOCKS_APART_S, PostgresLog
from monitor.log.postgres.tables import ServerTables
from monitor.log.postgres.url import ServerUrl
from monitor.publishing.publisher import Publisher
from monitor.runtime.bootstrap import Means, Orders, check_readers
from monitor.runtime.scheduler import ScheduledJob, waking
from monitor.runtime.service import PREPARED_AT_ONCE, Attempts, pause, settle_memory
from monitor.stores import Stores
from monitor.workers import queue
from monitor.workers.fetching import ArrivalSink, ArrivingLedger, due_feeds, due_hosts
from monitor.workers.inbox import ARRIVALS, Inbox
from monitor.workers.leading import Fenced, Leader
from monitor.workers.matching import Matching, ReadElsewhere
from monitor.workers.reading import ArrivalReader
from monitor.workers.recovery import STALLED_S, Recovery
from monitor.workers.roles import MATCH, holder_of, role_of
from monitor.workers.telling import DELIVERING, Deliverer, Unserved

FETCHED_AT_ONCE = 8  # hosts, by one process
HEARTBEAT_S, RECOVER_S = 2.0, 5.0
IDLE_S = 0.2  # between two looks at the arrivals, where there were none
CLOCKS_LOOK_S = 60.0
UNSERVED_S = 60.0  # between two looks at who sends by what; two in a row make a line
AGAIN_S = 1.0  # what failed is begun again: a new primary is there within seconds
_RETRY = RetryStrategy(max_attempts=100, wait=5)

_logger = logging.getLogger(__name__)
Kept = Callable[[asyncio.Event], Callable[[], Coroutine[Any, Any, object]]]
Listen = Callable[[asyncio.Event], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMeans:
    """What a process is given beside what `Orders` say: `listener` makes what takes in what readers
    ask, if there is a bot; `pages` shows the pages until its event is set.
    """

    means: Means
    listener: Callable[[Publisher], Listen | None] = lambda _room: None
    pages: Listen | None = None


@dataclass(slots=True)
class Work:
    """What /metrics shows of each role, where this process has it."""

    leaders: list[Leader] = field(default_factory=list)
    sink: ArrivalSink | None = None
    reader: ArrivalReader | None = None
    matching: Matching | None = None
    inbox: Inbox | None = None
    engine: Engine | None = None  # on `hand` alone
    hand: Executor = at_once
    asked: int = 0


class RoleProcess:
    def __init__(self, orders: Orders, roles: Sequence[str], means: RoleMeans) -> None:
        """Raises RefusedError for a home whose log is in a file."""
        if orders.log_url is None:
            raise RefusedError(
                "roles share their work through a database, and the log of this home is a file",
                hint="`monitor log move postgresql://…`, or `monitor run` without --role",
            )
        self.orders, self.roles, self.means = orders, roles, means
        self.url = orders.log_url
        self.work = Work()
        self._clock = means.means.clock
        self.attempts = Attempts(
            now=self._clock.now,
            state=orders.home / "state",
            hand=at_once,
            again_s=AGAIN_S,
            report=means.means.alarm,
            ending=(LogGoneError,),
        )

    async def serve(self, stop: asyncio.Event) -> None:
        """Until `stop`, or until the log is another than it was. Raises what opening raises."""
        async with AsyncExitStack() as stack:
            opened = await _Opened.all(self, stack)
            end = asyncio.Event()
            tasks = [
                asyncio.create_task(self.attempts.keep_doing(name, do(end), end))
                for name, do in opened.kept_doing().items()
            ]
            _logger.info("running", extra={"roles": ",".join(self.roles)})
            waits = [asyncio.create_task(one.wait()) for one in (stop, self.attempts.gone)]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for one in waits:
                one.cancel()
            end.set()
            await asyncio.gather(*tasks)


class _Opened:
    """Everything that the roles of a process stand on."""

    def __init__(
        self, process: RoleProcess, stack: AsyncExitStack, stores: Stores, log: PostgresLog
    ) -> None:
        self._process, self._stack = process, stack
        self._stores, self._log = stores, log
        self._orders, self._means = process.orders, process.means
        self._inbox = process.work.inbox = Inbox(log.server)
        self._recovery = Recovery(log.server, self._inbox, alarm=self._means.means.alarm)
        self._me = f"process {os.getpid()} on {socket.gethostname()}"

    @classmethod
    async def all(cls, process: RoleProcess, stack: AsyncExitStack) -> _Opened:
        stores = Stores(process.orders.home / "state", process.url)
        stack.callback(stores.close)
        log = await asyncio.to_thread(log_of, stores)
        stack.callback(log.close)
        await asyncio.to_thread(_check_shared, log, stores)
        self = cls(process, stack, stores, log)
        roles = set(process.roles)
        if roles & {MATCH, "compose", "deliver"}:
            await self._open_engine()
        if "fetch" in roles:
            await self._open_fetching()
        return self

    def kept_doing(self) -> dict[str, Kept]:
        """By name, what is begun again whenever it fails."""
        roles = self._process.roles
        kept: dict[str, Kept] = {"clocks": partial(_kept, self._watch_clocks)}
        for leader in self._leaders(roles):
            kept[leader.name] = partial(_kept, leader.serve)
        if "fetch" in roles:
            kept["feeds due"] = partial(_kept, self._tell_due)
        if {"fetch", "read"} & set(roles):
            kept["jobs"] = partial(_kept, self._do_jobs)
        if "web" in roles and self._means.pages is not None:
            kept["pages"] = partial(_kept, self._means.pages)
        return kept

    # --- match, compose, deliver ---

    async def _open_engine(self) -> None:
        hand = self._stack.enter_context(OneThread("engine"))
        closing = ExitStack()
        self._read = ReadElsewhere()
        self._engine = await hand(lambda: closing.enter_context(self._new_engine()))
        self._stack.push_async_callback(hand, closing.close)
        self._hand = self._process.work.hand = hand
        self._process.work.engine = self._engine
        self._reader_tables = await hand(lambda: reader_tables_of(self._stores))
        self._readers = Readers(self._reader_tables)
        await hand(lambda: check_readers(self._log, self._engine, self._readers))

    def _new_engine(self) -> Engine:
        orders = self._orders
        return Engine.open(
            orders.home,
            log=self._engine_log,
            rules=orders.rules,
            clock=self._means.means.clock,
            sources=orders.sources,
            people=orders.people,
            read=self._read,
        )

    @cached_property
    def _engine_log(self) -> PostgresLog:
        return log_of(self._stores)

    def _lease(self, name: str, role: str) -> ServerLease:
        """Beside the engine's thread: it may be busy for longer than a lease lasts."""
        return ServerLease(
            self._log.server, name, holder_of(role, self._me), on_taken=lambda _fence: None
        )

    def _fenced(self, lease: ServerLease) -> Fenced:
        return Fenced(self._hand, lease, self._engine_log, self._reader_tables)

    def _room(self, lease: ServerLease) -> Publisher:
        means = self._means.means
        return Publisher(
            engine=self._engine,
            readers=self._readers,
            transports={},
            brief=self._orders.brief,
            pace=self._orders.pace,
            alarm=means.alarm,
            operators=self._orders.operators,
            hand=self._fenced(lease),
        )

    def _leaders(self, roles: Sequence[str]) -> list[Leader]:
        leaders = []
        if MATCH in roles:
            leaders.append(self._matcher())
        if "compose" in roles:
            leaders.append(self._composer())
        if "deliver" in roles:
            leaders += map(self._deliverer, sorted(self._means.means.ways))
        self._process.work.leaders = leaders
        return leaders

    async def _follow(self) -> None:
        """State and index stay warm, some articles at a time."""
        await self._hand(self._engine.catch_up)
        if MATCH in self._process.roles:
            await self._hand(lambda: self._engine.prepare(PREPARED_AT_ONCE))

    def _matcher(self) -> Leader:
        lease = self._lease(ACTING, MATCH)
        fenced = self._fenced(lease)
        matching = Matching(self._engine, self._engine_log, self._inbox, self._read)
        self._process.work.matching = matching
        rhythm, engine = self._orders.rhythm, self._engine
        attempts = self._process.attempts

        async def close_and_erase() -> None:
            await fenced(engine.look_at_waiting)
            for step in (engine.close_some, engine.erase_some):
                while await fenced(step):
                    continue

        async def keep_up() -> None:
            await fenced(engine.save_snapshot)
            await fenced(lambda: engine.archive.views)
            settle_memory()

        async def act(stop: asyncio.Event) -> None:
            while await fenced(lambda: engine.prepare(PREPARED_AT_ONCE)):
                continue
            jobs = (
                ScheduledJob("closing", rhythm.quiet_s, close_and_erase),
                ScheduledJob("upkeep", rhythm.upkeep_s, keep_up),
            )
            with waking(jobs, attempts.attempt):
                while not stop.is_set():
                    outcomes = await fenced(matching.some)
                    _tell_failed(outcomes)
                    if not outcomes:
                        await pause(IDLE_S, stop)

        return Leader(lease, follow=self._follow, act=act)

    def _composer(self) -> Leader:
        lease = self._lease("composing", "compose")
        room, rhythm = self._room(lease), self._orders.rhythm
        attempts, unserved = self._process.attempts, Unserved(room, self._log.server)
        kept: dict[str, Listen] = {"lost addresses": self._deliverer_of(None, lease, room).act}
        if (listen := self._means.listener(room)) is not None:
            kept["listening"] = listen

        async def act(stop: asyncio.Event) -> None:
            await room.hand(lambda: room.channel(self._orders.channel))
            jobs = (
                ScheduledJob("digests", rhythm.slots_s, room.look_about),
                ScheduledJob("at once", rhythm.at_once_s, room.tell_at_once),
                ScheduledJob("unserved", UNSERVED_S, lambda: room.hand(unserved.look)),
            )
            with waking(jobs, attempts.attempt):
                await asyncio.gather(
                    *(attempts.keep_doing(name, _kept(do, stop), stop) for name, do in kept.items())
                )

        return Leader(lease, follow=self._follow, act=act, may=self._is_alone_with_roles)

    def _deliverer(self, medium: str) -> Leader:
        lease = self._lease(f"{DELIVERING}{medium}", "deliver")
        way = self._means.means.ways[medium]
        deliverer = self._deliverer_of(way, lease, self._room(lease))
        return Leader(lease, follow=self._follow, act=deliverer.act, may=self._is_alone_with_roles)

    def _deliverer_of(
        self, transport: Transport | None, lease: ServerLease, room: Publisher
    ) -> Deliverer:
        return Deliverer(
            transport,
            lease,
            engine=self._engine,
            room=room,
            hand=self._hand,
            fenced=self._fenced(lease),
            pace=self._orders.pace,
        )

    def _is_alone_with_roles(self) -> bool:
        """A `monitor run` without roles tells and sends itself."""
        acting = self._lease(ACTING, "").holder()
        return not acting or role_of(acting) == MATCH

    # --- fetch ---

    async def _open_fetching(self) -> None:
        manners = self._orders.manners
        transport = GuardedTransport(allow_private=manners.allow_private, resolve=manners.resolve)
        client = Client(transport, user_agent=user_agent(manners.contact))
        self._client = await self._stack.enter_async_context(client)
        self._rate_limit = RateLimit(manners.pace)  # of all hosts that this process asks
        self._workers = await self._stack.enter_async_context(Workers(job_s_max=manners.job_s_max))
        self._fetch_hand = self._stack.enter_context(OneThread("fetch"))
        closing = ExitStack()
        self._fetch_log, self._ledger = await self._fetch_hand(lambda: self._fetch_stores(closing))
        self._stack.push_async_callback(self._fetch_hand, closing.close)
        self._sink = ArrivalSink(self._fetch_log, self._ledger, self._means.means.clock)
        self._process.work.sink = self._sink
        await self._fetch_hand(self._sink.put_owed)

    def _fetch_stores(self, closing: ExitStack) -> tuple[PostgresLog, ArrivingLedger]:
        log = log_of(self._stores)
        closing.callback(log.close)
        return log, closing.enter_context(self._stores.feeds_as(ArrivingLedger))

    async def _tell_due(self, end: asyncio.Event) -> None:
        """Each process that fetches says which hosts are due; that it was said already is no
        matter.
        """
        while not end.is_set():
            hosts = await self._fetch_hand(
                lambda: due_hosts(self._ledger, self._fetch_log, self._orders.feeds, self._now())
            )
            for host in hosts:
                await asyncio.to_thread(self._defer, partial(queue.to_fetch, host=host))
            await pause(self._orders.rhythm.feeds_s, end)

    def _defer(self, say: Callable[[Any], object]) -> None:
        with self._log.server.connection() as db, db.transaction():
            say(db)

    def _now(self) -> datetime:
        return self._means.means.clock.now()

    async def _fetch(self, host: str) -> None:
        feeds = await self._fetch_hand(
            lambda: due_feeds(
                self._ledger, self._fetch_log, self._orders.feeds, self._now(), host=host
            )
        )
        if feeds:
            results = await self._poller().poll(feeds)
            self._process.work.asked += len(results)

    def _poller(self) -> Poller:
        manners = self._orders.manners
        ports = Ports(
            now=self._now,
            jitter=random.random,
            log=self._fetch_log,
            sink=self._sink,
            ledger=self._ledger,
            sources={source.id: source for source in self._orders.sources},
            pace=manners.pace,
            executor=self._fetch_hand,
        )
        client = FeedClient(
            client=self._client,
            workers=self._workers,
            rate_limit=self._rate_limit.for_run(),
            limits=manners.limits,
        )
        return Poller(client, ports, on_result=_tell_result)

    # --- jobs ---

    async def _do_jobs(self, end: asyncio.Event) -> None:
        """Procrastinate's worker, until `end`. It ends by itself where the server is away, and is
        begun again.
        """
        roles = self._process.roles
        app, queues = queue.worker_app(self._process.url), [queue.UPKEEP]
        app.periodic(cron=f"* * * * * */{RECOVER_S:.0f}")(
            app.task(name="recover", queue=queue.UPKEEP, queueing_lock="recover")(
                partial(self._recover, app)
            )
        )
        if "read" in roles:
            queues.append(queue.READ)
            reader = self._process.work.reader or ArrivalReader(self._inbox)
            self._process.work.reader = reader
            app.task(name=queue.READ, queue=queue.READ, retry=_RETRY)(
                partial(self._read_lot, reader)
            )
        if "fetch" in roles:
            queues.append(queue.FETCH)
            app.task(name=queue.FETCH, queue=queue.FETCH)(self._fetch_host)
        async with _reached(self._process.url), app.open_async():
            worker = asyncio.create_task(
                app.run_worker_async(
                    queues=queues,
                    name=self._me,
                    concurrency=FETCHED_AT_ONCE if "fetch" in roles else 2,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    update_heartbeat_interval=HEARTBEAT_S,
                    stalled_worker_timeout=STALLED_S,
                    fetch_job_polling_interval=2.0,
                    shutdown_graceful_timeout=3.0,
                )
            )
            ending = asyncio.create_task(end.wait())
            await asyncio.wait({worker, ending}, return_when=asyncio.FIRST_COMPLETED)
            ending.cancel()
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker
        if not end.is_set():
            raise LogUnreachableError(
                f"the queue at {self._process.url} cannot be used", hint="it is tried again"
            )

    async def _read_lot(self, reader: ArrivalReader, arrivals: list[int], tries: int = 0) -> None:
        del tries  # for who looks at the queue
        await asyncio.to_thread(reader.read_some, arrivals)

    async def _fetch_host(self, host: str) -> None:
        await self._process.attempts.attempt("fetching", lambda: self._fetch(host))

    async def _recover(self, app: App, timestamp: int) -> None:
        del timestamp
        await self._recovery.look(app)

    # --- clocks ---

    async def _watch_clocks(self, end: asyncio.Event) -> None:
        while not end.is_set():
            await pause(CLOCKS_LOOK_S, end)
            await asyncio.to_thread(check_clocks, self._log)


def check_clocks(log: PostgresLog) -> None:
    """Raises RefusedError where this machine's clock and the server's are apart: events carry the
    writing machine's time, and editions are due by it.
    """
    before = datetime.now(UTC)
    there = log.server.query("SELECT clock_timestamp()")[0][0]
    apart = max(before - there, there - datetime.now(UTC), timedelta())
    if apart.total_seconds() > CLOCKS_APART_S:
        raise RefusedError(
            f"this machine's clock and that of {log.name} are {apart.total_seconds():.0f} s apart",
            hint="set both by NTP: events carry the time of the machine that writes them",
        )


@asynccontextmanager
async def _reached(url: ServerUrl) -> AsyncIterator[None]:
    try:
        yield
    except ConnectorException as error:
        raise LogUnreachableError(
            f"the queue at {url} cannot be reached", hint="it is tried again; nothing is lost"
        ) from error


def log_of(stores: Stores) -> PostgresLog:
    log = stores.log(create=True)
    if not isinstance(log, PostgresLog):
        raise TypeError(type(log))  # its URL is that of a server
    return log


def reader_tables_of(stores: Stores) -> ServerTables:
    tables = stores.tables(READERS)
    if not isinstance(tables, ServerTables):
        raise TypeError(type(tables))  # as above
    return tables


def _check_shared(log: PostgresLog, stores: Stores) -> None:
    check_clocks(log)
    stores.tables(ARRIVALS)
    queue.prepare(log.server)


def _tell_result(result: Result) -> None:
    if result.new or result.outcome in ("failed", "held", "gone"):
        values = {"feed": result.url, "outcome": result.outcome, "new": result.new}
        _logger.info("feed asked", extra={**values, "reason": result.reason})


def _tell_failed(outcomes: Sequence[Any]) -> None:
    for one in outcomes:
        if one.kind == "failed":
            _logger.warning("not taken", extra={"article": one.article_id, "reason": one.reason})


async def _coroutine(work: Awaitable[object]) -> object:
    return await work


def _kept(do: Listen, end: asyncio.Event) -> Callable[[], Coroutine[Any, Any, object]]:
    return lambda: _coroutine(do(end))
