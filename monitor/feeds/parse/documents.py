"""Bytes of a feed, as strangers sent them → bytes that a parser may be given.

Out come UTF-8 bytes without control characters, without entities of the feed's own making (so
nothing can multiply), and with no more entries than will be looked at. Everything here is linear in
the document's size.
"""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

from monitor.intake.encoding import decode

ENTRIES_MAX = 1_000
_DECLARED = re.compile(rb"<\?xml\b[^<>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")
_PAGE = re.compile(r"(?:<!doctype\s+html|<html)\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:\w+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_HEAD_CHARS = 4_096
# Encodings of text that feeds come in. Python knows codecs that are no charsets, and some that take
# quadratic time.
_CHARSETS = frozenset(
    (
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "ascii"),
        *(f"cp125{n}" for n in range(9)),
        *(f"iso8859-{n}" for n in range(1, 17)),
        *(
            "koi8-r",
            "koi8-u",
            "koi8-t",
            "kz1048",
            "ptcp154",
            "cp866",
            "mac-cyrillic",
            "mac-roman",
            "cp437",
            "tis-620",
        ),
        *(
            "gb2312",
            "gbk",
            "gb18030",
            "big5",
            "big5hkscs",
            "euc_jp",
            "shift_jis",
            "cp932",
            "euc_kr",
            "cp949",
        ),
    )
)


class DecodedDocument(Struct, frozen=True, kw_only=True):
    text: str
    is_feed: bool = False  # it has the root of one
    total: int = 0  # entries it holds
    complete: bool = True  # its root is closed: the last entry is whole
    notes: tuple[str, ...] = ()


def document_of(body: bytes, content_type: str) -> DecodedDocument:
    """XML made harmless; other text (JSON, a page) is only decoded."""
    text, notes = _decoded(body, content_type)
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


# --- characters ---


def _decoded(body: bytes, content_type: str) -> tuple[str, tuple[str, ...]]:
    """UTF-8 wherever the bytes are UTF-8, whatever anybody declares; then what is declared; then
    the likeliest.
    """
    if body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(body)
    try:
        return body.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    for name in _declared(body, content_type):
        try:
            return body.decode(name), ()
        except UnicodeDecodeError:
            continue
    return decode(body)


def _declared(body: bytes, content_type: str) -> list[str]:
    in_xml = _DECLARED.search(body[:_HEAD_CHARS])
    in_header = _CHARSET.search(content_type)
    names = [
        in_xml.group(1).decode("ascii") if in_xml else "",
        in_header.group(1) if in_header else "",
    ]
    return [known for name in names if (known := _charset(name)) and known != "utf-8"]


def _charset(name: str) -> str | None:
    try:
        known = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return None
    return known if known in _CHARSETS else None


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
