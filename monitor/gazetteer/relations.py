"""Words in which states speak of each other, of their missions and of what they agree. They stand
in data/relations.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from monitor.datafiles import table
from monitor.text.lexicon import Found
from monitor.text.tokens import Token
from monitor.text.wordlists import Wordlist

KINDS = ("ties", "missions", "statecraft")
_FIRMS = "firms"


@cache
def relations() -> Wordlist:
    return Wordlist(table("relations.toml"), own_only=True)


def relations_in(tokens: Sequence[Token], language: str = "") -> list[Found[str]]:
    """Every such word, in order, with its kind."""
    return [found for found in relations().find(tokens, language) if found.value in KINDS]


def names_a_firm(tokens: Sequence[Token], language: str = "") -> bool:
    """A company, a fund or the like."""
    return any(found.value == _FIRMS for found in relations().find(tokens, language))
