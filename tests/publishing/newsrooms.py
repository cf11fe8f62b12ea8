"""A newsroom on the strict server, with news of its own, for tests: everything real but the time
between calls.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import structs

from monitor.claims import read
from monitor.clock import Clock
from monitor.delivery.address_book import Readers
from monitor.delivery.media.telegram import Telegram
from monitor.delivery.plan import SendingRates
from monitor.delivery.transport import Address
from monitor.engine.engine import Engine
from monitor.events.deliveries import Wishes
from monitor.log.chain import text_hash
from monitor.model import Article, Evidence, Fact, Incoming, Reading, Rules, Topic, Verdict
from monitor.publishing.editor import Brief
from monitor.publishing.publisher import Publisher
from monitor.stories.commands import TakeArticle
from tests.delivery.bot_api import TOKEN, BotApi

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUICK = SendingRates(
    chat_s=0.01,
    group_s=0.01,
    overall_s=0.001,
    burst=10,
    settle_s=0.05,
    settle_private_s=0.05,
    late_s=0.1,
    crash_s=0.1,
)
CHANNEL = -1001
WISHES = Wishes(topics=("all",), language="en", zone="UTC", hour="09:00")


@functools.cache
def _read_once(given: Article, text: str) -> Reading:
    """Tests bring the same few articles again and again."""
    return read(given, text)


def address(chat_id: int, *, thread: int | None = None) -> Address:
    kind = "channel" if chat_id < 0 else "private"
    return Address(medium="telegram", chat=str(chat_id), thread=thread, kind=kind)


def brief(**fields) -> Brief:
    return Brief(
        default=WISHES, topics=(Topic(id="all", name="All"),), sources=(), rules=Rules(), **fields
    )


@contextmanager
def newsroom(
    home: Path,
    api: BotApi,
    *,
    pace: SendingRates = QUICK,
    at: datetime = NOW,
    alarms=None,
    **fields,
) -> Iterator[Play]:
    clock = MovedClock(at)
    with (
        Engine.open(home, rules=Rules(), clock=clock) as engine,
        Readers.open(home / "state" / "readers.db") as readers,
    ):
        yield Play(
            engine,
            readers,
            api,
            pace=pace,
            alarms=alarms if alarms is not None else [],
            brief=brief(**fields),
        )


class MovedClock(Clock):
    """Runs on, and is put ahead by a test."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


class Play:
    def __init__(self, engine, readers, api, *, pace, alarms, brief):  # noqa: PLR0913 — what a play is made of
        self.engine, self.readers, self.api = engine, readers, api
        self.pace, self.alarms, self.brief = pace, alarms, brief

    def news(self, *names: str) -> None:
        """An article each, which opens a story of its own."""
        for name in names:
            self.take(article(name))

    def take(self, came: Incoming) -> None:
        """It opens a story of its own."""
        verdict = Verdict(kind="new", evidence=Evidence(rule="because a test says so"))
        command = TakeArticle(
            article=came.article, reading=_read_once(came.article, came.text), verdict=verdict
        )
        self.engine.record(lambda: self.engine.decide(command))

    def joins(self, name: str, *, of: str, facts: tuple[str, ...] = ()) -> None:
        """Another outlet's account of that story, with facts that are new in it."""
        first, came = article(of), article(name)
        told = structs.replace(
            came.article,
            title=first.article.title,
            text_hash=text_hash(f"{name} {first.text}"),
            outlet=f"The {name.title()} Times",
        )
        story_id = self.engine.state.where[first.article.id]
        new_facts = tuple(Fact(kind="sentence", text=fact, key=fact) for fact in facts)
        verdict = Verdict(
            kind="development" if facts else "duplicate",
            evidence=Evidence(rule="because a test says so"),
            story_id=story_id,
            of=first.article.id,
            new_facts=new_facts,
        )
        command = TakeArticle(article=told, reading=_read_once(told, first.text), verdict=verdict)
        self.engine.record(lambda: self.engine.decide(command))

    def doubt(self, name: str, maybe: str) -> None:
        """An article of which it is unsure whether it tells that story."""
        came = article(name)
        verdict = Verdict(
            kind="unsure", evidence=Evidence(rule="because a test says so"), maybe=maybe
        )
        command = TakeArticle(
            article=came.article, reading=_read_once(came.article, came.text), verdict=verdict
        )
        self.engine.record(lambda: self.engine.decide(command))

    def send(
        self,
        chat_id: int = CHANNEL,
        *,
        thread: int | None = None,
        patience_s: float = 5.0,
        read_s: float = 0.3,
    ):
        async def sending():
            async with Telegram(token=TOKEN, url=self.api.url, read_s=read_s) as telegram:
                room = self.room(telegram)
                return await room.send_today(
                    room.channel(address(chat_id, thread=thread)), patience_s=patience_s
                )

        return asyncio.run(sending())

    def room(self, telegram, **fields) -> Publisher:
        return Publisher(
            engine=self.engine,
            readers=self.readers,
            transports={"telegram": telegram},
            brief=self.brief,
            pace=self.pace,
            alarm=self.alarms.append,
            **fields,
        )


def article(name: str, *, day: int = 22) -> Incoming:
    text = (
        f"Foreign minister {name.title()} Ivarsson met ambassador {name.title()}son Petrenko in "
        f"Astana on {day} November 2026. They signed the {name} agreement. “The {name} plan will "
        f"bring {len(name)} million dollars,” Ivarsson said."
    )
    return Incoming(
        article=Article(
            id=(name * 16)[:16],
            version=(name * 12)[:12],
            text_hash=text_hash(text),
            text_bytes=len(text),
            url=f"https://news.example/{name}",
            outlet="Example",
            published=(NOW - timedelta(days=23 - day)).date().isoformat(),
            title=f"{name.title()} meeting in Astana",
        ),
        text=text,
    )
