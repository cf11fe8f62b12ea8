"""Bytes of a feed, as strangers sent them → bytes that a parser may be given.

Out come UTF-8 bytes without control characters, without entities of the feed's own making (so
nothing can multiply), and with no more entries than will be looked at. Everything here is linear in
the document's size.
"""

from __future__ import annotations

import re

from msgspec import Struct

from monitor.intake.encoding import decode, labels_of_feed

ENTRIES_MAX = 1_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")
_PAGE = re.compile(r"(?:<!doctype\s+html|<html)\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:\w+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_HEAD_CHARS = 4_096


class DecodedDocument(Struct, frozen=True, kw_only=True):
    text: str
    is_feed: bool = False  # it has the root of one
    total: int = 0  # entries it holds
    complete: bool = True  # its root is closed: the last entry is whole
    notes: tuple[str, ...] = ()


def document_of(body: bytes, content_type: str) -> DecodedDocument:
    """XML made harmless; other text (JSON, a page) is only decoded."""
    text, notes = decode(body, declared=labels_of_feed(body, content_type))
    text = _CONTROL.sub("", text).lstrip()
    root = _ROOT.search(text)
    if root is None or _PAGE.match(text) or text.startswith("{"):
        return DecodedDocument(text=text, notes=notes)
    text, more = _without_own_entities(text, root.start())
    text, total = _first_entries(text, root.group(1).lower())
    if total > ENTRIES_MAX:
        more = (*more, f"{total} entries: only the first {ENTRIES_MAX} are looked at")
    return DecodedDocument(
        text=text, is_feed=True, total=total, complete=_is_closed(text), notes=(*notes, *more)
    )


def prepared(
    body: bytes, content_type: str, *, root: re.Pattern[str]
) -> tuple[str, tuple[str, ...]]:
    """XML with this root, made harmless, and notes; "" if it has none."""
    text, notes = decode(body, declared=labels_of_feed(body, content_type))
    text = _CONTROL.sub("", text).lstrip()
    found = root.search(text, 0, _HEAD_CHARS)
    if found is None or _PAGE.match(text):
        return "", notes
    text, more = _without_own_entities(text, found.start())
    return text, (*notes, *more)


# --- what may not pass ---


def _without_own_entities(text: str, root: int) -> tuple[str, tuple[str, ...]]:
    """The prolog goes whole: its encoding is no longer true, and its entities are never needed."""
    prolog = text[:root]
    notes = (
        ("entities of its own are declared: not expanded",) if "<!ENTITY" in prolog.upper() else ()
    )
    return '<?xml version="1.0" encoding="utf-8"?>' + text[root:], notes


def _first_entries(text: str, root: str) -> tuple[str, int]:
    """The text with at most ENTRIES_MAX entries, closed again, and how many there were."""
    total, end = 0, None
    for found in _ENTRY.finditer(text):
        total += 1
        if total == ENTRIES_MAX + 1:
            end = found.start()
    if end is None:
        return text, total
    closing = {"rss": "</channel></rss>", "feed": "</feed>", "rdf": "</rdf:RDF>"}[root]
    return text[:end] + closing, total


def _is_closed(text: str) -> bool:
    return bool(re.search(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>", text[-_HEAD_CHARS:], re.IGNORECASE))
