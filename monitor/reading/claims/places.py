"""Where it is: every place that title and first sentences name is a candidate."""

from __future__ import annotations

from collections import defaultdict

from monitor.model import Place
from monitor.reading.claims.confidence import Candidate, Features
from monitor.reading.claims.evidence import ReadSoFar, where
from monitor.reading.events.event import Sentence

_NEAR, _FAR = 4, 10  # tokens between a place and the nearest act
_FROM_AFAR = frozenset({"call", "message", "congratulation", "condolence", "statement"})


def candidates(seen: ReadSoFar) -> list[Candidate[Place]]:
    first: dict[str, tuple[Place, int]] = {}
    features: defaultdict[str, Features] = defaultdict(dict)
    for one in seen.early:
        _note(one, first, features)
    own = seen.reading.place
    if own is not None:
        first.setdefault(own.name, (own, -1))
    return [
        Candidate(
            value=place,
            key=place.name,
            sentence=sentence,
            features={**features[name], **_alone(place, len(first), seen)},
        )
        for name, (place, sentence) in first.items()
    ]


def _note(
    one: Sentence,
    first: dict[str, tuple[Place, int]],
    features: defaultdict[str, Features],
) -> None:
    part = where(one.number)
    acts = [act.first for act in one.scan.acts if act.first not in one.quoted]
    for mention in one.scan.places:
        name = mention.place.name
        first.setdefault(name, (mention.place, one.number))
        note = features[name]
        note[f"{mention.cue} in {part}"] = 1.0
        note[f"capital, {mention.cue}"] = float(mention.capital)
        note[f"{_distance(mention.first, acts)} in {part}"] = 1.0
        note[f"kind {one.kind}"] = 1.0
        note[f"ahead in {part}"] = float(one.ahead)
        note["quoted"] = float(mention.first in one.quoted)


def _distance(at: int, acts: list[int]) -> str:
    nearest = min((abs(at - act) for act in acts), default=None)
    if nearest is None:
        return "no act"
    return "near an act" if nearest <= _NEAR else "by an act" if nearest <= _FAR else "far"


def _alone(place: Place, named: int, seen: ReadSoFar) -> Features:
    reading = seen.reading
    act = next(iter(reading.acts), "none")
    leads = {person.country for person in reading.people if person.role == "lead"}
    return {
        "as the rules say": float(reading.place is not None and reading.place.name == place.name),
        "rules say none": float(reading.place is None),
        "only one named": float(named == 1),
        f"act {act}": 1.0,
        "told from afar": float(act in _FROM_AFAR),
        "country leads": float(place.country in leads),
        "country acts": float(place.country in reading.countries[:2]),
        f"stage {reading.stage}": 1.0,
    }
