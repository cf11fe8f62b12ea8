"""Days that a text names, as spans: written out, in figures, or counted from the day it was published.

A date is a *partial date* and stays as precise as it was written: "12 December" with a known year is "2024-12-12", "in March"
"2024-03", "in 2019" "2019". A year that is not written is the one that brings the day nearest to `published`; without a
published date (or another year to go by) such a day cannot be placed, and is left out rather than guessed. A span of years
("2025-2027"), a price and a clock time are no days. `data/calendar.tsv` (from CLDR) has the names, `data/calendar.toml` the rest.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from msgspec import Struct

from monitor.model import PartialDate, Span
from monitor.reading.resources import rows, table

YEAR_MIN, YEAR_MAX = 1900, 2100
RANGE_DAYS_MAX = 366
DATES_MAX = 200  # of one text
SHORT_MONTH_LETTERS = 4
_BESIDE = 8  # characters between a weekday and its date
_BESIDE_GAP = re.compile(r"[\s,.(\u060c]*(?:(?:the|le|el|il|den|dem|dia|día)\s)?", re.IGNORECASE)
_AROUND = 48  # characters looked at on either side of a month's name

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९０１２３４５６７８９০১২৩৪৫৬৭৮৯", "0123456789" * 5)
_OTHER_DIGITS = re.compile("[٠-٩۰-۹०-९０-９০-৯]")
_DIGIT = re.compile(r"[0-9]")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ‘][^\W\d_]+)*")
_HAN = "〇零一二三四五六七八九十廿卅"
_CJK_DATE = re.compile(
    rf"(?:(?<!\d)(?P<y>\d{{4}}|[〇零一二三四五六七八九]{{4}})\s?[年년]\s?|(?P<rel>今年|去年|明年)\s?)?"
    rf"(?<![\d{_HAN}个個])(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?[月월]\s?"
    rf"(?:(?P<d>\d{{1,2}}|[{_HAN}]{{1,3}})\s?[日号號일]?"
    rf"(?:\s?[至到－–—\-~～和、及与與]\s?(?:(?P<m2>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?[月월]\s?)?(?P<d2>\d{{1,2}}|[{_HAN}]{{1,3}})\s?[日号號일])?)?"
)
_CJK_YEAR = re.compile(r"(?<![\d至到–—-])(?P<y>(?:19|20)\d\d)\s?[年년](?![前后後来內内间間度期]|[至到–—-]|\s?\d)")
_CJK_DAY = re.compile(r"(?<![\d月月.])(?P<d>[0-3]?\d)(?P<e>[日号號])(?![間间本元経])")
_HAN_DAY = re.compile(
    r"(?<![月一二三四五六七八九十廿每节節])(?P<d>[一二三四五六七八九十廿]{1,3})日(?=[在上下晚凌与與同會会于於抵访訪，、电電])"
)
_CJK_WEEKDAY = re.compile(
    r"(?P<when>[上下本这這])?(?:个|個)?(?:周|週|星期|礼拜|禮拜)(?P<n>[一二三四五六日天])(?![\d年])|(?P<k>[月火水木金土日])曜"
)
_CJK_RELATIVE = re.compile(r"(?P<w>今天|今日|昨天|昨日|明天|明日|前天|后天|後天|本日)")
_CJK_OFFSETS = {"今": 0, "昨": -1, "明": 1, "前": -2, "后": 2, "後": 2, "本": 0}
_CJK_ANY = re.compile(r"[月年日号號周週星曜今昨明월년]")
_NUMERIC = re.compile(
    r"(?<![\d.,/:-])(?:(?P<iso>\d{4})(?P<s1>[-./])(?P<iso_m>\d{1,2})(?P=s1)(?P<iso_d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<s2>[./-])(?P<b>\d{1,2})(?P=s2)(?P<y>(?:19|20)\d\d|\d\d))(?![\d:/-]|[.,]\d)"
)


class _Raw(Struct, kw_only=True):
    """A date as written, before its year is known. `day_to`… are set for ranges."""

    at: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    month_to: int | None = None
    day_to: int | None = None
    year_to: int | None = None
    relative: bool = False


class _Calendar(Struct, frozen=True, kw_only=True):
    """One language's words; keys are casefolded."""

    months: dict[str, int]
    short_months: dict[str, int]
    weekdays: dict[str, int]
    days: dict[str, int]
    starts: re.Pattern[str]  # where one of them may begin
    long_starts: frozenset[str]  # first words of names of several words
    endings: frozenset[str]
    prefixes: tuple[str, ...]
    future: re.Pattern[str] | None
    capital: bool
    month_day: bool
    not_after: frozenset[str]


def dates_in(text: str, language: str, published: PartialDate | None = None) -> list[Span]:
    """All days that `text` names, in the order they stand; at most `DATES_MAX`."""
    return [span for *_, span in placed_dates(text, language, published)]


def placed_dates(text: str, language: str, published: PartialDate | None = None) -> list[tuple[int, int, Span]]:
    """As `dates_in`, each with the characters it stands in: (start, end, span)."""
    plain = text.isascii()
    if not plain and _OTHER_DIGITS.search(text):
        text = text.translate(_DIGITS)
    basis = _basis(published)
    found = _worded(text, language, basis)
    if not plain and _CJK_ANY.search(text):
        found += _cjk(text, language, basis)
    if _DIGIT.search(text):
        found += _numeric(text, basis) + _years(text, language)
    return [
        (raw.at, raw.end, span)
        for raw in _joined(_without_overlaps(found), text)[:DATES_MAX]
        if (span := _resolved(raw, text, basis))
    ]


def only_date(text: str) -> PartialDate | None:
    """The day, if `text` is a full date in whatever language (with its year) and next to nothing else."""
    for language in ("", "en", *_likely_languages(text)):
        for raw in _numeric(text, None) + (_worded(text, language, None) if language else _cjk(text, "zh", None)):
            if (
                raw.year
                and raw.day
                and not raw.day_to
                and not _WORD.search(text[: raw.at] + " " + text[raw.end :].strip("г.р ж日号"))
            ):
                return _iso(raw.year, raw.month, raw.day)
    return None


def gap_days(a: Span | None, b: Span | None) -> tuple[int, int] | None:
    """The smallest and the largest distance that two spans can have, in days; None when one of them is unknown."""
    first, second = _bounds(a), _bounds(b)
    if first is None or second is None:
        return None
    apart = max((second[0] - first[1]).days, (first[0] - second[1]).days, 0)
    return apart, max(abs((second[1] - first[0]).days), abs((first[1] - second[0]).days))


def bounds(span: Span) -> tuple[date, date] | None:
    """First and last day that a span may mean; None if it is no date."""
    return _bounds(span)


# --- the calendar's words ---


@cache
def _names() -> tuple[list[str], ...]:
    """Rows of calendar.tsv: language, "month" or "day", number, form."""
    return tuple(rows("calendar.tsv"))


@cache
def _calendar(language: str) -> _Calendar:
    """The words of a language; of all languages together for "und"."""
    data = table("calendar.toml")["languages"]
    languages = [language] if language != "und" else sorted({row[0] for row in _names()})
    rule: dict[str, Any] = data.get(language, {})
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for row in _names():
        if row[0] in languages:
            (months if row[1] == "month" else weekdays).setdefault(row[3], int(row[2]))
    for number, names in rule.get("extra", {}).items():
        months |= dict.fromkeys(names, int(number))
    short = {
        name: n
        for name, n in months.items()
        if len(name) <= SHORT_MONTH_LETTERS
        and any(o != name and m == n and o.startswith(name[:2]) and len(o) > len(name) for o, m in months.items())
    }
    full = {name: n for name, n in months.items() if name not in short}
    drop = rule.get("drop", "")
    if drop:
        full |= {name[:-1]: n for name, n in full.items() if name[-1] in drop and len(name) > 3}  # noqa: PLR2004
        weekdays |= {name[:-1]: n for name, n in weekdays.items() if name[-1] in drop + "ауеиа" and len(name) > 4}  # noqa: PLR2004
    weekdays = {name: n for name, n in weekdays.items() if len(name) > 3 or not name.isascii()}  # noqa: PLR2004
    weekdays = {name: n for name, n in weekdays.items() if len(name) > 2}  # noqa: PLR2004
    names = [*full, *short, *weekdays, *rule.get("days", {})]
    return _Calendar(
        months=full,
        short_months=short,
        weekdays=weekdays,
        days=rule.get("days", {}),
        starts=_starting([*(name[:3] for name in names), *rule.get("prefixes", ())]),
        long_starts=frozenset(name.split()[0] for name in names if " " in name),
        endings=frozenset(rule.get("endings", [""])),
        prefixes=tuple(rule.get("prefixes", ())),
        future=_future(rule),
        capital=bool(rule.get("capital", language == "und")),
        month_day=bool(rule.get("month_day", language == "und")),
        not_after=frozenset(rule.get("not_after", ())),
    )


def _future(rule: dict[str, Any]) -> re.Pattern[str] | None:
    """Words, and endings of verbs, that look ahead."""
    words = [re.escape(word) for word in rule.get("future", ())]
    words += [rf"\w\w{re.escape(ending)}(?!\w)" for ending in rule.get("future_endings", ())]
    return re.compile("|".join(words), re.IGNORECASE) if words else None


def _starting(heads: Iterable[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(head) for head in sorted(set(heads)) if head)
    return re.compile(rf"(?<![^\W\d_])(?:{words})" if words else r"(?!)", re.IGNORECASE)


@cache
def _likely_languages(text: str) -> tuple[str, ...]:
    """Languages one of whose full month names stands in a short text."""
    words = {match[0].casefold() for match in _WORD.finditer(text[:200])}
    return tuple(dict.fromkeys(row[0] for row in _names() if row[1] == "month" and row[3] in words))[:8]


def _phrases(*keys: str) -> str:
    data = table("calendar.toml")
    words = sorted({word for key in keys for word in data[key]}, key=len, reverse=True)
    return "|".join(re.escape(word) for word in words)


@cache
def _grammar() -> dict[str, re.Pattern[str]]:
    """What stands around a month's name, in all languages at once: connectors rarely mean anything else between two numbers."""
    join = rf"(?:\s?[–—−-]\s?|\s?,\s?|\s?و\s?|\s(?:{_phrases('connectors')})\s(?:the\s|el\s|al\s|le\s|il\s)?)"
    ordinal = r"(?:\.|º|°|ª|(?:st|nd|rd|th|er|ère|e|ème)(?!\w)|[-‑](?:го|е|ого|і|й|ші|шы|чи|чу|го|то|та|ти|и|ci|cı|cu|cü|ті|інші|nchi|inchi|ro|mo)(?!\w)|(?:nci|inci|ıncı|üncü|uncu|ncı|ncu|ncü)(?!\w))?"
    of = rf"(?:\s?(?:{_phrases('of_words')})(?:['’]|\s))?"
    year = r"(?:19|20)\d\d"
    unit = rf"(?:[-\s]?(?:{_phrases('year_unit')})(?!\w)|-(?:ci|cı|cü|cu)\s(?:ilin|il))?"
    flags = re.IGNORECASE
    return {
        "left": re.compile(
            rf"(?<![\d.,:/$€£₸₽-])(?:(?P<a>\d{{1,2}}){ordinal}(?:{join}\d{{1,2}}{ordinal}){{0,3}}{join})?(?P<b>\d{{1,2}}){ordinal}(?:\s|-|\u2011)?{of}\s?$",
            flags,
        ),
        "year_left": re.compile(rf"(?<![\d–-])(?P<y>{year}){unit}[\s,.]{{0,3}}(?:of\s)?$", flags),
        "right": re.compile(
            rf"^\.?\s(?:the\s)?(?P<a>\d{{1,2}})(?![\d%]|[.,:]\d|\s?(?:million|billion|per|pct)){ordinal}(?:{join}(?P<b>\d{{1,2}})(?![\d%]|[.,:]\d)(?!\s[^\W\d_]){ordinal})?",
            flags,
        ),
        "year_right": re.compile(
            rf"^\.?(?:\s?[,(/]?\s?)(?:(?:{_phrases('of_words')}|year|jahr|año|anno)\s){{0,2}}(?P<y>{year})(?!\d|\s?[–—-]\s?\d\d|[.,]\d)(?:\s?(?:{_phrases('year_unit')})(?!\w)\.?)?",
            flags,
        ),
        "relative_right": re.compile(
            rf"^\s?(?:,\s)?(?:(?P<this>{_phrases('this_year')})|(?P<last>{_phrases('last_year')})|(?P<next>{_phrases('next_year')}))(?!\w)",
            flags,
        ),
        "relative_left": re.compile(
            rf"(?<!\w)(?:(?P<this>{_phrases('this_year')})|(?P<last>{_phrases('last_year')})|(?P<next>{_phrases('next_year')}))(?:['’]\w+)?\s$",
            flags,
        ),
        "month_before": re.compile(rf"(?<!\w)(?:{_phrases('month_before')})['’\s-]{{1,2}}$", flags),
        "between": re.compile(
            rf"^(?:\s?(?:{_phrases('year_unit')})\.?)?(?:\s?[–—−-]\s?|\s(?:{_phrases('connectors')})\s)(?:(?:the|el|al|le|il|early|late|mid|end of|начало|начала|конец|конца|середину|anfang|mitte|ende|início|inicio|fin|début|fine|inizio)\s){{0,2}}$",
            flags,
        ),
        "next": re.compile(rf"(?<!\w)(?:{_phrases('next_words')})\s$", flags),
        "last": re.compile(rf"(?<!\w)(?:{_phrases('last_words')})\s$", flags),
        "next_after": re.compile(rf"^\s(?:{_phrases('next_words')})(?!\w)", flags),
        "last_after": re.compile(rf"^\s(?:{_phrases('last_words')})(?!\w)", flags),
        "year_only": re.compile(
            rf"(?<![\d–—/.,$€-])(?P<y>{year})(?!\d|\s?[–—/-]\s?\d\d|[.,]\d|%)(?:\s?[-]?(?P<of>{_phrases('year_of')})(?!\w))?",
            flags,
        ),
        "year_before": re.compile(rf"(?<!\w)(?:{_phrases('year_before')})['’\s]$", flags),
    }


# --- finding ---


def _numeric(text: str, basis: _Basis | None) -> list[_Raw]:
    found = []
    for match in _NUMERIC.finditer(text):
        if match["iso"]:
            year, month, day = int(match["iso"]), int(match["iso_m"]), int(match["iso_d"])
        else:
            day, month, year = int(match["a"]), int(match["b"]), int(match["y"])
            if len(match["y"]) == 2:  # noqa: PLR2004 - two digits of a year
                year += 2000
            if match["s2"] == "/" or month > 12:  # noqa: PLR2004 - months of a year
                day, month = _slashed(day, month, year, basis)
        if _valid(year, month, day):
            found.append(_Raw(at=match.start(), end=match.end(), year=year, month=month, day=day))
    return found


def _slashed(first: int, second: int, year: int, basis: _Basis | None) -> tuple[int, int]:
    """Day and month of "3/4/2025": whichever can be, else whichever is nearer to the published date."""
    if not _valid(year, second, first):
        return second, first
    if not _valid(year, first, second) or basis is None:
        return first, second
    middle = basis.middle
    return min((first, second), (second, first), key=lambda pair: abs((date(year, pair[1], pair[0]) - middle).days))


def _cjk(text: str, language: str, basis: _Basis | None) -> list[_Raw]:
    found = []
    for match in _CJK_DATE.finditer(text):
        month, day = _han(match["m"]), _han(match["d"])
        if not month or month > 12 or (match["d"] and not (day and 1 <= day <= 31)):  # noqa: PLR2004 - of a year, a month
            continue
        year = _han_year(match["y"])
        if match["rel"] and basis:
            year = basis.year + {"今": 0, "去": -1, "明": 1}[match["rel"][0]]
        bare_day = bool(match["d"]) and text[match.end() - 1] not in "日号號일"
        found.append(
            _Raw(
                at=match.start(),
                end=match.end(),
                year=year,
                month=month,
                day=None if bare_day and not match["d2"] else day,
                month_to=_han(match["m2"]) or (month if match["d2"] else None),
                day_to=_han(match["d2"]),
            )
        )
    found += [_Raw(at=m.start(), end=m.end(), year=int(m["y"])) for m in _CJK_YEAR.finditer(text)]
    if basis and basis.day and language in ("zh", "ja", "und"):
        found += _cjk_relative(text, language, basis.day)
    return found


def _cjk_relative(text: str, language: str, today: date) -> list[_Raw]:
    found = [_day(match, today + timedelta(days=_CJK_OFFSETS[match["w"][0]])) for match in _CJK_RELATIVE.finditer(text)]
    for match in _CJK_WEEKDAY.finditer(text):
        number = "一二三四五六日天".find(match["n"]) if match["n"] else "月火水木金土日".find(match["k"])
        number = min(number, 6)
        monday = today - timedelta(days=today.weekday())
        weeks = {"上": -7, "下": 7, "本": 0, "这": 0, "這": 0}.get(match["when"] or "")
        ahead = _is_ahead(text, match.start(), match.end(), language)
        when = monday + timedelta(days=number + weeks) if weeks is not None else _weekday(today, number, ahead=ahead)
        found.append(_day(match, when))
    bare = [*_CJK_DAY.finditer(text), *_HAN_DAY.finditer(text)]
    return found + [_day(match, day) for match in bare if (day := _nearest_day(today, _han(match["d"]) or 0))]


def _nearest_day(today: date, day: int) -> date | None:
    """The day of the month ("6日") nearest to today, this month's or its neighbours'."""
    options = []
    for shift in (-1, 0, 1):
        month0 = today.year * 12 + today.month - 1 + shift
        year, month = divmod(month0, 12)
        if _valid(year, month + 1, day):
            options.append(date(year, month + 1, day))
    return min(options, key=lambda option: abs((option - today).days), default=None)


def _day(match: re.Match[str], when: date) -> _Raw:
    return _Raw(at=match.start(), end=match.end(), year=when.year, month=when.month, day=when.day, relative=True)


def _worded(text: str, language: str, basis: _Basis | None) -> list[_Raw]:
    calendar = _calendar(language)
    found = []
    for start in calendar.starts.finditer(text):
        match = _WORD.match(text, start.start())
        if match is None:
            continue
        word = match[0].casefold()
        if raw := _word(text, match, word.replace("’", "'"), calendar, language, basis):
            found.append(raw)
            if len(found) > DATES_MAX * 2:
                break
    return found


def _word(  # noqa: PLR0913,PLR0917 - a word with all that stands around it
    text: str, match: re.Match[str], word: str, calendar: _Calendar, language: str, basis: _Basis | None
) -> _Raw | None:
    """What one word says, with what stands around it: a month, a weekday or a day counted from today."""
    start, end = match.span()
    if word in calendar.long_starts:
        for count in (2, 1):
            long = " ".join([word, *text[end : end + 24].casefold().split()[:count]])
            if kind := _kind(long, calendar):
                end += len(long) - len(word)
                word = long
                break
        else:
            kind = _kind(word, calendar)
    else:
        kind = _kind(word, calendar)
    if kind is None:
        return None
    name, number, bare = kind
    if name == "month":
        return _month(text, start, end, number, calendar, bare=bare)
    if name == "short":
        return _month(text, start, end, number, calendar, bare=bare, short=True)
    if basis is None or basis.day is None:
        return None
    if name == "day":
        before = text[max(0, start - 10) : start].split()
        if text[start - 1 : start] == "-" or (before and before[-1].casefold() in calendar.not_after):
            return None  # "avant-hier", "mwaka jana" (last year)
        return _moment(start, end, basis.day + timedelta(days=number))
    return _on_weekday(text, start, end, number, language, basis.day)


def _kind(word: str, calendar: _Calendar) -> tuple[str, int, bool] | None:
    """(kind, number, stands without an ending) of a word; endings and clitics are taken off."""
    tables = (
        ("month", calendar.months),
        ("day", calendar.days),
        ("weekday", calendar.weekdays),
        ("short", calendar.short_months),
    )
    for name, names in tables:
        if word in names:
            return name, names[word], True
    for prefix in calendar.prefixes:
        if word.startswith(prefix) and (kind := _kind_stripped(word[len(prefix) :], tables)):
            return kind
    stem, _, tail = word.partition("'")
    if tail and stem in calendar.months and tail in calendar.endings:
        return "month", calendar.months[stem], False
    for cut in range(1, min(len(word) - 2, 9)):
        if word[-cut:] in calendar.endings and (kind := _kind_stripped(word[:-cut], tables[:1] + tables[2:3])):
            return kind
    return None


def _kind_stripped(word: str, tables: tuple[tuple[str, dict[str, int]], ...]) -> tuple[str, int, bool] | None:
    return next(((name, names[word], False) for name, names in tables if word in names), None)


def _month(  # noqa: PLR0913 - as above
    text: str, start: int, end: int, month: int, calendar: _Calendar, *, bare: bool, short: bool = False
) -> _Raw | None:
    """The month at `start`, with its day or days and its year, where they stand beside it."""
    capital = text[start].isupper()
    if (
        calendar.capital
        and text[start].islower()
        and text[start].lower() != text[start].upper()
        and not text[:start].rstrip()[-1:].isdigit()
    ):
        return None
    grammar = _grammar()
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    raw = _Raw(at=start, end=end, month=month)
    if left := grammar["left"].search(before):
        raw.at = start - len(before) + left.start()
        _set_days(raw, left["a"], left["b"])
    elif calendar.month_day and (right := grammar["right"].match(after)):
        _set_days(raw, right["a"] if right["b"] else None, right["b"] or right["a"])
        raw.end = end + right.end()
        after = text[raw.end : raw.end + _AROUND]
    before = text[max(0, raw.at - _AROUND) : raw.at]
    _set_year(raw, before, after)
    alone = raw.day is None and raw.year is None and not raw.relative
    doubtful = short or (capital and not calendar.capital) or (bare and not grammar["month_before"].search(before))
    return None if (alone and doubtful) or (short and raw.day is None) else raw


def _set_days(raw: _Raw, first: str | None, last: str) -> None:
    """As in "27 and 28" → a range; days that cannot be are left out."""
    start, end = int(first) if first else None, int(last)
    if not 1 <= end <= 31:  # noqa: PLR2004 - days of a month
        return
    if start and 1 <= start < end:
        raw.day, raw.day_to, raw.month_to = start, end, raw.month
    else:
        raw.day = end


def _set_year(raw: _Raw, before: str, after: str) -> None:
    grammar = _grammar()
    if match := grammar["year_right"].match(after):
        raw.year, raw.end = int(match["y"]), raw.end + match.end()
    elif match := grammar["relative_right"].match(after):
        raw.year_to, raw.relative = _year_shift(match), True
        raw.end += match.end()
    elif match := grammar["year_left"].search(before):
        raw.year, raw.at = int(match["y"]), raw.at - (len(before) - match.start())
    elif match := grammar["relative_left"].search(before):
        raw.year_to, raw.relative = _year_shift(match), True


def _year_shift(match: re.Match[str]) -> int:
    return 0 if match["this"] else -1 if match["last"] else 1


def _moment(start: int, end: int, when: date) -> _Raw:
    return _Raw(at=start, end=end, year=when.year, month=when.month, day=when.day, relative=True)


def _on_weekday(  # noqa: PLR0913,PLR0917 - as above
    text: str, start: int, end: int, number: int, language: str, today: date
) -> _Raw:
    """A weekday is the last one up to the published day, unless the sentence looks ahead or a word says which."""
    grammar = _grammar()
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if grammar["last"].search(before) or grammar["last_after"].match(after):
        return _moment(start, end, _weekday(today - timedelta(days=1), number, ahead=False))
    if grammar["next"].search(before) or grammar["next_after"].match(after):
        return _moment(start, end, _weekday(today + timedelta(days=1), number, ahead=True))
    return _moment(start, end, _weekday(today, number, ahead=_is_ahead(text, start, end, language)))


def _is_ahead(text: str, start: int, end: int, language: str) -> bool:
    future = _calendar(language).future
    return bool(future and future.search(text, max(0, start - 90), end + 90))


def _weekday(today: date, number: int, *, ahead: bool) -> date:
    days = (number - today.weekday()) % 7
    return today + timedelta(days=days if ahead or not days else days - 7)


def _years(text: str, language: str) -> list[_Raw]:
    """Years that stand alone: "in 2019", "2019 жылы"."""
    grammar = _grammar()
    found = []
    for match in grammar["year_only"].finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if grammar["year_before"].search(before) or (
            match["of"] and language in ("kk", "ky", "tr", "az", "uz", "mn", "lv", "lt", "hy", "ka", "tk", "tt")
        ):
            found.append(_Raw(at=match.start(), end=match.end(), year=int(match["y"])))
    return found


# --- from what was found to spans ---


def _without_overlaps(found: list[_Raw]) -> list[_Raw]:
    """In order of place; of two that overlap, the one found first (the more exact kind) stays."""
    kept: list[_Raw] = []
    ordered = sorted(found, key=lambda raw: (raw.at, -raw.end))
    last = -1
    for raw in ordered:
        if raw.at >= last:
            kept.append(raw)
            last = raw.end
    return kept


def _joined(found: list[_Raw], text: str) -> list[_Raw]:
    """Neighbours with "–" or "to" between them are one range: "30 November – 2 December 2024", "May–June"."""
    joined: list[_Raw] = []
    between = _grammar()["between"]
    for raw in found:
        last = joined[-1] if joined else None
        if last and _same_day(last, raw, text):
            joined[-1] = raw if last.relative else last
        elif last and raw.at - last.end < 30 and between.match(text[last.end : raw.at]) and _joinable(last, raw):  # noqa: PLR2004 - characters between
            last.day_to, last.month_to, last.end = raw.day, raw.month, raw.end
            if last.year is None and raw.year is not None:
                last.year = raw.year - (1 if (last.month or 0) > (raw.month or 0) else 0)
            if raw.relative and raw.year is None:
                last.relative, last.year_to = True, raw.year_to
        else:
            joined.append(raw)
    return joined


def _same_day(one: _Raw, other: _Raw, text: str) -> bool:
    """As in "Friday 27 June" or "27 June (Friday)": the written day says which weekday is meant."""
    if one.relative == other.relative or not (one.day and other.day) or other.at - one.end > _BESIDE:
        return False
    return bool(_BESIDE_GAP.fullmatch(text[one.end : other.at]))


def _joinable(first: _Raw, second: _Raw) -> bool:
    """Both days or both months, neither a range already, and not two days that only stand side by side."""
    if first.month_to or second.month_to or first.month is None or second.month is None:
        return False
    return (first.day is None) == (second.day is None) and not (first.relative and first.day)


class _Basis(Struct, frozen=True, kw_only=True):
    """The published date: its year, its middle, and its day if that is known."""

    year: int
    middle: date
    day: date | None = None


def _basis(published: PartialDate | None) -> _Basis | None:
    limits = _bounds(Span(start=published)) if published else None
    if limits is None:
        return None
    first, last = limits
    if not YEAR_MIN < first.year < YEAR_MAX:
        return None
    return _Basis(year=first.year, middle=first + (last - first) / 2, day=first if first == last else None)


def _resolved(raw: _Raw, text: str, basis: _Basis | None) -> Span | None:
    year = raw.year
    if year is None and raw.relative and basis:
        year = basis.year + (raw.year_to or 0)
    if year is None:
        year = _nearest_year(raw, basis)
    if year is None or not YEAR_MIN <= year <= YEAR_MAX:
        return None
    start = _iso(year, raw.month, raw.day)
    end = _range_end(raw, year)
    if start is None:
        return None
    return Span(
        start=start,
        end=end,
        basis="relative" if raw.relative else "text",
        as_written=" ".join(text[raw.at : raw.end].split())[:80].rstrip(" .,"),
    )


def _range_end(raw: _Raw, year: int) -> PartialDate | None:
    if raw.month_to is None or raw.month is None:
        return None
    end_year = year + (1 if (raw.month_to, raw.day_to or 0) < (raw.month, raw.day or 0) else 0)
    return _iso(end_year, raw.month_to, raw.day_to)


def _nearest_year(raw: _Raw, basis: _Basis | None) -> int | None:
    if basis is None or raw.month is None:
        return None
    options = [year for year in (basis.year - 1, basis.year, basis.year + 1) if _valid(year, raw.month, raw.day or 15)]
    if basis.day is None and basis.middle.month == 7 and basis.year in options and basis.middle.day < 3:  # noqa: PLR2004 - the middle of a bare year
        return basis.year
    return min(
        options, key=lambda year: abs((date(year, raw.month or 1, raw.day or 15) - basis.middle).days), default=None
    )


def _valid(year: int, month: int, day: int) -> bool:
    return YEAR_MIN <= year <= YEAR_MAX and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]  # noqa: PLR2004 - months of a year


def _iso(year: int, month: int | None, day: int | None) -> PartialDate | None:
    if month is None:
        return f"{year:04}"
    if day is None:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}" if _valid(year, month, day) else None


def _bounds(span: Span | None) -> tuple[date, date] | None:
    if span is None:
        return None
    first, last = _limits(span.start), _limits(span.end or span.start)
    if first is None or last is None:
        return None
    return min(first[0], last[0]), max(first[1], last[1])


@cache
def _limits(partial: PartialDate) -> tuple[date, date] | None:
    """First and last day of a partial date or a full time."""
    match = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ]|$)", partial)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if not date.min.year <= year <= date.max.year or month > 12 or (day and not 1 <= day <= monthrange(year, month)[1]):  # noqa: PLR2004 - months of a year
        return None
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    return (
        (date(year, month, day),) * 2 if day else (date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    )


def _han(text: str | None) -> int | None:
    """A number up to 39 in figures or Chinese numerals; None if it is none."""
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    units = {char: n for n, char in enumerate("〇一二三四五六七八九")} | {"零": 0}
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return units.get(text) if len(text) == 1 else None
    tens, _, ones = text.partition("十")
    if (tens and tens not in units) or (ones and ones not in units):
        return None
    return (units[tens] if tens else 1) * 10 + (units[ones] if ones else 0)


def _han_year(text: str | None) -> int | None:
    if not text:
        return None
    return (
        int(text)
        if text.isdecimal()
        else int("".join(str("〇一二三四五六七八九".find(c.replace("零", "〇"))) for c in text))
    )
