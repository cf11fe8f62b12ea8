"""One sentence, looked at once: its tokens and everything the word lists find in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from operator import attrgetter

from msgspec import Struct

from monitor.dates.written import may_date
from monitor.gazetteer.acts import acts_in, needs_a_body, stage_of
from monitor.gazetteer.countries import CountryMention, countries_in
from monitor.gazetteer.cues import cues_in
from monitor.gazetteer.offices import (
    OfficeMention,
    body_words,
    offices_in,
    words_of_offices,
)
from monitor.gazetteer.organisations import organisations_in
from monitor.gazetteer.places import PlaceMention, places_in, with_capitals
from monitor.gazetteer.themes import themes_in
from monitor.model import Stage
from monitor.names.tables import FAMILY, name_parts, plain
from monitor.text.lexicon import Found
from monitor.text.tokens import ByPlace, Token, Tokens, covered, tokenize


class Scan(Struct, frozen=True):
    """Positions in all lists are token indexes of `tokens`."""

    text: str
    tokens: Tokens
    countries: Sequence[CountryMention]
    places: Sequence[PlaceMention]
    organisations: Sequence[Found[str]]
    offices: Sequence[OfficeMention]
    acts: Sequence[Found[str]]
    stage: Stage | None
    themes: Sequence[Found[str]]
    cues: Sequence[Found[str]]
    offices_by_place: ByPlace[OfficeMention]
    dated: bool  # some word may be one of a date: a month, a weekday, "yesterday"


def _begin(office: OfficeMention) -> int:
    return min(office.start, office.first)


_end = attrgetter("end")


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


def _without_given_names(
    tokens: Sequence[Token], countries: list[CountryMention], text: str, language: str
) -> list[CountryMention]:
    """Without the given names behind an office that are spelt as a country: "adviser Chad X"."""
    alike = {one.first for one in countries if _begins_a_name(tokens, one)}
    if not alike:
        return countries
    offices = offices_in(tokens, countries=(), organisations=(), text=text, language=language)
    given = alike & {office.last for office in offices}
    return [one for one in countries if one.first not in given]


def _begins_a_name(tokens: Sequence[Token], country: CountryMention) -> bool:
    """One capitalised family name follows it, and no more: "Jordan King Abdullah" is a king."""
    at = country.first
    name, behind = tokens[at : at + 2], tokens[at + 2 : at + 3]
    if country.how != "name" or country.last != at + 1 or len(name) < _FULL_NAME or not at:
        return False
    apart = [after.start - before.end for before, after in pairwise((*name, *behind))]
    goes_on = any(token.capital for token in behind) and apart[-1] == 1
    known = name_parts().get(plain(name[1].text)) or 0
    return name[1].capital and apart[0] == 1 and not goes_on and bool(known & FAMILY)


class _Dating(dict[str, bool]):
    """Whether a word may be one of a date, kept by word."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._asked = may_date(language)

    def __missing__(self, word: str) -> bool:
        if len(self) >= _DATING_MAX:
            self.clear()
        self[word] = told = self._asked(word)
        return told


_DATING_MAX = 50_000  # words
_FULL_NAME = 2  # words
_dating = cache(_Dating)


def scan(text: str, language: str = "", *, headline: bool = False) -> Scan:
    """`text` is a sentence or a title; `language` an ISO 639-1 code, or empty if unknown."""
    tokens = tokenize(text)
    dating = _dating(language)
    countries = countries_in(tokens, language)
    taken = covered(countries)
    organisations = organisations_in(tokens, language)
    places = [mention for mention in places_in(tokens, language) if mention.first not in taken]
    if countries:
        places = with_capitals(tokens, countries, places, language)
    countries = _without_given_names(tokens, countries, text, language)
    offices = offices_in(
        tokens,
        countries=countries,
        organisations=organisations,
        text=text,
        language=language,
    )
    clear = _clear(offices, places)
    acts = acts_in(tokens, language)
    bodies = body_words().find(tokens, language) if acts else ()
    return Scan(
        text=text,
        tokens=tokens,
        countries=countries,
        places=places,
        organisations=organisations,
        offices=clear,
        acts=_done(tokens, acts, [*organisations, *bodies], offices, text, headline=headline),
        stage=stage_of(tokens, language),
        themes=themes_in(tokens, language),
        cues=cues_in(tokens, language),
        offices_by_place=ByPlace(clear, start=_begin, end=_end),
        dated=any(dating[token.text] for token in tokens),
    )
