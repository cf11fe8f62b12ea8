"""Word lists by language, out of a TOML table of id → language → terms.

Terms in Latin letters count only in their own language and, in languages without a list, all
together: "rat" is a council in German and an animal in English. Terms in other scripts count
everywhere, because neighbours write the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import repeat
from typing import Any

from monitor.datafiles import part
from monitor.text.lexicon import Found, Lexicon
from monitor.text.tokens import Token

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


def _listed(terms: object) -> list[str]:
    return terms if isinstance(terms, list) else []


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
        self._own_lists = own_lists
        self._english = english_everywhere
        self._table = table
        self._latin: dict[str, Lexicon[str]] = {}
        self._languages = frozenset(
            language
            for _, language, term in self._terms()
            if own_only or own_lists or is_latin(term)
        )

    def _terms(self) -> Iterator[tuple[str, str, str]]:
        for name, languages in self._table.items():
            for language, terms in languages.items():
                yield from zip(repeat(name), repeat(language), _listed(terms))

    def lexicon(self, language: str) -> Lexicon[str]:
        """The terms that count in this language."""
        wanted = language if language in self._languages else ""
        if wanted not in self._latin and wanted and self._own_lists:
            own_terms = ((term, name) for name, own, term in self._terms() if own == wanted)
            self._latin[wanted] = Lexicon(own_terms)
        elif wanted not in self._latin:
            latin = (one for one in self._terms() if is_latin(one[2]))
            terms = ((term, name) for name, own, term in latin if self._counts(term, own, wanted))
            self._latin[wanted] = Lexicon(terms, other=self._rest)
        return self._latin[wanted]

    def _counts(self, term: str, own: str, wanted: str) -> bool:
        return wanted in ("", own) or (self._english and own == "en" and " " in term)

    @cached_property
    def _rest(self) -> Lexicon[str]:
        return Lexicon((term, name) for name, _, term in self._terms() if not is_latin(term))

    def find(
        self, tokens: Sequence[Token], language: str = "", places: Sequence[int] | None = None
    ) -> list[Found[str]]:
        """Longest matches from left to right, each with the id it stands for; `places` as in
        `Lexicon.find`.
        """
        return self.lexicon(language).find(tokens, places)
