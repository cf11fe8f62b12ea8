"""An address that a person typed → what could be polled there: a feed, a sitemap, a listing page
with its pattern, a Telegram channel, or what a plugin knows. Nothing is written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin

from msgspec import Struct
from msgspec.structs import replace

from monitor.feeds.check import discover_first
from monitor.feeds.client import page_of
from monitor.feeds.http.fetch import fetch
from monitor.feeds.kinds.asking import SourceClient
from monitor.feeds.kinds.kind import FeedKind, Pattern
from monitor.feeds.kinds.table import kind_of, kinds
from monitor.feeds.values import Ask, Feed, FetchError, Parsed

SAMPLES = 5
_SAMPLE_CHARS_MAX = 100
_SITEMAPS_TRIED_MAX = 4
_USUAL_PLACES = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml", "/sitemap_index.xml")
_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ROBOTS_BYTES_MAX = 500_000


class Wanted(Struct, frozen=True, kw_only=True):
    """`ways` are the addresses that are meant, the first that answers counts; `kind` and `pattern`
    only if the person said so.
    """

    ways: Sequence[str]
    kind: str = ""
    pattern: str = ""


class Offer(Struct, frozen=True, kw_only=True):
    """`sure`: nothing else can be meant, so that nobody needs to be asked."""

    kind: str
    says: str
    url: str
    sure: bool = False
    pattern: str | None = None
    title: str = ""
    language: str | None = None
    samples: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def claimed_by(address: str) -> tuple[FeedKind, str] | None:
    """The kind that knows an address by its form, and what to ask."""
    asked = ((kind, kind.address_of(address)) for kind in kinds())
    return next(((kind, url) for kind, url in asked if url), None)


async def offers(client: SourceClient, wanted: Wanted) -> list[Offer]:
    """The surest first. Raises FetchError if there is nothing, and says why."""
    return await _Search(client, wanted).found()


class _Search:
    def __init__(self, client: SourceClient, wanted: Wanted) -> None:
        self._client = client
        self._wanted = wanted
        self._failed: FetchError | None = None  # the last way that led nowhere

    async def found(self) -> list[Offer]:
        searches = {"feed": self._feed, "sitemap": self._sitemaps, "listing": self._listings}
        wanted = self._wanted.kind
        if wanted and wanted not in searches:
            return [await self._asked_as(kind_of(wanted))]
        if wanted:
            return await searches[wanted]() or self._nothing(f"no {kind_of(wanted).says} is there")
        try:
            return await self._feed()
        except FetchError as error:
            if error.kind != "not a feed":
                raise
            nothing = error
        found = [*await self._sitemaps(), *await self._listings()]
        if not found:
            raise nothing
        return [offer for offer in found if offer.sure] or found

    def _nothing(self, what: str) -> list[Offer]:
        raise self._failed or FetchError("not a feed", what)

    async def _feed(self) -> list[Offer]:
        found = await discover_first(self._client.feed_client, self._wanted.ways)
        offer = _offer(Feed(url=found.url), found.parsed, sure=True)
        return [replace(offer, others=found.others)]

    async def _asked_as(self, kind: FeedKind) -> Offer:
        way = self._wanted.ways[0]
        feed = self._source(kind.address_of(way) or way, kind.name)
        answered = await self._client.ask(feed, url=feed.url)
        return _offer(feed, answered.parsed, sure=True)

    def _source(self, url: str, kind: str) -> Feed:
        return Feed(url=url, kind=kind, pattern=self._wanted.pattern or None)

    # --- sitemaps ---

    async def _sitemaps(self) -> list[Offer]:
        """That at the address itself, else the first of those that its host names, or usually
        has.
        """
        at_address = await self._first_sitemap(self._wanted.ways, sure=True)
        if at_address:
            return at_address
        places = await self._places(self._wanted.ways[-1])
        return await self._first_sitemap(places[:_SITEMAPS_TRIED_MAX], sure=False)

    async def _first_sitemap(self, places: Iterable[str], *, sure: bool) -> list[Offer]:
        for place in places:
            feed = self._source(place, "sitemap")
            try:
                answered = await self._client.ask(feed, url=place)
            except FetchError as error:
                self._failed = error
                continue
            if sure or (answered.parsed and answered.parsed.entries):
                return [_offer(feed, answered.parsed, sure=sure)]
        return []

    async def _places(self, url: str) -> list[str]:
        """What robots.txt names, news first; else where sitemaps usually are."""
        named = await self._named_in_robots(urljoin(url, "/robots.txt"))
        usual = [urljoin(url, place) for place in _USUAL_PLACES]
        return sorted(named, key=lambda place: "news" not in place.lower()) or usual

    async def _named_in_robots(self, url: str) -> list[str]:
        asker = self._client.feed_client
        asked = Ask(url=url, accept="text/plain")
        try:
            async with asker.rate_limit.slot(url):
                answer = await fetch(asker.client, asked, limits=asker.limits)
        except FetchError as error:
            self._failed = error
            return []
        text = answer.body[:_ROBOTS_BYTES_MAX].decode("utf-8", "replace")
        return list(dict.fromkeys(urljoin(url, place) for place in _NAMED.findall(text)))

    # --- listings ---

    async def _listings(self) -> list[Offer]:
        if self._wanted.pattern:
            return [await self._asked_as(kind_of("listing"))]
        for way in self._wanted.ways:
            try:
                return await self._patterns_at(way)
            except FetchError as error:
                self._failed = error
        return []

    async def _patterns_at(self, url: str) -> list[Offer]:
        fetched = await self._client.page(url)
        page = page_of(fetched, Feed(url=url), asked=url)
        patterns = await self._client.feed_client.workers.patterns(page)
        return [_listing_of(found, url) for found in patterns]


def _listing_of(found: Pattern, url: str) -> Offer:
    return Offer(
        kind="listing",
        says=f"listing, {found.count} links like {found.pattern}",
        url=url,
        pattern=found.pattern,
        samples=found.samples,
    )


def _offer(feed: Feed, parsed: Parsed | None, *, sure: bool) -> Offer:
    parsed = parsed or Parsed(form=feed.kind)
    said = (entry.title or entry.text or entry.url or "" for entry in parsed.entries)
    samples = tuple(" ".join(words.split())[:_SAMPLE_CHARS_MAX] for words in said)[:SAMPLES]
    notes = "".join(f"; {note}" for note in parsed.notes)
    return Offer(
        kind=feed.kind,
        says=f"{parsed.form}, {parsed.total} entries{notes}",
        url=feed.url,
        sure=sure,
        pattern=feed.pattern,
        title=parsed.title,
        language=parsed.language,
        samples=samples,
    )
