"""Who takes part: every person whom the rules give a part is a candidate, for leading or for being
there.
"""

from __future__ import annotations

from monitor.gazetteer.offices import rank_of
from monitor.model import Person
from monitor.reading.claims.confidence import Candidate, Features
from monitor.reading.claims.evidence import ReadSoFar, where
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
