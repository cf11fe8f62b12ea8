"""One sentence, looked at once: its tokens and everything the word lists find in them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from monitor.reading.acts import acts_in
from monitor.reading.countries import CountryMention, countries_in
from monitor.reading.lexicon import Found
from monitor.reading.offices import OfficeMention, offices_in
from monitor.reading.organisations import organisations_in
from monitor.reading.places import PlaceMention, places_in
from monitor.reading.themes import themes_in
from monitor.reading.tokens import Token, tokenize


class Scan(Struct, frozen=True):
    """Positions in all lists are token indexes of `tokens`."""

    text: str
    tokens: Sequence[Token]
    countries: Sequence[CountryMention]
    places: Sequence[PlaceMention]
    organisations: Sequence[Found[str]]
    offices: Sequence[OfficeMention]
    acts: Sequence[Found[str]]
    themes: Sequence[Found[str]]


def _clear(offices: Sequence[OfficeMention], places: Sequence[PlaceMention]) -> list[OfficeMention]:
    """A word that is part of a place is no office: Nur-Sultan has no sultan."""
    taken = {at for mention in places for at in range(mention.first, mention.last)}
    return [office for office in offices if office.first not in taken]


def scan(text: str, language: str = "") -> Scan:
    """`text` is a sentence or a title; `language` an ISO 639-1 code, or empty if unknown."""
    tokens = tokenize(text)
    countries = countries_in(tokens, language)
    taken = {place for mention in countries for place in range(mention.first, mention.last)}
    organisations = organisations_in(tokens, language)
    places = [mention for mention in places_in(tokens, language) if mention.first not in taken]
    return Scan(
        text=text,
        tokens=tokens,
        countries=countries,
        places=places,
        organisations=organisations,
        offices=_clear(
            offices_in(tokens, countries=countries, organisations=organisations, text=text, language=language), places
        ),
        acts=acts_in(tokens, language),
        themes=themes_in(tokens, language),
    )
