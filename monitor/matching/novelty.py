"""Duplicate or development: does an article bring its story anything that a reader would want to be
told.

What it claims comes first, as far as it passes its thresholds: a stage reached, an act, a kind
of outcome, a quotation, a figure. Then the text itself: the share of telling words that the story
does not have yet, how much later and longer it is. The weights are learnt from
judgements (`data/weights.toml`, [novelty]); whatever is called a development names at least one new
fact that is sure, and a denial, a cancellation or a first signature is always one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from msgspec import Struct

from monitor.matching import facts
from monitor.matching.news.measures import (
    NAMES,
    SENTENCE_CHARS_MIN,
    Earlier,
    measured,
    new_sentences,
    stems,
)
from monitor.matching.news.sure import sure_reading
from monitor.matching.weights import Weights, packaged
from monitor.model import AHEAD, OFF, Article, Fact, Reading, Rules

EARLIER_MAX = 12  # articles of a story that an article is compared with, the newest
FACTS_MAX = 12


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
    weights = weights or packaged()
    earlier = earlier[-EARLIER_MAX:]
    if not earlier:
        return Novelty(kind="development", of=None, rule="its story has no other article")
    readings = _readings(earlier)
    found = facts.new_facts(sure_reading(reading, rules), readings)
    values = measured(article, reading, text, earlier=earlier, found=found)
    logit = _logit(weights, values)
    found = [fact for fact in found if not _stands_in(fact, reading.language, earlier)]
    must = next((fact for fact in found if _always_told(fact, readings)), None)
    worth_telling = logit > 0 or must is not None
    if worth_telling and not found:
        found = new_sentences(reading, text, earlier)[:1]
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


IN_FORCE = frozenset({"signed", "ratified"})
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
    """A denial, an end, the signature of what was planned, another day than all others wrote, and
    the first words of somebody who was not quoted yet.
    """
    match fact.kind:
        case "denial":
            return True
        case "stage":
            return fact.text in OFF or (fact.text in IN_FORCE and fact.was in AHEAD)
        case "date":
            return fact.was is not None
        case "quotation":
            return not _was_quoted(fact.key, earlier)
        case _:
            return False


def _was_quoted(speaker_key: str, earlier: Sequence[Reading]) -> bool:
    quotations = itertools.chain.from_iterable(before.quotations for before in earlier)
    return any(facts.one_speaker(one.speaker_key, speaker_key) for one in quotations)


def _closest(reading: Reading, earlier: Earlier) -> str | None:
    """The earlier article that shares most of this one's words, names and figures."""
    mine = _telling(reading)
    nearest, _, _ = max(earlier, key=lambda one: _likeness(mine, _telling(one[1])))
    return nearest.id


def _telling(reading: Reading) -> set[str]:
    people = [person.key for person in reading.people]
    figures = [f"{figure.value:g}" for figure in reading.figures]
    return {*stems(reading), *people, *figures}


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
