"""A page's address → the feeds it names. What a page does not name is looked for in the few places
where feeds usually are.
"""

from __future__ import annotations

from urllib.parse import urljoin

from lxml import etree

FEEDS_NAMED_MAX = 20
USUAL_PLACES = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)


def feeds_named_in(body: bytes, *, url: str) -> tuple[str, ...]:
    """Absolute addresses, in the page's order. Runs in a worker process: the page is a
    stranger's.
    """
    parser = etree.HTMLParser(no_network=True, recover=True, huge_tree=False)
    page = etree.fromstring(body or b"<html/>", parser=parser)
    if page is None:
        return ()
    base = next((urljoin(url, found.get("href", "")) for found in page.iter("base")), url)
    links = (
        link
        for link in page.iter("link")
        if _names_a_feed(link.get("rel", ""), link.get("type", ""))
    )
    named = dict.fromkeys(
        urljoin(base, link.get("href", "").strip()) for link in links if link.get("href")
    )
    return tuple(named)[:FEEDS_NAMED_MAX]


def _names_a_feed(rel: str, kind: str) -> bool:
    return (
        "alternate" in rel.lower().split()
        and kind.split(";", maxsplit=1)[0].strip().lower() in _FEED_TYPES
    )


def usual_places(url: str) -> tuple[str, ...]:
    return tuple(urljoin(url, place) for place in USUAL_PLACES)
