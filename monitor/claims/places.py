"""Where it is: every place that title and first sentences name is a candidate."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter

from monitor.claims.confidence import ClaimCandidate, Features, by_length
from monitor.dates.spans import days_apart, is_after
from monitor.gazetteer.acts import acts_that_are
from monitor.gazetteer.places import PlaceMention
from monitor.model import OFF, Place, Span
from monitor.reading.events import clauses
from monitor.reading.events.event import Sentence
from monitor.reading.evidence import ReadSoFar, where
from monitor.reading.people.standing import is_under
from monitor.text.tokens import covered

DESK = "of the dateline alone"
_RATIFIED = frozenset(("ratification", "accession"))
_NEAR, _FAR = 4, 10  # tokens between a place and the nearest act
_LONG_DAYS = 14  # before the event: what happened then is another one
_WITH_ARTICLE = ("ul", "ului")
_NEAR_CHARS = 60  # between a place and a day that is said of the same
_BESIDE_CHARS = 20  # between a place and the day that is said of it: "on 9 June in Cairo"
_MANY = 4
_WORDS_OF_LIVING = 3  # "with residence in"
_LIVING = ("resid", "резиденц", "резиденті", "rezid", "rezyd")  # as stems have no accents
_REPORTS = frozenset({"said", "cites"})
_ENVOYS = frozenset({"ambassador", "consul", "charge"})
_SOMEWHERE = frozenset({"meeting", "visit", "summit", "signing", "forum"})


def candidates(seen: ReadSoFar) -> list[ClaimCandidate[Place]]:
    """None of a call, which is nowhere: the places that it names are of what was spoken about."""
    if _calls_first(seen):
        return []
    first: dict[str, tuple[Place, int]] = {}
    features: defaultdict[str, Features] = defaultdict(dict)
    ahead = _ahead(seen)
    for one in seen.early:
        _note(one, first, features, seen, ahead)
    own, elsewhere = seen.reading.place, _elsewhere(seen)
    if own is not None and (own.name in first or own.name not in elsewhere):
        first.setdefault(own.name, (own, -1))
    return [
        ClaimCandidate(
            value=place,
            key=place.name,
            sentence=sentence,
            features=by_length(
                {**features[name], **_alone(place, len(first), seen)}, is_long=seen.is_long
            ),
        )
        for name, (place, sentence) in first.items()
    ]


def _elsewhere(seen: ReadSoFar) -> set[str]:
    """Where somebody lives, or something happened long before."""
    return {
        mention.place.name
        for one in seen.early
        for mention in one.scan.places
        if _is_residence(one, mention) or _is_of_another_day(mention, one, seen)
    }


def _is_residence(one: Sentence, mention: PlaceMention) -> bool:
    """As in "the ambassador (resident in Moscow)": where somebody lives, and nothing happened."""
    before = one.scan.tokens[max(0, mention.first - _WORDS_OF_LIVING) : mention.first]
    return any(token.stems[0].startswith(_LIVING) for token in before)


def _note(
    one: Sentence,
    first: dict[str, tuple[Place, int]],
    features: defaultdict[str, Features],
    seen: ReadSoFar,
    ahead: set[str],
) -> None:
    part = where(one.number)
    named = len({mention.place.name for mention in one.scan.places})
    acts = [act.first for act in one.scan.acts if act.first not in one.quoted]
    told = [cue.first for cue in one.cues if cue.value in _REPORTS]
    envoys = [office.first for office in one.scan.offices if office.office in _ENVOYS]
    bodies = covered(one.scan.organisations)
    for mention in one.scan.places:
        if mention.first in bodies or _is_residence(one, mention):
            continue  # "Shanghai Cooperation Organisation" is no town
        if mention.first in one.before:
            continue
        if _is_of_another_day(mention, one, seen) or _is_its_government(mention, one, seen):
            continue
        if mention.place.name in ahead and one.number > 0:
            continue  # where the next one will be, named again
        name = mention.place.name
        first.setdefault(name, (mention.place, one.number))
        note = features[name]
        note[f"{mention.cue} in {part}"] = 1.0
        note[f"capital, {mention.cue}"] = float(mention.capital)
        note[f"{_distance(mention.first, acts)} in {part}"] = 1.0
        note[f"kind {one.kind}"] = 1.0
        note[f"ahead in {part}"] = float(one.ahead)
        note["quoted"] = float(mention.first in one.quoted)
        note["of a name"] = float(_is_in_name(one, mention.last))
        note["an envoy's"] = float(any(0 < mention.first - at <= _NEAR for at in envoys))
        note["by a telling verb"] = float(any(abs(mention.first - at) <= _NEAR for at in told))
        note["nearer a telling verb"] = float(
            _nearest(mention.first, told) < _nearest(mention.first, acts)
        )
        note.update(_in_its_clause(mention, one, named, seen))


def _in_its_clause(mention: PlaceMention, one: Sentence, named: int, seen: ReadSoFar) -> Features:
    """What is told beside the place in title and first sentences."""
    if one.number > 1:
        return {}
    part, language = where(one.number), seen.reading.language
    roles = clauses.roles(one.scan, language)
    head = clauses.head_at(one.scan, roles) if one.scan.acts else None
    found: Features = {
        f"{mention.cue}, {min(named, _MANY)} named in {part}": 1.0,
        f"under another clause in {part}": float(is_under(one, mention.first, language)),
        f"{_day_beside(mention, one, seen)} in {part}": 1.0,
    }
    if head is not None:
        low, high = sorted((mention.first, head))
        parted = clauses.is_broken(one.scan, low + 1, high)
        side = "behind" if head < mention.first else "before"
        found[f"{mention.cue}, {side} the head, {'parted' if parted else 'one clause'}"] = 1.0
    return found


def _day_beside(mention: PlaceMention, one: Sentence, seen: ReadSoFar) -> str:
    """Whether the day that stands nearest is the event's own."""
    near, own = _nearest_day(mention, one), seen.reading.date
    if near is None or own is None:
        return "no day beside"
    return "another day beside" if days_apart(near, own) else "its day beside"


def _is_of_another_day(mention: PlaceMention, one: Sentence, seen: ReadSoFar) -> bool:
    """As in "the treaty, done at Riga on 3 May": long before the event and its report; or still
    ahead, of what was.
    """
    if _is_of_a_day_ahead(mention, one, seen):
        return True
    near = _nearest_day(mention, one)
    told = Span(start=seen.published[:10]) if seen.published else None
    own = None if _RATIFIED.intersection(seen.reading.acts[:2]) else seen.reading.date
    others = list(filter(None, (own, told)))  # of what is ratified, the old day is the signing's
    return near is not None and bool(others) and all(_is_long_before(near, one) for one in others)


def _ahead(seen: ReadSoFar) -> set[str]:
    """Where title or lead say that something will be, while what they tell was: "met in Brno;
    summit in Budapest in January".
    """
    return {
        mention.place.name
        for one in seen.early
        if one.number <= 0
        for mention in one.scan.places
        if _is_of_a_day_ahead(mention, one, seen)
    }


def _is_of_a_day_ahead(mention: PlaceMention, one: Sentence, seen: ReadSoFar) -> bool:
    own, told = seen.reading.date, Span(start=seen.published[:10]) if seen.published else None
    near = _nearest_day(mention, one, _BESIDE_CHARS)
    if own is None or near is None or told is None or own.basis == "published":
        return False
    if seen.reading.stage in OFF:  # the day that it was planned for
        return False
    return not is_after(own, told) and is_after(near, told)


def _is_its_government(mention: PlaceMention, one: Sentence, seen: ReadSoFar) -> bool:
    """As in "reprezentanții Chișinăului": a town with its Romanian article is a government."""
    word = one.scan.tokens[mention.last - 1].text
    return seen.reading.language == "ro" and word.endswith(_WITH_ARTICLE)


def _nearest_day(mention: PlaceMention, one: Sentence, chars: int = _NEAR_CHARS) -> Span | None:
    at = one.scan.tokens[mention.first].start
    near = [(abs(start - at), span) for start, _, span in one.spans if abs(start - at) < chars]
    return min(near, key=itemgetter(0))[1] if near else None


def _is_long_before(day: Span, other: Span) -> bool:
    return is_after(other, day) and days_apart(day, other) > _LONG_DAYS


def _nearest(at: int, places: list[int]) -> int:
    return min((abs(at - place) for place in places), default=_FAR * 10)


def _is_in_name(one: Sentence, behind: int) -> bool:
    """A noun with a capital follows: "Kuala Lumpur Accord", "Minsk Agreements"."""
    tokens = one.scan.tokens
    if behind >= len(tokens) or one.number < 0:
        return False
    gap = one.text[tokens[behind - 1].end : tokens[behind].start]
    people = {office.first for office in one.scan.offices}
    return gap == " " and tokens[behind].capital and behind not in people


def _distance(at: int, acts: list[int]) -> str:
    nearest = min((abs(at - act) for act in acts), default=None)
    if nearest is None:
        return "no act"
    return "near an act" if nearest <= _NEAR else "by an act" if nearest <= _FAR else "far"


def _alone(place: Place, named: int, seen: ReadSoFar) -> Features:
    reading = seen.reading
    act = next(iter(reading.acts), "none")
    leads = {person.country for person in reading.people if person.role == "lead"}
    found: Features = {
        "as the rules say": float(reading.place is not None and reading.place.name == place.name),
        "rules say none": float(reading.place is None),
        "only one named": float(named == 1),
        f"act {act}": 1.0,
        "told from afar": float(act in acts_that_are("nowhere")),
        "country leads": float(place.country in leads),
        "country acts": float(place.country in reading.countries[:2]),
        f"stage {reading.stage}": 1.0,
    }
    if seen.dateline_places:
        its = place.name in seen.dateline_places
        others = "alone" if named == 1 else "beside others"
        found[f"{'of' if its else 'not of'} the dateline, {others}"] = 1.0
        found[f"{'of' if its else 'not of'} the dateline, {act}"] = 1.0
        found["of the dateline, country leads"] = float(its and place.country in leads)
        # where the outlet sits, as often as where it was
        found[DESK] = float(its and place.name not in _named(seen))
    return found


def _named(seen: ReadSoFar) -> set[str]:
    return {mention.place.name for one in seen.sentences for mention in one.scan.places}


def _calls_first(seen: ReadSoFar) -> bool:
    """Title or lead tells that they telephoned, and the title of nothing that has a place."""
    told = {one.number: {act.value for act in one.said.acts} for one in seen.sentences[:2]}
    calls = any("call" in acts for number, acts in told.items() if number <= 0)
    return calls and _SOMEWHERE.isdisjoint(told.get(-1, ()))
