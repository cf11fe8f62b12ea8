"""How fast feeds are polled, beside `reader` (PyPI) polling the same feeds from the same server in the same run.

    python bench/feeds.py [--feeds 1000] [--entries 30] [--kills 20]

Each feed has an address of its own in 127.0.0.0/8 (Linux), so that politeness towards one host slows nothing down; one server
process answers for all. Cold: nothing is known, every feed is read and written down. Warm: every feed answers 304. Ours goes
through the whole pipeline: politeness, worker processes, the event log (each commit on disk), the ledger. `reader` 3 lives in
an environment of its own under build/, made from bench/reader.lock; it is run with one thread and with ten, and its better
figure counts. Then the poller is killed with -9 again and again, and the entries are counted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from email.utils import format_datetime
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.feeds.ledger import Ledger
from monitor.feeds.politeness import Pace
from monitor.feeds.poll import Poller, Result, World
from monitor.feeds.running import Manners, asking
from monitor.feeds.values import Feed
from monitor.model import Rules
from monitor.service.clock import Clock
from monitor.service.engine import Engine

ROOT = Path(__file__).resolve().parent.parent
READER = ROOT / "build" / "bench-reader"
PYTHON_OF_READER = READER / "bin" / "python"
MEGABYTE_KB = 1024
WORDS = (
    "minister president ambassador talks trade transport energy agreement border visit capital delegation council region "
    "culture education water security investment railway corridor summit meeting statement partners cooperation plan"
).split()


# --- the feeds ---


def document(feed: int, entries: int, *, extra: int = 0) -> bytes:
    """`extra` entries are newer than the rest: what a later poll finds."""
    chance = random.Random(feed)
    start = datetime(2026, 11, 20, tzinfo=UTC)
    items = [_item(feed, number, start, chance) for number in range(entries + extra)]
    head = f"<title>Feed {feed}</title><link>https://news{feed}.example/</link><description>News</description>"
    body = "".join(reversed(items))
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{body}</channel></rss>'.encode()


def _item(feed: int, number: int, start: datetime, chance: random.Random) -> str:
    title = " ".join(chance.choices(WORDS, k=9)).capitalize()
    text = " ".join(chance.choices(WORDS, k=45)).capitalize()
    link = f"https://news{feed}.example/{number}?utm_source=rss"
    return (
        f"<item><title>{title} {feed}-{number}</title><link>{link}</link><guid isPermaLink='false'>{feed}-{number}</guid>"
        f"<pubDate>{format_datetime(start + timedelta(minutes=number))}</pubDate><description>&lt;p&gt;{text}.&lt;/p&gt;"
        f"</description></item>"
    )


def host_of(feed: int) -> str:
    return f"127.1.{feed // 250}.{feed % 250 + 1}"


class Serve(asyncio.Protocol):
    """Answers one request a connection: the document of the host asked for, or 304."""

    documents: list[bytes]

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
        if b'if-none-match: "one"' in lower:
            head, body = "304 Not Modified", b""
        else:
            head, body = "200 OK", self.documents[feed]
        fields = (
            f'Content-Type: application/rss+xml\r\nETag: "one"\r\nContent-Length: {len(body)}\r\nConnection: close\r\n'
        )
        self.transport.write(f"HTTP/1.1 {head}\r\n{fields}\r\n".encode() + body)
        self.transport.close()


async def serve(feeds: int, entries: int, extra: int) -> None:
    Serve.documents = [document(feed, entries, extra=extra) for feed in range(feeds)]
    server = await asyncio.get_running_loop().create_server(Serve, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class Server:
    def __init__(self, feeds: int, entries: int, *, extra: int = 0) -> None:
        self._counts = (feeds, entries, extra)

    def __enter__(self) -> list[str]:
        asked = ["--role", "serve", *(str(count) for count in self._counts)]
        self._process = subprocess.Popen([sys.executable, __file__, *asked], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        port = int(self._process.stdout.readline())
        return [f"http://{host_of(feed)}:{port}/feed" for feed in range(self._counts[0])]

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


# --- polling: each in a process of its own, which prints its figures as JSON ---


async def poll(home: Path, urls: list[str], *, announce: int = 0) -> list[Result]:
    manners = Manners(allow_private=True, pace=Pace(), contact="bench@monitor.example")
    with (
        Engine.open(home, rules=Rules(), clock=Clock()) as engine,
        Ledger.open(home / "state" / "feeds.db") as ledger,
    ):
        async with asking(manners) as asker:
            world = World(Clock().now, random.random, engine.log, engine, ledger, {}, manners.pace)
            poller = Poller(asker, world, told=lambda result: None)
            return await poller.poll([Feed(url=url) for url in urls], now=True, announce=announce)


def poll_and_tell(home: Path, urls: list[str]) -> None:
    begun = time.perf_counter()
    results = asyncio.run(poll(home, urls))
    seconds = time.perf_counter() - begun
    told: dict[str, int] = {}
    for result in results:
        told[result.outcome] = told.get(result.outcome, 0) + 1
    print(json.dumps({"seconds": seconds, "told": told} | memory()))


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
    kind = type(result.value).__name__ if isinstance(result.value, Exception) else "ok" if result.value else "not modified"
    told[kind] = told.get(kind, 0) + 1
seconds = time.perf_counter() - begun
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "told": told, "own": own, "workers": 0}))
"""


def figures(command: list[str], urls: list[str]) -> dict[str, float]:
    done = subprocess.run(command, input="\n".join(urls), stdout=subprocess.PIPE, check=True, text=True, timeout=900)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def make_reader_environment() -> None:
    if not PYTHON_OF_READER.exists():
        subprocess.run([sys.executable, "-m", "venv", str(READER)], check=True)
    lock = ROOT / "bench" / "reader.lock"
    installed = READER / "installed.lock"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        pip = [str(PYTHON_OF_READER), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", str(lock)], check=True, capture_output=True)
        installed.write_bytes(lock.read_bytes())


# --- the comparison ---


def compare(feeds: int, entries: int) -> None:
    make_reader_environment()
    rows: dict[str, dict[str, float]] = {}
    with Server(feeds, entries) as urls, tempfile.TemporaryDirectory() as scratch:
        for threads in (1, 10):
            path = f"{scratch}/reader{threads}.sqlite"
            command = [str(PYTHON_OF_READER), "-c", READER_PROGRAM, path, str(threads)]
            rows[f"reader, {threads} threads, cold"] = figures(command, urls)
            rows[f"reader, {threads} threads, warm"] = figures(command, urls)
        ours = [sys.executable, __file__, "--role", "poll", scratch]
        rows["monitor, cold"] = figures(ours, urls)
        rows["monitor, warm"] = figures(ours, urls)
    print(f"{feeds} feeds of {entries} entries\n")
    print(f"{'':28}{'feeds/s':>9}{'peak MB':>9}{'+ workers':>11}  told")
    for name, row in rows.items():
        print(f"{name:28}{feeds / row['seconds']:9.0f}{row['own']:9.0f}{row['workers']:11.0f}  {row['told']}")
    for state, goal in (("cold", 1.0), ("warm", 5.0)):
        best = min(row["seconds"] for name, row in rows.items() if name.startswith("reader") and name.endswith(state))
        ratio = best / rows[f"monitor, {state}"]["seconds"]
        print(
            f"{state}: {ratio:.1f} times reader's better figure (goal: more than {goal:g})  {_verdict(reached=ratio > goal)}"
        )
    peak = max(row["own"] + row["workers"] for name, row in rows.items() if name.startswith("monitor"))
    print(f"peak memory, workers included: {peak:.0f} MB (goal: below 300)  {_verdict(reached=peak < 300)}")


def _verdict(*, reached: bool) -> str:
    return "reached" if reached else "missed"


# --- killed with -9 ---


def kill_often(kills: int) -> None:
    feeds, entries, extra = 20, 10, 5
    chance = random.Random(20)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        landed = 0
        with Server(feeds, entries) as urls:
            urls_of_first = urls
            landed += _kill(home, urls, kills // 2, chance)
            asyncio.run(poll(home, urls))
        print(f"{kills} kills, {landed} of them before the poller was done")
        _count(home, urls_of_first, entries, extra)


def _kill(home: Path, urls: list[str], kills: int, chance: random.Random) -> int:
    landed = 0
    for _ in range(kills):
        process = subprocess.Popen(
            [sys.executable, __file__, "--role", "poll", str(home), *urls], stdout=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=chance.uniform(0.3, 2.5))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            landed += 1
        process.wait()
    return landed


def _count(home: Path, urls: list[str], entries: int, extra: int) -> None:
    with Engine.open(home, rules=Rules(), clock=Clock()) as engine, Ledger.open(home / "state" / "feeds.db") as ledger:
        ledger.catch_up(engine.log)
        counted: dict[str, int] = {}
        for day in ledger.days():
            for outcome, count in day.outcomes.items():
                counted[outcome] = counted.get(outcome, 0) + count
    print(counted)


def main() -> None:
    parser = argparse.ArgumentParser(description="Polling feeds, beside reader.")
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--entries", type=int, default=30)
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
            compare(asked.feeds, asked.entries)


if __name__ == "__main__":
    main()
