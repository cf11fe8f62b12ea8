"""Word lists by language, out of a TOML table of id → language → terms.

Terms in Latin letters count only in their own language and, in languages without a list, all
together: "rat" is a council in German and an animal in English. Terms in other scripts count
everywhere, because neighbours write the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import count
from typing import Any

from msgspec import Struct

from monitor.datafiles import part
from monitor.text.lexicon import Firsts, Found, Lexicon, Vocabulary
from monitor.text.tokens import Script, Token, script_of

_LATIN_ENDS = 0x250


@cache
def pronouns() -> dict[str, str]:
    """Each pronoun that may stand for a person, with its gender."""
    genders: dict[str, list[str]] = part("speech.toml", "pronouns")
    return {word: gender for gender, words in genders.items() for word in words}


def is_pronoun(word: str) -> bool:
    return word in pronouns()


def is_latin(term: str) -> bool:
    return term[0] < chr(_LATIN_ENDS) or "\u1e00" <= term[0] < "\u1f00"


_FIRSTS: defaultdict[str, Firsts] = defaultdict(Firsts)  # by language, "" for any; by script
_VOCABULARIES: dict[str, Vocabulary] = {}
_numbers = count()


def _vocabulary(language: str) -> Vocabulary:
    """All word lists that were ever asked for this language."""
    own, anywhere = _FIRSTS[language], _FIRSTS[""]

    def firsts(token: Token) -> Iterable[Firsts]:
        other = anywhere if token.script == "latin" else _FIRSTS[token.script]
        return (own, other) if other is not own else (own,)

    return Vocabulary(firsts)


class _Terms(Struct):
    """Those of one list: (place in the list, term, what it stands for)."""

    latin: dict[str, list[tuple[int, str, str]]]  # by language
    others: dict[Script, list[tuple[str, str]]]  # (term, what it stands for) by script
    own: dict[str, list[tuple[str, str]]]  # by language, in any letters


def _sorted_out(table: Mapping[str, Mapping[str, Any]]) -> _Terms:
    found = _Terms({}, {}, {})
    every = (
        (term, name, language)
        for name, languages in table.items()
        for language, terms in languages.items()
        if isinstance(terms, list)
        for term in terms
    )
    for at, (term, name, language) in enumerate(every):
        found.own.setdefault(language, []).append((term, name))
        if is_latin(term):
            found.latin.setdefault(language, []).append((at, term, name))
        else:
            found.others.setdefault(script_of(term[0]), []).append((term, name))
    return found


class Wordlist:
    """`table` is id → {language: [term, …]}; keys longer than three letters, and values that are no
    lists, are not languages.
    """

    def __init__(
        self,
        table: Mapping[str, Mapping[str, Any]],
        *,
        english_everywhere: bool = False,
        own_only: bool = False,
        own_lists: bool = False,
    ) -> None:
        """`english_everywhere`: English terms of two words and more count in every language, as
        names of bodies do. `own_only`: a language that has terms in another script has none in
        Latin letters: an outlet called Report is no French word in a Russian text. `own_lists`: a
        language that has terms has these alone, whatever its neighbours write.
        """
        self._own_lists, self._english = own_lists, english_everywhere
        self._terms = _sorted_out(table)
        own = self._terms.own if own_only or own_lists else self._terms.latin
        self._languages = frozenset(own)
        self._lexicons: dict[str, Lexicon[str]] = {}
        self._asked: dict[str, tuple[Vocabulary, Lexicon[str]]] = {}  # by language
        self._others: dict[Script, Lexicon[str]] = {}
        self._number = next(_numbers)

    def lexicon(self, language: str) -> Lexicon[str]:
        """The terms that count in this language."""
        wanted = language if language in self._languages else ""
        if wanted not in self._lexicons:
            self._lexicons[wanted] = self._made(wanted)
        return self._lexicons[wanted]

    def _made(self, wanted: str) -> Lexicon[str]:
        if wanted and self._own_lists:
            return Lexicon(self._terms.own[wanted])
        latin = self._terms.latin
        if wanted:
            terms = latin.get(wanted, [])
            if self._english and wanted != "en":
                terms = sorted([*terms, *(one for one in latin.get("en", ()) if " " in one[1])])
        else:
            terms = sorted(one for terms in latin.values() for one in terms)
        return Lexicon(((term, name) for _, term, name in terms), other=self._of_script)

    def _of_script(self, script: Script) -> Lexicon[str]:
        if script not in self._others:
            self._others[script] = Lexicon(self._terms.others.get(script, ()))
        return self._others[script]

    def find(self, tokens: Sequence[Token], language: str = "") -> list[Found[str]]:
        """Longest matches from left to right, each with the id it stands for."""
        vocabulary, lexicon = self._asked.get(language) or self._ask(language)
        places = vocabulary.places(tokens, self._number)
        return lexicon.find(tokens, places) if places else []

    def _ask(self, language: str) -> tuple[Vocabulary, Lexicon[str]]:
        """Enters the list in the vocabulary of a language."""
        if language not in _VOCABULARIES:
            _VOCABULARIES[language] = _vocabulary(language)
        vocabulary, lexicon = _VOCABULARIES[language], self.lexicon(language)
        _FIRSTS[language if language in self._languages else ""].add(self._number, lambda: lexicon)
        for script in self._terms.others:
            _FIRSTS[script].add(self._number, partial(self._of_script, script))
        vocabulary.add(self._number, lexicon)
        self._asked[language] = vocabulary, lexicon
        return self._asked[language]
