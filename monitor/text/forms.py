"""Whether an account says a word that a reader follows, in any of its forms: `Phrase.of("санкции")`
is met by «санкциям», and "Middle Corridor" by an account that says both words.

Accounts keep folded stems of their telling words, Latin in every script. So a word is folded with
each ending cut that its own script cuts; what an account says is a form of it if it begins with
such a stem and goes on with an ending. Scripts that write small words before others (Arabic,
Hebrew) are met with these too; in scripts without spaces two characters make one word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial

from msgspec import Struct

from monitor.datafiles import ids, listed
from monitor.text.normalize import fold_word, latin
from monitor.text.tokens import Token, tokenize

WORDS_MAX = 5  # of a phrase
_STEM_MIN = 4  # letters that tell a word
_SURE_STEM = 5  # letters of a stem that may go on with an ending
_REST_MAX = 2  # letters that any form may differ by at its end
_NOT_LETTER = re.compile(r"[^a-z0-9]+")
_CUT_MAX = 1  # letters that folding may have cut of a form too many
_UNSPACED = frozenset(("han", "kana"))
_BEFORE = {
    "arabic": ("", "ال", "وال", "بال", "كال", "فال", "لل", "و", "ب", "ل", "ك"),
    "hebrew": ("", "ה", "ב", "ל", "ו", "מ", "ש", "כ", "וה", "בה", "שה", "מה"),
}


class Word(Struct, frozen=True):
    """A word's folded forms, and the stems that may go on with an ending. `open`: with any. Short
    words are kept of titles alone: beside longer ones they need not be said.
    """

    forms: frozenset[str]
    stems: frozenset[str] = frozenset()
    open: bool = False
    telling: bool = True
    latin: bool = True


class Phrase(Struct, frozen=True):
    """All of its words must be said in one account."""

    words: tuple[Word, ...]

    @classmethod
    def of(cls, text: str) -> Phrase:
        """No words at all for a text that says nothing. A closing * stands for any ending."""
        words = tuple(_words(text))
        telling = tuple(word for word in words if word.telling)
        return cls(telling or words)


def _words(text: str) -> Iterator[Word]:
    tokens = tokenize(text)
    last: Token | None = None
    for token in tokens:
        if token.script in _UNSPACED:
            if last is not None and last.script == token.script and last.end == token.start:
                yield Word(frozenset((last.stems[0] + token.stems[0],)), latin=False)
        elif token.script != "number":
            yield _word(token, is_open=text[token.end : token.end + 1] == "*")
        last = token


def _word(token: Token, *, is_open: bool) -> Word:
    if token.script in _BEFORE:
        bare = token.stems[-1]
        spellings = (before + bare for before in _BEFORE[token.script])
        return Word(frozenset(map(fold_word, (*spellings, *token.stems))), latin=False)
    folded = {token.fold, *map(fold_word, token.stems[:1])}
    stems = set(map(_spelt, _stems_of(token))) | folded
    sure = frozenset(stem for stem in stems if len(stem) >= _SURE_STEM)
    telling, is_latin = len(token.fold) >= _STEM_MIN, token.script == "latin"
    return Word(frozenset(folded), sure, is_open, telling, is_latin)


def _stems_of(token: Token) -> Iterator[str]:
    if "\u0370" <= token.text[0] <= "\u03ff":  # κυρώσεις, κυρώσεων: a vowel changes too
        yield token.stems[0][:-_REST_MAX]
    least = 1 if token.script == "hangul" else _STEM_MIN
    yield from (stem for stem in token.stems if len(stem) >= least)


@lru_cache(maxsize=8_192)
def _spelt(word: str) -> str:
    return _NOT_LETTER.sub("", latin(word))


@cache
def _endings() -> frozenset[str]:
    """In Latin letters; what folding cuts of them may be gone already."""
    data = ids("endings.toml")
    spelt = {_spelt(end) for text in data.values() for end in listed(text)}
    turkic = set(map(_spelt, listed(data["turkic_cyrillic"])))
    plurals = ("lar", "ler", "dar", "der", "tar", "ter")
    spelt |= {f"{plural}{end}" for plural in plurals for end in turkic}
    spelt |= {f"iya{end}" for end in spelt if end.startswith(plurals)}
    return frozenset(spelt | {end[:-1] for end in spelt} | {end[:-2] for end in spelt})


def said_in_title(title: str) -> Iterator[str]:
    """Folded forms of a title's words, short ones among them."""
    for token in tokenize(title):
        if token.script not in _UNSPACED:
            yield token.fold
            yield from map(_spelt, filter(partial(_is_near, token), token.stems))


def _is_near(token: Token, stem: str) -> bool:
    """Газа is a form of газ; газета, of which as little can be left, is none."""
    return len(stem) >= _STEM_MIN or len(token.stems[0]) - len(stem) <= _REST_MAX


class Sayings:
    """Which accounts say which folded words."""

    def __init__(self, accounts: Iterable[tuple[int, Iterable[str]]]) -> None:
        """Each account by a number of its own."""
        by_word: dict[str, set[int]] = {}
        for number, words in accounts:
            for word in words:
                by_word.setdefault(word, set()).add(number)
        self._by_word: Mapping[str, set[int]] = by_word
        self._ordered: Sequence[str] = sorted(by_word)

    def saying(self, phrase: Phrase) -> set[int]:
        """The accounts that say all of the phrase; none for an empty one."""
        found = [self._saying(word) for word in phrase.words]
        return set.intersection(*found) if found else set()

    def _saying(self, word: Word) -> set[int]:
        said = [one for one in word.forms if one in self._by_word]
        for stem in word.stems:
            said += [one for one in self._beginning(stem) if _is_form(one, stem, word)]
            if word.latin:
                said += [one for one in _shorter(stem) if one in self._by_word]
        return set().union(*(self._by_word[one] for one in said))

    def _beginning(self, stem: str) -> Iterator[str]:
        for place in range(bisect_left(self._ordered, stem), len(self._ordered)):
            if not self._ordered[place].startswith(stem):
                return
            yield self._ordered[place]


def _is_form(said: str, stem: str, word: Word) -> bool:
    rest = said[len(stem) :]
    return word.open or len(rest) <= _REST_MAX or rest in _endings()


def _shorter(stem: str) -> Iterator[str]:
    """What folding may have cut of a form: "railway" is said as "railwa"."""
    return (stem[:-cut] for cut in range(1, _CUT_MAX + 1) if len(stem) - cut >= _SURE_STEM)
