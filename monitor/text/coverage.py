"""Which languages can be read: those with words for meetings and for offices; words for some rarer
act alone do not make it so. Of any other nothing is read but what is written alike everywhere, so
that "no people, no act" would say nothing of the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from monitor.datafiles import table

_NO_WORDS = "no word list for "
_NOT_TOLD = "its language could not be told"
_UNDETERMINED = "und"
_COMMONEST = "meeting"


@cache
def languages_read() -> frozenset[str]:
    """The codes of all languages that have words for meetings and for offices."""
    acts, offices = table("acts.toml")["act"], table("offices.toml")["office"]
    return _named_in([acts[_COMMONEST]]) & _named_in(offices.values())


def _named_in(lists: Iterable[dict[str, object]]) -> frozenset[str]:
    return frozenset(
        language for words in lists for language, terms in words.items() if isinstance(terms, list)
    )


def notes_on(language: str) -> tuple[str, ...]:
    """What a reading notes where its text's language cannot be read."""
    if language == _UNDETERMINED:
        return (_NOT_TOLD,)
    if language in languages_read():
        return ()
    return (_NO_WORDS + language,)


def language_unread(notes: Iterable[str]) -> str | None:
    """The language that could not be read, from a reading's notes; "und" where it was not told."""
    for note in notes:
        if note == _NOT_TOLD:
            return _UNDETERMINED
        if note.startswith(_NO_WORDS):
            return note.removeprefix(_NO_WORDS)
    return None
