"""What pages cost on a home of `bench.web_home`: processor time and size of each, and how fifty
readers at once are served while a digest is composed.

    python -m bench.web HOME [--rounds 20] [--readers 50] [--seconds 10]

Processor time is that of the thread that makes the page, the 95th percentile against 100 ms; size
is that of the HTML, against 200 KB. Readers are another process on loopback, first alone, then
while digests are composed; the event loop may not be held up for more than 50 ms, nor memory grow
by more than 80 MB over that of composing alone.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
from starlette.requests import Request

from monitor.cli.context import Shell
from monitor.cli.digest import composed_for
from monitor.cli.web import settings_of
from monitor.publishing.publisher import Publisher
from monitor.runtime.health import resident_bytes
from monitor.runtime.loop_lag import Lag, probed
from monitor.runtime.service import take_the_process
from monitor.web.answers import Answers
from monitor.web.app import create_app
from monitor.web.changes import Glance, OpenedForEach
from monitor.web.pages import PAGES
from monitor.web.pages.page import WebPage
from monitor.web.server import listening
from monitor.web.settings import WebSettings

LIMIT_MS, LIMIT_BYTES = 100.0, 200_000
LAG_LOOK_S = 0.02
MB = 2**20


def settings(home: Path) -> WebSettings:
    found = settings_of(Shell(home).config, port=0)
    return msgspec.structs.replace(found, requests_per_minute=100_000, public=True)


@contextmanager
def _nobody() -> Iterator[Publisher]:
    raise AssertionError("nothing is changed here")
    yield


def path_of(page: WebPage, slots: dict[str, str]) -> str | None:
    try:
        return page.path.format(**slots)
    except KeyError:
        return None


def slots_of(answers: Answers) -> dict[str, str]:
    """A story with many accounts, one of its articles."""
    with answers.reader.opened() as home:
        rows = home.views.news_page(limit=300)
        story = max(rows, key=lambda row: row.articles)
        article = home.views.members(story.id)[0].article.id
    return {"story": f"S{story.number}", "article": article}


def request(path: str, slots: dict[str, str]) -> Request:
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [],
        "query_string": b"",
        "path_params": slots,
    }
    return Request(scope)


def pages(answers: Answers, rounds: int) -> None:
    slots = slots_of(answers)
    for page in PAGES:
        path = path_of(page, slots)
        if path is None:
            continue
        spent, size = [], 0
        for _ in range(rounds):
            began = time.thread_time()
            body, _ = answers.answered(
                msgspec.structs.replace(page, access="reader"),
                request(path, slots),
                Glance(),
                as_json=False,
            )
            spent.append((time.thread_time() - began) * 1000)
            size = len(body)
        spent.sort()
        at_95 = spent[int(0.95 * (len(spent) - 1))]
        over = "  over" if at_95 > LIMIT_MS or size > LIMIT_BYTES else ""
        median = spent[len(spent) // 2]
        print(f"{path:28} median {median:6.1f} ms  95 % {at_95:6.1f} ms  {size:7} bytes{over}")


# --- fifty readers ---


async def read(address: str, readers: int, seconds: float, paths: list[str]) -> None:
    """The other process: each reader asks for one page after another."""
    until, took, refused = time.monotonic() + seconds, list[float](), 0

    async def one(number: int) -> None:
        nonlocal refused
        async with httpx.AsyncClient(base_url=address, timeout=60) as browser:
            while time.monotonic() < until:
                number += 1
                began = time.monotonic()
                answer = await browser.get(paths[number % len(paths)])
                took.append((time.monotonic() - began) * 1000)
                refused += answer.status_code != 200

    await asyncio.gather(*(one(number) for number in range(readers)))
    took.sort()
    print(
        f"{readers} readers: {len(took) / seconds:.0f} pages a second, median "
        f"{took[len(took) // 2]:.0f} ms, 95 % {took[int(0.95 * len(took))]:.0f} ms, "
        f"{refused} refused"
    )


async def crowd(home: Path, readers: int, seconds: float, *, composing: bool) -> None:
    take_the_process()
    known = settings(home)
    changes = OpenedForEach(_nobody)
    app = create_app(home, known, now=Shell(home).clock.now, changes=changes)
    answers: Answers = app.state.answers
    slots = await answers.in_thread(lambda: slots_of(answers))
    paths = [
        path for page in PAGES if page.access == "reader" and not page.glance
        if (path := path_of(page, slots))
    ]  # fmt: skip
    if composing:
        await asyncio.to_thread(compose_again, home, 0.1)
    before = resident_bytes()
    async with listening(app, known) as port, probed(Lag(), every_s=LAG_LOOK_S) as lag:
        command = [sys.executable, "-m", "bench.web", "--read", f"http://127.0.0.1:{port}"]
        command += ["--readers", str(readers), "--seconds", str(seconds), str(home), *paths]
        other = await asyncio.create_subprocess_exec(*command, env=dict(os.environ))
        count = 0
        if composing:
            count = await asyncio.to_thread(compose_again, home, seconds)
        await other.wait()
    grown = (resident_bytes() - before) / MB
    held = "  over" if lag.worst_s > 0.05 or grown > 80 else ""
    print(
        f"meanwhile {count} digests composed; the loop late by {lag.worst_s * 1000:.0f} ms at "
        f"most, {lag.over} of {lag.looks} looks over 50 ms; {grown:.0f} MB more{held}"
    )
    answers.close()
    changes.close()


def compose_again(home: Path, seconds: float) -> int:
    """Digests of the last two days, one after another."""
    until, made = time.monotonic() + seconds, 0
    with Shell(home) as shell:
        newest = shell.views.news_page(limit=1)[0].updated_at
        end = shell.moment(newest)
        begin = shell.moment(newest[: len("2026-11-29")])
        while made == 0 or time.monotonic() < until:
            assert end is not None
            composed_for(shell, since=begin, until=end)
            made += 1
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--read", default="")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    if options.read:
        asyncio.run(read(options.read, options.readers, options.seconds, options.paths))
        return
    home: Path = options.home
    changes = OpenedForEach(_nobody)
    app = create_app(home, settings(home), now=Shell(home).clock.now, changes=changes)
    pages(app.state.answers, options.rounds)
    app.state.answers.close()
    changes.close()
    for composing in (False, True):
        asyncio.run(crowd(home, options.readers, options.seconds, composing=composing))


if __name__ == "__main__":
    main()
