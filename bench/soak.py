"""A soak of the whole service: simulated days on a clock that jumps from wake to wake, with real
sockets, kills and faults.

make soak                                     90 days, 100 feeds, 300 articles a day
python -m bench.soak --days 14 --feeds 20 --articles 60

One process is the service, as `monitor run` wires it but for the clock and the scheduler: at each
wake every job is asked what is due, and all that is owed is delivered before the clock jumps on.
The feeds and the strict test chat server are on loopback. The service is killed with -9, or
stopped, at random, and stays down for up to six hours, once for 40; it is left alone in its third
week and from two thirds of the time on, so that its memory can be compared. Stories close after 14
quiet days here, so that their number is steady in the third week.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from bench import soak_hostile
from bench.soak_world import BEGIN, FeedServer, SharedTime, to_loopback
from monitor.bot.context import BotSettings
from monitor.bot.receiver import Receiver
from monitor.delivery.address_book import Readers
from monitor.delivery.media.telegram import Telegram
from monitor.delivery.plan import Recent, SendingRates, plan
from monitor.delivery.transport import Address
from monitor.digest.slots import last_slot
from monitor.engine.engine import Engine
from monitor.events.deliveries import (
    Delivered,
    DeliveryQueued,
    DeliveryUnknown,
    DigestComposed,
    ReaderSubscribed,
    ReaderWished,
    Wishes,
)
from monitor.events.stories_and_feeds import (
    ArticleRevised,
    ArticleSetAside,
    ArticleTaken,
    Event,
    FeedBaselined,
    FeedFetched,
    FeedHeld,
)
from monitor.executor import OneThread
from monitor.feeds.http.schedule import PollingPace
from monitor.feeds.store import Ledger
from monitor.feeds.values import Feed, Limits
from monitor.feeds.wiring import ClientSettings
from monitor.model import Rules, Topic
from monitor.publishing.editor import Brief
from monitor.publishing.streams import day_of
from monitor.runtime.bootstrap import Means, Orders, open_house
from monitor.runtime.service import House, Running, take_the_process
from tests.delivery.bot_api import TOKEN, BotApi, Fault

HOUSE = Path(__file__).resolve().parents[1]
STEP = timedelta(minutes=30)  # the longest that a waking may be apart
UPKEEP = timedelta(hours=6)
CLOSE_DAYS, TEXT_DAYS = 14, 30
SPEED = 1000.0  # of the chat server's seconds
QUICK = SendingRates(chat_s=0.002, group_s=0.004, overall_s=0.0005, burst=20, settle_s=0.5)
CHAT_FAULTS: tuple[Fault, ...] = (
    "drop before",
    "drop after",
    "500 after",
    "silence after",
    "429",
    "garbage after",
)
CHAT_FAULT_SHARE = 0.02  # all together
CHANNEL = -1001
PEOPLE = {  # hour and zone that each asks for
    501: "02:30 Australia/Sydney",
    502: "01:30 America/New_York",
    503: "02:30 Europe/Berlin",
    504: "09:00 Asia/Almaty",
    505: "23:50 Pacific/Auckland",
    506: "00:05 America/Sao_Paulo",
    507: "08:15 Asia/Kathmandu",
}
WISHES = Wishes(topics=("all",), language="en", zone="Asia/Almaty", hour="09:00")


Outage = tuple[datetime, datetime]


class Plan(Struct, frozen=True, kw_only=True):
    days: int = 90
    feeds: int = 100
    articles: int = 300
    kills: int = 40
    seed: int = 1
    step_minutes: int = 15  # of simulated time between two wakings
    minutes: float = 600.0  # of real time, after which what there is is judged
    hostile: int = 5  # feeds that turn against the others for a day, at half time


# --- the service, in the process that is killed ---


def orders(home: Path, port: int, feeds: int, hostile: int) -> Orders:
    rules = Rules(close_days=CLOSE_DAYS, text_retention_days=TEXT_DAYS)
    known = soak_hostile.sources(feeds, hostile)
    return Orders(
        home=home,
        sources=known,
        rules=rules,
        brief=Brief(
            default=WISHES,
            topics=(Topic(id="all", name="All"),),
            sources=known,
            rules=rules,
        ),
        channel=Address(medium="telegram", chat=str(CHANNEL), kind="channel"),
        feeds=[
            Feed(url=f"http://feed{n}.soak.example:{port}/", name=f"feed {n}") for n in range(feeds)
        ],
        manners=ClientSettings(
            allow_private=True,
            resolve=to_loopback,
            pace=PollingPace(host_gap_s=0.0),
            limits=Limits(connect_s=2.0, read_s=1.0, whole_s=5.0),
        ),
        pace=QUICK,
    )


async def live(  # noqa: PLR0913, PLR0917 — what its command line says
    home: Path, port: int, chat_url: str, feeds: int, until: datetime, step: timedelta, hostile: int
) -> None:
    """From the shared time on to `until`, or to SIGTERM."""
    take_the_process()
    stop, clock, closing = asyncio.Event(), SharedTime(home / "time"), ExitStack()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with OneThread() as hand:
        async with Telegram(token=TOKEN, url=chat_url, read_s=0.5) as telegram:
            means = Means(
                clock=clock,
                hand=hand,
                ways={"telegram": telegram},
                alarm=lambda line: _note(home, {"alarm": line}),
            )
            try:
                house = await hand(
                    lambda: open_house(orders(home, port, feeds, hostile), means, closing)
                )
                async with Running(house) as running:
                    reception = Receiver(
                        house.room, telegram, BotSettings(commands_per_minute=100_000)
                    )
                    listening = asyncio.create_task(reception.serve(stop=stop, poll_s=0.3))
                    await _days(running, clock, until, step, stop)
                    stop.set()
                    await listening
            finally:
                await hand(closing.close)


async def _days(
    running: Running, clock: SharedTime, until: datetime, step: timedelta, stop: asyncio.Event
) -> None:
    house = running.house
    home, kept, day = house.state.parent, clock.at, clock.at.date()
    while clock.at < until and not stop.is_set():
        await running.attempt("feeds", running.ask_feeds)
        await running.attempt("digests", running.tell_what_is_due)
        await running.attempt("delivering", lambda: _deliver(house, stop))
        if clock.at - kept >= UPKEEP:
            await running.attempt("closing", running.close_and_erase)
            await running.attempt("upkeep", running.keep_up)
            kept = clock.at
        if clock.at.date() != day:
            stories = len(house.engine.state.stories)
            _note(home, {"day": str(day), "rss_mb": _rss_mb(), "open": stories, "pid": os.getpid()})
            day = clock.at.date()
        for name, why in running.troubles.now.items():
            _note(home, {"trouble": name, "why": why})
        clock.at += step


async def _deliver(house: House, stop: asyncio.Event) -> None:
    """All that can be delivered before the clock jumps on."""
    await house.room.office.serve(until=lambda: stop.is_set() or _quiet(house), finish_s=3.0)


def _quiet(house: House) -> bool:
    now, state = house.engine.clock.now(), house.engine.state
    ahead = plan(state, now=now, clock_s=1e9, pace=QUICK, recent=Recent(), busy=())
    return not ahead.steps


def _rss_mb() -> float:
    """Of this process and its workers."""
    me = os.getpid()
    children = Path(f"/proc/{me}/task/{me}/children").read_text().split()
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in (me, *children))
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def _note(home: Path, line: dict[str, Any]) -> None:
    with (home / "notes.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


# --- the one who kills ---


def soak(
    chosen: Plan, home: Path, *, say: Callable[[str], object] = lambda _line: None
) -> dict[str, Any]:
    """What the log, the ledger, the chats and the notes hold at the end, held against what they
    should.
    """
    chance, began = random.Random(chosen.seed), time.monotonic()
    clock = SharedTime(home / "time")
    clock.at = BEGIN
    end = BEGIN + timedelta(days=chosen.days)
    with (
        FeedServer(
            clock,
            feeds=chosen.feeds,
            articles=chosen.articles,
            hostile=soak_hostile.HostileDay(
                day=chosen.days // 2,
                feeds=chosen.feeds,
                hostile=chosen.hostile,
                articles=chosen.articles,
            ),
        ) as server,
        BotApi(speed=SPEED) as api,
    ):
        api.channel(CHANNEL)
        for person in PEOPLE:
            api.person(person)
        met = _chat_faults(api, chance)
        lives = Lives(
            chosen, Place(home=home, clock=clock, server=server, api=api, chance=chance, say=say)
        )
        lives.run(end)
        counts = {
            "simulated days": (clock.at - BEGIN).days,
            "feeds": chosen.feeds,
            "real seconds": round(time.monotonic() - began),
            "kill -9": lives.kills,
            "stops by SIGTERM": lives.stops,
            "longest stop, s": round(lives.longest_stop_s, 2),
            "feed answers": dict(server.answers),
            "feed faults": dict(server.faults),
            "chat faults": dict(met),
            "chat calls": len(api.requests),
        }
        found = judged(home, server, api, lives.outages)
        with Engine.open(home, rules=Rules(close_days=CLOSE_DAYS), clock=clock) as engine:
            done = soak_hostile.harm(engine, feeds=chosen.feeds, hostile=chosen.hostile)
        return {**counts, **found, **done}


def _chat_faults(api: BotApi, chance: random.Random) -> Counter[str]:
    met: Counter[str] = Counter()

    def fault(method: str, _chat: int) -> tuple[Fault, float] | None:
        if method == "getUpdates" or chance.random() >= CHAT_FAULT_SHARE:
            return None
        chosen = chance.choices(
            CHAT_FAULTS, weights=[1 if name == "silence after" else 4 for name in CHAT_FAULTS]
        )[0]
        met[chosen] += 1
        return chosen, float(chance.randint(1, 30))

    api.faults = fault
    return met


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    home: Path
    clock: SharedTime
    server: FeedServer
    api: BotApi
    chance: random.Random
    say: Callable[[str], object]


class Lives:
    """One process after another, until the simulated time is over."""

    def __init__(self, chosen: Plan, place: Place) -> None:
        self._plan, self._home, self._clock, self._say = chosen, place.home, place.clock, place.say
        self._port, self._api, self._chance = place.server.port, place.api, place.chance
        self.kills = self.stops = 0
        self.longest_stop_s = 0.0
        self.outages: list[Outage] = []
        self._ends = _moments(chosen, place.chance)
        self._asked = False
        self._deadline = time.monotonic() + 60 * chosen.minutes

    def run(self, end: datetime) -> None:
        while self._clock.at < end and not self._is_over():
            process = self._start(end)
            try:
                self._ask()
                self._wait_for_end(process, end)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()

    def _is_over(self) -> bool:
        return time.monotonic() > self._deadline

    def _start(self, end: datetime) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "bench.soak",
            "--live",
            str(self._home),
            "--port",
            str(self._port),
        ]
        more = [
            "--chat",
            self._api.url,
            "--feeds",
            str(self._plan.feeds),
            "--until",
            end.isoformat(),
            "--step",
            str(self._plan.step_minutes),
            "--hostile",
            str(self._plan.hostile),
        ]
        return subprocess.Popen([*command, *more], cwd=HOUSE)

    def _ask(self) -> None:
        """Readers come, and then change their minds now and then; each gets one edition a day all
        the same.
        """
        if not self._asked:
            for person, when in PEOPLE.items():
                self._api.say(person, "/start")
                self._api.say(person, f"/time {when}")
            self._asked = True
        elif self._chance.random() < 0.3:
            person = self._chance.choice(list(PEOPLE))
            self._api.say(
                person,
                (
                    f"/time {self._chance.randrange(24):02}:{self._chance.randrange(60):02} "
                    f"{PEOPLE[person].split()[1]}"
                ),
            )

    def _wait_for_end(self, process: subprocess.Popen[bytes], end: datetime) -> None:
        """Until the moment that was drawn for this process's end, or its own."""
        moment = self._ends.pop(0) if self._ends else end
        while process.poll() is None and self._clock.at < moment and not self._is_over():
            time.sleep(0.02)
        if process.poll() is not None:
            if process.returncode:
                raise RuntimeError(f"the service ended by itself with {process.returncode}")
            return
        if self._is_over():
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            return
        if self._clock.at >= end:  # the last edition is on its way: nobody would start again for it
            if code := process.wait(60):
                raise RuntimeError(f"the service ended by itself with {code}")
            return
        self._end_it(process)
        self._stay_down()
        self._say(f"{self._clock.at:%Y-%m-%d} kills {self.kills} stops {self.stops}")

    def _end_it(self, process: subprocess.Popen[bytes]) -> None:
        time.sleep(self._chance.uniform(0.0, 0.4))  # anywhere within a wake
        if self._chance.random() < 0.7:
            process.kill()
            self.kills += 1
            process.wait()
            return
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        self.longest_stop_s = max(self.longest_stop_s, time.monotonic() - asked)
        self.stops += 1

    def _stay_down(self) -> None:
        begun = self._clock.at
        long = not any(
            b - a > timedelta(hours=30) for a, b in self.outages
        ) and begun > BEGIN + timedelta(days=self._plan.days // 3)
        self._clock.at = begun + timedelta(hours=40 if long else self._chance.uniform(0.0, 6.0))
        self.outages.append((begun, self._clock.at))


def _moments(chosen: Plan, chance: random.Random) -> list[datetime]:
    """When processes end: not in the third week, nor in the last third."""
    last = chosen.days * 2 // 3
    days = [day for day in range(last) if not (chosen.days > 28 and 13 <= day <= 21)]
    drawn = (chance.choice(days) + chance.random() for _ in range(chosen.kills))
    return sorted(BEGIN + timedelta(days=day) for day in drawn)


# --- what it comes to ---


def judged(
    home: Path, server: FeedServer, api: BotApi, outages: Sequence[Outage]
) -> dict[str, Any]:
    clock = SharedTime(home / "time")
    with Engine.open(
        home, rules=Rules(close_days=CLOSE_DAYS, text_retention_days=TEXT_DAYS), clock=clock
    ) as engine:
        with Ledger.open(home / "state" / "feeds.db") as ledger:
            ledger.catch_up(engine.log)
            flows = conservation(engine, ledger, server)
        with Readers.open(home / "state" / "readers.db") as readers:
            told = editions(engine, readers, api, outages)
        proof = {
            "events": engine.head.position,
            "log MB": round((home / "state" / "log.db").stat().st_size / 1e6, 1),
            "open stories": len(engine.state.stories),
            "still owed": len(engine.state.owed_in),
            "replay --check": engine.replay().same,
            "log verify": engine.log.verify().ok,
        }
    return {**flows, **told, **proof, **memory(home), "troubles": _troubles(home)}


def conservation(engine: Engine, ledger: Ledger, server: FeedServer) -> dict[str, Any]:
    """Per feed and day: what the log says was fetched, what the ledger counts, and what became of
    each.
    """
    in_log: Counter[tuple[str, str]] = Counter()
    arrived: set[tuple[str, str]] = set()
    wanted: set[tuple[str, str]] = set()
    for recorded in engine.log.read():
        match recorded.event:
            case (
                ArticleTaken(article=article)
                | ArticleSetAside(article=article)
                | ArticleRevised(article=article)
            ):
                arrived.add((article.id, article.version))
            case FeedFetched(feed_id=feed_id, entries=entries):
                in_log[feed_id, recorded.at.date().isoformat()] += len(entries)
                wanted |= {
                    (entry.article_id, entry.version) for entry in entries if entry.article_id
                }
            case (
                FeedBaselined(feed_id=feed_id, entries=entries)
                | FeedHeld(feed_id=feed_id, entries=entries)
            ):
                in_log[feed_id, recorded.at.date().isoformat()] += len(entries)
            case _:
                continue
    days = list(ledger.days())
    counted = {(day.feed_id, day.day): day.fetched for day in days}
    outcomes: Counter[str] = Counter()
    for day in days:
        outcomes.update(day.outcomes)
    return {
        "entries served": sum(map(len, server.served.values())),
        "entries fetched": sum(counted.values()),
        "of which": dict(outcomes),
        "feed-days that do not add up": sum(
            counted[key] != in_log[key] for key in counted.keys() | in_log.keys()
        ),
        "entries lost": len(wanted - arrived),
        "entries owed": outcomes["owed"],
    }


class Told:
    """What the log says of digests: who was owed which, and what became of each part."""

    def __init__(self, engine: Engine) -> None:
        self.days: dict[str, Counter[str]] = {}  # reader → local day → editions
        self.parts: dict[str, int] = {}  # delivery → parts owed
        self.ids: dict[tuple[str, int], int] = {}  # delivery and part → message id
        self.unknown: set[tuple[str, int]] = set()
        self.composed = self.empty = 0
        for recorded in engine.log.read():
            self._note(recorded.event)

    def _note(self, event: Event) -> None:
        match event:
            case DeliveryQueued(purpose="digest", reader_id=reader_id, edition=edition):
                self.days.setdefault(reader_id, Counter())[day_of(edition)] += 1
                self.parts[event.delivery_id] = event.parts
            case DigestComposed(told=told):
                self.composed, self.empty = self.composed + 1, self.empty + (not told)
            case Delivered(delivery_id=delivery_id, part=part, message_id=message_id):
                self.ids[delivery_id, part] = message_id
            case DeliveryUnknown(delivery_id=delivery_id, part=part, final=True):
                self.unknown.add((delivery_id, part))
            case _:
                return

    def of(self, reader_id: str) -> list[tuple[str, int]]:
        """Each part that the reader was owed."""
        mine = [delivery for delivery in self.parts if delivery.endswith(f"/{reader_id}")]
        return [(delivery, part) for delivery in mine for part in range(self.parts[delivery])]


def editions(
    engine: Engine, readers: Readers, api: BotApi, outages: Sequence[Outage]
) -> dict[str, Any]:
    """Every reader, every local day: one edition; and in its chat each part of it once."""
    told, lost, twice, unknown = Told(engine), Counter[str](), Counter[str](), 0
    for reader_id in told.days:
        address = readers.address(reader_id)
        chat, owed = api.chats[int(address.chat if address else 0)], told.of(reader_id)
        ids = [told.ids[one] for one in owed if one in told.ids]
        unknown += sum(one in told.unknown for one in owed)
        lost[chat.type] += sum(one not in told.ids and one not in told.unknown for one in owed)
        lost[chat.type] += sum(one not in chat.messages for one in ids)
        twice[chat.type] += len(ids) - len(set(ids))
        if chat.type == "channel":  # nothing but digests goes there
            twice["channel"] += sum(message.mine for message in chat.messages.values()) - len(
                set(ids)
            )
        else:
            shown = Counter(
                message.text
                for message in chat.messages.values()
                if message.mine and " · " in message.text
            )
            twice["private"] += sum(count - 1 for count in shown.values())
    return {
        "readers": len(told.days),
        "editions queued": sum(sum(counter.values()) for counter in told.days.values()),
        "editions composed": told.composed,
        "of which “nothing new”": told.empty,
        "days told twice": sum(
            count > 1 for counter in told.days.values() for count in counter.values()
        ),
        "days missed": sum(
            len(missed(counter, engine, one, outages)) for one, counter in told.days.items()
        ),
        "parts owed": sum(told.parts.values()),
        "parts missing in the channel": lost["channel"],
        "parts doubled in the channel": twice["channel"],
        "parts missing in private chats": lost["private"],
        "parts doubled in private chats": twice["private"],
        "parts unknown for good (private chats)": unknown,
    }


def missed(
    told: Counter[str], engine: Engine, reader_id: str, outages: Sequence[Outage]
) -> list[str]:
    """Days between a reader's first edition and the last that have none, though something ran while
    they were due.
    """
    first, last = date.fromisoformat(min(told)), date.fromisoformat(max(told))
    gaps = [
        first + timedelta(days=n)
        for n in range((last - first).days)
        if str(first + timedelta(days=n)) not in told
    ]
    wishes = wishes_of(engine, reader_id) if gaps else []
    return [str(day) for day in gaps if _was_due(day, wishes, outages)]


def wishes_of(engine: Engine, reader_id: str) -> list[tuple[datetime, Wishes]]:
    """What the reader wished, from when on."""
    events = ((recorded.at, recorded.event) for recorded in engine.log.read())
    return [
        (at, event.wishes)
        for at, event in events
        if isinstance(event, ReaderSubscribed | ReaderWished) and event.reader_id == reader_id
    ]


def _was_due(
    day: date, wishes: Sequence[tuple[datetime, Wishes]], outages: Sequence[Outage]
) -> bool:
    """Whether two wakings in a row saw the day's slot as the last one, by what the reader wished
    then.
    """
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    seen = [
        _sees(begin + n * STEP, day, wishes, outages) for n in range(int(timedelta(days=4) / STEP))
    ]
    return any(one and next_ for one, next_ in pairwise(seen))


def _sees(
    at: datetime, day: date, wishes: Sequence[tuple[datetime, Wishes]], outages: Sequence[Outage]
) -> bool:
    if any(begun - STEP <= at <= ended for begun, ended in outages):
        return False
    wished = next((one for since, one in reversed(wishes) if since <= at), None)
    if wished is None:
        return False
    slot = last_slot(at, hour=time_of_day.fromisoformat(wished.hour), zone=wished.zone)
    return slot.astimezone(ZoneInfo(wished.zone)).date() == day


def memory(home: Path) -> dict[str, Any]:
    """Resident memory at the end of the days of the third and of the last week, workers
    included.
    """
    days = {line["day"]: line for line in _notes(home) if "day" in line}
    by_day = [days[day] for day in sorted(days)]
    third, last = by_day[14:21], by_day[-7:]
    if not third or not last:
        return {"rss MB, all days": [line["rss_mb"] for line in by_day]}
    peak_third, peak_last = map(_peak, (third, last))
    return {
        "rss MB by weeks": [_peak(by_day[day : day + 7]) for day in range(0, len(by_day), 7)],
        "rss MB third week": peak_third,
        "rss MB last week": peak_last,
        "last over third": round(peak_last / peak_third, 3),
        "open stories third, last": [third[-1]["open"], last[-1]["open"]],
    }


def _peak(days: Sequence[dict[str, Any]]) -> float:
    return max(float(line["rss_mb"]) for line in days)


def _troubles(home: Path) -> list[str]:
    said = Counter(
        f"{line['trouble']}: {line['why']}" for line in _notes(home) if "trouble" in line
    )
    return [f"{count} × {text}" for text, count in said.most_common(5)]


def _notes(home: Path) -> list[dict[str, Any]]:
    path = home / "notes.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


WRONG_IF_NOT_ZERO = (
    "feed-days that do not add up",
    "entries lost",
    "entries owed",
    "days told twice",
    "days missed",
    "parts doubled in the channel",
    "parts missing in the channel",
    "parts missing in private chats",
    "parts doubled in private chats",
    *soak_hostile.WRONG_IF_NOT_ZERO,
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--live", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--chat", help=argparse.SUPPRESS)
    parser.add_argument(
        "--step", type=int, default=15, help="minutes of simulated time between two wakings"
    )
    parser.add_argument("--until", type=datetime.fromisoformat, help=argparse.SUPPRESS)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--articles", type=int, default=300, help="a day")
    parser.add_argument(
        "--kills", type=int, default=40, help="ends at random, most of them kill -9"
    )
    parser.add_argument(
        "--hostile", type=int, default=5, help="feeds that turn against the others for a day"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--minutes",
        type=float,
        default=600.0,
        help="of real time at most; then what there is is judged",
    )
    options = parser.parse_args()
    if options.live:
        asyncio.run(
            live(
                options.live,
                options.port,
                options.chat,
                options.feeds,
                options.until,
                timedelta(minutes=options.step),
                options.hostile,
            )
        )
        return
    chosen = Plan(
        days=options.days,
        feeds=options.feeds,
        articles=options.articles,
        kills=options.kills,
        seed=options.seed,
        step_minutes=options.step,
        minutes=options.minutes,
        hostile=options.hostile,
    )
    with tempfile.TemporaryDirectory() as folder:
        found = soak(
            chosen, Path(folder), say=lambda line: print(line, file=sys.stderr, flush=True)
        )
    for name, value in found.items():
        print(f"  {name:<44} {value}")
    wrong = [name for name in WRONG_IF_NOT_ZERO if found[name]]
    wrong += [name for name in ("replay --check", "log verify") if not found[name]]
    print("all holds" if not wrong else f"WRONG: {', '.join(wrong)}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
