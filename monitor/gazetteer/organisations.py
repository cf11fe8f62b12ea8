"""International organisations and formats (SCO, G20, C5+1) by name and acronym. They stand in
data/organisations.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
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


@lru_cache(maxsize=32_768)
def _heads(word: str) -> bool:
    """Whether an acronym may begin with this word."""
    bare = word.partition("'")[0].partition("’")[0]
    known = _acronyms()
    return (
        bare in known
        or bare.rstrip("s") in known
        or bare in _beginnings()
        or _spoken(bare) in known
    )


def _spoken(word: str) -> str:
    """Long acronyms are written as words too: Caricom, Asean, Unesco."""
    if len(word) >= _SPOKEN_LETTERS_MIN and word.istitle():
        return word.upper()
    return word


_SPOKEN_LETTERS_MIN = 5


def _acronym_at(tokens: Sequence[Token], place: int) -> str | None:
    token = tokens[place]
    bare = token.text.split("'")[0].split("’")[0]
    known = _acronyms()
    if place + 1 < len(tokens) and tokens[place + 1].start - token.end <= 1:
        joined = f"{bare}+{tokens[place + 1].text}"
        if joined in known:
            return known[joined]
        joined = f"{bare}-{tokens[place + 1].text}"
        if joined in known:
            return known[joined]
    return known.get(bare) or known.get(bare.rstrip("s")) or known.get(_spoken(bare))


def organisations_in(
    tokens: Sequence[Token], language: str = "", places: Sequence[int] | None = None
) -> list[Found[str]]:
    """Every mention, in order, with the house's short name."""
    named = names().find(tokens, language, places)
    taken = {place for found in named for place in range(found.first, found.last)}
    short = [
        Found(place, place + 1, name)
        for place, token in enumerate(tokens)
        if token.capital
        and _heads(token.text)
        and place not in taken
        and (name := _acronym_at(tokens, place))
    ]
    return sorted([*named, *short], key=lambda found: (found.first, found.value))
