"""Who takes part: every person whom the rules give a part is a candidate, for leading or for being
there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from monitor.claims.confidence import ClaimCandidate, Features
from monitor.datafiles import languages_with
from monitor.dates.spans import gap_days
from monitor.gazetteer.acts import acts_that_are
from monitor.gazetteer.offices import rank_of
from monitor.model import Person, Reading, Span
from monitor.reading.events import clauses
from monitor.reading.events.event import Sentence
from monitor.reading.evidence import ReadSoFar, where
from monitor.reading.people.mention_places import MentionPlace
from monitor.reading.people.persons import PersonMention

_MANY = 4
_STEPS = 5
_FAR = 1_000  # sentences
_TURNS: Mapping[str, int] = {"from": 0, "to": 2, "of": 2, "with": 2}
_NEAR = 6  # tokens between a name and the act that is his


def candidates(seen: ReadSoFar, role: str) -> list[ClaimCandidate[Person]]:
    mentions = {_id(mention.person): mention for mention in seen.people}
    taking = [person for person in seen.reading.people if person.role == role]
    sentences = {one.number: one for one in seen.sentences}
    return [
        ClaimCandidate(
            value=person,
            key=_id(person),
            sentence=_first(mentions.get(_id(person))),
            features={
                **_standing(person, seen),
                **_named(mentions.get(_id(person))),
                **_placed(person, mentions.get(_id(person)), seen, sentences),
                **_among_all(person, mentions.get(_id(person)), seen),
            },
        )
        for person in taking
    ]


def senders_first(seen: ReadSoFar, act: str | None) -> tuple[Person, ...]:
    """Of what goes from one to another, who sends it stands before whom it is for."""
    people = seen.reading.people
    if act not in acts_that_are("one_way"):
        return people
    leads = [person for person in people if person.role == "lead"]
    mentions = {_id(mention.person): mention for mention in seen.people}
    ordered = sorted(leads, key=lambda person: _turn(mentions.get(_id(person))))
    if _send_together(seen, act):  # then whoever stands second is no receiver
        ordered[1:] = (structs.replace(person, role="present") for person in ordered[1:])
    return (*ordered, *(person for person in people if person.role != "lead"))


def _send_together(seen: ReadSoFar, act: str | None) -> bool:
    """Several stand before the verb: "A, B and C congratulated the winner"."""
    if seen.reading.language in languages_with("verb_last"):
        return False
    return any(_subjects(one, act, seen) > 1 for one in seen.sentences if one.number <= 0)


def _subjects(one: Sentence, act: str | None, seen: ReadSoFar) -> int:
    told = min((found.first for found in one.scan.acts if found.value == act), default=0)
    return sum(
        any(number == one.number and first < told for number, first, _ in mention.at)
        for mention in seen.people
        if not _is_receiver(mention, one.number)
    )


def _is_receiver(mention: PersonMention, number: int) -> bool:
    places = mention.standing.places if mention.standing else ()
    return any(place.sentence == number and _TURNS.get(place.position) for place in places)


def _turn(mention: PersonMention | None) -> tuple[int, int, int]:
    """Senders are subjects, or whom something comes from; else whoever is named first."""
    places = mention.standing.places if mention and mention.standing else ()
    if not places:
        return 1, _FAR, 0
    first = min(places, key=lambda place: (place.sentence, place.nth))
    turn = _TURNS.get(first.position, 1)
    return turn, first.sentence, first.nth


def _id(person: Person) -> str:
    return person.known or person.key


def _first(mention: PersonMention | None) -> int | None:
    return min((number for number, *_ in mention.at), default=None) if mention else None


def _standing(person: Person, seen: ReadSoFar) -> Features:
    reading = seen.reading
    return {
        f"rank {rank_of(person.office)}": 1.0,
        "known holder": float(person.known is not None),
        "a given name": float(person.given is not None),
        "of a country": float(person.country is not None),
        "country foremost": float(person.country in reading.countries[:2]),
        f"stage {reading.stage}": 1.0,
        "long": float(seen.is_long),
        "multilateral": float(reading.multilateral),
        "no act": float(not reading.acts),
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
        _as_name(mention): 1.0,
    }


def _as_name(mention: PersonMention) -> str:
    """What the recogniser of names makes of him, in five steps."""
    if mention.person.known or mention.learnt is None:
        return "a name, not looked at"
    return f"a name, {min(int(mention.learnt * _STEPS), _STEPS - 1)} of {_STEPS - 1}"


def _among_all(person: Person, mention: PersonMention | None, seen: ReadSoFar) -> Features:
    """Whether others are named before him and more often, and his country where it is told."""
    if mention is None:
        return {}
    others = [one for one in seen.people if one is not mention]
    before = sum(one.at[0] < mention.at[0] for one in others)
    more = sum(len(one.at) > len(mention.at) for one in others)
    length = "long" if seen.is_long else "short"
    part = where(mention.at[0][0])
    found: Features = {
        f"{min(before, _MANY)} named before": 1.0,
        f"{length}, {min(before, _MANY)} named before": 1.0,
        f"{length}, {min(more, 3)} named more often": 1.0,
        f"{length}, first in {part}": 1.0,
    }
    for one in seen.sentences:
        if one.number <= 0 and person.country:
            told = any(country.code == person.country for country in one.scan.countries)
            found[f"{length}, country {'' if told else 'not '}in {where(one.number)}"] = 1.0
    act = next(iter(seen.reading.acts), "none")
    early = "told early" if mention.at[0][0] <= 0 else "told later"
    found[f"{act}, {early}"] = 1.0
    if mention.standing:
        same = any(p.act == act and (p.gap or 0) <= _NEAR for p in mention.standing.places)
        found[f"{length}, by the act" if same else f"{length}, not by the act"] = 1.0
    return found


# --- how he stands in the sentences that tell the event ---

_AIDES = frozenset({"spokesperson", "adviser", "press-secretary"})


def _placed(
    person: Person,
    mention: PersonMention | None,
    seen: ReadSoFar,
    sentences: Mapping[int, Sentence],
) -> Features:
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
        found.update(_among_named(place, sentences[place.sentence], seen))
        found.update(_told_there(place, sentences[place.sentence], seen.reading))
        found.update(_sends(place, seen.reading))
    found.update({f"only {name}": 1.0 for name in _only(standing.places)})
    found["aide speaking"] = float("only speaking" in found and person.office in _AIDES)
    others = _leading_beside(mention, seen.people)
    late = standing.first > 0
    if late:
        found[f"late, {min(standing.own, _MANY)} times"] = 1.0
        found[f"late, rank {rank_of(person.office)}"] = 1.0
        early = _countries_early(mention, seen.people)
        found["late, a compatriot early"] = float(person.country in early)
        found[f"late, {min(len(early), _MANY)} countries early"] = 1.0
        found[f"late, {next(iter(seen.reading.acts), 'none')}, {others} others"] = 1.0
    found[f"{others} others early, {'late' if late else 'early'}"] = 1.0
    return found


def _at(place: MentionPlace) -> Features:
    part = where(place.sentence)
    of_act = place.position in ("of", "owner") and place.gap is not None and place.gap <= 1
    return {
        f"{place.position} in {part}": 1.0,
        f"whose act in {part}": float(of_act),
        "joined": float(place.joined),
        "office beside": float(place.office),
    }


_TAKING = frozenset({"subject", "with", "to", "other", "bracket"})


def _among_named(place: MentionPlace, one: Sentence, seen: ReadSoFar) -> Features:
    """Which of those whom title or first sentences name he is, and whether they are the two of
    an act that takes two.
    """
    if place.sentence > 1:
        return {}
    part = where(place.sentence)
    head = clauses.head_of(one.scan, clauses.roles(one.scan, seen.reading.language))
    many = min(place.others + 1, _MANY)
    found: Features = {
        f"{min(place.nth, _MANY)} of {many} in {part}": 1.0,
        f"{place.position}, {many} in {part}": 1.0,
        f"in the clause of the head of {part}": float(place.same_clause and place.act == head),
        f"outside the clause of the act in {part}": float(not place.same_clause),
    }
    if head is not None:
        found[f"{head}, {place.position} in {part}"] = 1.0
    if place.others == 1 and head in acts_that_are("of_two"):
        taking = [place.position in _TAKING for place in _places_in(place.sentence, seen)]
        found[f"one of the two in {part}"] = float(len(taking) > 1 and all(taking))
    return found


def _places_in(number: int, seen: ReadSoFar) -> list[MentionPlace]:
    return [
        place
        for mention in seen.people
        if mention.standing
        for place in mention.standing.places
        if place.sentence == number
    ]


def _told_there(place: MentionPlace, one: Sentence, reading: Reading) -> Features:
    part = "first" if place.sentence <= 0 else "later"
    days = [span for _, _, span in one.spans]
    own = reading.date
    apart = own is not None and bool(days) and all(_apart(day, own) for day in days)
    return {
        f"another day in {part}": float(apart),
        f"undone in {part}": float(bool(one.said.undone)),
    }


def _sends(place: MentionPlace, reading: Reading) -> Features:
    """Of what goes from one to another, the sender leads and the receiver does not."""
    act = next(iter(reading.acts), None)
    if act not in acts_that_are("nowhere") or place.sentence > 0:
        return {}
    return {f"sent, {place.position}": 1.0, f"{act}, {place.position}": 1.0}


def _apart(day: Span, own: Span) -> bool:
    gap = gap_days(day, own)
    return gap is not None and gap[0] > 0


def _leading_beside(mention: PersonMention, people: Sequence[PersonMention]) -> int:
    """How many others title and first sentence name as those who act."""
    return min(sum(_leads(other) for other in people if other is not mention), _MANY - 1)


def _countries_early(mention: PersonMention, people: Sequence[PersonMention]) -> set[str]:
    """Of the others whom title and first sentence name as those who act."""
    leading = (other.person for other in people if other is not mention and _leads(other))
    return {person.country for person in leading if person.country}


def _leads(mention: PersonMention) -> bool:
    places = mention.standing.places if mention.standing else ()
    return any(
        place.sentence <= 0 and place.position in ("subject", "with", "to", "other")
        for place in places
    )


def _only(places: Sequence[MentionPlace]) -> Iterator[str]:
    """What is so wherever he is named."""
    if not places:
        yield "elsewhere"
        return
    if all(place.under for place in places):
        yield "under"
    if all(place.speaks for place in places):
        yield "speaking"
    if all(place.gap is None for place in places):
        yield "without act"
