"""One spelling for many: letters made plain in their own script, and words and names folded into
one Latin shape.

`plain` keeps the script (for the word lists of one language), `fold_word` and `fold_name` leave it
(for comparing across).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii

from monitor.datafiles import ids, listed

_DATA = ids("letters.toml")
_LETTERS: dict[str, str] = _DATA["plain"]
_ACCENTED = [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]  # of Latin
_ACCENTED += [*range(0x386, 0x3D0), *range(0x1F00, 0x2000)]  # of Greek
_ACCENTED += [0x929, 0x931, 0x934, *range(0x958, 0x960)]  # of Devanagari: letters with a nukta
_MARKS = [*range(0x300, 0x370), *range(0x64B, 0x660), 0x670]  # accents and Arabic vowel signs
_MARKS += [0x93C]  # the nukta: ज़ is written ज too


class _Letters(dict[int, str | int]):
    """For str.translate: letters that stand in no table are made once by `of`, and kept, as long as
    they are those of writing: an error for each costs five times as much.
    """

    def __init__(self, known: dict[int, str], of: Callable[[int], str | int]) -> None:
        super().__init__(known)
        self._of = of

    def __missing__(self, code: int) -> str | int:
        made = self._of(code)
        if code < _WRITING_ENDS:
            self[code] = made
        return made


_WRITING_ENDS = 0x10000


def _plain_table() -> dict[int, str]:
    accented = {code: _without_accent(chr(code)) for code in _ACCENTED}
    marks = dict.fromkeys(_MARKS, "")
    simplified = {pair[0]: pair[1] for pair in listed(_DATA["traditional"])}
    return accented | marks | str.maketrans(_LETTERS) | str.maketrans(simplified)


def _without_accent(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(_LETTERS.get(part, part) for part in base if not unicodedata.combining(part))


_PLAIN = _Letters(_plain_table(), lambda code: code)


def plain(text: str) -> str:
    """Lower case, without accents, vowel signs, nuktas and apostrophes; traditional Chinese as
    simplified. The script stays.
    """
    if text.isascii():
        lowered = text.lower()
        return lowered if lowered.isalnum() else lowered.translate(_PLAIN)
    lowered = text.casefold()
    return lowered.replace("и\u0306", "й").translate(_PLAIN)


# anyascii reads these as in Russian or in English; names need them as they are spoken.
_SPOKEN = str.maketrans(_DATA["spoken"])
_LATIN = _Letters({}, lambda code: anyascii(chr(code).translate(_SPOKEN)).lower())


_NASAL_OF_LABIALS = re.compile("[ंँ](?=[पफबभम])")
_NASAL = re.compile("[ंँ]")


def nasals_written(text: str) -> str:
    """Devanagari's anusvara as the nasal that it stands for: m before labials, else n, as in
    अंबेडकर and जयशंकर.
    """
    return _NASAL.sub("न", _NASAL_OF_LABIALS.sub("म", text))


def latin(text: str) -> str:
    """Lower-case ASCII letters; what has no reading is dropped."""
    if text.isascii():
        return text.lower()
    text = text.replace("ու", "u").replace("Ու", "U")  # one letter of Armenian in two signs
    text = text.replace("عا", "عa")  # a long a behind an ain is all that is heard of the two
    return nasals_written(text).translate(_LATIN)


_NAME_PARTS = tuple(pair.split(">") for pair in listed(_DATA["name_parts"]))
_NOT_LETTER = re.compile(r"[^a-z]+")
_RUNS = re.compile(r"[iy]+|(.)\1+")


@lru_cache(maxsize=8_192)
def fold_name(text: str) -> str:
    """One word of a name, as it would be spelt if all scripts and countries agreed; for comparing,
    not for showing.
    """
    if text[-1:] in "ćĆ":  # Serbian Đurić is Djurić; Vietnamese Đ is a D
        text = text.replace("Đ", "Dj").replace("đ", "dj")
    folded = _NOT_LETTER.sub("", latin(text))
    for part, new in _NAME_PARTS:
        if part in folded:
            folded = folded.replace(part, new)
    return _RUNS.sub(lambda run: run[1] or "i", folded)


_ENDINGS = frozenset(listed(ids("endings.toml")["folded"]))
_LONGEST_ENDING = 5
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold_word(text: str) -> str:
    """A word in Latin letters, lower case, its commonest ending cut off. Its first five letters
    meet best across languages.
    """
    folded = latin(text)
    if not folded.isalnum():
        folded = _NOT_WORD.sub("", folded)
    for size in range(_LONGEST_ENDING, 0, -1):
        if folded[-size:] in _ENDINGS:
            return folded[:-size] if len(folded) - size >= 3 else folded  # noqa: PLR2004 - three letters still tell a word
    return folded
