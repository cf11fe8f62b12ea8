"""How fast the log is, against what the same disk and the same libraries do without it, in the same
run.

    python bench/log.py [--events 1000000] [--folder state]

Append: one event a commit against writing the same bytes to a plain file and fdatasync, in turns,
because disks change their mind from second to second. Replay: a log of mixed events folded into the
State, against reading the payloads from SQLite and decoding them with msgspec and nothing else, in
turns too. Memory and start-up are measured in processes of their own. The events carry the readings
of the seed articles; a story gets four articles and is closed; some are set aside.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from monitor.claims import read
from monitor.engine import snapshots
from monitor.engine.engine import Engine
from monitor.engine.replay import folding, replay
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleSetAside,
    ArticleTaken,
    Event,
    StoryClosed,
    StoryOpened,
    key_of,
)
from monitor.log import codec
from monitor.log.chain import text_hash
from monitor.log.sqlite import SqliteLog
from monitor.model import Article, Comparison, Evidence, Fact, Factor, Reading, Rules
from monitor.stories.evolve import evolve
from monitor.stories.state import State

ROOT = Path(__file__).resolve().parent.parent
START = datetime(2026, 1, 1, tzinfo=UTC)
OPEN_STORIES = 300
SMALL = 100_000
APPEND_ROUNDS, APPENDS_A_ROUND = 10, 200


# --- a long made-up life ---


def readings() -> list[Reading]:
    found = []
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        article = Article(
            id=path.stem, version="1" * 12, text_hash=text_hash(text), text_bytes=len(text)
        )
        found.append(read(article, text))
    return found


def evidence() -> Evidence:
    factors = tuple(
        Factor(name=f"factor {n}", value=0.5 + n, weight=1.25, note="compared") for n in range(6)
    )
    compared = Comparison(story_id="0" * 16, score=2.5, factors=factors)
    return Evidence(
        rule="the same people met on the same day", rules="1" * 12, considered=8, chosen=compared
    )


def life() -> Iterator[Event]:
    """Events without end, as the decider would say them: never more than `OPEN_STORIES` stories are
    open.
    """
    known, proof = readings(), evidence()
    facts = (
        Fact(
            kind="quotation",
            text="bilateral relations have reached an unprecedented level",
            key="k",
        ),
    )
    number = 0
    while True:
        number += 1
        story = f"{number:016x}"
        for index in range(4):
            article = _article(number, index)
            yield ArticleTaken(article=article, reading=known[(number + index) % len(known)])
            if index == 0:
                yield StoryOpened(
                    story_id=story, number=number, article_id=article.id, evidence=proof
                )
            else:
                yield ArticleAttached(
                    story_id=story,
                    article_id=article.id,
                    verdict="development",
                    evidence=proof,
                    new_facts=facts,
                )
        if number % 5 == 0:
            yield ArticleSetAside(article=_article(number, 9), reason="no diplomatic event in it")
        if number > OPEN_STORIES:
            yield StoryClosed(story_id=f"{number - OPEN_STORIES:016x}")


def _article(number: int, index: int) -> Article:
    return Article(
        id=f"{number:015x}{index}",
        version="1" * 12,
        text_hash=f"{number:063x}{index}",
        text_bytes=3000,
        url=f"https://news.example/{number}/{index}",
        outlet="Example",
        lang="en",
        published="2026-11-22",
        title=f"A meeting, number {number}",
    )


def keyed(events: Iterator[Event]) -> Iterator[tuple[str, Event]]:
    return ((key_of(event, ordinal=0), event) for event in events)


def fill(path: Path, many: int, *, batch: int = 1000) -> float:
    """Events a second while a log of `many` events is made."""
    events, at = keyed(life()), START
    begun = time.perf_counter()
    with SqliteLog.open(path) as log:
        for done in range(0, many, batch):
            at += timedelta(minutes=1)
            log.append(list(islice(events, min(batch, many - done))), at=at, expected=done)
    return many / (time.perf_counter() - begun)


# --- appending ---


def append_shares(folder: Path) -> tuple[float, float]:
    """(events a second, raw writes a second), each the whole of many short turns."""
    events = keyed(life())
    raw = os.open(folder / "raw", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    spent = [0.0, 0.0]
    with SqliteLog.open(folder / "one.db") as log:
        for _ in range(APPEND_ROUNDS):
            turn = list(islice(events, APPENDS_A_ROUND))
            payloads = [codec.encode(event)[2] + b"\n" for _, event in turn]
            spent[0] += _timed(partial(_append_each, log, turn))
            spent[1] += _timed(partial(_write_each, raw, payloads))
    os.close(raw)
    many = APPEND_ROUNDS * APPENDS_A_ROUND
    return many / spent[0], many / spent[1]


def _append_each(log: SqliteLog, events: list[tuple[str, Event]]) -> None:
    position = log.head().position
    for event in events:
        position = log.append([event], at=START, expected=position)[-1].position


def _write_each(handle: int, payloads: list[bytes]) -> None:
    sync = getattr(os, "fdatasync", os.fsync)
    for payload in payloads:
        os.write(handle, payload)
        sync(handle)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


# --- replaying ---


CHUNK = 20_000


class Reader:
    """The least that reading a log can be: SQLite hands over rows, msgspec decodes the payloads."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._decoders = {
            name: msgspec.json.Decoder(kind).decode for name, kind in codec.TYPES.items()
        }

    def read(self, after: int, until: int) -> None:
        query = (
            "SELECT type, payload FROM events WHERE position > ? AND position <= ? ORDER BY "
            "position"
        )
        for name, payload in self._db.execute(query, (after, until)):
            self._decoders[name](payload)

    def close(self) -> None:
        self._db.close()


def replay_shares(path: Path, many: int) -> tuple[float, float, float]:
    """(replayed, read by `SqliteLog.read`, read raw), events a second.

    The three take turns at each stretch of the log, and at being the first to touch it: a busy
    machine is busy for all alike.
    """
    spent = [0.0] * 3
    state, raw = State(), Reader(path)
    with SqliteLog.open(path) as log, folding():

        def replayed(after: int, until: int) -> None:
            for recorded in log.read(after=after, until=until):
                evolve(state, recorded.event, recorded.at)

        def read_alone(after: int, until: int) -> None:
            deque(log.read(after=after, until=until), maxlen=0)

        works: tuple[Callable[[int, int], None], ...] = (replayed, read_alone, raw.read)
        for turn, after in enumerate(range(0, many, CHUNK)):
            for index in ((turn + n) % 3 for n in range(3)):
                spent[index] += _timed(partial(works[index], after, min(after + CHUNK, many)))
    raw.close()
    return many / spent[0], many / spent[1], many / spent[2]


def measure_here(what: str, home: Path, until: int) -> None:
    """In a process of its own: prints one number."""
    match what:
        case "memory":
            with SqliteLog.open(home / "state" / "log.db") as log:
                replay(log, position=until)
            print(_peak_mb())
        case "start":
            print(_timed(lambda: Engine.open(home, rules=Rules(), clock=_Clock())))
        case "snapshot":
            with SqliteLog.open(home / "state" / "log.db") as log:
                done = replay(log)
                snapshots.save(home / "state" / "snapshots", done.state, done.head)
            print(0)


class _Clock:
    def now(self) -> datetime:
        return START


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def elsewhere(what: str, home: Path, until: int = 0) -> float:
    arguments = [
        sys.executable,
        __file__,
        "--measure",
        what,
        "--folder",
        str(home),
        "--until",
        str(until),
    ]
    return float(
        subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.split()[-1]
    )


# --- the table ---


def row(what: str, figure: str, share: str = "", wanted: str = "") -> None:
    print(f"{what:<46} {figure:>18} {share:>9}  {wanted}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument(
        "--folder",
        type=Path,
        default=ROOT / "state",
        help="where to write; its disk is what is measured",
    )
    parser.add_argument(
        "--measure", choices=("memory", "start", "snapshot"), help=argparse.SUPPRESS
    )
    parser.add_argument("--until", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        measure_here(asked.measure, asked.folder, asked.until)
        return
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=asked.folder) as name:
        tell(Path(name), asked.events)


def tell(folder: Path, many: int) -> None:
    row("what", "a second", "share", "wanted")
    ours, raw = append_shares(folder)
    row(
        "one event a commit", f"{ours:,.0f}", f"{ours / raw:.0%}", "≥ 60 % of raw write + fdatasync"
    )
    row("  raw write + fdatasync", f"{raw:,.0f}")
    for batch in (10, 100, 1000):
        made = fill(folder / f"batch{batch}.db", 20 * batch, batch=batch)
        row(f"batches of {batch}", f"{made:,.0f}")
    path = folder / "state" / "log.db"
    row(
        f"making a log of {many:,} events",
        f"{fill(path, many):,.0f}",
        "",
        f"{path.stat().st_size / 1e6:,.0f} MB",
    )
    replayed, read_, raw = replay_shares(path, many)
    row(
        f"replay of {many:,} events",
        f"{replayed:,.0f}",
        f"{replayed / raw:.0%}",
        "≥ 50 % of raw (floor 25 %)",
    )
    row("  read alone", f"{read_:,.0f}", f"{read_ / raw:.0%}")
    row("  raw SQLite read + msgspec decode", f"{raw:,.0f}")
    tell_memory(folder, many)


def tell_memory(home: Path, many: int) -> None:
    small, large = elsewhere("memory", home, min(SMALL, many)), elsewhere("memory", home, many)
    row(f"peak memory of replay, {min(SMALL, many):,} events", f"{small:,.0f} MB")
    row(
        f"peak memory of replay, {many:,} events",
        f"{large:,.0f} MB",
        f"{large / small:.2f} ×",
        "≤ 1.2 ×",
    )
    elsewhere("snapshot", home)
    row("start with a snapshot", f"{elsewhere('start', home):.3f} s", "", "< 1 s")


if __name__ == "__main__":
    main()
