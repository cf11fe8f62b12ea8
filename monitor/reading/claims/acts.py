"""Which act an article tells of: every act that title and first sentences name is a candidate."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from monitor.reading.claims.confidence import Candidate, Features
from monitor.reading.claims.evidence import ReadSoFar, where
from monitor.reading.events import clauses
from monitor.reading.events.event import Sentence

_RANKS = 3  # of the rules' choices that are told apart
_MANY = 3


def candidates(seen: ReadSoFar) -> list[Candidate[str]]:
    """Each act once, in the order in which the article names them."""
    first: dict[str, int] = {}
    features: defaultdict[str, Features] = defaultdict(dict)
    for one in seen.early:
        if one.own or one.number <= 0:
            _note(one, seen.reading.language, first, features)
    for act in seen.reading.acts:
        first.setdefault(act, 0)
    about = _about(seen)
    ranks = {act: rank for rank, act in enumerate(seen.reading.acts[:_RANKS])}
    return [
        Candidate(
            value=act,
            key=act,
            sentence=sentence,
            features={**features[act], **_alone(act, ranks.get(act), set(first), about)},
        )
        for act, sentence in first.items()
    ]


def _note(
    one: Sentence, language: str, first: dict[str, int], features: defaultdict[str, Features]
) -> None:
    part = where(one.number)
    told = Counter(act.value for act in one.said.acts)
    undone = {act.value for act in one.said.undone}
    quoted = {act.value for act in one.scan.acts if act.first in one.quoted}
    roles = clauses.roles(one.scan, language)
    head = clauses.head_of(one.scan, roles)
    every = list(dict.fromkeys(act.value for act in one.scan.acts))
    for act in every:
        first.setdefault(act, one.number)
        note = features[act]
        note[f"in {part}"] = 1.0
        note[f"told in {part}"] = float(told[act] > 0)
        note[f"undone in {part}"] = float(act in undone)
        note[f"first in {part}"] = float(every[0] == act)
        note[f"only in {part}"] = float(len(every) == 1)
        note[f"quoted in {part}"] = float(act in quoted)
        note[f"head of {part}"] = float(act == head)
        note[f"beside the head of {part}"] = float(head is not None and act != head)
    for act, role in zip(one.scan.acts, roles, strict=True):
        features[act.value] |= {f"{role} in {part}": 1.0}
        if one.number <= 0:
            features[act.value][f"{act.value} as {role}"] = 1.0


def _about(seen: ReadSoFar) -> str:
    leads = sum(person.role == "lead" for person in seen.reading.people)
    return f"{min(leads, _MANY)} leads"


def _alone(act: str, rank: int | None, named: set[str], about: str) -> Features:
    """What the act itself is worth, whoever tells it."""
    ranked = "unranked" if rank is None else f"rank {rank}"
    found: Features = {
        f"is {act}": 1.0,
        ranked: 1.0,
        f"{ranked} {act}": 1.0,
        f"{act} of {about}": 1.0,
        "alone": float(len(named) == 1),
    }
    return found


def best(found: Sequence[tuple[Candidate[str], float]]) -> list[tuple[Candidate[str], float]]:
    """The surest first."""
    return sorted(found, key=lambda one: (-round(one[1], 6), one[0].key))
