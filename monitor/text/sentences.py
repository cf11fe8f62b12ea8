"""Paragraphs → sentences, for every script that news comes in. A quotation that is closed stays in
one piece.

A full stop ends no sentence after an initial (in scripts without capitals, any letter that stands
alone), an abbreviation (`data/abbreviations.toml`) or inside a number, nor before a lower-case
letter. Work is linear: every candidate looks a bounded way to
either side.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from monitor.datafiles import table
from monitor.text import quotation_marks
from monitor.text.quotation_marks import Quoted

QUOTE_CHARS_MAX = 1_500  # a quotation longer than this is split like other text
SENTENCES_MAX = 2_000  # of one text
_SYLLABLES = "\u1100"  # from here on one character may be a word: Korean, Chinese
_DAY_DIGITS = 2  # of a day, or of a number in a list

_PATTERN = (
    r"(?P<soft>[.!?…]+%s)(?P<close>[\"'”»’›」』)\]]*)(?P<space>\s+|$)"
    r"|(?P<hard>[。！？｡।॥۔؟։።…]+)(?P<close2>[\"'”»’›」』）)\]]*)\s*"
    r"|\n+"
)
_END = re.compile(_PATTERN % "")
_END_ARMENIAN = re.compile(_PATTERN % r"|:(?=\s)")
_LAST_WORD = re.compile(r"(?:^|[\s(«“„\"'])([^\s(«“„\"']{1,12})$")


@cache
def _abbreviations(group: str = "all") -> frozenset[str]:
    return frozenset(table("abbreviations.toml")[group])


def split(text: str, language: str = "") -> list[str]:
    """Sentences in order, stripped, none empty; `language` decides whether ":" ends one (it does in
    Armenian).
    """
    return [text[start:end] for start, end in spans(text, language)]


def spans(
    text: str, language: str = "", quoted: Sequence[Quoted] | None = None
) -> list[tuple[int, int]]:
    """Where each sentence begins and ends; `quoted` spares pairing its marks again."""
    found: list[tuple[int, int]] = []
    start = 0
    pairs = quotation_marks.pairs(text)[0] if quoted is None else quoted
    whole = [pair for pair in pairs if pair.end - pair.start <= QUOTE_CHARS_MAX]
    for end in _ends_in(text, _END_ARMENIAN if language == "hy" else _END, whole):
        _add(found, text, start, end)
        start = end
        if len(found) >= SENTENCES_MAX:
            return found
    _add(found, text, start, len(text))
    return found


def _ends_in(text: str, marks: re.Pattern[str], whole: Sequence[Quoted]) -> Iterator[int]:
    """Where a sentence ends: at no mark inside a quotation that is kept whole."""
    ends = [pair.end for pair in whole]
    for match in marks.finditer(text):
        where = bisect_right(ends, match.start())
        inside = where < len(whole) and whole[where].start < match.start()
        if not (inside and _before_close(match) < ends[where]) and _ends(text, match):
            yield match.end()


def _before_close(match: re.Match[str]) -> int:
    """Where the marks end that close after the full stop."""
    return max(match.start(), match.end("close"), match.end("close2"))


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if stripped := piece.strip():
        found.append((start + left, start + left + len(stripped)))


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether this mark ends a sentence."""
    if match["soft"] is None:
        return True
    after = text[match.end() : match.end() + 3].lstrip("\"'“«„‘([—–- ")[:1]
    if _is_small(after):
        return False
    if match["soft"] != "." or match["close"]:
        return True
    last = _LAST_WORD.search(text, max(0, match.start() - 14), match.start())
    return last is None or not _abbreviated(last[1], after)


def _is_small(letter: str) -> bool:
    """Whether a capital could stand in its place: Georgian writes sentences and names without."""
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"


def _abbreviated(word: str, after: str) -> bool:
    if len(word) == 1 and word.isalpha():
        initial = word < _SYLLABLES and not _is_small(word)
        return initial or word.casefold() in _abbreviations()
    if "." in word and len(word.rsplit(".", 1)[1].strip("-‑")) == 1:  # "U.S", "К.-Ж"
        return after.isupper() or not after
    if word.isdigit():  # "1. First", "3. März": not after a year
        return len(word) <= _DAY_DIGITS
    small = word.casefold()
    if small in _abbreviations("before_numbers"):
        return after.isdigit()
    return small in _abbreviations()
