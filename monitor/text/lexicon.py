"""Word lists as a trie over tokens: longest match, one dictionary look-up a token, however long the
list is.

A term is words with spaces; a word ending in `*` stands for all that begin so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

from monitor.text.normalize import plain
from monitor.text.stemming import key_of
from monitor.text.tokens import Token, pieces

Value = TypeVar("Value")

_HEAD = 3  # letters
_WITH_PREFIXES = frozenset(("arabic", "hebrew"))
_REMEMBERED_MAX = 50_000  # words whose look-up is kept


class Found(Struct, Generic[Value], frozen=True, gc=False):
    """`tokens[first:last]` is a term of the list."""

    first: int
    last: int
    value: Value


class _Term(Struct, Generic[Value], frozen=True):
    words: tuple[tuple[str, bool], ...]  # (key, is a beginning)
    value: Value


def _longest_first(term: _Term[Any]) -> int:
    return -len(term.words)


def _words_of(term: str) -> tuple[tuple[str, bool], ...]:
    words: list[tuple[str, bool]] = []
    for text, end, script in pieces(term):
        begins = term[end : end + 1] == "*"
        word = plain(text)  # an apostrophe inside a listed name is part of it: Xi'an
        words.append((word if begins else key_of(word, script), begins))
    return tuple(words)


def key_words(term: str) -> str:
    """The key of a term as a line of text, for files that carry it ready-made."""
    return " ".join(key + "*" * begins for key, begins in _words_of(term))


def _ready(key: str) -> tuple[tuple[str, bool], ...]:
    return tuple((word.rstrip("*"), word.endswith("*")) for word in key.split(" "))


def _forms(token: Token) -> tuple[str, ...]:
    """The forms in which a word may begin as a listed beginning does: each of them in scripts that
    write small words before it, with it.
    """
    return token.stems if token.script in _WITH_PREFIXES else token.stems[:1]


def _heads(word: str, longest: int) -> list[str]:
    return [word[:size] for size in range(1, min(len(word), longest) + 1)]


def _fits(token: Token, key: str, begins: bool) -> bool:  # noqa: FBT001 - a pair of a term, taken apart
    if not begins:
        return key in token.stems
    return any(stem.startswith(key) for stem in _forms(token))


def _goes_on(tokens: Sequence[Token], place: int, words: Sequence[tuple[str, bool]]) -> bool:
    """Whether the words behind the first stand there too."""
    for key, begins in words[1:]:
        place += 1
        if not _fits(tokens[place], key, begins):
            return False
    return True


class Lexicon(Generic[Value]):
    """`terms` are (term, value); `ready` are (key of a term as `key_words` writes it, value)."""

    def __init__(
        self,
        terms: Iterable[tuple[str, Value]] = (),
        *,
        ready: Iterable[tuple[str, Value]] = (),
        other: Lexicon[Value] | None = None,
    ) -> None:
        """`other` is asked for words that are not in Latin letters."""
        self._other = other
        self._exact: dict[str, list[_Term[Value]]] = {}
        self._begins: dict[str, list[_Term[Value]]] = {}
        # ready keys by their first word, not looked at yet
        self._waiting: dict[str, list[tuple[str, Value]]] = {}
        self._remembered: dict[str, tuple[_Term[Value], ...]] = {}
        for term, value in terms:
            self._file(_words_of(term), value)
        for key, value in ready:
            self._waiting.setdefault(key.partition(" ")[0], []).append((key, value))
        self._longest = max(map(len, self._begins), default=0)

    def _file(self, words: tuple[tuple[str, bool], ...], value: Value) -> None:
        if words and words[0][0]:
            index = self._begins if words[0][1] else self._exact
            filed, term = index.setdefault(words[0][0], []), _Term(words, value)
            if term not in filed:  # neighbours write the same words
                filed.append(term)

    def _starting(self, token: Token) -> tuple[_Term[Value], ...]:
        known = self._remembered.get(token.text)
        if known is not None:
            return known
        return self._look_up(token)

    def _look_up(self, token: Token) -> tuple[_Term[Value], ...]:
        """Terms that can begin with this word, longest first; kept, since words come again."""
        if self._other is not None and token.script != "latin":
            known = self._other._look_up(token)  # noqa: SLF001 - of the same class
        else:
            found = [term for stem in token.stems for term in self._terms_at(stem)]
            for word in _forms(token):
                for head in _heads(word, self._longest):
                    found += self._begins.get(head, ())
            known = tuple(sorted(found, key=_longest_first))
        if len(self._remembered) >= _REMEMBERED_MAX:
            self._remembered.clear()
        self._remembered[token.text] = known
        return known

    def _terms_at(self, stem: str) -> list[_Term[Value]]:
        for key, value in self._waiting.pop(stem, ()):
            self._file(_ready(key), value)
        return self._exact.get(stem, [])

    def firsts(self) -> Iterator[tuple[str, bool]]:
        """(first word, whether it is only a beginning) of every term, those for other scripts among
        them.
        """
        yield from ((key, False) for key in (*self._exact, *self._waiting))
        yield from ((key, True) for key in self._begins)
        if self._other is not None:
            yield from self._other.firsts()

    def forget(self) -> None:
        """Drops the look-ups that are kept; the list itself stays."""
        self._remembered.clear()

    def at(self, tokens: Sequence[Token], place: int) -> list[Found[Value]]:
        """All terms of the longest length that begin at this token."""
        found: list[Found[Value]] = []
        total = len(tokens)
        following = tokens[place + 1].stems if place + 1 < total else ()
        for term in self._starting(tokens[place]):
            words = term.words
            last = place + len(words)
            if found and last < found[0].last:
                break
            if last > total:
                continue
            if len(words) > 1:
                key, begins = words[1]
                if (not begins and key not in following) or not _goes_on(tokens, place, words):
                    continue
            one = Found(place, last, term.value)
            if one not in found:  # two forms of one word
                found.append(one)
        return found

    def _places(self, tokens: Sequence[Token]) -> list[int]:
        known, ask = self._remembered.get, self._look_up
        return [
            place
            for place, token in enumerate(tokens)
            if (terms := known(token.text)) or (terms is None and ask(token))
        ]

    def begins_with(self, token: Token) -> bool:
        """Whether a term may begin with this word."""
        return bool(self._starting(token))

    def find(
        self, tokens: Sequence[Token], places: Sequence[int] | None = None
    ) -> list[Found[Value]]:
        """Longest matches from left to right, not overlapping; terms that share their words all
        count.

        `places` are where a term may begin, if that is known already (see `Together`).
        """
        found: list[Found[Value]] = []
        free = 0
        for place in self._places(tokens) if places is None else places:
            if place < free:
                continue
            here = self.at(tokens, place)
            if here:
                found += here
                free = here[0].last
        return found


class Firsts(Struct, frozen=True):
    """The words that terms of several lexicons begin with, with the numbers of the lexicons."""

    exact: dict[str, tuple[int, ...]]
    begins: dict[str, tuple[int, ...]]
    heads: frozenset[str]  # first letters of `begins`, by which most words are known to begin none
    longest: int

    @classmethod
    def of(cls, lexicons: Sequence[Lexicon[Any]], *, start: int = 0) -> Firsts:
        """`start` is the number of the first one."""
        exact: dict[str, tuple[int, ...]] = {}
        begins: dict[str, tuple[int, ...]] = {}
        for number, lexicon in enumerate(lexicons, start):
            for key, beginning in lexicon.firsts():
                into = begins if beginning else exact
                into[key] = (*into.get(key, ()), number)
        heads = frozenset(key[:_HEAD] for key in begins)
        return cls(exact, begins, heads, max(map(len, begins), default=0))

    def ask(self, token: Token) -> set[int]:
        """Lexicons that may have a term which begins with this word; no other has."""
        found: set[int] = set()
        for stem in token.stems:
            if stem in self.exact:
                found.update(self.exact[stem])
        for word in filter(self._may_begin, _forms(token)):
            for head in _heads(word, self.longest):
                found.update(self.begins.get(head, ()))
        return found

    def _may_begin(self, word: str) -> bool:
        heads = self.heads
        return word[:_HEAD] in heads or word[:1] in heads or word[:2] in heads


class Together:
    """Several lexicons looked at in one go: most words begin a term of none, which one look-up
    tells.
    """

    def __init__(
        self,
        lexicons: Sequence[Lexicon[Any]],
        *firsts: Firsts,
        also: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`firsts` are theirs, numbered as here; `also` is asked of each word too, and has the last
        list of places.
        """
        self._lexicons, self._firsts, self._also = lexicons, firsts, also
        self._remembered: dict[str, tuple[int, ...]] = {}

    def places(self, tokens: Sequence[Token]) -> list[list[int]]:
        """For each lexicon, in their order, the tokens that may begin one of its terms; last those
        that `also` takes.
        """
        places: list[list[int]] = [[] for _ in range(len(self._lexicons) + 1)]
        remembered = self._remembered
        for place, token in enumerate(tokens):
            which = remembered.get(token.text)
            if which is None:
                which = self._look_up(token)
            for nth in which:
                places[nth].append(place)
        return places

    def forget(self) -> None:
        """As of a lexicon."""
        self._remembered.clear()

    def _look_up(self, token: Token) -> tuple[int, ...]:
        asked = sorted(set().union(*(firsts.ask(token) for firsts in self._firsts)))
        which = tuple(nth for nth in asked if self._lexicons[nth].begins_with(token))
        which += (len(self._lexicons),) * self._also(token.text)
        if len(self._remembered) >= _REMEMBERED_MAX:
            self._remembered.clear()
        self._remembered[token.text] = which
        return which
