"""Which act an article tells of: every act that title and first sentences name is a candidate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, structs

from monitor.claims.confidence import ClaimCandidate, Features, by_length
from monitor.reading.events import clauses
from monitor.reading.events.event import Sentence, is_imagined
from monitor.reading.evidence import ReadSoFar, where
from monitor.text.quotation_marks import pairs

_RANKS = 3  # of the rules' choices that are told apart
_MANY = 3
_HEADED = ("title", "lead", "second")  # parts whose head may be the article's


class _Named(Struct, frozen=True, kw_only=True):
    """What the first sentences name."""

    first: dict[str, int]  # act → the sentence that names it first
    heads: dict[str, str]  # part → the act that it tells
    told: set[str]  # by verbs of title and first sentence
    features: dict[str, Features]

    @property
    def foremost(self) -> str | None:
        return next((self.heads[part] for part in _HEADED if part in self.heads), None)


def candidates(seen: ReadSoFar) -> list[ClaimCandidate[str]]:
    """Each act once, in the order in which the article names them; none that is only thought of."""
    if is_imagined(seen.sentences):
        return []
    named = _Named(first={}, heads={}, told=set(), features={})
    early = list(map(_unquoted, seen.early))
    only_quoted = _acts_named(seen.early) - _acts_named(early)
    naming = [one for one in early if one.scan.acts and (one.own or one.number <= 0)]
    for part, one in zip(_parts(naming), naming, strict=True):
        _note(one, part, seen.reading.language, named)
    for act in seen.reading.acts:
        if act not in only_quoted or len(seen.reading.acts) == 1:
            named.first.setdefault(act, 0)
    about, doers = _about(seen), _doers(seen)
    ranks = {act: rank for rank, act in enumerate(seen.reading.acts[:_RANKS])}
    return [
        ClaimCandidate(
            value=act,
            key=act,
            sentence=sentence,
            features=by_length(
                {
                    **named.features.get(act, {}),
                    **_alone(act, ranks.get(act), about),
                    **_beside(act, named),
                    **doers.get(act, {"nobody's": 1.0}),
                },
                is_long=seen.is_long,
            ),
        )
        for act, sentence in named.first.items()
    ]


def _acts_named(sentences: Sequence[Sentence]) -> set[str]:
    return {act.value for one in sentences for act in one.scan.acts}


def _unquoted(one: Sentence) -> Sentence:
    """Without the acts of somebody's words: "we should be one phone call apart"."""
    quoted = one.quoted or (_in_marks(one) if one.number < 0 else ())
    if not quoted:
        return one
    acts = [act for act in one.scan.acts if act.first not in quoted]
    return structs.replace(one, scan=structs.replace(one.scan, acts=acts))


def _in_marks(one: Sentence) -> set[int]:
    """Tokens of a title between marks."""
    stretches, _ = pairs(one.text)
    return {
        at
        for at, token in enumerate(one.scan.tokens)
        if any(pair.start < token.start < pair.end for pair in stretches)
    }


def _parts(naming: Sequence[Sentence]) -> list[str]:
    """The first sentence of the body that names an act is the one that tells it, wherever it is."""
    titled = bool(naming) and naming[0].number < 0
    return [where(nth - titled) for nth in range(len(naming))]


def _note(one: Sentence, part: str, language: str, named: _Named) -> None:
    roles = clauses.roles(one.scan, language)
    head = clauses.head_of(one.scan, roles)
    if head is not None:
        named.heads.setdefault(part, head)
    for act, common in _of_sentence(one, part, head).items():
        named.first.setdefault(act, one.number)
        named.features.setdefault(act, {}).update(common)
    for found, role in zip(one.scan.acts, roles, strict=True):
        _note_role(found.value, role, part, named)


def _of_sentence(one: Sentence, part: str, head: str | None) -> dict[str, Features]:
    told = Counter(act.value for act in one.said.acts)
    undone = {act.value for act in one.said.undone}
    every = list(dict.fromkeys(act.value for act in one.scan.acts))
    return {
        act: {
            f"in {part}": 1.0,
            f"told in {part}": float(told[act] > 0),
            f"undone in {part}": float(act in undone),
            f"first in {part}": float(every[0] == act),
            f"only in {part}": float(len(every) == 1),
            f"head of {part}": float(act == head),
            f"beside the head of {part}": float(head is not None and act != head),
        }
        for act in every
    }


def _note_role(act: str, role: clauses.Role, part: str, named: _Named) -> None:
    named.features[act][f"{role} in {part}"] = 1.0
    if part not in ("title", "lead"):
        return
    named.features[act][f"{act} as {role}"] = 1.0
    if role in clauses.TOLD:
        named.told.add(act)


def _about(seen: ReadSoFar) -> str:
    leads = sum(person.role == "lead" for person in seen.reading.people)
    return f"{min(leads, _MANY)} leads"


def _doers(seen: ReadSoFar) -> dict[str, Features]:
    """By act: who stands in its clause in title and first sentence, and how."""
    found: dict[str, Features] = {}
    beside: Counter[tuple[str, str]] = Counter()
    for mention in seen.people:
        for place in mention.standing.places if mention.standing else ():
            if place.sentence > 0 or place.act is None or not place.same_clause:
                continue
            part = where(place.sentence)
            beside[place.act, part] += 1
            found.setdefault(place.act, {})[f"a {place.position} in {part}"] = 1.0
    for (act, part), many in beside.items():
        found[act][f"{min(many, _MANY)} beside it in {part}"] = 1.0
    return found


def _alone(act: str, rank: int | None, about: str) -> Features:
    """What the act itself is worth, whoever tells it."""
    ranked = "unranked" if rank is None else f"rank {rank}"
    return {
        f"is {act}": 1.0,
        ranked: 1.0,
        f"{ranked} {act}": 1.0,
        f"{act} of {about}": 1.0,
    }


def _beside(act: str, named: _Named) -> Features:
    """What the other acts that are named say of this one."""
    others = named.told - {act}
    return {
        "alone": float(len(named.first) == 1),
        "foremost": float(act == named.foremost),
        f"{act} under {named.foremost}": float(act != named.foremost),
        "another is told": float(bool(others)),
        "beside a call": float("call" in others),
    }
