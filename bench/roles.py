"""Where one matcher's core ends: articles decided a second out of the arrivals, one by one and
several in a transaction, by how many stories are open, and what reading them costs beside
it. Processor time of this process, not of the server.

make bench PART=roles
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import count, islice
from pathlib import Path

from bench.made_up import TELLINGS, made_up
from monitor.clock import Clock
from monitor.engine.engine import Engine
from monitor.log.postgres.log import PostgresLog
from monitor.model import Incoming, Rules
from monitor.stores import Stores
from monitor.workers import inbox, queue
from monitor.workers.inbox import ARRIVALS, Inbox
from monitor.workers.matching import Matching, ReadElsewhere
from monitor.workers.process import log_of
from monitor.workers.reading import ArrivalReader
from tests.clusters import Cluster, server_binaries

STEP = 300  # articles for each figure
TARGETS = (100, 300, 1_000, 3_000, 10_000)  # open stories
RULES = Rules(sure_diplomatic=0.0)


def measure(most: int) -> None:
    binaries = server_binaries()
    if binaries is None:
        raise SystemExit("this needs a PostgreSQL server: apt-get install -y postgresql")
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cluster = Cluster(binaries, fsync="on")
        stack.callback(cluster.remove)
        cluster.make()
        cluster.start()
        stores = Stores(home / "state", cluster.database())
        stack.callback(stores.close)
        log, engine_log = stack.enter_context(log_of(stores)), log_of(stores)
        read = ReadElsewhere()
        stores.tables(ARRIVALS)
        queue.prepare(log.server)
        engine = stack.enter_context(
            Engine.open(home, rules=RULES, clock=Clock(), log=engine_log, read=read)
        )
        arrivals = Inbox(log.server)
        ways = {
            "one by one": Matching(engine, engine_log, arrivals, read, together_s=0.0),
            "together": Matching(engine, engine_log, arrivals, read),
        }
        bench = _Bench(engine, log, arrivals, ArrivalReader(arrivals))
        print(
            "open stories  way         decided a second  ms of processor each  ms of reading each"
        )
        for open_stories in (target for target in TARGETS if target <= most):
            while len(engine.state.stories) < open_stories:
                bench.fill(ways["together"])
            for way, matching in ways.items():
                bench.measure(way, matching)


class _Bench:
    def __init__(
        self, engine: Engine, log: PostgresLog, arrivals: Inbox, reader: ArrivalReader
    ) -> None:
        self._engine, self._log, self._inbox, self._reader = engine, log, arrivals, reader
        self._meetings = count()

    def fill(self, matching: Matching) -> None:
        """With stories of one account each, the quickest way to many."""
        self._put(made_up(TELLINGS * meeting) for meeting in islice(self._meetings, STEP))
        self._decide(matching)

    def measure(self, way: str, matching: Matching) -> None:
        spent, meetings = self._reader.spent_s, islice(self._meetings, STEP // TELLINGS)
        self._put(
            made_up(TELLINGS * meeting + telling)
            for meeting in meetings
            for telling in range(TELLINGS)
        )
        read_ms = (self._reader.spent_s - spent) / STEP * 1000
        began, cpu = time.monotonic(), time.process_time()
        self._decide(matching)
        took, cpu = time.monotonic() - began, time.process_time() - cpu
        print(
            f"{len(self._engine.state.stories):12}  {way:10} {STEP / took:17.0f}"
            f" {cpu / STEP * 1000:21.2f} {read_ms:19.2f}",
            flush=True,
        )

    def _put(self, articles: Iterable[Incoming]) -> None:
        with self._log.server.connection() as db, db.transaction():
            put = inbox.put(db, articles)
        self._reader.read_some(put)

    def _decide(self, matching: Matching) -> None:
        while matching.some():
            continue
        self._engine.look_at_waiting()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=10_000)
    measure(parser.parse_args().stories)
