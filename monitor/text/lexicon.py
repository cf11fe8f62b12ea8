"""Word lists as a trie over tokens: longest match, one dictionary look-up a token, however long the
list is.

A term is words with spaces; a word ending in `*` stands for all that begin so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, Generic, TypeVar

from msgspec import Struct

from monitor.text.normalize import plain
from monitor.text.stemming import key_of
from monitor.text.tokens import Matched, Script, Token, Tokens, pieces, script_of

Value = TypeVar("Value")

_HEAD = 3  # letters
_WITH_PREFIXES = frozenset(("arabic", "hebrew"))
_REMEMBERED_MAX = 50_000  # words whose look-up is kept
_ALPHABETS_END = "\u0530"  # Latin, Greek and Cyrillic stand below
_WORD_MAX = 64  # letters of a token
_LATIN_ENDS = "\u0250"  # before it stand digits and Latin letters only


class Found(Struct, Generic[Value], frozen=True, gc=False):
    """`tokens[first:last]` is a term of the list."""

    first: int
    last: int
    value: Value


class _Term(Struct, Generic[Value], frozen=True, gc=False):
    words: Key
    value: Value


Key = tuple[tuple[str, bool], ...]  # of each word, and whether it is only a beginning
_Unread = tuple[Callable[[str], Key], str, Value]  # how a term is taken apart, the term, its value


def _longest_first(term: _Term[Any]) -> int:
    return -len(term.words)


def _words_of(term: str) -> Key:
    return tuple(_keys(term))


def _keys(term: str) -> Iterator[tuple[str, bool]]:
    for text, end, script in pieces(term):
        # an apostrophe inside a listed name is part of it: Xi'an
        begins = term[end : end + 1] == "*"
        yield (plain(text) if begins else _key(text, script)), begins


@lru_cache(maxsize=4_096)  # many terms of a list begin alike
def _first_key(term: str) -> tuple[str, bool] | None:
    """As `_keys` gives it; a word of nothing but letters, as most are, needs no tokenizer."""
    word = term.removesuffix("*")
    if word.isalpha() and max(word) < _ALPHABETS_END and len(word) <= _WORD_MAX:
        begins = word != term
        return (plain(word) if begins else _key(word, script_of(word[0]))), begins
    return next(_keys(term), None)


@lru_cache(maxsize=4_096)
def _key(text: str, script: Script) -> str:
    return key_of(plain(text), script)


def key_words(term: str) -> str:
    """The key of a term as a line of text, for files that carry it ready-made."""
    return " ".join(key + "*" * begins for key, begins in _words_of(term))


def _ready(key: str) -> Key:
    return tuple((word.rstrip("*"), word.endswith("*")) for word in key.split(" "))


def _forms(token: Token) -> tuple[str, ...]:
    """The forms in which a word may begin as a listed beginning does: each of them in scripts that
    write small words before it, with it.
    """
    return token.stems if token.script in _WITH_PREFIXES else token.stems[:1]


class _Beginnings(dict[str, list[Value]]):
    """What stands under the beginnings of words."""

    def __init__(self) -> None:
        super().__init__()
        self._short: tuple[str, ...] = ()  # with fewer letters than a head
        self._by_head: dict[str, tuple[str, ...]] = {}  # the others

    def add(self, key: str, value: Value) -> None:
        if key in self:
            self[key].append(value)
            return
        self[key] = [value]
        if len(key) < _HEAD:
            self._short = (*self._short, key)
        else:
            head = key[:_HEAD]
            self._by_head[head] = (*self._by_head.get(head, ()), key)

    def of(self, token: Token) -> list[Value]:
        """Whatever begins as this word does, shorter beginnings first."""
        found: list[Value] = []
        for word in _forms(token):
            keys = self._short + self._by_head.get(word[:_HEAD], ())
            if word.startswith(keys):  # of most words none is
                begun = sorted((key for key in keys if word.startswith(key)), key=len)
                found += chain.from_iterable(self[key] for key in begun)
        return found


def _fits(token: Token, key: str, begins: bool) -> bool:  # noqa: FBT001 - a pair of a term, taken apart
    if not begins:
        return key in token.stems
    return any(stem.startswith(key) for stem in _forms(token))


def _goes_on(tokens: Sequence[Token], place: int, words: Key) -> bool:
    """Whether the words behind the first stand there too."""
    for key, begins in words[1:]:
        place += 1
        if not _fits(tokens[place], key, begins):
            return False
    return True


def _add_longest(
    found: list[Found[Any]], terms: Sequence[_Term[Any]], tokens: Sequence[Token], place: int
) -> None:
    """All of these terms, longest first, that stand at this token in the greatest length in which
    one does.
    """
    total, known = len(tokens), len(found)
    for term in terms:
        words = term.words
        last = place + len(words)
        if len(found) > known and last < found[-1].last:
            break
        if last > total or (len(words) > 1 and not _goes_on(tokens, place, words)):
            continue
        one = Found(place, last, term.value)
        if one not in found[known:]:  # two forms of one word
            found.append(one)


class Lexicon(Generic[Value]):
    """`terms` are (term, value); `ready` are (key of a term as `key_words` writes it, value). All
    are gone through when a first word is looked up, each taken apart when its own first word is.
    """

    def __init__(
        self,
        terms: Iterable[tuple[str, Value]] = (),
        *,
        ready: Iterable[tuple[str, Value]] = (),
        other: Callable[[Script], Lexicon[Value]] | None = None,
    ) -> None:
        """`other` has the list for words that are not in Latin letters."""
        self._given = terms, ready
        self._other = other
        self._exact: dict[str, list[_Term[Value]]] = {}
        self._begins: _Beginnings[_Term[Value]] = _Beginnings()
        self._remembered: dict[str, tuple[_Term[Value], ...]] = {}

    @cached_property
    def _waiting(self) -> dict[str, list[_Unread[Value]]]:
        """Terms by their first word, not looked at yet; no beginnings of words."""
        (terms, ready), self._given = self._given, ((), ())
        waiting: dict[str, list[_Unread[Value]]] = {}
        for term, value in terms:
            first, begins = _first_key(term.partition(" ")[0]) or _first_key(term) or ("", False)
            if begins:
                self._file(_words_of(term), value)
            elif first:
                waiting.setdefault(first, []).append((_words_of, term, value))
        for key, value in ready:
            waiting.setdefault(key.partition(" ")[0], []).append((_ready, key, value))
        return waiting

    def _file(self, words: Key, value: Value) -> None:
        term = _Term(words, value)
        if not words or not words[0][0]:
            return
        first, begins = words[0]
        filed = self._begins.get(first, []) if begins else self._exact.setdefault(first, [])
        if term in filed:  # neighbours write the same words
            return
        if begins:
            self._begins.add(first, term)
        else:
            filed.append(term)

    def starting(self, token: Token) -> tuple[_Term[Value], ...]:
        """Terms that can begin with this word, longest first."""
        if self._other is None or token.script == "latin":
            return self._terms_of(token)
        if token.text < _LATIN_ENDS:  # no term in other letters begins with digits
            return ()
        return self._other(token.script)._terms_of(token)  # noqa: SLF001 - of the same class

    def _terms_of(self, token: Token) -> tuple[_Term[Value], ...]:
        waiting, exact = self._waiting, self._exact
        found: list[_Term[Value]] = []
        for stem in token.stems:
            if stem in waiting:
                for read, term, value in waiting.pop(stem):
                    self._file(read(term), value)
            if stem in exact:
                found += exact[stem]
        if self._begins:
            found += self._begins.of(token)
        if len(found) > 1:
            found.sort(key=_longest_first)
        return tuple(found)

    def firsts(self) -> Iterator[tuple[str, bool]]:
        """(first word, whether it is only a beginning) of every term in its own letters."""
        yield from ((key, False) for key in (*self._waiting, *self._exact))
        yield from ((key, True) for key in self._begins)

    def forget(self) -> None:
        """Drops the look-ups that are kept; the list itself stays."""
        self._remembered.clear()

    def find(self, tokens: Sequence[Token]) -> list[Found[Value]]:
        """Longest matches from left to right, not overlapping; terms that share their words all
        count.
        """
        found: list[Found[Value]] = []
        for place, token in enumerate(tokens):
            terms = self._remembered.get(token.text)
            if terms is None:
                terms = self._look_up(token)
            if terms and not (found and place < found[-1].last):
                _add_longest(found, terms, tokens, place)
        return found

    def _look_up(self, token: Token) -> tuple[_Term[Value], ...]:
        if len(self._remembered) >= _REMEMBERED_MAX:
            self._remembered.clear()
        terms = self._remembered[token.text] = self.starting(token)
        return terms


class Firsts:
    """The words that terms of several lexicons begin with, with the numbers of the lexicons. A
    lexicon is gone through when the first word is asked for.
    """

    def __init__(self) -> None:
        self._exact: dict[str, tuple[int, ...]] = {}
        self._begins: _Beginnings[int] = _Beginnings()
        self._waiting: dict[int, Callable[[], Lexicon[Any]]] = {}
        self._filed: set[int] = set()

    def add(self, number: int, lexicon: Callable[[], Lexicon[Any]]) -> None:
        if number not in self._filed:
            self._waiting[number] = lexicon

    def ask(self, token: Token) -> list[int]:
        """Lexicons that may have a term which begins with this word; no other has."""
        while self._waiting:
            self._file(*self._waiting.popitem())
        exact = self._exact
        found = self._begins.of(token) if self._begins else []
        for stem in token.stems:
            if stem in exact:
                found += exact[stem]
        return found

    def _file(self, number: int, lexicon: Callable[[], Lexicon[Any]]) -> None:
        self._filed.add(number)
        for key, beginning in lexicon().firsts():
            if beginning:
                self._begins.add(key, number)
            else:
                self._exact[key] = _and(self._exact.get(key, ()), number)


@lru_cache(maxsize=4_096)
def _and(numbers: tuple[int, ...], number: int) -> tuple[int, ...]:
    """One object for all words that stand in the same lists: tens of thousands do."""
    return (*numbers, number)


class _Begun(Struct, frozen=True, gc=False):
    """What may begin with a word: terms of one list, longest first."""

    number: int  # of the list
    terms: tuple[_Term[Any], ...]
    seconds: frozenset[str] | None  # one must be the next word; None: some term needs none of them


def _begun(number: int, terms: tuple[_Term[Any], ...]) -> _Begun:
    seconds = None
    if len(terms[-1].words) > 1 and not any(term.words[1][1] for term in terms):
        seconds = frozenset(term.words[1][0] for term in terms)
    return _Begun(number, terms, seconds)


class Vocabulary:
    """The numbered lexicons that count in one language, looked at in one go: most words begin a
    term of none, which one look-up tells, and the terms of all of them are found in one walk.
    """

    def __init__(self, firsts: Callable[[Token], Iterable[Firsts]]) -> None:
        """`firsts` has those in which a word is to be asked for."""
        self._firsts = firsts
        self._lexicons: dict[int, Lexicon[Any]] = {}
        self._remembered: dict[str, tuple[_Begun, ...]] = {}
        # by script and stems, for "The" and "the": a word of them, and what begins with each
        self._alike: dict[tuple[Script, tuple[str, ...]], tuple[Token, tuple[_Begun, ...]]] = {}

    def add(self, number: int, lexicon: Lexicon[Any]) -> None:
        """Words that were looked up before may begin its terms too."""
        self._lexicons[number] = lexicon
        self._remembered.clear()
        for alike, (token, begun) in list(self._alike.items()):
            if terms := lexicon.starting(token):
                self._alike[alike] = token, (*begun, _begun(number, terms))

    def find(self, tokens: Sequence[Token], number: int) -> Sequence[Found[Any]]:
        """The terms of this lexicon, as it finds them itself."""
        if isinstance(tokens, Tokens):
            return self._matched(tokens).get(number, ())
        found: list[Found[Any]] = []
        for place, token in enumerate(tokens):
            for begun in self._beginning(token):
                if begun.number == number and not (found and place < found[-1].last):
                    _add_longest(found, begun.terms, tokens, place)
        return found

    def may_begin_in(self, tokens: Tokens, number: int) -> bool:
        """Whether a part of these tokens may have a term of this lexicon."""
        return number in self._matched(tokens)

    def _matched(self, tokens: Tokens) -> dict[int, list[Found[Any]]]:
        known = tokens.matched
        if known is None or known.by is not self or known.lexicons != len(self._lexicons):
            found = self._walk(tokens)
            known = tokens.matched = Matched(by=self, lexicons=len(self._lexicons), found=found)
        return known.found

    def _walk(self, tokens: Tokens) -> dict[int, list[Found[Any]]]:
        """What each lexicon finds, by its number: nothing, where terms begin that do not go on."""
        matched: dict[int, list[Found[Any]]] = {}
        known = self._remembered.get
        following = [token.stems for token in tokens[1:]]
        following.append(())
        for place, token in enumerate(tokens):
            begun = known(token.text)
            for one in self._look_up(token) if begun is None else begun:
                if one.seconds is None or not one.seconds.isdisjoint(following[place]):
                    found = matched.setdefault(one.number, [])
                    if not found or found[-1].last <= place:
                        _add_longest(found, one.terms, tokens, place)
        return matched

    def _beginning(self, token: Token) -> tuple[_Begun, ...]:
        begun = self._remembered.get(token.text)
        return self._look_up(token) if begun is None else begun

    def forget(self) -> None:
        """As of a lexicon."""
        self._remembered.clear()
        self._alike.clear()

    def _look_up(self, token: Token) -> tuple[_Begun, ...]:
        if len(self._remembered) >= _REMEMBERED_MAX:
            self.forget()
        alike = token.script, token.stems  # "The" and "the"
        known = self._alike.get(alike)
        if known is None:
            known = self._alike[alike] = token, self._asked(token)
        self._remembered[token.text] = known[1]
        return known[1]

    def _asked(self, token: Token) -> tuple[_Begun, ...]:
        asked = {number for firsts in self._firsts(token) for number in firsts.ask(token)}
        lexicons = self._lexicons
        return tuple(
            _begun(number, terms)
            for number in asked
            if number in lexicons and (terms := lexicons[number].starting(token))
        )
