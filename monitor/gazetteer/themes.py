"""What was talked about: trade, energy, borders, … The words stand in data/themes.toml."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from monitor.datafiles import table
from monitor.text.lexicon import Found
from monitor.text.tokens import Token
from monitor.text.wordlists import Wordlist


@cache
def themes() -> Wordlist:
    return Wordlist(table("themes.toml"), own_lists=True)


def themes_in(tokens: Sequence[Token], language: str = "") -> Sequence[Found[str]]:
    """Every mention of a theme, in order."""
    return themes().find(tokens, language)
