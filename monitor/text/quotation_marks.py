"""Quotation marks of all styles, paired: which stretches of a paragraph stand between marks, and
which are never closed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from msgspec import Struct

_MARK = re.compile('[“”„«»‹›「」『』"＂〝〞‘’]')
_GERSHAYIM = re.compile('(?<=[א-ת])["＂](?=[א-ת])')  # of a Hebrew abbreviation: יו"ר
_CLOSERS = {
    "“": "”",
    "„": '“”"',
    "«": "»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
    '"': '"',
    "〝": "〞",
    "”": "”",  # as Swedish and Finnish open
    "»": "«»",  # as German books do
}
_CLOSING = frozenset("”»›」』’〞")
MARKS_MAX = 2_000  # of one paragraph
DEPTH_MAX = 12
PARAGRAPHS_MAX = 12  # of one quotation


class Quoted(Struct, frozen=True, kw_only=True):
    """`text[start]` is the opening mark, `text[end - 1]` the closing one."""

    start: int
    end: int


_Marked = tuple[list[Quoted], list[tuple[int, str]], int]


def pairs(text: str) -> tuple[list[Quoted], int]:
    """Closed stretches, outermost only, in order; and how many marks were opened that nothing
    closes.

    An opening mark that is never closed must not swallow what follows, so the innermost open mark
    is closed first.
    """
    text = _without_gershayim(text)
    closed, opened, unclosed = _marked(text)
    return _outermost(closed), min(unclosed + len(opened), _unmatched(text))


def of_paragraphs(paragraphs: Sequence[str]) -> list[tuple[list[Quoted], int]]:
    """As `pairs`, of each paragraph. A quotation of several paragraphs opens each of them with a
    mark and closes only the last: all but that end one behind their text.
    """
    paragraphs = list(map(_without_gershayim, paragraphs))
    found = list(map(_marked, paragraphs))
    carried = {
        number
        for number in range(len(found) - 1)
        if _goes_on(paragraphs, number, found[number][1]) and _is_ended(paragraphs, found, number)
    }
    return [
        _closed_at_end(paragraphs[number], *one)
        if number in carried
        else (_outermost(one[0]), min(one[2] + len(one[1]), _unmatched(paragraphs[number])))
        for number, one in enumerate(found)
    ]


def _without_gershayim(text: str) -> str:
    """Of the same length; within a word the straight mark opens and closes nothing."""
    return _GERSHAYIM.sub("״", text)


def _unmatched(text: str) -> int:
    """How many marks nothing matches by their mere number: a text whose marks are even has left
    none open, however they are nested.
    """
    closing = "”" if "„" not in text else "“”"
    opening = "„" if "„" in text else "“"
    pairs_of_marks = (
        (opening, closing),
        ("«", "»"),
        ("‹", "›"),
        ("「", "」"),
        ("『", "』"),
        ("〝", "〞"),
    )
    uneven = sum(abs(_count(text, one) - _count(text, other)) for one, other in pairs_of_marks)
    return uneven + text.count('"') % 2


def _count(text: str, marks: str) -> int:
    return sum(map(text.count, marks))


def _goes_on(paragraphs: Sequence[str], number: int, opened: Sequence[tuple[int, str]]) -> bool:
    """One mark is left open, at a whole sentence, and the next paragraph opens with the same."""
    return (
        len(opened) == 1
        and paragraphs[number + 1].lstrip().startswith(opened[0][1])
        and paragraphs[number].rstrip().endswith((".", "!", "?", "…"))
    )


def _is_ended(paragraphs: Sequence[str], found: Sequence[_Marked], number: int) -> bool:
    """The first paragraph behind that does not go on closes the mark with which it opens."""
    last = number + 1
    furthest = min(len(found) - 1, number + PARAGRAPHS_MAX)
    while last < furthest and found[last][1]:
        if not _goes_on(paragraphs, last, found[last][1]):
            return False
        last += 1
    first = len(paragraphs[last]) - len(paragraphs[last].lstrip())
    return any(pair.start == first for pair in found[last][0])


def _closed_at_end(
    text: str, closed: list[Quoted], opened: list[tuple[int, str]], unclosed: int
) -> tuple[list[Quoted], int]:
    rest = Quoted(start=opened[0][0], end=len(text) + 1)
    return _outermost([*closed, rest]), unclosed


def _marked(text: str) -> _Marked:
    """Stretches that are closed, marks left open, and how many others nothing closes."""
    closed: list[Quoted] = []
    opened: list[tuple[int, str]] = []
    unclosed = 0
    for match in list(_MARK.finditer(text))[:MARKS_MAX]:
        at, mark = match.start(), match[0].replace("＂", '"')
        if mark in "‘’" and not _is_single_mark(text, at, mark):
            continue
        if mark == '"':
            unclosed += _straight(text, at, opened, closed)
        elif _closes(text, at, mark, opened):
            _close(at, mark, opened, closed)
        elif len(opened) < DEPTH_MAX:
            opened.append((at, mark))
        else:
            unclosed += 1
    return closed, opened, unclosed


def _closes(text: str, at: int, mark: str, opened: Sequence[tuple[int, str]]) -> bool:
    """Some marks open where they stand before a word, and nothing is open that they close."""
    innermost = opened[-1][1] if opened else ""
    if mark in "“«" and innermost in "„»":
        return mark in _CLOSERS.get(innermost, "")
    if mark not in "”»":
        return mark in _CLOSING
    fitting = any(mark in _CLOSERS[opening] for _, opening in opened)
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return fitting or not (before in " (\n\u00a0—–-" and after.isalnum())


def _is_single_mark(text: str, at: int, mark: str) -> bool:
    """Single marks are apostrophes unless they stand before a word, or after the stop that ends the
    speech.
    """
    before, is_in_front = text[at - 1 : at], text[at + 1 : at + 2].isalnum()
    if mark == "‘":
        return is_in_front and not before.isalnum()
    return before in (".", ",", "!", "?", "…") and not is_in_front


def _close(at: int, mark: str, opened: list[tuple[int, str]], closed: list[Quoted]) -> None:
    """Closes the innermost mark that this one fits, if any; those opened inside it were apostrophes
    or slips.
    """
    fitting = [depth for depth, (_, opening) in enumerate(opened) if mark in _CLOSERS[opening]]
    if fitting:
        closed.append(Quoted(start=opened[fitting[-1]][0], end=at + 1))
        del opened[fitting[-1] :]


def _straight(text: str, at: int, opened: list[tuple[int, str]], closed: list[Quoted]) -> int:
    """A straight mark opens or closes by what stands beside it; returns how many openings it proves
    unclosed.
    """
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not any(opening in '"„' for _, opening in opened):
        opened += [(at, '"')] * (len(opened) < DEPTH_MAX)
        return 0
    straight = [entry for entry in opened if entry[1] == '"']
    if straight and before.isspace() and after.strip():
        opened[:] = [entry for entry in opened if entry not in straight]
        opened.append((at, '"'))
        return 1
    _close(at, '"', opened, closed)
    return 0


def overlapping(pairs: Sequence[Quoted], start: int, end: int) -> Sequence[Quoted]:
    """Those with some of `start:end` in them; `pairs` stand in order and apart."""
    low = bisect_right(pairs, start, key=_end)
    return pairs[low : bisect_left(pairs, end, lo=low, key=_start)]


_start, _end = attrgetter("start"), attrgetter("end")


def _outermost(closed: list[Quoted]) -> list[Quoted]:
    kept: list[Quoted] = []
    for pair in sorted(closed, key=lambda one: (one.start, -one.end)):
        if not kept or pair.start >= kept[-1].end:
            kept.append(pair)
    return kept
