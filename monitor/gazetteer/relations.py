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

KINDS = ("ties", "missions", "statecraft", "dealings")
_PRIVATE = ("firms", "clubs", "brands", "lives")


@cache
def relations() -> Wordlist:
    return Wordlist(table("relations.toml"), own_only=True)


def relations_in(tokens: Sequence[Token], language: str = "") -> list[Found[str]]:
    """Every such word, in order, with its kind."""
    return [found for found in relations().find(tokens, language) if found.value in KINDS]


def private_in(tokens: Sequence[Token], language: str = "") -> set[str]:
    """Kinds of whoever is named that is no state: "firms", "clubs", "brands",
    "lives".
    """
    return {found.value for found in relations().find(tokens, language)} & {*_PRIVATE}


def is_common(tokens: Sequence[Token], found: Found[str]) -> bool:
    """Whether firms and clubs use the word of themselves too: "cooperation"."""
    words = [token.text.casefold() for token in tokens[found.first : found.last]]
    common = tuple(table("relations.toml")["common"]["words"])
    return " ".join(words).startswith(common) or "".join(words).startswith(common)
