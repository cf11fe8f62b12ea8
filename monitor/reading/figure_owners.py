"""Whose each figure of an article is, and by which words it may be told, if by any."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from monitor.dates.calendars import is_of_past_years
from monitor.figures.figures import figures_in
from monitor.figures.made import FoundFigure
from monitor.figures.phrases import speaks_of_two
from monitor.model import Figure, Person, Span
from monitor.reading.events.event import Sentence
from monitor.reading.events.hearsay import is_hearsay
from monitor.reading.quotations.quotations import Taken
from monitor.reading.quotations.sentence_roles import HeardLine
from monitor.text.quotation_marks import Quoted

FIGURES_MAX = 40
EARLY_SENTENCES = 4  # in which the event itself is told
_TWO = 2
_TRADE = "trade"


class _Around(Struct, frozen=True):
    """What stands around the sentences: marks by paragraph, who is heard, what is quoted, whom the
    article is about at its beginning, the event's day, and whether title or lead speak of trade.
    """

    language: str
    pairs: Sequence[Sequence[Quoted]]
    lines: Sequence[HeardLine]
    taken: Sequence[Taken]
    two: frozenset[str]
    own: Span | None
    of_trade: bool


def owned_figures(  # noqa: PLR0913 - all that says whose a number is, and of when
    sentences: Sequence[Sentence],
    pairs: Sequence[Sequence[Quoted]],
    lines: Sequence[HeardLine],
    taken: Sequence[Taken],
    *,
    language: str,
    own: Span | None,
) -> tuple[Figure, ...]:
    """Each number once, from the text rather than the headline, with its owner: whoever is quoted
    around it, else whoever the sentence says says it. `own` is the event's day.
    """
    of_trade = any(_is_of_trade(one) for one in sentences if one.number <= 0)
    around = _Around(language, pairs, lines, taken, _of_title(sentences), own, of_trade)
    found: dict[tuple[float, str], Figure] = {}
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
    knows whose or of what it is, or where it is only denied, heard, or of years before the event.
    """
    if one.number < 0:
        return structs.replace(found.figure, phrase="")  # a headline is no sentence to quote
    place = one.start + found.start
    speaker = _quoted_by(around, one, place) or _reported_by(around, one, found)
    if speaker is not None:
        told = structs.replace(found.figure, owner=speaker.name, owner_key=speaker.key)
    else:
        told = found.figure
    unowned = speaker is None and (one.said.stage == "denied" or _is_quoted(around, one, place))
    if (
        unowned
        or not _says_of_what(around, one)
        or is_hearsay(one, around.language)
        or (speaker is None and _is_of_the_past(around, one))
    ):
        return structs.replace(told, phrase="")
    return told


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
    quoted = _is_quoted(around, one, one.start + found.start)
    return None if is_cut or quoted else around.lines[one.number].speaker


def _is_quoted(around: _Around, one: Sentence, place: int) -> bool:
    return any(pair.start <= place < pair.end for pair in around.pairs[one.paragraph])


def _says_of_what(around: _Around, one: Sentence) -> bool:
    """It tells by itself of whom or where it speaks, or the number may be of anything: "The goal is
    30 per cent". Of trade the title may say whose it is, and one state alone will do in the first
    sentence, which tells the event.
    """
    parties = _parties(one)
    if len(parties) > 1:
        return True
    if _is_of_trade(one):
        return len(around.two) == _TWO and parties <= around.two
    return bool(parties) and one.number == 0 and not speaks_of_two(one.text, around.language)


def _is_of_trade(one: Sentence) -> bool:
    return any(theme.value == _TRADE for theme in one.scan.themes)


def _is_of_the_past(around: _Around, one: Sentence) -> bool:
    """What a former year brought is none of the event's; only trade is counted in years that are
    over, and told so where trade is what the article is about.
    """
    if one.number <= 0 or around.own is None or (around.of_trade and _is_of_trade(one)):
        return False
    days = [day for *_, day in one.spans]
    return is_of_past_years(one.text, days, int(around.own.start[:4]))


def _parties(one: Sentence) -> set[str]:
    """The states and bodies that the sentence names, also by their places."""
    found = one.scan
    return {
        *(mention.code for mention in found.countries),
        *(mention.place.country for mention in found.places if mention.place.country),
        *(body.value for body in found.organisations),
    }


def _of_title(sentences: Sequence[Sentence]) -> frozenset[str]:
    """The parties of the title, or if those are not two, of the first sentence."""
    of_title, of_first = (
        {party for one in sentences if one.number == number for party in _parties(one)}
        for number in (-1, 0)
    )
    return frozenset(of_title if len(of_title) == _TWO else of_first)
