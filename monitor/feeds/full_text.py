"""The page behind an entry, for feeds with `full_text`: fetched if robots.txt allows, its main text
found in a worker.

An entry whose page cannot be had, or is about something else, keeps the text that its feed gave,
and says why.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from monitor.feeds.client import FeedClient
from monitor.feeds.http.fetch import fetch
from monitor.feeds.http.robots import ALL_ALLOWED, NOTHING_ALLOWED, Robots, robots_of
from monitor.feeds.parse.worker import ParseResult
from monitor.feeds.values import ACCEPT_PAGE, Ask, Feed, FetchError
from monitor.intake.about import is_about
from monitor.intake.normalize import incoming
from monitor.intake.walls import SAYS
from monitor.model import Article, Incoming

ROBOT = "diplomacy-monitor"  # the name that robots.txt may address us by
_ROBOTS_BYTES_MAX = 500 * 1024  # RFC 9309 asks for at least so much; the rest is not looked at
_PAGES_AT_ONCE = 4
_REFUSED, _SERVER_FAILS = 400, 500  # HTTP's classes


class FullText(Struct, frozen=True):
    """An entry with its page's words, or with its feed's and why."""

    incoming: Incoming
    why: str = ""


class Pages:
    """robots.txt is read once a host and run."""

    def __init__(self, feed_client: FeedClient) -> None:
        self._feed_client = feed_client
        self._robots: dict[str, asyncio.Task[Robots]] = {}
        self._slots = asyncio.Semaphore(_PAGES_AT_ONCE)

    async def allows(self, url: str) -> bool:
        """Whether robots.txt lets us read a page of a source that is no feed."""
        return (await self._rules(url)).allow(url)

    async def with_full_text(
        self, feed: Feed, given: Incoming, *, undated: bool = False
    ) -> FullText:
        """`undated`: its source gives no time, so that its page may say one."""
        article = given.article
        if article.url is None:
            return FullText(given)
        try:
            async with self._slots:
                page = await self._page(feed, article.url)
        except FetchError as error:
            return _kept(given, "not fetched", error.message)
        if why := _why_not(page, given):
            return _kept(given, "not used", why)
        day = _earlier(page, article) if undated else article.published
        notes = (*given.notes, "full text from the article's page")
        if day != article.published:
            notes = (*notes, "published on the day that the page says")
        longer = incoming(text=page.text, title=article.title or page.title, notes=notes)
        kept = msgspec.structs.replace(
            article,
            title=longer.article.title,
            published=day,
            version=longer.article.version,
            text_hash=longer.article.text_hash,
            text_bytes=longer.article.text_bytes,
            cut=longer.article.cut,
        )
        return FullText(msgspec.structs.replace(longer, article=kept))

    async def _page(self, feed: Feed, url: str) -> ParseResult:
        if not await self.allows(url):
            raise FetchError("address", "robots.txt does not allow it")
        async with self._feed_client.rate_limit.slot(url):
            wanted = Ask(url=url, accept=ACCEPT_PAGE, user_agent=feed.user_agent)
            page = await fetch(self._feed_client.client, wanted, limits=self._feed_client.limits)
        if not page.body or "html" not in page.content_type.lower():
            raise FetchError("status", f"{page.status}, {page.content_type[:40] or 'no page'}")
        if _is_front_page(page.url) and not _is_front_page(url):
            raise FetchError("redirects", "its address leads to the front page")
        return await self._feed_client.workers.page(
            page.body, url=page.url, content_type=page.content_type
        )

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
        limits = self._feed_client.limits
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
        return robots_of(first_lines(answer.body).decode("utf-8", "replace"), robot=ROBOT)


def first_lines(body: bytes) -> bytes:
    """A rule that was cut through would be another rule."""
    if len(body) <= _ROBOTS_BYTES_MAX:
        return body
    return body[:_ROBOTS_BYTES_MAX].rpartition(b"\n")[0]


_FRONT = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|default)(?:\.\w+)?/?)?", re.IGNORECASE
)


def _is_front_page(url: str) -> bool:
    """A host alone, or one of its languages."""
    parts = urlsplit(url)
    return bool(_FRONT.fullmatch(parts.path)) and not parts.query


def _why_not(page: ParseResult, given: Incoming) -> str:
    """Why a page's text does not replace what the feed gave; "" if it does."""
    if page.wall:
        return f"the page {SAYS[page.wall]}"
    if len(page.text) <= len(given.text):
        return "the page gave no more than the feed"
    title = given.article.title or ""
    if not title and not given.text:
        return ""  # an address alone: whatever stands there
    if not is_about(title=title, text=given.text, page_title=page.title, page_text=page.text):
        return "the page is about something else"
    return ""


def _earlier(page: ParseResult, article: Article) -> str | None:
    """The page's own day, if that is not yet to come: the other is when it was first seen."""
    first_seen, said = article.published, page.published
    if not said or (first_seen and said > first_seen):
        return first_seen
    return said


def _kept(given: Incoming, outcome: str, why: str) -> FullText:
    notes = (*given.notes, f"full text {outcome}: {why}")
    return FullText(msgspec.structs.replace(given, notes=notes), why)


def told(outcomes: Iterable[FullText]) -> str:
    """What became of the pages of one run, for people; "" if all were used."""
    given = list(outcomes)
    why = Counter(one.why for one in given if one.why)
    if not why:
        return ""
    reasons = ", ".join(f"{reason} ({count})" for reason, count in why.most_common(_REASONS_TOLD))
    return f"full text: {why.total()} of {len(given)} pages not used: {reasons}"


_REASONS_TOLD = 3
