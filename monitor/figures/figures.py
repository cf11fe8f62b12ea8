"""Numbers with what they count and how sure the text is of them: "around 70% of the trade
turnover", "$20 billion", "175 joint projects".

Dates, clock times, ordinals, list and telephone numbers, and numbers that only name something
(article 5, Soyuz-5, C5+1) are no figures. Whose a figure is, is decided by the caller: it is the
speaker's of the sentence or quotation around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from monitor.datafiles import languages_with
from monitor.figures.cjk import CJK_NUMBER, cjk_figure
from monitor.figures.made import FoundFigure, made_of
from monitor.figures.phrases import CJK, sentence_of
from monitor.figures.units import WORDS, YEAR, next_word, noun_of, unit_of, value_of
from monitor.figures.words import (
    currency_of,
    has_numbers,
    is_percent,
    is_time,
    scale_of,
)
from monitor.model import Figure

FIGURES_MAX = 20  # of one sentence
_DIGITS_MAX = 7  # more are a telephone number
_NUMBER = re.compile(
    r"(?<![\w.,:/+№#–—-])(?P<sign>(?:US|A|C|HK)?[$€£¥₽₸₴₼₺₹₩]\s?)?"
    r"(?P<num>\d{1,3}(?:[ \u00a0\u202f’']\d{3})+(?!\d)(?:[.,]\d{1,2})?|"
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:[.,]\d{1,4})?)"
    r"(?!\d|[:/]\d|[.,]\d|\s?°|\s?℃|\s?[hH](?:\d\d|\b))(?P<sign2>\s?[$€£₽₸₴₼₺₹])?(?:[-'’](?:дан|"
    r"ден|тан|тен|нан|нен|да|де|dan|den|tan|ten|dən|tən|тан)(?!\w))?"
)
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th|er|ère|ème|e|º|ª|ste|de)(?!\w)|[-‑](?:й|го|му|м|е|я|ю|х|ой|ий|ая|ші|шы|inchi|"
    r"nchi|ci|cı|cu|cü|инчи|чи|си|ма|та|ти|і|ий|ої|ро)(?!\w)|'?(?:nci|inci|ıncı|üncü|uncu|"
    r"ncı)(?!\w)|\.(?=\s[a-zäöüčšžőA-ZÄÖÜ][a-zäöü]*)"
)
_JOINED = re.compile(r"[-‑]([^\W\d_]+)")
_DAYS_MAX = 31
_YEAR_BEHIND = re.compile(r"\s[^\W\d_]{3,12}\s(?:19|20|۱۹|۲۰|١٩|٢٠|१९|२०)\d\d(?!\d)")
_SOLAR_YEARS = range(1300, 1500)  # of the Iranian calendar: 1921 to 2121
_DIGIT = re.compile(r"\d")


def figures_in(
    text: str, language: str, *, taken: Sequence[tuple[int, int]] = ()
) -> list[FoundFigure]:
    """Figures of one sentence, in order; `taken` are stretches that are something else: dates."""
    if not _DIGIT.search(text):
        return []
    pattern = CJK_NUMBER if language in CJK else _NUMBER
    figures = (
        cjk_figure(text, match, language) if language in CJK else _figure(text, match, language)
        for match in _free(pattern.finditer(text), taken)
    )
    return list(islice(filter(None, figures), FIGURES_MAX))


def _free(
    matches: Iterable[re.Match[str]], taken: Sequence[tuple[int, int]]
) -> Iterator[re.Match[str]]:
    others = sorted(taken, reverse=True)
    for match in matches:
        while others and others[-1][1] <= match.start():
            others.pop()  # behind all that is still to come
        if not others or others[-1][0] >= match.end():
            yield match


_PAIRED = re.compile(r"\s?(?:на|за|for|-for-|por|pour|contre|gegen)\s?(?P<again>[\d.,]+)(?!\w)")


def _exchange(text: str, match: re.Match[str], language: str) -> FoundFigure | None:
    """As in "an exchange of prisoners, 1,000 for 1,000": the same number twice."""
    paired = _PAIRED.match(text, match.end("num"))
    if paired is None or paired["again"].rstrip(".,") != match["num"]:
        return None
    end = paired.start("again") + len(match["num"])
    figure = Figure(
        value=float(re.sub(r"\D", "", match["num"])),
        as_written=text[match.start() : end],
        unit="exchange",
        counts="",
        phrase=sentence_of(text, match.start(), end, language),
    )
    return FoundFigure(figure=figure, start=match.start(), end=end)


def _figure(text: str, match: re.Match[str], language: str) -> FoundFigure | None:
    if (exchange := _exchange(text, match, language)) is not None:
        return exchange
    if _is_joined(text, match, language) or _only_names(text, match.start()):
        return None
    if _is_day(text, match):
        return None
    unit = unit_of(text, match, language)
    known = _currency(match) or unit.unit
    if not known and unit.scale == 1 and _is_bare_number(match["num"], language):
        return None
    counted = known or noun_of(text, unit.end, language)
    if not counted or is_time(counted, next_word(text, unit.end)):
        return None
    value = value_of(match["num"], language, scaled=unit.scale > 1) * unit.scale
    span = match.start(), unit.end
    return made_of(text, span, value, counted, language=language, known=bool(known))


def _is_joined(text: str, match: re.Match[str], language: str) -> bool:
    """An ordinal, an age, or a word made with the number: "32nd", "41-ე", "67-letni"."""
    if _ORDINAL.match(text, match.end("num")):
        return True
    joined = _JOINED.match(text, match.end())
    if joined is None:
        return False
    word = joined[1].casefold()
    return not (scale_of(word, language) or currency_of(word) or is_percent(word))


def _is_day(text: str, match: re.Match[str]) -> bool:
    """A day of a month that no list knows, with its year behind."""
    number = match["num"]
    is_short = number.isdecimal() and int(number) <= _DAYS_MAX
    return is_short and _YEAR_BEHIND.match(text, match.end()) is not None


def _currency(match: re.Match[str]) -> str | None:
    """By the sign that stands on either side."""
    sign = (match["sign"] or match["sign2"] or "").strip().lower()
    return currency_of(sign) or currency_of(sign[-1:]) if sign else None


def _is_bare_number(digits: str, language: str) -> bool:
    """A year, a telephone number, a code."""
    if YEAR.match(digits) or digits.startswith("0"):
        return True
    if language in languages_with("solar_years") and digits.isdecimal():
        return int(digits) in _SOLAR_YEARS
    return len(digits) > _DIGITS_MAX


def _only_names(text: str, start: int) -> bool:
    """As in "Article 5", "No. 7": the number is a name."""
    if text[max(0, start - 3) : start].rstrip(" .")[-1:] in ("№", "#", "§"):
        return True
    near = text[max(0, start - 16) : start]
    before = WORDS.findall(near)
    if not before or near.rstrip().endswith(","):
        return False
    return has_numbers(before[-1])
