"""Who takes part: every person whom the rules give a part is a candidate, for leading or for being
there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.gazetteer.offices import rank_of
from monitor.model import Person
from monitor.reading.claims.confidence import Candidate, Features
from monitor.reading.claims.evidence import ReadSoFar, where
from monitor.reading.people.mention_places import MentionPlace
from monitor.reading.people.persons import PersonMention

_MANY = 4


def candidates(seen: ReadSoFar, role: str) -> list[Candidate[Person]]:
    mentions = {_id(mention.person): mention for mention in seen.people}
    taking = [person for person in seen.reading.people if person.role == role]
    quoted = {quotation.speaker_key for quotation in seen.reading.quotations}
    quoted |= {figure.owner_key for figure in seen.reading.figures if figure.owner_key}
    return [
        Candidate(
            value=person,
            key=_id(person),
            sentence=_first(mentions.get(_id(person))),
            features={
                **_standing(person, nth, len(taking), seen),
                **_named(mentions.get(_id(person))),
                **standing_features(mentions.get(_id(person))),
                "quoted": float(person.key in quoted),
            },
        )
        for nth, person in enumerate(taking)
    ]


def _id(person: Person) -> str:
    return person.known or person.key


def _first(mention: PersonMention | None) -> int | None:
    return min((number for number, *_ in mention.at), default=None) if mention else None


def _standing(person: Person, nth: int, many: int, seen: ReadSoFar) -> Features:
    reading = seen.reading
    act = next(iter(reading.acts), "none")
    office = person.office or "none"
    home = person.country in reading.countries[:2]
    return {
        f"{min(nth, _MANY)}. of them": 1.0,
        f"{min(many, _MANY)} of them": 1.0,
        f"act {act}": 1.0,
        f"office {office}": 1.0,
        f"rank {rank_of(person.office)}": 1.0,
        "known holder": float(person.known is not None),
        "a given name": float(person.given is not None),
        "of a country": float(person.country is not None),
        "country foremost": float(home),
        f"stage {reading.stage}": 1.0,
        f"language {reading.language}": 1.0,
        "multilateral": float(reading.multilateral),
    }


def _named(mention: PersonMention | None) -> Features:
    if mention is None:
        return {"unseen": 1.0}
    parts = {where(number) for number, *_ in mention.at}
    title, lead = "title" in parts, "lead" in parts
    return {
        **{f"in {part}": 1.0 for part in parts},
        f"{min(len(mention.at), _MANY)} times": 1.0,
        "by office only": float(not mention.named),
        "title and lead": float(title and lead),
        "neither title nor lead": float(not title and not lead),
    }


# --- how he stands in the sentences that tell the event ---

_NEAR, _FAR = 5, 12  # tokens to the nearest act
_PLACES = 3  # title, lead, second sentence: told apart


def standing_features(mention: PersonMention | None) -> Features:
    if mention is None or mention.standing is None:
        return {}
    standing = mention.standing
    found: Features = {
        "quoted only": float(standing.quoted_only),
        "recalled": float(standing.recalled > 0),
        "after a compatriot": float(standing.compatriots_before > 0),
        f"first in {where(standing.first)}": 1.0,
    }
    for place in standing.places:
        found.update(_at(place))
    found.update({f"only {name}": 1.0 for name in _only(standing.places)})
    return found


def _at(place: MentionPlace) -> Features:
    part = where(place.sentence)
    gap = _gap(place)
    return {
        f"{place.position} in {part}": 1.0,
        f"under in {part}": float(place.under),
        f"{gap} in {part}": 1.0,
        "joined": float(place.joined),
        "office beside": float(place.office),
        f"speaks in {part}": float(place.speaks),
        f"{min(place.nth, _MANY)}. in {part}": 1.0,
        f"{min(place.others, _MANY)} others in {part}": 1.0,
    }


def _gap(place: MentionPlace) -> str:
    if place.gap is None:
        return "no act"
    if not place.same_clause:
        return "act in another clause"
    return "near act" if place.gap <= _NEAR else "by act" if place.gap <= _FAR else "far act"


def _only(places: Sequence[MentionPlace]) -> Iterator[str]:
    """What is so wherever he is named."""
    if not places:
        yield "elsewhere"
        return
    positions = {place.position for place in places}
    if len(positions) == 1:
        yield next(iter(positions))
    if all(place.under for place in places):
        yield "under"
    if all(place.speaks for place in places):
        yield "speaking"
    if all(place.gap is None for place in places):
        yield "without act"
