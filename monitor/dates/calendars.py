"""The words of dates by language, and what may stand around a month's name: from
`data/calendar.tsv` (CLDR) and `data/calendar.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from msgspec import Struct

from monitor.datafiles import rows, table
from monitor.model import Span

SHORT_MONTH_LETTERS = 4
# the second of two years: "between 1932 and 1935"
_YEARS = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d年?\s?(?:[–—-]|\w{1,4})\s?((?:1[5-9]|20)\d\d)(?!\d)")
_NUMBERED_DAYS = frozenset(("ka", "hy"))
# the marks of Indian and Thai vowels are no letters; nor is what keeps Persian ones apart
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0dff\u0e00-\u0eff\u200c])*"
LETTERS = re.compile(_LETTERS)
WORD = re.compile(f"{_LETTERS}(?:['’ʻʼ‘]{_LETTERS})*")
_SHORT_LETTERS = 4  # of a word that may stand within another
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u9fff]")
JOINER = "\u200c"  # keeps Persian letters apart within a word
HEAD_LETTERS = 3  # of a word, by which most are known to say nothing of days


class Calendar(Struct, frozen=True, kw_only=True):
    """One language's words; keys are casefolded."""

    months: dict[str, int]
    short_months: dict[str, int]
    weekdays: dict[str, int]
    days: dict[str, int]
    heads: frozenset[str]  # first letters of words that may be one of them
    short_heads: bool  # some heads have fewer letters than HEAD_LETTERS
    long_starts: frozenset[str]  # first words of names of several words
    endings: frozenset[str]
    prefixes: tuple[str, ...]
    future: re.Pattern[str] | None
    was_ahead: re.Pattern[str] | None  # "was to open on Friday"
    capital: bool
    month_day: bool
    not_after: frozenset[str]
    month_behind: frozenset[str]  # right behind a month's name, they say that it is one


@cache
def calendar_of(language: str) -> Calendar:
    """The words of a language; of all languages together for "und"."""
    data = table("calendar.toml")["languages"]
    languages = [language] if language != "und" else sorted({row[0] for row in _names()})
    rule: dict[str, Any] = data.get(language, {})
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for row in _names():
        if row[0] in languages:
            names_of = months if row[1] == "month" else weekdays
            names_of.setdefault(row[3].casefold(), int(row[2]))
    for number, names in rule.get("extra", {}).items():
        months |= dict.fromkeys(names, int(number))
    short = {
        name: n
        for name, n in months.items()
        if len(name) <= SHORT_MONTH_LETTERS
        and any(
            o != name and m == n and o.startswith(name[:2]) and len(o) > len(name)
            for o, m in months.items()
        )
    }
    full = {name: n for name, n in months.items() if name not in short}
    drop = rule.get("drop", "")
    if drop:
        full |= {name[:-1]: n for name, n in full.items() if name[-1] in drop and len(name) > 3}  # noqa: PLR2004 - a stem must stay
        weekdays |= {
            name[:-1]: n
            for name, n in weekdays.items()
            if name[-1] in drop + "ауеиа" and len(name) > 4  # noqa: PLR2004 — letters
        }
    # letters: "sat" and "wed" are words, "дүй" is none; short Georgian ones are numbers
    shortest = {True: 4, False: 4 if language in _NUMBERED_DAYS else 3}
    weekdays = {name: n for name, n in weekdays.items() if len(name) >= shortest[name.isascii()]}
    for day, names_of_day in rule.get("weekdays", {}).items():
        weekdays |= dict.fromkeys(names_of_day, int(day))
    days = {name.casefold(): n for name, n in rule.get("days", {}).items()}  # no final sigma
    names = [*full, *short, *weekdays, *days]
    heads = frozenset(
        name.split()[0][:HEAD_LETTERS] for name in (*names, *rule.get("prefixes", ()))
    )
    return Calendar(
        months=full,
        short_months=short,
        weekdays=weekdays,
        days=days,
        heads=heads,
        short_heads=any(len(head) < HEAD_LETTERS for head in heads),
        long_starts=frozenset(name.split()[0] for name in names if " " in name),
        endings=frozenset(rule.get("endings", [""])),
        prefixes=tuple(rule.get("prefixes", ())),
        future=_looking_ahead(rule.get("future", ()), rule.get("future_endings", ())),
        was_ahead=_looking_ahead(rule.get("was_ahead", ()), ()),
        capital=bool(rule.get("capital", language == "und")),
        month_day=bool(rule.get("month_day", language == "und")),
        not_after=frozenset(rule.get("not_after", ())),
        month_behind=frozenset(rule.get("month_behind", ())),
    )


@cache
def _names() -> tuple[list[str], ...]:
    """Rows of calendar.tsv: language, "month" or "day", number, form."""
    return tuple(rows("calendar.tsv"))


def _looking_ahead(words: Sequence[str], endings: Sequence[str]) -> re.Pattern[str] | None:
    """Words, and endings of verbs, that look ahead; short ones are whole words, but those with a
    star: no William will.
    """
    parts = [
        rf"(?<!\w){re.escape(word)}(?!\w)" if _is_short(word) else re.escape(word.rstrip("*"))
        for word in words
    ]
    parts += [rf"\w\w{re.escape(ending)}(?!\w)" for ending in endings]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _is_short(word: str) -> bool:
    return len(word) <= _SHORT_LETTERS and word[-1] != "*" and not _UNSPACED.search(word)


@lru_cache(maxsize=1_024)
def likely_languages(text: str) -> tuple[str, ...]:
    """Languages one of whose full month names stands in a short text."""
    words = {match[0].casefold() for match in WORD.finditer(text[:200])}
    return tuple(
        dict.fromkeys(row[0] for row in _names() if row[1] == "month" and row[3] in words)
    )[:8]


def _phrases(*keys: str) -> str:
    data = table("calendar.toml")
    words = sorted({word for key in keys for word in data[key]}, key=len, reverse=True)
    return "|".join(map(re.escape, words))


@cache
def words_of(*keys: str) -> tuple[str, ...]:
    """The words of these keys of calendar.toml in all languages, made `small`."""
    data = table("calendar.toml")
    return tuple(small(word) for key in keys for word in data[key])


def small(text: str) -> str:
    """Casefolded; Turkish capitals do not tell the i with a dot from that without."""
    return text.casefold().replace("ı", "i")


@cache
def past_years() -> re.Pattern[str]:
    """What names no year by itself, and is over: "last year", a decade; in all languages."""
    decades = "|".join(table("calendar.toml")["decades"])
    return re.compile(
        rf"(?<!\w)(?:{_phrases('last_year')})(?!\w)|(?<!\d)(?:{decades})", re.IGNORECASE
    )


def is_of_past_years(sentence: str, days: Sequence[Span], year: int) -> bool:
    """Every day, month or year that the sentence names is of a year before `year`, or it names none
    but "last year" or a decade.
    """
    last = [int((day.end or day.start)[:4]) for day in days]
    last += [int(of) for of in _YEARS.findall(sentence)]
    return max(last, default=0) < year and bool(last or past_years().search(sentence))


@cache
def week_words() -> re.Pattern[str]:
    """Right before a day, they say that its week is meant, not the day."""
    return re.compile(rf"(?<!\w)(?:{_phrases('week_of')})\s?$", re.IGNORECASE)


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """What stands around a month's name, in all languages at once: connectors rarely mean anything
    else between two numbers.
    """
    join = (
        rf"(?:\s?[–—−-]\s?|\s?,\s?|\s?و\s?|\s(?:{_phrases('connectors')})\s(?:the\s|el\s|al\s|le\s|"
        r"il\s)?)"
    )
    ordinal = (
        r"(?:\.|º|°|ª|(?:st|nd|rd|th|er|ère|e|ème)(?!\w)|[-‑](?:го|е|ого|і|й|ші|шы|чи|чу|го|то|та|"
        r"ти|и|ci|cı|cu|cü|ті|інші|nchi|inchi|ro|mo)(?!\w)|(?:nci|inci|ıncı|üncü|uncu|ncı|ncu|"
        r"ncü)(?!\w))?"
    )
    of = rf"(?:\s?(?:{_phrases('of_words')})(?:['’]|\s))?"
    year = r"(?:19|20)\d\d"
    unit = rf"(?:\.?[-\s]?(?:{_phrases('year_unit')})(?!\w)|-(?:ci|cı|cü|cu)\s(?:ilin|il))?"
    worded = rf"(?:(?:{_phrases('of_words', 'year_words')})(?:\s|['’]\s?)){{0,4}}"
    flags = re.IGNORECASE
    return {
        "left": re.compile(
            # Hebrew writes its "on" with a hyphen: ב-12
            rf"(?<![\d.,:/$€£₸₽])(?:(?<!-)|(?<=[\u0590-\u05ff]-))"
            rf"(?:(?P<a>\d{{1,2}}){ordinal}(?:{join}\d{{1,2}}{ordinal}){{0,3}}{join})?"
            rf"(?P<b>\d{{1,2}}){ordinal}(?:\s|-|\u2011)?{of}\s?$",
            flags,
        ),
        "year_left": re.compile(rf"(?<![\d–-])(?P<y>{year}){unit}[\s,.]{{0,3}}(?:of\s)?$", flags),
        "right": re.compile(
            (
                r"^\.?\s(?:the\s)?(?P<a>\d{1,2})(?![\d%]|[.,:]\d|\s?(?:million|billion|per|"
                rf"pct)){ordinal}(?:{join}(?P<b>\d{{1,2}})(?![\d%]|"
                rf"[.,:]\d)(?!\s[^\W\d_]){ordinal})?"
            ),
            flags,
        ),
        "year_right": re.compile(
            (
                rf"^\.?(?:\s?[,(/]?\s?){worded}(?P<y>{year})(?!\d|\s?[–—-]\s?\d\d|"
                rf"[.,]\d)(?:\s?(?:{_phrases('year_unit')})(?!\w)\.?)?"
            ),
            flags,
        ),
        # a year that is none of ours: of another calendar, or long ago
        "odd_right": re.compile(
            (
                rf"^\.?\s{worded}(?P<y>1\d{{3}}|2[0-7]\d\d)(?!\d|[.,:]\d|\s?(?:GMT|UTC|hours|hrs|h|"
                r"uhr)(?!\w))"
            ),
            flags,
        ),
        "odd_left": re.compile(
            rf"(?<![\d–-])(?P<y>1\d{{3}}|2[0-7]\d\d){unit[:-1]}[\s,.]{{0,3}}$", flags
        ),
        "relative_right": re.compile(
            (
                rf"^\s?(?:,\s)?{worded}(?:(?P<this>{_phrases('this_year')})|"
                rf"(?P<last>{_phrases('last_year')})|(?P<next>{_phrases('next_year')}))(?!\w)"
            ),
            flags,
        ),
        "relative_left": re.compile(
            (
                rf"(?<!\w)(?:(?P<this>{_phrases('this_year')})|(?P<last>{_phrases('last_year')})|"
                rf"(?P<next>{_phrases('next_year')}))(?:['’]\w+)?,?\s"
                rf"(?:(?:{_phrases('month_before')})[\s'’-])?$"
            ),
            flags,
        ),
        "month_before": re.compile(rf"(?<!\w)(?:{_phrases('month_before')})['’\s-]{{1,2}}$", flags),
        "between": re.compile(
            (
                rf"^(?:\s?(?:{_phrases('year_unit')})\.?)?(?:\s?[–—−-]\s?|"
                rf"\s(?:{_phrases('connectors')})\s)(?:(?:the|el|al|le|il|early|late|mid|end of|"
                r"начало|начала|конец|конца|середину|anfang|mitte|ende|início|inicio|fin|début|"
                r"fine|inizio)\s){0,2}$"
            ),
            flags,
        ),
        "until": re.compile(rf"(?<!\w)(?:{_phrases('until_words')})\s$", flags),
        "next": re.compile(rf"(?<!\w)(?:{_phrases('next_words')})\s$", flags),
        "last": re.compile(rf"(?<!\w)(?:{_phrases('last_words')})\s$", flags),
        "next_after": re.compile(rf"^\s(?:{_phrases('next_words')})(?!\w)", flags),
        "last_after": re.compile(rf"^\s(?:{_phrases('last_words')})(?!\w)", flags),
        "year_only": re.compile(
            (
                rf"(?<![\d–—/.,$€-])(?P<y>{year})(?!\d|\s?[–—/-]\s?\d\d|[.,]\d|"
                rf"%)(?:\s?[-]?(?P<of>{_phrases('year_of')})(?!\w))?"
            ),
            flags,
        ),
        "year_before": re.compile(rf"(?<!\w)(?:{_phrases('year_before')})['’\s]$", flags),
    }
