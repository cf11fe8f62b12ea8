"""Paragraphs → sentences, for every script that news comes in. A quotation that is closed stays in
one piece.

A full stop ends no sentence after an initial, an abbreviation (`data/abbreviations.toml`) or inside
a number, nor before a lower-case letter. Work is linear: every candidate looks a bounded way to
either side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from monitor.text import quotation_marks
from monitor.text.datafiles import table
from monitor.text.quotation_marks import Quoted

QUOTE_CHARS_MAX = 1_500  # a quotation longer than this is split like other text
SENTENCES_MAX = 2_000  # of one text

_PATTERN = (
    r"(?P<soft>[.!?…]+%s)(?P<close>[\"'”»’›」』)\]]*)(?P<space>\s+|$)"
    r"|(?P<hard>[。！？｡।॥۔؟։።…]+)(?P<close2>[\"'”»’›」』）)\]]*)\s*"
    r"|\n+"
)
_END = re.compile(_PATTERN % "")
_END_ARMENIAN = re.compile(_PATTERN % r"|:(?=\s)")
_LAST_WORD = re.compile(r"(?:^|[\s(«“„\"'])([^\s(«“„\"']{1,12})$")


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(table("abbreviations.toml")["all"])


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
    start = where = 0
    pairs = quotation_marks.pairs(text)[0] if quoted is None else quoted
    kept_whole = [
        (pair.start, pair.end) for pair in pairs if pair.end - pair.start <= QUOTE_CHARS_MAX
    ]
    for match in (_END_ARMENIAN if language == "hy" else _END).finditer(text):
        while where < len(kept_whole) and kept_whole[where][1] <= match.start():
            where += 1
        if (
            where < len(kept_whole)
            and kept_whole[where][0] < match.start()
            and _before_close(match) < kept_whole[where][1]
        ):
            continue
        if not _ends(text, match):
            continue
        _add(found, text, start, match.end())
        start = match.end()
        if len(found) >= SENTENCES_MAX:
            return found
    _add(found, text, start, len(text))
    return found


def _before_close(match: re.Match[str]) -> int:
    """Where the marks end that close after the full stop."""
    return (
        match.end("close")
        if match["close"] is not None
        else match.end("close2")
        if match["hard"]
        else match.start()
    )


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
    if "." in word and len(word.rsplit(".", 1)[1].strip("-‑")) == 1:  # "U.S", "К.-Ж"
        return after.isupper() or not after
    if word.isdigit():  # "1. First", "3. März": not after a year
        return len(word) <= 2  # noqa: PLR2004 - a day or a list number
    return word.casefold() in _abbreviations()
