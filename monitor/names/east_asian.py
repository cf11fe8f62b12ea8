"""Names of East Asia, which every other script writes syllable by syllable: Chinese in Cyrillic
(after Palladius), Korean in any.

The tables are written from the systems' rules: an initial and a final of one map to those of the
other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from monitor.text.datafiles import listed
from monitor.text.normalize import latin


def _pairs(words: str) -> dict[str, str]:
    return dict(pair.split(">") for pair in listed(words))


_INITIALS = _pairs("б>b п>p м>m ф>f д>d т>t н>n л>l г>g к>k х>h чж>zh ч>ch ш>sh ж>r")
# before a hard final, before a soft one
_HISSING = {"цз": ("z", "j"), "ц": ("c", "q"), "с": ("s", "x")}
_HARD = _pairs(
    "а>a ай>ai ань>an ан>ang ао>ao э>e эй>ei энь>en эн>eng о>uo оу>ou у>u уа>ua уай>uai уань>uan уан>uang уй>ui уэй>ui "
    "унь>un ун>ong уо>uo ы>i"
)
_SOFT = _pairs(
    "и>i я>ia янь>ian ян>iang яо>iao е>ie инь>in ин>ing ю>iu юн>iong юй>u юэ>ue юань>uan юнь>un"
)
_ALONE = _pairs(
    "а>a ай>ai ань>an ан>ang ао>ao оу>ou э>e эр>er энь>en и>yi я>ya янь>yan ян>yang яо>yao е>ye инь>yin ин>ying ю>you юй>yu "
    "юань>yuan юэ>yue юнь>yun юн>yong у>wu ва>wa вай>wai вань>wan ван>wang вэй>wei вэнь>wen вэн>weng во>wo"
)


def _syllables() -> dict[str, str]:
    table = dict(_ALONE)
    for initial, sound in _INITIALS.items():
        table |= {initial + final: sound + end for final, end in (_HARD | _SOFT).items()}
    for initial, (hard, soft) in _HISSING.items():
        table |= {initial + final: hard + end for final, end in _HARD.items()}
        table |= {initial + final: soft + end for final, end in _SOFT.items()}
    return table | {"бо": "bo", "по": "po", "мо": "mo", "фо": "fo"}


_TABLE = _syllables()
_CHINESE_MAX = 18  # letters of three long syllables


def _one_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


# Patterns of hundreds of syllables: made when the first name needs one.
@cache
def _syllable() -> re.Pattern[str]:
    return re.compile(_one_of(_TABLE))


@cache
def _chinese() -> re.Pattern[str]:
    return re.compile(f"(?:{_one_of(_TABLE)}){{1,3}}")


@lru_cache(maxsize=4_096)
def pinyin(word: str) -> str | None:
    """A Chinese name in Cyrillic as China spells it in Latin letters: Цзиньпин → jinping; None if
    it cannot be one.
    """
    lowered = word.lower().replace("ё", "е")
    if len(lowered) > _CHINESE_MAX or not _chinese().fullmatch(lowered):
        return None
    return "".join(_TABLE[syllable] for syllable in _syllable().findall(lowered))


_PALLADIUS = {sound: syllable for syllable, sound in reversed(_TABLE.items())}
_UZBEK = _pairs("цз>sz ц>s чж>chj ч>ch ш>sh ж>j х>x й>y ё>yo ю>yu я>ya э>e ы>i ь>")
_AZERBAIJANI = _pairs("цз>c ц>ts чж>cj ч>c ш>s ж>j х>x й>y ю>yu я>ya э>e ы>i ь>")
_TURKISH = _pairs("zh>c ch>c sh>s j>c q>c x>s w>v")


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


_CHINESE_SURNAMES = frozenset(
    listed(
        "ван ли чжан лю чэнь ян хуан чжао у чжоу сюй сунь ма чжу ху го хэ линь гао ло чжэн лян се сун тан хань фэн дэн цао пэн цзэн сяо тянь дун пань юань цай цзян "
        "юй е ду чэн вэй су люй дин жэнь лу яо шэнь чжун цуй тань фань ляо ши цзинь цзя ся фу фан цзоу сюн бай мэн цинь цю хоу инь сюэ янь дуань лэй лун тао мао гу гун "
        "ци цянь у пу кун цуй лэ си тун хуа"
    )
)


def is_chinese(words: Sequence[str]) -> bool:
    """Whether two words in Cyrillic are a Chinese name, its surname first: Ван И, Чжан Ханьхуэй."""
    if len(words) != 2 or words[0].lower() not in _CHINESE_SURNAMES:  # noqa: PLR2004 - surname and given name
        return False
    return pinyin(words[1]) is not None or pinyin(_CASE.sub("", words[1])) is not None


@cache
def _one_or_two_of_pinyin() -> re.Pattern[str]:
    return re.compile(f"(?:{_one_of(set(_TABLE.values()))}){{1,2}}")


@cache
def _latin_surnames() -> frozenset[str]:
    return frozenset(pinyin(word) or word for word in _CHINESE_SURNAMES)


@lru_cache(maxsize=8_192)
def in_pinyin(words: Sequence[str]) -> str | None:
    """A Chinese name in Latin letters, its two words made one; None if it has not their syllables."""
    spelt = [latin(word).replace("'", "") for word in words]
    if len(spelt) != 2 or spelt[0] not in _latin_surnames() or len(spelt[1]) > _CHINESE_MAX:  # noqa: PLR2004 - surname and given name
        return None
    return " ".join(spelt) if _one_or_two_of_pinyin().fullmatch(spelt[1]) else None


_CASE = re.compile("(?:ем|ом|[аяуюе])$")
_KOREAN_SURNAMES = frozenset(
    listed(
        "kim gim lee li yi ri rhee park pak bak bag choi choe che tsoy jung chung chon jeong jong kang cho jo yoon yun jang chang lim im rim han oh seo suh so shin sin "
        "kwon hwang ahn an song sung ryu ryoo yoo yu you hong moon mun jeon yang ko koh go bae bek paek baek nam noh roh no ha heo huh hur ho min chhve wi ban pan woo hyun hyon"
    )
)
_SAME_SURNAME = _pairs(
    "lee>li yi>li ri>li rhee>li i>li park>pak bak>pak bag>pak gim>kim choi>che choe>che tsoy>che chhve>che roh>no noh>no rim>im lim>im ryu>yu yoo>yu you>yu"
)
_SOUNDS = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        ("ng", "n"), ("tch|chzh|chh|ch|zh|ts|j", "j"), ("ck|kh|kk|k|g", "k"), ("th|tt|t|d", "t"), ("ph|pp|p|b", "p"), ("r|l", "l"),
        ("sh|ss|s", "s"), ("[yw]?(?:ui|ee|i)", "i"), ("[yw]?(?:ae|eh|e(?![ou]))", "e"), ("w?(y?)(?:eo|eu|oo|ou|o|u)+", r"\1o"),
        ("[yw]?a", "a"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
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
    spelt = [_spelt(word) for word in words]
    if len(spelt) not in _PARTS:
        return None
    known = [
        at
        for at in (0, len(spelt) - 1)
        if spelt[at] in _KOREAN_SURNAMES or (spelt[at] == "i" and at == 0)
    ]
    if not known:
        return None
    surname = spelt.pop(known[0])
    return " ".join(
        _sounded(part) for part in (_SAME_SURNAME.get(surname, surname), "".join(spelt))
    )


def _sounded(word: str) -> str:
    for pattern, new in _SOUNDS:
        word = pattern.sub(new, word)
    return word
