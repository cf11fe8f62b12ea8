"""Pages under load, as a process of its own on loopback: fifty readers at once while digests are
composed, ten thousand connections, clients that send or take slowly.

    python -m bench.web_load HOME           all of it
    python -m bench.web_load HOME --serve   the process that is asked; prints its port, and what
                                            it saw once its standard input ends

Lag is how late a probe woke on the loop that wanted to wake each 5 ms; the same probe beside as
many threads that only count says what the machine and the interpreter add by themselves.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
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
from bench.service import LOOK_S
from monitor.cli.outbox import brief_of
from monitor.cli.web import settings_of
from monitor.config import load
from monitor.digest.compose.compose import compose
from monitor.engine.clock import Clock
from monitor.engine.engine import Engine
from monitor.executor import OneThread
from monitor.publishing.publisher import Publisher
from monitor.publishing.window import window
from monitor.runtime.loop_lag import Lag, probed
from monitor.runtime.service import take_the_process
from monitor.stores import Stores
from monitor.web import server
from monitor.web.answers import THREADS
from monitor.web.app import create_app
from monitor.web.changes import OpenedForEach

OFTEN = 1_000_000  # requests a minute: what is measured is not how readers are turned away
READERS, REQUESTS_EACH = 50, 8
CONNECTIONS = 10_000
WINDOW = timedelta(minutes=40)  # of log time: some 400 stories of `bench.web_home`
LAG_MS, MEMORY_MB = 50, 80
PATIENCE_S = 60.0
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
    app = create_app(home, settings, now=lambda: datetime.now(UTC), changes=changes)
    loop, lag, composed = asyncio.get_running_loop(), Lag(), 0
    asked: asyncio.Queue[str] = asyncio.Queue()
    loop.add_reader(sys.stdin.fileno(), lambda: asked.put_nowait(sys.stdin.readline()))
    with OneThread("composing") as hand:
        async with server.listening(app, settings, ending=app.state.stream.close) as port:
            print(port, flush=True)
            await hand(lambda: _compose(home))  # what a digest takes is not the readers'
            await asked.get()  # pages are warm too by now
            before = _peak_kb()
            async with probed(lag, every_s=LOOK_S):
                while asked.empty():
                    composed += await hand(lambda: _compose(home))
        after = _peak_kb()
    app.state.answers.close()
    changes.close()
    return {
        "composed": composed,
        "worst_ms": lag.worst_s * 1000,
        "over": lag.over,
        "looks": lag.looks,
        "more_mb": (after - before) / _KB,
        "resident_mb": _resident_kb() / _KB,
    }


def _compose(home: Path) -> int:
    """One digest of what moved last, as the service composes it beside its pages; what is planned
    is planned from the last day of the home on.
    """
    config = load(home, {})
    with Stores(home / "state").views() as views:
        last = datetime.fromisoformat(views.news_page(since="", limit=1)[0].updated_at)
        since, until = last - WINDOW, max(last, web_home.START + timedelta(days=web_home.DAYS))
        found = window(views, since=since, until=until)
    compose(
        found.stories,
        since=since,
        until=until,
        topics=config.all_topics,
        language=config.language,
        zone=config.zone,
        sources=config.sources,
        rules=config.rules,
    )
    return 1


@contextmanager
def room(home: Path) -> Iterator[Publisher]:
    """The home opened for what pages ask of its state."""
    config, stores = load(home, {}), Stores(home / "state")
    engine = Engine.open(home, rules=config.rules, clock=Clock(), create=False)
    with engine, stores.readers() as readers:
        yield Publisher(engine=engine, readers=readers, transports={}, brief=brief_of(config))


def _resident_kb() -> int:
    return _status("VmRSS")


def _peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


# --- who asks ---


@dataclass
class Asked:
    """The process, and what it says once it is let go."""

    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def look(self) -> None:
        """From now on it measures."""
        self._line()

    def finish(self) -> dict[str, Any]:
        self._line()
        said, _ = self.process.communicate(timeout=PATIENCE_S)
        found: dict[str, Any] = json.loads(said)
        return found

    def _line(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
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
        alone = _alone()
        site.look()
        spent = asyncio.run(_read(site.url, paths))
        machine = _heard(alone)
        _tell_readers(spent, site.finish(), machine)
    with asked(home) as site:
        _warm(site)
        site.look()
        _tell_connections(site)
        saw = site.finish()
        print(f"  the loop was held up {saw['worst_ms']:.0f} ms at most, {saw['over']} times over")


def _warm(site: Asked) -> list[str]:
    """Every page once; hands out where they are."""
    with httpx.Client(base_url=site.url, timeout=PATIENCE_S) as client:
        every = web_walk.addresses(lambda path: client.get(path).text, each=3)
    return [path for paths in every.values() for path in paths]


def _alone() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.web_load", "-", "--probe"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _heard(alone: subprocess.Popen[str]) -> dict[str, float]:
    said, _ = alone.communicate("\n", timeout=PATIENCE_S)
    found: dict[str, float] = json.loads(said)
    return found


async def _probe() -> dict[str, float]:
    lag, ended = Lag(), asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
    for _ in range(THREADS + 1):  # those of pages, and the one that composes
        threading.Thread(target=_count_until, args=(ended.is_set,), daemon=True).start()
    async with probed(lag, every_s=LOOK_S):
        await ended.wait()
    return {"worst_ms": lag.worst_s * 1000, "over": lag.over, "looks": lag.looks}


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


def _tell_readers(spent: list[float], saw: dict[str, Any], machine: dict[str, float]) -> None:
    spent.sort()
    held = "  over" if saw["worst_ms"] > LAG_MS else ""
    grew = "  over" if saw["more_mb"] > MEMORY_MB else ""
    print(
        f"{READERS} readers, {len(spent)} pages, {saw['composed']} digests meanwhile: a page "
        f"median {spent[len(spent) // 2]:.2f} s, slowest {spent[-1]:.2f} s"
    )
    print(
        f"  the loop was held up {saw['worst_ms']:.0f} ms at most, {saw['over']} times over "
        f"{LAG_MS} ms of {saw['looks']}{held}; beside threads that only count: "
        f"{machine['worst_ms']:.0f} ms, {machine['over']:.0f} times of {machine['looks']:.0f}"
    )
    print(f"  memory {saw['more_mb']:.0f} MB more{grew}")


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
