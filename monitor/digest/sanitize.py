"""Words and links from outside, made safe to print anywhere; what is unsafe is left out, never
escaped here.

`text` keeps letters of every script. It drops control characters (a terminal would obey them),
direction overrides and isolates (they would reorder our own words), lone surrogates and
noncharacters (XML and HTML forbid them).
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from urllib.parse import urlsplit

HREF_CHARS_MAX = 2048

_UNSAFE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\U000e0000-\U000e0fff"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
    )
    + "]"
)
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_BAD_IN_LINK = re.compile(r"[\s\x00-\x20\x7f-\x9f\"'<>\\^`{|}]")
# a name with a dot, or an IPv4 address: Telegram drops links to others
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+\.?")
# combining marks on one letter; more is decoration that runs over the neighbouring lines
_MARKS_MAX = 4
_MARKED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff\u0e31-\u0e4e"
    f"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{{{_MARKS_MAX}}}"
)


def text(words: str, *, chars_max: int = 1000) -> str:
    """One line of printable text; what is longer than `chars_max` ends in an ellipsis at a word's
    end.
    """
    line = " ".join(words[: chars_max * 4].split())
    if not line.isprintable():
        line = " ".join(_UNSAFE.sub("", line).split())
    if not line.isascii() and _MARKED.search(line):
        line = _tamed(line)
    if len(line) <= chars_max:
        return line
    return _clipped(line, chars_max)


def json_escaped(document: str) -> str:
    """A JSON document that says the same, with every character escaped that a terminal would obey,
    or that reorders or hides others; its own line breaks stand.
    """
    return _UNSAFE.sub(lambda found: _IN_JSON.get(found[0]) or _escape(found[0]), document)


_IN_JSON = {"\n": "\n"}


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1]


def _tamed(line: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in line:
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= _MARKS_MAX:
            kept.append(char)
    return "".join(kept)


def _clipped(line: str, chars_max: int) -> str:
    head = line[: chars_max - 1]
    cut = head.rfind(" ", chars_max // 2)
    return (head[:cut] if cut > 0 else head).rstrip(" ,;:") + "…"


@functools.lru_cache(maxsize=4096)
def link(url: str | None) -> str | None:
    """The address if a reader can be sent there: http(s) with a public-looking host, printable, of
    bounded length; else None.
    """
    if not url or len(url) > HREF_CHARS_MAX or _BAD_IN_LINK.search(url) or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # a port out of range raises here
    except ValueError:
        return None
    if (
        parts.scheme not in {"http", "https"}
        or not host
        or not _HOST.fullmatch(host)
        or "@" in parts.netloc
    ):
        return None
    return url if len(url.encode()) <= HREF_CHARS_MAX else None


@functools.lru_cache(maxsize=4096)
def host(url: str | None) -> str:
    """The address's host without "www."; empty if there is none."""
    checked = link(url)
    if not checked:
        return ""
    return (urlsplit(checked).hostname or "").removeprefix("www.")


def runs_right_to_left(words: str) -> bool:
    return not words.isascii() and _RIGHT_TO_LEFT.search(words) is not None


def isolated(words: str) -> str:
    """Words whose direction must not reach their neighbours, between FIRST STRONG ISOLATE and POP,
    where it matters.
    """
    if not runs_right_to_left(words):
        return words
    return f"\u2068{words}\u2069"
