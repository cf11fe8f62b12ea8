"""Sitemaps (sitemaps.org, protocol 0.9) with Google's news extension: addresses with their dates,
and titles where the extension gives them. An index names more sitemaps.

A sitemap speaks for its own host alone. What has no title needs its page (`full_text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from monitor.feeds.http.decompress import Inflater
from monitor.feeds.kinds.kind import FeedKind, SourcePage
from monitor.feeds.kinds.links import is_of, is_own, joined
from monitor.feeds.parse.documents import ENTRIES_MAX, prepared
from monitor.feeds.parse.mending import mended
from monitor.feeds.parse.raw import RawEntry, Written, dated, entries_of
from monitor.feeds.parse.xml_feed import tree_of
from monitor.feeds.values import FetchError, Limits, Parsed

Element = Any  # lxml's, which has no types

BODY_BYTES_MAX = 20_000_000  # 50,000 addresses of 400 bytes; the protocol allows more
PARTS_NAMED_MAX = 1_000
_GZIP = b"\x1f\x8b"
_ROOTS = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)


class _Dated(Struct, frozen=True):
    """An address that a sitemap lists, and since when it is as it is: W3C's form, which is ordered
    as text well enough.
    """

    url: str
    since: str
    element: Element


def _read(page: SourcePage) -> Parsed:
    """Raises FetchError."""
    root, notes = _tree(page)
    name = _local(root)
    if name == "sitemapindex":
        return _index(root, page, notes)
    return _addresses(root, page, notes)


def _tree(page: SourcePage) -> tuple[Element, tuple[str, ...]]:
    text, notes = prepared(_unpacked(page.body), page.content_type, root=_ROOTS)
    if not text:
        raise FetchError("not a feed", "not a sitemap: neither <urlset> nor <sitemapindex>")
    root = tree_of(text)
    if root is not None:
        return root, notes
    root = tree_of(mended(text))
    if root is None:
        raise FetchError("parser", "the sitemap is broken or cut off: its XML cannot be read")
    return root, (*notes, "broken XML: mended")


def _unpacked(body: bytes) -> bytes:
    """A file that is gzip itself, whatever its server says of it."""
    if not body.startswith(_GZIP):
        return body
    inflater = Inflater("gzip", Limits(body_bytes_max=BODY_BYTES_MAX))
    inflater.feed(body)
    return inflater.finish()


# --- what stands where ---


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _children(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iterchildren("*") if _local(one) == name)


def _words(element: Element | None, *path: str) -> str:
    for name in path:
        element = None if element is None else next(_children(element, name), None)
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _listed(root: Element, name: str, page: SourcePage) -> Iterator[_Dated]:
    for one in _children(root, name):
        since = _words(one, "news", "publication_date") or _words(one, "lastmod")
        yield _Dated(joined(page.url, _words(one, "loc")), since, one)


def _own(ones: Iterable[_Dated], page: SourcePage) -> tuple[list[_Dated], int]:
    """Those of the sitemap's own host, once each, and how many were another's."""
    found: dict[str, _Dated] = {}
    foreign = 0
    for one in ones:
        if is_own(one.url, page.url):
            found.setdefault(one.url, one)
        else:
            foreign += 1
    return list(found.values()), foreign


# --- an index ---


def _index(root: Element, page: SourcePage, notes: tuple[str, ...]) -> Parsed:
    """Its newest sitemaps first; of those without a date news before others, the last before the
    first, since files are begun when others are full.
    """
    parts, foreign = _own(_listed(root, "sitemap", page), page)
    placed = sorted(
        enumerate(parts), key=lambda one: (one[1].since, "news" in one[1].url, one[0]), reverse=True
    )
    further = tuple(part.url for _, part in placed if part.url != page.url)
    return Parsed(
        form="sitemap index",
        further=further[:PARTS_NAMED_MAX],
        notes=(*notes, *_of_others(foreign, "sitemaps")),
    )


# --- a set of addresses ---


def _addresses(root: Element, page: SourcePage, notes: tuple[str, ...]) -> Parsed:
    own, foreign = _own(_listed(root, "url", page), page)
    wanted = [one for one in own if is_of(page.pattern, one.url)]
    newest = _newest(wanted)
    raws = [_entry(one, page.url) for one in newest]
    named = next(filter(None, map(_publication, newest)), "")
    has_titles = any(raw.title.value for raw in raws)
    more = _more(total=len(wanted), has_titles=has_titles or not raws)
    return Parsed(
        form="news sitemap" if has_titles else "sitemap",
        title=named,
        entries=entries_of(raws, language=None),
        total=len(wanted),
        notes=(*notes, *_of_others(foreign, "addresses"), *more),
    )


def _newest(ones: list[_Dated]) -> list[_Dated]:
    """As many as are looked at, newest first. Where none has a date the newest stand at one of the
    ends.
    """
    if len(ones) <= ENTRIES_MAX:
        return ones
    if not any(one.since for one in ones):
        return ones[: ENTRIES_MAX // 2] + ones[-ENTRIES_MAX // 2 :]
    return sorted(ones, key=lambda one: one.since, reverse=True)[:ENTRIES_MAX]


def _entry(one: _Dated, base: str) -> RawEntry:
    """When a page was changed is not when it was published."""
    published = _words(one.element, "news", "publication_date")
    return RawEntry(
        url=one.url,
        base=base,
        title=Written(_words(one.element, "news", "title"), "text"),
        times=(published,) if published else (),
        language=_words(one.element, "news", "publication", "language"),
        touched=dated(one.since),
    )


def _publication(one: _Dated) -> str:
    return _words(one.element, "news", "publication", "name")


def _more(*, total: int, has_titles: bool) -> Iterator[str]:
    if total > ENTRIES_MAX:
        yield f"{total} addresses: {ENTRIES_MAX} of them are looked at"
    if not has_titles:
        yield "addresses without titles: only full_text = true makes articles of them"


def _of_others(count: int, what: str) -> tuple[str, ...]:
    return (f"{count} {what} of other hosts, or none at all: left out",) if count else ()


KIND = FeedKind(
    name="sitemap",
    says="sitemap",
    read=_read,
    accept="application/xml, text/xml;q=0.9, application/gzip;q=0.8, */*;q=0.5",
    body_bytes_max=BODY_BYTES_MAX,
)
