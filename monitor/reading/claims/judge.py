"""A Reading with its claims: the best candidate of each field takes its place, and every claim
carries its confidence, the sentence it comes from and what speaks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec import structs

from monitor.model import Claim, ClaimField, Reading, Span, Stage
from monitor.reading.claims import acts, days, parties, places, stages, words
from monitor.reading.claims.confidence import Candidate, confidence, contributions
from monitor.reading.claims.evidence import ReadSoFar
from monitor.reading.claims.stages import fate_of

Value = TypeVar("Value")
Weighed = tuple[Candidate[Value], float]

EVIDENCE_CHARS = 300
LIKELY = 0.5  # a place or day below this is none
_HOW_SHOWN = 4  # of what speaks for a claim
_DIGITS = 3  # of a confidence


class _Evidence:
    """The sentences that claims come from, each once."""

    def __init__(self, seen: ReadSoFar) -> None:
        self._texts = {one.number: one.text[:EVIDENCE_CHARS] for one in seen.sentences}
        self._kept: dict[int, int] = {}

    def place(self, number: int | None) -> int | None:
        if number is None or number not in self._texts:
            return None
        return self._kept.setdefault(number, len(self._kept))

    @property
    def kept(self) -> tuple[str, ...]:
        return tuple(self._texts[number] for number in self._kept)


def judged(seen: ReadSoFar) -> Reading:
    """The surest act, stage, place and day; everything else as it was read."""
    evidence = _Evidence(seen)
    act = None if _is_imagined(seen) else _best("act", acts.candidates(seen))
    stage = _best("stage", stages.candidates(seen)) if act or seen.reading.stage else None
    stage = _unless_undone(stage, seen.reading)
    place = _best("place", places.candidates(seen))
    day = _best("date", days.candidates(seen))
    found = [
        *_claims("act", [act], evidence),
        *_claims("stage", [stage], evidence),
        *_claims("place", [place], evidence),
        *_claims("date", [day], evidence),
        *_every("lead", parties.candidates(seen, "lead"), evidence),
        *_every("present", parties.candidates(seen, "present"), evidence),
        *_every("quotation", words.quotations(seen), evidence),
        *_every("figure", words.figures(seen), evidence),
        *_every("outcome", words.outcomes(seen), evidence),
    ]
    reading = seen.reading
    return structs.replace(
        reading,
        acts=_foremost(act, reading.acts),
        stage=_stage(stage, reading),
        place=_likely(place),
        date=_day(day, reading),
        claims=tuple(found),
        evidence=evidence.kept,
    )


def _foremost(act: Weighed[str] | None, named: Sequence[str]) -> tuple[str, ...]:
    if act is None:
        return tuple(named)
    return (act[0].value, *(one for one in named if one != act[0].value))


def _is_imagined(seen: ReadSoFar) -> bool:
    """Title or lead only think of what happens: there is no act to choose."""
    return not seen.reading.acts and any(
        one.said.imagined for one in seen.sentences if one.number <= 0
    )


def _unless_undone(stage: Weighed[Stage] | None, reading: Reading) -> Weighed[Stage] | None:
    """What title or lead deny or call off in so many words is not told as held: then the chance
    that it was called off stands as it is, however small.
    """
    if stage is None or reading.stage not in ("denied", "cancelled"):
        return stage
    candidate, sure = stage
    if fate_of(candidate.value) == "off":
        return stage
    undone = structs.replace(candidate, value=reading.stage, key=reading.stage)
    return undone, 1.0 - sure


def _likely(found: Weighed[Value] | None) -> Value | None:
    return found[0].value if found and found[1] >= LIKELY else None


def _day(found: Weighed[Span] | None, reading: Reading) -> Span | None:
    """Where the rules leave the day open, it is open; what is not likely changes nothing."""
    return reading.date and (_likely(found) or reading.date)


def _stage(stage: Weighed[Stage] | None, reading: Reading) -> Stage | None:
    """Nothing is said of a stage where the words say none and it is done as most are."""
    if stage is None or (reading.stage is None and stage[0].value == "happened"):
        return reading.stage
    return stage[0].value


def _best(field: ClaimField, found: Iterable[Candidate[Value]]) -> Weighed[Value] | None:
    weighed = [(one, confidence(field, one.features)) for one in found]
    return max(weighed, key=lambda one: round(one[1], 6), default=None)


def _every(
    field: ClaimField, found: Iterable[Candidate[Value]], evidence: _Evidence
) -> list[Claim]:
    return _claims(field, [(one, confidence(field, one.features)) for one in found], evidence)


def _claims(
    field: ClaimField, found: Iterable[Weighed[Value] | None], evidence: _Evidence
) -> list[Claim]:
    return [
        Claim(
            field=field,
            of=candidate.key,
            confidence=round(sure, _DIGITS),
            evidence=evidence.place(candidate.sentence),
            how=contributions(field, candidate.features)[:_HOW_SHOWN],
        )
        for candidate, sure in (one for one in found if one is not None)
    ]
