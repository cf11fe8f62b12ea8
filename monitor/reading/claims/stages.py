"""How far it has come: ahead, done or off, judged from the words of title and lead, and from the
event's day against the published one.
"""

from __future__ import annotations

from typing import Literal

from monitor.model import PartialDate, Span, Stage
from monitor.reading.claims.confidence import Candidate, Features
from monitor.reading.claims.evidence import ReadSoFar, where
from monitor.reading.dates.spans import bounds
from monitor.reading.events.event import Sentence

Fate = Literal["ahead", "done", "off"]
FATES: tuple[Fate, ...] = ("ahead", "done", "off")
_FATE_OF: dict[Stage, Fate] = {
    "proposed": "ahead",
    "announced": "ahead",
    "cancelled": "off",
    "denied": "off",
}
_LOOKED_AT = 3  # sentences of the body


def fate_of(stage: Stage | None) -> Fate:
    return _FATE_OF.get(stage, "done") if stage else "done"


def candidates(seen: ReadSoFar) -> list[Candidate[Stage]]:
    """One a fate; the stage is what the words say, where they say that fate."""
    common = _common(seen)
    said = fate_of(seen.reading.stage)
    sentence = seen.sentences[0].number if seen.sentences else None
    return [
        Candidate(
            value=_stage(seen, fate),
            key=_stage(seen, fate),
            sentence=sentence,
            features={
                f"{fate}": 1.0,
                f"{fate}, as the rules say": float(fate == said),
                **{f"{fate}: {name}": value for name, value in common.items() if value},
            },
        )
        for fate in FATES
    ]


_UNSAID: dict[Fate, Stage] = {"ahead": "announced", "done": "happened", "off": "cancelled"}


def _stage(seen: ReadSoFar, fate: Fate) -> Stage:
    """As the words say it; else the plainest of that fate."""
    words = [seen.reading.stage, *(one.said.stage for one in seen.early)]
    fitting = (stage for stage in words if stage and fate_of(stage) == fate)
    return next(fitting, _UNSAID[fate])


def _common(seen: ReadSoFar) -> Features:
    found: Features = {
        f"rules say {seen.reading.stage}": 1.0,
        f"act {next(iter(seen.reading.acts), 'none')}": 1.0,
        f"day {_day(seen.reading.date, seen.published)}": 1.0,
    }
    for one in seen.sentences:
        if one.number < _LOOKED_AT and (one.own or one.number <= 0):
            found.update(_words(one))
    for name in ("quotations", "figures"):
        found[name] = float(bool(getattr(seen.reading, name)))
    return found


def _words(one: Sentence) -> Features:
    part = where(one.number)
    cues = {cue.value.partition(":")[0] for cue in one.told}
    found: Features = {f"{part} cue {cue}": 1.0 for cue in cues}
    found[f"{part} stage {one.said.stage}"] = 1.0
    found[f"{part} words say {one.scan.stage}"] = 1.0
    found[f"{part} undoes"] = float(bool(one.said.undone))
    found[f"{part} imagines"] = float(one.said.imagined)
    found[f"{part} tells an act"] = float(bool(one.said.acts))
    return found


def _day(own: Span | None, published: PartialDate | None) -> str:
    here, told = bounds(own), bounds(Span(start=published)) if published else None
    if own is None or here is None or told is None:
        return "unknown"
    basis = "published" if own.basis == "published" else "said"
    if here[0] > told[1]:
        return f"{basis} after"
    return f"{basis} before" if here[1] < told[0] else f"{basis} same"
