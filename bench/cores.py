"""The same articles through one process, through several, and through a Dask cluster: the same log
to the byte, and what each costs.

    python -m bench.cores [--articles 10000] [--workers 2] [--no-dask]

Articles are those of bench/data/day.jsonl, told again for each further day. Processor time is
counted of this process and of those that read; "on quiet cores" is what follows from it: the
longer of what one process does alone and of all of it shared by the cores. Memory is the
proportional share (Pss), at its highest of looks two a second. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.intake.normalize import incoming
from monitor.model import Incoming, Rules
from monitor.parallel.choice import ReadingWorkers, open_pool
from monitor.parallel.pool import ReadingPool

DATA = Path(__file__).parent / "data" / "day.jsonl"
BEGIN = datetime(2026, 11, 29, 12, tzinfo=UTC)
CLOSE_DAYS = 14
LOOK_S = 0.5
READING_MORE = 1.7  # times the articles a second of one process, on two cores
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Run(Struct, kw_only=True):
    """One way through the articles: what the log came to, and what it cost."""

    head: str
    fingerprint: str
    stories: int
    here_s: float
    there_s: float
    pss_mb: float


def articles(count: int) -> Iterator[Incoming]:
    lines = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    for number in range(count):
        again, at = divmod(number, len(lines))
        line = lines[at]
        yield incoming(
            text=line["text"],
            title=line.get("title"),
            url=f"{line.get('url') or 'https://example.org'}/{again}/{number}",
            outlet=line.get("outlet"),
            lang=line.get("lang"),
            published=_later(line.get("published"), days=again),
        )


def _later(published: str | None, *, days: int) -> str | None:
    """So many days later, where the day is known."""
    day = (published or "")[: len("YYYY-MM-DD")]
    if published is None or len(day) < len("YYYY-MM-DD"):
        return published
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat() + published[len(day) :]


def taken(count: int, open_: Callable[[], ReadingPool | None]) -> Run:
    with (
        tempfile.TemporaryDirectory() as folder,
        watched() as most,
        open_() or nullcontext() as pool,
        Engine.open(
            Path(folder), rules=Rules(close_days=CLOSE_DAYS), clock=SetClock(BEGIN)
        ) as engine,
    ):
        engine.read_on(pool)
        others = children()
        began = spent_s(os.getpid())
        engine.take_many(engine.ahead(articles(count)))
        here = spent_s(os.getpid()) - began
        there = sum(map(spent_s, others | children()))
        return Run(
            head=engine.log.head().hash,
            fingerprint=engine.replay().fingerprint,
            stories=len(engine.state.stories),
            here_s=here,
            there_s=there,
            pss_mb=most[0],
        )


# --- processes ---


def children(pid: int | None = None) -> set[int]:
    """Those below this one, and below them."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid or os.getpid()}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found |= {child, *children(child)}
    return found


def spent_s(pid: int) -> float:
    """Processor time so far; 0 of one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * _TICK_S


def pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("Pss:"))


@contextmanager
def watched() -> Iterator[list[float]]:
    """The most that this process and those below it held at once."""
    most, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(LOOK_S):
            most[0] = max(most[0], sum(map(pss_mb, {os.getpid(), *children()})))

    watch = threading.Thread(target=look, daemon=True)
    watch.start()
    try:
        yield most
    finally:
        over.set()
        watch.join()


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """A scheduler and workers on loopback."""
    from distributed import LocalCluster  # noqa: PLC0415 — not where there is none to be

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as found:
        yield found.scheduler_address.replace("tcp://", "dask://")


# --- words ---


def _way(name: str, count: int) -> Run:
    """In a process of its own, so that none finds what another has loaded."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.cores", "--articles", str(count), "--way", name],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{name}: {done.stderr}")
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def _one_way(name: str, count: int) -> Run:
    what, _, workers = name.partition(" ")
    if what == "processes":
        wanted = ReadingWorkers(processes=int(workers))
        return taken(count, partial(open_pool, wanted, notice=print))
    with cluster(int(workers)) as address:
        wanted = ReadingWorkers(cluster=address)
        return taken(count, partial(open_pool, wanted, notice=print))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-dask", action="store_true")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        run = _one_way(asked.way, asked.articles)
        print(json.dumps({name: getattr(run, name) for name in run.__struct_fields__}))
        return 0
    names = ["processes 1", f"processes {asked.workers}"]
    names += [] if asked.no_dask else [f"dask {asked.workers}"]
    runs: dict[str, Run] = {}
    for name in names:
        runs[name] = _way(name, asked.articles)
        _say(name, runs[name], asked)
    first, second = (runs[name] for name in names[:2])
    same = all(
        (one.head, one.fingerprint) == (first.head, first.fingerprint) for one in runs.values()
    )
    more = first.here_s / _alone_s(second, asked.workers)
    print(f"the same log and state: {'yes' if same else 'NO'}")
    print(
        f"articles a second on {asked.workers} quiet cores: {more:.2f} x (at least {READING_MORE})"
    )
    return 0 if same and more >= READING_MORE else 1


def _alone_s(run: Run, cores: int) -> float:
    return max(run.here_s, (run.here_s + run.there_s) / cores)


def _say(name: str, run: Run, asked: argparse.Namespace) -> None:
    alone_s = _alone_s(run, asked.workers) if run.there_s else run.here_s
    print(
        f"{name:<12} here {run.here_s:7.1f} s, there {run.there_s:7.1f} s of processor time · "
        f"{asked.articles / alone_s:6.1f} articles/s on quiet cores · {run.stories} stories · "
        f"peak {run.pss_mb:.0f} MB · log {run.head[:12]} · state {run.fingerprint[:12]}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
