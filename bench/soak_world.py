"""The world of the soak: made-up news of made-up people, and a loopback server that serves it as
feeds, with faults.

What is served depends on the simulated time alone, which stands in a shared file of eight bytes.
"""

from __future__ import annotations

import asyncio
import mmap
import random
import struct
import threading
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol, Self
from xml.sax.saxutils import escape

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
ENTRIES_MAX = 20  # that a feed shows
BEFORE_DAYS = 8  # of news that stand in the feeds when the soak begins
TELLINGS = 3  # articles about one meeting
EDITED_AFTER = timedelta(hours=5)
EDITED_SHARE, FAULT_SHARE = 0.02, 0.03
_FAULTS = ("500", "429", "503", "reset", "cut", "garbage", "silence", "empty")
_HEADS = (
    "Al", "Be", "Cor", "Da", "El", "Fa", "Go", "Ha", "Is", "Jo", "Ka", "Le", "Mor", "Na", "Or",
    "Pe", "Ra", "Sa", "To", "Va", "Bri", "Dru", "Fle", "Gri", "Kle", "Pra", "Ste", "Tru", "Vel",
    "Zor",
)  # fmt: skip
_MIDDLES = ("", "man", "ri", "lo", "ten", "va", "sko", "mi")
_TAILS = (
    "bekov",
    "dini",
    "fert",
    "garov",
    "lund",
    "menko",
    "novar",
    "pelli",
    "rasso",
    "stein",
    "tanov",
    "vardi",
    "wick",
    "zhan",
)
_GIVEN = (
    "Adil",
    "Bruno",
    "Clara",
    "Dana",
    "Emil",
    "Farid",
    "Greta",
    "Hugo",
    "Irina",
    "Jonas",
    "Kamila",
    "Lena",
)
_LANDS = (
    ("Kazakhstan", "Astana"), ("Russia", "Moscow"), ("Türkiye", "Ankara"), ("France", "Paris"),
    ("Italy", "Rome"), ("Austria", "Vienna"), ("Uzbekistan", "Tashkent"), ("Azerbaijan", "Baku"),
    ("Egypt", "Cairo"), ("Spain", "Madrid"), ("Germany", "Berlin"), ("India", "New Delhi"),
    ("Japan", "Tokyo"), ("Brazil", "Brasilia"), ("Kenya", "Nairobi"), ("Poland", "Warsaw"),
    ("Finland", "Helsinki"), ("Norway", "Oslo"), ("Greece", "Athens"), ("Portugal", "Lisbon"),
    ("Canada", "Ottawa"), ("Peru", "Lima"), ("Chile", "Santiago"), ("Morocco", "Rabat"),
    ("Tunisia", "Tunis"), ("Ghana", "Accra"), ("Vietnam", "Hanoi"), ("Thailand", "Bangkok"),
    ("Malaysia", "Kuala Lumpur"), ("Indonesia", "Jakarta"), ("Mongolia", "Ulaanbaatar"),
    ("Georgia", "Tbilisi"), ("Armenia", "Yerevan"), ("Romania", "Bucharest"), ("Bulgaria", "Sofia"),
    ("Serbia", "Belgrade"), ("Hungary", "Budapest"), ("Denmark", "Copenhagen"),
)  # fmt: skip
_OFFICES = (
    "Foreign Minister", "Minister of Trade", "Minister of Energy", "Minister of Transport",
    "Minister of Culture", "Minister of Defence", "Minister of Education",
    "Minister of Agriculture", "Minister of Finance", "Minister of Health",
)  # fmt: skip
_MATTERS = (
    "grain exports", "museum loans", "gas pipelines", "rail freight", "student exchanges",
    "border crossings", "river dams", "mountain tourism", "work visas", "vaccine plants",
    "uranium mines", "fishing quotas", "satellite launches", "cotton prices", "air routes",
    "film festivals", "wind farms", "debt relief", "earthquake aid", "customs forms",
)  # fmt: skip


class Item(NamedTuple):
    """One article as a feed carries it, from `at` on."""

    at: datetime
    guid: str
    version: int
    url: str
    title: str
    text: str


# --- news ---


def _pairs(raw: bytes) -> Iterator[tuple[int, int]]:
    return zip(raw[::2], raw[1::2], strict=True)


def _name(number: int) -> str:
    draw = sha256(f"name {number}".encode()).digest()
    surname = (
        _HEADS[draw[1] % len(_HEADS)]
        + _MIDDLES[draw[2] % len(_MIDDLES)]
        + _TAILS[draw[3] % len(_TAILS)]
    )
    return f"{_GIVEN[draw[0] % len(_GIVEN)]} {surname}"


@cache
def news_of(day: int, feeds: int, articles: int) -> dict[int, list[Item]]:
    """What each feed carries of that day's news; always the same."""
    chance = random.Random(f"{day}/{feeds}/{articles}")
    found: dict[int, list[Item]] = {}
    for meeting in range(max(1, articles // TELLINGS)):
        for telling in range(TELLINGS):
            feed = chance.randrange(feeds)
            found.setdefault(feed, []).extend(_told(day, meeting, telling, feed, chance))
    return found


def _told(day: int, meeting: int, telling: int, feed: int, chance: random.Random) -> list[Item]:
    date, at = (
        BEGIN + timedelta(days=day),
        BEGIN + timedelta(days=day, minutes=chance.randrange(24 * 60)),
    )
    draw = [
        part + 256 * rest
        for part, rest in _pairs(sha256(f"meeting {day} {meeting}".encode()).digest())
    ]
    land, town = _LANDS[draw[0] % len(_LANDS)]
    other, _ = _LANDS[(draw[0] + 1 + draw[1] % (len(_LANDS) - 1)) % len(_LANDS)]
    host, guest = _name(draw[2]), _name(draw[3] + 100_000)
    office, theirs = _OFFICES[draw[4] % len(_OFFICES)], _OFFICES[draw[5] % len(_OFFICES)]
    matter, second = _MATTERS[draw[6] % len(_MATTERS)], _MATTERS[draw[7] % len(_MATTERS)]
    millions, when = 5 + draw[8] % 900, f"{date.day} {date:%B %Y}"
    first = (
        f"{town}. {office} of {land} {host} received {theirs} of {other} {guest} in {town} on "
        f"{when}. They discussed {matter} and {second}. “We will spend {millions} million dollars "
        f"on {matter} together,” {host} said."
    )
    again = (
        f"{theirs} of {other} {guest} arrived in {town} on {when} and met {office} of {land} "
        f"{host}. The two spoke about {second}, and a plan of {millions} million dollars for "
        f"{matter} was on the table."
    )
    later = (
        f"{town}, {when}. The talks of {office} {host} with {guest}, who came from {other}, ended. "
        f"According to the government of {land}, they agreed on {matter} and will meet again in "
        "the spring."
    )
    words = (first, again, later)[telling]
    titles = (
        f"{host} received {guest} in {town}",
        f"{guest} in {town} for talks",
        f"{land} and {other} agree on {matter}",
    )
    guid = f"d{day}-m{meeting}-t{telling}"
    item = Item(at, guid, 0, f"https://outlet{feed}.example/{guid}", titles[telling], words)
    if chance.random() >= EDITED_SHARE:
        return [item]
    return [
        item,
        item._replace(
            at=at + EDITED_AFTER,
            version=1,
            text=f"{words} The talks lasted {20 + draw[9] % 200} minutes.",
        ),
    ]


def invented(at: datetime, number: int, feed: int, url: str) -> Item:
    """A meeting that nobody else tells of, on the day of `at`."""
    day = (at - BEGIN).days
    told = _told(day, 100_000 + number, 0, feed, random.Random(number))[0]
    return told._replace(at=at, guid=url, url=url)


def items_at(feed: int, now: datetime, feeds: int, articles: int) -> list[Item]:
    """The newest first; of an edited one the newest version."""
    today = (now - BEGIN).days
    days = range(max(-BEFORE_DAYS, today - 12), today + 1)
    all_ = sorted(item for day in days for item in news_of(day, feeds, articles).get(feed, ()))
    known = {item.guid: item for item in all_[: bisect_right(all_, now, key=lambda item: item.at)]}
    return sorted(known.values(), key=lambda item: item.at, reverse=True)[:ENTRIES_MAX]


def as_rss(feed: int, items: list[Item], title: str = "") -> bytes:
    body = "".join(
        f"<item><title>{escape(item.title)}</title><link>{item.url}</link><guid "
        f"isPermaLink='false'>{item.guid}</guid>"
        f"<pubDate>{format_datetime(item.at)}</pubDate><description>{escape(item.text)}</description></item>"
        for item in items
    )
    head = f"<title>{title or f'Outlet {feed}'}</title><link>https://outlet{feed}.example/</link><language>en</language>"
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss '
        f'version="2.0"><channel>{head}{body}</channel></rss>'
    ).encode()


# --- time, shared ---


class SharedTime:
    """Eight bytes that the service writes and the servers read: seconds since 1970."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(b"\0" * 8)
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 8)

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(struct.unpack("d", self._map[:8])[0], UTC)

    @at.setter
    def at(self, moment: datetime) -> None:
        self._map[:8] = struct.pack("d", moment.timestamp())

    def now(self) -> datetime:
        return self.at


# --- the server ---


class Hostile(Protocol):
    """Who turns against the others, and when."""

    def items(self, feed: int, now: datetime) -> list[Item]: ...

    def title_of(self, feed: int, now: datetime) -> str: ...


class FeedHost(ABC):
    """`http://feedN.soak.example:PORT/`, wherever that name resolves to. It lives in a thread
    and ends with its context.
    """

    def __init__(self, *, host: str = "127.0.0.1") -> None:
        self._host = host
        self._begun = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    @abstractmethod
    async def answer(self, feed: int, head: str, writer: asyncio.StreamWriter) -> None:
        """To a request whose head that was, in small letters."""

    def __enter__(self) -> Self:
        self._thread.start()
        self._begun.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._talk, self._host, 0)
        self.port = server.sockets[0].getsockname()[1]
        self._begun.set()
        await self._end.wait()
        server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            await self.answer(int(head.split("host: feed", 1)[1].split(".", 1)[0]), head, writer)
            await writer.drain()
        writer.close()


class FeedServer(FeedHost):
    """News of the simulated time, with faults."""

    def __init__(  # noqa: PLR0913 — all but the time by keyword
        self,
        time: SharedTime,
        *,
        feeds: int,
        articles: int,
        seed: int = 1,
        faults: float = FAULT_SHARE,
        hostile: Hostile | None = None,
    ) -> None:
        super().__init__()
        self._time, self._feeds, self._articles = time, feeds, articles
        self._chance, self._share = random.Random(seed), faults
        self._hostile = hostile
        self.faults: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.served: dict[int, set[tuple[str, int]]] = {feed: set() for feed in range(feeds)}

    async def answer(self, feed: int, head: str, writer: asyncio.StreamWriter) -> None:
        fault = self._fault()
        if fault:
            self.faults[fault] += 1
            await _faulty(fault, writer)
            return
        now = self._time.at
        items = items_at(feed, now, self._feeds, self._articles)
        title = ""
        if self._hostile:
            items = [*self._hostile.items(feed, now), *items]
            title = self._hostile.title_of(feed, now)
        shown = [(item.guid, item.version) for item in items]
        etag = head.partition("if-none-match: ")[2].partition("\r\n")[0]
        own = f'"{sha256(repr(shown).encode()).hexdigest()[:12]}"'
        if feed % 2 and etag == own:
            self.answers["304"] += 1
            writer.write(head_of("304 Not Modified", b"", f"ETag: {own}\r\n"))
            return
        self.answers["200"] += 1
        self.served[feed].update(shown)
        body = as_rss(feed, items, title)
        writer.write(
            head_of("200 OK", body, f"ETag: {own}\r\nContent-Type: application/rss+xml\r\n") + body
        )

    def _fault(self) -> str:
        if self._chance.random() >= self._share:
            return ""
        return self._chance.choices(
            _FAULTS, weights=[1 if name == "silence" else 4 for name in _FAULTS]
        )[0]


def head_of(status: str, body: bytes, more: str = "") -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}\r\n"
    ).encode()


async def _faulty(fault: str, writer: asyncio.StreamWriter) -> None:
    match fault:
        case "reset":
            writer.transport.abort()
        case "cut":
            writer.write(
                head_of("200 OK", b"x" * 5000, "Content-Type: application/rss+xml\r\n")
                + b"<?xml version='1.0'?><rss>"
            )
        case "garbage":
            body = b"<html><body>Service is being mended</body></html>"
            writer.write(head_of("200 OK", body, "Content-Type: text/html\r\n") + body)
        case "silence":
            await asyncio.sleep(2.0)
        case "empty":
            writer.write(head_of("200 OK", b"", "Content-Type: application/rss+xml\r\n"))
        case _:
            wait = (
                f"Retry-After: {random.Random(fault).randint(600, 7200)}\r\n"
                if fault in ("429", "503")
                else ""
            )
            writer.write(head_of(f"{fault} Fault", b"", wait))


Resolve = Callable[[str, int], object]


async def to_loopback(host: str, port: int) -> list[str]:
    """Every name is here."""
    del host, port
    return ["127.0.0.1"]
