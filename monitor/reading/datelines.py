"""Datelines that neither capitals nor brackets give away: a known place, and beside it nothing but
a day and an agency, as in "Stettin. …", "Wien – …" and "नई दिल्ली, 8 जुलाई (भाषा)। …".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.gazetteer.places import places_in
from monitor.text.tokens import tokenize

_WORDS_MAX = 4  # beside the place: "30. března", "2017. szeptember 25., hétfő"
_BRACKETED = re.compile(r"[(/][^()/\n]{2,40}(?:[)/]|$)")


def end_behind_place(line: str, marks: Iterable[re.Match[str]]) -> int:
    """Where the text begins behind the last of these marks with only a known place, a day and an
    agency before it; 0 without one.
    """
    ends = (
        mark.end()
        for mark in marks
        if not line[mark.end() : mark.end() + 1].islower() and _is_place(line[: mark.start()], mark)
    )
    return max(ends, default=0)


def _is_place(head: str, mark: re.Match[str]) -> bool:
    """Whether `head` is a place with at most a day or, between two dashes, an agency."""
    bare = _BRACKETED.sub(" ", head)
    tokens = tokenize(bare)
    found = places_in(tokens)
    if not found or found[0].first != 0 or ":" in mark[0]:
        return False
    beside = bare[tokens[found[0].last - 1].end :].strip(" ,.")
    words = beside.strip("–—- ").split()
    dashes = beside[:1] in tuple("–—-") and mark[0].strip() in tuple("–—-")
    return not words or (len(words) <= _WORDS_MAX and (dashes or any(map(_has_digit, words))))


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
