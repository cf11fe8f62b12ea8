"""International organisations and formats (SCO, G20, C5+1) by name and acronym. They stand in
data/organisations.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from monitor.datafiles import table
from monitor.text.lexicon import Found
from monitor.text.tokens import Token
from monitor.text.wordlists import Wordlist


@cache
def names() -> Wordlist:
    names = {
        name: {key: terms for key, terms in about.items() if key != "acronyms"}
        for name, about in table("organisations.toml").items()
    }
    return Wordlist(names, english_everywhere=True)


@cache
def _acronyms() -> dict[str, str]:
    """As written, capitals and all: `un` is an article in French, `UN` is not."""
    return {
        acronym: name
        for name, about in table("organisations.toml").items()
        for acronym in about.get("acronyms", ())
    }


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(acronym.split(mark)[0] for acronym in _acronyms() for mark in ("+", "-"))


@lru_cache(maxsize=8_192)
def _heads(word: str) -> bool:
    """Whether an acronym may begin with this word."""
    bare = _bare(word)
    known = {bare, bare.rstrip("s"), _spoken(bare)} & _acronyms().keys()
    return bool(known) or bare in _beginnings()


def _bare(word: str) -> str:
    return word.partition("'")[0].partition("’")[0]


def _spoken(word: str) -> str:
    """Long acronyms are written as words too: Caricom, Asean, Unesco."""
    if len(word) >= _SPOKEN_LETTERS_MIN and word.istitle():
        return word.upper()
    return word


_SPOKEN_LETTERS_MIN = 5


def _acronym_at(tokens: Sequence[Token], place: int) -> Found[str] | None:
    known = _acronyms()
    named = filter(None, map(known.get, _spellings_at(tokens, place)))
    name = next(named, None)
    if name is None:
        return None
    return Found(place, place + 1, name)


def _spellings_at(tokens: Sequence[Token], place: int) -> Iterator[str]:
    """How an acronym that stands here may be listed, the longest first: C5+1, SCO for SCOs."""
    token = tokens[place]
    bare = _bare(token.text)
    if place + 1 < len(tokens) and tokens[place + 1].start - token.end <= 1:
        yield from (f"{bare}{mark}{tokens[place + 1].text}" for mark in "+-")
    yield from (bare, bare.rstrip("s"), _spoken(bare))


def organisations_in(
    tokens: Sequence[Token], language: str = "", places: Sequence[int] | None = None
) -> list[Found[str]]:
    """Every mention, in order, with the house's short name."""
    named = names().find(tokens, language, places)
    taken = {place for found in named for place in range(found.first, found.last)}
    heads = (at for at, token in enumerate(tokens) if token.capital and _heads(token.text))
    short = (_acronym_at(tokens, place) for place in heads if place not in taken)
    return sorted([*named, *filter(None, short)], key=lambda found: (found.first, found.value))
