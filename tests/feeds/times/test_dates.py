"""How outlets write times, and what each of them means. None: nobody can know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.times.dates import orders_of, read_time

NINE = "2026-11-24T09:07:00"
SEC = "2026-11-24T09:07:41"
DAY = "2026-11-24"

FORMS = {
    # --- RFC 822 and what is made of it ---
    "Tue, 24 Nov 2026 09:07:41 +0000": f"{SEC}+00:00",
    "Tue, 24 Nov 2026 09:07:41 GMT": f"{SEC}+00:00",
    "Tue, 24 Nov 2026 09:07:41 UT": f"{SEC}+00:00",
    "Tue, 24 Nov 2026 09:07:41 Z": f"{SEC}+00:00",
    "Tue, 24 Nov 2026 09:07:41 +0500": f"{SEC}+05:00",
    "Tue, 24 Nov 2026 09:07:41 +05:00": f"{SEC}+05:00",
    "Tue, 24 Nov 2026 09:07:41 +05": f"{SEC}+05:00",
    "Tue, 24 Nov 2026 09:07:41 +5": f"{SEC}+05:00",
    "Tue, 24 Nov 2026 09:07:41 +0530": f"{SEC}+05:30",
    "Tue, 24 Nov 2026 09:07:41 +530": f"{SEC}+05:30",
    "Tue, 24 Nov 2026 09:07:41 −0300": f"{SEC}-03:00",
    "Tue, 24 Nov 2026 09:07:41 -0000": f"{SEC}+00:00",
    "Tue, 24 Nov 2026 09:07:41+0300": f"{SEC}+03:00",
    "Tue, 24 Nov 2026 09:07:41 +0300 (MSK)": f"{SEC}+03:00",
    "Tue, 24 Nov 2026 09:07:41 +0300 MSK": f"{SEC}+03:00",
    "Tue, 24 Nov 2026 09:07:41 GMT+5": f"{SEC}+05:00",
    "Tue, 24 Nov 2026 09:07:41 GMT+05:30": f"{SEC}+05:30",
    "Tue, 24 Nov 2026 09:07:41 UTC+0500": f"{SEC}+05:00",
    "Tue, 24 Nov 2026 09:07:41 UTC +5": f"{SEC}+05:00",
    "Tue, 24 Nov 2026 09:07:41 (GMT+5)": f"{SEC}+05:00",
    "Tue, 24 Nov 2026 09:07:41": SEC,
    "Tue, 24 Nov 2026 09:07": NINE,
    "Tue, 24 Nov 2026 9:07": NINE,
    "Tue,24 Nov 2026 09:07:41 GMT": f"{SEC}+00:00",
    "Tue 24 Nov 2026 09:07:41 GMT": f"{SEC}+00:00",
    "24 Nov 2026 09:07:41 GMT": f"{SEC}+00:00",
    "24 Nov 26 09:07 GMT": f"{NINE}+00:00",
    "Tue, 24 Nov 26 09:07:41 +0200": f"{SEC}+02:00",
    "Tuesday, 24 November 2026 09:07:41 GMT": f"{SEC}+00:00",
    "Tues, 24 Nov 2026 09:07:41 GMT": f"{SEC}+00:00",
    "tue, 24 nov 2026 09:07:41 gmt": f"{SEC}+00:00",
    "TUE, 24 NOV 2026 09:07:41 GMT": f"{SEC}+00:00",
    "Mon, 24 Nov 2026 09:07:41 GMT": f"{SEC}+00:00",
    "Tue, 24-Nov-2026 09:07:41 GMT": f"{SEC}+00:00",
    "Tuesday, 24-Nov-26 09:07:41 GMT": f"{SEC}+00:00",
    "24/Nov/2026:09:07:41 +0500": f"{SEC}+05:00",
    "Tue, 24 Nov 2026, 09:07:41 GMT": f"{SEC}+00:00",
    "Tue, Nov 24 2026 09:07:41 -0400": f"{SEC}-04:00",
    "Tue, Nov 24, 2026 09:07:41 -0400": f"{SEC}-04:00",
    "Nov 24, 2026 9:07:41 AM": SEC,
    "November 24, 2026 9:07 a.m.": NINE,
    "November 24th, 2026 at 9:07 am": NINE,
    "24th of November 2026 09:07": NINE,
    "Tue Nov 24 09:07:41 2026": SEC,
    "Tue Nov 24 09:07:41 UTC 2026": f"{SEC}+00:00",
    "Tue Nov 24 09:07:41 +0500 2026": f"{SEC}+05:00",
    "Tue Nov 24 2026 09:07:41 GMT+0300 (Moscow Standard Time)": f"{SEC}+03:00",
    "Tue, 24 Nov 2026 04:38:00 PM": "2026-11-24T16:38:00",
    "Tue, 24 Nov 2026 12:38:00 PM": "2026-11-24T12:38:00",
    "Tue, 24 Nov 2026 12:38:00 AM": "2026-11-24T00:38:00",
    "Tue, 24 Nov 2026 04:38 PM +0500": "2026-11-24T16:38:00+05:00",
    "Tue, 24 Nov 2026 16:38 PM": "2026-11-24T16:38:00",
    "Tue, 24 Nov 2026 4 p.m.": "2026-11-24T16:00:00",
    "Tue, 24 Nov 2026 24:00:00 GMT": "2026-11-25T00:00:00+00:00",
    "Tue, 24 Nov 2026 23:59:60 GMT": "2026-11-24T23:59:59+00:00",
    "Thu, 24 Sept 2026 15:53:56 +0300": "2026-09-24T15:53:56+03:00",
    "  Tue,  24\tNov 2026\n09:07:41   GMT ": f"{SEC}+00:00",
    "Tue, 24 Nov 2026": DAY,
    "24 Nov 2026": DAY,
    "24 November 2026": DAY,
    "Nov 24, 2026": DAY,
    "Published: 24 November 2026": DAY,
    "2026 Nov 24": DAY,
    "09:07 24 Nov 2026": NINE,
    "09:07, Tuesday 24 November 2026": NINE,
    "09:07 MSK, 24 November 2026": f"{NINE}+03:00",
    "24 Nov '26 09:07": NINE,
    # --- zones by name ---
    "Tue, 24 Nov 2026 09:07:41 MSK": f"{SEC}+03:00",
    "Tue, 24 Nov 2026 09:07:41 МСК": f"{SEC}+03:00",
    "24.11.2026 09:07 (мск)": f"{NINE}+03:00",
    "Tue, 24 Nov 2026 09:07:41 CET": f"{SEC}+01:00",
    "Tue, 23 Jun 2026 09:07:41 CEST": "2026-06-23T09:07:41+02:00",
    "Tue, 24 Nov 2026 09:07:41 EET": f"{SEC}+02:00",
    "Tue, 23 Jun 2026 09:07:41 EEST": "2026-06-23T09:07:41+03:00",
    "Tue, 23 Jun 2026 09:07:41 BST": "2026-06-23T09:07:41+01:00",
    "Tue, 24 Nov 2026 09:07:41 JST": f"{SEC}+09:00",
    "Tue, 24 Nov 2026 09:07:41 KST": f"{SEC}+09:00",
    "Tue, 24 Nov 2026 09:07:41 HKT": f"{SEC}+08:00",
    "Tue, 24 Nov 2026 09:07:41 PKT": f"{SEC}+05:00",
    "Tue, 24 Nov 2026 09:07:41 ALMT": f"{SEC}+05:00",
    "Thu, 23 Nov 2023 09:07:41 ALMT": "2023-11-23T09:07:41+06:00",
    "Tue, 24 Nov 2026 09:07:41 TRT": f"{SEC}+03:00",
    "Tue, 24 Nov 2026 09:07:41 IRST": f"{SEC}+03:30",
    "Tue, 24 Nov 2026 09:07:41 SAST": f"{SEC}+02:00",
    "Tue, 24 Nov 2026 09:07:41 EST": f"{SEC}-05:00",
    "Tue, 24 Nov 2026 09:07:41 PST": f"{SEC}-08:00",
    "Tue, 24 Nov 2026 09:07:41 ET": f"{SEC}-05:00",
    "Tue, 23 Jun 2026 09:07:41 ET": "2026-06-23T09:07:41-04:00",
    "Tue, 24 Nov 2026 09:07:41 Asia/Almaty": f"{SEC}+05:00",
    "2026-11-24 09:07:41 Europe/Moscow": f"{SEC}+03:00",
    "Tue, 24 Nov 2026 09:07:41 EST -0500": f"{SEC}-05:00",
    "Tue, 24 Nov 2026 09:07:41 IST": SEC,  # India's, Israel's or Ireland's
    "Tue, 24 Nov 2026 09:07:41 AMT": SEC,
    "Tue, 24 Nov 2026 09:07:41 XYZT": SEC,
    "Tue, 24 Nov 2026 09:07:41 A": SEC,  # RFC 5322: letters of one say nothing
    "Tue, 24 Nov 2026 09:07:41 (local time)": SEC,
    "Tue, 24 Nov 2026 09:07:41 Nowhere/Atall": SEC,
    # --- ISO 8601 and RFC 3339 ---
    "2026-11-24T09:07:41Z": f"{SEC}+00:00",
    "2026-11-24t09:07:41z": f"{SEC}+00:00",
    "2026-11-24T09:07:41.123Z": f"{SEC}+00:00",
    "2026-11-24T09:07:41,123456789Z": f"{SEC}+00:00",
    "2026-11-24T09:07:41+05:00": f"{SEC}+05:00",
    "2026-11-24T09:07:41.000+0500": f"{SEC}+05:00",
    "2026-11-24T09:07:41 +0500": f"{SEC}+05:00",
    "2026-11-24T09:07:41+05": f"{SEC}+05:00",
    "2026-11-24T09:07:41": SEC,
    "2026-11-24T09:07": NINE,
    "2026-11-24T09:07Z": f"{NINE}+00:00",
    "2026-11-24T9:07": NINE,
    "2026-11-24 09:07:41": SEC,
    "2026-11-24 09:07": NINE,
    "2026-11-24  09:07:41 UTC": f"{SEC}+00:00",
    "2026-11-24 09:07:41+05": f"{SEC}+05:00",
    "2026-11-24 09:07:41.0": SEC,
    "2026-11-24 09:07:41 +0000 UTC": f"{SEC}+00:00",
    "2026-11-24T24:00:00Z": "2026-11-25T00:00:00+00:00",
    "2026-11-24T23:59:60Z": "2026-11-24T23:59:59+00:00",
    "2026-11-24": DAY,
    "2026-11-24Z": DAY,
    "2026-11-24+05:00": DAY,
    "2026-11": "2026-11",
    "2026": "2026",
    "20261124": DAY,
    "20261124T090741Z": f"{SEC}+00:00",
    "20261124T0907": NINE,
    "20261124T090741+0500": f"{SEC}+05:00",
    "20261124T09": "2026-11-24T09:00:00",
    "2026-11-24T090741": SEC,
    "20261124090741": SEC,
    "202611240907": NINE,
    "2026-328": DAY,
    "2026328": DAY,
    "2026-W48-2": DAY,
    "2026W482": DAY,
    "2026-W48-2T09:07:41Z": f"{SEC}+00:00",
    "2026-328T09:07:41Z": f"{SEC}+00:00",
    # --- figures in other orders ---
    "2026/11/24 09:07": NINE,
    "2026/11/24 09:07:41 +0900": f"{SEC}+09:00",
    "2026/9/4 15:07:41": "2026-09-04T15:07:41",
    "2026.11.24 09:07": NINE,
    "2026. 11. 24. 09:07": NINE,
    "2026. 11. 24.": DAY,
    "2026-1-4": "2026-01-04",
    "24-11-2026": DAY,
    "24-11-2026 09:07": NINE,
    "24/11/2026 09:07:41": SEC,
    "24/11/2026 - 09:07": NINE,
    "24/11/2026 à 09h07": NINE,
    "11/24/2026 9:07:41 AM": SEC,
    "11/24/2026": DAY,
    "26.11.2026 10:00": "2026-11-26T10:00:00",
    "24.11.2026": DAY,
    "24.11.2026 09.07": NINE,
    "24.11.2026, 09:07": NINE,
    "24.11.2026 | 09:07": NINE,
    "09:07 24.11.2026": NINE,
    "09:07, 24.11.2026": NINE,
    "24.11.2026 09:07 +0300": f"{NINE}+03:00",
    "4.1.2026": "2026-01-04",
    "11/24/26": DAY,
    "05/05/2026": "2026-05-05",
    "24/11/2569": DAY,
    # --- since 1970 ---
    "1795511220": f"{NINE}+00:00",
    "1795511220000": f"{NINE}+00:00",
    "1795511220.25": f"{NINE}+00:00",
    "1584366213": "2020-03-16T13:43:33+00:00",
    # --- Chinese, Japanese, Korean ---
    "2026年11月24日": DAY,
    "2026年11月24日 09:07": NINE,
    "2026年11月24日 9時05分": "2026-11-24T09:05:00",
    "2026年11月24日9时7分41秒": SEC,
    "2026年11月24日(火) 9時7分": NINE,
    "2026年11月24日 星期二 09:07": NINE,
    "2026年11月24日 上午9:07": NINE,
    "2026年11月24日 下午4:38": "2026-11-24T16:38:00",
    "2026年11月24日 午後4時38分": "2026-11-24T16:38:00",
    "2026년 11월 24일 오전 9:07": NINE,
    "2026년 11월 24일 오후 4시 38분": "2026-11-24T16:38:00",
    "２０２６年１１月２４日": DAY,
    # --- nothing is made of a part ---
    "": None,
    "yesterday": None,
    "2 hours ago": None,
    "Tue, 24 Nov 2026 09:07:41 GMT and later": None,
    "2026-11-24T09:07:41Z+05:00": None,
    "2026-11-24 or 2026-11-25": None,
    "2026-13-24": None,
    "2026-02-30": None,
    "2026-11-24T25:00:00Z": None,
    "2026-11-24T09:61:00Z": None,
    "2026-11-24T09:07:41+25:00": None,
    "Tue, 24 Nov 2026 13:05 AM": None,
    "24 Nov": None,
    "Nov 2026 09:07": None,
    "24 Foo 2026 09:07": None,
    "31 Nov 2026": None,
    "10/11/2026 09:07": None,  # of October or of November
    "10-11-2026": None,
    "24/11/26": None,  # of 2024 or of 2026
    "2026112409": None,  # an hour of that day, or a second of 2034
    "12345": None,
    "0000-00-00 00:00:00": None,
    "0001-01-01T00:00:00Z": None,
    "1148700000": "2006-05-27T03:20:00+00:00",
    "99999999999999": None,
    "24": None,
    "v2026.11.24.3": None,
    "0.0": None,
    "Tue, 24 Nov 2026 09:07:41 Nov": None,
    "24 Nov Dec 2026": None,
    "24 25 Nov 2026": None,
}

SPOKEN = {
    ("ru", "24 ноября 2026 09:07"): NINE,
    ("ru", "24 ноября 2026 г., 09:07"): NINE,
    ("ru", "24 ноября 2026 года"): DAY,
    ("ru", "Вт, 24 ноя 2026 09:07:41 +0300"): f"{SEC}+03:00",
    ("ru", "вторник, 24 нояб. 2026 г. 09:07"): NINE,
    ("ru", "24 ноября 2026, вторник, 09:07"): NINE,
    ("ru", "24 мая 2026"): "2026-05-24",
    ("ru", "24 ноября 2026 в 09:07"): NINE,
    ("kk", "24 қараша 2026 ж. 09:07"): NINE,
    ("kk", "2026 жылғы 24 қараша, 09:07"): NINE,
    ("kk", "24 Қараша, 2026"): DAY,
    ("fr", "mar. 24 nov. 2026 09:07:41 +0100"): f"{SEC}+01:00",
    ("fr", "mardi 24 novembre 2026 à 9h07"): NINE,
    ("fr", "24 déc. 2026 10:00"): "2026-12-24T10:00:00",
    ("fr", "1er août 2026"): "2026-08-01",
    ("tr", "24 Kasım 2026 Salı 09:07"): NINE,
    ("tr", "24 Kas 2026 09:07"): NINE,
    ("tr", "24 Ağustos 2026"): "2026-08-24",
    ("es", "mar, 24 nov 2026 09:07:41 +0100"): f"{SEC}+01:00",
    ("es", "24 de noviembre de 2026 a las 9:07"): NINE,
    ("es", "24 nov 2026 9:07 a. m."): NINE,
    ("de", "Di, 24 Nov 2026 09:07:41 +0100"): f"{SEC}+01:00",
    ("de", "Dienstag, 24. November 2026, 09:07 Uhr"): NINE,
    ("de", "24. Dez. 2026"): "2026-12-24",
    ("de", "24. März 2026"): "2026-03-24",
    ("fa", "۲۴ نوامبر ۲۰۲۶ - ۰۹:۰۷"): NINE,
    ("fa", "سه‌شنبه ۲۴ نوامبر ۲۰۲۶"): DAY,
    ("fa", "۳ آذر ۱۴۰۵ ساعت ۰۹:۰۷"): NINE,
    ("fa", "۱۴۰۵/۰۹/۰۳ ۰۹:۰۷"): NINE,
    ("fa", "1405/09/03"): DAY,
    ("ar", "24 نوفمبر 2026"): DAY,
    ("ar", "٢٤ نوفمبر ٢٠٢٦ ٠٩:٠٧"): NINE,
    ("ar", "24 تشرين الثاني 2026"): DAY,
    ("it", "dom, 04 ott 2026 18:55:00 GMT"): "2026-10-04T18:55:00+00:00",
    ("it", "martedì 24 novembre 2026 ore 09:07"): NINE,
    ("fi", "Ke, 30 Lok 2026 11:34:37 +0000"): "2026-10-30T11:34:37+00:00",
    ("fi", "24. marraskuuta 2026 klo 9.07"): NINE,
    ("pt", "terça-feira, 24 de novembro de 2026 09:07"): NINE,
    ("pl", "24 listopada 2026 09:07"): NINE,
    ("hr", "24. listopada 2026."): "2026-10-24",
    ("uk", "24 листопада 2026 р. 09:07"): NINE,
    ("uk", "24 лип. 2026"): "2026-07-24",
    ("cs", "24. listopadu 2026 09:07"): NINE,
    ("az", "24 noyabr 2026 09:07"): NINE,
    ("uz", "24 noyabr 2026 09:07"): NINE,
    ("uz", "2026-yil 24-noyabr"): DAY,
    ("uz", "24-ноябр, 2026"): DAY,
    ("ky", "24-ноябрь, 2026 09:07"): NINE,
    ("tg", "24 Ноябр 2026 09:07"): NINE,
    ("hy", "24 նոյեմբերի 2026 09:07"): NINE,
    ("ka", "24 ნოემბერი, 2026 09:07"): NINE,
    ("mn", "2026.11.24 09:07"): NINE,
    ("vi", "24 tháng 11, 2026 09:07"): NINE,
    ("vi", "Thứ ba, 24 tháng 11 năm 2026"): DAY,
    ("th", "24 พ.ย. 2569 09:07"): NINE,
    ("th", "24 พฤศจิกายน 2569"): DAY,
    ("hi", "24 नवंबर 2026 09:07"): NINE,
    ("el", "24 Νοεμβρίου 2026 09:07"): NINE,
    ("el", "24 Νοεμβρίου 2026 9:07 π.μ."): NINE,
    ("he", "24 בנובמבר 2026"): DAY,
    ("bg", "24 ноември 2026 г. 09:07 ч."): NINE,
    ("hu", "2026. november 24. 09:07"): NINE,
    ("lt", "2026 m. lapkričio 24 d."): DAY,
    ("id", "Selasa, 24 Nov 2026 09:07 WIB"): f"{NINE}+07:00",
    ("ko", "26.11.24"): DAY,
    ("ko", "2026년 11월 24일 (화) 09:07"): NINE,
    ("de", "24.11.26 09:07"): NINE,
    # the language is not said: what means one thing only is read
    (None, "24 ноября 2026 09:07"): NINE,
    (None, "jeu., 26 déc. 2026 10:00:00 +0100"): "2026-12-26T10:00:00+01:00",
    (None, "Ke, 30 Lok 2026 11:34:37 +0000"): "2026-10-30T11:34:37+00:00",
    (None, "Di, 15 Dez 2025 10:00:00 +0100"): "2025-12-15T10:00:00+01:00",
    (None, "24 listopada 2026"): None,  # November in Polish, October in Croatian
    (None, "26.11.24"): None,
    ("xx", "24 қараша 2026"): DAY,
    ("pt-BR", "24 dez 2026"): "2026-12-24",
    ("ru", "24 ноября"): None,
    ("ru", "24 ноября 2026 или позже"): None,
    ("tr", "24 Kasım"): None,
}


@pytest.mark.parametrize("written", FORMS)
def test_a_time_is_read_whole_or_not_at_all(written):
    found = read_time(written)
    assert (found and found.iso) == FORMS[written]


@pytest.mark.parametrize(("language", "written"), SPOKEN)
def test_months_and_days_are_known_in_the_languages_of_the_rooms(language, written):
    found = read_time(written, language=language)
    assert (found and found.iso) == SPOKEN[language, written]


@pytest.mark.parametrize(
    ("others", "written", "iso"),
    [
        (["24/11/2026", "10/11/2026"], "10/11/2026 09:07", "2026-11-10T09:07:00"),
        (["11/24/2026 10:00"], "10/11/2026 09:07", "2026-10-11T09:07:00"),
        (["10/11/2026", "09/11/2026"], "10/11/2026", None),
        (["24/11/2026", "11/24/2026"], "10/11/2026", None),  # they contradict each other
        (["Tue, 24 Nov 2026"], "10/11/2026", None),
        (["25/11/26", "30/10/26"], "24/11/26", None),
        (["31/10/26", "32/10/26"], "24/11/26", "2024-11-26"),
    ],
)
def test_the_feeds_other_entries_say_in_which_order_a_day_is_written(others, written, iso):
    found = read_time(written, order=orders_of([*others, written]))
    assert (found and found.iso) == iso


def test_a_name_that_means_several_zones_is_kept_with_the_time():
    assert read_time("Tue, 24 Nov 2026 09:07:41 CST").zone == "CST"
    assert read_time("Tue, 24 Nov 2026 09:07:41 MSK").zone == ""


@given(st.text(max_size=60), st.sampled_from([None, "ru", "fr", "fa", "ja", "th", "nonsense"]))
def test_no_text_makes_reading_raise(text, language):
    read_time(text, language=language)
    orders_of([text])


@given(
    st.datetimes(),
    st.sampled_from(["%a, %d %b %Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M:%S"]),
)
def test_what_was_written_comes_back(when, form):
    when = when.replace(microsecond=0, year=2000 + when.year % 50, day=min(when.day, 28))
    found = read_time(when.strftime(form))
    assert found.iso == when.isoformat()


@given(
    st.sampled_from([written for written, iso in FORMS.items() if iso]),
    st.sampled_from(["foo", "x1", "13", "§", "–7", "2031"]),
)
def test_words_behind_a_time_that_nobody_understands_leave_it_unknown(written, more):
    found = read_time(f"{written} {more} {more}")
    assert found is None
