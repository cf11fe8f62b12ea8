"""What many readers with wishes of their own cost: `make bench PART=readers`.

20,000 open stories made from the readings of bench/data/diplomacy.jsonl, of which 400 moved since
yesterday. 1,000 readers follow one of 200 different sets of countries, people, bodies, acts and
words: their editions composed, rendered, logged and queued should take less than 2 s of processor
time and 50 MB. Then the curve to 10,000 readers with 2,000 sets.

Then how soon readers are told at once: from the moment at which the account that makes a story sure
is taken in, read and matched, by the running service, until the message stands in the chat server
on loopback, with 1,000 readers of whom some are concerned. It should be less than 30 s; where all
1,000 are concerned, Telegram's limit of 30 messages a second alone takes 33.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import structs

from bench.digest import read_members
from monitor.clock import Clock, SetClock
from monitor.delivery.address_book import Readers
from monitor.delivery.media.telegram import Telegram
from monitor.delivery.transport import Address
from monitor.digest.wording.locale import languages
from monitor.engine.engine import Engine
from monitor.events.deliveries import DigestComposed, ReaderSubscribed, Wishes
from monitor.events.stories_and_feeds import ArticleTaken, Event, Member, StoryOpened
from monitor.executor import OneThread
from monitor.intake.normalize import incoming
from monitor.model import Evidence, FollowKind, Incoming, Rules, Topic
from monitor.publishing.editor import Brief
from monitor.publishing.publisher import Publisher
from monitor.publishing.streams import edition_of, stream_of
from monitor.runtime.bootstrap import Means, Orders, open_house
from monitor.runtime.service import Running, take_the_process
from tests.delivery.bot_api import TOKEN, BotApi

STORIES, MOVED = 20_000, 400
READERS_A_SET = 5
AT_ONCE_READERS, CONCERNED = 1_000, (100, 300, 1_000)
CURVE = (1_000, 2_000, 5_000, 10_000)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CPU_S_MAX, MORE_MB_MAX = 2.0, 50.0
FOLLOWS_MAX = 8
DEFAULT = Wishes(topics=("all",), language="en", zone="UTC", hour="09:00")
BRIEF = Brief(default=DEFAULT, topics=(Topic(id="all", name="All"),), sources=(), rules=Rules())
_EVENTS_AT_ONCE = 1_000
_BACK = timedelta(days=1)


# --- a home ---


def furnish(home: Path, members: Sequence[Member]) -> None:
    """Stories of one article each; the last of them came today."""
    clock = SetClock(NOW - 2 * _BACK)
    with Engine.open(home, rules=Rules(), clock=clock) as engine:
        _tell(engine, members, range(STORIES - MOVED))
        told = DigestComposed(
            edition=edition_of(engine.now().date(), DEFAULT),
            stream=stream_of(DEFAULT),
            until=engine.now(),
        )
        engine.record(lambda: [told])
        clock.at = NOW - timedelta(hours=3)
        _tell(engine, members, range(STORIES - MOVED, STORIES))
        engine.save_snapshot(events_min=1)


def _tell(engine: Engine, members: Sequence[Member], numbers: range) -> None:
    for start in numbers[:: _EVENTS_AT_ONCE // 2]:
        some = range(start, min(start + _EVENTS_AT_ONCE // 2, numbers.stop))
        engine.record(lambda some=some: [*_opened(members, some)])  # type: ignore[misc] # at once


def _opened(members: Sequence[Member], numbers: range) -> Iterator[Event]:
    for number in numbers:
        member = members[number * 7 % len(members)]
        article_id = f"{number:016x}"
        article = structs.replace(member.article, id=article_id, published="2026-11-23")
        yield ArticleTaken(article=article, reading=member.reading)
        yield StoryOpened(
            story_id=f"{number + 2**40:016x}",
            number=number + 1,
            article_id=article_id,
            evidence=Evidence(rule="made up"),
        )


def subscribe(engine: Engine, known: Readers, members: Sequence[Member], readers: int) -> None:
    """Readers since two days, five of a set; nobody had a digest yet."""
    sets = wishes_of(known, members, max(1, readers // READERS_A_SET))
    events: list[Event] = []
    for number in range(readers):
        one = known.known(Address(medium="telegram", chat=str(1_000 + number), kind="private"))
        events.append(
            ReaderSubscribed(
                reader_id=one.reader_id,
                lane=one.lane,
                kind="private",
                wishes=sets[number % len(sets)],
            )
        )
    engine.record(lambda: events)


def wishes_of(known: Readers, members: Sequence[Member], sets: int) -> list[Wishes]:
    """Different sets of one to eight follows, all drawn from what the stories name."""
    draw, subjects = random.Random(7), _subjects(members)
    drawn: dict[tuple[str, ...], Wishes] = {}
    while len(drawn) < sets:
        some = draw.sample(subjects, draw.randint(1, FOLLOWS_MAX))
        follows = tuple(known.follow(kind, of, of, at=NOW).id for kind, of in some)
        language = draw.choice(languages())
        drawn.setdefault(
            (*sorted(follows), language),
            structs.replace(DEFAULT, topics=(), follows=follows, language=language),
        )
    return list(drawn.values())


def _subjects(members: Sequence[Member]) -> list[tuple[FollowKind, str]]:
    found: dict[tuple[FollowKind, str], None] = {}
    for member in members:
        reading = member.reading
        found |= {("country", one): None for one in reading.countries[:2]}
        found |= {("organisation", one): None for one in reading.organisations[:1]}
        found |= {("act", one): None for one in reading.acts[:1]}
        found |= {
            ("person", one.known) if one.known else ("name", one.name): None
            for one in reading.people[:2]
        }
        found |= {
            ("word", word.casefold()): None for word in reading.title.split() if len(word) > 5
        }
    return sorted(found)


# --- what editions cost ---


def editions(home: Path, members: Sequence[Member], readers: int) -> tuple[float, float, str]:
    """Seconds of processor time of one slot for all of these readers, and MB at the most beyond
    what one digest for everybody takes.
    """
    clock = SetClock(NOW - 2 * _BACK)
    state = home / "state"
    (state / "readers.db").unlink(missing_ok=True)
    with (
        Engine.open(home, rules=Rules(), clock=clock) as engine,
        Readers.open(state / "readers.db") as known,
    ):
        engine.archive.views  # noqa: B018 - brought up to the log before anything is measured
        subscribe(engine, known, members, readers)
        clock.at = NOW + timedelta(minutes=1)
        room = Publisher(engine=engine, readers=known, transports={}, brief=BRIEF)
        engine.archive.views  # noqa: B018 - as above
        _reset_peak()
        room.editor.preview(DEFAULT)  # names and words are loaded, as for any digest
        before, began = _memory("VmHWM"), time.process_time()
        start = engine.head.position
        asyncio.run(room.look_about())
        spent, more = time.process_time() - began, _memory("VmHWM") - before
        events = (recorded.event for recorded in engine.log.read(after=start))
        composed = [one for one in events if isinstance(one, DigestComposed)]
        queued = len(engine.state.owed_in)
        entries = sum(len(one.told) for one in composed) / len(composed)
        written = sum(len(one.digest) for one in composed) / 1e6
        said = (
            f"{len(composed)} editions of {entries:.0f} stories, {queued:,} queued, "
            f"{written:.1f} MB of digests logged"
        )
    return spent, more, said


def _reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _memory(field: str) -> float:
    """MB of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(field))) / 1024


# --- how soon they are told at once ---


def at_once(home: Path, readers: int, concerned: int) -> str:
    """Seconds from an account's coming in, until half, 95 of 100 and all whom it concerns have the
    message, at Telegram's own limits.
    """
    with BotApi() as api:
        for number in range(readers):
            api.person(1_000 + number)
        return asyncio.run(_timed(home, api, readers, concerned))


async def _timed(home: Path, api: BotApi, readers: int, concerned: int) -> str:
    with ExitStack() as closing, OneThread() as hand:
        async with Telegram(token=TOKEN, url=api.url) as telegram:
            means = Means(clock=Clock(), hand=hand, ways={"telegram": telegram}, alarm=print)
            house = await hand(lambda: open_house(_orders(home), means, closing))
            try:
                await hand(lambda: _alerted(house.engine, house.readers, readers, concerned))
                async with Running(house) as running:
                    return await _told(running, api, concerned)
            finally:
                await hand(closing.close)


async def _told(running: Running, api: BotApi, concerned: int) -> str:
    stop, house = asyncio.Event(), running.house
    work = asyncio.create_task(running.serve(stop))
    await running.prepare()
    await house.hand(lambda: house.engine.take(_account("Gazette")))
    began = time.monotonic()
    await house.hand(lambda: house.engine.take(_account("Courier")))
    times: list[float] = []
    while len(times) < concerned and time.monotonic() - began < _PATIENCE_S:
        await asyncio.sleep(_LOOK_S)
        there = sum(bool(chat.texts) for chat in api.chats.values())
        times += [time.monotonic() - began] * (there - len(times))
    stop.set()
    await work
    half, most = (times[int(len(times) * part)] for part in (0.5, 0.95))
    return (
        f"half after {half:5.1f} s, 95 of 100 after {most:5.1f} s, "
        f"all {len(times):,} after {times[-1]:5.1f} s"
    )


_PATIENCE_S, _LOOK_S = 120.0, 0.05


def _alerted(engine: Engine, known: Readers, readers: int, concerned: int) -> None:
    """Readers who follow one thing or another, and are told at once."""
    mine = known.follow("act", "meeting", "meeting", at=engine.now()).id
    others = [
        known.follow("word", f"other{n}", f"other{n}", at=engine.now()).id for n in range(199)
    ]
    events: list[Event] = []
    for number in range(readers):
        one = known.known(Address(medium="telegram", chat=str(1_000 + number), kind="private"))
        follow = mine if number < concerned else others[number % len(others)]
        wishes = structs.replace(DEFAULT, topics=(), follows=(follow,), alerts=(follow,))
        events.append(
            ReaderSubscribed(reader_id=one.reader_id, lane=one.lane, kind="private", wishes=wishes)
        )
    engine.record(lambda: events)


def _account(outlet: str) -> Incoming:
    day = datetime.now(UTC).date()
    text = (
        f"Foreign minister Alpha Ivarsson met ambassador Alphason Petrenko in Astana on "
        f"{day:%d %B %Y}. They signed the corridor agreement, the {outlet} reports."
    )
    return incoming(
        text=text,
        title="Ivarsson and Petrenko meet in Astana",
        url=f"https://{outlet.lower()}.example/meeting",
        outlet=outlet,
        lang="en",
        published=day.isoformat(),
    )


def _orders(home: Path) -> Orders:
    channel = Address(medium="telegram", chat="-1001", kind="channel")
    brief = structs.replace(BRIEF, default=structs.replace(DEFAULT, paused=True))
    return Orders(home=home, rules=Rules(), brief=brief, channel=channel)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", type=int, nargs="*", default=CURVE)
    parser.add_argument("--at-once", action="store_true", help="only how soon readers are told")
    options = parser.parse_args()
    take_the_process()  # as the service does
    if not options.at_once:
        _editions(options.readers)
    for concerned in CONCERNED:
        with tempfile.TemporaryDirectory() as folder:
            said = at_once(Path(folder), AT_ONCE_READERS, concerned)
        print(f"at once, {concerned:>5,} of {AT_ONCE_READERS:,} readers: {said}", flush=True)


def _editions(curve: Sequence[int]) -> None:
    members = read_members()
    for readers in curve:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            (home / "state").mkdir()
            furnish(home, members)
            spent, more, said = editions(home, members, readers)
        limit = ""
        if readers == CURVE[0]:
            judged = "ok" if spent < CPU_S_MAX and more < MORE_MB_MAX else "TOO MUCH"
            limit = f"   limits {CPU_S_MAX:.0f} s, {MORE_MB_MAX:.0f} MB: {judged}"
        print(
            f"{readers:>6,} readers {spent:8.2f} s cpu {more:8.1f} MB more   {said}{limit}",
            flush=True,
        )


if __name__ == "__main__":
    main()
