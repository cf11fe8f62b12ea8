"""How far it has come: ahead, done or off, judged from the words of title and lead, and from the
event's day against the published one.
"""

from __future__ import annotations

from monitor.claims.confidence import ClaimCandidate, Features
from monitor.dates.spans import bounds
from monitor.model import Fate, PartialDate, Span, Stage, fate_of
from monitor.reading.events import clauses
from monitor.reading.events.event import Sentence, is_imagined
from monitor.reading.evidence import ReadSoFar, where

FATES: tuple[Fate, ...] = ("ahead", "done", "off")
_UNSAID: dict[Fate, Stage] = {"ahead": "announced", "done": "happened", "off": "cancelled"}
_LOOKED_AT = 1  # sentences of the body
_ANNOUNCED_ACTS = frozenset(("agreement", "ceasefire", "expulsion", "accession", "exchange"))


def candidates(seen: ReadSoFar) -> list[ClaimCandidate[Stage]]:
    """One a fate; the stage is what the words say, where they say that fate. What is only thought
    of has none.
    """
    if is_imagined(seen.sentences):
        return []
    common = _common(seen)
    said = _said(seen)
    sentence = seen.sentences[0].number if seen.sentences else None
    if _is_off(said):
        found: Features = {"off": 1.0, "off by its words": 1.0}
        value = _stage(seen, "off")
        return [ClaimCandidate(value=value, key=value, sentence=sentence, features=found)]
    return [
        ClaimCandidate(
            value=_stage(seen, fate),
            key=_stage(seen, fate),
            sentence=sentence,
            features={
                f"{fate}": 1.0,
                **{f"as {who} say": float(fate == its) for who, its in said.items()},
                **{f"{fate}, as {who} say": float(fate == its) for who, its in said.items()},
                **{f"{fate}: {name}": value for name, value in common.items() if value},
            },
        )
        for fate in FATES
    ]


def _said(seen: ReadSoFar) -> dict[str, Fate]:
    """Which fate the rules, and the words beside what title and lead tell, say."""
    found = {"the rules": fate_of(seen.reading.stage)}
    for one in seen.sentences:
        if one.number <= 0 and one.said.stage is not None:
            found[f"{where(one.number)} words"] = fate_of(one.said.stage)
    return found


def _is_off(said: dict[str, Fate]) -> bool:
    """Title or lead that deny, cancel or put off what they tell leave nothing else to say."""
    return said["the rules"] == "off" and "off" in (said.get("title words"), said.get("lead words"))


def _stage(seen: ReadSoFar, fate: Fate) -> Stage:
    """As the words say it; else the plainest of that fate."""
    words = [seen.reading.stage, *(one.said.stage for one in seen.early)]
    fitting = (stage for stage in words if stage and fate_of(stage) == fate)
    return next(fitting, _UNSAID[fate])


def _common(seen: ReadSoFar) -> Features:
    language, published = seen.reading.language, seen.published
    found: Features = {
        "long": float(seen.is_long),
        f"rules say {seen.reading.stage}": 1.0,
        f"act {next(iter(seen.reading.acts), 'none')}": 1.0,
        f"day {_day(seen.reading.date, published)}": 1.0,
    }
    for one in seen.sentences:
        if one.number < _LOOKED_AT and (one.own or one.number <= 0):
            found.update(_words(one))
            found.update(_clause(one, language, published))
    return found


def _words(one: Sentence) -> Features:
    part = where(one.number)
    cues = {cue.value.partition(":")[0] for cue in one.told}
    found: Features = {f"{part} cue {cue}": 1.0 for cue in cues}
    found[f"{part} stage {one.said.stage}"] = 1.0
    found[f"{part} undoes"] = float(bool(one.said.undone))
    found[f"{part} imagines"] = float(one.said.imagined)
    found[f"{part} tells an act"] = float(bool(one.said.acts))
    return found


def _clause(one: Sentence, language: str, published: PartialDate | None) -> Features:
    """The words beside what the sentence tells, its tense and its days."""
    part = where(one.number)
    roles = clauses.roles(one.scan, language)
    head = clauses.head_of(one.scan, roles)
    near = clauses.stage_near(one.scan, language, clauses.head_at(one.scan, roles))
    cues = clauses.cues_of(one.scan, language)
    days = {_side(span, published) for _, _, span in one.spans} or {"none"}
    found: Features = {f"{part} {side} day": 1.0 for side in days}
    found[f"{part} near {near}"] = 1.0
    found[f"{part} head {head}"] = 1.0
    found |= {f"{part} {cue}": 1.0 for cue in cues}
    if "present" in cues:
        found |= {f"{part} present, {side} day": 1.0 for side in days}
    if head in _ANNOUNCED_ACTS:
        found[f"{part} a promise"] = 1.0
        found[f"{part} a promise, announced"] = float("announces" in cues)
    return found


def _day(own: Span | None, published: PartialDate | None) -> str:
    if own is None:
        return "unknown"
    side = _side(own, published)
    if side == "unknown":
        return side
    basis = "published" if own.basis == "published" else "said"
    return f"{basis} {side}"


def _side(day: Span, published: PartialDate | None) -> str:
    here, told = bounds(day), bounds(Span(start=published)) if published else None
    if here is None or told is None:
        return "unknown"
    if here[0] > told[1]:
        return "after"
    return "before" if here[1] < told[0] else "same"
