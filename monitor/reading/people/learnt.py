"""Names that the learnt recogniser sees in title and first sentences: who stands in no list and
beside no office, and how sure it is of everybody whom the rules found there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter

from monitor.datafiles import table
from monitor.names.recogniser import NameSpan, careful, recognise_text
from monitor.names.tables import FAMILY, GIVEN, name_parts, plain
from monitor.reading.events.annotate import Scan
from monitor.text.tokens import covered

LOOKED_AT = 4  # sentences of the body, beside the title
_WORDS_MAX = 5
_FAMILY_OF = "آل"
_SURE = 0.85  # sure enough of a name, whatever the language; what is told must pass more

_start, _end = attrgetter("start"), attrgetter("end")


def spans_in(scan: Scan, language: str) -> list[NameSpan]:
    """The names in a sentence by token, each with its marginal; whoever ends inside a token is
    nobody.
    """
    found = (_by_tokens(scan, span) for span in recognise_text(scan.text, language))
    return [span for span in found if span is not None]


def _by_tokens(scan: Scan, span: NameSpan) -> NameSpan | None:
    first = bisect_left(scan.tokens, span.start, key=_start)
    end = bisect_right(scan.tokens, span.end, key=_end)
    if first >= end or scan.tokens[first].start != span.start:
        return None
    return NameSpan(first, end, span.marginal)


def surest(spans: Sequence[NameSpan], first: int, end: int) -> float:
    """How sure it is that a name stands at these tokens; 0 where it sees none."""
    return max((one.marginal for one in _among(spans, first, end)), default=0.0)


def _among(spans: Sequence[NameSpan], first: int, end: int) -> Sequence[NameSpan]:
    """Those with some of these tokens in them; `spans` stand in order and apart."""
    low = bisect_right(spans, first, key=_end)
    return spans[low : bisect_left(spans, end, lo=low, key=_start)]


def may_name(scan: Scan, known: set[int]) -> bool:
    """Whether a capital is left that no list explains, or the script has none. `known` are the
    tokens of office holders.
    """
    capitals = {at for at, token in enumerate(scan.tokens) if token.capital}
    if not capitals:
        return True
    acts = covered(scan.acts, scan.themes)
    left = capitals - known - _listed(scan) - acts
    return bool(left - {0})


def _listed(scan: Scan) -> set[int]:
    """Tokens of bodies, countries, places and offices."""
    return covered(scan.organisations, scan.countries, scan.places, scan.offices)


def unseen(
    scan: Scan, spans: Sequence[NameSpan], taken: set[int], language: str
) -> Iterator[NameSpan]:
    """Those that are sure, hold nobody whom the rules have (`taken`), and are no place or body."""
    known = taken | _listed(scan)
    for span in spans:
        if not is_sure(span, language) or span.end - span.start > _WORDS_MAX:
            continue
        if known.isdisjoint(range(span.start, span.end)) and _may_be_a_name(scan, span, taken):
            yield span


def is_sure(span: NameSpan, language: str) -> bool:
    return span.marginal >= min(careful(language), _SURE)


def within(spans: Sequence[NameSpan], first: int, end: int, language: str) -> NameSpan | None:
    """The one name that surely ends these tokens, and begins only behind some of them."""
    there = _among(spans, first, end)
    if len(there) != 1 or not is_sure(there[0], language):
        return None
    return there[0] if there[0].end == end and there[0].start > first else None


@cache
def _no_names() -> frozenset[str]:
    return frozenset(table("not_names.toml")["words"])


def _may_be_a_name(scan: Scan, span: NameSpan, taken: set[int]) -> bool:
    """Where no capital says so, a part of it is known as somebody's name; neither a word that is
    none nor the family behind a name.
    """
    words = scan.tokens[span.start : span.end]
    is_family = words[0].text == _FAMILY_OF and span.start - 1 in taken
    if is_family or (len(words) == 1 and words[0].stems[0] in _no_names()):
        return False
    if any(word.capital for word in words):
        return True
    parts = name_parts()
    return any((parts.get(plain(word.text)) or 0) & (GIVEN | FAMILY) for word in words)
