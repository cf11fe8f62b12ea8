"""What of one reading is sure enough to be told: what passes its field's threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import structs

from monitor.gazetteer.acts import acts_that_are
from monitor.model import (
    Claim,
    ClaimField,
    CountryCode,
    Person,
    Place,
    Reading,
    Rules,
    Span,
    key_of_sides,
)

ClaimKey = tuple[ClaimField, str]
Passes = Callable[[ClaimField, str], bool]
Value = TypeVar("Value")


def thresholds(rules: Rules) -> dict[ClaimField, float]:
    """The least confidence with which a claim of each field is told."""
    return {
        "lead": rules.sure_lead,
        "present": rules.sure_present,
        "sides": rules.sure_sides,
        "act": rules.sure_act,
        "stage": rules.sure_stage,
        "place": rules.sure_place,
        "date": rules.sure_date,
        "quotation": rules.sure_quotation,
        "figure": rules.sure_figure,
        "outcome": rules.sure_outcome,
        "diplomatic": rules.sure_diplomatic,
    }


def sure_reading(reading: Reading, rules: Rules) -> Reading:
    """What the article alone is sure enough of; a reading of a version that knew no claims as it
    is.
    """
    if not reading.claims:
        return reading
    return told(reading, passing(reading.claims, thresholds(rules), {}))


def confidence(reading: Reading, field: ClaimField, of: str) -> float:
    """0 to 1; 1 in a reading of a version that knew no claims."""
    if not reading.claims:
        return 1.0
    return max(
        [one.confidence for one in reading.claims if (one.field, one.of) == (field, of)],
        default=0.0,
    )


def passing(
    claims: Iterable[Claim],
    least: Mapping[ClaimField, float],
    joint: Mapping[ClaimKey, float],
) -> Passes:
    sure = {
        (claim.field, claim.of)
        for claim in claims
        if max(claim.confidence, joint.get((claim.field, claim.of), 0.0)) >= least[claim.field]
    }
    return lambda field, of: (field, of) in sure


def told(reading: Reading, passes: Passes) -> Reading:
    acts = reading.acts if _is_sure_act(reading, passes) else ()
    anywhere = _was_anywhere(reading, acts)
    return structs.replace(
        reading,
        people=tuple(_in_role(person, passes) for person in reading.people),
        sides=_sure_sides(reading.sides, passes),
        acts=acts,
        stage=reading.stage if acts else None,
        visit=reading.visit if acts else None,
        place=reading.place if anywhere and _is_sure_place(reading.place, passes) else None,
        date=reading.date if _is_sure_date(reading.date, passes) else None,
        quotations=_numbered("quotation", reading.quotations, passes),
        figures=_numbered("figure", reading.figures, passes),
        outcomes=_numbered("outcome", reading.outcomes, passes),
    )


def _was_anywhere(reading: Reading, acts: Sequence[str]) -> bool:
    """What was denied was nowhere, who speaks by phone or writes is not where the other is, and who
    condemns an attack is not where it was.
    """
    away = acts_that_are("from_afar") | acts_that_are("elsewhere")
    return reading.stage != "denied" and away.isdisjoint(acts[:1])


def _is_sure_act(reading: Reading, passes: Passes) -> bool:
    """Together with its stage."""
    act = next(iter(reading.acts), "")
    return passes("act", act) and passes("stage", reading.stage or "happened")


def _sure_sides(sides: tuple[CountryCode, ...], passes: Passes) -> tuple[CountryCode, ...]:
    return sides if passes("sides", key_of_sides(sides)) else ()


def _is_sure_place(place: Place | None, passes: Passes) -> bool:
    return place is not None and passes("place", place.name)


def _is_sure_date(date: Span | None, passes: Passes) -> bool:
    """The published day is nobody's claim."""
    if date is None or date.basis == "published":
        return date is not None
    return passes("date", f"{date.start}/{date.end}" if date.end else date.start)


def _in_role(person: Person, passes: Passes) -> Person:
    """Whoever is not sure to take part is only mentioned."""
    if person.role == "mentioned" or passes(person.role, person.known or person.key):
        return person
    return structs.replace(person, role="mentioned")


def _numbered(field: ClaimField, values: Sequence[Value], passes: Passes) -> tuple[Value, ...]:
    return tuple(value for nth, value in enumerate(values) if passes(field, str(nth)))
