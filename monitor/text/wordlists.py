"""Word lists by language, out of a TOML table of id → language → terms.

Terms in Latin letters count only in their own language and, in languages without a list, all
together: "rat" is a council in German and an animal in English. Terms in other scripts count
everywhere, because neighbours write the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from itertools import chain, count, repeat
from operator import itemgetter
from typing import Any, Generic, TypeVar

from monitor.datafiles import part
from monitor.text.lexicon import Firsts, Found, Lexicon, Vocabulary
from monitor.text.tokens import OTHER_SCRIPTS, Script, Token, Tokens, script_of

Value = TypeVar("Value")

_LATIN_ENDS = "\u0250"


@cache
def pronouns() -> dict[str, str]:
    """Each pronoun that may stand for a person, with its gender."""
    genders: dict[str, list[str]] = part("speech.toml", "pronouns")
    return {word: gender for gender, words in genders.items() for word in words}


def is_pronoun(word: str) -> bool:
    return word in pronouns()


def is_latin(term: str) -> bool:
    return term[0] < _LATIN_ENDS or "\u1e00" <= term[0] < "\u1f00"


_FIRSTS: defaultdict[str, Firsts] = defaultdict(Firsts)  # by language, "" for any; by script
_LARGE = Firsts()
_numbers = count()


@cache
def _vocabulary(language: str) -> Vocabulary:
    """All lists that were asked for any language: who asks for one soon asks for the others."""
    own, anywhere = _FIRSTS[language], _FIRSTS[""]

    def firsts(token: Token) -> Iterable[Firsts]:
        other = anywhere if token.script == "latin" else _FIRSTS[token.script]
        return (_LARGE, own, other) if other is not own else (_LARGE, own)

    made = Vocabulary(firsts)
    for enter in _ASKED if language else ():  # of no language, little else is asked
        enter(made, language)
    return made


# What enters each list that was asked in the vocabulary of a language.
_ASKED: list[Callable[[Vocabulary, str], None]] = []


_Group = tuple[int, str, list[str]]  # its place in the table, what its terms stand for, the terms


def _by_language(table: Mapping[str, Mapping[str, Any]]) -> dict[str, list[_Group]]:
    found: dict[str, list[_Group]] = {}
    places = count()
    for name, languages in table.items():
        for language, terms in languages.items():
            if isinstance(terms, list):
                found.setdefault(language, []).append((next(places), name, terms))
    return found


def _in_order(groups: Iterable[_Group]) -> Iterator[tuple[str, str]]:
    """(term, what it stands for)."""
    for _, name, terms in sorted(groups, key=itemgetter(0)):
        yield from zip(terms, repeat(name))


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
        self._groups = _by_language(table)
        self._languages = frozenset(
            language
            for language, groups in self._groups.items()
            if own_only
            or own_lists
            or any(is_latin(term) for _, _, terms in groups for term in terms)
        )
        self._lexicons: dict[str, Lexicon[str]] = {}
        self._others: dict[Script, Lexicon[str]] = {}
        self._asked: dict[str, Vocabulary] = {}  # by language
        self._number = next(_numbers)

    def lexicon(self, language: str) -> Lexicon[str]:
        """The terms that count in this language."""
        wanted = language if language in self._languages else ""
        if wanted not in self._lexicons:
            self._lexicons[wanted] = self._made(wanted)
        return self._lexicons[wanted]

    def _made(self, wanted: str) -> Lexicon[str]:
        groups = self._groups[wanted] if wanted else list(chain(*self._groups.values()))
        if wanted and self._own_lists:
            return Lexicon(_in_order(groups))
        if self._english and wanted not in ("", "en"):
            english = self._groups.get("en", ())
            groups = groups + [
                (place, name, [term for term in terms if " " in term])
                for place, name, terms in english
            ]
        latin = (one for one in _in_order(groups) if is_latin(one[0]))
        return Lexicon(latin, other=self._of_script)

    def _of_script(self, script: Script) -> Lexicon[str]:
        """The terms of all languages in these letters."""
        if script not in self._others:
            self._others[script] = Lexicon(self._by_script.get(script, ()))
        return self._others[script]

    @cached_property
    def _by_script(self) -> dict[Script, list[tuple[str, str]]]:
        """Those that are not in Latin letters."""
        found: dict[Script, list[tuple[str, str]]] = {}
        for term, name in _in_order(chain(*self._groups.values())):
            first = term[0]
            if first >= _LATIN_ENDS and not is_latin(term):  # most are known by the first alone
                found.setdefault(script_of(first), []).append((term, name))
        return found

    def may_begin_in(self, tokens: Tokens, language: str = "") -> bool:
        """Whether some word may begin a term: no part of a text has one otherwise."""
        vocabulary = self._asked.get(language) or self._ask(language)
        return vocabulary.may_begin_in(tokens, self._number)

    def find(self, tokens: Sequence[Token], language: str = "") -> Sequence[Found[str]]:
        """Longest matches from left to right, each with the id it stands for."""
        vocabulary = self._asked.get(language) or self._ask(language)
        return vocabulary.find(tokens, self._number)

    def _ask(self, language: str) -> Vocabulary:
        vocabulary = _vocabulary(language)
        if not self._asked:
            _ASKED.append(self._enter)
        if language not in self._asked:
            self._enter(vocabulary, language)
        return vocabulary

    def _enter(self, vocabulary: Vocabulary, language: str) -> None:
        lexicon = self.lexicon(language)
        _FIRSTS[language if language in self._languages else ""].add(self._number, lambda: lexicon)
        for script in OTHER_SCRIPTS:
            _FIRSTS[script].add(self._number, partial(self._of_script, script))
        vocabulary.add(self._number, lexicon)
        self._asked[language] = vocabulary


class LargeList(Generic[Value]):
    """A list of thousands of terms that count in every language."""

    def __init__(self, lexicon: Lexicon[Value]) -> None:
        self._lexicon = lexicon
        self._asked: dict[str, Vocabulary] = {}  # by language
        self._number = next(_numbers)

    def find(self, tokens: Sequence[Token], language: str = "") -> Sequence[Found[Value]]:
        """As of a word list."""
        vocabulary = self._asked.get(language) or self._ask(language)
        return vocabulary.find(tokens, self._number)

    def _ask(self, language: str) -> Vocabulary:
        vocabulary = _vocabulary(language)
        if not self._asked:
            _ASKED.append(self._enter)
        if language not in self._asked:
            self._enter(vocabulary, language)
        return vocabulary

    def _enter(self, vocabulary: Vocabulary, language: str) -> None:
        _LARGE.add(self._number, lambda: self._lexicon)
        vocabulary.add(self._number, self._lexicon)
        self._asked[language] = vocabulary
