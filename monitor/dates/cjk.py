"""Dates in Chinese, Japanese and Korean: 2025年4月19日, 周三, 今天."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from monitor.dates.eras import ERAS, era_year
from monitor.dates.spans import Basis, Raw, valid
from monitor.dates.written import is_ahead, weekday

_HAN = "〇零一二三四五六七八九十廿卅"
_ERA = rf"(?P<era>{'|'.join(sorted(ERAS, key=len, reverse=True))})\s?"
_YEARS = {
    "今年": 0,
    "本年": 0,
    "去年": -1,
    "昨年": -1,
    "上年": -1,
    "明年": 1,
    "来年": 1,
    "올해": 0,
    "지난해": -1,
    "작년": -1,
    "내년": 1,
}
_CJK_DATE = re.compile(
    rf"(?:{_ERA}(?P<ey>元|\d{{1,4}}|[{_HAN}]{{1,4}})\s?[年년]\s?"
    rf"|(?<!\d)(?P<y>\d{{4}}|[〇零一二三四五六七八九]{{4}})\s?[年년]\s?|(?P<rel>{'|'.join(_YEARS)})(?:の|\s)?"
    rf"|(?<![\d{_HAN}])(?P<odd>\d{{1,3}}|[{_HAN}元]{{1,3}})\s?[年년]\s?)?"
    rf"(?P<gone>지난\s|去る|上个)?(?<![\d{_HAN}个個])(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?[月월]\s?"
    rf"(?:(?P<d>\d{{1,2}}|[{_HAN}]{{1,3}})\s?[日号號일]?"
    rf"(?:\s?[至到－–—\-~～和、及与與]\s?(?:(?P<m2>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?[月월]\s?)?(?P<d2>\d{{1,2}}|[{_HAN}]{{1,3}})\s?[日号號일])?)?"
)
_CJK_YEAR = re.compile(
    r"(?<![\d至到–—-])(?P<y>(?:19|20)\d\d)\s?[年년](?![前后後来內内间間度期]|[至到–—-]|\s?\d)"
)
_ERA_YEAR = re.compile(rf"{_ERA}(?P<ey>元|\d{{1,4}}|[{_HAN}]{{1,4}})\s?[年년]")
_MINGUO = range(100, 200)  # years that a Chinese text writes with three figures, without their era
_CJK_DAY = re.compile(r"(?<![\d月月.])(?P<d>[0-3]?\d)(?P<e>[日号號])(?![間间本元経])")
_HAN_DAY = re.compile(
    r"(?<![月一二三四五六七八九十廿每节節])(?P<d>[一二三四五六七八九十廿]{1,3})日(?=[在上下晚凌与與同會会于於抵访訪，、电電])"
)
# 27일, 27∼28일; neither "for three days" (3일간, 3일 동안) nor "two nights" (2박 3일)
_KOREAN_DAY = re.compile(
    r"(?:(?P<next>다음\s?달|내달)\s?|(?P<last>지난\s?달)\s?|(?P<this>이달|이번\s?달)\s?)?"
    r"(?<![\d월.,:박])(?<!박 )(?P<d>[0-3]?\d)(?:\s?[~∼～–-]\s?(?P<d2>[0-3]?\d))?\s?일"
    r"(?!\s?(?:째|동안|만에|이내|연속|가량|정도|(?:간|전|후|뒤|치|씩)(?:[의에,.\s]|$)|일정으로))"
)
_CJK_WEEKDAY = re.compile(
    r"(?P<when>[上下本这這])?(?:个|個)?(?:周|週|星期|礼拜|禮拜)(?P<n>[一二三四五六日天])(?![\d年])|(?P<k>[月火水木金土日])曜"
)
_CJK_RELATIVE = re.compile(r"(?P<w>今天|今日|昨天|昨日|明天|明日|前天|后天|後天|本日)")
_CJK_OFFSETS = {"今": 0, "昨": -1, "明": 1, "前": -2, "后": 2, "後": 2, "本": 0}


def unspaced(text: str, language: str, basis: Basis | None) -> list[Raw]:
    found = []
    for match in _CJK_DATE.finditer(text):
        month, day = _han(match["m"]), _han(match["d"])
        if not month or month > 12 or (match["d"] and not (day and 1 <= day <= 31)):  # noqa: PLR2004 - of a year, a month
            continue
        year = _year(match, basis)
        bare_day = bool(match["d"]) and text[match.end() - 1] not in "日号號일"
        found.append(
            Raw(
                at=match.start(),
                end=match.end(),
                year=year,
                gone=bool(match["gone"]),
                unread=year is None and bool(match["era"] or match["odd"]),
                month=month,
                day=None if bare_day and not match["d2"] else day,
                month_to=_han(match["m2"]) or (month if match["d2"] else None),
                day_to=_han(match["d2"]),
            )
        )
    found += [Raw(at=m.start(), end=m.end(), year=int(m["y"])) for m in _CJK_YEAR.finditer(text)]
    found += list(map(_era_alone, _ERA_YEAR.finditer(text)))
    if basis and basis.day and language in ("zh", "ja", "und"):
        found += _cjk_relative(text, language, basis.day)
    if basis and basis.day and language == "ko":
        found += list(filter(None, map(_korean_day(basis.day), _KOREAN_DAY.finditer(text))))
    return found


def _korean_day(today: date) -> Callable[[re.Match[str]], Raw | None]:
    """The day of this month, of the next or the last where that is said; else the nearest."""

    def of(match: re.Match[str]) -> Raw | None:
        shift = 1 if match["next"] else -1 if match["last"] else 0 if match["this"] else None
        first = _day_of(today, int(match["d"]), shift)
        if first is None:
            return None
        raw = _day(match, first)
        last = int(match["d2"] or 0)
        if first.day < last and valid(first.year, first.month, last):
            raw.month_to, raw.day_to = first.month, last
        return raw

    return of


def _day_of(today: date, day: int, shift: int | None) -> date | None:
    if shift is None:
        return _nearest_day(today, day)
    year, month = divmod(today.year * 12 + today.month - 1 + shift, 12)
    return date(year, month + 1, day) if valid(year, month + 1, day) else None


def _year(match: re.Match[str], basis: Basis | None) -> int | None:
    """The year as it is written: in figures, of an era, or this, the last, the next; None if none
    is, or none that can be.
    """
    if match["era"]:
        return era_year(match["era"], _era_number(match["ey"]))
    if match["odd"]:
        number = _era_number(match["odd"])
        if number not in _MINGUO:
            return None
        return era_year("民國", number)
    if match["rel"] and basis:
        return basis.year + _YEARS[match["rel"]]
    return _han_year(match["y"])


def _era_number(text: str) -> int:
    """元 is the first year."""
    return 1 if text == "元" else _han(text) or 0


def _era_alone(match: re.Match[str]) -> Raw:
    year = era_year(match["era"], _era_number(match["ey"]))
    return Raw(at=match.start(), end=match.end(), year=year, unread=year is None)


def _cjk_relative(text: str, language: str, today: date) -> list[Raw]:
    found = [
        _day(match, today + timedelta(days=_CJK_OFFSETS[match["w"][0]]))
        for match in _CJK_RELATIVE.finditer(text)
    ]
    for match in _CJK_WEEKDAY.finditer(text):
        number = (
            "一二三四五六日天".find(match["n"]) if match["n"] else "月火水木金土日".find(match["k"])
        )
        number = min(number, 6)
        monday = today - timedelta(days=today.weekday())
        weeks = {"上": -7, "下": 7, "本": 0, "这": 0, "這": 0}.get(match["when"] or "")
        ahead = is_ahead(text, match.start(), match.end(), language)
        when = (
            monday + timedelta(days=number + weeks)
            if weeks is not None
            else weekday(today, number, ahead=ahead)
        )
        found.append(_day(match, when))
    bare = [*_CJK_DAY.finditer(text), *_HAN_DAY.finditer(text)]
    return found + [
        _day(match, day) for match in bare if (day := _nearest_day(today, _han(match["d"]) or 0))
    ]


def _nearest_day(today: date, day: int) -> date | None:
    """The day of the month ("6日") nearest to today, this month's or its neighbours'."""
    options = []
    for shift in (-1, 0, 1):
        month0 = today.year * 12 + today.month - 1 + shift
        year, month = divmod(month0, 12)
        if valid(year, month + 1, day):
            options.append(date(year, month + 1, day))
    return min(options, key=lambda option: abs((option - today).days), default=None)


def _day(match: re.Match[str], when: date) -> Raw:
    return Raw(
        at=match.start(),
        end=match.end(),
        year=when.year,
        month=when.month,
        day=when.day,
        relative=True,
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
    if text.isdecimal():
        return int(text)
    return int("".join(str("〇一二三四五六七八九".find(c.replace("零", "〇"))) for c in text))
