"""What is no XML any more, though it was meant for a feed → what stands where, as far as feedparser
finds it.

feedparser is given a stream, never bare bytes or a string: those it would take for a file's name or
an address first.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser
from msgspec import Struct

from monitor.feeds.parse.raw import RawEntry, Written
from monitor.feeds.parse.xml_feed import XmlFeed

# It takes captions for titles and descriptions, wherever they stand.
_CAPTION = re.compile(
    r"<media:(title|description|text)\b[^<>]*>(?:<!\[CDATA\[[^<>]*\]\]>|[^<]*)</media:\1\s*>",
    re.IGNORECASE,
)
_KINDS = {"text/plain": "text"}


class LooseFeed(Struct, frozen=True):
    feed: XmlFeed
    broken: bool


def read_loosely(text: str, *, url: str) -> LooseFeed | None:
    """None if it is no feed."""
    text = _CAPTION.sub("", text)
    found: Any = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        # without a base: ids are kept as they are written, and links are resolved by us
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not found.version and not found.entries:
        return None
    feed = XmlFeed(
        form=str(found.version) or "unknown",
        title=Written(_string(found.feed, "title")),
        language=_string(found.feed, "language"),
        ttl=_string(found.feed, "ttl"),
        entries=[_entry(entry, url) for entry in found.entries],
    )
    return LooseFeed(feed, bool(found.bozo))


def _entry(entry: Any, url: str) -> RawEntry:
    guid, link = _string(entry, "id"), _string(entry, "link")
    return RawEntry(
        guid=guid,
        url=_string(entry, "feedburner_origlink") or ("" if link == guid else link),
        permalink=guid if link == guid else "",
        base=url,
        title=_written(entry.get("title_detail") or {"value": _string(entry, "title")}),
        texts=tuple(_texts(entry)),
        # its own `get` guesses, and warns
        times=tuple(time for name in _TIMES if (time := _string(entry, name))),
        language=_string(entry, "language"),
    )


_TIMES = ("published", "updated", "created")


def _texts(entry: Any) -> Iterator[Written]:
    for content in (*entry.get("content", ()), entry.get("summary_detail") or {}):
        if (
            "/" not in (kind := str(content.get("type") or ""))
            or kind.startswith("text/")
            or "xml" in kind
        ):
            yield _written(content)


def _written(detail: Any) -> Written:
    kind = _KINDS.get(str(detail.get("type") or ""), "html")
    return Written(str(detail.get("value") or ""), "text" if kind == "text" else "html")


def _string(found: Any, name: str) -> str:
    return str(dict.get(found, name) or "")
