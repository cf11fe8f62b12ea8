"""Are two names the same person's? Spellings and scripts are folded, then words are aligned and letters compared by weight.

`same_name` compares two names as written, `name_keys` files a surname for finding it again under another spelling.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import permutations

from monitor.reading.fold import fold_name, plain
from monitor.reading.resources import rows

_PARTICLES = frozenset("bin ibn ben al el as ad an ar ash von van der den de da di do dos du la le abu abd jr sr ii iii mr mrs ms dr".split())
_PATRONYMIC = re.compile(r"(?:[oe]vich|[oe]vna|ichna|inichna|uli|kizi|ogli|oglu|zade)$")
_VOWELS = frozenset("aeiou")
_WORDS_MAX = 5
_NEAR = frozenset(
    frozenset(pair) for pair in ("sz", "sc", "ck", "jc", "bp", "dt", "gk", "vf", "vb", "hk", "gh", "ij", "mn", "vu", "js", "jz", "cj")
)


@cache
def _families() -> dict[str, int]:
    """Folded given name → number of its family: Aleksandr, Oleksandr and Alexander are one."""
    return {fold_name(name): number for number, (_, names) in enumerate(rows("given_names.tsv")) for name in names.split()}


def is_given(word: str) -> bool:
    return fold_name(word) in _families()


def same_given(one: str, other: str) -> bool:
    """Two folded given names: equal, of one family, one the other's initial, or spelt nearly alike."""
    return _alike(one, other) >= 0.75  # noqa: PLR2004 - a misspelling in six letters


def _weight(letter: str) -> float:
    return 0.35 if letter in _VOWELS else 0.5 if letter in "hj" else 1.0


def _change(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return 0.35
    return 0.5 if frozenset((one, other)) in _NEAR else 1.1


@lru_cache(maxsize=32_768)
def _distance(one: str, other: str) -> float:
    """Edit distance in which vowels are cheap, the first letter is dear and so is a final a (Nazarbayev, Nazarbayeva)."""
    row = [0.0]
    for letter in other:
        row.append(row[-1] + _weight(letter))
    for at, letter in enumerate(one):
        before, row = row, [row[0] + _weight(letter)]
        for place, against in enumerate(other):
            dear = 1.6 if at == 0 and place == 0 else 1.0
            row.append(
                min(before[place] + dear * _change(letter, against), before[place + 1] + _weight(letter), row[-1] + _weight(against))
            )
    return row[-1] + (0.9 if one.endswith("a") != other.endswith("a") else 0.0)


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return 0.9 if one[0] == other[0] else 0.0
    family = _families().get(one)
    if family is not None and family == _families().get(other):
        return 1.0
    size = sum(map(_weight, one)) + sum(map(_weight, other))
    return max(0.0, 1.0 - 2.0 * _distance(one, other) / size)


@lru_cache(maxsize=8_192)
def name_words(name: str) -> tuple[str, ...]:
    """Folded words, given name first; patronymics, particles and titles are left out."""
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first} {last}"
    words = [fold_name(word) for word in re.split(r"[\s.·\-‐‑–]+", name) if word]
    words = [word for word in words if word and word not in _PARTICLES]
    if len(words) > 2:  # noqa: PLR2004 - a given name and a surname stay
        words = [word for word in words if not _PATRONYMIC.search(word)] or words
    return tuple(words[:_WORDS_MAX])


def _aligned(one: Sequence[str], other: Sequence[str]) -> float:
    """Best pairing of all words of the shorter name with words of the longer one; the worst pair decides."""
    short, long = sorted((one, other), key=len)
    best = 0.0
    for chosen in permutations(long, len(short)):
        pairs = [_alike(a, b) for a, b in zip(short, chosen, strict=True)]
        best = max(best, 0.7 * min(pairs) + 0.3 * sum(pairs) / len(pairs))
    return best


@lru_cache(maxsize=32_768)
def same_name(a: str, b: str) -> float:
    """0..1, above .5 more likely the same person's. Order, initials, missing given names and scripts do not matter."""
    if plain(a) == plain(b):
        return 1.0
    one, other = name_words(a), name_words(b)
    if not one or not other:
        return 0.0
    return _aligned(one, other)


def name_key(surname: str) -> str:
    """What a surname keeps in every spelling: its first letter and its consonants, the near ones made equal."""
    folded = fold_name(surname)
    head = folded[:1].translate(_HEAD)
    rest = "".join(letter for letter in folded[1:] if letter not in "aeiouhj")
    return head + rest.translate(_CONSONANTS)


_HEAD = str.maketrans("aeiou", "aaaaa")
_CONSONANTS = str.maketrans("zcqkfbpdt", "ssggvvvtt")
