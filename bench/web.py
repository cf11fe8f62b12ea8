"""What pages cost: `make bench PART=web`.

    python -m bench.web [--home FOLDER] [--small FOLDER] [--rounds 20]

Each page is asked for at several addresses, as a visitor finds them, in this process: processor
time of all its threads, the client's milliseconds too, and bytes of HTML. The 95th percentile
stands against 100 ms and 200 KB; beside it the same page on a home of a tenth of the stories: what
grows with them is no list by cursor. Then `bench.web_load`: many readers, many connections, slow
ones. Homes are those of `bench.web_home`, made in passing unless they are named.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from msgspec import structs

from bench import web_home, web_load, web_walk
from monitor.cli.web import settings_of
from monitor.config import load
from monitor.delivery.media import messages
from monitor.events.deliveries import DigestComposed
from monitor.events.stories_and_feeds import ArticleSetAside, Event, key_of
from monitor.log.sqlite import SqliteLog
from monitor.web.answers import SESSION
from monitor.web.app import create_app
from monitor.web.changes import OpenedForEach
from monitor.web.security.access import AccessStore

LIMIT_MS, LIMIT_KB, GROWTH_MAX = 100, 200, 2.0
STORIES, ACCOUNTS, SMALLER = 20_000, 200_000, 10
ADDRESSES = 6  # of each page
BESIDE = 1_000  # the number of an account that no story has so many of


@dataclass(frozen=True, slots=True)
class Cost:
    median_ms: float
    at_95_ms: float
    bytes_max: int


class Asking:
    """A site in this process, asked by an operator who is logged in."""

    def __init__(self, home: Path) -> None:
        settings = structs.replace(
            settings_of(load(home, {})), requests_per_minute=web_load.OFTEN, public=True
        )
        self._changes = OpenedForEach(lambda: web_load.room(home))
        self.app = create_app(home, settings, now=_now, changes=self._changes)
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(self.app)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://localhost")
        with AccessStore.open(home / "state" / "web.db") as access:
            limits = self.app.state.answers.limits
            cookie = access.log_in(access.link("bench", now=_now()), limits, now=_now())
        self._client.cookies.set(SESSION, cookie)

    def get(self, path: str) -> str:
        answer = self._runner.run(self._client.get(path))
        if answer.status_code != httpx.codes.OK:
            raise SystemExit(f"{path}: {answer.status_code} {answer.text[:200]}")
        return answer.text

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()
        self.app.state.answers.close()
        self._changes.close()


def _now() -> datetime:
    return datetime.now(UTC)


def costs(home: Path, rounds: int) -> dict[str, Cost]:
    asking = Asking(home)
    try:
        every = web_walk.addresses(asking.get, each=ADDRESSES)
        return {name: cost(asking.get, paths, rounds) for name, paths in every.items() if paths}
    finally:
        asking.close()


def cost(get: Callable[[str], str], paths: list[str], rounds: int) -> Cost:
    spent, sizes = [], []
    for at in range(rounds * len(paths)):
        started = time.process_time()
        html = get(paths[at % len(paths)])
        spent.append((time.process_time() - started) * 1000)
        sizes.append(len(html.encode()))
    spent.sort()
    at_95 = spent[int(0.95 * (len(spent) - 1))]
    return Cost(median_ms=spent[len(spent) // 2], at_95_ms=at_95, bytes_max=max(sizes))


def show(large: dict[str, Cost], small: dict[str, Cost]) -> None:
    print(f"{'page':16} {'median':>8} {'95 %':>8} {'KB':>6} {'of a tenth':>11}")
    for name, one in sorted(large.items(), key=lambda named: -named[1].at_95_ms):
        less = small.get(name)
        growth = f"{one.median_ms / less.median_ms:8.1f} ×" if less else "–"
        over = "  over" * (one.at_95_ms > LIMIT_MS or one.bytes_max > LIMIT_KB * 1000)
        grows = "  grows" * bool(less and one.median_ms > GROWTH_MAX * less.median_ms)
        print(
            f"{name:16} {one.median_ms:5.1f} ms {one.at_95_ms:5.1f} ms {one.bytes_max / 1000:6.0f} "
            f"{growth:>11}{over}{grows}"
        )


def tell(home: Path) -> None:
    """What no story leads to: editions as readers got them, and articles that belong to none."""
    config, digest = load(home, {}), web_load.latest_digest(home)
    stream, chance = settings_of(config).stream, random.Random(1)
    everybody, source = web_home.people(chance), config.sources[0]
    told: list[Event] = []
    texts: dict[str, str] = {}
    for nth in range(ADDRESSES):
        until = digest.until + timedelta(days=nth)
        edition = f"digest/daily/{until.date()}/{stream}"
        written = messages.written(digest)
        told.append(DigestComposed(edition=edition, stream=stream, until=until, digest=written))
        of = web_home.happening(nth, everybody, chance)
        article, read, text = web_home.account(of, BESIDE, source, chance)
        told.append(ArticleSetAside(article=article, reading=read, reason="nothing diplomatic"))
        texts[article.text_hash] = text
    with SqliteLog.open(home / "state" / "log.db") as log:
        keyed = [(key_of(event, ordinal=0), event) for event in told]
        log.append(keyed, at=_now(), expected=log.head().position, texts=texts)


def made(home: Path, *, stories: int, accounts: int) -> Path:
    web_home.write(home, stories=stories, accounts=accounts)
    web_home.lay_out(home)
    tell(home)
    print(f"{home.name:16} {stories} stories, {accounts} accounts", web_home.lay_out(home))
    return home


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path)
    parser.add_argument("--small", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("pages", "load"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or made(Path(folder, "large"), stories=STORIES, accounts=ACCOUNTS)
        if asked.only != "load":
            small = asked.small or made(
                Path(folder, "small"), stories=STORIES // SMALLER, accounts=ACCOUNTS // SMALLER
            )
            show(costs(home, asked.rounds), costs(small, asked.rounds))
        if asked.only != "pages":
            web_load.measure(home)


if __name__ == "__main__":
    main()
