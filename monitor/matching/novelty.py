"""Duplicate or development: does an article bring its story anything that a reader would want to be
told.

Anchors come first: a stage reached, an outcome, a quotation, a figure, another participant. Then
the text itself: the share of telling words and of sentences that the story does not have yet. What
an article in another language says with the same anchors is a translation. The weights are learnt
from judgements (`data/weights.toml`, [novelty]); whatever is called a development names at least
one new fact, and a denial, a cancellation or a first signature is always one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from monitor.matching import facts
from monitor.matching.traits import exact, gap, period_of, period_of_span
from monitor.matching.weights import Weights, packaged
from monitor.model import Article, Fact, Reading, Rules
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
    found = facts.new_facts(reading, [before for _, before, _ in earlier])
    values = measured(article, reading, text, earlier=earlier, found=found)
    logit = weights.novelty.get("bias", 0.0) + sum(
        weights.novelty.get(n, 0.0) * v for n, v in zip(NAMES, values, strict=True)
    )
    found = [fact for fact in found if not _stands_in(fact, reading.language, earlier)]
    must = next((fact for fact in found if _always_told(fact, earlier)), None)
    kind = "development" if logit > 0 or must else "duplicate"
    told = found or (_new_sentences(reading, text, earlier)[:1] if kind == "development" else [])
    if kind == "development" and not told:
        kind = "duplicate"
    return Novelty(
        kind=kind,
        of=_closest(reading, earlier),
        new_facts=tuple(told[:FACTS_MAX]) if kind == "development" else (),
        differ=tuple(facts.differences(reading, [before for _, before, _ in earlier])),
        logit=round(logit, 3),
        factors=tuple(
            (name, round(value, 3)) for name, value in zip(NAMES, values, strict=True) if value
        ),
        rule=_rule(kind, logit, told, must),
    )


MUST = frozenset({"cancelled", "denied", "signed", "ratified"})


_WORDED = frozenset({"quotation", "figure", "outcome"})


def _stands_in(fact: Fact, language: str, earlier: Earlier) -> bool:
    """Whether an earlier report has these very words, though it was not read to say so."""
    if fact.kind not in _WORDED or len(fact.text) < SENTENCE_CHARS_MIN:
        return False
    words = " ".join(fact.text.casefold().rstrip(". ").split())
    texts = (
        " ".join(text.casefold().split())
        for _, before, text in earlier
        if text and before.language == language
    )
    return any(words in text for text in texts)


def _always_told(fact: Fact, earlier: Earlier) -> bool:
    """A denial, an end, a signature, another day than all others wrote, and the first words of
    somebody who was not quoted yet.
    """
    if fact.kind == "quotation":
        return not any(
            facts.one_speaker(q.speaker_key, fact.key)
            for _, before, _ in earlier
            for q in before.quotations
        )
    another_day = fact.kind == "date" and fact.was is not None
    return another_day or fact.kind == "denial" or (fact.kind == "stage" and fact.text in MUST)


def measured(
    article: Article, reading: Reading, text: str | None, *, earlier: Earlier, found: Sequence[Fact]
) -> list[float]:
    """The factors, in the order of NAMES."""
    kinds = Counter(fact.kind for fact in found)
    unknown = _new_sentences(reading, text, earlier)
    total = len(_sentences(reading, text))
    languages = {before.language for _, before, _ in earlier}
    values = {
        "stage": float(kinds["stage"] + kinds["denial"]),
        "outcomes": _few(kinds["outcome"]),
        "figures": _few(kinds["figure"]),
        "numbers": _few(
            len(_numbers(text).difference(*(_numbers(before) for _, _, before in earlier)))
        ),
        "people": _few(
            len(_people(reading).difference(*(_people(before) for _, before, _ in earlier)))
        ),
        "new words": _new_words(reading, [before for _, before, _ in earlier]),
        "new sentences": len(unknown) / total if total and reading.language in languages else 0.0,
        "another language": float(reading.language not in languages),
        "days later": _days_later(article, earlier),
        "event between": _event_between(article, reading, earlier),
        "longer": _longer(text, earlier),
    }
    return [values[name] for name in NAMES]


def _few(count: int) -> float:
    return min(count, 3) / 3.0


_NUMBER = re.compile(r"\d[\d.,]*")
_YEARS = range(1900, 2100)


def _numbers(text: str | None) -> set[str]:
    """As they stand in the text, in whatever language; a year is seldom news."""
    found = {number.rstrip(".,") for number in _NUMBER.findall(text or "")}
    return {number for number in found if not (number.isdecimal() and int(number[:5]) in _YEARS)}


def _people(reading: Reading) -> set[str]:
    return {person.known or person.key for person in reading.people}


def _new_words(reading: Reading, earlier: Sequence[Reading]) -> float:
    """The share of telling words that no earlier report has."""
    known = {word for before in earlier for word in _stems(before)}
    telling = _stems(reading)[:40]
    return sum(word not in known for word in telling) / len(telling) if telling else 0.0


def _stems(reading: Reading) -> list[str]:
    return [stem for stem, _, _ in reading.words.stems()]


def _days_later(article: Article, earlier: Earlier) -> float:
    mine = period_of(article.published)
    days = [gap(mine, period_of(before.published)) for before, _, _ in earlier]
    known = [day for day in days if day is not None]
    return min(math.log1p(min(known)), 2.5) if known else 0.0


def _event_between(article: Article, reading: Reading, earlier: Earlier) -> float:
    """All earlier reports were published before the event's own day, and this one on it or after."""
    mine = period_of(article.published)
    spans = [reading.date, *(before.date for _, before, _ in earlier)]
    days = [
        period_of_span(span) for span in spans if span is not None and span.basis != "published"
    ]
    event = next((day for day in days if exact(day)), None)
    before = [period_of(other.published) for other, _, _ in earlier]
    if event is None or mine is None or mine[0] < event[0] or not before:
        return 0.0
    return float(all(day is not None and day[1] < event[0] for day in before))


def _longer(text: str | None, earlier: Earlier) -> float:
    lengths = [len(before) for _, _, before in earlier if before]
    if not text or not lengths:
        return 0.0
    return max(0.0, min(1.0, math.log(len(text) / max(lengths))))


# --- sentences ---


def _sentences(reading: Reading, text: str | None) -> list[str]:
    return sentences.split(text or "", reading.language)[:SENTENCES_MAX]


def _new_sentences(reading: Reading, text: str | None, earlier: Earlier) -> list[Fact]:
    """Sentences that no earlier report in the same language has in other words, the most telling
    first.
    """
    known = [
        s
        for _, before, old in earlier
        if before.language == reading.language
        for s in _sentences(before, old)
    ]
    fresh = [
        sentence
        for sentence in _sentences(reading, text)
        if SENTENCE_CHARS_MIN <= len(sentence) <= SENTENCE_CHARS_MAX
        and not facts.is_known(sentence, known)
    ]
    return [Fact(kind="sentence", text=sentence) for sentence in fresh]


def _closest(reading: Reading, earlier: Earlier) -> str | None:
    """The earlier article that shares most of this one's words, names and figures."""
    mine = {
        *_stems(reading),
        *(person.key for person in reading.people),
        *(f"{f.value:g}" for f in reading.figures),
    }
    best, most = earlier[0][0].id, -1.0
    for other, before, _ in earlier:
        theirs = {
            *_stems(before),
            *(person.key for person in before.people),
            *(f"{f.value:g}" for f in before.figures),
        }
        shared = len(mine & theirs) / (len(mine | theirs) or 1)
        if shared > most:
            best, most = other.id, shared
    return best


def _rule(kind: str, logit: float, told: Sequence[Fact], must: Fact | None) -> str:
    if must and must.kind == "quotation":
        return f"a development whatever else it says: the first words of {must.speaker}"
    if must:
        return f"a development whatever else it says: {must.text}, after {must.was}"
    kinds = ", ".join(dict.fromkeys(fact.kind for fact in told)) or "nothing"
    if kind == "development":
        return f"new in it: {kinds} ({logit:+.1f})"
    return f"what is new in it ({kinds}) is too little to tell ({logit:+.1f})"
