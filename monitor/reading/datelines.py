"""Datelines that neither capitals nor brackets give away: a known place, and beside it nothing but
a day and an agency, as in "Stettin. …", "Wien – …" and "नई दिल्ली, 8 जुलाई (भाषा)। …".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.gazetteer.places import places_in
from monitor.text.tokens import tokenize

_BRACKETED = re.compile(r"[(/][^()/\n]{2,40}(?:[)/]|$)")
# A day of at most four words ("2017. szeptember 25., hétfő"), or an agency behind a dash.
_BESIDE = re.compile(
    r"[\s,.]*(?:(?=[^\n]{0,20}\d)\S{1,20}(?:\s+\S{1,20}){0,3}|[–—-]\s*\S{1,20}(?:\s+\S{1,20})?)?[\s,.]*"
)


def end_behind_place(line: str, marks: Iterable[re.Match[str]]) -> int:
    """Where the text begins behind the last of these marks with only a known place, a day and an
    agency before it; 0 without one.
    """
    ends = (mark.end() for mark in marks if _begins(line, mark) and _is_place(line[: mark.start()]))
    return max(ends, default=0)


def _begins(line: str, mark: re.Match[str]) -> bool:
    """Whether a text begins behind this mark: none behind a colon ("Moscow: we are ready"), and
    none in small letters.
    """
    return ":" not in mark[0] and not line[mark.end() : mark.end() + 1].islower()


def _is_place(head: str) -> bool:
    """Whether `head` is a known place with at most a day and an agency."""
    bare = _BRACKETED.sub(" ", head)
    tokens = tokenize(bare)
    behind = [bare[tokens[one.last - 1].end :] for one in places_in(tokens) if one.first == 0]
    return any(map(_BESIDE.fullmatch, behind))
