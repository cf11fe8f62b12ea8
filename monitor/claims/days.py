"""When it is: every day that title and first sentences name is a candidate."""

from __future__ import annotations

from collections import defaultdict

from monitor.claims.confidence import ClaimCandidate, Features, by_length
from monitor.dates.spans import bounds, gap_days
from monitor.model import OFF, PartialDate, Span
from monitor.reading.events import clauses
from monitor.reading.events.event import Sentence
from monitor.reading.evidence import ReadSoFar, where

_NEAR = 40  # characters between a day and the act
_FAR = 120  # characters: what is farther away is of another clause
_NEXT = 3  # characters between a day and the act that it belongs to: "the June 2 talks"
_REPORTS = frozenset({"said", "cites"})
_ARTICLES = frozenset({"the", "du", "des", "del", "dello", "vom", "der", "dem", "do", "da"})
_UNTIL = {
    "en": ("by", "until", "till", "before"),
    "de": ("bis",),
    "fr": ("avant", "jusqu'au", "d'ici"),
    "es": ("hasta",),
    "it": ("entro",),
    "pt": ("até",),
    "ru": ("до",),
    "uk": ("до",),
    "bg": ("до",),
    "be": ("да",),
    "pl": ("do",),
    "sr": ("do", "до"),
    "hr": ("do",),
    "cs": ("do",),
    "sk": ("do",),
    "nl": ("tot",),
}
_WEEK, _MONTH = 7, 31
_TWO = 2
_DAY_LETTERS = len("2024-03-01")


def candidates(seen: ReadSoFar) -> list[ClaimCandidate[Span]]:
    first: dict[tuple[str, str | None], tuple[Span, int]] = {}
    features: defaultdict[tuple[str, str | None], Features] = defaultdict(dict)
    for one in seen.early:
        _note(one, first, features, seen.reading.language)
    own = seen.reading.date
    if _is_a_feature(seen):
        first = {key: found for key, found in first.items() if _is_of_an_act(found[0], seen)}
        own = own if own and _is_of_an_act(own, seen) else None
    if own is not None and own.basis != "published" and not _is_another_matters(own, seen):
        first.setdefault((own.start, own.end), (own, -1))
    apart = {_apart(span, seen.published) for span, _ in first.values()}
    return [
        ClaimCandidate(
            value=span,
            key=span.start if span.end is None else f"{span.start}/{span.end}",
            sentence=sentence,
            features=by_length(
                {
                    **features[key],
                    **_alone(span, len(first), seen),
                    **_beside_others(span, features[key], apart, seen),
                },
                is_long=seen.is_long,
            ),
        )
        for key, (span, sentence) in first.items()
    ]


def _note(
    one: Sentence,
    first: dict[tuple[str, str | None], tuple[Span, int]],
    features: defaultdict[tuple[str, str | None], Features],
    language: str,
) -> None:
    part, head = where(one.number), _head(one, language)
    nearest = min((_away(start, end, head) for start, end, _ in one.spans), default=0)
    acts = [one.scan.tokens[act.first].start for act in one.said.acts]
    told = [one.scan.tokens[cue.first].start for cue in one.cues if cue.value in _REPORTS]
    for nth, (start, end, span) in enumerate(one.spans):
        if _is_deadline(one, start, language) or _is_of_statement(one, start):
            continue
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
        note.update(_beside(one, start, end, acts, told))
        if head is not None and len(one.spans) > 1:
            is_nearest = _away(start, end, head) == nearest
            note[f"{'nearest to' if is_nearest else 'farther from'} the head in {part}"] = 1.0
        if head is not None and one.number <= 0:
            note[f"{'before' if start < head else 'behind'} the head, {len(one.spans)} days"] = 1.0


def _is_a_feature(seen: ReadSoFar) -> bool:
    """Title and lead tell no act: it may begin with a scene, whose day is not the news."""
    return seen.is_long and not any(one.scan.acts for one in seen.sentences if one.number <= 0)


def _is_of_an_act(day: Span, seen: ReadSoFar) -> bool:
    """A title or lead names it, or a sentence that tells an act."""
    return any(
        one.number <= 0 or bool(one.said.acts)
        for one in seen.early
        for *_, span in one.spans
        if (span.start, span.end) == (day.start, day.end)
    )


def _is_deadline(one: Sentence, start: int, language: str) -> bool:
    """As in "must leave by 19 March": until then, and not on that day."""
    before = one.text[:start].rstrip().rsplit(" ", 1)[-1].casefold().strip("(«“\"'’")
    return before in _UNTIL.get(language, ())


def _is_of_statement(one: Sentence, start: int) -> bool:
    """As in "met on Thursday, according to a statement issued on Friday": the day on which it was
    told, where the sentence names the other too.
    """
    acts = sorted((one.scan.tokens[act.first].start, act.value) for act in one.scan.acts)
    if {"statement"} == {act for _, act in acts} or len({span for *_, span in one.spans}) < _TWO:
        return False

    def told_in(day: int) -> bool:
        at, act = max((found for found in acts if found[0] < day), default=(0, ""))
        return act == "statement" and day - at <= _NEAR

    return told_in(start) and not all(told_in(day) for day, *_ in one.spans)


def _is_another_matters(day: Span, seen: ReadSoFar) -> bool:
    """Wherever it is named it is a deadline, or the day of a statement."""
    language = seen.reading.language
    named = [
        _is_deadline(one, start, language) or _is_of_statement(one, start)
        for one in seen.early
        for start, _, span in one.spans
        if span.start == day.start
    ]
    return bool(named) and all(named)


def _head(one: Sentence, language: str) -> int | None:
    """Where the act stands that the sentence tells."""
    if not one.scan.acts:
        return None
    return one.scan.tokens[clauses.head_at(one.scan, clauses.roles(one.scan, language))].start


def _away(start: int, end: int, head: int | None) -> int:
    return 0 if head is None else max(head - end, start - head)


def _beside(one: Sentence, start: int, end: int, acts: list[int], told: list[int]) -> Features:
    """Whether the day is that of a telling verb, or stands within a name of the event: "the June 2
    talks".
    """
    to_act = min((abs(start - act) for act in acts), default=_FAR)
    to_verb = min((abs(start - verb) for verb in told), default=_FAR)
    before = one.text[:start].rstrip().rsplit(" ", 1)[-1].casefold()
    follows = any(end <= act <= end + _NEXT for act in acts)
    return {
        "by a telling verb": float(to_verb < _NEAR),
        "nearer a telling verb": float(to_verb < min(to_act, _FAR)),
        "no act, but a telling verb": float(not acts and to_verb < _FAR),
        "behind an article": float(before in _ARTICLES),
        "an act follows": float(follows),
        "an article before, an act behind": float(follows and before in _ARTICLES),
        "in brackets": float(one.text[:start].rstrip().endswith("(")),
    }


def _beside_others(span: Span, noted: Features, apart: set[str], seen: ReadSoFar) -> Features:
    """The day of telling something is not the day of what is told, least of all where a later one
    is named.
    """
    here = _apart(span, seen.published)
    ahead = any(one.startswith("after") for one in apart)
    told = max(noted.get("by a telling verb", 0.0), noted.get("no act, but a telling verb", 0.0))
    return {
        "told then, another ahead": float(bool(told) and ahead and not here.startswith("after")),
        "not ahead, another is": float(ahead and not here.startswith("after")),
        "ahead, others not": float(here.startswith("after") and len(apart) > 1),
        "a telling verb's, counted ahead": float(
            bool(told) and here.startswith("after") and span.basis == "relative"
        ),
        f"{here}, undone": float(seen.reading.stage in OFF),
    }


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
        "of the dateline": float((span.start, span.end) in _dateline(seen)),
        "not of the dateline": float(
            bool(_dateline(seen)) and (span.start, span.end) not in _dateline(seen)
        ),
        "no day": float(len(span.start) < _DAY_LETTERS),
        "a span": float(span.end is not None),
    }


def _dateline(seen: ReadSoFar) -> set[tuple[str, str | None]]:
    return {(day.start, day.end) for day in seen.dateline_days}


def _apart(span: Span, published: PartialDate | None) -> str:
    told = Span(start=published[:10]) if published else None
    gap, here, base = gap_days(span, told), bounds(span), bounds(told)
    if gap is None or here is None or base is None:
        return "unknown"
    side = "after" if here[0] > base[1] else "before"
    if gap[0] == 0:
        return "same day"
    return f"{side}, {'days' if gap[0] <= _WEEK else 'weeks' if gap[0] <= _MONTH else 'months'}"
