"""XML that is not well-formed → the same with what is usually wrong in it put right: HTML's
entities, bare & and <, prefixes that nobody declared, a document that is cut off. Linear in its
size.
"""

from __future__ import annotations

import re
from html.entities import html5

from monitor.feeds.parse.xml_feed import PREFIXES

_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_XMLS_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))
_AMPERSAND = re.compile(r"&(?:(\w{1,40});|#(\d{1,7}|[xX][0-9a-fA-F]{1,6});)?")
_BARE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_PREFIX = re.compile(r"[</]([A-Za-z][\w.-]{0,40}):[A-Za-z]")
_DECLARED = re.compile(r"xmlns:([A-Za-z][\w.-]{0,40})\s*=")
_ROOT_TAG = re.compile(r"<(?!\?)[A-Za-z][\w:.-]*")
_XML_CHARS_FROM = 32
_SPACES = (9, 10, 13)
_SURROGATES = range(0xD800, 0xE000)
_CHARS_MAX = 0x10FFFF


def mended(text: str) -> str:
    pieces: list[str] = []
    rest = text
    while rest:
        outside, mark, behind = rest.partition(_CDATA)
        pieces.append(_outside(outside))
        inside, end, rest = behind.partition(_CDATA_END)
        pieces.append(f"{mark}{inside}{_CDATA_END}" if mark else "")
        if mark and not end:
            break
    return _declared("".join(pieces))


def _outside(text: str) -> str:
    return _AMPERSAND.sub(_entity, _BARE_LESS.sub("&lt;", text))


def _entity(found: re.Match[str]) -> str:
    name, number = found[1], found[2]
    if name:
        return found[0] if name in _XMLS_OWN else html5.get(f"{name};", f"&amp;{name};")
    if number:
        return found[0] if _is_char(number) else ""
    return "&amp;"


def _is_char(number: str) -> bool:
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    if code in _SURROGATES or code > _CHARS_MAX or code in (0xFFFE, 0xFFFF):
        return False
    return code >= _XML_CHARS_FROM or code in _SPACES


def _declared(text: str) -> str:
    """With a declaration of every prefix that has none."""
    missing = set(_PREFIX.findall(text)) - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    root = _ROOT_TAG.search(text)
    if not missing or root is None:
        return text
    said = "".join(
        f' xmlns:{prefix}="{PREFIXES.get(prefix.lower(), f"urn:prefix:{prefix}")}"'
        for prefix in sorted(missing)
    )
    return text[: root.end()] + said + text[root.end() :]


_ENTRY_END = re.compile(r"</((?:[\w.-]+:)?(?:item|entry))\s*>", re.IGNORECASE)
_OPENED = re.compile(r"<([A-Za-z][\w:.-]*)")


def closed(text: str) -> str:
    """A document that is cut off, up to the end of its last whole entry and closed again; "" if
    it has none.
    """
    last = None
    for found in _ENTRY_END.finditer(text):
        last = found
    if last is None:
        return ""
    root = _OPENED.search(text)
    head = text[: last.end()]
    channel = re.search(r"<((?:[\w.-]+:)?channel)\b[^<>]*>", head, re.IGNORECASE)
    inside = channel and f"</{channel[1]}>" not in head
    return (
        head
        + (f"</{channel[1]}>" if channel and inside else "")
        + (f"</{root[1]}>" if root else "")
    )
