"""What a written word may be in a word list of its own script: the word made plain, and with case
endings cut off.

Endings are cut by script, not by language, because headlines are too short to know their language
for certain. A wrong cut does no harm: it must still be in a word list.
"""

from __future__ import annotations

import re

from monitor.datafiles import ids, listed
from monitor.text.normalize import plain

_STEM_MIN = 3  # letters that must be left

_MARK = re.compile(r"[’'ʼ‘ʻ`]")
_OG = re.compile(r"(?i)[a-z]*[og]$")
_HEBREW_PREFIXES = frozenset("והבכלמש")
_HEBREW_PREFIXES_MAX = 3
_HEBREW_MIN = 2  # letters that must be left: שר is a minister
_ARABIC_HEAD = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل|[وف][بلك]?|[بلك])(?=..)")


class _Endings:
    """Endings by their last letter: most words end in one that few endings have."""

    def __init__(self, *names: str) -> None:
        endings = [end for name in names for end in listed(ids("endings.toml")[name])]
        self._by_last: dict[str, tuple[str, ...]] = {}  # in the order of the lists
        for end in dict.fromkeys(endings):
            self._by_last[end[-1]] = (*self._by_last.get(end[-1], ()), end)
        sizes = sorted({*map(len, endings)}, reverse=True)
        self._by_size = [(size, {end for end in endings if len(end) == size}) for size in sizes]

    def cut(self, word: str) -> list[str]:
        """The word without each ending that it has, in the order of the lists."""
        ends = self._by_last.get(word[-1:], ())
        if not word.endswith(ends):
            return []
        room = len(word) - _STEM_MIN
        return [word[: -len(end)] for end in ends if len(end) <= room and word.endswith(end)]

    def shortest(self, word: str) -> str:
        """The word without the longest ending that it has."""
        for size, ends in self._by_size:
            if word[-size:] in ends and len(word) - size >= _STEM_MIN:
                return word[:-size]
        return word


_LATIN_ENDINGS = _Endings("european", "turkic_latin")
_CYRILLIC_ENDINGS = _Endings("cyrillic")
_TURKIC_CYRILLIC_ENDINGS = _Endings("turkic_cyrillic")
_HANGUL_ENDINGS = _Endings("korean")
_GEORGIAN_ENDINGS = _Endings("georgian")
_OTHER_ENDINGS = _Endings("armenian", "greek")
_ARTICLES = ("те", "та", "то", "ту")


def key_of(word: str, script: str) -> str:
    """How a word list files a word, itself in its plain form."""
    if script == "cyrillic":
        return _CYRILLIC_ENDINGS.shortest(word)
    if script == "arabic" and word.startswith("ال") and len(word) > _STEM_MIN + 1:
        return word[2:]
    return word


def stems_of(text: str, script: str) -> tuple[str, ...]:
    """Plain form first, then each form without an ending, without repeats."""
    words, cuts = _CUT.get(script, _other)(text)
    return tuple(dict.fromkeys((*words, *cuts)))


Cut = tuple[list[str], list[str]]  # plain forms, and those without an ending


def _latin(text: str) -> Cut:
    words = _around_mark(text)
    return words, [cut for word in words for cut in _LATIN_ENDINGS.cut(word)]


def _around_mark(text: str) -> list[str]:
    """The word as it is and what stands before its apostrophe, the likelier one first."""
    word, mark = plain(text), _MARK.search(text)
    if mark is None or mark.end() == len(text):
        return [word]
    head = text[: mark.start()]
    if _OG.match(head):
        return [word, plain(head)]
    return [plain(head), word]


def _cyrillic(text: str) -> Cut:
    word, shortest = plain(text), _CYRILLIC_ENDINGS.shortest
    turkic = list(map(shortest, _TURKIC_CYRILLIC_ENDINGS.cut(word)))
    return [word], [shortest(word), *_without_vowel(word), *turkic]


def _without_vowel(word: str) -> list[str]:
    """Ташкенте is Ташкент, though -те can be an article in Bulgarian."""
    is_long = len(word) > _STEM_MIN + 1
    if is_long and word.endswith(_ARTICLES):
        return [word[:-1]]
    return []


def _arabic(text: str) -> Cut:
    word = plain(text)
    bare = _ARABIC_HEAD.sub("", word)
    with_a_prefix = bare != word and word[:1] in "وفبلك"
    return [word], [bare, word[1:]] if with_a_prefix else [bare]


def _hebrew(text: str) -> Cut:
    """Small words ("and", "the", "in") are written with it, one after another: ובגרמניה."""
    word, cuts = plain(text), []
    for size in range(1, min(_HEBREW_PREFIXES_MAX, len(word) - _HEBREW_MIN) + 1):
        if word[size - 1] not in _HEBREW_PREFIXES:
            break
        cuts.append(word[size:])
    return [word], cuts


def _hangul(text: str) -> Cut:
    """One syllable is a stem: a syllable counts as much as three letters."""
    word = plain(text)
    return [word], [cut.lstrip("\0") for cut in _HANGUL_ENDINGS.cut("\0\0" + word)]


def _other(text: str) -> Cut:
    word = plain(text)
    if "\u10d0" <= text[0] <= "\u10ff":
        return [word], _georgian(word)
    return [word], _OTHER_ENDINGS.cut(word) if text[0] >= "\u0370" else []


def _georgian(word: str) -> list[str]:
    """The stem, and its nominative: თურქეთის → თურქეთი; საქართველოს → საქართველო. Before endings in
    ი a stem has lost its ა: უკრაინის → უკრაინა.
    """
    cuts = _GEORGIAN_ENDINGS.cut(word)
    forms = [form for cut in cuts for form in (cut + "ი", cut)]
    return forms + [cut + "ა" for cut in cuts if word[len(cut) : len(cut) + 1] == "ი"]


_CUT = {
    "latin": _latin,
    "cyrillic": _cyrillic,
    "arabic": _arabic,
    "hebrew": _hebrew,
    "hangul": _hangul,
}
