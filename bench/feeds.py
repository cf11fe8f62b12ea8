"""How fast feeds are polled, beside `reader` (PyPI) polling the same feeds from the same server in
the same run.

    python -m bench.feeds [--feeds 1000] [--entries 30] [--rounds 2] [--kills 20]

Each feed has an address of its own in 127.0.0.0/8 (Linux), so that politeness towards one host
slows nothing down; one server process answers for all. CPU is that of the whole process, loading
included, so it tells least about the short warm runs. Cold: nothing is known, every feed is read
and written down. Warm: every feed answers 304. Ours goes through the whole pipeline: politeness,
worker processes, the event log (each commit on disk), the ledger. `reader` 3 lives in an
environment of its own under build/, made from bench/reader.lock; it is run with one thread and with
ten, and its better figure counts. Then the poller is killed with -9 again and again, and the
entries are counted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from monitor.clock import Clock
from monitor.engine.engine import Engine
from monitor.events.stories_and_feeds import ArticleSetAside, ArticleTaken
from monitor.feeds.store import Ledger
from monitor.feeds.update import Poller, Ports, Result
from monitor.feeds.values import Feed
from monitor.feeds.wiring import ClientSettings, open_client
from monitor.model import Rules

ROOT = Path(__file__).resolve().parent.parent
READER = ROOT / "build" / "bench-reader"
PYTHON_OF_READER = READER / "bin" / "python"
MEGABYTE_KB = 1024
WORDS = [
    "minister",
    "president",
    "ambassador",
    "talks",
    "trade",
    "transport",
    "energy",
    "agreement",
    "border",
    "visit",
    "capital",
    "delegation",
    "council",
    "region",
    "culture",
    "education",
    "water",
    "security",
    "investment",
    "railway",
    "corridor",
    "summit",
    "meeting",
    "statement",
    "partners",
    "cooperation",
    "plan",
]


# --- the feeds ---


def document(feed: int, entries: int, *, extra: int = 0) -> bytes:
    """`extra` entries are newer than the rest: what a later poll finds."""
    chance = random.Random(feed)
    start = datetime(2026, 11, 20, tzinfo=UTC)
    items = [_item(feed, number, start, chance) for number in range(entries + extra)]
    head = (
        "<title>Feed "
        f"{feed}</title><link>https://news{feed}.example/</link><description>News</description>"
    )
    body = "".join(reversed(items))
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss '
        f'version="2.0"><channel>{head}{body}</channel></rss>'
    ).encode()


def _item(feed: int, number: int, start: datetime, chance: random.Random) -> str:
    title = " ".join(chance.choices(WORDS, k=9)).capitalize()
    text = " ".join(chance.choices(WORDS, k=45)).capitalize()
    link = f"https://news{feed}.example/{number}?utm_source=rss"
    return (
        f"<item><title>{title} {feed}-{number}</title><link>{link}</link>"
        f"<guid isPermaLink='false'>{feed}-{number}</guid>"
        f"<pubDate>{format_datetime(start + timedelta(minutes=number))}</pubDate>"
        f"<description>&lt;p&gt;{text}.&lt;/p&gt;</description></item>"
    )


def host_of(feed: int) -> str:
    return f"127.1.{feed // 250}.{feed % 250 + 1}"


class Serve(asyncio.Protocol):
    """Answers one request a connection: the document of the host asked for, or 304."""

    documents: list[bytes]
    etag: bytes

    def __init__(self) -> None:
        self.head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.head += data
        if b"\r\n\r\n" not in self.head:
            return
        lower = self.head.lower()
        host = lower.partition(b"host: ")[2].partition(b":")[0].decode()
        third, fourth = host.split(".")[2:]
        feed = int(third) * 250 + int(fourth) - 1
        if b"if-none-match: " + self.etag in lower:
            head, body = "304 Not Modified", b""
        else:
            head, body = "200 OK", self.documents[feed]
        fields = (
            f"Content-Type: application/rss+xml\r\nETag: {self.etag.decode()}\r\n"
            f"Content-Length: {len(body)}\r\n"
        )
        self.transport.write(
            f"HTTP/1.1 {head}\r\n{fields}Connection: close\r\n\r\n".encode() + body
        )
        self.transport.close()


async def serve(feeds: int, entries: int, extra: int, port: int) -> None:
    Serve.documents = [document(feed, entries, extra=extra) for feed in range(feeds)]
    Serve.etag = f'"{entries + extra}"'.encode()
    server = await asyncio.get_running_loop().create_server(Serve, "0.0.0.0", port, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class Server:
    def __init__(self, feeds: int, entries: int, *, extra: int = 0, port: int = 0) -> None:
        self._counts = (feeds, entries, extra, port)

    def __enter__(self) -> list[str]:
        asked = ["--role", "serve", *(str(count) for count in self._counts)]
        self._process = subprocess.Popen(
            [sys.executable, __file__, *asked], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        port = int(self._process.stdout.readline())
        return [f"http://{host_of(feed)}:{port}/feed" for feed in range(self._counts[0])]

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


# --- polling: each in a process of its own, which prints its figures as JSON ---


async def poll(home: Path, urls: list[str]) -> tuple[list[Result], float]:
    """The results, and the seconds of the polling itself; opening what is polled into counts for
    neither side.
    """
    manners = ClientSettings(allow_private=True, contact="bench@monitor.example")
    with (
        Engine.open(home, rules=Rules(), clock=Clock()) as engine,
        Ledger.open(home / "state" / "feeds.db") as ledger,
    ):
        async with open_client(manners) as asker:
            ports = Ports(Clock().now, random.random, engine.log, engine, ledger, {}, manners.pace)
            poller = Poller(asker, ports, on_result=str)
            begun = time.perf_counter()
            results = await poller.poll([Feed(url=url) for url in urls], now=True)
            seconds = time.perf_counter() - begun
    return results, seconds


def poll_and_tell(home: Path, urls: list[str]) -> None:
    results, seconds = asyncio.run(poll(home, urls))
    told: dict[str, int] = {}
    for result in results:
        told[result.outcome] = told.get(result.outcome, 0) + 1
    print(json.dumps({"seconds": seconds, "processor": processor_s(), "told": told} | memory()))


def processor_s() -> float:
    """Of this process and its workers since they began: what other work on the machine does not
    change.
    """
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def memory() -> dict[str, float]:
    """MB. `workers`: what two of the larger child processes take at their peak."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE_KB
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE_KB
    return {"own": own, "workers": 2 * child}


READER_PROGRAM = """
import json, resource, sys, time
from reader import make_reader
path, threads = sys.argv[1:]
urls = sys.stdin.read().split()
reader = make_reader(path)
for url in urls:
    reader.add_feed(url, exist_ok=True)
begun = time.perf_counter()
told = {}
for result in reader.update_feeds_iter(scheduled=False, workers=int(threads)):
    kind = "ok" if result.value else "not modified"
    if isinstance(result.value, Exception):
        kind = type(result.value).__name__
    told[kind] = told.get(kind, 0) + 1
seconds = time.perf_counter() - begun
spent = resource.getrusage(resource.RUSAGE_SELF)
own, processor = spent.ru_maxrss / 1024, spent.ru_utime + spent.ru_stime
spent = {"seconds": seconds, "processor": processor, "told": told, "own": own, "workers": 0}
print(json.dumps(spent))
"""


def figures(command: list[str], urls: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        command, input="\n".join(urls), stdout=subprocess.PIPE, check=True, text=True, timeout=900
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def make_reader_environment() -> None:
    if not PYTHON_OF_READER.exists():
        subprocess.run([sys.executable, "-m", "venv", str(READER)], check=True)
    lock = ROOT / "bench" / "reader.lock"
    installed = READER / "installed.lock"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        pip = [
            str(PYTHON_OF_READER),
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--require-hashes",
        ]
        subprocess.run([*pip, "-r", str(lock)], check=True, capture_output=True)
        installed.write_bytes(lock.read_bytes())


# --- the comparison ---


def compare(feeds: int, entries: int, rounds: int) -> None:
    """The rivals take turns, because a machine's speed changes from minute to minute; the best of
    each one's rounds counts.
    """
    make_reader_environment()
    rows: dict[str, dict[str, Any]] = {}
    with Server(feeds, entries) as urls, tempfile.TemporaryDirectory() as scratch:
        for turn in range(rounds):
            for rival, command in _rivals(Path(scratch), turn).items():
                for state in ("cold", *["warm"] * rounds) if turn == 0 else ("cold", "warm"):
                    row = figures(command, urls)
                    best = rows.setdefault(f"{rival}, {state}", row)
                    rows[f"{rival}, {state}"] = min(
                        best, row, key=lambda one: float(one["seconds"])
                    )
    _print_comparison(rows, feeds, entries)


def _rivals(scratch: Path, turn: int) -> dict[str, list[str]]:
    """Each begins with nothing in each turn."""
    reader = [str(PYTHON_OF_READER), "-c", READER_PROGRAM]
    return {
        "reader, 1 thread": [*reader, str(scratch / f"one{turn}.sqlite"), "1"],
        "reader, 10 threads": [*reader, str(scratch / f"ten{turn}.sqlite"), "10"],
        "monitor": [sys.executable, __file__, "--role", "poll", str(scratch / f"home{turn}")],
    }


def _print_comparison(rows: dict[str, dict[str, Any]], feeds: int, entries: int) -> None:
    print(f"{feeds} feeds of {entries} entries, the best of several rounds taken in turns\n")
    print(f"{'':26}{'feeds/s':>9}{'CPU ms a feed':>15}{'peak MB':>9}{'+ workers':>11}  told")
    for name, row in rows.items():
        speed, cost = feeds / row["seconds"], row["processor"] / feeds * 1_000
        print(
            f"{name:26}{speed:9.0f}{cost:15.2f}{row['own']:9.0f}{row['workers']:11.0f}  "
            f"{row['told']}"
        )
    for state, goal in (("cold", 2.5), ("warm", 5.0)):
        best = min(
            row["seconds"]
            for name, row in rows.items()
            if name.startswith("reader") and name.endswith(state)
        )
        ratio = best / rows[f"monitor, {state}"]["seconds"]
        verdict = _verdict(reached=ratio > goal)
        print(
            f"{state}: {ratio:.1f} times reader's better figure (goal: more than {goal:g})  "
            f"{verdict}"
        )
    peak = max(
        row["own"] + row["workers"] for name, row in rows.items() if name.startswith("monitor")
    )
    print(
        f"peak memory, workers included: {peak:.0f} MB (goal: at most 200)  "
        f"{_verdict(reached=peak <= 200)}"
    )


def _verdict(*, reached: bool) -> str:
    return "reached" if reached else "missed"


# --- killed with -9 ---


def kill_often(kills: int) -> None:
    """A baseline is read quietly; then each feed has news, and whoever fetches them is killed at a
    random moment.
    """
    feeds, entries, extra = 40, 30, 25
    chance = random.Random(kills)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        with Server(feeds, entries) as urls:
            asyncio.run(poll(home, urls))
        port = int(urls[0].rpartition(":")[2].partition("/")[0])
        with Server(feeds, entries, extra=extra, port=port) as urls:
            landed = sum(_kill(home, urls, chance.uniform(0.6, 1.8)) for _ in range(kills))
            asyncio.run(poll(home, urls))
        print(f"\n{kills} kills with -9, {landed} of them before the poller was done")
        _count(home, news=feeds * extra)


def _kill(home: Path, urls: list[str], after_s: float) -> bool:
    command = [sys.executable, __file__, "--role", "poll", str(home)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        try:
            process.communicate("\n".join(urls), timeout=after_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
        return False


def _count(home: Path, *, news: int) -> None:
    with (
        Engine.open(home, rules=Rules(), clock=Clock()) as engine,
        Ledger.open(home / "state" / "feeds.db") as ledger,
    ):
        ledger.catch_up(engine.log)
        guids = [
            line.event.article.guid
            for line in engine.log.read()
            if isinstance(line.event, ArticleTaken | ArticleSetAside)
        ]
        owed = sum(day.outcomes.get("owed", 0) for day in ledger.days())
        proved = engine.log.verify().ok and bool(engine.replay().same)
    doubled, lost = len(guids) - len(set(guids)), news - len(set(guids))
    right = not doubled and not lost and not owed and proved
    print(
        f"{news} new entries: lost {lost}, doubled {doubled}, owed {owed}, log and replay {proved} "
        f" {_verdict(reached=right)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Polling feeds, beside reader.")
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--role", choices=["serve", "poll"], help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs="*", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    match asked.role:
        case "serve":
            asyncio.run(serve(*(int(count) for count in asked.rest)))
        case "poll":
            poll_and_tell(Path(asked.rest[0]), sys.stdin.read().split())
        case _:
            from bench.feed_shapes import print_share  # noqa: PLC0415 — the roles run by path

            print_share()
            compare(asked.feeds, asked.entries, asked.rounds)
            kill_often(asked.kills)


if __name__ == "__main__":
    main()
