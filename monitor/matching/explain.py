"""A comparison in words: which names, days and places two articles share, and in which they differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
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

    def comparison(self, candidate: ScoredStory) -> Comparison:
        other = self._nearest(candidate.story_id)
        factors = [
            Factor(
                name=name,
                value=round(value, 3),
                weight=self._weights.get(name, 0.0),
                note=note(name, self._traits, other),
            )
            for name, value in zip(compare.NAMES, candidate.factors, strict=True)
            if value
        ]
        factors.sort(key=lambda factor: -abs(factor.value * factor.weight))
        return Comparison(
            story_id=candidate.story_id,
            score=round(candidate.logit, 3),
            factors=tuple(factors),
            barred=candidate.barred,
        )

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
        if best.logit > rules.link_logit:
            return f"the nearest story is the same one: {odds} where more than {rules.link_logit:+.1f} is needed"
        if best.logit > rules.link_logit - rules.unsure_logit:
            return f"the nearest story may be the same one: {odds}, a little less than the {rules.link_logit:+.1f} needed"
        return f"the nearest story is another one: {odds} where more than {rules.link_logit:+.1f} is needed"

    def _nearest(self, story_id: str) -> Traits:
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
    return tuple(words for words in said if words)


def differ(a: Traits, b: Traits) -> tuple[str, ...]:
    said = [_other_leads(a, b), _place_apart(a, b), _days_apart(a, b), _years_apart(a, b)]
    if a.ordinals and b.ordinals and not set(a.ordinals).intersection(b.ordinals):
        said.append(f"{a.ordinals[0]} ≠ {b.ordinals[0]}")
    if a.acts and b.acts and not set(a.acts).intersection(b.acts):
        said.append(f"{a.acts[0]} ≠ {b.acts[0]}")
    return tuple(words for words in said if words)


def _people(a: Traits, b: Traits) -> str:
    said = []
    for name, known, written in zip(a.names, a.known, a.spelt, strict=True):
        at = next(
            (i for i, n in enumerate(b.names) if n == name or (known and b.known[i] == known)), None
        )
        if at is not None:
            said.append(written if written == b.spelt[at] else f"{written} = {b.spelt[at]}")
    return ", ".join(dict.fromkeys(said[:NAMES_SHOWN]))


def _other_leads(a: Traits, b: Traits) -> str:
    mine, theirs = _only_leads(a, b), _only_leads(b, a)
    if not mine or not theirs:
        return ""
    return f"{' and '.join(mine[:2])} ≠ {' and '.join(theirs[:2])}"


def _only_leads(a: Traits, b: Traits) -> list[str]:
    known = {k for k in b.known if k}
    people = list(zip(a.names, a.known, a.spelt, strict=True))[: a.leads]
    return [written for name, k, written in people if name not in b.names and k not in known]


def _joined(a: Sequence[str], b: Sequence[str]) -> str:
    return ", ".join([name for name in a if name in b][:NAMES_SHOWN])


def _place_apart(a: Traits, b: Traits) -> str:
    if (
        a.place
        and b.place
        and a.place != b.place
        and a.place not in b.places
        and b.place not in a.places
    ):
        return f"{a.place} ≠ {b.place}"
    return ""


def _day_shared(a: Traits, b: Traits) -> str:
    shared = sorted(set(a.days).intersection(b.days))
    return ", ".join(day_in_words(day) for day in shared[:2])


def _days_apart(a: Traits, b: Traits) -> str:
    if a.when and b.when and (gap(a.when, b.when) or 0) > 0:
        return f"{period_in_words(a.when)} ≠ {period_in_words(b.when)}"
    return ""


def _years_apart(a: Traits, b: Traits) -> str:
    days = gap(a.published, b.published)
    if not days or a.published is None or b.published is None:
        return ""
    return (
        f"published {days} day{'s' if days > 1 else ''} apart ({_year(a.published)}, {_year(b.published)})"
        if days > 1
        else ""
    )


def _year(period: Period) -> str:
    return str(dt.date.fromordinal(period[0]).year)


def day_in_words(ordinal: int) -> str:
    day = dt.date.fromordinal(ordinal)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period_in_words(period: Period) -> str:
    first, last = day_in_words(period[0]), day_in_words(period[1])
    return first if first == last else f"{first} to {last}"


def _published(a: Traits, b: Traits) -> str:
    days = gap(a.published, b.published)
    return "" if days is None else f"{days} day{'' if days == 1 else 's'} apart"


def _told(a: Traits, b: Traits) -> str:
    say = [period_in_words(period) if period else "not said" for period in (a.when, b.when)]
    return " / ".join(say)


def _words(a: Traits, b: Traits) -> str:
    theirs = set(b.words)
    return ", ".join([word for word in a.words if word in theirs][:WORDS_SHOWN])


def _names_said(a: Traits, b: Traits) -> str:
    theirs = set(b.names_said(SAID_MAX))
    return ", ".join([name for name in a.names_said(SAID_MAX) if name in theirs][:WORDS_SHOWN])


def _other_names_said(a: Traits, b: Traits) -> str:
    return f"{', '.join(a.names_said(NAMES_SHOWN))} / {', '.join(b.names_said(NAMES_SHOWN))}"


def _both(field: str) -> Callable[[Traits, Traits], str]:
    def say(a: Traits, b: Traits) -> str:
        mine, theirs = getattr(a, field), getattr(b, field)
        if isinstance(mine, tuple):
            return f"{', '.join(map(str, mine[:NAMES_SHOWN]))} / {', '.join(map(str, theirs[:NAMES_SHOWN]))}"
        return f"{mine} / {theirs}"

    return say


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
    "names said": _names_said,
    "other names said": _other_names_said,
    "another language": _both("language"),
}
