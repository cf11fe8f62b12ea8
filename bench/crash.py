"""Kill -9 while articles are taken, then several processes at once: is anything acknowledged lost,
is anything doubled?

    python -m bench.crash [--articles 10000] [--kills 20] [--processes 4]

A child takes made-up articles through the real engine and prints each article's id once `take` has
returned: that is an acknowledgement. It is killed at a random moment, and the next one begins with
articles that are known already. Prints a table; the exit status is 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from bench.made_up import made_up
from monitor.clock import Clock
from monitor.engine.engine import Engine
from monitor.errors import LogDamagedError
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleSetAside,
    ArticleTaken,
    StoryOpened,
)
from monitor.model import Rules

AGAIN_ARTICLES = 50  # known ones that a new child begins with
WAIT_S_MAX = 0.05
# each process of the last part takes so many of its own, and as many that all take
TOGETHER_ARTICLES = 400


class Found(Struct, frozen=True, kw_only=True):
    events: int
    articles: int
    acknowledged: int
    lost: int  # acknowledged and not in the log
    doubled: int  # taken or placed more than once, or taken and not placed
    chain_ok: bool
    replay_same: bool

    @property
    def fine(self) -> bool:
        return not self.lost and not self.doubled and self.chain_ok and self.replay_same


def engine_on(home: Path) -> Engine:
    everything = Rules(sure_diplomatic=0.0)  # made-up people of no country are no diplomacy
    return Engine.open(home, rules=everything, clock=Clock())


def child(home: Path, numbers: Sequence[int]) -> None:
    """Take these articles, saying each one's id once it is on disk."""
    with engine_on(home) as engine:
        for number in numbers:
            taken = engine.take(made_up(number))
            sys.stdout.write(f"{taken.article_id}\n")
            sys.stdout.flush()


def started(home: Path, *numbers: int) -> subprocess.Popen[str]:
    """A child that takes articles from the first to below the second number, and further such
    pairs.
    """
    command = [sys.executable, "-m", "bench.crash", "--child", str(home), *map(str, numbers)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def acknowledged_by(
    process: subprocess.Popen[str], *, kill_at: int | None = None, wait_s: float = 0
) -> set[str]:
    """What the child said until its end: whole lines only, as a kill may cut the last one.

    With `kill_at`, it is killed with signal 9 `wait_s` after it has said so many: at any point of
    what it does next. Raises LogDamagedError if a child failed by itself.
    """
    said: set[str] = set()
    with process:
        for line in process.stdout or ():
            if line.endswith("\n"):
                said.add(line.strip())
            if len(said) == kill_at:
                time.sleep(wait_s)
                process.send_signal(signal.SIGKILL)
    if process.returncode not in {0, -signal.SIGKILL}:
        raise LogDamagedError(f"a child ended with status {process.returncode}")
    return said


def check(home: Path, acknowledged: set[str]) -> Found:
    with engine_on(home) as engine:
        taken: Counter[str] = Counter()
        placed: Counter[str] = Counter()
        for recorded in engine.log.read():
            match recorded.event:
                case ArticleTaken(article=article) | ArticleSetAside(article=article):
                    taken[article.id] += 1
                case StoryOpened(article_id=article_id) | ArticleAttached(article_id=article_id):
                    placed[article_id] += 1
                case _:
                    continue
        replayed, verified = engine.replay(), engine.log.verify()
    return Found(
        events=replayed.events,
        articles=len(taken),
        acknowledged=len(acknowledged),
        lost=len(acknowledged - taken.keys()),
        doubled=sum((taken - Counter(taken.keys())).values())
        + sum((placed - taken).values())
        + len(taken - placed),
        chain_ok=verified.ok,
        replay_same=bool(replayed.same),
    )


def killing(home: Path, *, articles: int, kills: int, draw: random.Random) -> set[str]:
    """Kill the child `kills` times over the way through the articles, then let one finish."""
    acknowledged: set[str] = set()
    for step in range(kills):
        begin, end = articles * step // kills, articles * (step + 1) // kills
        kill_at = draw.randrange(1, end - begin + AGAIN_ARTICLES)
        process = started(home, max(0, begin - AGAIN_ARTICLES), articles)
        acknowledged |= acknowledged_by(process, kill_at=kill_at, wait_s=draw.random() * WAIT_S_MAX)
    return acknowledged | acknowledged_by(started(home, 0, articles))


def together(home: Path, *, first: int, processes: int) -> set[str]:
    """Each process takes articles of its own, then the same as all others."""
    shared = first + processes * TOGETHER_ARTICLES
    children = [
        started(
            home,
            first + n * TOGETHER_ARTICLES,
            first + (n + 1) * TOGETHER_ARTICLES,
            shared,
            shared + TOGETHER_ARTICLES,
        )
        for n in range(processes)
    ]
    return set[str]().union(*(acknowledged_by(process) for process in children))


def timed(
    label: str, work: Callable[[], set[str]], home: Path, before: set[str]
) -> tuple[Found, set[str]]:
    started_at = time.perf_counter()
    acknowledged = before | work()
    spent_s = time.perf_counter() - started_at
    found = check(home, acknowledged)
    print(
        f"{label:<34} {found.articles:>8} {found.events:>8} {found.acknowledged:>8} "
        f"{found.lost:>5} {found.doubled:>8} {'ok' if found.chain_ok else 'BROKEN':>7} "
        f"{'same' if found.replay_same else 'OTHER':>7} {spent_s:>7.0f}"
    )
    return found, acknowledged


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", nargs="+")
    options = parser.parse_args()
    if options.child:
        bounds = [int(bound) for bound in options.child[1:]]
        pairs = zip(bounds[::2], bounds[1::2], strict=True)
        child(
            Path(options.child[0]), [number for begin, end in pairs for number in range(begin, end)]
        )
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return _run(Path(folder), options)


def _run(home: Path, options: argparse.Namespace) -> int:
    draw = random.Random(options.seed)
    print(
        f"{'':<34} {'articles':>8} {'events':>8} {'told ok':>8} {'lost':>5} {'doubled':>8} "
        f"{'chain':>7} {'replay':>7} {'s':>7}"
    )
    killed, acknowledged = timed(
        f"kill -9, {options.kills} times",
        lambda: killing(home, articles=options.articles, kills=options.kills, draw=draw),
        home,
        set(),
    )
    at_once, _ = timed(
        f"{options.processes} processes at once",
        lambda: together(home, first=options.articles, processes=options.processes),
        home,
        acknowledged,
    )
    return 0 if killed.fine and at_once.fine else 1


if __name__ == "__main__":
    sys.exit(main())
