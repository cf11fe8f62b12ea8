"""Are two names the same person's? Spellings and scripts are folded, then words are aligned and
letters compared by weight.

`same_name` compares two names as written, `name_key` files a surname for finding it again under
another spelling.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations

from monitor.datafiles import ids, listed
from monitor.names import office_holders
from monitor.names.east_asian import in_pinyin, is_chinese, korean, pinyin
from monitor.names.transliteration import alike, is_given, same_given, same_letters
from monitor.text.normalize import fold_name, latin, plain
from monitor.text.tokens import tokenize

__all__ = ["is_given", "name_key", "name_words", "same_given", "same_name"]

_PARTICLES = frozenset(
    listed(
        "bin ibn ben al el as ad an ar ash von van der den de da di do dos du la le jr sr ii iii "
        "mr mrs ms dr fon bn lyal l sheikh sheik sheyh shaikh"
    )
)
_PATRONYMIC = re.compile(r"(?:[oe]vich|[oe]vna|ichna|inichna|uly|kyzy|ogly|oglu)$")
_SERVANT = {
    "abdel": "Abdel",
    "abdul": "Abdel",
    "abd": "Abdel",
    "abu": "Abu",
    "aboul": "Abu",
    "abul": "Abu",
    "abou": "Abu",
}
_SON_OF = re.compile(r"\b(?:bin|ibn|ben|бин|бен|ибн|بن)\b", re.IGNORECASE)
_WORDS_MAX = 5
_PARTS = re.compile(r"[\s.·\-‐‑–]+")
_KOREAN_WORDS = 3
_OTHER_SYLLABLES = 0.9  # Lin Jian and Lin Jiang are two people, however near
_HAN = re.compile(r"^[\u4e00-\u9fff]{2,4}$")
_INITIALS: dict[str, str] = ids("letters.toml")["initials"]
_DOUBLE_SURNAMES = frozenset(listed("欧阳 司马 诸葛 上官 司徒 东方 慕容"))


@lru_cache(maxsize=4_096)
def name_words(name: str) -> tuple[str, ...]:
    """Words as written, given name first; patronymics, particles and titles are left out."""
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first} {last}"
    if _HAN.match(name):
        surname = 2 if name[:2] in _DOUBLE_SURNAMES else 1
        return (latin(name[:surname]), latin(name[surname:]))
    whole = tuple(map(_initial, name.split()))
    name = " ".join(whole)
    if in_pinyin(whole):
        return whole  # Bin is a particle elsewhere
    if is_chinese(whole):
        return tuple(pinyin(word) or word for word in whole)
    words = [
        word
        for word in _PARTS.split(re.sub(r"\bال", "", name))
        if word and latin(word) not in _PARTICLES
    ]
    words = _joined_servant(words)
    if len(words) > 2:  # noqa: PLR2004 - a given name and a surname stay
        words = [word for word in words if not _PATRONYMIC.search(latin(word))] or words
    return tuple(words[:_WORDS_MAX])


def _initial(word: str) -> str:
    letter = _INITIALS.get(word[:-1]) if word.endswith(".") else None
    return f"{letter}." if letter else word


def _joined_servant(words: list[str]) -> list[str]:
    """Abdel Salam is Abdelsalam, عبد السلام too; Aboul Gheit is Abu Gheit."""
    at = next(
        (at for at, word in enumerate(words[:-1]) if latin(word) in _SERVANT or word == "عبد"), None
    )
    if at is None:
        return words
    first = _SERVANT.get(latin(words[at]), words[at])
    return [*words[:at], first + words[at + 1].lower(), *words[at + 2 :]]


def _aligned(one: Sequence[str], other: Sequence[str]) -> float:
    """Best pairing of all words of the shorter name with words of the longer one; the worst pair
    decides.
    """
    short, long = sorted((one, other), key=len)
    best = 0.0
    for chosen in permutations(range(len(long)), len(short)):
        pairs = [alike(a, long[at]) for a, at in zip(short, chosen, strict=True)]
        score = 0.7 * min(pairs) + 0.3 * sum(pairs) / len(pairs)
        if len(short) == 1 and chosen[0] != len(long) - 1 and len(long[-1]) > 1:
            score *= 0.85  # a surname should stand last: Asanov is not Assanov-Kim
        best = max(best, score)
    return best


@lru_cache(maxsize=2_048)
def _holder(name: str) -> str | None:
    """The office holder's id that a full name means, or a name in a script without capitals."""
    tokens = tokenize(name)
    found = [
        found.value
        for found in office_holders.named(tokens)
        if found.last - found.first >= len(tokens) - 1
    ]
    if found:
        return found[0]
    words = name.replace(",", " ").split()
    if len(words) < 2:  # noqa: PLR2004 - a surname alone is many people's
        return None
    row = office_holders.find([fold_name("".join(words))], None, None) or office_holders.find(
        [fold_name(words[-1])], words[0], None
    )
    return row.id if row else None


@lru_cache(maxsize=2_048)
def same_name(a: str, b: str) -> float:
    """0..1, above .85 more likely the same person's. Order, initials, missing given names and
    scripts do not matter.
    """
    if plain(a) == plain(b):
        return 1.0
    holder = _holder(a)
    if holder is not None and holder == _holder(b):
        return 1.0
    one, other = name_words(a), name_words(b)
    if not one or not other:
        return 0.0
    if _SON_OF.search(a) and _SON_OF.search(b):  # Tamim bin Hamad is the son of Hamad bin Tamim
        pairs = [alike(word, against) for word, against in zip(one, other, strict=False)]
        return 0.7 * min(pairs) + 0.3 * sum(pairs) / len(pairs)
    if _are_one_korean(a, b):
        return 1.0
    if (chinese := in_pinyin(one)) and (against := in_pinyin(other)):
        if chinese == against:
            return 1.0
        return _OTHER_SYLLABLES * _aligned(one, other)
    if len(one) != len(other) and same_letters("".join(one), "".join(other)):
        return 1.0  # محمدرضا is Mohammad Reza
    return _aligned(one, other)


def _are_one_korean(a: str, b: str) -> bool:
    """Two syllables in Latin letters twice may as well be Chinese, whose sounds these tables would
    mix up.
    """
    one, other = tuple(_PARTS.split(a.strip())), tuple(_PARTS.split(b.strip()))
    sure = (len(one) == len(other) == _KOREAN_WORDS) or a[:1].isascii() != b[:1].isascii()
    spelt = korean(one) if sure else None
    return spelt is not None and spelt == korean(other)


def name_key(surname: str) -> str:
    """What a surname keeps in every spelling: its first letter and its consonants, the near ones
    made equal.
    """
    folded = fold_name(surname)
    head = folded[:1].translate(_HEAD)
    rest = "".join(letter for letter in folded[1:] if letter not in "aeiouhj")
    return head + rest.translate(_CONSONANTS)


_HEAD = str.maketrans("aeiou", "aaaaa")
_CONSONANTS = str.maketrans("zcqkfbpdt", "ssggvvvtt")
