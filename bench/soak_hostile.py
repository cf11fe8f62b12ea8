"""A day on which some feeds of the soak turn against the others: one lies about what others tell,
one floods, one copies under others' addresses, one backdates, one takes an outlet's name.

Until that day they are feeds like all others, whom nobody here knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bench.soak_world import BEGIN, Item, invented, news_of
from monitor.delivery.media import messages as letters
from monitor.digest.model import Entry
from monitor.digest.wording.sourcing import Sources
from monitor.engine.engine import Engine
from monitor.events.deliveries import DigestComposed
from monitor.events.stories_and_feeds import (
    ArticleRevised,
    ArticleSetAside,
    ArticleTaken,
    Event,
)
from monitor.model import HELD, Article, Source

WAYS = ("lie", "flood", "copy", "backdate", "impersonate")
FLOOD, LIES, COPIES, BACKDATED, IMPERSONATIONS = 190, 10, 15, 12, 12
_BEGINS, _LASTS = timedelta(hours=6), timedelta(hours=30)
_LONG_AGO = timedelta(days=400)


def host_of(feed: int) -> str:
    return f"feed{feed}.soak.example"


def sources(feeds: int, hostile: int) -> tuple[Source, ...]:
    """The operator knows all feeds but the hostile ones, which are the last."""
    return tuple(
        Source(id=f"outlet{n}", name=f"Outlet {n}", kind="private", hosts=(host_of(n),))
        for n in range(feeds - hostile)
    )


class HostileDay:
    def __init__(self, *, day: int, feeds: int, hostile: int, articles: int) -> None:
        self._begin = BEGIN + timedelta(days=day) + _BEGINS
        self._day, self._feeds, self._articles = day, feeds, articles
        self._first = feeds - hostile

    def way_of(self, feed: int, now: datetime) -> str:
        on = self._begin <= now < self._begin + _LASTS
        return WAYS[(feed - self._first) % len(WAYS)] if on and feed >= self._first else ""

    def title_of(self, feed: int, now: datetime) -> str:
        return "Outlet 0" if self.way_of(feed, now) == "impersonate" else f"Outlet {feed}"

    def items(self, feed: int, now: datetime) -> list[Item]:
        way = self.way_of(feed, now)
        made = {
            "lie": self._lies,
            "flood": self._flood,
            "copy": self._copies,
            "backdate": self._backdated,
            "impersonate": self._impersonations,
        }
        return list(made[way](feed)) if way else []

    def _real(self) -> list[Item]:
        """What the others told until then."""
        news = news_of(self._day, self._feeds, self._articles)
        told = [item for feed in range(self._first) for item in news.get(feed, ())]
        return sorted(item for item in told if item.at < self._begin)

    def _lies(self, feed: int) -> Iterator[Item]:
        for item in self._real()[:LIES]:
            yield Item(
                at=self._begin,
                guid=f"lie-{item.guid}",
                version=0,
                url=f"https://{host_of(feed)}/lie-{item.guid}",
                title=f"Cancelled: {item.title}",
                text=f"The visit and the talks were cancelled, and nobody met. {item.text}",
            )

    def _flood(self, feed: int) -> Iterator[Item]:
        for number in range(FLOOD):
            yield invented(self._begin, number, feed, f"https://{host_of(feed)}/flood-{number}")

    def _copies(self, feed: int) -> Iterator[Item]:
        del feed
        for item in self._real()[:COPIES]:
            yield item._replace(at=self._begin, text=f"{item.text} Both ministers then resigned.")

    def _backdated(self, feed: int) -> Iterator[Item]:
        for number in range(BACKDATED):
            url = f"https://{host_of(feed)}/old-{number}"
            yield invented(self._begin, 1000 + number, feed, url)._replace(
                at=self._begin - _LONG_AGO
            )

    def _impersonations(self, feed: int) -> Iterator[Item]:
        for number in range(IMPERSONATIONS):
            url = f"https://outlet0.example/word-{number}"
            yield invented(self._begin, 2000 + number, feed, url)


# --- what came of it ---


def harm(engine: Engine, *, feeds: int, hostile: int) -> dict[str, Any]:
    """Told in a wrong voice, or before what several outlets tell: each is to be none."""
    known = Sources(sources(feeds, hostile))
    taken: dict[str, Article] = {}
    found: Counter[str] = Counter()
    for recorded in engine.log.read():
        event = recorded.event
        if isinstance(event, ArticleTaken | ArticleSetAside | ArticleRevised):
            found.update(_wrong_voices(event.article, taken, known))
            taken.setdefault(event.article.id, event.article)
            found["held for a person"] += _is_held(event)
        elif isinstance(event, DigestComposed):
            entries = letters.read(event.digest).entries
            found["real stories displaced"] += _displaced(entries, taken, known)
            found["lies told as facts"] += sum("cancelled" in one.tags for one in entries)
            found["told of hostile feeds alone"] += sum(
                not _owners(one, taken, known) for one in entries
            )
    names = (*WRONG_IF_NOT_ZERO, "held for a person", "told of hostile feeds alone")
    return {name: found[name] for name in names}


WRONG_IF_NOT_ZERO = ("wrong voices", "real stories displaced", "lies told as facts")


def _wrong_voices(article: Article, taken: dict[str, Article], known: Sources) -> Iterator[str]:
    """One that an outlet is made to say, or whose words another's replaced."""
    first = taken.get(article.id, article)
    speaks_for_another = known.of(article) is None and (article.outlet or "") == "Outlet 0"
    if speaks_for_another or known.owner(first) != known.owner(article):
        yield "wrong voices"


def _is_held(event: Event) -> bool:
    return isinstance(event, ArticleSetAside) and event.reason.startswith(HELD)


def _displaced(entries: Sequence[Entry], taken: dict[str, Article], known: Sources) -> int:
    """Stories of several outlets that stand behind one that only hostile feeds tell."""
    displaced = 0
    for archive in (False, True):
        owners = [_owners(one, taken, known) for one in entries if one.archive is archive]
        first = next((n for n, own in enumerate(owners) if not own), len(owners))
        displaced += sum(len(own) > 1 for own in owners[first:])
    return displaced


def _owners(entry: Entry, taken: dict[str, Article], known: Sources) -> set[str]:
    """The known ones among those who tell it."""
    told = (known.owner(taken[one.article_id]) for one in entry.outlets)
    return {owner for owner in told if known.knows(owner)}
