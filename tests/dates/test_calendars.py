"""Years one word away, eras, and the calendars of others, against the published day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.dates.eras import (
    buddhist_year,
    era_year,
    is_solar_leap,
    lunar_hijri,
    solar_hijri,
    solar_year_of,
)
from monitor.dates.parse import dates_in

LATER = "2026-11-25"  # so that a year which is not read would be told as this one


def days(language, text, published=LATER):
    return [(span.start, span.end) for span in dates_in(text, language, published)]


WORDED_YEARS = [
    ("fr", "le 12 décembre de l'année 2024"),
    ("fr", "le 12 décembre de l’année 2024 à Paris"),
    ("el", "στις 12 Δεκεμβρίου του 2024"),
    ("el", "στις 12 Δεκεμβρίου του έτους 2024"),
    ("fi", "12. joulukuuta vuonna 2024"),
    ("tg", "12 декабри соли 2024"),
    ("tt", "2024 елның 12 декабрендә"),
    ("sw", "tarehe 12 desemba mwaka 2024"),
    ("ar", "في 12 ديسمبر من عام 2024"),
    ("ar", "12 كانون الأول/ديسمبر 2024"),
    ("ar", "12 ديسمبر (كانون الأول) 2024"),
    ("de", "am 12. Dezember des Jahres 2024"),
    ("it", "il 12 dicembre dell'anno 2024"),
    ("id", "12 Desember tahun 2024"),
    ("pt", "em 12 de dezembro do ano de 2024"),
    ("en", "on 12 December of the year 2024"),
    ("ka", "2024 წლის 12 დეკემბერს"),
]


@pytest.mark.parametrize(("language", "text"), WORDED_YEARS)
def test_a_year_may_stand_one_word_away_from_its_month(language, text):
    assert days(language, text) == [("2024-12-12", None)]


ERAS = [
    ("ja", "令和7年12月12日", [("2025-12-12", None)]),
    ("ja", "令和元年5月1日", [("2019-05-01", None)]),
    ("ja", "昭和四十七年九月二十九日に", [("1972-09-29", None)]),
    ("ja", "令和7年に", [("2025", None)]),
    ("zh", "民國114年11月3日", [("2025-11-03", None)]),
    ("zh", "中華民國一百一十四年十一月三日", []),  # a hundred in words is not read, and not guessed
    ("zh", "114年11月3日上午", [("2025-11-03", None)]),
    ("th", "เมื่อวันที่ 24 พฤศจิกายน พ.ศ. 2569", [("2026-11-24", None)]),
    ("th", "เมื่อวันที่ 24 พ.ย. 2568", [("2025-11-24", None)]),
    ("th", "24-26 พ.ย. 68 ที่กรุงเทพฯ", [("2025-11-24", "2025-11-26")]),
    ("th", "24 พฤศจิกายน ค.ศ. 2025", [("2025-11-24", None)]),
    ("th", "24/11/2568", [("2025-11-24", None)]),
    ("th", "ในปี 2568", [("2025", None)]),
]


@pytest.mark.parametrize(("language", "text", "told"), ERAS)
def test_years_of_eras_are_reckoned(language, text, told):
    assert days(language, text) == told


HIJRI = [
    ("fa", "۲۸ آبان ۱۴۰۵ در بغداد", [("2026-11-19", None)]),
    ("fa", "در تاریخ ۱۴۰۵/۰۸/۲۸", [("2026-11-19", None)]),
    ("fa", "۲۸/۰۸/۱۴۰۵", [("2026-11-19", None)]),
    ("fa", "۲۸ آبان ماه", [("2026-11-19", None)]),
    ("fa", "۲۸ تا ۳۰ آبان ۱۴۰۵", [("2026-11-19", "2026-11-21")]),
    ("fa", "سه‌شنبه ۲۶ آبان", [("2026-11-17", None)]),
    ("fa", "۳۰ اسفند ۱۴۰۳", [("2025-03-20", None)]),
    ("prs", "۲۸ عقرب ۱۴۰۵ در کابل", [("2026-11-19", None)]),
    ("prs", "۲۸ عقرب سال ۱۴۰۵", [("2026-11-19", None)]),
    ("prs", "۱ حمل ۱۴۰۴", [("2025-03-21", None)]),
    ("ps", "د ۱۴۰۵ کال د لړم ۲۸", [("2026-11-19", None)]),
    ("ps", "د لړم په ۲۸مه", [("2026-11-19", None)]),
    ("ps", "۱۴۰۵/۰۸/۲۸", [("2026-11-19", None)]),
    ("ar", "12 جمادى الأولى 1446 هـ", [("2024-11-14", None)]),
    ("ar", "١ رمضان ١٤٤٦", [("2025-03-01", None)]),
    ("ar", "1446/05/12", [("2024-11-14", None)]),
    ("fa", "۱۲ جمادی‌الاول ۱۴۴۶", [("2024-11-14", None)]),
]


@pytest.mark.parametrize(("language", "text", "told"), HIJRI)
def test_days_of_hijri_calendars_are_reckoned(language, text, told):
    assert days(language, text) == told


UNKNOWN = [
    ("fa", "۳۰ اسفند ۱۴۰۴"),  # no leap year
    ("fa", "۱۴۰۴/۱۲/۳۰"),
    ("fa", "۳۱ مهر ۱۴۰۵"),
    ("fa", "آبان ۱۴۰۵"),  # of two of our months
    ("prs", "۳۱ عقرب ۱۴۰۵"),
    ("ps", "د لړم په ۳۱مه"),
    ("ar", "31 رمضان 1446"),
    ("ar", "30 شعبان 1500"),  # no table goes that far
    ("th", "31 พฤศจิกายน 2569"),
    ("th", "31/11/2569"),
    ("ja", "平成40年5月1日"),  # it ended with its 31st year
    ("ja", "3年12月12日"),
    ("zh", "光緒24年11月3日"),
    ("ko", "단기 9999년 12월 12일"),
    ("en", "on 12 December 1403"),
    ("fr", "le 12 décembre 1812"),
    ("ru", "12 декабря 1825 года"),
    ("kk", "1825 жылғы 12 желтоқсан"),
]


@pytest.mark.parametrize(("language", "text"), UNKNOWN)
def test_a_year_that_is_not_understood_is_never_the_running_one(language, text):
    assert days(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "с 12 декабря 3500 человек"),
        ("en", "on 12 December 1400 GMT"),
        ("fr", "le 12 décembre, 1500 soldats"),
    ],
)
def test_a_number_behind_a_day_need_not_be_its_year(language, text):
    assert days(language, text, "2024-12-13") == [("2024-12-12", None)]


def test_the_solar_leap_years_are_those_of_the_sky():
    leaps = [year for year in range(1370, 1442) if is_solar_leap(year)]
    assert leaps == [
        *(1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403),
        *(1408, 1412, 1416, 1420, 1424, 1428, 1432, 1436, 1441),
    ]


@given(st.integers(1300, 1498), st.integers(1, 12), st.integers(1, 29))
def test_the_next_solar_day_is_the_next_day(year, month, day):
    here = solar_hijri(year, month, day)
    after = solar_hijri(year, month, day + 1) or solar_hijri(year + month // 12, month % 12 + 1, 1)
    assert after == here + timedelta(days=1)
    assert solar_year_of(here) == year


@given(st.integers(1421, 1459), st.integers(1, 12))
def test_lunar_months_follow_each_other(year, month):
    last = lunar_hijri(year, month, 30) or lunar_hijri(year, month, 29)
    assert lunar_hijri(year + month // 12, month % 12 + 1, 1) == last + timedelta(days=1)


def test_known_days_of_other_calendars():
    assert solar_hijri(1404, 1, 1) == date(2025, 3, 21)
    assert solar_hijri(1357, 11, 22) == date(1979, 2, 11)
    assert lunar_hijri(1445, 9, 1) == date(2024, 3, 11)
    assert buddhist_year(2569) == 2026
    assert buddhist_year(2026) is None
    assert era_year("平成", 32) is None


@pytest.mark.parametrize(
    ("language", "text", "starts"),
    [
        ("zh", "会议于2024年13月5日举行", []),
        ("zh", "会议于2024年5月40日举行", []),
        ("zh", "今年5月3日双方会谈", ["2026-05-03"]),
        ("zh", "去年12月1日双方会谈", ["2025-12-01"]),
        ("ja", "昨年の会談は２０２４年５月３日だった", ["2024-05-03"]),
        ("zh", "二〇二四年五月三日", ["2024-05-03"]),
        ("zh", "十十月三日", []),
        ("fa", "در تاریخ ۱۴۰۵/۱۳/۰۱", []),
        ("fa", "در تاریخ ۱۴۰۵/۱۲/۳۱", []),
        ("ru", "встреча 24.11.26 в Москве", ["2026-11-24"]),
        ("en", "on 31 and 45 May 2024", ["2024-05"]),
        ("en", "on 27 and 28 May 2024", ["2024-05-27"]),
    ],
)
def test_days_that_cannot_be_are_none(language, text, starts):
    found = [start for start, _ in days(language, text)]
    assert all(start in found for start in starts)
    assert starts or not any(len(start) == 10 for start in found)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [  # told on Wednesday 25 November 2026
        ("en", "A summit which was to open on Friday has been postponed", "2026-11-27"),
        ("en", "He was due to arrive on Tuesday but stayed at home", "2026-11-24"),
        ("ru", "Саммит, который должен был открыться в пятницу, отложен", "2026-11-27"),
        ("fr", "Le sommet, qui devait s'ouvrir vendredi, est reporté", "2026-11-27"),
        ("de", "Der Gipfel, der am Freitag beginnen sollte, ist verschoben", "2026-11-27"),
        ("es", "La cumbre, que iba a abrirse el viernes, se aplaza", "2026-11-27"),
        ("en", "The summit opened on Friday", "2026-11-20"),
        ("en", "The summit will open on Tuesday", "2026-12-01"),
    ],
)
def test_what_was_to_come_came_on_the_nearest_weekday(language, text, day):
    assert [start for start, _ in days(language, text, "2026-11-25")] == [day]
