"""One sentence, looked at once: its tokens and everything the word lists find in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from monitor.dates.calendars import may_date
from monitor.gazetteer.acts import acts, acts_in, needs_a_body, stage_of, stages
from monitor.gazetteer.countries import CountryMention, countries_in
from monitor.gazetteer.countries import lexicon as country_names
from monitor.gazetteer.cues import cues_in, small_words
from monitor.gazetteer.offices import (
    OfficeMention,
    body_words,
    office_words,
    offices_in,
    words_of_offices,
)
from monitor.gazetteer.organisations import names, organisations_in
from monitor.gazetteer.places import PlaceMention, places_in, with_capitals
from monitor.gazetteer.places import lexicon as place_names
from monitor.gazetteer.themes import themes, themes_in
from monitor.model import Stage
from monitor.text.lexicon import Firsts, Found, Together
from monitor.text.tokens import Token, covered, tokenize


class Scan(Struct, frozen=True):
    """Positions in all lists are token indexes of `tokens`."""

    text: str
    tokens: Sequence[Token]
    countries: Sequence[CountryMention]
    places: Sequence[PlaceMention]
    organisations: Sequence[Found[str]]
    offices: Sequence[OfficeMention]
    acts: Sequence[Found[str]]
    stage: Stage | None
    themes: Sequence[Found[str]]
    cues: Sequence[Found[str]]
    dated: bool  # some word may be one of a date: a month, a weekday, "yesterday"


def _clear(offices: Sequence[OfficeMention], places: Sequence[PlaceMention]) -> list[OfficeMention]:
    """A word that is part of a place is no office: Nur-Sultan has no sultan."""
    taken = covered(places)
    return [office for office in offices if office.first not in taken]


def _done(  # noqa: PLR0913 - a sentence, taken apart
    tokens: Sequence[Token],
    found: Sequence[Found[str]],
    named: Sequence[Found[str]],
    offices: Sequence[OfficeMention],
    text: str,
    *,
    headline: bool,
) -> Sequence[Found[str]]:
    """A word that belongs to an office, a body or an organisation (`named`) is no act: the speaker
    of an assembly.

    A headline that names an organisation's summit tells of it; a sentence that does may only say
    where.
    """
    if not named:
        found = [act for act in found if not needs_a_body(act, tokens)]
    if not found or not (named or offices):
        return found
    ours = words_of_offices(tokens, offices, text)
    theirs = covered(named)
    return [
        act
        for act in found
        if act.first not in ours
        and (act.first not in theirs or (headline and act.value == "summit"))
    ]


@cache
def _world() -> Firsts:
    return Firsts.of((country_names(), place_names()))


@cache
def _together(language: str) -> Together:
    """All lists of a language, in the order in which `scan` asks them."""
    lists = (names(), office_words(), body_words(), acts(), stages(), themes(), small_words())
    own = [words.lexicon(language) for words in lists]
    return Together(
        (country_names(), place_names(), *own),
        _world(),
        Firsts.of(own, start=2),
        also=may_date(language),
    )


def scan(text: str, language: str = "", *, headline: bool = False) -> Scan:
    """`text` is a sentence or a title; `language` an ISO 639-1 code, or empty if unknown."""
    tokens = tokenize(text)
    at = _together(language).places(tokens)
    countries = countries_in(tokens, language, at[0])
    taken = {place for mention in countries for place in range(mention.first, mention.last)}
    organisations = organisations_in(tokens, language, at[2])
    places = [
        mention for mention in places_in(tokens, language, at[1]) if mention.first not in taken
    ]
    if countries:
        places = with_capitals(tokens, countries, places, language)
    offices = offices_in(
        tokens,
        countries=countries,
        organisations=organisations,
        text=text,
        language=language,
        places=(at[3], at[4]),
    )
    bodies = body_words().find(tokens, language, at[4]) if at[4] and at[5] else ()
    return Scan(
        text=text,
        tokens=tokens,
        countries=countries,
        places=places,
        organisations=organisations,
        offices=_clear(offices, places),
        acts=_done(
            tokens,
            acts_in(tokens, language, at[5]),
            [*organisations, *bodies],
            offices,
            text,
            headline=headline,
        ),
        stage=stage_of(tokens, language, at[6]),
        themes=themes_in(tokens, language, at[7]),
        cues=cues_in(tokens, language, at[8]),
        dated=bool(at[9]),
    )
