"""The one tokenizer: a single compiled pattern, one pass, linear.

Words of alphabets are tokens as written; Chinese, Japanese hiragana, Thai, Lao, Khmer and Burmese,
which write no spaces, give one token a letter, so that word lists match them by longest substring.
A katakana run is one token.
"""

from __future__ import annotations

import itertools
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import Any, Generic, Literal, Protocol, TypeVar, get_args

from msgspec import Struct

from monitor.text.normalize import fold_word
from monitor.text.stemming import stems_of

Script = Literal[
    "latin", "cyrillic", "arabic", "hebrew", "han", "kana", "hangul", "thai", "number", "other"
]
OTHER_SCRIPTS: tuple[Script, ...] = tuple(
    script for script in get_args(Script) if script not in ("latin", "number")
)


class Token(Struct, frozen=True, gc=False):
    """`text[start:end]`; `fold` is `fold_word` of it; `stems` are what it may be in a word list of
    its own script.
    """

    start: int
    end: int
    text: str
    fold: str
    capital: bool
    script: Script
    stems: tuple[str, ...]


class Matched(Struct, frozen=True, kw_only=True):
    """The terms of word lists in a text, by the number of the list."""

    by: object  # the vocabulary that was asked
    lexicons: int  # how many it had then
    found: dict[int, list[Any]]


class Tokens(list[Token]):
    """A text's tokens, with the terms that were found among them, once that is asked."""

    matched: Matched | None = None


_ASCII = re.compile(
    r"\d{1,32}(?:[.,]\d{1,32}){0,8}"
    r"|(?:[dlmnstjcDLMNSTJC]|[qQ]u|[dD]ell|[aA]ll|[nN]ell|[sS]ull|[dD]all|[uU]n|[qQ]uest|[qQ]uell)'(?=[a-zA-Z]{2})"
    r"|[a-zA-Z]{1,64}(?:['`][a-zA-Z]{1,64}){0,3}\d{0,9}"
)
_SOLID = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer


_NOT_LETTERS = rf"\u3041-\u30ff\u3400-\u9fff{_SOLID}"  # written without spaces
_MARKS = r"\u0300-\u036f\u064b-\u0652\u0900-\u0dff\u200c\u200d"


def _letters() -> str:
    """Letters that make words, marks among them, as the inside of one class of characters: one
    class is what a pattern repeats fastest.
    """
    units = array("H", (*range(0xD800), *range(0xE000, 0x10000)))  # ten times as fast as by chr()
    every = re.sub(f"[{_NOT_LETTERS}]+", " ", units.tobytes().decode("utf-16"))
    runs = (run[0] for run in re.finditer(r"[^\W\d_]+", every))
    return "".join(f"{run[0]}-{run[-1]}" for run in runs) + _MARKS


@cache
def _pattern() -> re.Pattern[str]:
    """Made when the first text needs it: it goes through all letters there are."""
    letter = f"[{_letters()}]"
    return re.compile(
        r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005]"  # one Han character
        r"|[\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f]{1,64}"  # katakana
        r"|[\u3041-\u309f]"  # one hiragana
        rf"|[{_SOLID}]"
        r"|\d{1,32}(?:[.,]\d{1,32}){0,8}"
        # What Romance languages put before a name: l'Italie, d'Ivoire, dell'Uzbekistan; N'Diaye is
        # one name.
        r"|(?:(?![NM]['’][A-Z])[dlmnstjcDLMNSTJC]|[qQ]u|[dD]ell|[aA]ll|[nN]ell|[sS]ull|[dD]all|[uU]n|[qQ]uest|[qQ]uell)['’](?=[^\W\d_]{2})"
        rf"|{letter}{{1,64}}(?:['’‘ʻʼ`]{letter}{{1,64}}){{0,3}}\d{{0,9}}"
        r"|[^\W\d_]"  # beyond the letters of languages: mathematicians', long dead ones
    )


def _script_of(text: str) -> Script:
    return script_of(text[0])


@lru_cache(maxsize=4_096)
def script_of(letter: str) -> Script:
    code = ord(letter)
    for low, high, script in _RANGES:
        if low <= code < high:
            return script
    return "number" if letter.isdigit() else "other"


_RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x00, 0x3A, "number"),
    (0x3A, 0x2B0, "latin"),
    (0x1E00, 0x1F00, "latin"),
    (0x400, 0x530, "cyrillic"),
    (0x590, 0x600, "hebrew"),
    (0x600, 0x780, "arabic"),
    (0xE00, 0xF00, "thai"),
    (0x1000, 0x10A0, "thai"),
    (0x1780, 0x1800, "thai"),
    (0x1100, 0x1200, "hangul"),
    (0x3041, 0x3100, "kana"),
    (0x3005, 0x3006, "han"),
    (0x3400, 0xA000, "han"),
    (0xAC00, 0xD7B0, "hangul"),
    (0xF900, 0xFB00, "han"),
    (0xFB50, 0xFF00, "arabic"),
    (0xFF66, 0xFFA0, "kana"),
)


@lru_cache(maxsize=16_384)
def _word(text: str) -> tuple[str, bool, Script, tuple[str, ...]]:
    script = _script_of(text)
    if script == "number":
        return text, False, script, (text,)
    return fold_word(text), text[0].isupper() or text[0].istitle(), script, stems_of(text, script)


def pieces(text: str) -> Iterator[tuple[str, int, Script]]:
    """The words of a text, with where each ends and its script: what word lists need of a
    tokenizer.
    """
    for match in (_ASCII if text.isascii() else _pattern()).finditer(text):
        yield match[0], match.end(), _script_of(match[0])


def tokenize(text: str) -> Tokens:
    tokens = Tokens()
    for match in (_ASCII if text.isascii() else _pattern()).finditer(text):
        word = match[0]
        fold, capital, script, stems = _word(word)
        start, end = match.span()
        tokens.append(Token(start, end, word, fold, capital, script, stems))
    return tokens


class Spanned(Protocol):
    """Whatever a list has found: tokens `first:last`."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def covered(*found: Iterable[Spanned]) -> set[int]:
    """The tokens that these mentions cover."""
    return {at for one in itertools.chain(*found) for at in range(one.first, one.last)}


def within(tokens: Sequence[Token], stretches: Iterable[tuple[int, int]]) -> list[int]:
    """Which tokens begin in one of these stretches of the text, which stand in order and apart."""
    found: list[int] = []
    for start, end in stretches:
        low = bisect_left(tokens, start, key=_start)
        found += range(low, bisect_left(tokens, end, lo=low, key=_start))
    return found


_start = attrgetter("start")

Placed = TypeVar("Placed")


class ByPlace(Generic[Placed]):
    """Mentions in their order, found by where they stand without a look at each of them: a
    sentence of nothing but offices costs no more a word than any other.
    """

    def __init__(
        self,
        found: Sequence[Placed],
        *,
        start: Callable[[Placed], int],
        end: Callable[[Placed], int],
    ) -> None:
        self._found = found
        # both rise, even where mentions overlap, so that they can be bisected
        self._ends = list(accumulate(map(end, found), max))
        self._starts = list(accumulate(map(start, reversed(found)), min))[::-1]

    def near(self, low: int, high: int) -> Sequence[Placed]:
        """All that end at `low` or behind it and begin before `high`, in order; others may stand
        among them.
        """
        return self._found[bisect_left(self._ends, low) : bisect_left(self._starts, high)]
