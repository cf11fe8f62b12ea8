"""What the running service costs: start-up, a slot for many readers, idling, memory, and how long
the event loop is held up.

make bench PART=service                       1,000,000 events, 10,000 open stories, 1,000 feeds
                                              and readers
python -m bench.service --stories 1000        smaller

The service is wired as `monitor run` wires it; the clock stands where it is put. Lag is how late a
probe woke that wanted to wake each 5 ms; beside it stands the same probe in a process that does
nothing else, at the same time: what the machine adds. The feeds are served by a process of their
own, which is none of the service's memory; pages that its processes share count once (PSS).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from bench.cores import children
from bench.log import fill
from bench.soak_world import BEGIN, FeedServer, Item, SharedTime, news_of, to_loopback
from monitor.claims import read
from monitor.clock import SetClock
from monitor.delivery.transport import Address, Sent
from monitor.digest.wording.locale import languages
from monitor.engine.engine import Engine
from monitor.events.deliveries import DigestComposed, ReaderSubscribed, Wishes
from monitor.events.stories_and_feeds import ArticleTaken, Event, StoryOpened
from monitor.executor import OneThread
from monitor.feeds.http.schedule import Memory, PollingPace
from monitor.feeds.store import Ledger
from monitor.feeds.values import Feed, feed_id_of
from monitor.feeds.wiring import ClientSettings
from monitor.intake.normalize import incoming
from monitor.model import Evidence, Interests, Rules, Topic
from monitor.publishing.editor import Brief
from monitor.publishing.streams import edition_of, stream_of
from monitor.runtime.bootstrap import Means, Orders, open_house
from monitor.runtime.loop_lag import Lag, probed
from monitor.runtime.scheduler import waking
from monitor.runtime.service import Running, take_the_process

HOUSE = Path(__file__).resolve().parents[1]
LOOK_S = 0.005
ARTICLES_A_DAY = 600
ASKED_FEEDS = 60  # that are really asked, of all
TOPICS = (
    "Kazakhstan",
    "Russia",
    "Türkiye",
    "France",
    "Italy",
    "Austria",
    "Uzbekistan",
    "Azerbaijan",
    "Egypt",
    "Spain",
)
IDLE_S = 60.0


DEFAULT = Wishes(topics=("all",), language="en", zone="UTC", hour="09:00")


class Silent:
    """Sends nothing anywhere: what is measured is the work before."""

    medium = "telegram"

    async def send(self, *_: object, **__: object) -> Sent:
        return Sent(message_id=1)

    edit = compare = remove = send


# --- what is measured ---


def start_up(events: int) -> None:
    """In a process of its own: the log and its snapshot opened; then the same without a
    snapshot.
    """
    with tempfile.TemporaryDirectory(dir=HOUSE / "state") as folder:
        home = Path(folder)
        (home / "state").mkdir()
        fill(home / "state" / "log.db", events)
        first = _started(home)
        Engine.open(home, rules=Rules(), clock=SetClock(BEGIN)).close()  # leaves a snapshot
        _more(home, 900)
        usual = _started(home)
    _say(
        "start-up, snapshot 900 events old",
        usual[0],
        f"cpu {usual[1]:.2f} s · {events:,} events; limit 3 s",
    )
    _say(
        "start-up, no snapshot",
        first[0],
        f"cpu {first[1]:.2f} s · after an upgrade, once: every event is folded",
    )


def _more(home: Path, events: int) -> None:
    with Engine.open(home, rules=Rules(), clock=SetClock(BEGIN)) as engine:
        engine.record(lambda: list(islice(_stories(0, 10**6), events)))
        engine._unsaved = 0  # noqa: SLF001 — as if it were killed before its next snapshot


def _started(home: Path) -> tuple[float, float]:
    """Seconds, and seconds of CPU, importing included."""
    code = (
        "import time; began = time.perf_counter()\n"
        "from pathlib import Path\nimport sys\n"
        "import monitor.cli.run\n"
        "from monitor.model import Rules\nfrom monitor.clock import Clock\n"
        "from monitor.engine.engine import Engine\n"
        "engine = Engine.open(Path(sys.argv[1]), rules=Rules(), clock=Clock())\n"
        "print(time.perf_counter() - began, time.process_time())\nimport os\n"
        "os._exit(0) if sys.stdout.flush() is None else None\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    )
    took, cpu = map(float, done.stdout.split())
    return took, cpu


def _stories(first: int, last: int) -> list[Event]:
    """Each a story of one article, as read by us."""
    events: list[Event] = []
    for number in range(first, last):
        item = _item(number)
        came = incoming(
            text=item.text,
            title=item.title,
            url=item.url,
            outlet=item.url.split("/")[2],
            lang="en",
            published=item.at.isoformat(),
        )
        story = f"{number + 2**40:016x}"
        events.append(ArticleTaken(article=came.article, reading=read(came.article, came.text)))
        events.append(
            StoryOpened(
                story_id=story,
                number=number + 1,
                article_id=came.article.id,
                evidence=Evidence(rule="made up"),
            )
        )
        if last >= 10**6 and len(events) >= 1000:
            break
    return events


def _item(number: int) -> Item:
    day, at = divmod(number, 300)
    return sorted(
        item
        for items in news_of(-1 - day, 10**6, 300).values()
        for item in items
        if not item.version
    )[at % 300]


def furnish(home: Path, *, stories: int, readers: int) -> None:
    """A home with so many open stories, and readers with forty different wishes."""
    from monitor.delivery.address_book import Readers  # noqa: PLC0415 — only here

    with Engine.open(home, rules=Rules(), clock=SetClock(BEGIN - timedelta(days=1))) as engine:
        for first in range(0, stories, 500):
            made = _stories(first, min(first + 500, stories))
            engine.record(lambda made=made: made)  # type: ignore[misc] # bound at once
        with Readers.open(home / "state" / "readers.db") as known:
            subscribed: list[Event] = []
            for number in range(readers):
                one = known.known(
                    Address(medium="telegram", chat=str(1000 + number), kind="private")
                )
                subscribed.append(
                    ReaderSubscribed(
                        reader_id=one.reader_id,
                        lane=one.lane,
                        kind="private",
                        wishes=_wishes(number),
                    )
                )
            engine.record(lambda: subscribed)
        told = DigestComposed(
            edition=edition_of(engine.now().date(), DEFAULT),
            stream=stream_of(DEFAULT),
            until=engine.now(),
        )
        engine.record(lambda: [told])  # the default channel knows all of this
        engine.save_snapshot(events_min=1)


def _wishes(number: int) -> Wishes:
    topics = (
        (TOPICS[number % 10].lower(), TOPICS[(number // 10) % 10].lower())
        if number % 4
        else ("all",)
    )
    return Wishes(
        topics=topics, language=languages()[number % len(languages())], zone="UTC", hour="09:00"
    )


def orders(home: Path, port: int, feeds: int) -> Orders:
    topics = (
        Topic(id="all", name="All"),
        *(Topic(id=name.lower(), name=name, include=Interests(words=(name,))) for name in TOPICS),
    )
    manners = ClientSettings(
        allow_private=True, resolve=to_loopback, pace=PollingPace(host_gap_s=0.0)
    )
    return Orders(
        home=home,
        rules=Rules(),
        brief=Brief(default=DEFAULT, topics=topics, sources=(), rules=Rules()),
        channel=Address(medium="telegram", chat="-1001", kind="channel"),
        feeds=[
            Feed(url=f"http://feed{n}.soak.example:{port}/", name=f"feed {n}") for n in range(feeds)
        ],
        manners=manners,
    )


async def measure(home: Path, port: int, clock: SharedTime, feeds: int) -> None:
    closing = ExitStack()
    with OneThread() as hand:
        means = Means(clock=clock, hand=hand, ways={"telegram": Silent()}, alarm=print)  # type: ignore[dict-item] # sends nothing
        try:
            began = time.perf_counter()
            house = await hand(lambda: open_house(orders(home, port, feeds), means, closing))
            _say(
                "opening the house",
                time.perf_counter() - began,
                f"{len(house.engine.state.stories):,} open stories",
            )
            async with Running(house) as running:
                await hand(lambda: _put_off(house.ledger, house.feeds[ASKED_FEEDS:], clock.at))
                await _all(running, clock)
        finally:
            await hand(closing.close)


async def _all(running: Running, clock: SharedTime) -> None:
    house = running.house
    await _held("matcher built", running.prepare)
    await _held(f"baseline of {ASKED_FEEDS} feeds", running.ask_feeds)
    clock.at += timedelta(days=1, hours=8)
    before = house.engine.head.position
    await _held("articles of a day taken", running.ask_feeds)
    _say("  events written meanwhile", float(house.engine.head.position - before), "")
    clock.at = clock.at.replace(hour=9, minute=0) + timedelta(minutes=1)
    took = await _held(
        "slot: editions for all readers composed and queued", running.tell_what_is_due
    )
    _say("slot", took, f"{len(house.engine.state.owed_in):,} deliveries queued; limit 10 s")
    await _held("snapshot and views", running.keep_up)
    own, workers = _resident_mb()
    _say("resident MB, workers included", own + workers, f"limit 200 MB; workers {workers:.0f}")
    await _idle(running)
    clock.at += timedelta(days=60)
    before = len(house.engine.state.stories)
    await _held("quiet stories closed", running.close_and_erase)
    _say("  stories closed", float(before - len(house.engine.state.stories)), "")


async def _held(what: str, do: Callable[[], Awaitable[object]]) -> float:
    """Seconds that it took; what it did to the event loop is said."""
    control = subprocess.Popen(  # noqa: ASYNC220 — beside what is measured, begun before it
        [sys.executable, "-m", "bench.service", "--control"],
        cwd=HOUSE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert control.stdout is not None
    await asyncio.to_thread(control.stdout.readline)
    lag, began, cpu = Lag(), time.perf_counter(), time.process_time()
    async with probed(lag, every_s=LOOK_S):
        await do()
    took, spent = time.perf_counter() - began, time.process_time() - cpu
    out, _ = await asyncio.to_thread(control.communicate, b"")
    alone = json.loads(out)
    said = (
        f"cpu {spent:6.2f} s · lag worst {lag.worst_s * 1000:5.1f} ms, mean "
        f"{lag.total_s / max(1, lag.looks) * 1000:4.1f} ms, {lag.over} of {lag.looks} over 50 ms"
    )
    _say(what, took, f"{said} · idle process beside it: worst {alone['worst_ms']:.1f} ms")
    return took


async def _control() -> None:
    lag = Lag()
    async with probed(lag, every_s=LOOK_S):
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)
    print(json.dumps({"worst_ms": lag.worst_s * 1000}))


async def _idle(running: Running) -> None:
    """CPU time of the process while it has nothing to do but to look whether there is anything."""
    end = asyncio.Event()
    # nothing is owed: deliveries are not what is measured here
    running.house.engine.state.lanes.clear()
    office = asyncio.create_task(running.house.room.office.serve(until=end.is_set))
    with waking(running.jobs, running.attempt):
        await asyncio.sleep(5.0)  # the first waking
        spent = _cpu_s()
        await asyncio.sleep(IDLE_S)
        spent = _cpu_s() - spent
    end.set()
    running.house.room.office.wake()
    await office
    _say("idle CPU, % of one core", 100 * spent / IDLE_S, "limit 2 %")


@contextmanager
def feeds_served(time_file: Path) -> Iterator[int]:
    """The port at which another process serves feeds of that time."""
    command = [sys.executable, "-m", "bench.service", "--serve", str(time_file)]
    with subprocess.Popen(
        command, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.communicate("")


def serve_feeds(time_file: Path) -> None:
    """Until the other end is gone."""
    clock = SharedTime(time_file)
    with FeedServer(clock, feeds=ASKED_FEEDS, articles=ARTICLES_A_DAY, faults=0.0) as server:
        print(server.port, flush=True)
        sys.stdin.read()


def _cpu_s() -> float:
    mine, theirs = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def _put_off(ledger: Ledger, feeds: Sequence[Feed], now: datetime) -> None:
    """As if these had been asked already: their time comes much later."""
    memory = Memory(asked_at=now, read_at=now, next_at=now + timedelta(days=400), interval_s=3600.0)
    ledger.remember((feed_id_of(feed.url), memory) for feed in feeds)


def _resident_mb() -> tuple[float, float]:
    """Of this process, and of those that parse feeds for it; a page of several is parted."""
    return _pss_mb(os.getpid()), sum(map(_pss_mb, filter(_parses_feeds, children())))


def _parses_feeds(pid: int) -> bool:
    return b"monitor.feeds.parse.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()


def _pss_mb(pid: int) -> float:
    said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(said.partition("\nPss:")[2].split()[0]) * 1024 / 1e6


def _say(what: str, value: float, more: str) -> None:
    print(f"{what:<52} {value:9.2f}   {more}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--control", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument(
        "--events", type=int, default=1_000_000, help="of the log for start-up; 0 leaves that out"
    )
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--readers", type=int, default=1_000)
    parser.add_argument("--feeds", type=int, default=1_000)
    options = parser.parse_args()
    if options.control:
        asyncio.run(_control())
        return
    if options.serve:
        serve_feeds(options.serve)
        return
    take_the_process()
    if options.events:
        start_up(options.events)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        subprocess.run(
            [sys.executable, "-c", _FURNISH, str(home), str(options.stories), str(options.readers)],
            cwd=HOUSE,
            check=True,
        )
        clock = SharedTime(home / "time")
        clock.at = BEGIN
        with feeds_served(home / "time") as port:
            asyncio.run(measure(home, port, clock, options.feeds))


_FURNISH = (
    "import sys; from pathlib import Path; from bench.service import furnish; "
    "furnish(Path(sys.argv[1]), stories=int(sys.argv[2]), readers=int(sys.argv[3]))"
)


if __name__ == "__main__":
    main()
