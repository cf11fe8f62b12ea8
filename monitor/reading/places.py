"""Cities, regions and buildings where diplomacy happens, with their country; former names are resolved to today's.

Names in many languages come from data/cities.tsv (CLDR), the rest from the hand-kept data/places.tsv.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from monitor.model import Place
from monitor.reading.lexicon import Found, Lexicon
from monitor.reading.resources import rows, table
from monitor.reading.tokens import Token
from monitor.reading.wordlists import is_latin

Cue = Literal["dateline", "in", "to", "from", "none"]

_SHORT = 6  # as for countries


class PlaceMention(Struct, frozen=True, gc=False):
    """`tokens[first:last]` names the place; `cue` is what stands before it; `capital` says that it is its state's capital."""

    place: Place
    first: int
    last: int
    cue: Cue
    capital: bool


class _Entry(Struct, frozen=True, gc=False):
    name: str
    country: str
    then: str | None
    languages: frozenset[str]
    capital: bool


@cache
def _capitals() -> frozenset[tuple[str, str]]:
    return frozenset((country, name) for country, name, kind, _ in rows("places.tsv") if kind == "capital")


def _cities() -> Iterator[tuple[str, list[str]]]:
    """(key, row): a row is read only when its first word is met."""
    return ((row[4], row) for row in rows("cities.tsv"))


def _entry(row: _Entry | list[str]) -> _Entry:
    if isinstance(row, _Entry):
        return row
    country, city, name, languages, key = row
    only = frozenset(languages.split()) if is_latin(name) and len(key) <= _SHORT else frozenset[str]()
    return _Entry(city, country, None, only, (country, city) in _capitals())


def _places() -> Iterator[tuple[str, _Entry]]:
    for country, place, kind, terms in rows("places.tsv"):
        for term in terms.split(", "):
            former = term.removesuffix("!")
            then = former if term.endswith("!") else None
            yield former, _Entry(place, country, then, frozenset(), kind == "capital")


@cache
def lexicon() -> Lexicon[_Entry | list[str]]:
    return Lexicon(_places(), ready=_cities())


@cache
def _cues() -> dict[str, Cue]:
    return {word: cue for cue, words in table("cues.toml")["place"].items() for word in words}


def _cue(tokens: Sequence[Token], found: Found[_Entry | list[str]], language: str) -> Cue:
    before = tokens[found.first - 1] if found.first else None
    after = tokens[found.last] if found.last < len(tokens) else None
    if language in _TURKIC and (ending := _ending(tokens[found.last - 1], language)) != "none":
        return ending  # these put it behind; what stands before is another word's ending
    if before is not None and (cue := _cues().get(before.stems[0])):
        return cue
    if after is not None and (cue := _cues().get(f"+{after.stems[0]}")):
        return cue
    return _ending(tokens[found.last - 1], language)


# Languages that say "in" by an ending.
_ENDINGS: dict[Cue, tuple[str, ...]] = {
    "in": ("да", "де", "та", "те", "da", "də", "de", "ta", "te"),
    "to": ("ға", "ге", "қа", "ка", "га", "ga", "ka", "qa", "ya", "yə", "ye"),
    "from": ("дан", "ден", "тан", "тен", "dan", "dən", "den", "tan", "ten"),
}
_TURKIC = frozenset(("kk", "ky", "uz", "tr", "az", "tk", "tt"))


def _ending(token: Token, language: str) -> Cue:
    if language not in _TURKIC and "'" not in token.text and "’" not in token.text:
        return "none"
    return next((cue for cue in ("from", "in", "to") if token.text.endswith(_ENDINGS[cue])), "none")


def places_in(tokens: Sequence[Token], language: str = "", places: Sequence[int] | None = None) -> list[PlaceMention]:
    """Every mention, in order."""
    mentions: list[PlaceMention] = []
    for found in lexicon().find(tokens, places):
        entry, first = _entry(found.value), tokens[found.first]
        if first.script in ("latin", "cyrillic") and not first.capital:
            continue
        if entry.languages and language and language not in entry.languages:
            continue
        if mentions and mentions[-1].first == found.first:
            continue
        place = Place(name=entry.name, country=entry.country or None, then=entry.then)
        mentions.append(PlaceMention(place, found.first, found.last, _cue(tokens, found, language), entry.capital))
    return mentions
