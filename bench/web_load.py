"""Pages under load, as a process of its own on loopback: fifty readers at once while digests are
composed, ten thousand connections, clients that send or take slowly.

    python -m bench.web_load HOME           all of it
    python -m bench.web_load HOME --serve   the process that is asked; prints its port, and looks
                                            as each line of its standard input says, which it
                                            prints when it begins

The loop is looked at by `bench.loop_watch`: while nobody asks, while digests are composed, and
while readers ask too, one after another in the same process; and in a process of its own, at the
same time as the last, beside a thread that only counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from msgspec import structs

from bench import web_home, web_walk
from bench.loop_watch import LOOK_S, told, watched
from monitor.cli import web
from monitor.cli.outbox import brief_of
from monitor.cli.web import settings_of
from monitor.clock import Clock
from monitor.config import load
from monitor.digest.compose.compose import compose
from monitor.digest.model import Digest
from monitor.digest.workbench import Workbench
from monitor.engine.engine import Engine
from monitor.executor import OneThread
from monitor.publishing.publisher import Publisher
from monitor.publishing.window import window
from monitor.runtime.service import take_the_process
from monitor.stores import Stores
from monitor.web.changes import OpenedForEach

OFTEN = 1_000_000  # requests a minute: what is measured is not how readers are turned away
READERS, REQUESTS_EACH = 50, 8
CONNECTIONS = 10_000
WINDOW = timedelta(minutes=40)  # of log time: some 400 stories of `bench.web_home`
MEMORY_MB = 80
IDLE, COMPOSING, READING, END = "idle", "composing", "reading", "end"
QUIET_S = 8.0  # of each phase without readers
PATIENCE_S = 60.0
LAST_DIGEST_S = 300.0  # 5 s of processor time, on a busy machine
_KB = 1024


# --- the process that is asked ---


def serve(home: Path) -> None:
    take_the_process()
    print(json.dumps(asyncio.run(_served(home))), flush=True)


async def _served(home: Path) -> dict[str, Any]:
    settings = structs.replace(
        settings_of(load(home, {})), port=0, requests_per_minute=OFTEN, public=True
    )
    changes = OpenedForEach(lambda: room(home))
    said: dict[str, Any] = {"composed": 0}
    asked: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), lambda: asked.put_nowait(sys.stdin.readline().strip()))
    with OneThread("composing") as hand:
        async with web.serving(
            home, settings, now=lambda: datetime.now(UTC), changes=changes
        ) as port:
            print(port, flush=True)
            await hand(lambda: _compose(home))  # what a digest takes is not the readers'
            while (phase := await asked.get()) != END:
                before = memory_kb()
                async with watched() as watch:
                    print(phase, flush=True)
                    while asked.empty():
                        if phase == IDLE:
                            await asyncio.sleep(LOOK_S)
                        else:
                            said["composed"] += await hand(lambda: _compose(home))
                said[phase] = watch.said() | {"more_mb": (memory_kb() - before) / _KB}
            said["resident_mb"] = memory_kb() / _KB
    changes.close()
    return said


def _compose(home: Path) -> int:
    latest_digest(home)
    return 1


def latest_digest(home: Path) -> Digest:
    """One digest of what moved last, as the service composes it beside its pages; what is planned
    is planned from the last day of the home on.
    """
    config = load(home, {})
    with Stores(home / "state").views() as views:
        last = datetime.fromisoformat(views.news_page(since="", limit=1)[0].updated_at)
        since, until = last - WINDOW, max(last, web_home.START + timedelta(days=web_home.DAYS))
        stories = window(views, since=since, until=until).stories
    bench = Workbench(stories, until=until, rules=config.rules, sources=config.sources)
    del stories
    digest = compose(
        bench,
        since=since,
        until=until,
        topics=config.all_topics,
        language=config.language,
        zone=config.zone,
    )
    bench.clear()  # as the service does once its editions are made
    return digest


@contextmanager
def room(home: Path) -> Iterator[Publisher]:
    """The home opened for what is done by forms."""
    config, stores = load(home, {}), Stores(home / "state")
    engine = Engine.open(home, rules=config.rules, clock=Clock(), create=False)
    with engine, stores.readers() as readers:
        yield Publisher(engine=engine, readers=readers, transports={}, brief=brief_of(config))


def memory_kb() -> int:
    """The most that this process and those that it started ever held at once, each by itself."""
    own = Path("/proc/self")
    children = (own / "task" / str(os.getpid()) / "children").read_text(encoding="ascii").split()
    return sum(map(_peak_kb, (own, *(Path("/proc", child) for child in children))))


def _peak_kb(process: Path) -> int:
    lines = (process / "status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


# --- who asks ---


@dataclass
class Asked:
    """The process, and what it says once it is let go."""

    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def look(self, phase: str, *, for_s: float = 0.0) -> None:
        """From now on it looks at this one: once it says so, since a busy machine may still be at
        the one before.
        """
        self._line(phase)
        assert self.process.stdout is not None
        if self.process.stdout.readline().strip() != phase:
            raise SystemExit(f"the process that is asked ended before it looked: {phase}")
        time.sleep(for_s)

    def finish(self) -> dict[str, Any]:
        self._line(END)
        said, _ = self.process.communicate(timeout=LAST_DIGEST_S)
        found: dict[str, Any] = json.loads(said)
        return found

    def _line(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()


@contextmanager
def asked(home: Path) -> Iterator[Asked]:
    command = [sys.executable, "-m", "bench.web_load", str(home), "--serve"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield Asked(process=process, port=int(process.stdout.readline()))
        finally:
            process.terminate()


def measure(home: Path) -> None:
    with asked(home) as site:
        paths = _warm(site)
        site.look(IDLE, for_s=QUIET_S)
        site.look(COMPOSING, for_s=QUIET_S)
        site.look(READING)
        alone = _alone()
        spent = asyncio.run(_read(site.url, paths))
        machine = _heard(alone)
        _tell_readers(spent, site.finish(), machine)
    with asked(home) as site:
        _warm(site)
        site.look(READING)
        _tell_connections(site)
        print(told("the loop meanwhile", site.finish()[READING]))


def _warm(site: Asked) -> list[str]:
    """Every page once; hands out where they are."""
    with httpx.Client(base_url=site.url, timeout=PATIENCE_S) as client:
        every = web_walk.addresses(lambda path: client.get(path).text, each=3)
    return [path for paths in every.values() for path in paths]


def _alone() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.web_load", "-", "--probe"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _heard(alone: subprocess.Popen[str]) -> dict[str, Any]:
    said, _ = alone.communicate("\n", timeout=PATIENCE_S)
    found: dict[str, Any] = json.loads(said)
    return found


async def _probe() -> dict[str, Any]:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
    threading.Thread(target=_count_until, args=(ended.is_set,), daemon=True).start()
    async with watched() as watch:
        await ended.wait()
    return watch.said()


def _count_until(ended: Callable[[], bool]) -> None:
    while not ended():
        sum(range(1_000))


async def _read(url: str, paths: Sequence[str]) -> list[float]:
    """Seconds that each of the readers' requests took."""
    limits = httpx.Limits(max_connections=READERS)
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, limits=limits) as client:

        async def reader(which: int) -> list[float]:
            spent = []
            for nth in range(REQUESTS_EACH):
                started = time.perf_counter()
                answer = await _got(client, paths[(which * 7 + nth) % len(paths)])
                if answer.status_code not in {httpx.codes.OK, httpx.codes.FORBIDDEN}:
                    raise SystemExit(f"{answer.url}: {answer.status_code}")
                spent.append(time.perf_counter() - started)
            return spent

        return [one for some in await asyncio.gather(*map(reader, range(READERS))) for one in some]


async def _got(client: httpx.AsyncClient, path: str) -> httpx.Response:
    """As browsers do, once more where a kept connection was being closed just then."""
    try:
        return await client.get(path)
    except (httpx.ReadError, httpx.RemoteProtocolError):
        return await client.get(path)


def _tell_readers(spent: list[float], saw: dict[str, Any], machine: dict[str, Any]) -> None:
    spent.sort()
    print(
        f"{READERS} readers, {len(spent)} pages, {saw['composed']} digests meanwhile: a page "
        f"median {spent[len(spent) // 2]:.2f} s, slowest {spent[-1]:.2f} s"
    )
    print("the loop was held up by ourselves, at most:")
    print(told("nobody asks", saw[IDLE]))
    print(told("digests are composed", saw[COMPOSING]))
    print(told(f"and {READERS} readers ask", saw[READING]))
    print(told("another, beside a counting thread", machine))
    more_mb = saw[READING]["more_mb"]
    grew = "  over" * (more_mb > MEMORY_MB)
    print(f"memory: {more_mb:.0f} MB more with readers{grew}, {saw['resident_mb']:.0f} MB in all")


def _tell_connections(site: Asked) -> None:
    """Each may be open on our side; how many of them the server holds is what counts."""
    many = [_connected(site.port) for _ in range(CONNECTIONS)]
    try:
        opened = [one for one in many if one is not None]
        time.sleep(1)
        held = [one for one in opened if _is_held(one)]
        started = time.perf_counter()
        answered_s = _first_answer(site.url, started)
        print(
            f"{CONNECTIONS} connections: {len(opened)} were opened, {len(held)} are held; a reader "
            f"who comes now is answered after {answered_s:.1f} s"
        )
    finally:
        for one in filter(None, many):
            one.close()
    print(f"a request that comes one byte a second is ended after {_slow(site.port):.0f} s")


def _connected(port: int) -> socket.socket | None:
    try:
        return socket.create_connection(("127.0.0.1", port), timeout=5)
    except OSError:
        return None


def _is_held(one: socket.socket) -> bool:
    one.settimeout(0)
    try:
        return bool(one.recv(1))
    except BlockingIOError:
        return True
    except OSError:
        return False


def _first_answer(url: str, started: float) -> float:
    while time.perf_counter() - started < PATIENCE_S:
        with suppress(httpx.HTTPError):
            httpx.get(f"{url}/about", timeout=PATIENCE_S)
            return time.perf_counter() - started
        time.sleep(0.1)
    return PATIENCE_S


def _slow(port: int) -> float:
    """Seconds after which a client that dawdles is sent away."""
    started = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as one:
        one.settimeout(1)
        for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * int(PATIENCE_S):
            try:
                one.send(bytes([byte]))
                if not one.recv(1):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--probe", action="store_true")
    options = parser.parse_args()
    if options.probe:
        take_the_process()
        print(json.dumps(asyncio.run(_probe())))
    elif options.serve:
        serve(options.home)
    else:
        measure(options.home)


if __name__ == "__main__":
    main()
