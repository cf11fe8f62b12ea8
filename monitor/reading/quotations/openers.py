"""Whoever opens a sentence and speaks at its end, though something else is told between."""

from __future__ import annotations

from monitor.reading.people.coreference import Subject
from monitor.reading.quotations import attribution
from monitor.reading.quotations.sentence_roles import (
    COMMAS,
    HeardLine,
    comma_between,
    owns,
    phrase_start,
)

_OPENING_WORDS = 2  # an article and a title before whoever begins a sentence


def opener_alone(line: HeardLine, low: int, place: int, *, verb_last: bool) -> Subject | None:
    """Who begins the sentence and alone is named before the verb: "The secretary of state, Ann
    Hall, on the fringes of a meeting, said"; where verbs stand last, without a comma too.
    """
    subject = attribution.only_person(line, low, place)
    first, last = next((entry[:2] for entry in line.heard if entry[0] >= low), (place, place))
    start = phrase_start(line, first)
    if subject is None or start - low > _OPENING_WORDS or attribution.is_object(line, first):
        return None
    offices = {one.start for one in line.scan.offices if low <= one.first < place}
    parted = not COMMAS.isdisjoint(line.gap(last - 1, place - 1) + line.gap(place - 1, place))
    is_aside = comma_between(line, last - 1) and comma_between(line, place - 1)
    is_clear = is_aside or (verb_last and not parted)
    if owns(line, last) or offices - {start}:
        return None
    return subject if is_clear else None
