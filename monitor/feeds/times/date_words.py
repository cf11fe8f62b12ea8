"""The words by which feeds write times: months, weekdays, halves of the day, units, zones. From
data/date_words.tsv (CLDR) and data/times.toml.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from msgspec import Struct

from monitor.datafiles import languages_with, listed, rows, table

# Letters, with the marks of vowels that are none in Indian, Thai, Lao and Burmese. What is a letter
# is no mark as well: repeated, two ways for one sign would be tried in every order.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u065f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f"
LETTERS = rf"(?:[^\W\d_]|(?![^\W\d_])[{_MARKS}])"
SOLAR_MONTH = 100  # added to the number of a month of the Solar Hijri year
_ENGLISH = "en"
_BEGINNING_CHARS_MIN = 3  # "Lok" is lokakuu: a name's beginning is it, if it is nothing else's


class Zone(Struct, frozen=True):
    """What a zone's name means: `preferred`, "" if nothing, and all `meanings` if several."""

    preferred: str
    meanings: tuple[str, ...] = ()


class _Forms(Struct, frozen=True):
    months: Mapping[str, frozenset[int]]
    days: frozenset[str]


class DateWords(Struct, frozen=True):
    """The words that a text in `language` may use: its own and English, all others if they mean one
    thing only.
    """

    language: str
    forms: tuple[_Forms, ...]  # asked in this order
    phrases: re.Pattern[str]  # names of several words
    phrase_months: Mapping[str, int]
    half_before: re.Pattern[str]
    half_after: re.Pattern[str]

    @property
    def known(self) -> bool:
        return bool(self.language)

    @property
    def year_first(self) -> bool:
        return self.language in languages_with("year_first")

    def month(self, word: str) -> int:
        """1-12, above SOLAR_MONTH of the Solar Hijri year; 0 if it is none."""
        return _month_of(self.language, word)

    def is_idle(self, word: str) -> bool:
        """A weekday: it says nothing that the day does not."""
        return _is_weekday(self.language, word)

    def is_small(self, word: str) -> bool:
        return word in _small() and not self.month(word)

    def spelt(self, text: str) -> str:
        """The text with its names of several words as one: a month's English name, no weekday."""
        return self.phrases.sub(self._spelt, text)

    def _spelt(self, match: re.Match[str]) -> str:
        month = self.phrase_months.get(plain(match[0]))
        return f" {_english_months()[month]} " if month else " "


def plain(word: str) -> str:
    """As words are compared."""
    kept = unicodedata.normalize("NFKC", word).casefold().replace(".", " ").split()
    return " ".join(kept)


@lru_cache(maxsize=4_096)
def _month_of(language: str, word: str) -> int:
    ways = words_of(language).forms
    return next((month for forms in ways if (month := _month(word, forms.months))), 0)


@lru_cache(maxsize=4_096)
def _is_weekday(language: str, word: str) -> bool:
    return any(_is_day(word, forms.days) for forms in words_of(language).forms)


def _month(word: str, months: Mapping[str, frozenset[int]]) -> int:
    found = months.get(word, frozenset())
    if not found and len(word) >= _BEGINNING_CHARS_MIN:
        names = (numbers for name, numbers in months.items() if name.startswith(word))
        found = frozenset().union(*names)
    return next(iter(found)) if len(found) == 1 else 0


def _is_day(word: str, days: frozenset[str]) -> bool:
    if word in days:
        return True
    return len(word) >= _BEGINNING_CHARS_MIN and any(name.startswith(word) for name in days)


@cache
def words_of(language: str) -> DateWords:
    """`language` an ISO 639 code in lower case; whatever is not known is ""."""
    language = language if language in _listed() else ""
    own = [_ENGLISH, *([language] if language else [])]
    spoken = [language] if language else sorted(_listed())
    months, phrases = _phrases(spoken)
    before, after = _halves(spoken)
    return DateWords(
        language,
        (*(_forms((one,)) for one in own), _forms(tuple(sorted(_listed())))),
        phrases,
        months,
        before,
        after,
    )


@cache
def _listed() -> dict[str, dict[tuple[str, str], list[str]]]:
    """By language, the forms of (kind, number)."""
    found: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for language, kind, number, forms in rows("date_words.tsv"):
        found[language][kind, number] += forms.split("|")
    for language, months in table("times.toml")["months"].items():
        for number, forms in months.items():
            found[language]["month", number] += forms
    return dict(found)


@cache
def _forms(languages: tuple[str, ...]) -> _Forms:
    months: dict[str, set[int]] = defaultdict(set)
    days: set[str] = set(table("times.toml")["days"])
    for language in languages:
        for (kind, number), forms in _listed()[language].items():
            if kind == "month":
                for form in forms:
                    months[form].add(int(number))
            elif kind == "solar month":
                for form in forms:
                    months[form].add(SOLAR_MONTH + int(number))
            elif kind == "day":
                days.update(forms)
    return _Forms({form: frozenset(numbers) for form, numbers in months.items()}, frozenset(days))


def _phrases(languages: Iterable[str]) -> tuple[dict[str, int], re.Pattern[str]]:
    """Names that are no single word, as a pattern, and the months among them."""
    months: dict[str, int] = {}
    names: set[str] = set()
    for language in languages:
        for (kind, number), forms in _listed()[language].items():
            several = [form for form in forms if kind != "half" and not _is_word(form)]
            names.update(several)
            if kind == "month":
                months |= dict.fromkeys(several, int(number))
    return months, re.compile(_either(names) or r"(?!)", re.IGNORECASE)


def _is_word(form: str) -> bool:
    """Of letters alone; 11월 is figures and a unit, which are read as such."""
    return bool(re.fullmatch(rf"\d*{LETTERS}+", form))


def _either(forms: Iterable[str]) -> str:
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    bodies = (r"\.?\s?".join(map(re.escape, form.split())) for form in longest_first)
    found = "|".join(rf"{body}\.?" for body in bodies)
    return rf"(?<!\w)(?:{found})(?!{LETTERS}|\d)" if found else ""


def _halves(languages: Iterable[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """AM and PM before a clock and behind it: 上午 9:05, 9:05 p. m."""
    forms: dict[str, set[str]] = {"am": {"am", "a m"}, "pm": {"pm", "p m"}}
    for language in languages:
        for half in ("am", "pm"):
            forms[half].update(_listed()[language]["half", half])
    both = forms["am"] & forms["pm"]
    am, pm = (_letters(forms[half] - both) for half in ("am", "pm"))
    body = rf"(?:(?P<am>{am})|(?P<pm>{pm}))"
    return (
        re.compile(rf"(?<!{LETTERS}){body}\s?$", re.IGNORECASE),
        re.compile(rf"^\s?{body}(?!{LETTERS})", re.IGNORECASE),
    )


def _letters(forms: Iterable[str]) -> str:
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return "|".join(r"\.?\s?".join(map(re.escape, form.split())) + r"\.?" for form in longest_first)


@cache
def _small() -> frozenset[str]:
    return frozenset(table("times.toml")["small"])


@cache
def _english_months() -> dict[int, str]:
    return dict(enumerate(listed("jan feb mar apr may jun jul aug sep oct nov dec"), start=1))


@cache
def clock_units() -> dict[str, str]:
    """Alternatives of patterns: of hours, minutes, seconds, years, months and days in figures."""
    data = table("times.toml")
    names = ("hour", "minute", "second", "year_behind", "month_behind", "day_behind")
    return {name: "|".join(sorted(data[name], key=len, reverse=True)) for name in names}


@cache
def zones() -> dict[str, Zone]:
    data = table("times.toml")
    doubtful: dict[str, list[str]] = data["doubtful"]
    known: dict[str, str] = data["zones"]
    return {
        name: Zone(known.get(name, ""), tuple(doubtful.get(name, ())))
        for name in {*known, *doubtful}
    }
