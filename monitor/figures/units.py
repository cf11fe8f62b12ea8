"""What a number is of: its scale, currency or share, the noun that is counted, its value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from monitor.datafiles import languages_with
from monitor.figures.words import currency_of, hedge_pattern, is_percent, listed, scale_of
from monitor.text.normalize import fold_word

_SCALE_MAX = 1e12
YEAR = re.compile(r"^(?:1[6-9]|20|21)\d\d$")
_NEXT = re.compile(r"[\s\u00a0-]{0,2}([^\W\d_]+(?:['’ʻ][^\W\d_]+)*|[%％])")
_ELIDED = re.compile(r"^[dl]['’]")
WORDS = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*%?")
_ADJECTIVE = {
    "ru": ("ых", "их", "ого", "его", "ым", "им", "ые", "ие"),
    "uk": ("их", "іх", "ого", "ими", "і"),
    "bg": ("ни", "ски"),
}


class Unit(Struct, frozen=True):
    scale: float
    unit: str
    end: int


def unit_of(text: str, match: re.Match[str], language: str) -> Unit:
    """Scale and unit words after the number: "billion dollars", "млрд рублей", "%"."""
    scale, unit, end = 1.0, "", match.end()
    while following := _NEXT.match(text, end):
        word = following[1].casefold()
        more = scale_of(word, language)
        if more and scale < _SCALE_MAX and not (len(word) == 1 and text[end].isspace()):
            scale, end = scale * more, following.end()
            if text[end : end + 1] == "." and _money_next(text, end + 1):
                end += 1
            continue
        unit, end = _named_unit(text, following, end)
        break
    if not unit and (before := WORDS.findall(text[max(0, match.start() - 20) : match.start()])):
        unit, scale = _unit_before([word.casefold() for word in before[-2:]], scale, language)
    return Unit(scale, unit, end)


def _named_unit(text: str, following: re.Match[str], end: int) -> tuple[str, int]:
    """(unit, where it ends): a share or a currency, if the next words are one."""
    word = _ELIDED.sub("", following[1].casefold())
    if is_percent(word):
        return "%", following.end()
    second = _NEXT.match(text, following.end())
    if second and is_percent(f"{word} {second[1].casefold()}"):
        return "%", second.end()
    if len(word) > 1 and (code := currency_of(word)):
        return code, following.end()
    if (
        second
        and word in listed("nouns", "of_money")
        and (code := currency_of(second[1].casefold()))
    ):
        return code, second.end()
    return "", end


def _unit_before(words: Sequence[str], scale: float, language: str) -> tuple[str, float]:
    """Languages that put it first: "yüzde 15", "asilimia 40", "dola bilioni 5.6"."""
    if words[-1] in listed("percent", "before"):
        return "%", scale
    if language == "sw" and len(words) > 1 and (more := scale_of(words[1], language)):
        return currency_of(words[0]) or "", scale * more
    return "", scale


def _money_next(text: str, at: int) -> bool:
    following = _NEXT.match(text, at)
    return following is not None and currency_of(following[1].casefold()) is not None


def next_word(text: str, at: int) -> str:
    """As it is written; "" where a mark or another number follows."""
    following = _NEXT.match(text, at)
    return following[1] if following else ""


def noun_of(text: str, at: int, language: str) -> str:
    """What is counted, folded: the first noun-like word after the number; "" if there is none."""
    words: list[str] = []
    if hedge := hedge_pattern("after").match(text[at : at + 20]):
        at += hedge.end()
    for _ in range(4):
        following = _NEXT.match(text, at)
        if following is None or following[1].casefold() in listed("nouns", "stop"):
            break
        at = following.end()
        if following[1].casefold() not in listed("nouns", "skip"):
            words.append(following[1])
    if not words or (language == "en" and not any(map(_is_plural, words))):
        return ""  # "Konvansyon 86 walked out"
    return fold_word(_head(words, language))


def _is_plural(word: str) -> bool:
    return word.endswith("s") or word.casefold().startswith(tuple(listed("nouns", "many")))


def _head(words: Sequence[str], language: str) -> str:
    if language == "en":
        return next((word for word in words if word.endswith("s") and word.islower()), words[0])
    if language == "de":
        return next((word for word in words if word[0].isupper()), words[0])
    endings = _ADJECTIVE.get(language)
    if endings:
        return next((word for word in words if not word.endswith(endings)), words[0])
    return words[0]


def value_of(text: str, language: str, *, scaled: bool) -> float:
    """The number's value under the language's separators; "60,000" is sixty thousand where no scale
    word follows.
    """
    digits = re.sub(r"[ \u00a0\u202f’']", "", text)
    if "." in digits and "," in digits:
        thousands = min(digits.index("."), digits.index(","))
        return float(digits.replace(digits[thousands], "").replace(",", "."))
    mark = next((mark for mark in ".," if mark in digits), "")
    if not mark:
        return float(digits)
    head, *groups = digits.split(mark)
    grouped = head != "0" and all(len(group) == _THOUSANDS for group in groups)
    decimal = (mark == ".") == (language in languages_with("point_decimal"))
    by_thousands = grouped and (not decimal or (mark == "," and not scaled))
    if len(groups) > 1 and not grouped:
        return float(head)
    return float(digits.replace(mark, "" if len(groups) > 1 or by_thousands else "."))


_THOUSANDS = 3  # digits of a group
