"""Countries by name, people and adjective ("Kazakhstan", "Kazakhs", "Kazakh"), and capitals that
stand for governments.

Names come from data/countries.tsv (CLDR), the rest from the hand-kept data/demonyms.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from monitor.datafiles import lines, table
from monitor.model import CountryCode
from monitor.text.lexicon import Found, Lexicon
from monitor.text.tokens import Token
from monitor.text.wordlists import LargeList, is_latin

How = Literal["name", "adjective", "capital"]

_OTHER_AMERICAS = frozenset(
    ("south", "latin", "central", "north", "pan", "inter", "ibero", "latino", "sud", "sur")
)
_THAT = "Того"  # opens a sentence: "of that"; the country seldom does
_FINANCE = "maliy"  # Turkish and Azerbaijani, taken for Mali with an ending
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


def _names() -> Iterator[tuple[str, str]]:
    """(key, row): a row is read only when its first word is met."""
    return ((line.rpartition("\t")[2], line) for line in lines("countries.tsv"))


def _entry(row: _CountryEntry | str) -> _CountryEntry:
    if isinstance(row, _CountryEntry):
        return row
    code, name, languages, key = row.split("\t")
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
                    yield term, _listed(term, code, how, language)


def _listed(term: str, code: str, how: How, language: str) -> _CountryEntry:
    latin = is_latin(term)
    only = frozenset({language} if latin and language != "any" else ())
    return _CountryEntry(code, how, only, term[0].isupper(), latin and term.isupper())


@cache
def _terms() -> LargeList[_CountryEntry | str]:
    return LargeList(Lexicon(_by_hand(), ready=_names()))


def _counts(
    entry: _CountryEntry,
    found: Found[_CountryEntry | str],
    tokens: Sequence[Token],
    language: str,
) -> bool:
    if entry.languages and language and language not in entry.languages:
        return False
    is_other = _OTHERS.get(entry.code)
    return _is_written_so(entry, tokens[found.first]) and not (
        is_other and is_other(tokens, found.first)
    )


def _is_written_so(entry: _CountryEntry, token: Token) -> bool:
    """With a capital, or in capitals, where it must be."""
    if entry.capital and not token.capital:
        return False
    in_capitals = token.text[:2].isupper() or not token.text[1:2].isalpha()
    return in_capitals or not entry.acronym


def _is_another_america(tokens: Sequence[Token], first: int) -> bool:
    return first > 0 and tokens[first - 1].stems[0] in _OTHER_AMERICAS


def _is_of_that(tokens: Sequence[Token], first: int) -> bool:
    return first == 0 and tokens[0].text == _THAT


def _is_nigeria(tokens: Sequence[Token], first: int) -> bool:
    return tokens[first].stems[0].startswith(_NIGERIA)


def _is_of_finance(tokens: Sequence[Token], first: int) -> bool:
    return tokens[first].text.casefold().startswith(_FINANCE)


_OTHERS = {
    "US": _is_another_america,
    "TG": _is_of_that,
    "NE": _is_nigeria,
    "ML": _is_of_finance,
}


def countries_in(tokens: Sequence[Token], language: str = "") -> list[CountryMention]:
    """Every mention, in order. Capitals of states are not among them: see `places.places_in`."""
    mentions: dict[int, CountryMention] = {}
    for found in _terms().find(tokens, language):
        entry = _entry(found.value)
        if _counts(entry, found, tokens, language):
            mention = CountryMention(entry.code, found.first, found.last, entry.how)
            mentions.setdefault(found.first, mention)  # the most exact reading comes first
    return list(mentions.values())
