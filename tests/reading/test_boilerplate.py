"""What of a page is the article."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.reading.boilerplate import Dateline, clean

SEEDS = Path(__file__).parents[2] / "seeds"
PROSE = (
    "The two ministers met in the capital on Monday and discussed trade, transport and energy at "
    "some length."
)


def seed(number: str):
    return clean(next(SEEDS.glob(f"{number}_*.txt")).read_text(encoding="utf-8"))


def test_page_furniture_around_an_article_goes_with_its_reason():
    page = seed("003")
    assert page.title == "Kazakh Senate Speaker, Russian ambassador meet"
    assert len(page.paragraphs) == 4
    assert {
        "rates",
        "weather",
        "phone",
        "languages",
        "menu",
        "byline or tags",
        "after the article",
    } <= set(page.dropped)
    assert page.published == "2021-04-23"
    assert (page.dateline.place, page.dateline.agency) == ("NUR-SULTAN", "KAZINFORM")
    assert page.paragraphs[0].startswith("A meeting between")


def test_a_translation_notice_goes_and_its_translator_stays():
    page = seed("001")
    assert page.translated_by == "Yandex Translate"
    assert page.title.startswith("Tokayev said he was optimistic")
    assert page.paragraphs[0].startswith("President of Kazakhstan")
    assert "Яндекс" not in page.paragraphs[-1]


def test_a_text_without_headline_keeps_its_first_sentence():
    page = seed("000")
    assert page.title == ""
    assert (page.dateline.place, page.dateline.date) == ("ASTANA", "December 12")
    assert page.paragraphs[0].startswith("Kazakhstan and Russia are expanding")
    assert page.dropped == {}


def test_a_headline_told_twice_is_told_once():
    page = seed("004")
    assert page.title == "Presidents of Kazakhstan and Russia hold talks in Moscow"
    assert page.dropped == {"repeated title": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Tokayev, Putin speak by phone",
        "Leaders met in Astana to discuss trade and",
        "周二习近平在北京接待普京",
        "Встреча прошла в Астане\nСтороны обсудили торговлю",
        "Short. Very short.",
    ],
)
def test_nothing_of_a_short_text_is_lost(text):
    page = clean(text)
    assert page.dropped == {}
    assert "\n".join([*([page.title] if page.title else []), *page.paragraphs]) == text


def test_a_given_title_is_not_repeated_in_the_body():
    page = clean(f"Ministers meet in capital\n{PROSE}", "Ministers meet in capital")
    assert page.paragraphs == (PROSE,)


@pytest.mark.parametrize(
    "heading",
    [
        "Related news",
        "Новости по теме",
        "Popular",
        "Ähnliche Artikel",
        "Lo más leído",
        "İlgili Haberler",
        "相关新闻",
        "أخبار ذات صلة",
        "Articoli correlati",
        "Oxşar xəbərlər",
        "Ұқсас жаңалықтар",
    ],
)
def test_everything_after_a_stop_heading_goes(heading):
    page = clean(
        f"A title of this page\n{PROSE}\n{PROSE} Again.\n{heading}\nAnother story altogether\n"
        f"{PROSE} Other."
    )
    assert page.paragraphs == (PROSE, f"{PROSE} Again.")


@pytest.mark.parametrize(
    "pointer",
    [
        "Read also: Other ministers meet elsewhere",
        "Читайте также: Другая встреча министров",
        "Lesen Sie auch",
        "Weitere Meldungen: Minister trifft Amtskollegen | Streik am Flughafen",
        "По теме: Главы МИД встретились в Праге",
    ],
)
def test_an_article_goes_on_after_a_pointer_to_another_story(pointer):
    page = clean(f"{PROSE}\n{pointer}\n{PROSE} Again.")
    assert page.paragraphs == (PROSE, f"{PROSE} Again.")


def test_a_sentence_behind_a_word_for_other_stories_is_the_articles():
    said = "Главное: стороны договорились открыть границу в понедельник."
    assert clean(f"{PROSE}\n{said}\n{PROSE} Again.").paragraphs[1] == said


def test_a_stop_heading_above_the_article_does_not_swallow_it():
    assert clean(
        f"Popular\nHome\nMinisters meet in capital\n{PROSE}\n{PROSE} Again."
    ).paragraphs == (
        PROSE,
        f"{PROSE} Again.",
    )


def test_markup_that_slipped_in_is_taken_out():
    page = clean(
        f"<p>{PROSE}</p><script>alert(1)</script><p>Tea &amp; talks followed in the old palace, "
        "the ministry &laquo;said&raquo;.</p>"
    )
    assert page.paragraphs == (
        PROSE,
        "Tea & talks followed in the old palace, the ministry «said».",
    )


@pytest.mark.parametrize(
    ("line", "place", "date", "agency"),
    [
        (
            "MOSCOW, March 15. /TASS/. The ministers met here on Friday for talks.",
            "MOSCOW",
            "March 15",
            "TASS",
        ),
        (
            "Beijing, Sept. 2 (Xinhua) -- The ministers met here on Friday for talks.",
            "Beijing",
            "Sept. 2",
            "Xinhua",
        ),
        (
            "МОСКВА, 12 дек – РИА Новости. Министры встретились сегодня в городе.",
            "МОСКВА",
            "12 дек",
            "РИА Новости",
        ),
        (
            "新华社北京9月2日电 两国外长二日在北京举行会谈，就双边关系交换意见。",
            "北京",
            "9月2日",
            "新华社",
        ),
    ],
)
def test_datelines_of_agencies_are_read(line, place, date, agency):
    dateline = clean(f"{line}\n{PROSE}").dateline
    assert (dateline.place, dateline.date.replace("Sept 2", "Sept. 2"), dateline.agency) == (
        place,
        date,
        agency,
    )


@pytest.mark.parametrize(
    ("line", "place", "date", "agency"),
    [
        ("Stettin. Der Minister reiste am Freitag an die Oder und sprach.", "Stettin", "", ""),
        ("ΛΕΥΚΩΣΙΑ. Η υπουργός μίλησε χθες με τον πρέσβη για το εμπόριο.", "ΛΕΥΚΩΣΙΑ", "", ""),
        ("Wien – Die Ministerin empfing am Freitag den Botschafter.", "Wien", "", ""),
        (
            "Praha 30. března (ČTK) - Ministr přijal v pátek velvyslance.",
            "Praha",
            "30. března",
            "ČTK",
        ),
        ("नई दिल्ली, 8 जुलाई (भाषा)। मंत्री ने राजदूत से मुलाकात की।", "नई दिल्ली", "8 जुलाई", "भाषा"),
        ("تهران - ایرنا - وزیر خارجه روز جمعه با سفیر دیدار کرد.", "تهران", "", ""),
    ],
)
def test_a_known_place_before_a_day_or_a_dash_is_a_dateline(line, place, date, agency):
    page = clean(f"{line}\n{PROSE}")
    assert page.dateline == Dateline(place=place, date=date, agency=agency)
    assert page.paragraphs[0] in line[len(place) + 1 :]


@pytest.mark.parametrize(
    "line",
    [
        "Paris: Ministers met on Friday and talked for an hour in the city.",
        "Paris 3. was the last of them to sign, on Friday, in the city.",
        "Zürich is calm. The ministers met on Friday and talked.",
        "Endlich. Die Minister trafen sich am Freitag in der Stadt und sprachen.",
        "President Tokayev - a career diplomat - met the minister on Friday.",
        "The EU, which has 27 members – met on Friday in the city.",
        "US. A word of the day for you all to read.",
    ],
)
def test_a_sentence_is_no_dateline(line):
    assert clean(f"{line}\n{PROSE}").paragraphs[0] == line


@given(st.text(max_size=400), st.one_of(st.none(), st.text(max_size=40)))
def test_any_text_can_be_cleaned(text, title):
    page = clean(text, title)
    assert sum(len(paragraph) for paragraph in page.paragraphs) <= len(text) * 3


def test_a_reporter_is_no_title():
    page = clean(
        "Ruto, Abiy sign market deal in Nairobi\n\nBy John Kamau\n\n"
        "The two leaders signed the deal on Wednesday."
    )
    assert page.title == "Ruto, Abiy sign market deal in Nairobi"
