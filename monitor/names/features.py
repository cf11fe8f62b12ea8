"""A sentence's words → what each shows to the model: itself, its shape and ends, two words each
side.

What depends on the word alone is made once and kept; a sentence then only lays these pieces beside
one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from sys import intern
from typing import NamedTuple

from monitor.names.tables import COMMON, FAMILY, GIVEN, common_words, name_parts, plain

_ENDS = 4  # letters of affixes
_STEM_MIN = 3
_JOINED_BEFORE = frozenset(
    "وفلبكוהבלמשכ"
)  # and, so, to, in, as … written as one with the word after it
_OFFICE_LETTERS = 7
# Beginnings of features that hold no letters.
_WORDLESS = (
    "b",
    "h=",
    "g=",
    "G=",
    "c=",
    "o=",
    "k",
    "n=",
    "H=",
    "s",
    "<h",
    "<k",
    ">h",
    ">k",
    "<<h",
    "<<k",
    ">>h",
    ">>k",
    "edge",
    "<edge",
    ">edge",
)


class Looks(NamedTuple):
    """One word, as it shows itself and as its neighbours see it; the rest goes into pairs."""

    own: tuple[str, ...]
    near: tuple[tuple[str, ...], ...]  # as the word two before, before, after, two after
    shape: str
    known: str
    word: str


def features(words: Sequence[str], lang: str, *, wordless: bool = False) -> list[list[str]]:
    """`wordless`: without words and letters, for languages of which nothing was learnt."""
    looks = [_looks(word, lang) for word in words]
    padded = [_EDGE, _EDGE, *looks, _EDGE, _EDGE]
    rows = [_of(padded, at) for at in range(2, len(looks) + 2)]
    return [[one for one in row if one.startswith(_WORDLESS)] for row in rows] if wordless else rows


def _of(looks: list[Looks], at: int) -> list[str]:
    a, b, c, d, e = looks[at - 2 : at + 3]
    return [
        *c.own, *a.near[0], *b.near[1], *d.near[2], *e.near[3],
        f"s-{b.shape}{c.shape}", f"s+{c.shape}{d.shape}", f"s={b.shape}{c.shape}{d.shape}",
        f"s>{c.shape}{d.shape}{e.shape}",
        f"s<{a.shape}{b.shape}{c.shape}",
        f"k-{b.known}{c.known}", f"k+{c.known}{d.known}", f"k={b.known}{c.known}{d.known}",
        f"w-{b.word}|{c.shape}", f"w+{c.shape}|{d.word}",
        f"w<{a.word}|{b.word}|{c.shape}",
    ]  # fmt: skip


@lru_cache(maxsize=4_096)  # 1.7 KB each, what words have in common being there once
def _looks(word: str, lang: str) -> Looks:
    low = _lowered(word)
    shape = intern(_shape(word))
    exact, stem, common, office = (
        _exact(low),
        _stem(low),
        _commonness(low, lang),
        _office(low, lang),
    )
    known = intern(f"{shape}{exact}{stem}{common // 4}{office}")
    own = [
        "b",
        intern(f"l={lang}{shape}"),
        intern(f"L={lang}{known}"),
        f"w={low}",
        intern(f"h={shape}"),
        intern(f"g={exact}"),
        intern(f"G={stem}"),
        intern(f"c={common}"),
        intern(f"o={office}"),
        intern(f"k={known}"),
        intern(f"n={min(len(low), 9)}"),
        intern(f"H={_long_shape(word)}"),
    ]
    if len(low) > 1:
        own += [_affix(f"p{n}=", low[:n]) for n in range(1, min(_ENDS, len(low)) + 1)]
        own += [_affix(f"e{n}=", low[-n:]) for n in range(1, min(_ENDS, len(low)) + 1)]
        own.append(intern(f"t={shape}{low[-3:]}"))
    return Looks(
        tuple(own),
        tuple(_near(side, low, shape, known) for side in ("<<", "<", ">", ">>")),
        shape,
        known,
        low,
    )


def _affix(kind: str, letters: str) -> str:
    """Few letters are those of many words."""
    feature = kind + letters
    return intern(feature) if len(letters) < _ENDS else feature


def _near(side: str, low: str, shape: str, known: str) -> tuple[str, ...]:
    far = (f"{side}w={low}", intern(f"{side}h={shape}"), intern(f"{side}k={known}"))
    if len(side) > 1:
        return far
    return (*far, f"{side}p={low[:4]}", _affix(f"{side}e=", low[-3:]))


def _lowered(word: str) -> str:
    return word.lower() if not word[0].isdigit() else "0" * min(len(word), 5)


def _shape(word: str) -> str:
    first = word[0]
    if not first.isalpha():
        return "0" if first.isdigit() else first if first in ".,-()\"'«»" else "."
    if word.islower():
        return "x"
    if not first.isupper():
        return "x" if first == first.upper() else "m"
    if len(word) == 1:
        return "I"
    return "C" if word.isupper() else "X" if word[1:].islower() else "M"


def _long_shape(word: str) -> str:
    return "".join("X" if c.isupper() else "x" if c.isalpha() else c for c in word[:6])


def _exact(low: str) -> str:
    return _letter(name_parts().get(plain(low))) if low[0].isalpha() else "-"


def _letter(known: int | None) -> str:
    """Whether the tables have a word as a name, which part of one, and how common."""
    if known is None:
        return "-"
    part = (
        "b"
        if known & GIVEN and known & FAMILY
        else "g"
        if known & GIVEN
        else "f"
        if known & FAMILY
        else "n"
    )
    return part + str(known & COMMON)


def _stem(low: str) -> str:
    """The same of its stem, where a case ending may have been added."""
    bare = plain(low)
    if len(bare) <= _STEM_MIN or not bare[0].isalpha():
        return "-"
    best = 0
    for form in _stems(bare):
        known = name_parts().get(form)
        if known is not None:
            best = max(best, 1 + (known & COMMON) + (4 if known & GIVEN else 0))
    return str(best)


def _stems(bare: str) -> list[str]:
    cut = [bare[:-n] for n in (1, 2, 3, 4) if len(bare) - n >= _STEM_MIN]
    if bare[0] in _JOINED_BEFORE and len(bare) > _STEM_MIN:
        cut.append(bare[1:])
    last = ("а", "й", "я", "о") if bare[0] >= "\u0400" else ("a", "o", "e", "y")
    return (
        cut + [bare[:-1] + letter for letter in last if letter != bare[-1]]
        if bare[0] < "\u0530"
        else cut
    )


def _commonness(low: str, lang: str) -> int:
    return common_words().get(f"{lang}:{plain(low)}") or 0 if low[0].isalpha() else 0


@cache
def _offices() -> frozenset[str]:
    text = (files("monitor.names") / "data" / "office_words.txt").read_text(encoding="utf-8")
    return frozenset(text.splitlines())


def _office(low: str, lang: str) -> str:
    return "o" if f"{lang} {plain(low)[:_OFFICE_LETTERS]}" in _offices() else ""


_EDGE = Looks(("edge",), (("<<edge",), ("<edge",), (">edge",), (">>edge",)), "$", "$", "$")
