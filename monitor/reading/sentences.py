"""Paragraphs → sentences, for every script that news comes in. A quotation that is closed stays in one piece.

A full stop ends no sentence after an initial, an abbreviation (`data/abbreviations.toml`) or inside a number, nor before a
lower-case letter. Work is linear: every candidate looks a bounded way to either side.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.reading.resources import table

QUOTE_CHARS_MAX = 1_500  # a quotation longer than this is split like other text
SENTENCES_MAX = 2_000  # of one text

_END = re.compile(
    r"(?P<soft>[.!?…]+|[։:](?=[^\S\n]+[\u0530-\u058f]))(?P<close>[\"'”»’›」』)\]]*)(?P<space>\s+|$)"
    r"|(?P<hard>[。！？｡।॥۔؟։።…]+)(?P<close2>[\"'”»’›」』）)\]]*)\s*"
    r"|\n+"
)
_LAST_WORD = re.compile(r"(?:^|[\s(«“„\"'])([^\s(«“„\"']{1,12})$")
_OPENERS = {"“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", "‹": "›"}
_QUOTE = re.compile(r"[“”«»„「」『』‹›]")
_STRAIGHT = re.compile(r"\"")


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(table("abbreviations.toml")["all"])


def split(text: str, language: str = "") -> list[str]:
    """Sentences in order, stripped, none empty; `language` only matters for Greek, whose question mark is ";"."""
    sentences: list[str] = []
    start = 0
    kept_whole = _quoted(text)
    where = 0
    for match in _END.finditer(text):
        stop = match.end()
        while where < len(kept_whole) and kept_whole[where][1] < match.start():
            where += 1
        inside = (
            where < len(kept_whole)
            and kept_whole[where][0] < match.start()
            and match.end("close" if match["close"] is not None else 0) < kept_whole[where][1]
        )
        if inside or not _ends(text, match):
            continue
        _add(sentences, text[start:stop])
        start = stop
        if len(sentences) >= SENTENCES_MAX:
            break
    _add(sentences, text[start:])
    return sentences


def _add(sentences: list[str], piece: str) -> None:
    if piece := piece.strip():
        sentences.append(piece)


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether this mark ends a sentence."""
    if match["soft"] is None:
        return True
    after = text[match.end() : match.end() + 3].lstrip("\"'“«„‘([—–- ")[:1]
    if after and after.islower():
        return False
    if match["soft"] != "." or match["close"]:
        return True
    last = _LAST_WORD.search(text, max(0, match.start() - 14), match.start())
    if last is None:
        return True
    return not _abbreviated(last[1], after)


def _abbreviated(word: str, after: str) -> bool:
    if len(word) == 1 and word.isalpha():
        return word.isupper() or word.casefold() in _abbreviations()
    if "." in word and len(word.rsplit(".", 1)[1]) == 1:  # "U.S", "К.-Ж"
        return after.isupper() or not after
    if word.isdigit():  # "1. First", "3. März": not after a year
        return len(word) <= 2  # noqa: PLR2004 - a day or a list number
    return word.casefold() in _abbreviations()


def _quoted(text: str) -> list[tuple[int, int]]:
    """Closed quotations as (start, end), outermost only, none across a line's end or longer than the limit."""
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    closers = ""
    for match in _QUOTE.finditer(text):
        mark = match[0]
        if opened is not None and (match.start() - opened > QUOTE_CHARS_MAX or "\n" in text[opened : match.start()]):
            opened = None
        if opened is None:
            if mark in _OPENERS:
                opened, closers = match.start(), _OPENERS[mark]
        elif mark in closers:
            spans.append((opened, match.end()))
            opened = None
    marks = [match.start() for match in _STRAIGHT.finditer(text)]
    for first, second in zip(marks[::2], marks[1::2], strict=False):
        if second - first <= QUOTE_CHARS_MAX and "\n" not in text[first:second]:
            spans.append((first, second + 1))
    return sorted(spans)
