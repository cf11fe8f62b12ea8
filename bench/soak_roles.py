"""A soak of the roles on several processes, each with a home of its own as if on a machine of its
own: two that fetch, three that read, two that match, two that compose and deliver, on a PostgreSQL
with a synchronous standby. All are killed with -9 and paused in between, the server too; those with
networks of their own are cut off for a while as well.

make soak PART=roles                                    twenty minutes
python -m bench.soak_roles --minutes 1 --rate 3 --kills 8 --primaries 1
python -m bench.soak_roles --namespaces                 each in a network of its own, by root

Feeds, chats and webhooks are servers of this process. In the end what they gave and got is held
against the log: every article in it once, every slot told once, nothing there twice, the chain
proven, a replay the same. Held too: another matcher acts within 10 s of a kill, what is fetched in
calm (15 s and more after any disturbance) is decided within 5 s for 99 of 100, and who is told to
end has ended within 5 s. The guard against floods is off: a feed here brings what hundreds would.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg.conninfo import make_conninfo

from bench import namespaces
from bench.made_up import made_up
from bench.soak_world import FeedHost, head_of
from monitor.clock import Clock
from monitor.delivery.address_book import Readers
from monitor.delivery.media.table import medium
from monitor.delivery.media.telegram import Telegram
from monitor.delivery.media.webhook import Webhook
from monitor.delivery.plan import SendingRates
from monitor.delivery.transport import Address, Transport
from monitor.engine.engine import Engine
from monitor.events.deliveries import DeliveryQueued, ReaderSubscribed, Wishes
from monitor.events.stories_and_feeds import ArticleSetAside, ArticleTaken, FeedFetched
from monitor.executor import at_once
from monitor.feeds import update
from monitor.feeds.http.schedule import PollingPace
from monitor.feeds.values import Feed
from monitor.feeds.wiring import ClientSettings
from monitor.log.engines import open_log
from monitor.log.postgres.server import SILENT_S
from monitor.log.postgres.url import ServerUrl
from monitor.log.protocol import Recorded
from monitor.model import Incoming, Rules, Topic
from monitor.publishing.editor import Brief
from monitor.runtime import log_lines
from monitor.runtime.bootstrap import Means, Orders
from monitor.runtime.service import Rhythm, take_the_process
from monitor.stores import Stores
from monitor.workers.process import RoleMeans, RoleProcess
from tests.clusters import OWNER, Cluster, end_with_parent, processor_s, server_binaries
from tests.delivery.bot_api import TOKEN, BotApi
from tests.delivery.receivers import Posted, Receiver

HOUSE = Path(__file__).resolve().parents[1]
KEY = b"k" * 32
FEEDS = 8
SHOWN_S, SHOWN_MIN = 30.0, 20  # for so long an article stands in its feed
LOOK_S = 2.0  # between two looks at whether all is told: each reads the whole log
MACHINES = {
    "fetch1": "fetch", "fetch2": "fetch",
    "read1": "read", "read2": "read", "read3": "read",
    "match1": "match", "match2": "match",
    "tell1": "compose,deliver", "tell2": "compose,deliver",
}  # fmt: skip
RULES = Rules(sure_diplomatic=0.0)
QUIET_S = 900.0  # after the last article, until all must be told, on however slow a machine
CALM_S = 15.0  # after a kill, until the service counts as undisturbed again
TAKEOVER_S, LAG_S, END_S = 10.0, 5.0, 5.0  # what is held
NO_TAKEOVER_S = 30.0  # waited for one, before it is given up
CALM_P99 = f"p99 of the same, {CALM_S:.0f} s and more after any disturbance"
ADDRESS = re.compile(r"https://outlet\d\.example/(\d+)")


class World(NamedTuple):
    """What each machine is told of where everything is."""

    name: str
    roles: str
    home: str
    log: str
    password: str
    feeds: int
    telegram: str
    hooks: str
    quiet_s: float = 20.0
    host: str = "127.0.0.1"  # where all of these are


def orders_of(world: World) -> Orders:
    wishes = Wishes(topics=("all",), zone="UTC", paused=True)
    channel = medium("webhook").address(f"{world.hooks}/0")
    return Orders(
        home=Path(world.home),
        log_url=ServerUrl(text=world.log, password=world.password),
        rules=RULES,
        brief=brief_of(wishes),
        channel=channel,
        feeds=[Feed(url=f"http://feed{n}.soak.example:{world.feeds}/") for n in range(FEEDS)],
        manners=ClientSettings(
            allow_private=True,
            resolve=partial(_to, world.host),
            pace=PollingPace(
                first_s=2, shortest_s=1.5, longest_s=3, backoff_first_s=1, backoff_s_max=3,
                host_gap_s=0.0,
            ),
        ),
        rhythm=Rhythm(
            feeds_s=1.0, slots_s=3.0, at_once_s=10.0, quiet_s=world.quiet_s, upkeep_s=120.0
        ),
        pace=SendingRates(settle_s=3.0, settle_private_s=5.0, late_s=10.0, crash_s=5.0),
    )  # fmt: skip


async def _to(address: str, _host: str, _port: int) -> list[str]:
    return [address]


def brief_of(wishes: Wishes) -> Brief:
    return Brief(default=wishes, topics=(Topic(id="all", name="All"),), sources=(), rules=RULES)


# --- a machine: the process that is killed ---


async def work(world: World) -> None:
    setattr(update, "flood", lambda *_args, **_more: "")  # noqa: B010 — as the docstring says
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with (
        Telegram(token=TOKEN, url=world.telegram) as telegram,
        Webhook(key=KEY, allow_private=True) as webhook,
    ):
        ways: dict[str, Transport] = {"telegram": telegram, "webhook": webhook}
        means = Means(
            clock=Clock(), hand=at_once, ways=ways, alarm=lambda line: print(line, flush=True)
        )
        while not stop.is_set():
            process = RoleProcess(orders_of(world), world.roles.split(","), RoleMeans(means=means))
            try:
                await process.serve(stop)
            except Exception as error:  # noqa: BLE001 — the server may be away when it opens
                print("opening:", type(error).__name__, error, flush=True)
                await asyncio.sleep(0.5)


class Machine:
    def __init__(self, world: World, *, on: Sequence[str] = ()) -> None:
        """`on` is the command that begins others on its machine."""
        self.world, self._on = world, on
        self.starts, self.spent_s = 0, 0.0
        self.begin()

    def begin(self) -> None:
        command = [*self._on, sys.executable, "-m", "bench.soak_roles"]
        command += ["--machine", json.dumps(self.world)]
        with Path(self.world.home, "lines.log").open("ab") as lines:
            self.process = subprocess.Popen(
                command,
                cwd=HOUSE,
                stdout=lines,
                stderr=lines,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 — it loads nothing
            )
        self.starts += 1

    def signal(self, what: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, what)

    @property
    def role(self) -> str:
        return self.world.name.rstrip("12345")

    def kill(self) -> None:
        self.spent_s += processor_s(self.process.pid)
        self.signal(signal.SIGKILL)
        self.process.wait()

    def processor_s(self) -> float:
        """Of all its starts."""
        return self.spent_s + processor_s(self.process.pid)


# --- feeds ---


class NewsServer(FeedHost):
    """Article n appears in feed n % FEEDS, n / rate seconds after `began`."""

    def __init__(self, rate: float, last_s: float, *, host: str) -> None:
        super().__init__(host=host)
        self.rate, self.count = rate, int(rate * last_s)
        self._shown_at_once = max(SHOWN_MIN, int(rate * SHOWN_S / FEEDS))
        self.began: datetime | None = None

    async def answer(self, feed: int, head: str, writer: asyncio.StreamWriter) -> None:
        del head
        numbers = range(feed, self.shown(), FEEDS)[-self._shown_at_once :]
        body = document(feed, ((made_up(number), self._published(number)) for number in numbers))
        writer.write(head_of("200 OK", body, "Content-Type: application/rss+xml\r\n") + body)

    def shown(self) -> int:
        """How many articles there are by now."""
        if self.began is None:
            return 0
        return min(self.count, int((datetime.now(UTC) - self.began).total_seconds() * self.rate))

    def _published(self, number: int) -> datetime:
        return (self.began or datetime.now(UTC)) + timedelta(seconds=number / self.rate)


def document(feed: int, articles: Iterable[tuple[Incoming, datetime]]) -> bytes:
    """As RSS, the newest first."""
    items = "".join(_item(one, at) for one, at in reversed(list(articles)))
    head = f"<title>Outlet {feed}</title><language>en</language>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _item(one: Incoming, at: datetime) -> str:
    return (
        f"<item><title>{escape(one.article.title or '')}</title><link>{one.article.url}</link>"
        f"<pubDate>{format_datetime(at)}</pubDate>"
        f"<description>{escape(one.text)}</description></item>"
    )


# --- the database: two servers, one of which is the primary ---


class Pair:
    """A primary and its synchronous standby, which takes its place when it is killed."""

    def __init__(self, host: str) -> None:
        binaries = server_binaries()
        if binaries is None:
            raise SystemExit("this needs a PostgreSQL server: apt-get install -y postgresql")
        self._binaries, self._host, self._spent_s = binaries, host, 0.0
        self.primary = self._cluster()
        self.primary.make()
        self.primary.start()
        with self.primary.connect() as db:
            db.execute("CREATE DATABASE log TEMPLATE template0")
        self.standby = self._cluster()
        self._attach()

    def _cluster(self, port: int | None = None) -> Cluster:
        cluster = Cluster(
            self._binaries,
            host=self._host,
            fsync="on",
            max_connections="120",
            wal_keep_size="256MB",
        )
        cluster.port = port or cluster.port
        return cluster

    def _attach(self) -> None:
        self.standby.copy_of(self.primary)
        self.standby.start()
        with self.primary.connect() as db:
            db.execute("ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (standby)'")
            db.execute("SELECT pg_reload_conf()")
            wait_for(lambda: _is_synchronous(db))

    @property
    def url(self) -> ServerUrl:
        ports = sorted((self.primary.port, self.standby.port))
        hosts = ",".join(f"{self._host}:{port}" for port in ports)
        text = f"postgresql://{OWNER}@{hosts}/log?target_session_attrs=read-write"
        return ServerUrl(text=text, password=self.primary.password)

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(
            make_conninfo(self.url.text, password=self.url.password), autocommit=True
        )

    def fail_over(self) -> float:
        """Kill the primary, promote the standby, make another; seconds until it could be written
        to again.
        """
        began, lost = time.monotonic(), self.primary
        self._spent_s += lost.processor_s()
        lost.stop(signal.SIGKILL)
        self.primary = self.standby
        with (self.primary.data / "postgresql.auto.conf").open("a") as file:
            file.write("synchronous_standby_names = ''\n")
        self.primary.run("pg_ctl", "promote", "-w", "-D", self.primary.data)
        with self.primary.connect() as db:
            db.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
            db.execute("SELECT pg_reload_conf()")
        took_s = time.monotonic() - began
        shutil.rmtree(lost.folder, ignore_errors=True)
        self.standby = self._cluster(lost.port)
        self._attach()
        return took_s

    def processor_s(self) -> float:
        """Of both, and of those that were killed."""
        return self._spent_s + self.primary.processor_s() + self.standby.processor_s()

    def remove(self) -> None:
        self.standby.remove()
        self.primary.remove()


def _is_synchronous(db: psycopg.Connection) -> bool:
    row = db.execute(
        "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
    ).fetchone()
    return bool(row and row[0])


def wait_for(holds: Callable[[], bool], *, seconds: float = 300.0, look_s: float = 0.1) -> float:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise TimeoutError
        time.sleep(look_s)
    return time.monotonic() - began


# --- readers: each has its slot at another minute of the run ---


def subscribe(
    url: ServerUrl, home: Path, servers: tuple[BotApi, Receiver], *, minutes: int, each: int
) -> dict[str, Address]:
    api, hooks = servers
    found: dict[str, Address] = {}
    start = datetime.now(UTC) + timedelta(seconds=40)  # until all machines run
    with (
        Engine.open(home, rules=RULES, clock=Clock(), log=open_log(url, create=True)) as engine,
        closing(Stores(home / "state", url)) as stores,
        stores.readers() as readers,
    ):
        for number in range(1, minutes * each + 1):
            hour = (start + timedelta(minutes=1 + (number - 1) // each)).strftime("%H:%M")
            address = _address(number, api, hooks)
            _subscribe(engine, readers, address, hour)
            found[readers.known(address).reader_id] = address
    return found


def _address(number: int, api: BotApi, hooks: Receiver) -> Address:
    if number % 2:
        return medium("webhook").address(f"{hooks.url}/{number}")
    chat = -1_000_000 - number if number % 4 else 10_000 + number
    (api.channel if number % 4 else api.person)(chat)
    return Address(medium="telegram", chat=str(chat), kind="channel" if number % 4 else "private")


def _subscribe(engine: Engine, readers: Readers, address: Address, hour: str) -> None:
    known = readers.known(address)
    wishes = Wishes(topics=("all",), zone="UTC", hour=hour)
    event = ReaderSubscribed(
        reader_id=known.reader_id, lane=known.lane, kind=address.kind, wishes=wishes
    )
    engine.record(lambda: [event])
    readers.add(known.reader_id)  # not replaced by the configured channel


# --- the soak ---


class Disturber:
    """What is killed and paused, when, and how long it took until another acted."""

    def __init__(
        self,
        pair: Pair,
        machines: dict[str, Machine],
        chance: random.Random,
        network: namespaces.Network | None = None,
    ) -> None:
        self._pair, self._machines, self._chance = pair, machines, chance
        self._network = network
        self.done: Counter[str] = Counter()
        self.at: list[datetime] = []
        self.takeovers_s: list[float] = []
        self.failovers_s: list[float] = []

    def do(self, what: str) -> None:
        self.at.append(datetime.now(UTC))
        self.done[what] += 1
        match what.split():
            case ["primary"]:
                self.failovers_s.append(self._pair.fail_over())
            case ["kill", "matcher"]:
                self._kill_matcher()
            case ["pause", kind]:
                self._pause(self._one(kind))
            case ["cut", kind]:
                self._cut(self._one(kind))
            case ["kill", kind]:
                one = self._any(kind)
                one.kill()
                time.sleep(self._chance.uniform(0.2, 2.0))
                one.begin()

    def late_takeovers(self) -> int:
        return sum(took_s >= TAKEOVER_S for took_s in self.takeovers_s)

    def _one(self, kind: str) -> Machine:
        leader = self._leader() if kind == "matcher" else None
        return leader or self._any(kind.removesuffix("er"))

    def _any(self, kind: str) -> Machine:
        return self._chance.choice([one for name, one in self._machines.items() if kind in name])

    def _holder(self) -> str:
        with suppress(psycopg.Error), self._pair.connect() as db:
            row = db.execute(
                "SELECT holder FROM monitor.leases"
                " WHERE name = 'acting' AND ends > clock_timestamp()"
            ).fetchone()
            return str(row[0]) if row else ""
        return ""

    def _leader(self) -> Machine | None:
        pid = re.search(r"process (\d+)", self._holder())
        return next(
            (one for one in self._machines.values() if pid and one.process.pid == int(pid[1])), None
        )

    def _kill_matcher(self) -> None:
        leader, before = self._leader(), self._holder()
        if leader is None:
            leader = self._machines["match1"]
        leader.kill()
        try:
            took_s = wait_for(lambda: self._holder() not in {"", before}, seconds=NO_TAKEOVER_S)
        except TimeoutError:
            took_s = math.inf
        self.takeovers_s.append(took_s)
        leader.begin()

    def _pause(self, one: Machine) -> None:
        one.signal(signal.SIGSTOP)
        time.sleep(self._chance.uniform(9.0, 13.0))
        one.signal(signal.SIGCONT)

    def _cut(self, one: Machine) -> None:
        if self._network is not None:
            self._network.cut(one.world.name)
            time.sleep(self._chance.uniform(9.0, 13.0))
            self._network.mend(one.world.name)
            time.sleep(SILENT_S)  # until it has given its old connections up


def disturbances(
    kills: int, primaries: int, chance: random.Random, *, cut: bool = False
) -> list[str]:
    """Half of the kills are the matcher's. With `cut`, machines lose their network too."""
    others: tuple[str, ...] = (
        "kill fetch",
        "kill read",
        "kill tell",
        "pause read",
        "pause matcher",
        "pause tell",
        "pause fetch",
    )
    if cut:
        others = ("cut matcher", "cut tell", "cut fetch", "cut read", *others)
    found = ["kill matcher"] * (kills // 2) + ["primary"] * primaries
    found += [others[n % len(others)] for n in range(kills - kills // 2)]
    chance.shuffle(found)
    return found


def soak(  # noqa: PLR0913 — what it is asked for, by keyword
    *,
    minutes: float,
    rate: float,
    kills: int,
    primaries: int,
    each: int,
    seed: int,
    network: namespaces.Network | None = None,
) -> dict[str, object]:
    """With a `network`, this process has gone apart, and each machine has one of its own."""
    chance, host = random.Random(seed), namespaces.HOST if network else "127.0.0.1"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-roles-")))
        pair = Pair(host)
        stack.callback(pair.remove)
        api = stack.enter_context(BotApi(floods=False, host=host))
        hooks = stack.enter_context(Receiver(host=host))
        news = stack.enter_context(NewsServer(rate, minutes * 60, host=host))
        (folder / "desk").mkdir()
        where = subscribe(
            pair.url, folder / "desk", (api, hooks), minutes=max(1, int(minutes)), each=each
        )
        machines = _start(folder, pair, news, (api, hooks), network)
        stack.callback(_kill_all, machines)
        wait_for(lambda: _baselines(pair) == FEEDS)
        news.began = datetime.now(UTC)
        before = spent_by_role(machines.values(), pair.processor_s())
        began = time.monotonic()
        disturber = Disturber(pair, machines, chance, network)
        plan = disturbances(kills, primaries, chance, cut=network is not None)
        for number, what in enumerate(plan):
            due = began + minutes * 60 * (0.06 + 0.88 * number / max(1, len(plan)))
            time.sleep(max(0.0, due - time.monotonic()))
            disturber.do(what)
        time.sleep(max(0.0, began + minutes * 60 - time.monotonic()))
        late = _until_told(pair, news, len(where))
        found = held_against(pair, folder, news, (api, hooks), where, disturber)
        spent = spent_by_role(machines.values(), pair.processor_s())
        late_to_end = _late_to_end(machines)
        said = _said(machines)
        return {
            "minutes": round((time.monotonic() - began) / 60, 1),
            "rate, articles a second": rate,
            "disturbed": dict(disturber.done),
            "takeover, s": _spread(disturber.takeovers_s),
            "takeovers that were late or never came": disturber.late_takeovers(),
            "failover until writable, s": _spread(disturber.failovers_s),
            "settled after the last article, s": round(late, 1),
            **found,
            "processor ms an article": {
                role: round(1000 * (spent[role] - before[role]) / news.count, 1) for role in spent
            },
            "not ended within 5 s of SIGTERM": late_to_end,
            "starts": sum(one.starts for one in machines.values()),
            **{f"said: {line}": count for line, count in said.most_common(15)},
        }


def spent_by_role(machines: Iterable[Machine], database_s: float) -> dict[str, float]:
    """Seconds of processor so far, beginning anew what was killed included."""
    found = {"database": database_s}
    for one in machines:
        found[one.role] = found.get(one.role, 0.0) + one.processor_s()
    return found


def _start(
    folder: Path,
    pair: Pair,
    news: NewsServer,
    servers: tuple[BotApi, Receiver],
    network: namespaces.Network | None,
) -> dict[str, Machine]:
    api, hooks = servers
    machines = {}
    for name, roles in MACHINES.items():
        home = folder / name
        home.mkdir()
        machines[name] = Machine(
            World(
                name,
                roles,
                str(home),
                pair.url.text,
                pair.url.password or "",
                news.port,
                api.url,
                hooks.url,
                host=pair.primary.host,
            ),
            on=network.command(name) if network else (),
        )
    return machines


def _baselines(pair: Pair) -> int:
    with suppress(psycopg.Error), pair.connect() as db:
        row = db.execute(
            "SELECT count(*) FROM monitor.events WHERE type = 'FeedBaselined'"
        ).fetchone()
        return row[0] if row else 0
    return 0


def _until_told(pair: Pair, news: NewsServer, readers: int) -> float:
    """Until every article is decided and every slot told, or for as long as that may take."""
    began = time.monotonic()
    with suppress(TimeoutError):
        wait_for(lambda: _settled(pair, news.count, readers), seconds=QUIET_S, look_s=LOOK_S)
    return time.monotonic() - began


def _settled(pair: Pair, articles: int, readers: int) -> bool:
    with suppress(psycopg.Error), pair.connect() as db:
        row = db.execute(_STANDS).fetchone() or (0, 0, 0, 0)
        return bool(row[0] >= articles and row[1] >= readers and row[3] >= row[2])
    return False


_STANDS = """
SELECT count(*) FILTER (WHERE type IN ('ArticleTaken', 'ArticleSetAside')),
  count(*) FILTER (WHERE said ->> 'purpose' = 'digest'),
  coalesce(sum((said ->> 'parts')::int) FILTER (WHERE type = 'DeliveryQueued'), 0),
  count(*) FILTER (WHERE type = 'Delivered')
FROM (SELECT type, CASE WHEN type = 'DeliveryQueued' THEN convert_from(payload, 'UTF8')::json END
      AS said FROM monitor.events) one"""


def _kill_all(machines: dict[str, Machine]) -> None:
    for one in machines.values():
        one.kill()


def _late_to_end(machines: dict[str, Machine]) -> int:
    for one in machines.values():
        one.process.terminate()
    began, late = time.monotonic(), 0
    for one in machines.values():
        try:
            one.process.wait(max(0.1, began + END_S - time.monotonic()))
        except subprocess.TimeoutExpired:
            late += 1
    return late


def _said(machines: dict[str, Machine]) -> Counter[str]:
    """What operators were told, without numbers and names."""
    found: Counter[str] = Counter()
    for one in machines.values():
        text = Path(one.world.home, "lines.log").read_text(encoding="utf-8", errors="replace")
        for line in text.splitlines():
            if not line.startswith("{"):
                found[f"{one.role}: {re.sub('[0-9]+', 'N', line)[:150]}"] += 1
    return found


# --- what came of it ---


def held_against(  # noqa: PLR0913, PLR0917 — what there is
    pair: Pair,
    folder: Path,
    news: NewsServer,
    servers: tuple[BotApi, Receiver],
    where: dict[str, Address],
    disturber: Disturber,
) -> dict[str, object]:
    api, hooks = servers
    with Engine.open(folder / "desk", rules=RULES, clock=Clock(), log=open_log(pair.url)) as engine:
        lines = list(engine.log.read())
        taken = Counter(
            int(found[1])
            for line in lines
            if isinstance(line.event, ArticleTaken | ArticleSetAside)
            and (found := ADDRESS.fullmatch(line.event.article.url or ""))
        )
        fetched = {
            entry.article_id
            for line in lines
            if isinstance(line.event, FeedFetched)
            for entry in line.event.entries
        }
        decided = {
            line.event.article.id
            for line in lines
            if isinstance(line.event, ArticleTaken | ArticleSetAside)
        }
        queued = Counter(
            queued.reader_id
            for queued in (line.event for line in lines)
            if isinstance(queued, DeliveryQueued)
            and queued.purpose == "digest"
            and queued.reader_id in where
        )
        twice_in_chats = sum(
            count - 1 for chat in api.chats.values() for count in Counter(chat.texts).values()
        )
        hooked = by_id(hooks.posted)
        paths = {path for path, _ in hooked}
        empty = [address.chat for address in where.values() if not _has(address, api, paths)]
        return {
            "articles given": news.count,
            "fetched, and neither decided nor waiting": len(fetched - decided - _waiting(pair)),
            "not fetched": news.count - len(fetched),
            "not decided": sum(not taken[number] for number in range(news.count)),
            "decided twice": sum(count - 1 for count in taken.values()),
            "slots": len(where),
            "slots not queued": sum(not queued[one] for one in where),
            "slots queued twice": sum(count - 1 for count in queued.values()),
            "readers who got nothing": len(empty),
            "told twice in chats": twice_in_chats,
            "told twice by webhook": told_twice(hooks.posted),
            "repeated posts of one webhook-id": len(hooks.posted) - len(hooked),
            "still owed": len(engine.state.owed_in),
            "stories": len(engine.state.stories),
            "events": engine.head.position,
            "replay same": engine.replay().same,
            "log proven": engine.log.verify().ok,
            **_lags(lines, disturber),
            **_left(pair),
        }


def _waiting(pair: Pair) -> set[str]:
    with pair.connect() as db:
        return {row[0] for row in db.execute("SELECT article_id FROM monitor_arrivals.arrivals")}


def _has(address: Address, api: BotApi, paths: set[str]) -> bool:
    if address.medium == "webhook":
        return f"/{address.chat.rpartition('/')[2]}" in paths
    return bool(api.chats[int(address.chat)].texts)


def by_id(posted: Sequence[Posted]) -> dict[tuple[str, str], bytes]:
    """By address and id: whoever has it takes what comes again under one id once."""
    return {(one.path, one.headers["webhook-id"]): one.body for one in posted}


def told_twice(posted: Sequence[Posted]) -> int:
    """How often one address was told the same under another id."""
    told = Counter((path, _words(body)) for (path, _), body in by_id(posted).items())
    return sum(count - 1 for count in told.values())


def _words(body: bytes) -> str:
    """Without the id, which is another for each message."""
    return json.dumps({**json.loads(body), "id": ""}, sort_keys=True)


def _lags(lines: Sequence[Recorded], disturber: Disturber) -> dict[str, object]:
    """From the log alone: logged as fetched → decided."""
    fetched: dict[str, datetime] = {}
    lags: list[tuple[datetime, float]] = []
    for line in lines:
        match line.event:
            case FeedFetched(entries=entries):
                fetched |= {one.article_id: line.at for one in entries}
            case ArticleTaken(article=article) | ArticleSetAside(article=article):
                if (at := fetched.pop(article.id, None)) is not None:
                    lags.append((at, (line.at - at).total_seconds()))
    calm = [
        lag for at, lag in lags
        if not any(-2 <= (at - hit).total_seconds() < CALM_S for hit in disturber.at)
    ]  # fmt: skip
    return {
        "fetched → decided, s": _spread([lag for _, lag in lags]),
        f"the same, {CALM_S:.0f} s and more after any disturbance": _spread(calm),
        CALM_P99: p99(calm),
    }


def _left(pair: Pair) -> dict[str, object]:
    asked = """SELECT (SELECT count(*) FROM monitor_arrivals.arrivals),
      (SELECT count(*) FROM monitor_queue.procrastinate_jobs),
      (SELECT count(*) FROM monitor_queue.procrastinate_jobs WHERE status = 'doing')"""
    with pair.connect() as db:
        row = db.execute(asked).fetchone() or (0, 0, 0)
    return dict(zip(("arrivals left", "jobs left", "jobs doing"), row, strict=True))


def _spread(found: Sequence[float]) -> str:
    if not found:
        return "none"
    return (
        f"median {statistics.median(found):.2f}, p99 {p99(found):.2f}, most {max(found):.2f}"
        f" ({len(found)})"
    )


def p99(found: Sequence[float]) -> float:
    """0 of nothing."""
    return sorted(found)[min(len(found) - 1, int(len(found) * 0.99))] if found else 0.0


BAD = (
    "fetched, and neither decided nor waiting",
    "not fetched",
    "not decided",
    "decided twice",
    "slots not queued",
    "slots queued twice",
    "still owed",
    "readers who got nothing",
    "told twice in chats",
    "told twice by webhook",
    "takeovers that were late or never came",
    "not ended within 5 s of SIGTERM",
)


TIMED = frozenset({"takeovers that were late or never came", "not ended within 5 s of SIGTERM"})


def all_kept(found: dict[str, object]) -> bool:
    """Nothing was lost, told twice or told otherwise, however slow the machine was."""
    proven = found["replay same"] is True and found["log proven"] is True
    return proven and not any(found[name] for name in BAD if name not in TIMED)


def all_well(found: dict[str, object]) -> bool:
    lag_s = found[CALM_P99]
    is_quick = isinstance(lag_s, float) and lag_s <= LAG_S
    return all_kept(found) and is_quick and not any(found[name] for name in TIMED)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--rate", type=float, default=50, help="articles a second")
    parser.add_argument("--kills", type=int, default=40, help="and pauses; half are the matcher's")
    parser.add_argument("--primaries", type=int, default=5)
    parser.add_argument("--each", type=int, default=2, help="readers whose slot is in one minute")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--namespaces",
        action="store_true",
        help="each machine in a network of its own, which is cut off too; needs root",
    )
    parser.add_argument("--apart", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--machine", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.machine:
        log_lines.write_to(sys.stderr, secrets=(), people=False)
        take_the_process()
        asyncio.run(work(World(*json.loads(given.machine))))
        return
    if given.namespaces and not given.apart:
        if why := namespaces.refused():
            print(f"no network of its own for each machine, all over loopback: {why}", flush=True)
        else:
            mine = sys.argv[1:] if arguments is None else list(arguments)
            command = [sys.executable, "-m", "bench.soak_roles", *mine, "--apart"]
            namespaces.go_apart(command)
    found = soak(
        minutes=given.minutes,
        rate=given.rate,
        kills=given.kills,
        primaries=given.primaries,
        each=given.each,
        seed=given.seed,
        network=namespaces.Network() if given.apart else None,
    )
    for name, value in found.items():
        print(f"{name:44} {value}")
    sys.exit(0 if all_well(found) else 1)


if __name__ == "__main__":
    main()
