"""Cities, regions and buildings where diplomacy happens, with their country; former names are
resolved to today's.

Names in many languages come from data/cities.tsv (CLDR), the rest from the hand-kept
data/places.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

from msgspec import Struct, structs

from monitor.datafiles import languages_with, lines, rows, table
from monitor.gazetteer.countries import CountryMention
from monitor.model import Place
from monitor.text.lexicon import Found, Lexicon
from monitor.text.normalize import plain
from monitor.text.tokens import Token
from monitor.text.wordlists import LargeList, is_latin

Cue = Literal["dateline", "in", "to", "from", "none"]

_SHORT = 6  # as for countries
_NAMED_NEAR = 1  # words between "the capital" and its name


class PlaceMention(Struct, frozen=True, gc=False):
    """`tokens[first:last]` names the place; `cue` is what stands before it; `capital` says that it
    is its state's capital.
    """

    place: Place
    first: int
    last: int
    cue: Cue
    capital: bool


class _PlaceEntry(Struct, frozen=True, gc=False):
    name: str
    country: str
    then: str | None
    languages: frozenset[str]
    capital: bool


@cache
def _capitals() -> frozenset[tuple[str, str]]:
    return frozenset(
        (country, name) for country, name, kind, _ in rows("places.tsv") if kind == "capital"
    )


def _cities() -> Iterator[tuple[str, str]]:
    """(key, row): a row is read only when its first word is met."""
    return ((line.rpartition("\t")[2], line) for line in lines("cities.tsv"))


def _entry(row: _PlaceEntry | str) -> _PlaceEntry:
    if isinstance(row, _PlaceEntry):
        return row
    country, city, name, languages, key = row.split("\t")
    only = (
        frozenset(languages.split()) if is_latin(name) and len(key) <= _SHORT else frozenset[str]()
    )
    return _PlaceEntry(city, country, None, only, (country, city) in _capitals())


def _places() -> Iterator[tuple[str, _PlaceEntry]]:
    for country, place, kind, terms in rows("places.tsv"):
        for term in terms.split(", "):
            former = term.removesuffix("!")
            then = former if term.endswith("!") else None
            yield former, _PlaceEntry(place, country, then, frozenset(), kind == "capital")


@cache
def _terms() -> LargeList[_PlaceEntry | str]:
    return LargeList(Lexicon(_places(), ready=_cities()))


@cache
def _cues(language: str) -> dict[str, Cue]:
    """What each word says of the place beside it; a language's own words go before all others'."""
    data = table("cues.toml")
    return {
        plain(word): cue
        for cues in (data["place"], data["own"].get(language, {}))
        for cue, words in cues.items()
        if cue not in ("capital", "of")
        for word in words
    }


def _cue(tokens: Sequence[Token], found: Found[_PlaceEntry | str], language: str) -> Cue:
    before = tokens[found.first - 1] if found.first else None
    after = tokens[found.last] if found.last < len(tokens) else None
    last = tokens[found.last - 1]
    if last.text.endswith(("'s", "’s")) and not (after and after.capital):
        return "none"  # "at Moscow's refusal", not "at Riyadh's Diriyah Palace"
    ending = _ending(last, language)
    if ending != "none" and language in languages_with("turkic"):
        return ending  # these put it behind; what stands before is another word's ending
    cues = _cues(language)
    cue = cues.get(before.stems[0]) if before else None
    cue_behind = cues.get(f"+{after.stems[0]}") if after else None
    told = cue or cue_behind or ending
    name = _entry(found.value).name
    if told == "in" and language in _CASE_TELLS and _is_whither(last.text, name, language):
        return "to"
    return told


# Where one word is "in" and "to", and the case of the place tells which: в Анкаре, в Анкару.
_CASE_TELLS = frozenset(("ru", "uk", "be", "sr", "hr", "bs"))
_LOCATIVE_IN_U = frozenset(("uk", "be", "sr", "hr", "bs"))
_ACCUSATIVE = re.compile("[уюu]$")
_NO_CASE_ENDING = re.compile("[бвгґджзйклмнпрстфцчшщьћђљњџbvgdžzjklmnprstfcčšćđ]$")
_ENDINGS_OF_MANY = re.compile("(?:[аяиіa]х|ima|ama|има|ама)$")


def _is_whither(written: str, name: str, language: str) -> bool:
    """Whether the accusative is written: of a feminine name, or the plain form of a masculine one.
    `name` is the English one, which shows what is never declined (Баку, Мапуту).
    """
    word = written.lower()
    if _ACCUSATIVE.search(word) and language in _LOCATIVE_IN_U:
        return name.lower().endswith("a")
    if _ACCUSATIVE.search(word):
        return not name.lower().endswith(("u", "o"))
    return bool(_NO_CASE_ENDING.search(word)) and not _ENDINGS_OF_MANY.search(word)


# Languages that say "in" by an ending.
_ENDINGS: dict[Cue, tuple[str, ...]] = {
    "in": ("да", "де", "та", "те", "da", "də", "de", "ta", "te"),
    "to": ("ға", "ге", "қа", "ка", "га", "ga", "ka", "qa", "ya", "yə", "ye"),
    "from": ("дан", "ден", "тан", "тен", "dan", "dən", "den", "tan", "ten"),
}
_LONGEST_FIRST: tuple[Cue, ...] = ("from", "in", "to")
_GEORGIAN: dict[Cue, tuple[str, ...]] = {"in": ("ში",), "to": ("მდე", "სკენ"), "from": ("დან",)}


def _ending(token: Token, language: str) -> Cue:
    by_endings = language == "ka" or language in languages_with("turkic")
    if not by_endings and not set("'’") & set(token.text):
        return "none"
    endings = _GEORGIAN if language == "ka" else _ENDINGS
    return next((cue for cue in _LONGEST_FIRST if token.text.endswith(endings[cue])), "none")


@cache
def _capital_of() -> dict[str, str]:
    return {country: name for country, name, kind, _ in rows("places.tsv") if kind == "capital"}


def with_capitals(
    tokens: Sequence[Token],
    countries: Sequence[CountryMention],
    places: list[PlaceMention],
    language: str,
) -> list[PlaceMention]:
    """As in "in the Omani capital", "в столице Омана": a place, or what is said of the place that
    is named right beside it.
    """
    words, links = _capital_words(), _links()
    for at, token in enumerate(tokens):
        if words.isdisjoint(token.stems):
            continue
        country = next((one for one in countries if _beside(tokens, one, at, links)), None)
        if country is None or country.code not in _capital_of():
            continue
        first, last = min(country.first, at), max(country.last, at + 1)
        cue = _before(tokens, first, links, _cues(language))
        if language in languages_with("turkic"):
            cue = _ending(token, language)
        told = PlaceMention(_capital(country.code), first, last, cue, capital=True)
        _tell_capital(places, told, (first - 1, at - 1))
    return places


def _capital(country: str) -> Place:
    return Place(name=_capital_of()[country], country=country)


def _tell_capital(places: list[PlaceMention], told: PlaceMention, before: tuple[int, int]) -> None:
    """Of the place that is named right behind it; else it is a place of its own, unless one is
    named right `before`.
    """
    gaps = [one.first - told.last for one in places]
    named = next((nth for nth, gap in enumerate(gaps) if 0 <= gap <= _NAMED_NEAR), None)
    if named is None:
        if not any(one.first in before for one in places):
            places.append(told)
    elif places[named].cue == "none":
        places[named] = structs.replace(places[named], cue=told.cue)


def _beside(
    tokens: Sequence[Token], country: CountryMention, at: int, links: frozenset[str]
) -> bool:
    """The country stands before the word for a capital, or behind it with nothing but small words
    between.
    """
    if country.last == at:
        return True
    return country.first > at and all(
        tokens[between].stems[0] in links for between in range(at + 1, country.first)
    )


def _before(
    tokens: Sequence[Token], first: int, links: frozenset[str], cues: Mapping[str, Cue]
) -> Cue:
    """What stands before the whole phrase, its article left out."""
    while first and tokens[first - 1].stems[0] in links - cues.keys():
        first -= 1
    return cues.get(tokens[first - 1].stems[0], "none") if first else "none"


@cache
def _capital_words() -> frozenset[str]:
    return frozenset(map(plain, table("cues.toml")["place"]["capital"]))


@cache
def _links() -> frozenset[str]:
    return frozenset(map(plain, table("cues.toml")["of"]["words"]))


def places_in(tokens: Sequence[Token], language: str = "") -> list[PlaceMention]:
    """Every mention, in order."""
    mentions: list[PlaceMention] = []
    for found in _terms().find(tokens, language):
        entry, first = _entry(found.value), tokens[found.first]
        if first.script in ("latin", "cyrillic") and not first.capital:
            continue
        if entry.languages and language and language not in entry.languages:
            continue
        if mentions and mentions[-1].first == found.first:
            continue
        place = Place(name=entry.name, country=entry.country or None, then=entry.then)
        mentions.append(
            PlaceMention(
                place, found.first, found.last, _cue(tokens, found, language), entry.capital
            )
        )
    return mentions
