"""The same articles through all roles as processes on PostgreSQL, through one process on a file,
and through one that has a Dask cluster read for it: the same decisions to the byte.

    python -m bench.same [--articles 10000] [--no-dask]

The nine processes of the roles (those of bench.soak_roles) come first: they fetch the articles from
feeds on loopback. In what order articles arrive is chance then, since several fetch; so what was
put among the arrivals is kept by a trigger, and the other two take those very bytes in the order
in which the log says that the matcher decided them, at its times. Compared is the chain over what
was decided (all but what is logged of feeds and of telling, which they do not do), and the State
that a replay of it gives. Second looks are taken as the stories gather, in all three alike: the
timer for those that are left over is set to a day.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, nullcontext
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import get_args

import msgspec
from msgspec import Struct

from bench.cores import children, cluster, spent_s
from bench.made_up import made_up
from bench.postgres import server
from bench.soak_roles import (
    FEEDS,
    LOOK_S,
    MACHINES,
    RULES,
    Machine,
    World,
    document,
    spent_by_role,
    subscribe,
    wait_for,
)
from bench.soak_world import FeedHost, head_of
from monitor.engine.engine import Engine
from monitor.engine.replay import replay
from monitor.events.deliveries import TellingEvent
from monitor.events.stories_and_feeds import ArticleSetAside, ArticleTaken, FeedEvent
from monitor.log.postgres.log import PostgresLog
from monitor.log.postgres.url import ServerUrl
from monitor.log.protocol import EventLog, Recorded
from monitor.log.sqlite import SqliteLog
from monitor.model import Incoming
from monitor.parallel.choice import ReadingWorkers, open_pool
from monitor.parallel.pool import ReadingPool
from monitor.stores import Stores
from monitor.workers import queue
from monitor.workers.inbox import ARRIVALS
from monitor.workers.process import log_of
from tests.clusters import Cluster
from tests.delivery.bot_api import BotApi
from tests.delivery.receivers import Receiver

AT_A_TIME, AGAIN = 30, 3  # articles that are new in a feed each time it is asked; shown so often
DAY_S = 86_400.0
PATIENCE_S = 60.0  # without anything decided, until the roles count as stuck
NOT_DECIDED = (*get_args(FeedEvent), *get_args(TellingEvent))
KEEP = """
CREATE TABLE public.kept (
  article_id text, version text, incoming bytea, UNIQUE (article_id, version)
);
CREATE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.kept VALUES (new.article_id, new.version, new.incoming) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER keep AFTER INSERT ON monitor_arrivals.arrivals
FOR EACH ROW EXECUTE FUNCTION public.keep();
"""
DECIDED = """SELECT count(*) FROM monitor.events
             WHERE type IN ('ArticleTaken', 'ArticleSetAside')"""


class Run(Struct, frozen=True, kw_only=True):
    """One way through the articles: what was decided, and what it cost."""

    head: str  # of the chain over what was decided
    fingerprint: str
    articles: int
    stories: int
    took_s: float
    spent_s: dict[str, float]  # of processor, by who spent it

    def same_as(self, other: Run) -> bool:
        ours, theirs = (
            (one.head, one.fingerprint, one.articles, one.stories) for one in (self, other)
        )
        return ours == theirs


class Decided(Struct, frozen=True, kw_only=True):
    """The articles as they arrived, in the order in which they were decided, and the log time of
    all that was.
    """

    articles: list[Incoming]
    at: list[datetime]


class LogTimes:
    """A clock that says when the roles wrote what comes next."""

    def __init__(self, at: Sequence[datetime]) -> None:
        self._at = at
        self.position: Callable[[], int] = lambda: 0

    def now(self) -> datetime:
        return self._at[min(self.position(), len(self._at) - 1)]


# --- all roles, on a server ---


class GrowingFeeds(FeedHost):
    """Article n stands in feed n % FEEDS; each time a feed is asked it has some more, behind one
    that is known from the beginning: where all are new at once, none is told.
    """

    def __init__(self, articles: int) -> None:
        super().__init__()
        self._articles = articles
        self._asked: Counter[int] = Counter()
        self.opened = False

    async def answer(self, feed: int, head: str, writer: asyncio.StreamWriter) -> None:
        del head
        self._asked[feed] += self.opened
        last = self._asked[feed] * AT_A_TIME
        numbers = range(feed, self._articles, FEEDS)[max(0, last - AGAIN * AT_A_TIME) : last]
        shown = (self._articles + feed, *numbers)
        body = document(feed, ((made_up(number), _published(number)) for number in shown))
        writer.write(head_of("200 OK", body, "Content-Type: application/rss+xml\r\n") + body)


def _published(number: int) -> datetime:
    day = date.fromisoformat(made_up(number).article.published or "")
    return datetime.combine(day, time_of_day(12), UTC)


def by_roles(articles: int, folder: Path, database: Cluster) -> tuple[Run, Decided]:
    url = database.database()
    with ExitStack() as stack:
        api, hooks = stack.enter_context(BotApi(floods=False)), stack.enter_context(Receiver())
        news = stack.enter_context(GrowingFeeds(articles))
        (folder / "desk").mkdir()
        subscribe(url, folder / "desk", (api, hooks), minutes=1, each=2)
        log = stack.enter_context(_prepared(folder / "desk", url))
        machines = list(_begun(folder, url, news, (api, hooks)))
        for one in machines:
            stack.callback(one.kill)
        wait_for(lambda: _counted(log, "FeedBaselined") == FEEDS)
        before, began = spent_by_role(machines, database.processor_s()), time.monotonic()
        news.opened = True
        _until_decided(log, articles)
        took_s = time.monotonic() - began
        spent = {
            role: spent - before[role]
            for role, spent in spent_by_role(machines, database.processor_s()).items()
        }
        for one in machines:
            one.process.terminate()
            one.process.wait()
        decided = [one for one in log.read() if not isinstance(one.event, NOT_DECIDED)]
        with _alone(folder, decided) as alone:
            run = _run(alone, took_s, spent)
        arrived = list(_as_decided(log, decided))
        return run, Decided(articles=arrived, at=[one.at for one in decided])


def _prepared(home: Path, url: ServerUrl) -> PostgresLog:
    """What the roles would make themselves, so that what arrives is kept from the first on."""
    with closing(Stores(home / "state", url)) as stores:
        log = log_of(stores)
        stores.tables(ARRIVALS)
        queue.prepare(log.server)
    log.server.run(lambda db: db.execute(KEEP))
    return log


def _begun(
    folder: Path, url: ServerUrl, news: FeedHost, servers: tuple[BotApi, Receiver]
) -> Iterator[Machine]:
    api, hooks = servers
    for name, roles in MACHINES.items():
        (folder / name).mkdir()
        yield Machine(
            World(
                name=name,
                roles=roles,
                home=str(folder / name),
                log=url.text,
                password=url.password or "",
                feeds=news.port,
                telegram=api.url,
                hooks=hooks.url,
                quiet_s=DAY_S,
            )
        )


def _until_decided(log: PostgresLog, articles: int) -> None:
    """Raises TimeoutError where nothing more is decided."""
    decided = 0
    while decided < articles:
        wait_for(partial(_are_more, log, decided), seconds=PATIENCE_S, look_s=LOOK_S)
        decided = _decided(log)


def _are_more(log: PostgresLog, known: int) -> bool:
    return _decided(log) > known


def _decided(log: PostgresLog) -> int:
    return int(log.server.query(DECIDED)[0][0])


def _counted(log: PostgresLog, kind: str) -> int:
    found = log.server.query("SELECT count(*) FROM monitor.events WHERE type = %s", (kind,))
    return int(found[0][0])


def _as_decided(log: PostgresLog, decided: Iterable[Recorded]) -> Iterator[Incoming]:
    kept = {
        (article_id, version): incoming
        for article_id, version, incoming in log.server.query("SELECT * FROM public.kept")
    }
    decode = msgspec.msgpack.Decoder(Incoming).decode
    for one in decided:
        if isinstance(one.event, ArticleTaken | ArticleSetAside):
            article = one.event.article
            yield decode(kept[article.id, article.version])


def _alone(folder: Path, decided: Iterable[Recorded]) -> SqliteLog:
    """What was decided, as the log of somebody who does nothing else."""
    log = SqliteLog.open(folder / "decided.db")
    position = 0
    for at, together in groupby(decided, key=attrgetter("at")):
        events = [(one.key, one.event) for one in together]
        position = log.append(events, at=at, expected=position)[-1].position
    return log


# --- one process, on a file ---


def by_one(decided: Decided, open_: Callable[[], ReadingPool | None]) -> Run:
    clock = LogTimes(decided.at)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_() or nullcontext() as pool,
        Engine.open(Path(folder), rules=RULES, clock=clock) as engine,
    ):
        engine.read_on(pool)
        began, others = time.monotonic(), children()
        here_s = spent_s(os.getpid())
        clock.position = lambda: engine.head.position
        engine.take_many(engine.ahead(decided.articles), look_again=False)
        spent = {
            "decides": spent_s(os.getpid()) - here_s,
            "reads": sum(map(spent_s, others | children())),
        }
        return _run(engine.log, time.monotonic() - began, spent)


def _run(log: EventLog, took_s: float, spent: dict[str, float]) -> Run:
    again = replay(log)
    kinds = Counter(type(one.event) for one in log.read())
    return Run(
        head=again.head.hash,
        fingerprint=again.fingerprint,
        articles=kinds[ArticleTaken] + kinds[ArticleSetAside],
        stories=len(again.state.stories),
        took_s=took_s,
        spent_s=spent,
    )


def elsewhere(way: str, decided: Path) -> Run:
    """In a process of its own, so that none finds what another has loaded."""
    command = [sys.executable, "-m", "bench.same", "--way", way, "--decided", str(decided)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{way}: {done.stderr.decode()}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Run)


def one_way(way: str, decided: Decided) -> Run:
    if way == "file":
        return by_one(decided, lambda: None)
    with cluster(2) as address:
        return by_one(decided, partial(open_pool, ReadingWorkers(cluster=address), notice=print))


# --- words ---


def compared(articles: int, ways: Sequence[str]) -> dict[str, Run]:
    with tempfile.TemporaryDirectory() as name, server(max_connections="120") as database:
        folder = Path(name)
        run, decided = by_roles(articles, folder, database)
        told("roles", run)
        runs, path = {"roles": run}, folder / "decided"
        path.write_bytes(msgspec.msgpack.encode(decided))
        for way in ways:
            runs[way] = elsewhere(way, path)
            told(way, runs[way])
    return runs


def told(way: str, run: Run) -> None:
    spent = ", ".join(
        f"{who} {1000 * spent / run.articles:.1f}" for who, spent in run.spent_s.items()
    )
    print(
        f"{way:6} {run.articles} articles, {run.stories} stories, {run.took_s:.0f} s · "
        f"ms of processor an article: {spent} · decided {run.head[:12]} · "
        f"state {run.fingerprint[:12]}",
        flush=True,
    )


def all_same(runs: dict[str, Run], articles: int) -> bool:
    first, *others = runs.values()
    return first.articles == articles and all(one.same_as(first) for one in others)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--no-dask", action="store_true")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--decided", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        decided = msgspec.msgpack.decode(asked.decided.read_bytes(), type=Decided)
        print(msgspec.json.encode(one_way(asked.way, decided)).decode())
        return 0
    runs = compared(asked.articles, ["file"] if asked.no_dask else ["file", "dask"])
    same = all_same(runs, asked.articles)
    print(f"the same decisions and the same state: {'yes' if same else 'NO'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
