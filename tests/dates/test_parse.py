"""The grammar of dates, language by language, against the published day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.datafiles import table
from monitor.dates.parse import dates_in, only_date
from monitor.dates.spans import bounds, gap_days
from monitor.model import Span

COUNTED = [
    (language, word, count)
    for language, rule in table("calendar.toml")["languages"].items()
    for word, count in rule.get("days", {}).items()
]


@pytest.mark.parametrize(("language", "word", "count"), COUNTED)
def test_every_word_for_a_day_counted_from_today_is_found(language, word, count):
    (found,) = dates_in(f"– {word} –", language, "2024-12-12")
    assert found.start == f"2024-12-{12 + count:02}"


WRITTEN = [
    ("en", "on December 12, 2024", None, [("2024-12-12", None)]),
    ("fa", "۱۲ ژانویهٔ ۲۰۲۴", "2024-12-12", [("2024-01-12", None)]),
    ("el", "στις 12 Μαΐου 2026", None, [("2026-05-12", None)]),
    ("en", "on 12 December 2024", None, [("2024-12-12", None)]),
    ("en", "the 3rd of May 2023", None, [("2023-05-03", None)]),
    (
        "en",
        "Earlier, on November 27 and 28, he paid a visit",
        "2024-12-12",
        [("2024-11-27", "2024-11-28")],
    ),
    ("en", "met in Uralsk on 19–20 October 2023.", "2024-03", [("2023-10-19", "2023-10-20")]),
    ("en", "16 to 18 July 2025", None, [("2025-07-16", "2025-07-18")]),
    ("en", "July 16 to 18, 2025", None, [("2025-07-16", "2025-07-18")]),
    ("en", "from 30 November to 2 December 2024", None, [("2024-11-30", "2024-12-02")]),
    (
        "en",
        "in the latter half of May-early June of this year.",
        "2024-03",
        [("2024-05", "2024-06")],
    ),
    ("en", "On January 3 in Washington", "2024-12-28", [("2025-01-03", None)]),
    ("en", "in 2019 and since March 2020", None, [("2019", None), ("2020-03", None)]),
    ("en", "has taken place today", "2021-04-23", [("2021-04-23", None)]),
    ("en", "said on Tuesday", "2024-12-12", [("2024-12-10", None)]),
    ("en", "will meet on Tuesday", "2024-12-12", [("2024-12-17", None)]),
    ("en", "extended the talks until Saturday", "2024-12-12", [("2024-12-14", None)]),
    ("en", "the talks, which ran until Tuesday", "2024-12-12", [("2024-12-10", None)]),
    ("ar", "مددت الجولة إلى مساء السبت", "2024-12-12", [("2024-12-14", None)]),
    ("en", "next Friday", "2024-12-12", [("2024-12-13", None)]),
    ("en", "last November", "2025-02-10", [("2024-11", None)]),
    ("en", "on 12/25/2024", None, [("2024-12-25", None)]),
    ("en", "on 2024-12-12 at 16:38", None, [("2024-12-12", None)]),
    ("ru", "30 ноября – 2 декабря 2024 года", None, [("2024-11-30", "2024-12-02")]),
    ("ru", "12 декабря 2024 г. в Астане", None, [("2024-12-12", None)]),
    ("ru", "с 25 по 27 ноября", "2025-11-27", [("2025-11-25", "2025-11-27")]),
    ("ru", "в ноябре прошлого года", "2025-01-27", [("2024-11", None)]),
    ("ru", "встретились в среду", "2025-11-27", [("2025-11-26", None)]),
    ("ru", "в пятницу состоится встреча", "2025-11-26", [("2025-11-28", None)]),
    ("ru", "подписан 12.12.2024", None, [("2024-12-12", None)]),
    ("kk", "2024 жылғы 12 желтоқсанда", None, [("2024-12-12", None)]),
    ("kk", "12 желтоқсан күні Астанада", "2024-12-12", [("2024-12-12", None)]),
    ("kk", "бүгін кездесті", "2024-12-12", [("2024-12-12", None)]),
    ("fr", "le 1er novembre à Astana", "2023-11-01", [("2023-11-01", None)]),
    ("fr", "du 16 au 18 juillet", "2023-07-01", [("2023-07-16", "2023-07-18")]),
    ("fr", "Il arrive mercredi", "2023-10-31", [("2023-11-01", None)]),
    ("fr", "aujourd'hui à Paris", "2023-10-31", [("2023-10-31", None)]),
    ("de", "Am Samstag beginnt in Rom", "2025-04-14", [("2025-04-19", None)]),
    ("de", "vom 3. bis 5. März 2024", None, [("2024-03-03", "2024-03-05")]),
    ("es", "el viernes en Montevideo", "2024-12-06", [("2024-12-06", None)]),
    ("es", "el 12 de diciembre de 2024", None, [("2024-12-12", None)]),
    ("es", "del 16 al 18 de julio", "2024-07-06", [("2024-07-16", "2024-07-18")]),
    ("it", "telefonata del 31 maggio 2024 tra", None, [("2024-05-31", None)]),
    ("it", "ieri a Roma", "2024-06-01", [("2024-05-31", None)]),
    ("tr", "12 Aralık 2024'te", None, [("2024-12-12", None)]),
    ("tr", "19-20 Ekim tarihlerinde", "2024-10-06", [("2024-10-19", "2024-10-20")]),
    ("tr", "Pazartesi günü", "2024-10-09", [("2024-10-07", None)]),
    ("zh", "2025年4月19日", None, [("2025-04-19", None)]),
    ("zh", "八月三十一日在天津", "2025-09-01", [("2025-08-31", None)]),
    ("zh", "9月15日至17日", "2025-09-01", [("2025-09-15", "2025-09-17")]),
    ("zh", "周二在北京", "2025-09-02", [("2025-09-02", None)]),
    ("zh", "二日在北京", "2025-09-03", [("2025-09-02", None)]),
    ("ja", "大統領は6日、", "2025-11-07", [("2025-11-06", None)]),
    ("ar", "19 أبريل 2025", None, [("2025-04-19", None)]),
    ("ar", "يومي ١٩ و٢٠ أكتوبر", "2025-10-19", [("2025-10-19", "2025-10-20")]),
    ("ar", "12 كانون الأول", "2025-12-19", [("2025-12-12", None)]),
    ("uk", "16 травня 2025 року", None, [("2025-05-16", None)]),
    ("uk", "у листопаді", "2025-12-01", [("2025-11", None)]),
    ("az", "2024-cü il dekabrın 12-də", None, [("2024-12-12", None)]),
    ("az", "12 dekabr 2024", None, [("2024-12-12", None)]),
    ("uz", "2024-yil 12-dekabr kuni", None, [("2024-12-12", None)]),
    ("uz", "2024 йил 12 декабрь куни", None, [("2024-12-12", None)]),
    ("pt", "12 de dezembro de 2024", None, [("2024-12-12", None)]),
    ("pl", "12 grudnia 2024 r.", None, [("2024-12-12", None)]),
    ("sw", "Siku ya Uhuru Septemba 1 na", "2025-09-01", [("2025-09-01", None)]),
    ("hy", "դեկտեմբերի 12-ին", "2025-09-01", [("2025-12-12", None)]),
    ("bg", "12 декември", "2025-09-01", [("2025-12-12", None)]),
    ("id", "12 Desember 2024", None, [("2024-12-12", None)]),
    ("ky", "12-декабрда", "2024-12-14", [("2024-12-12", None)]),
    ("ko", "2025년 4월 19일", None, [("2025-04-19", None)]),
]

NO_DAYS = [
    ("en", "a plan for 2025-2027 worth $20 million"),
    ("en", "He may march 20 times, we said"),
    ("en", "at 16:38 on channel 24"),
    ("en", "the 12th round of 35 countries"),
    ("ru", "на 2025–2027 годы, 20 млн долларов"),
    ("sw", "bilioni 5.6 mwaka jana"),
    ("zh", "会谈持续3个月"),
    ("de", "20 Millionen Euro bis 2030"),
]


@pytest.mark.parametrize(("language", "text", "published", "want"), WRITTEN)
def test_a_written_day_is_read_in_its_language(language, text, published, want):
    assert [(span.start, span.end) for span in dates_in(text, language, published)] == want


@pytest.mark.parametrize(("language", "text"), NO_DAYS)
def test_what_is_no_day_is_not_read_as_one(language, text):
    assert dates_in(text, language, "2024-12-12") == []


def test_a_day_without_year_and_without_published_date_is_not_guessed():
    assert dates_in("on December 12", "en", None) == []


def test_a_day_counted_from_the_published_date_says_so():
    assert dates_in("today", "en", "2024-12-12")[0].basis == "relative"
    assert dates_in("today", "en", "2024-12") == []


def test_only_a_line_that_is_nothing_but_a_full_date_is_the_pages_own():
    assert only_date("23 April 2021, ") == "2021-04-23"
    assert only_date("12 декабря 2024 г.") == "2024-12-12"
    assert only_date("Meeting of 23 April 2021") is None
    assert only_date("23 April") is None


@pytest.mark.parametrize(
    ("a", "b", "gap"),
    [
        (("2024-12-12", None), ("2024-12-14", None), (2, 2)),
        (("2024-12", None), ("2024-12-12", None), (0, 19)),
        (("2024-11-27", "2024-11-28"), ("2024-11-28", None), (0, 1)),
        (("2024", None), ("2025-01-01", None), (1, 366)),
        (("2024-12-12T09:00:00+05:00", None), ("2024-12-12", None), (0, 0)),
    ],
)
def test_partial_dates_have_a_smallest_and_a_largest_distance(a, b, gap):
    first, second = Span(start=a[0], end=a[1]), Span(start=b[0], end=b[1])
    assert gap_days(first, second) == gap_days(second, first) == gap


def test_an_unknown_date_has_no_distance():
    assert gap_days(None, Span(start="2024")) is None
    assert gap_days(Span(start="soon"), Span(start="2024")) is None


@given(
    st.text(max_size=300),
    st.sampled_from(["en", "ru", "zh", "ar", "und", "xx"]),
    st.sampled_from([None, "2024", "2024-02-29", "0000", "x"]),
)
def test_any_text_gives_real_days(text, language, published):
    for span in dates_in(text, language, published):
        assert bounds(span) is not None


OF_LAST_YEAR = [
    ("en", "signed in October last year"),
    ("en", "last year in October"),
    ("en", "in October of the previous year"),
    ("de", "im Oktober vergangenen Jahres"),
    ("de", "im Oktober des Vorjahres"),
    ("fr", "en octobre de l’an dernier"),
    ("es", "en octubre del año pasado"),
    ("it", "nell'ottobre dello scorso anno"),
    ("pt", "em outubro do ano passado"),
    ("ru", "в прошлом году, в октябре"),
    ("uk", "торік у жовтні"),
    ("be", "у кастрычніку мінулага года"),
    ("bg", "през октомври миналата година"),
    ("sr", "у октобру прошле године"),
    ("hr", "u listopadu prošle godine"),
    ("sl", "oktobra lani"),
    ("mk", "во октомври минатата година"),
    ("cs", "loni v říjnu"),
    ("sk", "v októbri minulého roka"),
    ("pl", "w październiku ub. roku"),
    ("nl", "in oktober van vorig jaar"),
    ("sv", "i oktober förra året"),
    ("da", "i oktober sidste år"),
    ("nb", "i oktober i fjor"),
    ("fi", "viime vuoden lokakuussa"),
    ("et", "eelmise aasta oktoobris"),
    ("lv", "pagājušā gada oktobrī"),
    ("lt", "praėjusių metų spalį"),
    ("hu", "tavaly októberben"),
    ("hu", "múlt év októberében"),
    ("ro", "în luna octombrie a anului trecut"),
    ("el", "τον Οκτώβριο του περασμένου έτους"),
    ("sq", "në tetor të vitit të kaluar"),
    ("tr", "geçen yıl ekim ayında"),
    ("az", "ötən ilin oktyabrında"),
    ("kk", "былтыр қазанда"),
    ("ky", "өткөн жылдын октябрь айында"),
    ("uz", "o‘tgan yilning oktabr oyida"),
    ("tg", "моҳи октябри соли гузашта"),
    ("tk", "geçen ýylyň oktýabrynda"),
    ("tt", "узган елның октябрендә"),
    ("mn", "өнгөрсөн оны аравдугаар сард"),
    ("ar", "في أكتوبر من العام الماضي"),
    ("fa", "در اکتبر سال گذشته"),
    ("he", "באוקטובר אשתקד"),
    ("hi", "पिछले साल अक्टूबर में"),
    ("ur", "گزشتہ سال اکتوبر میں"),
    ("zh", "去年10月"),
    ("ja", "昨年10月"),
    ("ko", "지난해 10월"),
    ("vi", "tháng 10 năm ngoái"),
    ("id", "pada Oktober tahun lalu"),
    ("ms", "pada Oktober tahun lepas"),
    ("th", "เดือนตุลาคมปีที่แล้ว"),
    ("sw", "mwezi Oktoba mwaka uliopita"),
    ("ka", "შარშან ოქტომბერში"),
    ("hy", "անցյալ տարվա հոկտեմբերին"),
]


@pytest.mark.parametrize(("language", "text"), OF_LAST_YEAR)
def test_a_month_of_last_year_is_of_last_year_and_not_counted_as_of_today(language, text):
    (found,) = dates_in(text, language, "2026-11-13")
    assert (found.start, found.basis) == ("2025-10", "text")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "last December"),
        ("de", "im letzten Dezember"),
        ("fr", "en décembre dernier"),
        ("es", "en diciembre pasado"),
        ("it", "lo scorso dicembre"),
        ("pt", "em dezembro passado"),
        ("ru", "в прошлом декабре"),
        ("bg", "през миналия декември"),
        ("sr", "prošlog decembra"),
        ("pl", "w zeszłym grudniu"),
        ("nl", "afgelopen december"),
        ("da", "sidste december"),
        ("fi", "viime joulukuussa"),
        ("ro", "decembrie trecut"),
        ("el", "τον περασμένο Δεκέμβριο"),
        ("ar", "في ديسمبر الماضي"),
        ("he", "בדצמבר האחרון"),
        ("hi", "पिछले दिसंबर"),
        ("ko", "지난 12월"),
        ("id", "Desember lalu"),
    ],
)
def test_the_last_month_of_a_name_is_over(language, text):
    assert [one.start for one in dates_in(text, language, "2026-11-13")] == ["2025-12"]
    assert [one.start for one in dates_in(text, language, "2027-01-13")] == ["2026-12"]


@pytest.mark.parametrize(
    ("language", "text", "month"),
    [
        ("ru", "в марте 2024", "2024-03"),
        ("ru", "в мае 2024", "2024-05"),
        ("uk", "у лютому 2024", "2024-02"),
        ("be", "у лістападзе 2024", "2024-11"),
        ("pl", "w grudniu 2024", "2024-12"),
        ("hr", "u veljači 2024", "2024-02"),
        ("vi", "tháng 10/2024", "2024-10"),
        ("el", "τον Οκτώβριο του 2024", "2024-10"),
        ("hu", "2024 októberében", "2024-10"),
        ("sl", "oktobra 2024", "2024-10"),
        ("lv", "2024. gada oktobrī", "2024-10"),
    ],
)
def test_a_month_is_known_in_the_case_in_which_deeds_are_dated(language, text, month):
    assert [one.start for one in dates_in(text, language, "2026-11-13")] == [month]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("tr", "geçen yıl ekimde imzaladılar"),
        ("tr", "geçtiğimiz yıl ekimde imzalandı"),
        ("fa", "سال گذشته در اکتبر امضا کردند"),
        ("sq", "nënshkruan vitin e kaluar në tetor"),
        ("es", "firmaron en octubre del pasado año"),
        ("it", "firmarono nell'ottobre dell'anno passato"),
        ("uz", "o‘tgan yili oktabrda imzolashdi"),
        ("cs", "podepsali vloni v říjnu"),
        ("sk", "podpísali v októbri vlaňajšieho roka"),
        ("hy", "ստորագրել են անցյալ տարի հոկտեմբերին"),
    ],
)
def test_a_month_of_last_year_however_it_is_said(language, text):
    assert [day.start for day in dates_in(text, language, "2026-11-13")] == ["2025-10"]


def test_a_small_turkish_month_without_a_year_may_be_sowing():
    assert dates_in("buğday ekimde kalite", "tr", "2026-11-13") == []
