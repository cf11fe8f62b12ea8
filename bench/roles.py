"""Where one matcher's core ends: articles decided a second out of the arrivals, one by one and
several in a transaction by turns, by how many stories are open, and what reading them costs beside
it. Processor time of this process, not of the server.

make bench PART=roles
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from bench.made_up import made_up
from monitor.clock import Clock
from monitor.engine.engine import Engine
from monitor.model import Rules
from monitor.stores import Stores
from monitor.workers import inbox, queue
from monitor.workers.inbox import ARRIVALS, Inbox
from monitor.workers.matching import Matching, ReadElsewhere
from monitor.workers.process import log_of
from monitor.workers.reading import ArrivalReader
from tests.clusters import Cluster, server_binaries

STEP = 300  # articles for each figure
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
        ways = cycle(
            (
                ("one by one", Matching(engine, engine_log, arrivals, read, together_s=0.0)),
                ("together", Matching(engine, engine_log, arrivals, read)),
            )
        )
        reader, number = ArrivalReader(arrivals), 0
        print(
            "open stories  way         decided a second  ms of processor each  ms of reading each"
        )
        while len(engine.state.stories) < most:
            with log.server.connection() as db, db.transaction():
                put = inbox.put(db, (made_up(n) for n in range(number, number + STEP)))
            number += STEP
            spent = reader.spent_s
            reader.read_some(put)
            read_ms = (reader.spent_s - spent) / STEP * 1000
            way, matching = next(ways)
            began, cpu = time.monotonic(), time.process_time()
            while matching.some():
                continue
            engine.look_at_waiting()
            took, cpu = time.monotonic() - began, time.process_time() - cpu
            print(
                f"{len(engine.state.stories):12}  {way:10} {STEP / took:17.0f}"
                f" {cpu / STEP * 1000:21.2f} {read_ms:19.2f}",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=10_000)
    measure(parser.parse_args().stories)
