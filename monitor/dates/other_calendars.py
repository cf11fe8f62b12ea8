"""Days of other calendars in a text: Solar Hijri in Persian, Dari and Pashto, lunar Hijri where its
year is given, Buddhist years in Thai. Names of months stand in data/calendar.toml.

A day or year that cannot be stands in the result too, `unread`: what it covers is no other date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from monitor.datafiles import rows, table
from monitor.dates.eras import buddhist_year, lunar_hijri, solar_hijri, solar_year_of
from monitor.dates.spans import Basis, Raw, valid

SOLAR = frozenset(("fa", "prs", "ps"))
_THAI, _PASHTO = "th", "ps"
_SOLAR_WRITTEN = range(1300, 1500)  # four figures of a Persian text that are such a year
_LUNAR_WRITTEN = range(1421, 1461)
_CENTURY = 2500  # of Thai years in two figures: 69 is 2569
_TWO_FIGURES = 2
_ARABIC = re.compile("[\u0600-\u06ff]")
_TO = r"\s?(?:تا|الی|او|و|-|–|—)\s?"


def other_days(text: str, language: str, basis: Basis | None) -> list[Raw]:
    """Days written by the names of other calendars' months; `text` has European figures."""
    found: list[Raw] = []
    if language in SOLAR:
        found += _solar_days(text, basis)
    if _ARABIC.search(text):
        found += map(_lunar_day, _lunar_pattern().finditer(text))
    if language == _THAI:
        found += _thai_days(text)
    return found


def in_figures(year: int, month: int, day: int, language: str, behind: str) -> date | None:
    """The day of 1405/08/28 or 24/11/2569; None if there is none. `behind` follows it: ه‍.ق, هـ."""
    if language == _THAI and (western := buddhist_year(year)):
        year = western
    if _is_lunar(year, language, behind):
        return lunar_hijri(year, month, day)
    if language in SOLAR and year in _SOLAR_WRITTEN:
        return solar_hijri(year, month, day)
    if not valid(year, month, day):
        return None
    return date(year, month, day)


def _is_lunar(year: int, language: str, behind: str) -> bool:
    if year not in _LUNAR_WRITTEN:
        return False
    return language == "ar" or bool(re.match(r"\s?(?:ه[ـ‍]?\.?\s?ق|هـ|قمری)", behind))


# --- Solar Hijri ---


def _listed(key: str, languages: frozenset[str]) -> Iterator[tuple[str, int]]:
    rules = table("calendar.toml")["languages"]
    for language in sorted(languages & rules.keys()):
        for month, names in enumerate(rules[language].get(key, ()), start=1):
            yield from ((name, month) for name in names)


@cache
def _months(key: str) -> dict[str, int]:
    return dict(_listed(key, frozenset(table("calendar.toml")["languages"])))


def _either(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


@cache
def _solar_patterns() -> tuple[re.Pattern[str], ...]:
    """The day before its month, as Persian writes it; the month before its day, as Pashto does."""
    month = rf"(?P<m>{_either(_months('solar_months'))})"
    pashto = rf"(?P<m>{_either(dict(_listed('solar_months', frozenset((_PASHTO,)))))})"
    year = r"(?P<y>1[2-5]\d\d)"
    return (
        re.compile(
            rf"(?<!\d)(?:(?P<a>\d{{1,2}}){_TO})?(?P<d>\d{{1,2}})(?:\s?ام)?\s?(?:ماه\s)?{month}"
            rf"(?:\s?ماه)?(?!\w)(?:،?\s?(?:(?:سال|کال)\s)?{year}(?!\d))?"
        ),
        re.compile(
            rf"(?:(?<!\d){year}\s?(?:کال|هـ|ه‍ـ)?\s?(?:کال\s)?(?:د\s)?)?"
            rf"(?<!\w){pashto}(?:\s(?:د|میاشتې|په)){{0,2}}\s?(?P<d>\d{{1,2}})(?:\s?-?م[هې]?)?(?![\d\w])"
        ),
        # a month with its year alone: of two of ours, so that none is named
        re.compile(rf"(?<!\w){month}(?:\s?ماه)?\s(?:سال\s)?{year}(?!\d)"),
        re.compile(r"(?:سال|کال)\s1[2-5]\d\d(?!\d)|(?<!\d)1[2-5]\d\d\s?کال(?!\w)"),
    )


def _solar_days(text: str, basis: Basis | None) -> Iterator[Raw]:
    for pattern in _solar_patterns():
        for match in pattern.finditer(text):
            yield _solar_day(match, basis)


def _solar_day(match: re.Match[str], basis: Basis | None) -> Raw:
    unread = Raw(at=match.start(), end=match.end(), unread=True)
    groups = match.groupdict()
    if not groups.get("d"):
        return unread
    day, month = int(groups["d"]), _months("solar_months")[groups["m"]]
    year = int(groups["y"]) if groups["y"] else _nearest_solar_year(month, day, basis)
    last = solar_hijri(year, month, day) if year else None
    first = solar_hijri(year, month, int(groups["a"])) if year and groups.get("a") else last
    if first is None or last is None:
        return unread
    return _between(match, first, last)


def _between(match: re.Match[str], first: date, last: date) -> Raw:
    raw = _on(match, first)
    if first < last:
        raw.month_to, raw.day_to = last.month, last.day
    return raw


def _on(match: re.Match[str], day: date) -> Raw:
    return Raw(at=match.start(), end=match.end(), year=day.year, month=day.month, day=day.day)


def _nearest_solar_year(month: int, day: int, basis: Basis | None) -> int | None:
    """The year that brings a day without one nearest to the published day."""
    if basis is None:
        return None
    now = solar_year_of(basis.middle)
    days = {year: solar_hijri(year, month, day) for year in (now - 1, now, now + 1)}
    apart = {year: abs((when - basis.middle).days) for year, when in days.items() if when}
    return min(apart, key=lambda year: apart[year], default=None)


# --- lunar Hijri ---


@cache
def _lunar_pattern() -> re.Pattern[str]:
    """Only with its year: a day of Ramadan alone is no date of ours."""
    return re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})\s(?:من\s)?(?:شهر\s)?(?P<m>{_either(_months('hijri_months'))})"
        r"،?\s(?:(?:من\s)?(?:عام|سنة|لعام|سال)\s)?(?P<y>1[34]\d\d)(?!\d)(?:\s?(?:هـ|ه\b|هجرية?))?"
    )


def _lunar_day(match: re.Match[str]) -> Raw:
    month = _months("hijri_months")[match["m"]]
    day = lunar_hijri(int(match["y"]), month, int(match["d"]))
    if day:
        return _on(match, day)
    return Raw(at=match.start(), end=match.end(), unread=True)


# --- Thai ---


@cache
def _thai_months() -> dict[str, int]:
    return {row[3]: int(row[2]) for row in rows("calendar.tsv") if row[:2] == [_THAI, "month"]}


@cache
def _thai_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = _either(_thai_months())
    era = r"(?:(?P<era>พ\.?ศ\.?|ค\.?ศ\.?)\s?)?"
    dated = re.compile(
        rf"(?<!\d)(?:(?:(?P<a>\d{{1,2}})\s?[-–]\s?)?(?P<d>\d{{1,2}})\s?)?(?P<m>{names})\.?"
        rf"\s?(?:ปี\s?)?{era}(?P<y>\d{{4}}|\d{{2}}(?!\d|[.:,]\d|\s?[-–]?\d))?(?![\d])"
        r"(?P<last>ที่แล้ว|ก่อน)?"
    )
    alone = re.compile(
        rf"(?:(?:ปี|พุทธศักราช)\s?{era}|(?P<only>พ\.?ศ\.?|ค\.?ศ\.?)\s?)(?P<y>\d{{4}})(?!\d)"
    )
    return dated, alone


def _thai_days(text: str) -> Iterator[Raw]:
    dated, alone = _thai_patterns()
    for match in dated.finditer(text):
        if match["d"] or match["y"] or match["last"]:
            yield _thai_day(match)
    for match in alone.finditer(text):
        year = thai_year(match["y"], match["era"] or match["only"] or "")
        yield Raw(at=match.start(), end=match.end(), year=year, unread=year is None)


def _thai_day(match: re.Match[str]) -> Raw:
    raw = Raw(at=match.start(), end=match.end(), month=_thai_months()[match["m"]])
    raw.day = int(match["d"]) if match["d"] else None
    if match["a"]:
        raw.day, raw.day_to, raw.month_to = int(match["a"]), raw.day, raw.month
    if match["last"]:
        raw.relative, raw.year_to = True, -1
    if match["y"]:
        raw.year = thai_year(match["y"], match["era"] or "")
        raw.unread = raw.year is None
    return raw


def thai_year(figures: str, era: str) -> int | None:
    """2569, 69 and พ.ศ. 2569 are 2026; so is ค.ศ. 2026."""
    year = int(figures) + _CENTURY * (len(figures) == _TWO_FIGURES)
    if era.startswith("ค"):
        return year if valid(year, 1, 1) else None
    return buddhist_year(year) or (year if valid(year, 1, 1) else None)
