"""Years and days of other calendars → ours, as a date or a number of a year; None where there is no
such day or year.

Solar Hijri (Iran, Afghanistan): the leap years of the 33-year cycle, which is that of the
astronomical calendar from 1244 to 1502. Lunar Hijri: the calendar of Umm al-Qura, as printed for
1421 to 1460. Buddhist years, and the eras of Japan and of the Republic of China, only number years:
their days are ours.
"""

from __future__ import annotations

from datetime import date, timedelta

_SOLAR_YEARS = range(1244, 1503)
_SOLAR_NEW_YEAR = (1403, date(2024, 3, 20))
_SOLAR_CYCLE = 33  # years
_SOLAR_LEAPS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))  # of the cycle
_SOLAR_LONG_MONTHS, _SOLAR_MONTHS = 6, 12  # months of 31 days; the last has 29, in leap years 30
_LONG, _SHORT = 31, 30

# The months of each year from 1421 on that have 30 days and not 29, as bits, the first month
# highest. Source: the tables of Umm al-Qura (R. H. van Gent, University of Utrecht).
_LUNAR_LONG_MONTHS = (
    "23d 91d a95 b4a b5a 56d 2b6 93b 49b 655 6a9 754 b6a 56c aad 555 b29 b92 ba9 5d4 "
    "ada 55a aab 595 749 764 baa 5b5 2b6 a56 d2a e95 72a 755 35a 95d 49b a4d d26 d53"
)
_LUNAR_FIRST, _LUNAR_NEW_YEAR = 1421, date(2000, 4, 6)
_LUNAR_MONTHS = 12

_BUDDHIST = 543
_BUDDHIST_YEARS = range(2443, 2644)  # 1900 to 2100

# era → (the year before its first, its last year; none where it goes on)
_ERAS: dict[str, tuple[int, int | None]] = {
    "令和": (2018, None),
    "平成": (1988, 31),
    "昭和": (1925, 64),
    "大正": (1911, 15),
    "明治": (1867, 45),
    "民国": (1911, None),
    "民國": (1911, None),
    "中華民國": (1911, None),
    "단기": (-2333, None),
    "檀紀": (-2333, None),
}
ERAS = tuple(_ERAS)


def is_solar_leap(year: int) -> bool:
    """Whether this Solar Hijri year has a 30 Esfand."""
    return year % _SOLAR_CYCLE in _SOLAR_LEAPS


def solar_hijri(year: int, month: int, day: int) -> date | None:
    """A day of the calendar of Iran and Afghanistan: 28 Aban 1405 is 19 November 2026."""
    if year not in _SOLAR_YEARS or not 1 <= month <= _SOLAR_MONTHS:
        return None
    if not 1 <= day <= _solar_days(year, month):
        return None
    before = sum(_solar_days(year, earlier) for earlier in range(1, month))
    return _solar_new_year(year) + timedelta(days=before + day - 1)


def solar_year_of(day: date) -> int:
    """The Solar Hijri year in which this day is."""
    year = day.year - 621
    if _solar_new_year(year) <= day:
        return year
    return year - 1


def _solar_days(year: int, month: int) -> int:
    if month <= _SOLAR_LONG_MONTHS:
        return _LONG
    if month < _SOLAR_MONTHS:
        return _SHORT
    return _SHORT - 1 + is_solar_leap(year)


def _solar_new_year(year: int) -> date:
    known, when = _SOLAR_NEW_YEAR
    leaps = sum(map(is_solar_leap, range(min(year, known), max(year, known))))
    days = abs(year - known) * 365 + leaps
    return when + timedelta(days=days if year > known else -days)


def lunar_hijri(year: int, month: int, day: int) -> date | None:
    """A day of the calendar of Umm al-Qura: 12 Jumada I 1446 is 14 November 2024."""
    lengths = list(map(_lunar_days, _LUNAR_LONG_MONTHS.split()))
    nth = year - _LUNAR_FIRST
    if not 0 <= nth < len(lengths) or not 1 <= month <= _LUNAR_MONTHS:
        return None
    if not 1 <= day <= lengths[nth][month - 1]:
        return None
    before = sum(map(sum, lengths[:nth])) + sum(lengths[nth][: month - 1])
    return _LUNAR_NEW_YEAR + timedelta(days=before + day - 1)


def _lunar_days(bits: str) -> list[int]:
    return [_SHORT - 1 + int(bit) for bit in f"{int(bits, 16):0{_LUNAR_MONTHS}b}"]


def buddhist_year(year: int) -> int | None:
    """2569 is 2026."""
    if year not in _BUDDHIST_YEARS:
        return None
    return year - _BUDDHIST


def era_year(era: str, year: int) -> int | None:
    """The 7th year of 令和 is 2025; None where the era had no such year."""
    before, last = _ERAS[era]
    if year < 1 or (last is not None and year > last):
        return None
    return before + year
