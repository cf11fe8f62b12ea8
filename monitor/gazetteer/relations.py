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


@cache
def relations() -> Wordlist:
    return Wordlist(table("relations.toml"), own_only=True)


def relations_in(tokens: Sequence[Token], language: str = "") -> list[Found[str]]:
    """Every such word, in order, with its kind."""
    return relations().find(tokens, language)
