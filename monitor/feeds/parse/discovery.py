"""A page's address → the feeds it names. What a page does not name is looked for in the few places
where feeds usually are.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree

from monitor.intake.encoding import decode, labels_of_page
from monitor.intake.urls import web_address

FEEDS_NAMED_MAX = 20
USUAL_PLACES = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/rdf+xml",
        "application/xml",
        "application/rss",
        "application/atom",
        "application/x-rss+xml",
        "text/xml",
        "text/rss",
        "text/rss+xml",
        "text/atom+xml",
    }
)
# Types that also name what is no feed: WordPress's own interface, oEmbed, sitemaps.
_DOUBTFUL_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
_NO_FEED = re.compile(
    r"/wp-json/|oembed|sitemap|opensearch|manifest|wlwmanifest|xmlrpc", re.IGNORECASE
)


def feeds_named_in(body: bytes, *, url: str, content_type: str = "") -> tuple[str, ...]:
    """Absolute addresses, in the page's order. Runs in a worker process: the page is a
    stranger's.
    """
    parser = etree.HTMLParser(no_network=True, recover=True, huge_tree=False, encoding="utf-8")
    text, _ = decode(body, declared=labels_of_page(body, content_type))
    page = etree.fromstring(text.encode("utf-8", "replace") or b"<html/>", parser=parser)
    if page is None:
        return ()
    base = next(
        (found for one in page.iter("base") if (found := _joined(url, one.get("href")))), url
    )
    named = (
        _joined(base, link.get("href"))
        for link in page.iter("link", "a")
        if _names_a_feed(link.get("rel", ""), link.get("type", ""), link.get("href") or "")
    )
    return tuple(dict.fromkeys(found for found in named if found))[:FEEDS_NAMED_MAX]


def _joined(base: str, href: str | None) -> str:
    """Empty for what is no address of the web: one broken link says nothing of the next."""
    if not href or not href.strip():
        return ""
    try:
        joined = urljoin(base, href.strip())
    except ValueError:
        return ""
    return joined if web_address(joined) else ""


def _names_a_feed(rel: str, kind: str, href: str) -> bool:
    rels = rel.lower().split()
    kind = kind.split(";", maxsplit=1)[0].strip().lower()
    if "feed" in rels:
        return not kind or kind in _FEED_TYPES
    if "alternate" not in rels or kind not in _FEED_TYPES:
        return False
    return kind not in _DOUBTFUL_TYPES or not _NO_FEED.search(href)


def usual_places(url: str) -> tuple[str, ...]:
    return tuple(urljoin(url, place) for place in USUAL_PLACES)
