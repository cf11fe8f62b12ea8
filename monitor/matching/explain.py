"""A comparison in words: which names, days and places two articles share, and in which they
differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from operator import mul
from typing import Protocol

from monitor.matching import compare
from monitor.matching.index import Index
from monitor.matching.traits import SAID_MAX, Period, Traits, gap
from monitor.matching.weights import Weights
from monitor.model import Comparison, Factor, Rules

WORDS_SHOWN = 5
NAMES_SHOWN = 4
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


BIAS = "bias"
A_PERSON = "a person's word"
OUT_OF_REACH = frozenset({BIAS, A_PERSON, compare.ALONE})  # not of what the articles tell
TURNS_MAX = 2  # reasons that are named together


class ScoredStory(Protocol):
    """A candidate as `judge` holds it."""

    @property
    def story_id(self) -> str: ...
    @property
    def logit(self) -> float: ...
    @property
    def factors(self) -> compare.Factors: ...
    @property
    def barred(self) -> str | None: ...
    @property
    def bound(self) -> bool: ...


class Explainer:
    """Speaks about one article against stories: always through the story's article that is nearest
    to it in words and people.
    """

    def __init__(self, traits: Traits, *, index: Index, weights: Weights) -> None:
        self._traits = traits
        self._index = index
        self._weights = weights.link
        self._nearest_of: dict[str, Traits] = {}

    def comparison(self, candidate: ScoredStory) -> Comparison:
        other = self._nearest(candidate.story_id)
        named = zip(compare.NAMES, candidate.factors, strict=True)
        factors = [self._factor(name, value, other) for name, value in named if value]
        factors += self._beside(candidate)
        factors.sort(key=lambda factor: -abs(points(factor)))
        return Comparison(
            story_id=candidate.story_id,
            score=round(candidate.logit, 3),
            factors=tuple(factors),
            barred=candidate.barred,
        )

    def _beside(self, candidate: ScoredStory) -> list[Factor]:
        """What else makes up the score: what every comparison starts from, and a person's word."""
        bias = self._weights.get("bias", 0.0)
        found = [Factor(name=BIAS, value=1.0, weight=bias)]
        if candidate.bound:
            weights = [self._weights.get(name, 0.0) for name in compare.NAMES]
            rest = candidate.logit - bias - sum(map(mul, weights, candidate.factors))
            found.append(Factor(name=A_PERSON, value=1.0, weight=round(rest, 3)))
        return found

    def _factor(self, name: str, value: float, other: Traits) -> Factor:
        return Factor(
            name=name,
            value=round(value, 3),
            weight=self._weights.get(name, 0.0),
            note=note(name, self._traits, other),
        )

    def comparison_if_any(self, candidate: ScoredStory | None) -> Comparison | None:
        if candidate is None:
            return None
        return self.comparison(candidate)

    def same_and_differ(
        self, candidate: ScoredStory | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if candidate is None:
            return (), ()
        other = self._nearest(candidate.story_id)
        return same(self._traits, other), differ(self._traits, other)

    def rule(
        self, best: ScoredStory | None, candidates: Sequence[ScoredStory], rules: Rules
    ) -> str:
        if not candidates:
            return "no open story shares its names, places, days or telling words"
        if best is None:
            return f"every story in question is ruled out: {candidates[0].barred}"
        if best.bound:
            return "a person said that these tell one story"
        odds = f"{best.logit:+.1f}"
        needed = f"{rules.link_logit:+.1f}"
        if best.logit > rules.link_logit:
            return f"the nearest story is the same one: {odds} where more than {needed} is needed"
        if best.logit > rules.link_logit - rules.unsure_logit:
            return (
                "the nearest story may be the same one: "
                f"{odds}, a little less than the {needed} needed"
            )
        return f"the nearest story is another one: {odds} where more than {needed} is needed"

    def _nearest(self, story_id: str) -> Traits:
        if story_id not in self._nearest_of:
            self._nearest_of[story_id] = self._found_nearest(story_id)
        return self._nearest_of[story_id]

    def _found_nearest(self, story_id: str) -> Traits:
        members = [traits for traits, _ in self._index.members(story_id, limit=6)]
        others = [
            traits for traits in members if traits.article_id != self._traits.article_id
        ] or members
        mine = {*self._traits.names, *self._traits.words}
        return max(
            others,
            key=lambda traits: (
                len(mine.intersection(traits.names)) * 3 + len(mine.intersection(traits.words))
            ),
        )


def points(factor: Factor) -> float:
    """What it adds to the score."""
    return factor.value * factor.weight


def turning(comparison: Comparison, *, needed: float) -> str:
    """What would have changed the verdict: the fewest reasons without which the article would have
    joined the story, or would not have.
    """
    joins = comparison.score > needed
    if comparison.barred:
        return BARRED_AND_JOINS if joins else BARRED_ANYWAY
    turned = -1 if joins else 1
    lacking = (needed - comparison.score) * turned
    reasons = [one for one in comparison.factors if one.name not in OUT_OF_REACH]
    moving = sorted(reasons, key=lambda one: points(one) * turned)
    for count in range(1, TURNS_MAX + 1):
        gain = -turned * sum(map(points, moving[:count]))
        if moving[:count] and gain >= lacking:
            said = " and ".join(map(_with_points, moving[:count]))
            return f"without {said} it would {'not ' * joins}have joined"
    return f"no {TURNS_MAX} of its reasons would have changed it"


BARRED_AND_JOINS = "but for what bars it, it would have joined"
BARRED_ANYWAY = "it would not have joined either if nothing barred it"


def _with_points(factor: Factor) -> str:
    return f"“{factor.name}” ({points(factor):+.1f})"


def note(name: str, a: Traits, b: Traits) -> str:
    """What was compared under a factor's name."""
    say = NOTES.get(name.removeprefix("little read: "))
    return say(a, b) if say else ""


def same(a: Traits, b: Traits) -> tuple[str, ...]:
    said = [
        _people(a, b),
        _day_shared(a, b),
        _joined(a.places, b.places),
        _joined(a.countries, b.countries),
    ]
    said += [
        _joined(a.organisations, b.organisations),
        _joined(a.ordinals, b.ordinals),
        _joined(a.acts, b.acts),
    ]
    return tuple(filter(None, said))


def differ(a: Traits, b: Traits) -> tuple[str, ...]:
    said = [_other_leads(a, b), _place_apart(a, b), _days_apart(a, b), _years_apart(a, b)]
    said += [_firsts_apart(a.ordinals, b.ordinals), _firsts_apart(a.acts, b.acts)]
    return tuple(filter(None, said))


def _firsts_apart(a: Sequence[str], b: Sequence[str]) -> str:
    """The first of each, where they have none in common."""
    if not a or not b or not set(a).isdisjoint(b):
        return ""
    return f"{a[0]} ≠ {b[0]}"


def _people(a: Traits, b: Traits) -> str:
    said = []
    for name, known, written in zip(a.names, a.known, a.spelt, strict=True):
        theirs = _spelt_by(b, name, known)
        if theirs is not None:
            said.append(written if written == theirs else f"{written} = {theirs}")
    return ", ".join(dict.fromkeys(said[:NAMES_SHOWN]))


def _spelt_by(other: Traits, name: str, known: str | None) -> str | None:
    """How the other article spells this person; None if it does not name them."""
    people = zip(other.names, other.known, other.spelt, strict=True)
    for their_name, their_known, spelt in people:
        if their_name == name or (known and their_known == known):
            return spelt
    return None


def _other_leads(a: Traits, b: Traits) -> str:
    mine, theirs = _only_leads(a, b), _only_leads(b, a)
    if not mine or not theirs:
        return ""
    return f"{' and '.join(mine[:2])} ≠ {' and '.join(theirs[:2])}"


def _only_leads(a: Traits, b: Traits) -> list[str]:
    theirs = {*b.names, *b.known} - {None, ""}
    leads = list(zip(a.names, a.known, a.spelt, strict=True))[: a.leads]
    return [written for name, known, written in leads if theirs.isdisjoint((name, known))]


def _joined(a: Sequence[str], b: Sequence[str]) -> str:
    return ", ".join(_in_both(a, b)[:NAMES_SHOWN])


def _in_both(a: Sequence[str], b: Sequence[str]) -> list[str]:
    theirs = set(b)
    return [name for name in a if name in theirs]


def _place_apart(a: Traits, b: Traits) -> str:
    if not a.place or not b.place:
        return ""
    if a.place in (b.place, *b.places) or b.place in a.places:
        return ""
    return f"{a.place} ≠ {b.place}"


def _day_shared(a: Traits, b: Traits) -> str:
    shared = sorted(set(a.days).intersection(b.days))
    return ", ".join(map(day_in_words, shared[:2]))


def _days_apart(a: Traits, b: Traits) -> str:
    if a.when is None or b.when is None or not gap(a.when, b.when):
        return ""
    return f"{period_in_words(a.when)} ≠ {period_in_words(b.when)}"


def _years_apart(a: Traits, b: Traits) -> str:
    days = gap(a.published, b.published) or 0
    if days <= 1 or a.published is None or b.published is None:
        return ""
    return f"published {days} days apart ({_year(a.published)}, {_year(b.published)})"


def _year(period: Period) -> str:
    return str(dt.date.fromordinal(period[0]).year)


def day_in_words(ordinal: int) -> str:
    day = dt.date.fromordinal(ordinal)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period_in_words(period: Period) -> str:
    first, last = day_in_words(period[0]), day_in_words(period[1])
    if first == last:
        return first
    return f"{first} to {last}"


def _published(a: Traits, b: Traits) -> str:
    days = gap(a.published, b.published)
    if days is None:
        return ""
    weaker = ", on a day of first seeing" if a.as_seen or b.as_seen else ""
    return f"{days} day{'' if days == 1 else 's'} apart{weaker}"


def _told(a: Traits, b: Traits) -> str:
    return f"{_period_or_not_said(a.when)} / {_period_or_not_said(b.when)}"


def _period_or_not_said(period: Period | None) -> str:
    if not period:
        return "not said"
    return period_in_words(period)


def _words(a: Traits, b: Traits) -> str:
    return ", ".join(_in_both(a.words, b.words)[:WORDS_SHOWN])


def _names_said(a: Traits, b: Traits) -> str:
    return ", ".join(_in_both(a.names_said(SAID_MAX), b.names_said(SAID_MAX))[:WORDS_SHOWN])


def _other_names_said(a: Traits, b: Traits) -> str:
    return f"{', '.join(a.names_said(NAMES_SHOWN))} / {', '.join(b.names_said(NAMES_SHOWN))}"


def _both(field: str) -> Callable[[Traits, Traits], str]:
    def say(a: Traits, b: Traits) -> str:
        return f"{_shown(getattr(a, field))} / {_shown(getattr(b, field))}"

    return say


def _shown(value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return value
    return ", ".join(map(str, value[:NAMES_SHOWN]))


def _leads(a: Traits, b: Traits) -> str:
    return f"{', '.join(a.spelt[: a.leads])} / {', '.join(b.spelt[: b.leads])}"


NOTES: dict[str, Callable[[Traits, Traits], str]] = {
    "published near": _published,
    "published apart": _published,
    "same day": _told,
    "another day": _told,
    "another day, as counted": _told,
    "a day or two apart": _told,
    "day as published": _told,
    "day not as published": _told,
    "shared days": _day_shared,
    "people": _people,
    "nobody shared": _both("spelt"),
    "leads": _leads,
    "the two": _leads,
    "the two, at that time": _leads,
    "people, at that time": _people,
    "another two": _leads,
    "other leads": _leads,
    "countries": _both("countries"),
    "other countries": _both("countries"),
    "no country shared": _both("countries"),
    "place": _both("places"),
    "another place": _both("places"),
    "organisations": _both("organisations"),
    "other organisations": _both("organisations"),
    "acts": _both("acts"),
    "other acts": _both("acts"),
    "call or meeting": _both("acts"),
    "ordinal": _both("ordinals"),
    "another ordinal": _both("ordinals"),
    "themes": _both("themes"),
    "words": _words,
    "words across languages": _words,
    "the same words": _words,
    "names said": _names_said,
    "other names said": _other_names_said,
    "another language": _both("language"),
}
