"""What a written word may be in a word list of its own script: the word made plain, and with case
endings cut off.

Endings are cut by script, not by language, because headlines are too short to know their language
for certain. A wrong cut does no harm: it must still be in a word list.
"""

from __future__ import annotations

import re

from monitor.text.datafiles import listed
from monitor.text.normalize import plain

_STEM_MIN = 3  # letters that must be left

_CYRILLIC = frozenset(  # of one to four letters
    listed(
        "ыми ими ого его ому ему ою ею ый ий ой ая яя ое ее ые ие ым им ую юю ых их ом ем ам ям ами ями ах ях ов ев ей ия ии ию "
        "ией иям иями иях а я о е ы и у ю ь ью й і ї ія ію ій ії ією єю ої ів їв ові еві єм є ят ът та то те"
    )
)
# Kazakh, Kyrgyz, Uzbek and Tajik in Cyrillic letters.
_TURKIC_CYRILLIC = tuple(
    listed(
        "ның нің дың дің тың тің нын нин дын дин тын тин нун дун нинг ни ға ге қа ке га ко гө го да де та те дан ден тан тен нан нен дагы дағы дегі тағы тегі даги "
        "мен бен пен менен ды ді ты ті ны ні лық лік дық дік тық тік лар лер дар дер тар тер лары лері дары дері сы сі ы і ын ін ына іне ында інде ро"
    )
)
# Turkish, Azerbaijani, Uzbek, Turkmen and Kazakh in Latin letters, made plain (ı is i, ə is a, ş is
# s).
_TURKIC_LATIN = tuple(
    listed(
        "ning nin nun in un yin yun ni nu na ne yi yu i u ya ye a e ga ge ka qa da de ta te dan den tan ten ndan nden nda nde daki deki dagi dagy lar ler lari leri "
        "larin lerin la le yla yle lik cha si su sini sinin sina sinda ini ina inda inin ina ine inde ini larini larinin"
    )
)
_EUROPEAN = tuple(
    listed(
        "s es n en e er em ern a as os o i y u ego emu ej ym ich ie ii om ami ach ou em ova in at ul ului ei lui"
    )
)
_ARMENIAN = tuple(listed("ը ն ի ին ում ից ով ու ներ ների ները ական"))
_GREEK = tuple(listed("ς ν υ ου ας ης α η"))
# Georgian: case endings and the postpositions that are written with them; the nominative of a stem in
# a consonant ends in ი.
_GEORGIAN = tuple(
    listed("ისთვის ისთან იდან სთან ისგან ისა ის მა ში ზე თან დან მდე ით ად ს ი მ ების ებმა ებს ები")
)
_HANGUL = tuple(listed("은 는 이 가 을 를 의 에 에서 와 과 도 로 으로 에게 께서 측 인 만"))
_MARK = re.compile(r"[’'ʼ‘ʻ`]")
_OG = re.compile(r"(?i)[a-z]*[og]$")
_ARABIC_HEAD = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل|[وف][بلك]?|[بلك])(?=..)")


class _Endings:
    """Endings by their length: a word is looked at once a length, not once an ending."""

    def __init__(self, *lists: tuple[str, ...]) -> None:
        ranked = [end for endings in lists for end in endings]
        self._ranks: dict[int, dict[str, int]] = {}
        for rank, end in enumerate(ranked):
            self._ranks.setdefault(len(end), {}).setdefault(end, rank)

    def cut(self, word: str) -> list[str]:
        """The word without each ending that it has, in the order of the lists."""
        found = [
            (rank, size)
            for size, ranks in self._ranks.items()
            if len(word) - size >= _STEM_MIN and (rank := ranks.get(word[-size:])) is not None
        ]
        return [word[:-size] for _, size in sorted(found)]


_LATIN_ENDINGS = _Endings(_EUROPEAN, _TURKIC_LATIN)
_TURKIC_CYRILLIC_ENDINGS = _Endings(_TURKIC_CYRILLIC)
_HANGUL_ENDINGS = _Endings(_HANGUL)
_GEORGIAN_ENDINGS = _Endings(_GEORGIAN)
_OTHER_ENDINGS = _Endings(_ARMENIAN, _GREEK)


def _shortest_cyrillic(word: str) -> str:
    for size in (4, 3, 2, 1):
        if len(word) - size >= _STEM_MIN and word[-size:] in _CYRILLIC:
            return word[:-size]
    return word


def _without_vowel(word: str) -> list[str]:
    """Ташкенте is Ташкент, though -те can be an article in Bulgarian."""
    return (
        [word[:-1]] if len(word) > _STEM_MIN + 1 and word.endswith(("те", "та", "то", "ту")) else []
    )


def key_of(word: str, script: str) -> str:
    """How a word list files a word, itself in its plain form."""
    if script == "cyrillic":
        return _shortest_cyrillic(word)
    if script == "arabic" and word.startswith("ال") and len(word) > _STEM_MIN + 1:
        return word[2:]
    return word


def _latin(text: str) -> list[str]:
    word, mark = plain(text), _MARK.search(text)
    if mark is None or mark.end() == len(text):
        return [word]
    head = text[: mark.start()]
    return [word, plain(head)] if _OG.match(head) else [plain(head), word]


def _georgian(word: str) -> list[str]:
    """The stem, and its nominative: თურქეთის → თურქეთი; საქართველოს → საქართველო. Before endings in
    ი a stem has lost its ა: უკრაინის → უკრაინა.
    """
    cuts = _GEORGIAN_ENDINGS.cut(word)
    forms = [form for cut in cuts for form in (cut + "ი", cut)]
    return forms + [cut + "ა" for cut in cuts if word[len(cut) : len(cut) + 1] == "ი"]


def stems_of(text: str, script: str) -> tuple[str, ...]:
    """Plain form first, then each form without an ending, without repeats."""
    if script == "latin":
        words = _latin(text)
        cuts = [cut for word in words for cut in _LATIN_ENDINGS.cut(word)]
    elif script == "cyrillic":
        words = [plain(text)]
        cuts = [
            _shortest_cyrillic(words[0]),
            *_without_vowel(words[0]),
            *(_shortest_cyrillic(cut) for cut in _TURKIC_CYRILLIC_ENDINGS.cut(words[0])),
        ]
    elif script == "arabic":
        words = [plain(text)]
        bare = _ARABIC_HEAD.sub("", words[0])
        cuts = [bare, words[0][1:]] if words[0][:1] in "وفبلك" and bare != words[0] else [bare]
    elif script == "hangul":
        words = [plain(text)]
        cuts = _HANGUL_ENDINGS.cut("\0\0" + words[0])
        cuts = [cut.lstrip("\0") for cut in cuts]
    elif "\u10d0" <= text[0] <= "\u10ff":
        words = [plain(text)]
        cuts = _georgian(words[0])
    else:
        words = [plain(text)]
        cuts = _OTHER_ENDINGS.cut(words[0]) if text[0] >= "\u0370" else []
    return tuple(dict.fromkeys((*words, *cuts)))
