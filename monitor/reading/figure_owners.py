"""Whose each figure of an article is, and by which words it may be told, if by any."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from monitor.figures.figures import figures_in
from monitor.figures.made import FoundFigure
from monitor.model import Figure, Person
from monitor.reading.events.event import Sentence
from monitor.reading.quotations.quotations import Taken
from monitor.reading.quotations.sentence_roles import HeardLine
from monitor.text.quotation_marks import Quoted

FIGURES_MAX = 40
EARLY_SENTENCES = 4  # in which the event itself is told


class _Around(Struct, frozen=True):
    """What stands around the sentences: marks by paragraph, who is heard, what is quoted."""

    pairs: Sequence[Sequence[Quoted]]
    lines: Sequence[HeardLine]
    taken: Sequence[Taken]


def owned_figures(
    sentences: Sequence[Sentence],
    pairs: Sequence[Sequence[Quoted]],
    lines: Sequence[HeardLine],
    taken: Sequence[Taken],
    *,
    language: str,
) -> tuple[Figure, ...]:
    """Each number once, from the text rather than the headline, with its owner: whoever is quoted
    around it, else whoever the sentence says says it.
    """
    around, found = _Around(pairs, lines, taken), dict[tuple[float, str], Figure]()
    body_first = sorted(sentences, key=_is_headline)
    for one in body_first:
        if one.kind in ("hard", "dated"):
            continue
        spans = [(start, end) for start, end, _ in one.spans]
        for figure in figures_in(one.text, language, taken=spans):
            value = _told_by(around, one, figure)
            key = value.value, value.unit
            if key not in found or (value.owner and not found[key].owner):
                found[key] = value
    return tuple(found.values())[:FIGURES_MAX]


def _is_headline(one: Sentence) -> bool:
    return one.number < 0


def _told_by(around: _Around, one: Sentence, found: FoundFigure) -> Figure:
    """The figure as its speaker's, where it is quoted; without words to tell it by where nobody
    knows whose it is, or where it is only denied.
    """
    if one.number >= 0:
        place = one.start + found.start
        speaker = _quoted_by(around, one, place) or _reported_by(around, one, found)
        if speaker is not None:
            return structs.replace(found.figure, owner=speaker.name, owner_key=speaker.key)
        unsaid = one.said.stage == "denied" or _stands_within(around, one)
        if unsaid or not _says_of_what(around, one):
            return structs.replace(found.figure, phrase="")
    return found.figure


def _quoted_by(around: _Around, one: Sentence, place: int) -> Person | None:
    speakers = (
        quotation.person
        for quotation in around.taken
        if quotation.paragraph == one.paragraph and quotation.start <= place < quotation.end
    )
    return next(speakers, None)


def _reported_by(around: _Around, one: Sentence, found: FoundFigure) -> Person | None:
    """Who says it in the sentence, unless its words stand in marks or are told without it."""
    is_cut = len(found.figure.phrase) < len(" ".join(one.text.split())) and found.figure.phrase
    place = one.start + found.start
    quoted = any(pair.start <= place < pair.end for pair in around.pairs[one.paragraph])
    return None if is_cut or quoted else around.lines[one.number].speaker


def _says_of_what(around: _Around, one: Sentence) -> bool:
    """A sentence at the beginning tells of the event; a later one tells by itself of whom or where
    it speaks, or the number may be of anything: "The goal is 30 per cent".
    """
    found = one.scan
    named = found.countries or found.places or found.organisations or found.offices
    return one.number < EARLY_SENTENCES or bool(named or around.lines[one.number].heard)


def _stands_within(around: _Around, one: Sentence) -> bool:
    """The whole sentence is somebody's words, and nobody knows whose."""
    end = one.start + len(one.text.rstrip(" .!?…。"))
    return any(pair.start <= one.start and end <= pair.end for pair in around.pairs[one.paragraph])
