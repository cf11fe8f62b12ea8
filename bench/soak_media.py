"""A soak of the outbox on five media at once: Telegram, mail, webhooks, Apprise and files, through
refusals, lost answers and slow servers, and the process killed with -9 in between.

make soak PART=media                    2 editions to 1,000 readers with 50 kills
python -m bench.soak_media --readers 10 --kills 2 --speed 20

The servers are the tests' own, on loopback; seconds are `speed` times shorter than in the world. A
fifth of the readers each is on every medium; one in twenty mail and webhook readers is refused for
good. What a server has is held against what the log says of it: nothing may be there twice but a
webhook with the same id, and what is not there must be listed as unknown, or its reader as off.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bench.soak_chat import faulty, kill, pace, show
from monitor.claims import read
from monitor.clock import Clock
from monitor.delivery.address_book import Readers
from monitor.delivery.media.apprise_services import AppriseServices
from monitor.delivery.media.jsonl_file import FileTransport
from monitor.delivery.media.mail import Mailing
from monitor.delivery.media.smtp import MailServer, Smtp
from monitor.delivery.media.table import medium
from monitor.delivery.media.telegram import Telegram
from monitor.delivery.media.webhook import Webhook
from monitor.delivery.plan import all_at_rest
from monitor.delivery.transport import Address, Transport
from monitor.engine.engine import Engine
from monitor.events.deliveries import ReaderSubscribed, Wishes
from monitor.model import Evidence, Rules, Topic, Verdict
from monitor.publishing.editor import READERS_AT_ONCE, Brief
from monitor.publishing.publisher import Publisher
from monitor.stories.commands import TakeArticle
from tests.delivery.bot_api import TOKEN, BotApi
from tests.delivery.mail_server import CERTIFICATE, CUT, CUT_AFTER, SILENCE_AFTER, MailHouse
from tests.delivery.receivers import CUT as NO_ANSWER
from tests.delivery.receivers import Answer, Posted, Receiver
from tests.publishing.newsrooms import article

HOUSE = Path(__file__).resolve().parents[1]
MEDIA = ("telegram", "mail", "webhook", "apprise", "file")
NAMES = ("alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel")
GONE_EVERY = 20  # of the readers of mail and webhooks, one in so many is refused for good
FAULT_SHARE = 0.06  # of the calls, each
KEY = b"k" * 32
_WISHES = Wishes(topics=("all",), paused=True)  # what is owed is queued here, by hand
_LAST_S_MAX = 3600.0


class Servers(NamedTuple):
    telegram: BotApi
    mails: MailHouse
    hooks: Receiver
    services: Receiver


class World(NamedTuple):
    """What the killed process is told of where everything is."""

    home: str
    telegram: str
    mails: str
    speed: float


@contextmanager
def desk(home: Path) -> Iterator[tuple[Engine, Readers]]:
    with (
        Engine.open(home, rules=Rules(), clock=Clock()) as engine,
        Readers.open(home / "state" / "readers.db") as readers,
    ):
        yield engine, readers


def room_of(
    engine: Engine, readers: Readers, ways: dict[str, Transport], speed: float
) -> Publisher:
    topics = (Topic(id="all", name="All"),)
    brief = Brief(default=_WISHES, topics=topics, sources=(), rules=Rules())
    return Publisher(engine=engine, readers=readers, transports=ways, brief=brief, pace=pace(speed))


# --- the process that is killed ---


async def deliver(world: World) -> None:
    """Deliver all that is owed; end when nothing is."""
    answer_s = max(0.5, 20.0 / world.speed)
    mailing = Mailing(sender="The Desk <desk@monitor.example>")
    with desk(Path(world.home)) as (engine, readers):
        async with AsyncExitStack() as stack:
            ways: dict[str, Transport] = {
                "telegram": await stack.enter_async_context(
                    Telegram(token=TOKEN, url=world.telegram, read_s=answer_s)
                ),
                "mail": await stack.enter_async_context(
                    Smtp(MailServer.of(world.mails), mailing, data_s=answer_s, again_s=0.2)
                ),
                "webhook": await stack.enter_async_context(
                    Webhook(key=KEY, allow_private=True, read_s=answer_s)
                ),
                "apprise": AppriseServices(),
                "file": FileTransport(),
            }
            room = room_of(engine, readers, ways, world.speed)
            await room.office.serve(until=lambda: all_at_rest(engine.state.lanes))


def start(world: World) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.soak_media", "--work", json.dumps(world)]
    environment = os.environ | {"SSL_CERT_FILE": str(CERTIFICATE)}
    return subprocess.Popen(command, cwd=HOUSE, env=environment)


# --- readers, and what they are owed ---


def address_of(name: str, number: int, servers: Servers, home: Path) -> Address:
    match name:
        case "telegram":
            chat = -1_000_000 - number if number % 2 else 10_000 + number
            (servers.telegram.channel if number % 2 else servers.telegram.person)(chat)
            return Address(medium=name, chat=str(chat), kind="channel" if number % 2 else "private")
        case "mail":
            return medium(name).address(f"reader{number}@example.org")
        case "webhook":
            return medium(name).address(f"{servers.hooks.url}/{number}")
        case "apprise":
            port = servers.services.port
            return medium(name).address(f"json://127.0.0.1:{port}/{number}?rto=1&cto=1")
        case _:
            return medium(name).address(str(home / "files" / f"{number}.jsonl"))


def prepare(home: Path, servers: Servers, *, count: int, editions: int) -> dict[str, Address]:
    """Readers, and all editions, each of one new story; by reader id, where each is."""
    found: dict[str, Address] = {}
    with desk(home) as (engine, readers):
        for number in range(count):
            address = address_of(MEDIA[number % len(MEDIA)], number, servers, home)
            known = readers.known(address)
            subscribed = ReaderSubscribed(
                reader_id=known.reader_id, lane=known.lane, kind=address.kind, wishes=_WISHES
            )
            engine.record(lambda subscribed=subscribed: [subscribed])  # type: ignore[misc] # bound at once
            found[known.reader_id] = address
        room = room_of(engine, readers, {}, 1.0)
        for edition in range(editions):
            _news(engine, NAMES[edition])
            _queue(room, edition, found)
    return found


def _news(engine: Engine, name: str) -> None:
    """An article that opens a story of its own."""
    came = article(name)
    verdict = Verdict(kind="new", evidence=Evidence(rule="because a soak says so"))
    command = TakeArticle(
        article=came.article, reading=read(came.article, came.text), verdict=verdict
    )
    engine.record(lambda: engine.decide(command))


def _queue(room: Publisher, edition: int, found: dict[str, Address]) -> None:
    name = f"digest/daily/2026-11-{edition + 1:02}/all/en"
    for way in MEDIA:
        theirs = [
            room.engine.state.readers[one] for one, where in found.items() if where.medium == way
        ]
        for first in range(0, len(theirs), READERS_AT_ONCE):
            room.editor.queue(name, theirs[first : first + READERS_AT_ONCE])


def is_gone(number: int) -> bool:
    return number // len(MEDIA) % GONE_EVERY == GONE_EVERY - 1


# --- faults ---


def misbehave(servers: Servers, chance: random.Random) -> Counter[str]:
    """From now on a share of the calls meets a fault; how often each did."""
    met: Counter[str] = Counter()
    faulty(servers.telegram, chance, share=FAULT_SHARE, late=False)

    def mails(stage: str, to: str) -> str:
        if stage == "RCPT" and is_gone(int(to.removeprefix("reader").split("@")[0])):
            return "550 5.1.1 no such user"
        faults = {
            "MAIL": ("421 4.3.2 closing", CUT),
            "RCPT": ("450 4.7.1 greylisted", CUT),
            "DATA": ("451 4.3.0 later", CUT, CUT_AFTER, SILENCE_AFTER),
        }[stage]
        drawn = chance.random() / (FAULT_SHARE / 2)
        if drawn >= len(faults):
            return ""
        met[f"mail: {stage} {faults[int(drawn)]}"] += 1
        return faults[int(drawn)]

    servers.mails.fault = mails
    servers.hooks.answers = _answers(chance, met, "webhook", gone=is_gone)
    servers.services.answers = _answers(chance, met, "apprise", gone=lambda _number: False)
    return met


def _answers(
    chance: random.Random, met: Counter[str], name: str, *, gone: Callable[[int], bool]
) -> Callable[[Posted], Answer]:
    def answer(posted: Posted) -> Answer:
        if gone(int(posted.path.strip("/"))):
            return 410, {}
        statuses = (500, NO_ANSWER, 429)
        drawn = chance.random() / FAULT_SHARE
        if drawn >= len(statuses):
            return 200, {}
        met[f"{name}: {statuses[int(drawn)]}"] += 1
        return statuses[int(drawn)], {"Retry-After": "1"}

    return answer


# --- what is there in the end ---


def held(servers: Servers, home: Path) -> dict[str, Counter[tuple[str, str]]]:
    """By medium: how often each address has each edition. What was answered 429 or 410 is not
    there; what was answered 500 or not at all is.
    """
    found = {name: Counter[tuple[str, str]]() for name in MEDIA}
    for chat in servers.telegram.chats.values():
        found["telegram"].update((str(chat.id), _edition_in(text)) for text in chat.texts)
    for taken in servers.mails.mails:
        text = taken.mail.get_body(("plain",))
        found["mail"][taken.to, _edition_in(text.get_content() if text else "")] += 1
    ids = {
        (f"{servers.hooks.url}{one.path}", one.headers["webhook-id"], _edition_in(_text(one)))
        for one in servers.hooks.posted
        if not is_gone(int(one.path.strip("/")))
    }
    found["webhook"].update((where, edition) for where, _, edition in ids)
    found["apprise"].update(
        (f"json://127.0.0.1:{servers.services.port}{one.path}?rto=1&cto=1", _edition_in(_text(one)))
        for one, status in zip(servers.services.posted, servers.services.answered, strict=True)
        if status != 429
    )
    for file in (home / "files").glob("*.jsonl"):
        found["file"].update(
            (str(file), _edition_in(json.loads(line)["text"]))
            for line in file.read_text(encoding="utf-8").splitlines()
        )
    return found


def _text(posted: Posted) -> str:
    return posted.body.decode()


def _edition_in(text: str) -> str:
    return next((name for name in NAMES if name.title() in text), "none of ours")


def held_against(
    home: Path, servers: Servers, where: dict[str, Address], editions: int
) -> dict[str, object]:
    there = held(servers, home)
    wanted = NAMES[:editions]
    wrong: Counter[str] = Counter()
    listed: Counter[str] = Counter()
    with desk(home) as (engine, _):
        unknown = Counter(post.reader_id for post in engine.archive.views.posts_unknown())
        for reader_id, address in where.items():
            mine = {name: there[address.medium][address.chat, name] for name in wanted}
            wrong[f"doubled on {address.medium}"] += sum(max(0, n - 1) for n in mine.values())
            lost = sum(not count for count in mine.values())
            is_off = bool(engine.state.readers[reader_id].off)
            wrong[f"lost on {address.medium}"] += 0 if is_off else max(0, lost - unknown[reader_id])
            wrong["off, and was not refused"] += is_off and not _was_refused(address)
            listed[f"listed as unknown on {address.medium}"] += unknown[reader_id]
            listed["readers off"] += is_off
        wrong["still owed"] = len(engine.state.owed_in)
        return {
            **dict(sorted(wrong.items())),
            **{name: count for name, count in sorted(listed.items()) if count},
            "replay same": engine.replay().same,
            "log proven": engine.log.verify().ok,
        }


def _was_refused(address: Address) -> bool:
    number = address.chat.rpartition("/")[2].removeprefix("reader").split("@")[0]
    return address.medium in {"mail", "webhook"} and is_gone(int(number))


def soak(
    *, readers: int, editions: int, kills: int, speed: float, seed: int = 1
) -> dict[str, object]:
    chance, began = random.Random(seed), time.monotonic()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = Servers(
            telegram=stack.enter_context(BotApi(speed=speed)),
            mails=stack.enter_context(MailHouse()),
            hooks=stack.enter_context(Receiver()),
            services=stack.enter_context(Receiver()),
        )
        where = prepare(home, servers, count=readers, editions=editions)
        met = misbehave(servers, chance)
        world = World(str(home), servers.telegram.url, servers.mails.url, speed)
        killed = _killed(world, kills, chance)
        last = start(world)
        last.wait(_LAST_S_MAX)
        sent = calls(servers)
        found = held_against(home, servers, where, editions)
        return {
            "digests": readers * editions,
            "kills": killed,
            "ended with": last.returncode,
            "calls": sent,
            "faults but Telegram's": dict(sorted(met.items())),
            "seconds": round(time.monotonic() - began, 1),
            **found,
            "calls made by the replay": calls(servers) - sent,
        }


def calls(servers: Servers) -> int:
    return (
        len(servers.telegram.requests)
        + len(servers.mails.mails)
        + len(servers.hooks.posted)
        + len(servers.services.posted)
    )


def _killed(world: World, kills: int, chance: random.Random) -> int:
    for done in range(kills):
        process = start(world)
        try:
            process.wait(chance.uniform(1.0, 2.5 + 12.0 / world.speed))
        except subprocess.TimeoutExpired:
            kill(process)
        else:
            return done
    return kills


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--editions", type=int, default=2)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--speed", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.work:
        asyncio.run(deliver(World(*json.loads(options.work))))
        return
    found = soak(
        readers=options.readers,
        editions=options.editions,
        kills=options.kills,
        speed=options.speed,
        seed=options.seed,
    )
    show(f"five media, {datetime.now(UTC):%d %B %Y}", found)


if __name__ == "__main__":
    main()
