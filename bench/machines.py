"""What a second machine costs and shows: how long it takes to make its views from a log on a
server, how soon it shows what was appended, and what readers cost there against a file.

    python -m bench.machines [--events 100000] [--readers 100000]

The server is a temporary one, with fsync on. Both "machines" are empty homes on this one: there is
no network between them.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from statistics import median
from threading import Event, Thread

from bench.log import fill
from bench.postgres import server
from monitor.clock import SetClock
from monitor.delivery.address_book import READERS, Readers
from monitor.delivery.transport import Address
from monitor.engine.engine import Engine
from monitor.log.engines import Place, open_log, room_beside
from monitor.log.postgres.url import ServerUrl
from monitor.log.sqlite import SqliteLog
from monitor.model import Rules
from monitor.stores import Stores
from monitor.views.facts.forms import FactSettings
from monitor.web.answers import BETWEEN_S, FOLLOW_S
from monitor.web.making.home_reader import HomeReader
from tests.clusters import Cluster
from tests.publishing.newsrooms import NOW, article

APPENDS = 20
APART_S = 3.0  # at the most, so that looks and appends fall in no step


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=100_000)
    asked = parser.parse_args()
    with server() as cluster, tempfile.TemporaryDirectory() as folder:
        rebuild(cluster, Path(folder), asked.events)
        lag(cluster.database(), Path(folder))
        for place in (Path(folder) / "log.db", cluster.database()):
            readers(place, asked.readers)


def rebuild(cluster: Cluster, folder: Path, events: int) -> None:
    fill(folder / "full.db", events)
    url = cluster.database()
    with SqliteLog.open(folder / "full.db") as file, closing(open_log(url)) as log:
        list(log.extend(file.rows()))
    stores = Stores(folder / "fresh", url)
    with closing(stores), closing(stores.log(readonly=True)) as log, stores.views() as views:
        begun, processor = time.perf_counter(), time.process_time()
        views.catch_up(log)
        spent, processor = time.perf_counter() - begun, time.process_time() - processor
    bytes_an_event = (folder / "fresh" / "views.db").stat().st_size / events
    print(
        f"views of {events} events: {spent:.0f} s, {processor:.0f} s of processor, "
        f"{bytes_an_event:.0f} bytes an event"
    )


def lag(url: ServerUrl, folder: Path) -> None:
    """Of what one machine appends, on another one's pages: with nobody asking, and when asked."""
    here, there = folder / "here", folder / "there"
    chance, done = Random(1), Event()
    reader = HomeReader(Stores(there / "state", url), FactSettings())

    def follow() -> None:
        """As the pages' server does."""
        while not done.is_set():
            done.wait(BETWEEN_S if reader.follow() else FOLLOW_S)

    waited, asked = [], []
    with Engine.open(here, rules=Rules(), clock=SetClock(NOW), log=open_log(url)) as engine:
        following = Thread(target=follow)
        following.start()
        for number in range(APPENDS):
            time.sleep(chance.uniform(0, APART_S))
            engine.take(article(f"a{chr(97 + number)}"))
            begun = time.perf_counter()
            while _shown(reader) < engine.head.position:
                time.sleep(0.02)
            waited.append(time.perf_counter() - begun)
        done.set()
        following.join()
        for number in range(APPENDS):
            engine.take(article(f"b{chr(97 + number)}"))
            begun = time.perf_counter()
            with reader.opened() as home:
                asked.append(time.perf_counter() - begun)
                if home.views.position < engine.head.position:
                    sys.exit("a page does not have what was appended before it was asked for")
    reader.stores.close()
    print(f"shown with nobody asking after {median(waited):.2f} s, {max(waited):.2f} s at the most")
    print(
        f"a page that is asked for has it; being brought up to the log takes {median(asked):.3f} s"
    )


def _shown(reader: HomeReader) -> int:
    views = reader.stores.views_to_read()
    if views is None:
        return 0
    with closing(views):
        return views.position


def readers(place: Place, count: int) -> None:
    with closing(room_beside(place)) as room:
        tables = room.tables(READERS)
        chats = [
            (secrets.token_hex(8), "mail", f"{n}@example.org", "private") for n in range(count)
        ]
        with tables.writing():
            tables.many("INSERT INTO chats VALUES (?, ?, ?, ?)", chats)
            rows = [(secrets.token_hex(8), lane, 0) for lane, *_ in chats]
            tables.many("INSERT INTO readers VALUES (?, ?, ?)", rows)
        book = Readers(tables)
        known = Address(medium="mail", chat="7@example.org", kind="private")
        left = iter(book.reader_ids())
        works: dict[str, Callable[[], object]] = {
            "known": lambda: book.known(known),
            "all ids": book.reader_ids,
            "keep": lambda: book.keep(1, b"x" * 300),
            "forget": lambda: book.forget(next(left)),
            "scrub": book.scrub,
        }
        spent = ", ".join(f"{name} {_best(work) * 1000:.2f}" for name, work in works.items())
    print(f"{count} readers at {place}: ms for {spent}")


def _best(work: Callable[[], object]) -> float:
    found = []
    for _ in range(5):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


if __name__ == "__main__":
    main()
