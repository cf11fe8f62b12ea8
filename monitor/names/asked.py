"""Whom typed words mean: office holders of the tables, by any part of the name, in any script.

"Salman", "محمد بن سلمان" and "Mohammed bin Salman" mean one person; a surname alone may mean
several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct

from monitor.names import office_holders
from monitor.names.matching import name_words, same_name
from monitor.text.lexicon import Found
from monitor.text.normalize import fold_name
from monitor.text.tokens import Token, tokenize

_WORDS_MAX = 5  # of a name
_SAME_PERSON = 0.85  # of `same_name`
_IDS_MAX = 12  # whom a surname alone may mean
_LETTERS_MIN = 2
# Greek writes the sounds of b, d and g with two letters
_GREEK = (("ντ", "δ"), ("μπ", "β"), ("γκ", "γ"))


class AskedPeople(Struct, frozen=True, kw_only=True):
    """`tokens[first:last]` mean one of these people."""

    first: int
    last: int
    ids: tuple[str, ...]


def people_asked(tokens: Sequence[Token], text: str) -> list[AskedPeople]:
    """Whom the words mean, in order; the longest name first where several begin at one word."""
    found: list[AskedPeople] = []
    written = {one.first: one for one in office_holders.named(tokens)}
    at = 0
    while at < len(tokens):
        people = _foreign(written, at) or next(_named_at(tokens, text, at), None)
        if people is not None:
            found.append(people)
        at = people.last if people else at + 1
    return found


def asked(words: str) -> list[AskedPeople]:
    return people_asked(tokenize(words), words)


def _foreign(written: dict[int, Found[str]], at: int) -> AskedPeople | None:
    """In a script without capitals, by the tables' own spellings."""
    one = written.get(at)
    return AskedPeople(first=at, last=one.last, ids=(one.value,)) if one else None


def _named_at(tokens: Sequence[Token], text: str, at: int) -> Iterator[AskedPeople]:
    """The longest name that begins there, if any does."""
    for last in range(min(len(tokens), at + _WORDS_MAX), at, -1):
        name = text[tokens[at].start : tokens[last - 1].end]
        if ids := _of_name(name) if last - at > 1 else of_word(name):
            yield AskedPeople(first=at, last=last, ids=ids)


def of_word(word: str) -> tuple[str, ...]:
    """By one word: a surname, or what somebody is called by alone."""
    found = [person for key in folds(word) for person in _by_key().get(key, ())]
    return tuple(dict.fromkeys(found))[:_IDS_MAX]


def _of_name(name: str) -> tuple[str, ...]:
    """By a whole name: each of them is the one whom it spells; "bin Salman" is a surname alone."""
    words = name_words(name)
    if len(words) == 1:
        return of_word(words[0])
    candidates = {person for word in words for person in of_word(word)}
    whole = (one for one in sorted(candidates) if _is_called(one, name, len(words)))
    return tuple(whole)[:_IDS_MAX]


def _is_called(person_id: str, name: str, words: int) -> bool:
    """All of it: "Xi Jinping visits" is more than his name."""
    own = office_holders.row_at(person_id, None).name
    return words <= len(name_words(own)) and same_name(own, name) >= _SAME_PERSON


def folds(word: str) -> tuple[str, ...]:
    """How a word is filed as a part of a name: as it is spelt, and as it sounds where two letters
    of Greek are one sound.
    """
    sounded = word.casefold()
    for letters, sound in _GREEK:
        sounded = sounded.replace(letters, sound)
    forms = dict.fromkeys((fold_name(word), fold_name(sounded)))
    return tuple(form for form in forms if len(form) >= _LETTERS_MIN)


@cache
def _by_key() -> dict[str, tuple[str, ...]]:
    """Folded words of names → the people whom each alone may mean."""
    found: dict[str, dict[str, None]] = {}
    for holder in office_holders.holders():
        for key in (*holder.keys, holder.called, holder.family):
            if key:
                found.setdefault(key, {})[holder.id] = None
    return {key: tuple(people) for key, people in found.items()}


@cache
def keys_of(person_id: str) -> tuple[str, ...]:
    """The folded words that name him in texts of which nobody read that they mean him."""
    rows = [one for one in office_holders.holders() if one.id == person_id]
    return tuple(sorted({key for one in rows for key in (one.key, *one.keys)}))
