"""What a sentence only names as done before: a paper by how it came about ("ratified the accord
signed in Geneva"), a deed by a period that is over ("adopted its own package last month"). None of
it is the news, and where it was is no place of the news. Words stand in data/recall.toml [earlier].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from monitor.datafiles import table
from monitor.dates.spans import gap_days
from monitor.model import PartialDate, Span
from monitor.reading.events import clauses, event_date, factuality
from monitor.reading.events.annotate import Scan
from monitor.reading.events.event import Sentence, set_aside
from monitor.text.lexicon import Found
from monitor.text.normalize import plain
from monitor.text.tokens import covered
from monitor.text.wordlists import Wordlist

_Group = Literal["periods", "weeks", "made_behind", "made_before", "opens", "relative"]

_PAPERS = frozenset({"agreement", "ceasefire"})
_MADE = frozenset({"signing", *_PAPERS})
_GOVERNED = frozenset({"topic", "occasion", "purpose"})  # of a paper that is spoken of, or acted on
_REACH = 8  # tokens between a paper, how it came about and where
_CLAUSE = 16  # tokens of a clause that says how it did, before its verb
_OPENING = 10  # tokens between an article and what belongs to its noun
_AUXILIARIES = 2  # tokens before a participle that tells
_BESIDE = 3  # tokens between what was made and its period
_RECENT_DAYS = 3


@cache
def _words(group: _Group) -> Wordlist:
    return Wordlist({group: table("recall.toml")["earlier"][group]}, own_lists=True)


@cache
def _listed(group: _Group, language: str) -> frozenset[str]:
    return frozenset(table("recall.toml")["earlier"][group].get(language, ()))


@cache
def _forms(group: _Group, language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words as they are written, and beginnings of words."""
    words = [plain(word) for word in _listed(group, language)]
    begins = tuple(word[:-1] for word in words if word.endswith("*"))
    return frozenset(words), begins


def _made(group: _Group, scan: Scan, language: str) -> list[Found[str]]:
    """In these forms alone: "подписана" tells what "подписанная" only describes."""
    exact, begins = _forms(group, language)
    return [
        found
        for found in _words(group).find(scan.tokens, language)
        if found.last - found.first > 1
        or (word := plain(scan.tokens[found.first].text)) in exact
        or word.startswith(begins)
    ]


def mark_earlier(
    sentences: Sequence[Sentence], language: str, published: PartialDate | None
) -> None:
    for one in sentences:
        lost = set(_papers_made(one, language, published))
        lost |= _of_periods(one, lost, language)
        if lost:
            set_aside(one, lost, language)


# --- papers ---


def _papers_made(one: Sentence, language: str, published: PartialDate | None) -> Iterator[int]:
    """Tokens that say how, and where, papers came about on which the sentence tells another act."""
    scan = one.scan
    named = {act.value for act in scan.acts}
    if named.isdisjoint(_PAPERS) or named <= _MADE:
        return
    acts = list(zip(scan.acts, clauses.roles(scan, language), strict=True))
    for paper, role in acts:
        if paper.value not in _PAPERS:
            continue
        is_object = any(
            act.value == "ratification" or (role in _GOVERNED and its in clauses.TOLD)
            for act, its in acts
            if act.last <= paper.first and act.value not in _MADE
        )
        behind = _made_behind(scan, paper, language) if is_object else None
        made = behind or _made_before(scan, paper, language)
        low, high = made or (0, 0)
        if low < high and not _is_news(one, low, high, published):
            yield from range(low, high)


def _is_news(one: Sentence, low: int, high: int, published: PartialDate | None) -> bool:
    """It came about on these days: "hailed the truce signed in Doha on Thursday"."""
    told = Span(start=published[:10]) if published else None
    tokens = one.scan.tokens
    start, end = tokens[low].start, tokens[min(len(tokens), high + _BESIDE) - 1].end
    gaps = (gap_days(span, told) for at, _, span in one.spans if start <= at < end)
    is_ratified = any(act.value == "ratification" for act in one.scan.acts)
    return not is_ratified and any(gap and gap[0] <= _RECENT_DAYS for gap in gaps)


def _made_behind(scan: Scan, paper: Found[str], language: str) -> tuple[int, int] | None:
    behind = range(paper.last, min(len(scan.tokens), paper.last + _REACH))
    relatives = _listed("relative", language)
    opened = next((at for at in behind if scan.tokens[at].text.casefold() in relatives), None)
    made = _made("made_behind", scan, language)
    if opened is not None:
        made += [act for act in scan.acts if act.value == "signing"]
        made.sort(key=lambda found: found.first)
    limit, reach = (paper.last, _REACH) if opened is None else (opened, _CLAUSE)
    for word in made:
        if not limit <= word.first < limit + reach or _is_parted(scan, paper.last, word.first):
            continue
        if opened is None and _is_told(scan, word.first):
            continue
        start = word.first if opened is None else opened
        return start, _with_place(scan, word.last)
    return None


def _is_parted(scan: Scan, low: int, high: int) -> bool:
    """By more than one comma."""
    gap = scan.text[scan.tokens[low - 1].end : scan.tokens[high].start]
    return any(mark in gap for mark in ".;:!?()—–") or gap.count(",") + gap.count("،") > 1


def _is_told(scan: Scan, at: int) -> bool:
    """A verb of its own: "the treaty was signed", "the treaty and signed"."""
    told = frozenset(table("deeds.toml")["passive"]["all"])
    joins = frozenset(table("deeds.toml")["phrase"]["joins"])
    near = [token.text.casefold() for token in scan.tokens[max(0, at - _AUXILIARIES) : at]]
    return not (told.isdisjoint(near) and joins.isdisjoint(near[-1:]))


def _with_place(scan: Scan, end: int) -> int:
    """Behind the first place that is named in its clause."""
    for place in scan.places:
        near = end <= place.first < end + _REACH
        if near and not clauses.is_broken(scan, end, place.first):
            return place.last
    return end


def _made_before(scan: Scan, paper: Found[str], language: str) -> tuple[int, int] | None:
    opens = _listed("opens", language)
    reach = _BESIDE if opens else _REACH
    for made in _made("made_before", scan, language):
        if not made.last <= paper.first < made.last + reach:
            continue
        if clauses.is_broken(scan, made.last, paper.first):
            continue
        between = scan.tokens[made.last : paper.first]
        if opens and any(token.text.casefold() in opens for token in between):
            continue
        start = _from_place(scan, made)
        article = range(max(0, start - _OPENING), start)
        if opens and not any(scan.tokens[at].text.casefold() in opens for at in article):
            continue
        inside = [place.last for place in scan.places if made.last <= place.first < paper.first]
        return start, max([made.last, *inside])
    return None


def _from_place(scan: Scan, made: Found[str]) -> int:
    """The nearest place before it in its clause, with no other act between."""
    for place in reversed(scan.places):
        if not made.first - _REACH <= place.first < made.first:
            continue
        others = any(place.first <= act.first < made.first for act in scan.acts)
        if not others and not clauses.is_broken(scan, place.last, made.first):
            return place.first
    return made.first


# --- periods ---


def _of_periods(one: Sentence, made: set[int], language: str) -> set[int]:
    """Acts and cues of the clause that names a period, and the places beside them; of a clause that
    names days too, those that stand nearest to the period.
    """
    lost: set[int] = set()
    for period in _periods(one, made, language):
        low, high = next(
            half for half in factuality.clauses_of(one.scan) if half[0] <= period.first < half[1]
        )
        tokens = one.scan.tokens
        days = [
            start for start, *_ in one.spans if tokens[low].start <= start < tokens[high - 1].end
        ]
        known = (*one.scan.acts, *one.cues)
        named = [found for found in known if low <= found.first < high]
        here = {found.first for found in named}
        its = {found.first for found in named if _is_its(one, found, period, days, language)}
        if its:
            lost |= its | _places_beside(one.scan, its, here - its)
    return lost


def _periods(one: Sentence, made: set[int], language: str) -> Iterator[Found[str]]:
    """Those that no day is counted by, that nothing is compared with, and that say no more of how
    a paper came about.
    """
    found = [*_words("periods").find(one.scan.tokens, language)]
    if one.number > 0:
        found += _words("weeks").find(one.scan.tokens, language)
    if not found:
        return
    compared = frozenset(table("recall.toml")["compared"]["words"])
    taken = covered(one.scan.offices) | {*one.quoted}
    for period in found:
        start = one.scan.tokens[period.first].start
        dated = any(at <= start < end for at, end, _ in one.spans)
        before = one.scan.tokens[period.first - 1].text.casefold() if period.first else ""
        beside = not made.isdisjoint(range(period.first - _BESIDE, period.last + _BESIDE))
        if not (dated or beside or before in compared or period.first in taken):
            yield period


def _is_its(
    one: Sentence, found: Found[str], period: Found[str], days: Sequence[int], language: str
) -> bool:
    tokens = one.scan.tokens
    start, end = tokens[period.first].start, tokens[period.last - 1].end
    first, last = tokens[found.first].start, tokens[found.last - 1].end
    away = max(start - last, first - end)
    if any(abs(day - first) < away for day in days):
        return False
    between = one.text[last:start] if last <= start else one.text[end:first]
    return not event_date.parts(between, language)


def _places_beside(scan: Scan, its: set[int], others: set[int]) -> set[int]:
    def nearest(at: int, of: set[int]) -> int:
        return min((abs(at - one) for one in of), default=len(scan.tokens))

    return {
        place.first
        for place in scan.places
        if nearest(place.first, its) < nearest(place.first, others)
    }
