"""When it is: every day that title and first sentences name is a candidate."""

from __future__ import annotations

from collections import defaultdict

from monitor.model import PartialDate, Span
from monitor.reading.claims.confidence import Candidate, Features
from monitor.reading.claims.evidence import ReadSoFar, where
from monitor.reading.dates.spans import bounds, gap_days
from monitor.reading.events.event import Sentence

_NEAR = 40  # characters between a day and the act
_WEEK, _MONTH = 7, 31
_DAY_LETTERS = len("2024-03-01")


def candidates(seen: ReadSoFar) -> list[Candidate[Span]]:
    first: dict[tuple[str, str | None], tuple[Span, int]] = {}
    features: defaultdict[tuple[str, str | None], Features] = defaultdict(dict)
    for one in seen.early:
        _note(one, first, features)
    own = seen.reading.date
    if own is not None and own.basis != "published":
        first.setdefault((own.start, own.end), (own, -1))
    return [
        Candidate(
            value=span,
            key=span.start if span.end is None else f"{span.start}/{span.end}",
            sentence=sentence,
            features={**features[key], **_alone(span, len(first), seen)},
        )
        for key, (span, sentence) in first.items()
    ]


def _note(
    one: Sentence,
    first: dict[tuple[str, str | None], tuple[Span, int]],
    features: defaultdict[tuple[str, str | None], Features],
) -> None:
    part = where(one.number)
    acts = [one.scan.tokens[act.first].start for act in one.said.acts]
    for nth, (start, _, span) in enumerate(one.spans):
        key = (span.start, span.end)
        first.setdefault(key, (span, one.number))
        note = features[key]
        note[f"in {part}"] = 1.0
        note[f"first in {part}"] = float(nth == 0)
        near = any(abs(start - act) <= _NEAR for act in acts)
        note[f"near an act in {part}"] = float(near)
        note[f"by an act in {part}"] = float(bool(acts))
        note[f"ahead in {part}"] = float(one.ahead)
        note[f"kind {one.kind}"] = 1.0


def _alone(span: Span, named: int, seen: ReadSoFar) -> Features:
    reading, own = seen.reading, seen.reading.date
    chosen = own is not None and (own.start, own.end) == (span.start, span.end)
    far = _apart(span, seen.published)
    return {
        "as the rules say": float(chosen),
        "rules say none": float(own is None),
        "rules say published": float(own is not None and own.basis == "published"),
        "only one named": float(named == 1),
        f"basis {span.basis}": 1.0,
        f"{far}": 1.0,
        f"{far}, stage {reading.stage}": 1.0,
        f"act {next(iter(reading.acts), 'none')}": 1.0,
        "no day": float(len(span.start) < _DAY_LETTERS),
        "a span": float(span.end is not None),
    }


def _apart(span: Span, published: PartialDate | None) -> str:
    told = Span(start=published[:10]) if published else None
    gap, here, base = gap_days(span, told), bounds(span), bounds(told)
    if gap is None or here is None or base is None:
        return "unknown"
    side = "after" if here[0] > base[1] else "before"
    if gap[0] == 0:
        return "same day"
    return f"{side}, {'days' if gap[0] <= _WEEK else 'weeks' if gap[0] <= _MONTH else 'months'}"
