"""Acts that may come about, and acts told on the word of nobody who is named.

"X may travel to Y", "X allegedly met Z": neither is told in this program's words.
Words stand in data/unreal.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from monitor.datafiles import table
from monitor.dates.calendars import calendar_of
from monitor.reading.events.event import Sentence
from monitor.text.tokens import Token
from monitor.text.wordlists import Wordlist


@cache
def _list(*groups: str) -> Wordlist:
    return Wordlist({group: table("unreal.toml")[group] for group in groups})


def is_only_heard(every: Sequence[Sentence], act: str, language: str) -> bool:
    """Wherever title and lead tell the act, it is told so."""
    telling = [
        one
        for one in every
        if one.number <= 0 and any(found.value == act for found in one.scan.acts)
    ]
    return bool(telling) and all(_is_doubted(one, language) for one in telling)


def is_hearsay(one: Sentence, language: str) -> bool:
    """The outlet's own words say that somebody only claims or heard what the sentence tells."""
    return _is_told_with(one, language, "hearsay", "tellers", "claimed")


def _is_told_with(one: Sentence, language: str, *groups: str) -> bool:
    found = _list(*groups).find(one.scan.tokens, language)
    return any(word.first not in one.quoted for word in found)


def _is_doubted(one: Sentence, language: str) -> bool:
    """What may be stands before all acts: of "met X and said he might visit Y", X was met."""
    tokens, told_at = one.scan.tokens, min(found.first for found in one.scan.acts)
    unsure = (
        found.first <= told_at and not _is_month(tokens, found.first, language)
        for found in _list("unsure").find(tokens, language)
        if found.first not in one.quoted
    )
    return any(unsure) or _is_told_with(one, language, "hearsay", "tellers")


def _is_month(tokens: Sequence[Token], at: int, language: str) -> bool:
    """As in "a May visit"; of a headline in capitals, "X May Visit Y", nobody knows."""
    word, following = tokens[at], tokens[at + 1 : at + 2]
    is_name = word.capital and not any(token.capital for token in following)
    return is_name and word.text.casefold() in calendar_of(language).months
