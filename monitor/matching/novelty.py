"""Duplicate or development: does an article bring its story anything that a reader would want to be
told.

Anchors come first: a stage reached, an outcome, a quotation, a figure, another participant. Then
the text itself: the share of telling words and of sentences that the story does not have yet. What
an article in another language says with the same anchors is a translation. The weights are learnt
from judgements (`data/weights.toml`, [novelty]); whatever is called a development names at least
one new fact, and a denial, a cancellation or a first signature is always one.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct

from monitor.matching import facts
from monitor.matching.traits import Period, exact, gap, period_of, period_of_event
from monitor.matching.weights import Weights, packaged
from monitor.model import OFF, Article, Fact, Reading, Rules
from monitor.text import sentences

Earlier = Sequence[tuple[Article, Reading, str | None]]

EARLIER_MAX = 12  # articles of a story that an article is compared with, the newest
SENTENCES_MAX = 60
FACTS_MAX = 12
SENTENCE_CHARS_MIN = 30
SENTENCE_CHARS_MAX = 400

# name → the sign its weight may have
SIGNS: dict[str, int] = {
    "stage": 1,
    "outcomes": 1,
    "figures": 1,
    "numbers": 1,
    "people": 1,
    "new words": 1,
    "new sentences": 1,
    "another language": -1,
    "days later": 1,
    "event between": 1,
    "longer": 1,
}
NAMES = tuple(SIGNS)


class Novelty(Struct, frozen=True, kw_only=True):
    """`of` is the article that it repeats most closely; `rule` says why, in one sentence."""

    kind: str  # "development" or "duplicate"
    of: str | None
    new_facts: tuple[Fact, ...] = ()
    differ: tuple[Fact, ...] = ()
    logit: float = 0.0
    factors: tuple[tuple[str, float], ...] = ()
    rule: str = ""


def novelty(  # noqa: PLR0913 — all that the answer depends on
    article: Article,
    reading: Reading,
    text: str | None,
    *,
    earlier: Earlier,
    rules: Rules,
    weights: Weights | None = None,
) -> Novelty:
    """What the article is to the articles that its story has already. `text` is the article's own,
    None if it is not kept.
    """
    _ = rules
    weights = weights or packaged()
    earlier = earlier[-EARLIER_MAX:]
    if not earlier:
        return Novelty(kind="development", of=None, rule="its story has no other article")
    readings = _readings(earlier)
    found = facts.new_facts(reading, readings)
    values = measured(article, reading, text, earlier=earlier, found=found)
    logit = _logit(weights, values)
    found = [fact for fact in found if not _stands_in(fact, reading.language, earlier)]
    must = next((fact for fact in found if _always_told(fact, readings)), None)
    worth_telling = logit > 0 or must is not None
    if worth_telling and not found:
        found = _new_sentences(reading, text, earlier)[:1]
    kind = "development" if worth_telling and found else "duplicate"
    return Novelty(
        kind=kind,
        of=_closest(reading, earlier),
        new_facts=tuple(found[:FACTS_MAX]) if kind == "development" else (),
        differ=tuple(facts.differences(reading, readings)),
        logit=round(logit, 3),
        factors=_named(values),
        rule=_rule(kind, logit, found, must),
    )


def _readings(earlier: Earlier) -> list[Reading]:
    return [before for _, before, _ in earlier]


def _logit(weights: Weights, values: Sequence[float]) -> float:
    known = weights.novelty
    weighted = [known.get(n, 0.0) * value for n, value in zip(NAMES, values, strict=True)]
    return known.get("bias", 0.0) + sum(weighted)


def _named(values: Sequence[float]) -> tuple[tuple[str, float], ...]:
    return tuple(
        (name, round(value, 3)) for name, value in zip(NAMES, values, strict=True) if value
    )


STAGES_ALWAYS_TOLD = OFF | {"signed", "ratified"}
_WORDED = frozenset({"quotation", "figure", "outcome"})


def _stands_in(fact: Fact, language: str, earlier: Earlier) -> bool:
    """Whether an earlier report has these very words, though it was not read to say so."""
    if fact.kind not in _WORDED or len(fact.text) < SENTENCE_CHARS_MIN:
        return False
    words = _single_spaced(fact.text.rstrip(". "))
    texts = [text for _, before, text in earlier if before.language == language]
    return any(words in _single_spaced(text) for text in filter(None, texts))


def _single_spaced(text: str) -> str:
    return " ".join(text.casefold().split())


def _always_told(fact: Fact, earlier: Sequence[Reading]) -> bool:
    """A denial, an end, a signature, another day than all others wrote, and the first words of
    somebody who was not quoted yet.
    """
    match fact.kind:
        case "denial":
            return True
        case "stage":
            return fact.text in STAGES_ALWAYS_TOLD
        case "date":
            return fact.was is not None
        case "quotation":
            return not _was_quoted(fact.key, earlier)
        case _:
            return False


def _was_quoted(speaker_key: str, earlier: Sequence[Reading]) -> bool:
    quotations = itertools.chain.from_iterable(before.quotations for before in earlier)
    return any(facts.one_speaker(one.speaker_key, speaker_key) for one in quotations)


def measured(
    article: Article, reading: Reading, text: str | None, *, earlier: Earlier, found: Sequence[Fact]
) -> list[float]:
    """The factors, in the order of NAMES."""
    kinds = Counter(fact.kind for fact in found)
    readings = _readings(earlier)
    numbers_before = [_numbers(before) for _, _, before in earlier]
    another_language = reading.language not in {before.language for before in readings}
    values = {
        "stage": float(kinds["stage"] + kinds["denial"]),
        "outcomes": _few(kinds["outcome"]),
        "figures": _few(kinds["figure"]),
        "numbers": _few(len(_numbers(text).difference(*numbers_before))),
        "people": _few(len(_people(reading).difference(*map(_people, readings)))),
        "new words": _new_words(reading, readings),
        "new sentences": 0.0 if another_language else _share_new(reading, text, earlier),
        "another language": float(another_language),
        "days later": _days_later(article, earlier),
        "event between": _event_between(article, reading, earlier),
        "longer": _longer(text, earlier),
    }
    return [values[name] for name in NAMES]


def _share_new(reading: Reading, text: str | None, earlier: Earlier) -> float:
    """The share of sentences that no earlier report in this language has."""
    total = len(_sentences(reading, text))
    if not total:
        return 0.0
    return len(_new_sentences(reading, text, earlier)) / total


FEW = 3  # of a kind: more of it make an article no newer


def _few(count: int) -> float:
    return min(count, FEW) / FEW


_NUMBER = re.compile(r"\d[\d.,]*")
_YEARS = range(1900, 2100)


def _numbers(text: str | None) -> set[str]:
    """As they stand in the text, in whatever language; a year is seldom news."""
    found = {number.rstrip(".,") for number in _NUMBER.findall(text or "")}
    return set(itertools.filterfalse(_is_year, found))


def _is_year(number: str) -> bool:
    return number.isdecimal() and int(number[:5]) in _YEARS


def _people(reading: Reading) -> set[str]:
    return {person.known or person.key for person in reading.people}


def _new_words(reading: Reading, earlier: Sequence[Reading]) -> float:
    """The share of telling words that no earlier report has."""
    known: set[str] = set().union(*map(_stems, earlier))
    telling = _stems(reading)[:STEMS_COMPARED_MAX]
    if not telling:
        return 0.0
    return sum(word not in known for word in telling) / len(telling)


STEMS_COMPARED_MAX = 40  # the most telling ones; what follows them is much the same everywhere


def _stems(reading: Reading) -> list[str]:
    return list(map(itemgetter(0), reading.words.stems()))


def _days_later(article: Article, earlier: Earlier) -> float:
    mine = period_of(article.published)
    days = [gap(mine, published) for published in _published(earlier)]
    fewest = min([day for day in days if day is not None], default=0)
    return min(math.log1p(fewest), LATER_MAX)


LATER_MAX = 2.5  # of a logarithm: eleven days later and a year later say the same


def _published(earlier: Earlier) -> list[Period | None]:
    return [period_of(before.published) for before, _, _ in earlier]


def _event_between(article: Article, reading: Reading, earlier: Earlier) -> float:
    """All earlier reports were published before the event's own day, and this one on it or
    after.
    """
    mine = period_of(article.published)
    event = _day_told([reading, *_readings(earlier)])
    if event is None or mine is None or mine[0] < event[0]:
        return 0.0
    return float(all(_ends_before(day, event) for day in _published(earlier)))


def _day_told(readings: Sequence[Reading]) -> Period | None:
    """The event's own day, from the first that says it."""
    days = [period_of_event(reading.date) for reading in readings]
    return next(filter(exact, days), None)


def _ends_before(day: Period | None, event: Period) -> bool:
    return day is not None and day[1] < event[0]


def _longer(text: str | None, earlier: Earlier) -> float:
    longest = max([len(before or "") for _, _, before in earlier], default=0)
    if not text or not longest:
        return 0.0
    return max(0.0, min(1.0, math.log(len(text) / longest)))


# --- sentences ---


def _sentences(reading: Reading, text: str | None) -> list[str]:
    return sentences.split(text or "", reading.language)[:SENTENCES_MAX]


def _new_sentences(reading: Reading, text: str | None, earlier: Earlier) -> list[Fact]:
    """Sentences that no earlier report in the same language has in other words, the most telling
    first.
    """
    known: list[str] = []
    for _, before, old in earlier:
        if before.language == reading.language:
            known += _sentences(before, old)
    return [
        Fact(kind="sentence", text=sentence)
        for sentence in filter(_may_be_shown, _sentences(reading, text))
        if not facts.is_known(sentence, known)
    ]


def _may_be_shown(sentence: str) -> bool:
    return SENTENCE_CHARS_MIN <= len(sentence) <= SENTENCE_CHARS_MAX


def _closest(reading: Reading, earlier: Earlier) -> str | None:
    """The earlier article that shares most of this one's words, names and figures."""
    mine = _telling(reading)
    nearest, _, _ = max(earlier, key=lambda one: _likeness(mine, _telling(one[1])))
    return nearest.id


def _telling(reading: Reading) -> set[str]:
    people = [person.key for person in reading.people]
    figures = [f"{figure.value:g}" for figure in reading.figures]
    return {*_stems(reading), *people, *figures}


def _likeness(a: set[str], b: set[str]) -> float:
    return len(a & b) / (len(a | b) or 1)


def _rule(kind: str, logit: float, told: Sequence[Fact], must: Fact | None) -> str:
    if must:
        return f"a development whatever else it says: {_why_always(must)}"
    kinds = ", ".join(dict.fromkeys(fact.kind for fact in told)) or "nothing"
    if kind == "development":
        return f"new in it: {kinds} ({logit:+.1f})"
    return f"what is new in it ({kinds}) is too little to tell ({logit:+.1f})"


def _why_always(fact: Fact) -> str:
    if fact.kind == "quotation":
        return f"the first words of {fact.speaker}"
    return f"{fact.text}, after {fact.was}"
