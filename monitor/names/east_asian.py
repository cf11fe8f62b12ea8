"""Names of East Asia, which every other script writes syllable by syllable: Chinese in Cyrillic
(after Palladius), Korean in any.

The tables are written from the systems' rules: an initial and a final of one map to those of the
other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from monitor.datafiles import ids, listed
from monitor.text.normalize import latin


def _parts(written: str) -> list[str]:
    return written.split(">")


def _pairs(words: str) -> dict[str, str]:
    return dict(map(_parts, listed(words)))


_CHINESE, _RESPELT, _KOREAN = (
    ids("east_asian.toml")[key] for key in ("chinese", "respelt", "korean")
)


def _syllables() -> dict[str, str]:
    hard, soft = _pairs(_CHINESE["hard"]), _pairs(_CHINESE["soft"])
    table = _pairs(_CHINESE["alone"])
    for initial, sound in _pairs(_CHINESE["initials"]).items():
        table |= _with_initial(initial, sound, hard | soft)
    for initial, before_hard, before_soft in map(_parts, listed(_CHINESE["hissing"])):
        table |= _with_initial(initial, before_hard, hard)
        table |= _with_initial(initial, before_soft, soft)
    return table | _pairs(_CHINESE["lips"])


def _with_initial(initial: str, sound: str, finals: dict[str, str]) -> dict[str, str]:
    return {initial + final: sound + end for final, end in finals.items()}


_TABLE = _syllables()
_CHINESE_SYLLABLES = 3
_CHINESE_MAX = 18  # letters of three long syllables


def _one_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


_LONGEST = max(map(len, _TABLE))


def _is_cut(word: str, most: int) -> bool:
    """Whether it is one syllable after the other, at most so many."""
    return any(
        size == len(word) or (most > 1 and _is_cut(word[size:], most - 1))
        for size in range(1, min(_LONGEST, len(word)) + 1)
        if word[:size] in _TABLE
    )


def _in_latin(word: str) -> Iterator[str]:
    """Each syllable, the longest that stands there; a letter of none is left out."""
    at = 0
    while at < len(word):
        sizes = range(min(_LONGEST, len(word) - at), 0, -1)
        size = next((size for size in sizes if word[at : at + size] in _TABLE), 0)
        if size:
            yield _TABLE[word[at : at + size]]
        at += size or 1


@lru_cache(maxsize=4_096)
def pinyin(word: str) -> str | None:
    """A Chinese name in Cyrillic as China spells it in Latin letters: Цзиньпин → jinping; None if
    it cannot be one.
    """
    lowered = word.lower().replace("ё", "е")
    if len(lowered) > _CHINESE_MAX or not _is_cut(lowered, _CHINESE_SYLLABLES):
        return None
    return "".join(_in_latin(lowered))


_PALLADIUS = {sound: syllable for syllable, sound in reversed(_TABLE.items())}
_UZBEK, _AZERBAIJANI, _TURKISH = (_pairs(table) for table in _RESPELT.values())


@cache
def _sound() -> re.Pattern[str]:
    return re.compile(_one_of(_PALLADIUS))


@cache
def _sounds_only() -> re.Pattern[str]:
    return re.compile(f"(?:{_one_of(_PALLADIUS)})+")


@lru_cache(maxsize=1_024)
def respellings(name: str) -> tuple[str, ...]:
    """How a Chinese name in pinyin is written after Palladius, and in Uzbek, Azerbaijani and
    Turkish, without their marks.
    """
    words = name.lower().split()
    if not all(_sounds_only().fullmatch(word) for word in words):
        return ()
    russian = " ".join(
        "".join(_PALLADIUS[sound] for sound in _sound().findall(word)) for word in words
    )
    return (
        russian,
        *(_letters_of(russian, table) for table in (_UZBEK, _AZERBAIJANI)),
        _letters_of(" ".join(words), _TURKISH),
    )


def _letters_of(text: str, table: dict[str, str]) -> str:
    return latin(
        re.sub("|".join(sorted(table, key=len, reverse=True)), lambda part: table[part[0]], text)
    )


_CHINESE_SURNAMES = frozenset(listed(_CHINESE["surnames"]))
_TWO_WORDS = 2  # surname and given name


def is_chinese(words: Sequence[str]) -> bool:
    """Whether two words in Cyrillic are a Chinese name, its surname first: Ван И, Чжан Ханьхуэй."""
    if len(words) != _TWO_WORDS or words[0].lower() not in _CHINESE_SURNAMES:
        return False
    return pinyin(words[1]) is not None or pinyin(_CASE.sub("", words[1])) is not None


@cache
def _one_or_two_of_pinyin() -> re.Pattern[str]:
    return re.compile(f"(?:{_one_of(set(_TABLE.values()))}){{1,2}}")


@cache
def _latin_surnames() -> frozenset[str]:
    return frozenset(pinyin(word) or word for word in _CHINESE_SURNAMES)


@lru_cache(maxsize=1_024)
def in_pinyin(words: Sequence[str]) -> str | None:
    """A Chinese name in Latin letters, its two words made one; None if its syllables are others."""
    spelt = [latin(word).replace("'", "") for word in words]
    if len(spelt) != _TWO_WORDS or spelt[0] not in _latin_surnames():
        return None
    given = spelt[1]
    is_chinese = len(given) <= _CHINESE_MAX and _one_or_two_of_pinyin().fullmatch(given)
    return " ".join(spelt) if is_chinese else None


_CASE = re.compile("(?:ем|ом|[аяуюе])$")
_KOREAN_SURNAMES = frozenset(listed(_KOREAN["surnames"]))
_SAME_SURNAME = _pairs(_KOREAN["same"])
_SOUNDS = tuple((re.compile(pattern), new) for pattern, new in _KOREAN["sounds"])
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,4}")
_PARTS = (2, 3)  # words of a Korean name, its hyphen being a space


def _spelt(word: str) -> str:
    return latin(word.lower().replace("ё", "йо").replace("э", "е").replace("ы", "еу"))


@lru_cache(maxsize=4_096)
def korean(words: Sequence[str]) -> str | None:
    """What all spellings of a Korean name share, surname first: 이재명, Lee Jae-myung, Ли Чжэ Мён;
    None if it is none.
    """
    if len(words) == 1 and _HANGUL.fullmatch(words[0]):
        words = (words[0][:1], *words[0][1:])
    spelt = list(map(_spelt, words))
    if len(spelt) not in _PARTS:
        return None
    at = _surname_at(spelt)
    if at is None:
        return None
    surname = spelt.pop(at)
    return f"{_sounded(_SAME_SURNAME.get(surname, surname))} {_sounded(''.join(spelt))}"


def _surname_at(words: Sequence[str]) -> int | None:
    """The first word or the last; 이 alone is a surname only in front."""
    if words[0] == "i" or words[0] in _KOREAN_SURNAMES:
        return 0
    if words[-1] not in _KOREAN_SURNAMES:
        return None
    return len(words) - 1


def _sounded(word: str) -> str:
    for pattern, new in _SOUNDS:
        word = pattern.sub(new, word)
    return word
