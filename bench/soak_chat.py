"""A soak of the outbox and the bot: digests and commands through every fault, and the process
killed with -9 in between.

make soak PART=chat                     1,000 digests to 200 chats with 50 kills; 500 commands with
                                        25 kills
python -m bench.soak_chat --speed 10    the server's seconds ten times shorter: limits, waits and
                                        time-outs alike

The server is the tests' own: strict, with Telegram's parser and flood limits, on loopback. Half of
the chats are channels, half are people. A tenth of the calls each: cut before storing, cut after
storing, 500 after storing, no answer, 429, an answer that is none. One in fifty besides is cut and
stored 5 to 25 seconds later, when it was long looked for elsewhere.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import structs

from bench.made_up import TOWNS, made_up
from monitor.bot.context import BotSettings
from monitor.bot.receiver import Receiver
from monitor.cli.outbox import brief_of
from monitor.clock import Clock
from monitor.config import load
from monitor.delivery.address_book import Readers
from monitor.delivery.media.telegram import Telegram
from monitor.delivery.plan import SendingRates, all_at_rest
from monitor.delivery.transport import Address
from monitor.engine.engine import Engine
from monitor.events.deliveries import (
    DeliveryQueued,
    DigestComposed,
    EditionRendered,
    Message,
    ReaderKind,
    ReaderSubscribed,
    Wishes,
)
from monitor.events.stories_and_feeds import Event
from monitor.executor import OneThread
from monitor.model import Incoming, Interests, Rules, Topic
from monitor.publishing.editor import Brief
from monitor.publishing.publisher import Publisher
from tests.delivery.bot_api import TOKEN, BotApi, Fault

FAULTS: tuple[Fault, ...] = (
    "drop before",
    "drop after",
    "500 after",
    "silence after",
    "429",
    "garbage after",
)
FAULT_SHARE = 0.1  # of each
LATE_SHARE = 0.02  # cut, and carried out later
LATE_S = (5, 25)
PARTS = 2
_LAST_S_MAX = 7200.0
PARTS_OF_THE_SOAK = ("rate", "digests", "commands")
HOUSE = Path(__file__).resolve().parents[1]


def pace(speed: float) -> SendingRates:
    usual = SendingRates()
    waits = {
        name.name: getattr(usual, name.name) / speed
        for name in fields(usual)
        if name.name.endswith("_s")
    }
    return replace(usual, **waits)


def part_text(edition: int, part: int) -> str:
    return f"<b>Edition {edition}</b>, part {part + 1} of {PARTS} &amp; nothing else"


@contextmanager
def desk(home: Path) -> Iterator[tuple[Engine, Readers]]:
    with (
        Engine.open(home, rules=Rules(), clock=Clock()) as engine,
        Readers.open(home / "state" / "readers.db") as readers,
    ):
        yield engine, readers


def chats_of(count: int) -> list[Address]:
    kinds: tuple[ReaderKind, ...] = ("channel", "private")
    return [
        Address(
            medium="telegram",
            chat=str(-1_000_000 - n if n % 2 == 0 else 10_000 + n),
            kind=kinds[n % 2],
        )
        for n in range(count)
    ]


def prepare(home: Path, chats: Sequence[Address]) -> None:
    with desk(home) as (engine, readers):
        events: list[Event] = []
        for address in chats:
            known = readers.known(address)
            wishes = Wishes(paused=True)  # what is owed is queued by hand here
            events.append(
                ReaderSubscribed(
                    reader_id=known.reader_id, lane=known.lane, kind=address.kind, wishes=wishes
                )
            )
        engine.record(lambda: events)


def edition_name(number: int) -> str:
    return f"digest/daily/2026-{number // 28 + 1:02}-{number % 28 + 1:02}/all/en"


def queued(engine: Engine, number: int) -> list[Event]:
    """One edition, owed to every reader; nothing if it is logged already."""
    edition = edition_name(number)
    if engine.log.find(edition) is not None:
        return []
    messages = tuple(Message(text=part_text(number, part)) for part in range(PARTS))
    owed = [
        DeliveryQueued(
            delivery_id=f"{edition}/{reader.id}",
            reader_id=reader.id,
            lane=reader.lane,
            purpose="digest",
            parts=PARTS,
            kind=reader.kind,
            edition=edition,
        )
        for reader in engine.state.readers.values()
    ]
    composed = DigestComposed(edition=edition, stream="all/en", until=datetime.now(UTC))
    return [composed, EditionRendered(edition=edition, medium="telegram", messages=messages), *owed]


def newsroom(engine: Engine, readers: Readers, telegram: Telegram, speed: float) -> Publisher:
    brief = Brief(default=Wishes(), topics=(), sources=(), rules=Rules())
    ways = {"telegram": telegram}
    return Publisher(engine=engine, readers=readers, transports=ways, brief=brief, pace=pace(speed))


# --- the process that is killed ---


async def deliver(home: Path, url: str, speed: float, editions: int) -> None:
    """Deliver all editions, one after another is queued; end when nothing is owed."""
    with desk(home) as (engine, readers):
        async with Telegram(token=TOKEN, url=url, read_s=max(0.5, 20.0 / speed)) as telegram:
            room = newsroom(engine, readers, telegram, speed)
            for number in range(editions):
                engine.record(lambda number=number: queued(engine, number))  # type: ignore[misc] # bound at once
            await room.office.serve(until=lambda: all_at_rest(engine.state.lanes))


async def attend(home: Path, url: str, speed: float) -> None:
    """Answer commands until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with desk(home) as (engine, readers):
        async with Telegram(token=TOKEN, url=url, read_s=5.0) as telegram:
            room = newsroom(engine, readers, telegram, speed)
            reception = Receiver(room, telegram, BotSettings(commands_per_minute=100_000))
            await asyncio.gather(room.run(stop=stop), reception.serve(stop=stop, poll_s=2.0))


def start(
    work: str, home: Path, url: str, speed: float, editions: int = 0
) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "bench.soak_chat",
        "--work",
        work,
        "--home",
        str(home),
        "--url",
        url,
    ]
    return subprocess.Popen(
        [*command, "--speed", str(speed), "--editions", str(editions)], cwd=HOUSE
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


# --- digests ---


def faulty(
    api: BotApi, chance: random.Random, *, share: float = FAULT_SHARE, late: bool = True
) -> Counter[str]:
    """From now on a share of the calls each meets one of the faults; how often each did."""
    met: Counter[str] = Counter()

    def fault(_method: str, _chat: int) -> tuple[Fault, float] | None:
        if late and chance.random() < LATE_SHARE:
            met["late"] += 1
            return "late", float(chance.randint(*LATE_S))
        drawn = chance.random() / share
        if drawn >= len(FAULTS):
            return None
        met[FAULTS[int(drawn)]] += 1
        return FAULTS[int(drawn)], float(chance.randint(1, 30))

    api.faults = fault
    return met


def soak_digests(
    *, chats: int, editions: int, kills: int, speed: float, seed: int = 1
) -> dict[str, object]:
    """What the chats hold at the end, held against what they should."""
    chance, began = random.Random(seed), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, BotApi(speed=speed) as api:
        home, addresses = Path(folder), chats_of(chats)
        for address in addresses:
            (api.channel if address.kind == "channel" else api.person)(int(address.chat))
        prepare(home, addresses)
        met = faulty(api, chance)
        killed = _killed(
            lambda: start("deliver", home, api.url, speed, editions), kills, chance, speed
        )
        last = start("deliver", home, api.url, speed, editions)
        last.wait(_LAST_S_MAX)
        sent = len(api.requests)
        found = _held_against(home, api, addresses, editions)
        return {
            "digests": editions * chats,
            "messages": editions * chats * PARTS,
            "kills": killed,
            "faults": dict(met),
            "calls": sent,
            "calls inside a retry_after": len(api.early),
            "seconds": round(time.monotonic() - began, 1),
            **found,
            "calls made by the replay": len(api.requests) - sent,
        }


def _killed(begin: object, kills: int, chance: random.Random, speed: float) -> int:
    done = 0
    while done < kills:
        process = begin()  # type: ignore[operator] # a callable
        try:
            process.wait(chance.uniform(0.8, 2.5 + 12.0 / speed))
            break  # all delivered before the next kill
        except subprocess.TimeoutExpired:
            kill(process)
            done += 1
    return done


def _held_against(
    home: Path, api: BotApi, addresses: Sequence[Address], editions: int
) -> dict[str, object]:
    wanted = [part_text(number, part) for number in range(editions) for part in range(PARTS)]
    doubled = missing = disordered = unlisted = strays = 0
    with desk(home) as (engine, readers):
        unknown = Counter(post.reader_id for post in engine.archive.views.posts_unknown())
        for address in addresses:
            texts = api.chats[int(address.chat)].texts
            held = Counter(texts)
            doubled += sum(held[text] - 1 for text in wanted if held[text] > 1)
            strays += sum(count for text, count in held.items() if text not in wanted)
            disordered += [text for text in texts if text in wanted] != [
                text for text in wanted if held[text]
            ]
            lost = sum(held[text] == 0 for text in wanted)
            missing += lost if address.kind == "channel" else 0
            unlisted += (
                max(0, lost - unknown[readers.known(address).reader_id])
                if address.kind == "private"
                else 0
            )
        same, proven = engine.replay().same, engine.log.verify().ok
        return {
            "doubled": doubled,
            "missing in channels": missing,
            "missing in private chats and not listed as unknown": unlisted,
            "chats out of order": disordered,
            "marks left behind": strays,
            "listed as unknown (private)": sum(unknown.values()),
            "still owed": len(engine.state.owed_in),
            "replay same": same,
            "log proven": proven,
            "events": engine.head.position,
        }


# --- commands ---


def soak_commands(
    *, people: int, commands: int, kills: int, speed: float, seed: int = 1
) -> dict[str, object]:
    """Commands while the process is killed: how often each was answered."""
    chance, began = random.Random(seed), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, BotApi(speed=speed) as api:
        home = Path(folder)
        for n in range(people):
            api.person(500 + n)
        prepare(
            home,
            [Address(medium="telegram", chat=str(500 + n), kind="private") for n in range(people)],
        )
        asked: list[tuple[int, str]] = []
        for done in range(kills):  # some commands before each kill
            asked += [
                _ask(api, 500 + n % people, n)
                for n in range(len(asked), commands * (done + 1) // kills)
            ]
            process = start("attend", home, api.url, speed)
            _until_polled(api, process)
            time.sleep(chance.uniform(0.0, 1.0))
            kill(process)
        last = start("attend", home, api.url, speed)
        # longer than anything waits to be looked for
        _until_quiet(api, last, quiet_s=4.0 + 45.0 / speed)
        last.send_signal(signal.SIGTERM)
        status = last.wait(30)
        return {
            "commands": commands,
            "kills": kills,
            "ended by SIGTERM with": status,
            "seconds": round(time.monotonic() - began, 1),
            **_answers(home, api, asked, people),
        }


def _ask(api: BotApi, person: int, n: int) -> tuple[int, str]:
    """Half of the commands only show something, half change something; each answer names its
    command.
    """
    hour = f"{n % 24:02}:{n // 24 % 60:02}"
    text = f"/time {hour}" if n % 2 else f"/story S{n + 1}0"
    api.say(person, text)
    return person, hour if n % 2 else "show"


def _until_polled(api: BotApi, process: subprocess.Popen[bytes], *, most_s: float = 60.0) -> None:
    deadline, begun = time.monotonic() + most_s, len(api.requests)
    while time.monotonic() < deadline and process.poll() is None:
        if any(request.method == "getUpdates" for request in api.requests[begun:]):
            return
        time.sleep(0.01)


def _until_quiet(
    api: BotApi, process: subprocess.Popen[bytes], *, quiet_s: float, most_s: float = 600.0
) -> None:
    """Until the process has polled, nothing is left to be handed over, and nothing was sent for a
    while.
    """
    deadline, begun, seen, since = (
        time.monotonic() + most_s,
        len(api.requests),
        -1,
        time.monotonic(),
    )
    while time.monotonic() < deadline and process.poll() is None:
        calls = [request.method for request in api.requests[begun:]]
        sends = calls.count("sendMessage")
        if sends != seen or "getUpdates" not in calls:
            seen, since = sends, time.monotonic()
        elif time.monotonic() - since > quiet_s and not api.updates:
            return
        time.sleep(0.1)


def _answers(
    home: Path, api: BotApi, asked: Sequence[tuple[int, str]], people: int
) -> dict[str, object]:
    changes: Counter[str] = Counter()
    shows_wanted, shows = (
        Counter(person for person, what in asked if what == "show"),
        Counter[int](),
    )
    for n in range(people):
        for text in api.chats[500 + n].texts:
            if "daily at" in text:
                changes[f"{500 + n} {text.split('daily at ')[1][:5]}"] += 1
            else:
                shows[500 + n] += 1
    wanted = Counter(f"{person} {what}" for person, what in asked if what != "show")
    with desk(home) as (engine, _):
        pending, same = len(engine.state.updates), engine.replay().same
        received = sum(
            1
            for recorded in engine.log.read()
            if recorded.key.count("/") == 1 and recorded.key[:7] == "update/"
        )
    return {
        "received once each": received == len(asked),
        "not handled": pending,
        "changes answered twice": sum(changes[key] > wanted[key] for key in wanted),
        "changes whose answer is unknown": sum(changes[key] < wanted[key] for key in wanted),
        "looks answered again": sum(
            max(0, shows[person] - count) for person, count in shows_wanted.items()
        ),
        "looks not answered": sum(
            max(0, count - shows[person]) for person, count in shows_wanted.items()
        ),
        "replay same": same,
    }


# --- how fast ---

TOPICS = 6
WINDOW_ARTICLES = 300  # a busy day: 100 meetings, each told three times
_DAY = timedelta(days=1)


def brief_of_the_bench() -> Brief:
    """The house's own configuration, with a topic for each of some towns."""
    topics = tuple(
        Topic(id=town.lower(), name=town, include=Interests(words=(town,)))
        for town in TOWNS[:TOPICS]
    )
    return structs.replace(brief_of(load(HOUSE, {})), topics=topics)


def window_of(count: int, day: str) -> list[Incoming]:
    """Articles of one day: meetings of invented people, told three times each."""
    articles = []
    for number in range(count):
        old = made_up(number)
        text = re.sub(r"\d{4}-\d\d-\d\d", day, old.text)
        articles.append(made_up(number, text=text, published=day))
    return articles


def prepare_morning(
    home: Path, addresses: Sequence[Address], brief: Brief, *, articles: int
) -> None:
    """Yesterday: readers of several topics and languages, and a day of news."""
    clock = Clock(datetime.now(UTC) - _DAY)
    with (
        Engine.open(home, rules=brief.rules, clock=clock) as engine,
        Readers.open(home / "state" / "readers.db") as readers,
    ):
        engine.take_many(window_of(articles, (datetime.now(UTC) - _DAY).date().isoformat()))
        events: list[Event] = []
        topics = [(), *((topic.id,) for topic in brief.topics)]
        for n, address in enumerate(addresses):
            known = readers.known(address)
            hour = (datetime.now(UTC) - timedelta(hours=1)).strftime("%H:%M")
            wishes = Wishes(
                topics=topics[n % len(topics)], language=("en", "ru")[n % 2], zone="UTC", hour=hour
            )
            events.append(
                ReaderSubscribed(
                    reader_id=known.reader_id, lane=known.lane, kind=address.kind, wishes=wishes
                )
            )
        engine.record(lambda: events)


async def morning(home: Path, url: str) -> dict[str, float]:
    """What is due is composed and delivered, as `run` does it; the engine in a thread of its
    own.
    """
    brief = brief_of_the_bench()
    with OneThread() as hand, ExitStack() as closing:

        def opened() -> tuple[Engine, Readers]:
            engine = closing.enter_context(Engine.open(home, rules=brief.rules, clock=Clock()))
            return engine, closing.enter_context(Readers.open(home / "state" / "readers.db"))

        engine, readers = await hand(opened)
        async with Telegram(token=TOKEN, url=url) as telegram:
            ways = {"telegram": telegram}
            room = Publisher(
                engine=engine, readers=readers, transports=ways, brief=brief, hand=hand
            )
            began, spent = time.monotonic(), time.process_time()
            composing = asyncio.create_task(room.look_about())
            await room.office.serve(until=lambda: composing.done() and not engine.state.owed_in)
            took, spent = time.monotonic() - began, time.process_time() - spent
            made = await composing
        await hand(closing.close)
    found = {"seconds": round(took, 1), "CPU seconds": round(spent, 1), "events queued": made}
    return {**found, "peak memory MB": peak_memory_mb()}


def peak_memory_mb() -> int:
    """Of this program alone: getrusage also counts what stood in its place before it began."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024)  # macOS: bytes
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())[0]) // 1024


def rate(
    readers_count: int, *, articles: int = WINDOW_ARTICLES, broken: bool = False
) -> dict[str, object]:
    """The daily digests of many people at Telegram's own limits, composing included; memory without
    the server's.

    With `broken`, the first reader's chat takes its first call and never answers.
    """
    brief = brief_of_the_bench()
    with tempfile.TemporaryDirectory() as folder, BotApi() as api:
        home = Path(folder)
        addresses = [
            Address(medium="telegram", chat=str(10_000 + n), kind="private")
            for n in range(readers_count)
        ]
        for address in addresses:
            api.person(int(address.chat))
        prepare_morning(home, addresses, brief, articles=articles)
        first_at: dict[int, float] = {}

        def hanging(_method: str, chat: int) -> tuple[Fault, float] | None:
            is_first = chat not in first_at
            first_at.setdefault(chat, time.monotonic())
            return (
                ("silence before", 0.0)
                if broken and is_first and chat == int(addresses[0].chat)
                else None
            )

        api.faults = hanging
        command = [
            sys.executable,
            "-m",
            "bench.soak_chat",
            "--work",
            "morning",
            "--home",
            folder,
            "--url",
            api.url,
        ]
        done = subprocess.run(
            command, cwd=HOUSE, capture_output=True, text=True, check=True, timeout=_LAST_S_MAX
        )
        found = json.loads(done.stdout)
        held = [len(chat.texts) for chat in api.chats.values()]
        at = sorted(first_at.values())
        with desk(home) as (engine, _):
            stories, streams = (
                len(engine.state.stories),
                {one.last_edition for one in engine.state.readers.values()},
            )
        return {
            "readers": readers_count,
            "articles / stories in the window": f"{articles} / {stories}",
            "editions": len(streams),
            "messages": sum(held),
            "readers without a digest": held.count(0),
            "first call to the last reader after, s": round(at[-1] - at[0], 2),
            "messages/s": round(sum(held) / found["seconds"], 1),
            "refused by flood limits": sum(request.answer == 429 for request in api.requests),
            **found,
        }


def show(title: str, found: dict[str, object]) -> None:
    print(f"\n{title}")
    for name, value in found.items():
        print(f"  {name:<52} {value}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", choices=["deliver", "attend", "morning"], help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--editions", type=int, default=5)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--commands", type=int, default=500)
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", choices=PARTS_OF_THE_SOAK, action="append", help="one of the soak's parts"
    )
    options = parser.parse_args()
    wanted = options.only or PARTS_OF_THE_SOAK
    if options.work == "deliver":
        asyncio.run(deliver(options.home, options.url, options.speed, options.editions))
    elif options.work == "attend":
        asyncio.run(attend(options.home, options.url, options.speed))
    elif options.work == "morning":
        print(json.dumps(asyncio.run(morning(options.home, options.url))))
    else:
        if "rate" in wanted:
            show("rate", rate(options.readers))
            for broken in (False, True):
                of_20 = rate(20, broken=broken)
                show(
                    "20 readers, one of whose chats never answers" if broken else "20 readers",
                    of_20,
                )
        if "digests" in wanted:
            of = {"chats": options.chats, "editions": options.editions, "kills": options.kills}
            show("digests", soak_digests(**of, speed=options.speed, seed=options.seed))
        if "commands" in wanted:
            asked = soak_commands(
                people=50,
                commands=options.commands,
                kills=options.kills // 2,
                speed=options.speed,
                seed=options.seed,
            )
            show("commands", asked)


if __name__ == "__main__":
    main()
