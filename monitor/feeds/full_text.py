"""The page behind an entry, for feeds with `full_text`: fetched if robots.txt allows, its main text
found in a worker.

An entry whose page cannot be had keeps the text that its feed gave, and says why.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import msgspec

from monitor.feeds.client import FeedClient
from monitor.feeds.http.fetch import ACCEPT_PAGE, fetch
from monitor.feeds.http.robots import ALL_ALLOWED, NOTHING_ALLOWED, Robots, robots_of
from monitor.feeds.values import Ask, Feed, FetchError
from monitor.intake.normalize import incoming
from monitor.model import Incoming

ROBOT = "diplomacy-monitor"  # the name that robots.txt may address us by
_ROBOTS_BYTES_MAX = 500_000  # RFC 9309 asks for at least so much
_PAGES_AT_ONCE = 4
_REFUSED, _SERVER_FAILS = 400, 500  # HTTP's classes


class Pages:
    """robots.txt is read once a host and run."""

    def __init__(self, feed_client: FeedClient) -> None:
        self._feed_client = feed_client
        self._robots: dict[str, asyncio.Task[Robots]] = {}
        self._slots = asyncio.Semaphore(_PAGES_AT_ONCE)

    async def with_full_text(self, feed: Feed, given: Incoming) -> Incoming:
        article = given.article
        if article.url is None:
            return given
        try:
            async with self._slots:
                text = await self._text(feed, article.url)
        except FetchError as error:
            return _noted(given, f"full text not fetched: {error.message}")
        if len(text) <= len(given.text):
            return _noted(given, "full text not used: the page gave no more than the feed")
        longer = incoming(
            text=text,
            title=article.title,
            notes=(*given.notes, "full text from the article's page"),
        )
        kept = msgspec.structs.replace(
            article,
            version=longer.article.version,
            text_hash=longer.article.text_hash,
            text_bytes=longer.article.text_bytes,
            cut=longer.article.cut,
        )
        return msgspec.structs.replace(longer, article=kept)

    async def _text(self, feed: Feed, url: str) -> str:
        if not (await self._rules(url)).allow(url):
            raise FetchError("address", "robots.txt does not allow it")
        async with self._feed_client.rate_limit.slot(url):
            wanted = Ask(url=url, accept=ACCEPT_PAGE, user_agent=feed.user_agent)
            page = await fetch(self._feed_client.client, wanted, limits=self._feed_client.limits)
        if not page.body or "html" not in page.content_type.lower():
            raise FetchError("status", f"{page.status}, {page.content_type[:40] or 'no page'}")
        return await self._feed_client.workers.main_text(page.body, url=page.url)

    async def _rules(self, url: str) -> Robots:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._robots:
            self._robots[root] = asyncio.ensure_future(self._read_rules(root))
        return await asyncio.shield(self._robots[root])

    async def _read_rules(self, root: str) -> Robots:
        """RFC 9309: what does not exist allows all; what cannot be reached, or fails, allows
        nothing.
        """
        limits = msgspec.structs.replace(self._feed_client.limits, body_bytes_max=_ROBOTS_BYTES_MAX)
        wanted = Ask(url=f"{root}/robots.txt", accept="text/plain")
        try:
            async with self._feed_client.rate_limit.slot(root):
                answer = await fetch(self._feed_client.client, wanted, limits=limits)
        except FetchError:
            return NOTHING_ALLOWED
        if answer.status >= _SERVER_FAILS:
            return NOTHING_ALLOWED
        if answer.status >= _REFUSED:
            return ALL_ALLOWED
        return robots_of(answer.body.decode("utf-8", "replace"), robot=ROBOT)


def _noted(given: Incoming, note: str) -> Incoming:
    return msgspec.structs.replace(given, notes=(*given.notes, note))
