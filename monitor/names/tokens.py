"""A sentence → its words and marks, as the recogniser of names counts them.

Marks are tokens too, since a comma or a quotation mark tells where a name ends. Chinese and
Japanese give one token a character (a run of katakana is one), Korean one a syllable, so that a
name may end inside a written word; a Korean syllable that begins a word has a space before it in
its `text`, and only there.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class NameToken(NamedTuple):
    """`text[start:end]`"""

    text: str
    start: int
    end: int


SOLID = frozenset(("zh", "ja", "ko"))
_ARTICLE = (
    r"(?:[dlmnstjcDLMNSTJC]|[qQ]u|[dD]ell|[aA]ll|[nN]ell|[sS]ull|[dD]all|[uU]n)['’](?=[^\W\d_]{2})"
)
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u200c"
_LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"
_APOSTROPHE = "['’‘ʻʼ`ʹ\u05f3\u05f4]"
# Not before a suffix that an apostrophe parts from a name: Putin's, Erdoğan'ın, Orbán’s.
_INSIDE = rf"(?:{_APOSTROPHE}(?![a-zıəöüğşç]{{1,5}}(?!\w)){_LETTER}+)"
_JOINED = rf"(?:{_APOSTROPHE}{_LETTER}+)"
_REST = r"|\d+|[^\w\s]|_"
_SPACED = re.compile(rf"{_ARTICLE}|{_LETTER}+{_INSIDE}*{_REST}")
_WHOLE = re.compile(rf"{_LETTER}+{_JOINED}*{_REST}")
_CHARACTERS = re.compile(
    rf"[\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f]+|[a-zA-Z\u00c0-\u024f]+|[^\W\d_]{_REST}"
)
_SYLLABLES = re.compile(rf" ?(?:[a-zA-Z\u00c0-\u024f]+|[^\W\d_]{_REST})")
# Uzbek writes oʻ and gʻ, Ukrainian and Hebrew have apostrophes inside words, and none of them
# before suffixes.
_UNSPLIT = frozenset(("uz", "uk", "be", "he", "ky", "kk", "ru", "tg", "fa", "ar"))


def tokens(text: str, lang: str) -> list[NameToken]:
    pattern = (
        _SYLLABLES
        if lang == "ko"
        else _CHARACTERS
        if lang in SOLID
        else _WHOLE
        if lang in _UNSPLIT
        else _SPACED
    )
    return [_token(found) for found in pattern.finditer(text)]


def _token(found: re.Match[str]) -> NameToken:
    start, end = found.span()
    return NameToken(found[0], start + 1 if found[0][0] == " " else start, end)
