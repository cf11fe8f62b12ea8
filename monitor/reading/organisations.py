"""International organisations and formats (SCO, G20, C5+1) by name and acronym. They stand in data/organisations.toml."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from monitor.reading.lexicon import Found
from monitor.reading.resources import table
from monitor.reading.tokens import Token
from monitor.reading.wordlists import Wordlist


@cache
def _names() -> Wordlist:
    names = {
        name: {key: terms for key, terms in about.items() if key != "acronyms"}
        for name, about in table("organisations.toml").items()
    }
    return Wordlist(names, english_everywhere=True)


@cache
def _acronyms() -> dict[str, str]:
    """As written, capitals and all: `un` is an article in French, `UN` is not."""
    return {
        acronym: name for name, about in table("organisations.toml").items() for acronym in about.get("acronyms", ())
    }


def _acronym_at(tokens: Sequence[Token], place: int) -> str | None:
    token = tokens[place]
    if not token.capital:
        return None
    bare = token.text.split("'")[0].split("’")[0]
    known = _acronyms()
    if place + 1 < len(tokens) and tokens[place + 1].start - token.end <= 1:
        joined = f"{bare}+{tokens[place + 1].text}"
        if joined in known:
            return known[joined]
        joined = f"{bare}-{tokens[place + 1].text}"
        if joined in known:
            return known[joined]
    return known.get(bare) or known.get(bare.rstrip("s"))


def organisations_in(tokens: Sequence[Token], language: str = "") -> list[Found[str]]:
    """Every mention, in order, with the house's short name."""
    named = _names().find(tokens, language)
    taken = {place for found in named for place in range(found.first, found.last)}
    short = [
        Found(place, place + 1, name)
        for place in range(len(tokens))
        if place not in taken and (name := _acronym_at(tokens, place))
    ]
    return sorted([*named, *short], key=lambda found: (found.first, found.value))
