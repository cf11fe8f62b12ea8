"""Countries by name, people and adjective ("Kazakhstan", "Kazakhs", "Kazakh"), and capitals that
stand for governments.

Names come from data/countries.tsv (CLDR), the rest from the hand-kept data/demonyms.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from monitor.model import CountryCode
from monitor.text.datafiles import rows, table
from monitor.text.lexicon import Found, Lexicon
from monitor.text.tokens import Token
from monitor.text.wordlists import is_latin

How = Literal["name", "adjective", "capital"]

_OTHER_AMERICAS = frozenset(
    ("south", "latin", "central", "north", "pan", "inter", "ibero", "latino", "sud", "sur")
)
_THAT = "Того"  # opens a sentence: "of that"; the country seldom does
_NIGERIA = "нигери"  # without its ending this is Niger
# letters; shorter names are words of other languages too, and count only in a language that has
# them
_SHORT = 6


class CountryMention(Struct, frozen=True, gc=False):
    """`tokens[first:last]` names the country."""

    code: CountryCode
    first: int
    last: int
    how: How


class _CountryEntry(Struct, frozen=True, gc=False):
    code: str
    how: How
    languages: frozenset[str]  # empty: any
    capital: bool  # must be written with a capital
    acronym: bool = False  # must be written in capitals


def _names() -> Iterator[tuple[str, list[str]]]:
    """(key, row): a row is read only when its first word is met."""
    return ((row[3], row) for row in rows("countries.tsv"))


def _entry(row: _CountryEntry | list[str]) -> _CountryEntry:
    if isinstance(row, _CountryEntry):
        return row
    code, name, languages, key = row
    only = (
        frozenset(languages.split()) if is_latin(name) and len(key) <= _SHORT else frozenset[str]()
    )
    return _CountryEntry(code, "name", only, name[0].isupper())


def _by_hand() -> Iterator[tuple[str, _CountryEntry]]:
    kinds: tuple[tuple[str, How], ...] = (("name", "name"), ("people", "adjective"))
    for kind, how in kinds:
        for language, countries in table("demonyms.toml")[kind].items():
            for code, terms in countries.items():
                for term in terms.split(", "):
                    only = (
                        frozenset({language})
                        if is_latin(term) and language != "any"
                        else frozenset[str]()
                    )
                    yield (
                        term,
                        _CountryEntry(
                            code, how, only, term[0].isupper(), is_latin(term) and term.isupper()
                        ),
                    )


@cache
def lexicon() -> Lexicon[_CountryEntry | list[str]]:
    return Lexicon(_by_hand(), ready=_names())


def _counts(
    entry: _CountryEntry,
    found: Found[_CountryEntry | list[str]],
    tokens: Sequence[Token],
    language: str,
) -> bool:
    if entry.capital and not tokens[found.first].capital:
        return False
    if (
        entry.acronym
        and not tokens[found.first].text[:2].isupper()
        and tokens[found.first].text[1:2].isalpha()
    ):
        return False
    if entry.code == "US" and found.first and tokens[found.first - 1].stems[0] in _OTHER_AMERICAS:
        return False
    if entry.code == "TG" and found.first == 0 and tokens[0].text == _THAT:
        return False
    if entry.code == "NE" and tokens[found.first].stems[0].startswith(_NIGERIA):
        return False
    return not entry.languages or not language or language in entry.languages


def countries_in(
    tokens: Sequence[Token], language: str = "", places: Sequence[int] | None = None
) -> list[CountryMention]:
    """Every mention, in order. Capitals of states are not among them: see `places.places_in`."""
    mentions: list[CountryMention] = []
    for found in lexicon().find(tokens, places):
        entry = _entry(found.value)
        if _counts(entry, found, tokens, language):
            mention = CountryMention(entry.code, found.first, found.last, entry.how)
            # the most exact reading of a word comes first
            if not mentions or mentions[-1].first != mention.first:
                mentions.append(mention)
    return mentions
