"""How long our parser takes over feeds shaped like outlets' own, beside feedparser over the same
bytes: what is made of an entry (its plain text, time, address, ids) included on our side alone.

    python -m bench.feed_shapes

Five shapes, made up: a blog engine's RSS with whole articles in HTML, an agency's RSS with pictures
and captions, Atom with XHTML, headlines alone, and RSS that is no well-formed XML.
"""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import feedparser

from monitor.feeds.parse.parse import parse

SHARE_MAX = 0.15  # of feedparser's own time, that ours may take beyond it
_ENTRIES, _ROUNDS = 30, 5
_WORDS = ("minister", "president", "ambassador", "talks", "trade", "transport", "energy", "border")
_SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."


def _paragraphs(chance: random.Random, count: int) -> str:
    return "".join(
        f'<p class="p{n}">{_sentence(chance, 40)} <a href="/a/{n}?utm_source=rss">more</a></p>'
        for n in range(count)
    )


def _items(chance: random.Random, body: Callable[[random.Random], str]) -> Iterator[str]:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    for number in range(_ENTRIES):
        yield (
            f"<item><title>{_sentence(chance, 9)}</title>"
            f"<link>https://news.example/{number}/?utm_medium=feed</link>"
            f"<dc:creator><![CDATA[Desk]]></dc:creator>"
            f"<pubDate>{format_datetime(at + timedelta(minutes=number))}</pubDate>"
            f"<category><![CDATA[Politics]]></category>"
            f'<guid isPermaLink="false">https://news.example/?p={number}</guid>{body(chance)}</item>'
        )


def _rss(items: Iterator[str]) -> bytes:
    head = (
        "<title>News</title><link>https://news.example/</link><language>en</language>"
        '<atom:link href="https://news.example/feed/" rel="self"/>'
    )
    body = f'<rss version="2.0" {_SPACES}><channel>{head}{"".join(items)}</channel></rss>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{body}'.encode()


def _article(chance: random.Random) -> str:
    return (
        f"<description><![CDATA[<p>{_sentence(chance, 40)} [&#8230;]</p>]]></description>"
        f"<content:encoded><![CDATA[{_paragraphs(chance, 12)}]]></content:encoded>"
        "<slash:comments>0</slash:comments>"
    )


def _pictured(chance: random.Random) -> str:
    return (
        f"<description>&lt;p&gt;{_sentence(chance, 45)}&lt;/p&gt;</description>"
        '<media:content url="https://news.example/a.jpg" medium="image" width="800">'
        f"<media:description>{_sentence(chance, 12)}</media:description></media:content>"
    )


def _nothing(chance: random.Random) -> str:
    del chance
    return ""


def _atom(chance: random.Random) -> bytes:
    entries = "".join(
        f"<entry><id>tag:news.example,2026:{n}</id>"
        f"<title type='html'>{_sentence(chance, 9)}</title>"
        f"<link rel='alternate' href='https://news.example/{n}'/>"
        f"<published>2026-11-20T10:{n:02}:00+05:00</published>"
        f"<updated>2026-11-20T11:{n:02}:00+05:00</updated><author><name>Desk</name></author>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
        f"{_paragraphs(chance, 8)}</div></content></entry>"
        for n in range(_ENTRIES)
    )
    head = "<id>tag:news.example,2026:f</id><title>News</title>"
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'>{head}{entries}</feed>".encode()
    )


def shapes() -> dict[str, bytes]:
    chance = random.Random(1)
    return {
        "whole articles in HTML": _rss(_items(chance, _article)),
        "pictures and captions": _rss(_items(chance, _pictured)),
        "Atom, XHTML": _atom(chance),
        "headlines alone": _rss(_items(chance, _nothing)),
        "no well-formed XML": _rss(_items(chance, _pictured)).replace(
            b"</dc:creator>", b" & sons<br></dc:creator>"
        ),
    }


def _ours(body: bytes) -> object:
    return parse(body, url="https://news.example/feed/", content_type="application/rss+xml")


def _theirs(body: bytes) -> object:
    return feedparser.parse(io.BytesIO(body))


def _best_ms(read: Callable[[bytes], object], body: bytes) -> float:
    """Of the processor's time, the best of several."""
    spent = []
    for _ in range(_ROUNDS):
        begun = time.process_time()
        read(body)
        spent.append(time.process_time() - begun)
    return 1000 * min(spent)


def print_share() -> None:
    print(f"\nparsing alone, ms a feed of {_ENTRIES} entries, the best of {_ROUNDS}\n")
    print(f"{'':26}{'KB':>7}{'ours':>9}{'feedparser':>12}{'beyond it':>11}")
    ours = theirs = 0.0
    for name, body in shapes().items():
        own, their = _best_ms(_ours, body), _best_ms(_theirs, body)
        ours, theirs = ours + own, theirs + their
        print(f"{name:26}{len(body) / 1000:7.0f}{own:9.1f}{their:12.1f}{own / their - 1:+11.0%}")
    share = ours / theirs - 1
    verdict = "reached" if share <= SHARE_MAX else "missed"
    print(
        f"{'all':33}{ours:9.1f}{theirs:12.1f}{share:+11.0%}  (at most {SHARE_MAX:+.0%}) {verdict}"
    )


if __name__ == "__main__":
    print_share()
