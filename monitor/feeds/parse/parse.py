"""A feed's bytes → Parsed, or a FetchError that says what else it is. Runs in a worker process
(pool.py): feedparser and its sgmllib may take any time over what was made to hurt them.

feedparser is given a stream, never bare bytes or a string: those it would take for a file's name or
an address first.
"""

from __future__ import annotations

import calendar
import io
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
import msgspec

from monitor.feeds.parse.documents import ENTRIES_MAX, DecodedDocument, document_of
from monitor.feeds.values import FeedEntry, FetchError, Parsed
from monitor.intake.markup import line_of, text_of
from monitor.intake.urls import canonical

TEXT_CHARS_MAX = 70_000  # more than is kept of any article
TITLE_CHARS_MAX = 5_000
_ADDRESS_CHARS_MAX = 2_000
_ZONE_WRITTEN = re.compile(r"(?:Z|[A-Z]{2,4}|[+-]\d{1,2}:?\d{2})\s*(?:\([^()]*\))?\s*$")
_TTL_S_MAX = 7 * 86_400


def parse(body: bytes, *, url: str, content_type: str) -> Parsed:
    document = document_of(body, content_type)
    if document.text.startswith("{"):
        return _json_feed(document, url)
    if not document.is_feed:
        raise FetchError("not a feed", _what_it_is(document.text, content_type))
    return _xml_feed(document, url)


def _what_it_is(text: str, content_type: str) -> str:
    if not text.strip():
        return "an empty answer, not a feed"
    if re.match(r"\s*(?:<!doctype\s+html|<html)\b", text, re.IGNORECASE) or "html" in content_type:
        return "a web page, not a feed"
    return "not a feed"


# --- RSS, RDF, Atom ---


def _xml_feed(document: DecodedDocument, url: str) -> Parsed:
    found: Any = feedparser.parse(
        io.BytesIO(document.text.encode("utf-8", "replace")),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url,
        },
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not found.version and not found.entries:
        raise FetchError("not a feed", "XML, but no feed")
    entries, notes = list(found.entries[:ENTRIES_MAX]), document.notes
    if found.bozo and entries and not document.complete:
        entries.pop()  # cut off somewhere: the last entry may be half of one
        notes = (*notes, "the document is cut off: its last entry is not taken")
    elif found.bozo:
        notes = (*notes, "broken XML: read as far as it goes")
    return Parsed(
        form=str(found.version) or "unknown",
        title=line_of(str(found.feed.get("title", ""))[:TITLE_CHARS_MAX]),
        language=_text_or_none(found.feed.get("language")),
        entries=tuple(_xml_entry(entry, url) for entry in entries),
        total=max(document.total, len(found.entries)),
        ttl_s=_ttl_s(found.feed.get("ttl")),
        notes=notes,
    )


def _xml_entry(entry: Any, base: str) -> FeedEntry:
    contents = [str(content.get("value", "")) for content in entry.get("content", ())]
    fullest = max((*contents, str(entry.get("summary", ""))), key=len)
    url = _address(entry.get("link"), base)
    return FeedEntry(
        guid=_text_or_none(entry.get("id")),
        url=url,
        address=canonical(url) if url else None,
        title=line_of(str(entry.get("title", ""))[:TITLE_CHARS_MAX]),
        text=text_of(fullest[:TEXT_CHARS_MAX]),
        published=_time(entry, "published") or _time(entry, "updated"),
        language=_text_or_none(entry.get("language")),
    )


def _time(entry: Any, name: str) -> str | None:
    parsed, written = (
        dict.get(entry, f"{name}_parsed"),
        str(dict.get(entry, name, "")),
    )  # its own get guesses, and warns
    if not parsed:
        return _time_without_zone(written)
    try:
        moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return (moment if _ZONE_WRITTEN.search(written) else moment.replace(tzinfo=None)).isoformat()


def _time_without_zone(written: str) -> str | None:
    """Such as "Fri, 20 Nov 2026 08:01:00", which feedparser does not take."""
    try:
        return parsedate_to_datetime(written[:100]).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _ttl_s(minutes: object) -> int | None:
    written = str(minutes or "").strip()
    return min(int(written) * 60, _TTL_S_MAX) if written.isdecimal() and len(written) < 9 else None  # noqa: PLR2004 — digits


def _text_or_none(value: object) -> str | None:
    if not value:
        return None
    return " ".join(str(value).split())[:_ADDRESS_CHARS_MAX] or None


def _address(value: object, base: str) -> str | None:
    written = str(value or "").strip()
    if not written or len(written) > _ADDRESS_CHARS_MAX:
        return None
    try:
        return urljoin(base, written)
    except ValueError:
        return None


# --- JSON Feed (jsonfeed.org, versions 1 and 1.1) ---


def _json_feed(document: DecodedDocument, url: str) -> Parsed:
    try:
        found = msgspec.json.decode(document.text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise FetchError("not a feed", "broken JSON, not a feed") from error
    if not isinstance(found, dict) or not str(found.get("version", "")).startswith(
        "https://jsonfeed.org/version/"
    ):
        raise FetchError("not a feed", "JSON, but no feed")
    items = found.get("items")
    items = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    notes = document.notes
    if len(items) > ENTRIES_MAX:
        notes = (*notes, f"{len(items)} entries: only the first {ENTRIES_MAX} are looked at")
    return Parsed(
        form="json feed",
        title=line_of(_string(found, "title")[:TITLE_CHARS_MAX]),
        language=_text_or_none(_string(found, "language")),
        entries=tuple(_json_entry(item, url) for item in items[:ENTRIES_MAX]),
        total=len(items),
        notes=notes,
    )


def _json_entry(item: dict[str, Any], base: str) -> FeedEntry:
    text = (
        _string(item, "content_html") or _string(item, "content_text") or _string(item, "summary")
    )
    url = _address(_string(item, "url") or _string(item, "external_url"), base)
    return FeedEntry(
        guid=_text_or_none(item.get("id") if isinstance(item.get("id"), str | int) else None),
        url=url,
        address=canonical(url) if url else None,
        title=line_of(_string(item, "title")[:TITLE_CHARS_MAX]),
        text=text_of(text[:TEXT_CHARS_MAX]),
        published=_json_time(item, "date_published") or _json_time(item, "date_modified"),
        language=_text_or_none(_string(item, "language")),
    )


def _string(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _json_time(item: dict[str, Any], name: str) -> str | None:
    try:
        return datetime.fromisoformat(_string(item, name)).isoformat()
    except ValueError:
        return None
