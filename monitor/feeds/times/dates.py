"""What a feed wrote as a time → when that was, only if all of it is understood; else None.

`2026/11/24 09:07`, `Tue, 24 Nov 2026 09:07:00 +05`, `24 қараша 2026 ж.`, `2026年11月24日 9時05分`,
`1795496820`: the words stand in data/date_words.tsv and data/times.toml. A day without a clock is
a day. The name of a zone that nobody knows, or that means several, is lost: the time is then the
outlet's own, never UTC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from monitor.dates.eras import buddhist_year, solar_hijri
from monitor.dates.other_calendars import in_figures
from monitor.feeds.times.date_words import LETTERS, DateWords, clock_units, plain, words_of, zones
from monitor.intake.normalize import YEARS

WRITTEN_CHARS_MAX = 120
_HOURS, _MINUTES, _SECONDS = 24, 60, 60
_NOON = 12
_OFFSET_HOURS_MAX = 14
_PIVOT = 50  # RFC 5322: years of two figures below it are of this century
_BETWEEN = " \t,;|·•–—−/@-.:"  # what may stand between a day and a time
_DATE, _MONTH, _YEAR = 8, 6, 4  # figures


class WrittenTime(Struct, frozen=True):
    """`iso`: YYYY, YYYY-MM or YYYY-MM-DD, or an ISO time, with its offset if that is known.
    `zone`: the name of a zone that means several things.
    """

    iso: str
    zone: str = ""


class _Clock(Struct, frozen=True):
    """A time of day, with the rest of the text around it."""

    after: timedelta  # midnight
    rest: str
    tz: timezone | ZoneInfo | None = None
    zone: str = ""


def read_time(written: str, *, language: str | None = None, order: str = "") -> WrittenTime | None:
    """`order`: how the feed's other entries order the figures of a day: "dmy", "mdy", "ymd"."""
    text = _tidy(written)
    if not text:
        return None
    if common := _as_most_do(text):
        return common
    if text.isdecimal() or _COUNTED.fullmatch(text):
        return _in_figures_alone(text)
    words = words_of((language or "").lower().partition("-")[0].partition("_")[0])
    return _with_clock(text, words, order) or _day_alone(text, words, order)


def orders_of(written: Iterable[str]) -> str:
    """The one order of day, month and year that all of a feed's days in figures allow, or ""."""
    allowed: set[str] = set()
    for one in written:
        orders = set(_numeric_days(_numeric_part(_tidy(one))))
        if orders:
            allowed = allowed & orders if allowed else orders
            if not allowed:
                return ""
    return allowed.pop() if len(allowed) == 1 else ""


def _tidy(written: str) -> str:
    """European figures, one space between words, no marks that cannot be seen."""
    if len(written) > WRITTEN_CHARS_MAX:
        return ""
    kept = unicodedata.normalize("NFKC", written)
    if not kept.isascii():
        kept = "".join(_figure(char) for char in kept if unicodedata.category(char) != "Cf")
    return " ".join(kept.split())


def _figure(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) "
    r"(GMT|[+-]\d{2}[0-5]\d)"
)
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:[0-5]\d)")


def _as_most_do(text: str) -> WrittenTime | None:
    """The two forms in which nine of ten times are written; the others take ten times as long."""
    if match := _RFC_822.fullmatch(text):
        month = words_of("").month(match[2].lower())
        zone = "Z" if match[5] == "GMT" else match[5]
        text = f"{match[3]}-{month:02}-{int(match[1]):02}T{match[4]}{zone}"
    elif not _RFC_3339.fullmatch(text):
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:  # a day that is none, a leap second
        return None
    offset = when.utcoffset() or timedelta()
    if abs(offset) > timedelta(hours=_OFFSET_HOURS_MAX):
        return None
    return _told(when, timezone(offset))


# --- figures alone ---

_COUNTED = re.compile(r"\d{9,10}\.\d{1,9}")
_PER_SECOND = {9: 1, 10: 1, 13: 1_000, 16: 1_000_000}
_STAMPS = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 10: "%Y%m%d%H"}


def _in_figures_alone(text: str) -> WrittenTime | None:
    """Seconds or more since 1970, or a day without anything between; None if it may be both."""
    whole = text.partition(".")[0]
    meant = {
        found
        for found in (_since_1970(text, len(whole)), _run_together(text), _basic_day(text))
        if found
    }
    return meant.pop() if len(meant) == 1 else None


def _since_1970(text: str, figures: int) -> WrittenTime | None:
    per_second = _PER_SECOND.get(figures)
    if per_second is None or text.startswith("0"):
        return None
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text) // per_second)
    return _told(when, UTC)


def _run_together(text: str) -> WrittenTime | None:
    form = _STAMPS.get(len(text))
    try:
        return _told(datetime.strptime(text, form), None) if form else None  # noqa: DTZ007 — it carries no zone
    except ValueError:
        return None


def _basic_day(text: str) -> WrittenTime | None:
    day = _iso_day(text)
    return WrittenTime(day) if day else None


# --- a time of day ---

_UNITS = clock_units()
_COLONS = r"(?<!\d)(\d{1,2})\s?:\s?(\d{2})(?:\s?:\s?(\d{2})(?:[.,]\d{1,9})?)?(?![\d:])"
_BASIC = r"(?<=\d)[Tt](\d{2})(\d{2})?(\d{2})?(?:[.,]\d{1,9})?(?!\d)"
_WORDED = (
    rf"(?<!\d)(\d{{1,2}})\s?(?:{_UNITS['hour']})(?!{LETTERS})"
    rf"\s?(?:(\d{{1,2}})\s?(?:(?:{_UNITS['minute']})(?!{LETTERS}))?"
    rf"\s?(?:(\d{{1,2}})\s?(?:{_UNITS['second']})(?!{LETTERS}))?)?"
)
_DOTTED = r"(?<=[\s,])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?=\s|$)"
_HOUR_ALONE = r"(?<![\d:.])(\d{1,2})()()(?![\d:.])"
_CLOCKS = [re.compile(one, re.IGNORECASE) for one in (_COLONS, _BASIC, _WORDED, _DOTTED)]
_ALONE = re.compile(_HOUR_ALONE)


def _with_clock(text: str, words: DateWords, order: str) -> WrittenTime | None:
    """By the first way of writing a clock that leaves a day over."""
    for pattern in (*_CLOCKS, _ALONE):
        for match in pattern.finditer(text):
            clock = _clock(match, text, words, halved=pattern is _ALONE)
            day = _day(clock.rest, words, order) if clock else None
            if clock and day:
                return _joined(day, clock)
    return None


def _joined(day: date, clock: _Clock) -> WrittenTime | None:
    when = datetime(day.year, day.month, day.day) + clock.after  # noqa: DTZ001 — its zone, if any, comes next
    return _told(when, clock.tz, clock.zone)


def _told(when: datetime, tz: timezone | ZoneInfo | None, zone: str = "") -> WrittenTime | None:
    if when.year not in YEARS:
        return None
    return WrittenTime(when.replace(tzinfo=tz).isoformat(timespec="seconds"), zone)


def _clock(match: re.Match[str], text: str, words: DateWords, *, halved: bool) -> _Clock | None:
    """None if it is no time of day; `halved`: it is one only with AM or PM."""
    before, after = text[: match.start()], text[match.end() :]
    before, earlier = _half(words.half_before, before)
    after, later = _half(words.half_after, after)
    half = earlier or later
    if (halved and not half) or (earlier and later):
        return None
    hour, minute, second = (int(part or 0) for part in match.groups())
    past_midnight = _past_midnight(hour, minute, second, half)
    zoned = _zoned(after, words)
    if past_midnight is None or zoned is None:
        return None
    after, tz, zone = zoned
    return _Clock(past_midnight, f"{before.rstrip(_BETWEEN)} {after}", tz, zone)


def _half(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """The text without its AM or PM, and which it was."""
    found = pattern.search(text)
    if found is None:
        return text, ""
    return text[: found.start()] + text[found.end() :], "pm" if found["pm"] else "am"


def _past_midnight(hour: int, minute: int, second: int, half: str) -> timedelta | None:
    """24:00 is the next midnight, and a leap second the one before it."""
    if half and hour > _NOON:
        half = "" if half == "pm" else "none"  # 13:05 PM is said twice; 13:05 AM is nothing
    if half == "none" or (half == "pm" and hour == 0):
        return None
    if half:
        hour = hour % _NOON + _NOON * (half == "pm")
    if hour == _HOURS and (minute or second):
        return None
    if hour > _HOURS or minute >= _MINUTES or second > _SECONDS:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=min(second, _SECONDS - 1))


# --- its zone ---

_NAME = rf"{LETTERS}+(?:[/_]{LETTERS}+)*"
_OFFSET = re.compile(
    r"\s?\(?(?:(?!Z)[A-Za-z]{1,5}\s?)?(?P<sign>[+\-\u2212])(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?"
    r"(?::?00)?(?!\d|[./-]\d)\)?"
)
_NAMED = re.compile(rf"\s?(?:\((?P<inner>{_NAME})\)|(?P<outer>{_NAME}))")
_COMMENT = re.compile(r"\s?\([^()]*\)")
_ABBREVIATION_CHARS_MAX = 5

Zoned = tuple[str, timezone | ZoneInfo | None, str]


def _zoned(after: str, words: DateWords) -> Zoned | None:
    """What follows the clock without its zone, the zone, and its name if that is doubtful; None if
    it is no zone that there can be.
    """
    if match := _OFFSET.match(after):
        return _offset(match, after, words)
    if match := _NAMED.match(after):
        return _named(match, after, words)
    if match := _COMMENT.match(after):
        return after[match.end() :], None, ""
    return after, None, ""


def _offset(match: re.Match[str], after: str, words: DateWords) -> Zoned | None:
    hours, minutes = int(match["h"]), int(match["m"] or 0)
    if hours > _OFFSET_HOURS_MAX or minutes >= _MINUTES:
        return None
    difference = timedelta(hours=hours, minutes=minutes)
    signed = difference if match["sign"] == "+" else -difference
    rest = _without_name(after[match.end() :], words)
    return rest, timezone(signed) if signed else UTC, ""


def _without_name(rest: str, words: DateWords) -> str:
    """Behind a difference, the name of its zone says it again: (Moscow Standard Time), MSK."""
    if match := _COMMENT.match(rest):
        return rest[match.end() :]
    match = _NAMED.match(rest)
    return rest[match.end() :] if match and _is_zone_like(match["outer"] or "", words) else rest


def _named(match: re.Match[str], after: str, words: DateWords) -> Zoned:
    name, rest = match["inner"] or match["outer"], after[match.end() :]
    known = zones().get(name) or zones().get(name.upper())
    if known:
        rest = _COMMENT.sub("", rest, count=1)
        return rest, _zone_of(known.preferred), name.upper() if known.meanings else ""
    if "/" in name:
        return rest, _zone_of(name), ""
    return (rest if match["inner"] or _is_zone_like(name, words) else after), None, ""


def _is_zone_like(name: str, words: DateWords) -> bool:
    """In capitals, and no word of days."""
    short = name.isascii() and name.isupper() and len(name) <= _ABBREVIATION_CHARS_MAX
    return short and not words.month(plain(name)) and not words.is_idle(plain(name))


def _zone_of(written: str) -> timezone | ZoneInfo | None:
    if not written:
        return None
    if written[0] not in "+-":
        try:
            return ZoneInfo(written)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    return datetime.strptime(written, "%z").tzinfo  # type: ignore[return-value] # a timezone by %z


def outlets_own(moment: datetime, zone: str, outlet: ZoneInfo) -> datetime:
    """A time by the clock of its outlet: one without a zone, and one whose zone's name may mean
    the outlet's; any other as it is.
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=outlet)
    known = zones().get(zone)
    if known is None:
        return moment
    clock = moment.astimezone(_zone_of(known.preferred)).replace(tzinfo=None)
    own = clock.replace(tzinfo=outlet)
    meanings = [_zone_of(written) for written in known.meanings]
    return own if own.utcoffset() in [one.utcoffset(None) for one in meanings if one] else moment


# --- a day ---

_ZONE_BEHIND_DAY = re.compile(r"\s?(?:Z|UTC|GMT|[+-]\d{2}:\d{2})$")


def _day_alone(text: str, words: DateWords, order: str) -> WrittenTime | None:
    if partial := _iso_partial(text):
        return WrittenTime(partial)
    text = _ZONE_BEHIND_DAY.sub("", text)
    day = _day(text, words, order)
    return WrittenTime(day.isoformat()) if day and day.year in YEARS else None


_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?")
_MONTHS = 12


def _iso_partial(text: str) -> str:
    match = _PARTIAL.fullmatch(text)
    if match is None or int(match[1]) not in YEARS:
        return ""
    return text if 1 <= int(match[2] or 1) <= _MONTHS else ""


_NTH_DAY = re.compile(r"(\d{4})-?(\d{3})")
_IN_WEEK = re.compile(r"\d{4}-?W\d{2}-?\d")


def _iso_day(text: str) -> str:
    """YYYYMMDD, YYYYDDD, YYYY-DDD, 2026-W48-2."""
    try:
        if match := _NTH_DAY.fullmatch(text):
            year = int(match[1])
            day = date(year, 1, 1) + timedelta(days=int(match[2]) - 1)
            return day.isoformat() if day.year == year and year in YEARS else ""
        if _IN_WEEK.fullmatch(text) or (len(text) == _DATE and text.isdecimal()):
            day = date.fromisoformat(text)
            return day.isoformat() if day.year in YEARS else ""
    except ValueError:
        return ""
    return _iso_partial(text) if len(text) == _YEAR else ""


def _day(text: str, words: DateWords, order: str) -> date | None:
    text = text.strip(_BETWEEN)
    if text[-1:] in {"T", "t"} and text[-2:-1].isdigit():
        text = text[:-1]
    if iso := _iso_day(text):
        return date.fromisoformat(iso) if len(iso) > _YEAR else None
    text, month = _month_in(words.spelt(_in_hyphens(text)), words)
    if month is None:
        return None
    if month:
        return _worded_day(text, month)
    return _numeric_day(text, words, order)


_HYPHENATED = clock_units()


def _in_hyphens(text: str) -> str:
    """2026年11月24日 as 2026-11-24."""
    text = re.sub(rf"(?<=\d)\s?(?:{_HYPHENATED['year_behind']})\s?(?=\d)", "-", text)
    text = re.sub(rf"(?<=\d)\s?(?:{_HYPHENATED['month_behind']})\s?(?=\d)", "-", text)
    return re.sub(rf"(?<=\d)\s?(?:{_HYPHENATED['day_behind']})", " ", text)


_MARK = "\x00"  # where the month stood
_WORD = re.compile(rf"(?:{LETTERS})+")


def _month_in(text: str, words: DateWords) -> tuple[str, int | None]:
    """The text with a mark for its month and without weekdays and small words, and the month's
    number; 0 if there is none, None if a word is not understood or there are two months.
    """
    found = [match for match in _WORD.finditer(text) if not words.is_small(plain(match[0]))]
    months = [words.month(plain(match[0])) for match in found]
    idle = [words.is_idle(plain(match[0])) for match in found]
    chosen = _chosen_month(months, idle)
    if chosen is None:
        return text, None
    spoken = {id(match): "" for match in found}
    if chosen >= 0:
        spoken[id(found[chosen])] = _MARK
    pieces, end = [], 0
    for match in _WORD.finditer(text):
        at = next((one for one in found if one.span() == match.span()), None)
        pieces += [text[end : match.start()], spoken[id(at)] if at else ""]
        end = match.end()
    return "".join((*pieces, text[end:])), months[chosen] if chosen >= 0 else 0


def _chosen_month(months: list[int], idle: list[bool]) -> int | None:
    """Which word is the month: the only one that can be, all others being weekdays; -1 for none."""
    ways = [
        at
        for at, month in enumerate(months)
        if month and all(one for n, one in enumerate(idle) if n != at)
    ]
    if ways:
        return ways[-1]  # "mar. 24 nov.": the weekday comes first
    return -1 if all(idle) else None


_FIGURES = re.compile(rf"\d+|{_MARK}")
_NOTHING = re.compile(r"[\s,.'’/()\-:–—|·]*")


def _worded_day(text: str, month: int) -> date | None:
    """24 Nov 2026, Nov 24, 2026, 2026 Nov 24, 24 Nov 26."""
    parts = _FIGURES.findall(text)
    if not _NOTHING.fullmatch(_FIGURES.sub("", text)) or len(parts) != 3:  # noqa: PLR2004 — day, month, year
        return None
    first, last = (part for part in parts if part != _MARK)
    if len(first) == _YEAR:
        first, last = last, first
    if len(first) > 2 or len(last) not in {2, _YEAR}:  # noqa: PLR2004 — figures
        return None
    return _date(_year(last), month % 100, int(first), solar=month > 100)  # noqa: PLR2004 — DateWords marks solar months so


def _year(figures: str) -> int:
    year = int(figures)
    if len(figures) == _YEAR:
        return year
    return year + (2000 if year < _PIVOT else 1900)


_YMD = re.compile(r"(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})\.?")
_MIXED = re.compile(r"(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?")
_DAY_FIRST = {"dmy": (2, 1, 0)}
_YEAR_FIRST = {"ymd": (0, 1, 2)}
_EITHER = {**_DAY_FIRST, "mdy": (2, 0, 1)}


def _numeric_part(text: str) -> str:
    """The day of a time that is written in figures: what stands before or behind the clock."""
    found = re.search(r"(?<![\d:])\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?![\d:]\d)", text)
    return found[0] if found else ""


def _numeric_days(text: str) -> dict[str, tuple[int, int, int]]:
    """(year, month, day) by the orders that this day allows."""
    match = _MIXED.fullmatch(text)
    if match is None:
        return {}
    parts = (match[1], match[3], match[4])
    days = {
        order: (_year(parts[y]), int(parts[m]), int(parts[d]))
        for order, (y, m, d) in _orders(parts, match[2]).items()
        if len(parts[y]) in {2, _YEAR}
    }
    return {order: day for order, day in days.items() if _may_be(*day)}


def _orders(parts: tuple[str, str, str], between: str) -> dict[str, tuple[int, int, int]]:
    if len(parts[0]) > 2:  # noqa: PLR2004 — figures
        return _YEAR_FIRST
    orders = _DAY_FIRST if between == "." else _EITHER
    return orders if len(parts[2]) == _YEAR else {**orders, **_YEAR_FIRST}


def _may_be(year: int, month: int, day: int) -> bool:
    """As far as its own figures say: of whatever calendar."""
    return 1 <= month <= _MONTHS and 1 <= day <= 31 and year > 0  # noqa: PLR2004 — no month is longer


def _numeric_day(text: str, words: DateWords, order: str) -> date | None:
    text = re.sub(r"[\s,()]+", " ", text).strip(_BETWEEN)
    days = _numeric_days(text)
    if "ymd" in days and len(days) > 1 and words.known:
        days = {one: day for one, day in days.items() if (one == "ymd") == words.year_first}
    read = {
        one: found for one, day in days.items() if (found := _of_any_calendar(*day, words.language))
    }
    if len(set(read.values())) == 1:
        return next(iter(read.values()))
    return read.get(order)


def _of_any_calendar(year: int, month: int, day: int, language: str) -> date | None:
    year = buddhist_year(year) or year
    return in_figures(year, month, day, language, "")


def _date(year: int, month: int, day: int, *, solar: bool) -> date | None:
    if solar:
        return solar_hijri(year, month, day)
    try:
        return date(buddhist_year(year) or year, month, day)
    except ValueError:
        return None
