"""JSON Feed (jsonfeed.org, versions 1 and 1.1) → what stands where."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from monitor.feeds.parse.raw import RawEntry, Written
from monitor.feeds.values import FetchError

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1", re.IGNORECASE)


class JsonFeed(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    language: str
    entries: list[RawEntry]


def read_json(text: str, *, url: str) -> JsonFeed:
    """Raises FetchError."""
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise FetchError("not a feed", "broken JSON, not a feed") from error
    if not isinstance(found, dict) or not _VERSION.match(_string(found, "version").strip()):
        raise FetchError("not a feed", "JSON, but no feed")
    items = found.get("items")
    items = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return JsonFeed(
        title=_string(found, "title"),
        language=_string(found, "language"),
        entries=[_entry(item, url) for item in items],
    )


def _entry(item: dict[str, Any], url: str) -> RawEntry:
    guid = _id(item.get("id"))
    return RawEntry(
        guid=guid,
        url=_string(item, "url") or _string(item, "external_url"),
        permalink=guid,
        base=url,
        title=Written(_string(item, "title"), "text"),
        texts=(
            Written(_string(item, "content_html")),
            Written(_string(item, "content_text"), "text"),
            Written(_string(item, "summary"), "text"),
        ),
        times=tuple(time for name in _TIMES if (time := _time(item.get(name)))),
        language=_string(item, "language"),
    )


_TIMES = ("date_published", "date_modified")


def _string(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _id(value: object) -> str:
    """Numbers are written as numbers: 12 and 12.0 are one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _time(value: object) -> str:
    return (
        str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    )
