"""How fast the log in PostgreSQL is, against what the same server and the same library do without
it, in the same run.

    python -m bench.postgres [--events 100000]

The server is a temporary one, with fsync on. Append: one event a commit against a plain INSERT of
the same bytes with synchronous commit, in turns. Import: rows of another log taken in, with all
guards, against a plain COPY of the same rows. Replay: a log folded into the State, against reading
its rows and decoding them with msgspec and nothing else, in turns.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median

import psycopg

from bench.log import START, fill, keyed, life
from monitor.engine.replay import folding, replay
from monitor.log import codec
from monitor.log.chain import Row
from monitor.log.postgres.log import PostgresLog, as_bytes
from monitor.log.postgres.url import ServerUrl
from monitor.log.sqlite import SqliteLog
from tests.clusters import INSTALL, Cluster, server_binaries

ROUNDS, APPENDS_A_ROUND = 10, 200
LOTS_ROWS = 5_000  # as the log copies them
READ_ROWS = 500
REPLAYS = 5
FLOORS = {"append": 0.60, "import": 0.50, "replay": 0.50}

PLAIN = """CREATE TABLE plain (
  position bigint PRIMARY KEY, version integer NOT NULL, type text NOT NULL, at text NOT NULL,
  key bytea NOT NULL, prev bytea NOT NULL, hash bytea NOT NULL, payload bytea NOT NULL)"""
INSERT = "INSERT INTO plain VALUES (%b, %b, %b, %b, %b, %b, %b, %b)"
COPY = "COPY plain FROM STDIN (FORMAT BINARY)"
TYPES = ("int8", "int4", "text", "text", "bytea", "bytea", "bytea", "bytea")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=100_000)
    events = parser.parse_args().events
    with server() as cluster, tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "log.db", events)
        with SqliteLog.open(Path(folder) / "log.db") as file:
            rows = list(file.rows())
        figures = {
            "append": append_rates(cluster),
            "import": import_rates(cluster, rows),
            "replay": replay_rates(cluster, rows),
        }
    print(f"{events} events; the log and the raw limit, events a second; share and its floor")
    missed = 0
    for name, (ours, raw) in figures.items():
        share, floor = ours / raw, FLOORS[name]
        missed += share < floor
        mark = "ok" if share >= floor else "MISSED"
        print(f"{name:7} {ours:10.0f} {raw:10.0f}   {share:4.0%} of at least {floor:.0%}   {mark}")
    return 1 if missed else 0


@contextmanager
def server(**settings: str) -> Iterator[Cluster]:
    binaries = server_binaries()
    if binaries is None:
        sys.exit(f"there is no PostgreSQL server (15 or newer): {INSTALL}")
    cluster = Cluster(binaries, fsync="on", **settings)
    try:
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@contextmanager
def _plain(cluster: Cluster, url: ServerUrl) -> Iterator[psycopg.Connection]:
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        db.execute("SET synchronous_commit = on")
        db.execute(PLAIN)
        yield db


def append_rates(cluster: Cluster) -> tuple[float, float]:
    """(the log's, plain inserts'), of the middle one of many short turns."""
    events, position = keyed(life()), 0
    ours, raw = [], []
    with PostgresLog.open(cluster.database()) as log, _plain(cluster, cluster.database()) as db:
        for _ in range(ROUNDS):
            turn = list(islice(events, APPENDS_A_ROUND))
            payloads = [(key, *codec.encode(event)) for key, event in turn]
            begun = time.perf_counter()
            for number, (key, name, version, payload) in enumerate(payloads, position + 1):
                link = b"\0" * 32
                values = (number, version, name, "at", key.encode(), link, link, payload)
                db.execute(INSERT, values)
            raw.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            for number, one in enumerate(turn, position):
                log.append([one], at=START + timedelta(seconds=number), expected=number)
            ours.append(time.perf_counter() - begun)
            position += len(turn)
    return APPENDS_A_ROUND / median(ours), APPENDS_A_ROUND / median(raw)


def import_rates(cluster: Cluster, rows: list[Row]) -> tuple[float, float]:
    """(rows taken in with all guards, a plain COPY of them), in turns of a lot each."""
    spent = [0.0, 0.0]
    with PostgresLog.open(cluster.database()) as log, _plain(cluster, cluster.database()) as db:
        for first in range(0, len(rows), LOTS_ROWS):
            lot = rows[first : first + LOTS_ROWS]
            spent[1] += _timed(lambda lot=lot: _copy(db, lot))  # type: ignore[misc] # a lot of this turn
            spent[0] += _timed(lambda lot=lot: list(log.extend(lot)))  # type: ignore[misc] # as above
        if log.head().hash != rows[-1].hash:
            sys.exit("the log that was taken in has another head")
    return len(rows) / spent[0], len(rows) / spent[1]


def _copy(db: psycopg.Connection, lot: list[Row]) -> None:
    with db.cursor().copy(COPY) as copy:
        copy.set_types(TYPES)
        for row in lot:
            copy.write_row(as_bytes(row))


def replay_rates(cluster: Cluster, rows: list[Row]) -> tuple[float, float]:
    """(folded into the State, read and decoded alone), the best of some turns each."""
    ours, raw = [], []
    url = cluster.database()
    with PostgresLog.open(url) as log:
        list(log.extend(rows))
        for _ in range(REPLAYS):
            raw.append(_timed(lambda: _read_and_decode(cluster, url)))
            with folding():
                ours.append(_timed(lambda: replay(log)))
    return len(rows) / min(ours), len(rows) / min(raw)


def _read_and_decode(cluster: Cluster, url: ServerUrl) -> None:
    query = """SELECT position, type, version, payload FROM monitor.events
               WHERE position > %s ORDER BY position LIMIT %s"""
    after = 0
    with folding(), psycopg.connect(cluster.conninfo(url), autocommit=True) as db:
        cursor = db.cursor(binary=True)
        while found := cursor.execute(query, (after, READ_ROWS)).fetchall():
            for _, name, version, payload in found:
                codec.READERS[name, version](payload)
            after = found[-1][0]


def _timed(work: Callable[[], object]) -> float:
    """Letting go of what it made is not counted."""
    begun = time.perf_counter()
    made = work()
    spent = time.perf_counter() - begun
    del made
    return spent


if __name__ == "__main__":
    sys.exit(main())
