"""What an article costs by how long the log on a server is already: one event appended by itself,
and an article decided as the matcher does it, several in a transaction.

    python -m bench.growth [--events 10000000] [--articles 200]

A temporary server with fsync on is filled by COPY, through all guards, with a made-up life of
stories that open, grow and close, so that what is open is always as much and the log alone grows;
at each power of ten, articles are read beforehand, put among the arrivals and decided, and their
stories closed again. What is not measured is said: a log ten times as long as the longest is
extrapolated: as much more again as the last ten times made.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from bench.log import keyed, life
from bench.made_up import made_up
from bench.postgres import server
from bench.soak_roles import RULES
from monitor.clock import Clock
from monitor.engine.engine import Engine
from monitor.events.stories_and_feeds import Event, StoryClosed
from monitor.log import codec, records
from monitor.log.chain import Row
from monitor.log.postgres.log import PostgresLog
from monitor.stores import Stores
from monitor.workers import inbox, queue
from monitor.workers.inbox import ARRIVALS, Inbox
from monitor.workers.matching import Matching, ReadElsewhere
from monitor.workers.process import log_of
from monitor.workers.reading import ArrivalReader
from tests.clusters import Cluster

FIRST = 10_000  # events
ALONE = 200  # events that are appended one by one


class Cost(NamedTuple):
    """Of one article or event, ms: as the clock on the wall has it, and of processor, here and on
    the server.
    """

    wall: float
    here: float
    server: float

    def __str__(self) -> str:
        return f"{self.wall:7.2f} {self.here:7.2f} {self.server:7.2f}"


class Bench:
    def __init__(self, stack: ExitStack, database: Cluster, articles: int) -> None:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stores = Stores(home / "state", database.database())
        stack.callback(stores.close)
        self._database, self._articles = database, articles
        self.log, engine_log = stack.enter_context(log_of(stores)), log_of(stores)
        self._read = ReadElsewhere()
        stores.tables(ARRIVALS)
        queue.prepare(self.log.server)
        self.engine = stack.enter_context(
            Engine.open(home, rules=RULES, clock=Clock(), log=engine_log, read=self._read)
        )
        self._inbox = Inbox(self.log.server)
        self._matching = Matching(self.engine, engine_log, self._inbox, self._read)
        self._reader = ArrivalReader(self._inbox)
        self._life = keyed(life())
        self._numbers = count()

    def grow(self, events: int) -> float:
        """Until the log has so many; events a second."""
        began, before = time.monotonic(), self.log.head().position
        for _ in self.log.extend(_rows(self.log, self._life, events - before)):
            continue
        took_s = time.monotonic() - began
        self.log.server.run(lambda db: db.execute("ANALYZE"))
        self.engine.catch_up()
        self.engine.prepare(1_000_000)
        return (events - before) / took_s

    def appended(self) -> Cost:
        """One event a commit."""
        events = list(islice(self._life, ALONE))
        cost = self._cost(lambda: self._append_each(events), of=ALONE)
        self.engine.catch_up()
        return cost

    def _append_each(self, events: Sequence[tuple[str, Event]]) -> None:
        position = self.log.head().position
        for one in events:
            position = self.log.append([one], at=self.engine.now(), expected=position)[-1].position

    def decided(self) -> Cost:
        """Read already, several in a transaction."""
        known = set(self.engine.state.stories)
        articles = [made_up(next(self._numbers)) for _ in range(self._articles)]
        with self.log.server.connection() as db, db.transaction():
            put = inbox.put(db, articles)
        self._reader.read_some(put)
        cost = self._cost(self._decide_all, of=len(put))
        opened = sorted(self.engine.state.stories.keys() - known)
        self.engine.record(lambda: [StoryClosed(story_id=one) for one in opened])
        return cost

    def _decide_all(self) -> None:
        while self._matching.some():
            continue
        self.engine.look_at_waiting()

    def _cost(self, work: Callable[[], object], *, of: int) -> Cost:
        wall, here, there = time.monotonic(), time.process_time(), self._database.processor_s()
        work()
        spent = (
            time.monotonic() - wall,
            time.process_time() - here,
            self._database.processor_s() - there,
        )
        return Cost(*(1000 * spent_s / of for spent_s in spent))


def _rows(log: PostgresLog, events: Iterator[tuple[str, Event]], many: int) -> Iterator[Row]:
    head = log.head()
    written = ((key, *codec.encode(event), event) for key, event in islice(events, many))
    at = records.as_written(datetime.now(UTC))
    return records.chained(head.position, head.hash, at, written)


def measure(most: int, articles: int) -> None:
    with ExitStack() as stack:
        bench = Bench(stack, stack.enter_context(server()), articles)
        print("ms each: on the wall, of processor here, of the server's")
        print(f"{'events':>11} {'filled/s':>9} {'MB':>7}  {'an append':^23}  {'an article':^23}")
        costs, events = [], FIRST
        bench.decided()  # what is loaded once
        while events <= most:
            filled = bench.grow(events)
            appended, decided = bench.appended(), bench.decided()
            size = bench.log.size_bytes() / 1e6
            print(f"{events:11,} {filled:9,.0f} {size:7,.0f}  {appended}  {decided}", flush=True)
            costs.append(decided)
            events *= 10
        if len(costs) > 1:
            _extrapolate(costs[-2], costs[-1], events)


def _extrapolate(before: Cost, last: Cost, events: int) -> None:
    """What grows, if anything does, grows with the depth of indexes: the same for each ten times
    as many.
    """
    more = Cost(*(2 * one - other for one, other in zip(last, before, strict=True)))
    print(f"{events:11,} {'extrapolated, not measured':>43}  {more}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--articles", type=int, default=200)
    asked = parser.parse_args()
    measure(asked.events, asked.articles)


if __name__ == "__main__":
    main()
