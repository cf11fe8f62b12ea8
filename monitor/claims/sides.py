"""Which two states an event is between: every two that title and first sentence name are a
candidate, however they are named: by themselves, by an office, or by who is known to hold one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from monitor.claims.confidence import ClaimCandidate, Features
from monitor.gazetteer.acts import acts_that_are
from monitor.model import CountryCode, key_of_sides
from monitor.reading.events import clauses
from monitor.reading.events.event import Sentence
from monitor.reading.evidence import ReadSoFar, where

Pair = tuple[CountryCode, CountryCode]

_STATES_MAX = 5  # of more, who is a side is not looked for
_MANY = 4
_MEDIATED = "mediation"
_LISTED = 4  # tokens from one state to the next of a list
_GAP_STEP = 3  # tokens between the two, in steps


def candidates(seen: ReadSoFar) -> list[ClaimCandidate[Pair]]:
    """The pair is in the order of being named; its key is not. None where somebody mediates: who
    does, and between whom, is not told apart.
    """
    if _MEDIATED in seen.reading.acts:
        return []
    first = [one for one in seen.sentences if one.number <= 0]
    named = [_named(one, seen) for one in first]
    states = list(
        dict.fromkeys(code for here in named for code in sorted(here, key=here.__getitem__))
    )[:_STATES_MAX]
    return [
        ClaimCandidate(
            value=pair,
            key=key_of_sides(pair),
            sentence=next(
                (
                    one.number
                    for one, here in zip(first, named, strict=True)
                    if not here.keys().isdisjoint(pair)
                ),
                None,
            ),
            features={
                **_among_all(pair, len(states), seen),
                **{
                    name: value
                    for one, here in zip(first, named, strict=True)
                    for name, value in _in_sentence(pair, one, here, seen).items()
                },
            },
        )
        for pair in combinations(states, 2)
        if not any(_are_of_a_list(pair, here) for here in named)
    ]


def _are_of_a_list(pair: Pair, here: Mapping[CountryCode, int]) -> bool:
    """As of "Kenya, Uganda and Tanzania", where a third stands right beside them."""
    if not here.keys() >= set(pair):
        return False
    third = [at for code, at in here.items() if code not in pair]
    return any(abs(here[code] - at) <= _LISTED for code in pair for at in third)


def _named(one: Sentence, seen: ReadSoFar) -> dict[CountryCode, int]:
    """States of a sentence, and the token where each is first named outside a quotation."""
    places = [
        (mention.first, mention.code)
        for mention in one.scan.countries
        if mention.first not in one.quoted and mention.first not in one.before
    ]
    places += [(office.first, office.country) for office in one.scan.offices if office.country]
    places += [
        (at, mention.person.country)
        for mention in seen.people
        for number, at, _ in mention.at
        if number == one.number and mention.person.country
    ]
    found: dict[CountryCode, int] = {}
    for at, code in sorted(places):
        found.setdefault(code, at)
    return found


def _in_sentence(
    pair: Pair, one: Sentence, here: Mapping[CountryCode, int], seen: ReadSoFar
) -> Features:
    part = where(one.number)
    both = [here[code] for code in pair if code in here]
    bodies = {body.value for body in one.scan.organisations}
    found: Features = {
        f"{len(both)} in {part}": 1.0,
        f"{min(len(here), _MANY)} named in {part}": 1.0,
        f"{len(both)} of {min(len(here), _MANY)} in {part}": 1.0,
        f"undone in {part}": float(bool(one.said.undone)),
        f"{min(len(bodies), 2)} bodies in {part}": 1.0,
    }
    if len(both) == len(pair):
        found.update(_beside_act(sorted(both), one, part, seen))
    return found


def _beside_act(both: Sequence[int], one: Sentence, part: str, seen: ReadSoFar) -> Features:
    """How the two stand to each other, and to the act that the sentence tells first."""
    low, high = both
    found: Features = {
        f"gap {min((high - low) // _GAP_STEP, _MANY)} in {part}": 1.0,
        f"parted in {part}": float(clauses.is_broken(one.scan, low + 1, high)),
    }
    roles = clauses.roles(one.scan, seen.reading.language)
    head = clauses.head_at(one.scan, roles) if one.scan.acts else None
    if head is not None:
        side = "behind" if head < low else "before" if head > high else "around"
        act = clauses.head_of(one.scan, roles)
        found[f"{side} the head in {part}"] = 1.0
        found[f"{act}, {side} in {part}"] = 1.0
        found[f"of the act in {part}"] = float(act in seen.reading.acts[:1])
    return found


def _among_all(pair: Pair, named: int, seen: ReadSoFar) -> Features:
    reading = seen.reading
    act = next(iter(reading.acts), "none")
    leads = {one.country for one in reading.people if one.role == "lead" and one.country}
    leading = f"{len(leads.intersection(pair))} of {min(len(leads), _MANY)} lead"
    later = sum(
        {mention.code for mention in one.scan.countries}.issuperset(pair)
        for one in seen.sentences
        if one.number > 0
    )
    return {
        f"{named} states": 1.0,
        "foremost": float(set(reading.countries[:2]) == set(pair)),
        "among the foremost": float(set(pair) <= set(reading.countries[:3])),
        leading: float(bool(leads)),  # where nobody's state is known, that says nothing
        f"act {act}": 1.0,
        "of two": float(act in acts_that_are("of_two")),
        f"stage {reading.stage}": 1.0,
        "multilateral": float(reading.multilateral),
        "long": float(seen.is_long),
        "in one of them": float(reading.place is not None and reading.place.country in pair),
        f"both {min(later, 3)} times later": 1.0,
    }
