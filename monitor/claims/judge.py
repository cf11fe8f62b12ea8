"""A Reading with its claims: the best candidate of each field takes its place, and every claim
carries its confidence, the sentence it comes from and what speaks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import TypeVar

from msgspec import structs

from monitor.claims import acts, days, diplomacy, parties, places, sides, stages, words
from monitor.claims.confidence import ClaimCandidate, Weights, confidence, contributions, packaged
from monitor.dates.spans import bounds, is_after
from monitor.gazetteer.acts import acts_that_are
from monitor.gazetteer.offices import is_seat, succession
from monitor.model import (
    OFF,
    Article,
    Claim,
    ClaimField,
    Place,
    Reading,
    Span,
    Stage,
    fate_of,
)
from monitor.names.known_holders import WRITTEN, KnownHolders
from monitor.reading import read_so_far
from monitor.reading.events import event_date
from monitor.reading.events.annotate import Scan
from monitor.reading.events.event import Sentence, moved_to
from monitor.reading.events.factuality import clauses_of
from monitor.reading.events.hearsay import is_only_heard
from monitor.reading.evidence import ReadSoFar
from monitor.text.lexicon import Found

Value = TypeVar("Value")
Weighed = tuple[ClaimCandidate[Value], float]

EVIDENCE_CHARS = 300
LIKELY = 0.5  # a place or day below this is none
_HOW_SHOWN = 4  # of what speaks for a claim
_OF_DESKS = 0.56  # of the labelled places that only a dateline names, so many are the event's
_OF_TWO_TIMES = 0.5  # what is told as ahead, of talks that are only the occasion of telling it
_MEETINGS = frozenset({"meeting", "talks", "call"})
_CLAUSE_TOKENS = 25  # from a verb to its subject, whatever stands between them
_GATHERINGS = frozenset({*_MEETINGS, "summit", "forum", "visit", "consultations"})
_SMALL_LETTERS, _FEW_WORDS = 3, 4  # of a title's small words; of one too short to tell
_DIGITS = 3  # of a confidence


class _Judge:
    """Weighs candidates, and keeps the sentences that claims come from, each once."""

    def __init__(self, seen: ReadSoFar, weights: Weights) -> None:
        self._texts = {one.number: one.text[:EVIDENCE_CHARS] for one in seen.sentences}
        self._kept: dict[int, int] = {}
        self._weights = weights

    def best(
        self, field: ClaimField, found: Iterable[ClaimCandidate[Value]]
    ) -> Weighed[Value] | None:
        weighed = self._weighed(field, found)
        return max(weighed, key=lambda one: round(one[1], 6), default=None)

    def every(self, field: ClaimField, found: Iterable[ClaimCandidate[Value]]) -> list[Claim]:
        return [
            self._claim(field, candidate, sure) for candidate, sure in self._weighed(field, found)
        ]

    def one(self, field: ClaimField, found: Weighed[Value] | None) -> list[Claim]:
        return [self._claim(field, *found)] if found else []

    @property
    def evidence(self) -> tuple[str, ...]:
        return tuple(self._texts[number] for number in self._kept)

    def _weighed(
        self, field: ClaimField, found: Iterable[ClaimCandidate[Value]]
    ) -> list[Weighed[Value]]:
        return [(one, confidence(field, one.features, self._weights)) for one in found]

    def _claim(self, field: ClaimField, candidate: ClaimCandidate[Value], sure: float) -> Claim:
        return Claim(
            field=field,
            of=candidate.key,
            confidence=round(sure, _DIGITS),
            evidence=self._place(candidate.sentence),
            how=contributions(field, candidate.features, self._weights, most=_HOW_SHOWN),
        )

    def _place(self, number: int | None) -> int | None:
        if number is None or number not in self._texts:
            return None
        return self._kept.setdefault(number, len(self._kept))


def read(article: Article, text: str, holders: KnownHolders = WRITTEN) -> Reading:
    """Never raises; linear in the text, of which at most the kept bytes are passed. `article`
    hints: title, lang, published; `holders` is who was known to hold which office when it came.
    """
    return judged(read_so_far(article, text, holders))


def judged(seen: ReadSoFar, weights: Weights | None = None) -> Reading:
    """The surest act, stage, place and day; everything else as it was read. `weights` are those
    that come with the program, but for who learns others.
    """
    judge = _Judge(seen, packaged() if weights is None else weights)
    act = None if _is_imagined(seen) else judge.best("act", acts.candidates(seen))
    stage = judge.best("stage", stages.candidates(seen)) if act or seen.reading.stage else None
    is_doubtful = act is not None and _is_doubtful(act[0], stage, seen)
    if act and is_doubtful:
        act = act[0], min(act[1], _OF_TWO_TIMES)
    stage = _unless_undone(stage, seen.reading)
    place = judge.best("place", places.candidates(seen))
    is_done = fate_of(_stage(stage, seen.reading)) == "done"
    if place and act and is_done and _is_only_whither(place[0], act[0].value):
        place = None
    if place and act and act[0].value == "visit" and _is_only_a_seat(place[0].value, seen):
        place = None
    if place and _is_imagined(seen):
        place = place[0], 0.0
    if place and place[0].features.get(places.DESK):
        place = place[0], min(place[1], _OF_DESKS)
    day = judge.best("date", _possible(days.candidates(seen), _stage(stage, seen.reading), seen))
    if day and (_is_imagined(seen) or (is_doubtful and seen.reading.stage == "denied")):
        day = day[0], 0.0
    between = judge.best("sides", sides.candidates(seen)) if act else None
    found = [
        *judge.one("act", act),
        *judge.one("stage", stage),
        *judge.one("place", place),
        *judge.one("date", day),
        *_without_swallowed(judge.every("lead", parties.candidates(seen, "lead")), seen),
        *judge.every("present", parties.candidates(seen, "present")),
        *judge.one("sides", between),
        *judge.every("quotation", words.quotations(seen)),
        *judge.every("figure", words.figures(seen)),
        *judge.every("outcome", words.outcomes(seen)),
    ]
    found += [
        structs.replace(one, confidence=diplomacy.bounded(one.confidence, seen))
        for one in judge.every("diplomatic", diplomacy.candidates(seen, found))
    ]
    reading = seen.reading
    return structs.replace(
        reading,
        people=parties.senders_first(seen, act[0].value if act else None),
        acts=_foremost(act, reading.acts),
        stage=_stage(stage, reading),
        sides=_likely(between) or (),
        place=_likely(place),
        date=_day(day, reading),
        claims=tuple(found),
        evidence=judge.evidence,
    )


def _without_swallowed(leads: Sequence[Claim], seen: ReadSoFar) -> list[Claim]:
    """Where every word has its capital, a name that nothing else is known of may hold its
    neighbours: "Talks With Marco Rubio Useful".
    """
    capitals = {one.number for one in seen.sentences if _is_in_capitals(one)}
    doubtful = {
        mention.person.key
        for mention in seen.people
        if (mention.person.known, mention.person.country, mention.person.office) == (None,) * 3
        and capitals.issuperset(number for number, *_ in mention.at)
    }
    return [
        structs.replace(one, confidence=min(one.confidence, LIKELY)) if one.of in doubtful else one
        for one in leads
    ]


def _is_in_capitals(one: Sentence) -> bool:
    words = [token for token in one.scan.tokens if len(token.text) > _SMALL_LETTERS]
    return len(words) > _FEW_WORDS and all(token.capital for token in words)


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
    if stage is None or reading.stage not in OFF:
        return stage
    candidate, sure = stage
    if fate_of(candidate.value) == "off":
        return stage
    undone = structs.replace(candidate, value=reading.stage, key=reading.stage)
    return undone, 1.0 - sure


def _is_doubtful(act: ClaimCandidate[str], stage: Weighed[Stage] | None, seen: ReadSoFar) -> bool:
    """Whether a headline made of the act would say something else than the article."""
    return (
        _is_over(act, stage)
        or _is_still_ahead(act.value, stage, seen)
        or _is_broken_off(act.value, seen)
        or _is_undone_elsewhere(act.value, stage, seen)
        or _is_off_wherever_told(act.value, stage, seen)
        or _is_only_negated(stage, seen)
        or _is_of_one_side(act.value, seen)
        or is_only_heard(seen.sentences, act.value, seen.reading.language)
    )


def _is_undone_elsewhere(act: str, stage: Weighed[Stage] | None, seen: ReadSoFar) -> bool:
    """Title or lead undo or put off what the other tells: "A and B sign accord: they are not
    expected to".
    """
    if stage is None or fate_of(stage[0].value) == "off":
        return False
    head = [one for one in seen.sentences if one.number <= 0]
    moved = [one.said.acts for one in head if moved_to(one, seen.reading.language)]
    lost = chain(*(one.said.undone for one in head), *moved)
    return any(found.value == act for found in lost)


def _is_off_wherever_told(act: str, stage: Weighed[Stage] | None, seen: ReadSoFar) -> bool:
    """As in "X and Y will open a bridge. The talks set for Saturday were put off"."""
    if stage is None or fate_of(stage[0].value) == "off":
        return False
    telling = [one for one in seen.sentences if any(told.value == act for told in one.scan.acts)]
    return bool(telling) and all(one.number > 0 and one.said.stage in OFF for one in telling)


def _is_of_one_side(act: str, seen: ReadSoFar) -> bool:
    """Whoever leaves an office and whoever takes it over stand on the same side: that they met each
    other is not what is told.
    """
    if act not in acts_that_are("of_two"):
        return False
    states = [person.country for person in seen.reading.people if person.role == "lead"]
    if None not in states and len(set(states)) == len(states):
        return False
    head = [one for one in seen.sentences if one.number <= 0]
    return any(succession().find(one.scan.tokens, seen.reading.language) for one in head)


def _is_only_negated(stage: Weighed[Stage] | None, seen: ReadSoFar) -> bool:
    """Who did not meet, or refused to, has denied nothing."""
    if stage is None or stage[0].value != "denied":
        return False
    head = [one for one in seen.sentences if one.number <= 0]
    return any(one.said.undone for one in head) and all(one.scan.stage != "denied" for one in head)


def _is_broken_off(act: str, seen: ReadSoFar) -> bool:
    """That they held talks is not what is told of talks that broke down."""
    return act in _GATHERINGS and any(
        cue.value == "broken_off" and _is_of(cue, act, one.scan)
        for one in seen.sentences
        if one.number <= 0
        for cue in one.told
    )


def _is_of(cue: Found[str], act: str, scan: Scan) -> bool:
    """Whether its clause, or else the next one before it, tells of the act: of "met X after talks
    in Y collapsed", only the talks did.
    """
    before = [half for half in clauses_of(scan) if half[0] <= cue.first]
    for start, end in reversed(before):
        near = {
            found.value
            for found in scan.acts
            if start <= found.first < end and abs(cue.first - found.first) <= _CLAUSE_TOKENS
        }
        if not near.isdisjoint(_GATHERINGS):
            return act in near
    return False


def _is_over(act: ClaimCandidate[str], stage: Weighed[Stage] | None) -> bool:
    """As in "X will publish a report, Y said after talks": what is ahead is something else."""
    if stage is None or fate_of(stage[0].value) != "ahead" or act.value not in _MEETINGS:
        return False
    named = {part for part in ("title", "lead") if act.features.get(f"in {part}")}
    after = {part for part in named if act.features.get(f"occasion in {part}")}
    return bool(named) and named == after


def _is_still_ahead(act: str, stage: Weighed[Stage] | None, seen: ReadSoFar) -> bool:
    """As in "A met B: summit in January": wherever title and lead name the summit, its day is
    ahead, and what they tell is done.
    """
    told = Span(start=seen.published[:10]) if seen.published else None
    if act not in _GATHERINGS or stage is None or fate_of(stage[0].value) != "done":
        return False
    days = [
        _nearest_day(one, found.first)
        for one in seen.sentences
        if one.number <= 0
        for found in one.scan.acts
        if found.value == act
    ]
    return bool(days) and all(is_after(day, told) for day in days)


def _nearest_day(one: Sentence, token: int) -> Span | None:
    at = one.scan.tokens[token].start
    near = [(abs(start - at), span) for start, _, span in one.spans]
    return min(near, key=itemgetter(0))[1] if near else None


def _is_only_whither(place: ClaimCandidate[Place], act: str) -> bool:
    """Only where somebody is to go, and the event is no journey."""
    cues = {name.partition(" in ")[0] for name, value in place.features.items() if value}
    return act != "visit" and "to" in cues and cues.isdisjoint(("in", "dateline", "from"))


def _is_only_a_seat(place: Place, seen: ReadSoFar) -> bool:
    """Wherever it is named, an envoy serves there: what he visits is elsewhere."""
    seats = [
        is_seat(one.scan.offices, mention.first)
        for one in seen.sentences
        for mention in one.scan.places
        if mention.place.name == place.name
    ]
    return bool(seats) and all(seats)


def _possible(
    found: Sequence[ClaimCandidate[Span]], stage: Stage | None, seen: ReadSoFar
) -> Sequence[ClaimCandidate[Span]]:
    """Of what is to come, a day that is still ahead, if one is named; of what was, none that is."""
    told = bounds(Span(start=seen.published[:10])) if seen.published else None
    if told is None:
        return found
    new = event_date.new_days(seen.sentences, seen.reading.language, seen.published)
    if stage == "postponed" and new:
        return [one for one in found if one.value in new] or [
            structs.replace(one, value=new[0], key=new[0].start)
            for one in found
            if one.value.end == new[0].start
        ]
    if stage == "denied":  # the day that title and lead name first is that of denying it
        return [one for one in found if not _is_of_telling(one.value, told)]
    ahead = [one for one in found if (here := bounds(one.value)) and here[0] > told[1]]
    if fate_of(stage) == "ahead":
        return ahead or found
    if fate_of(stage) == "done" and stage is not None:
        return [one for one in found if one not in ahead]
    return found


def _is_of_telling(day: Span, told: tuple[date, date]) -> bool:
    here = bounds(day)
    return here is not None and here[0] == here[1] and abs((told[0] - here[0]).days) <= 1


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
