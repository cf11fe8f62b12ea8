"""What is told as held, where and when: not what is still ahead, nor the day of telling it; and
what two firms do is told by nobody.
"""

from __future__ import annotations

import pytest

from monitor.claims import read
from monitor.dates.parse import dates_in
from monitor.gazetteer.countries import countries_in
from monitor.reading import read_so_far
from monitor.text.tokens import tokenize

from .accounts import article, told

# --- what is still ahead ---


@pytest.mark.parametrize(
    ("language", "title", "text", "place"),
    [
        (
            "pl",
            "Sikorski i Baerbock rozmawiali w Poznaniu, 14 maja szczyt w Rzymie",
            (
                "Minister spraw zagranicznych Radosław Sikorski spotkał się w czwartek w Poznaniu "
                "z szefową dyplomacji. 14 maja w Rzymie odbędzie się szczyt, ogłosili."
            ),
            "Rome",
        ),
        (
            "en",
            "Ruto meets Mahama in Accra, summit in Cairo in June",
            (
                "Kenyan President William Ruto met Ghanaian President John Mahama in Accra on "
                "Wednesday. A summit will be held in Cairo on 9 June, they said."
            ),
            "Cairo",
        ),
    ],
)
def test_where_the_next_summit_will_be_is_not_where_they_met(language, title, text, place):
    line = told(language, title, text)
    assert line.place is None or line.place.name != place


def test_the_place_of_what_is_announced_stays():
    line = told(
        "en",
        "Ruto to meet Mahama in Cairo in June",
        "Kenya's President William Ruto will meet Ghana's John Mahama in Cairo on 9 June.",
    )
    assert line.place is not None
    assert line.place.name == "Cairo"


def test_a_summit_that_the_title_dates_ahead_is_not_told_as_held():
    line = told(
        "cs",
        "Pavel přijal Rinkēvičse: summit devítky bude v květnu",
        (
            "Prezident Petr Pavel přijal ve čtvrtek v Praze lotyšského prezidenta Edgarse "
            "Rinkēvičse. Summit bukurešťské devítky se uskuteční 14. května ve Varšavě."
        ),
    )
    assert line.act != "summit"
    assert "ummit" not in line.headline.partition("“")[0]


# --- the day of telling, and of a scene ---


def test_the_day_of_telling_of_a_call_gives_way_to_that_of_the_call():
    text = (
        "El presidente Gabriel Boric dijo este viernes que mantuvo una llamada de media hora con "
        "el presidente de Uruguay, Yamandú Orsi. El tono fue cordial. La llamada se hizo la noche "
        "del jueves."
    )
    seen = read_so_far(article("es", "Boric y Orsi hablan por teléfono", "2026-03-13"), text)
    assert seen.reading.date is not None
    assert seen.reading.date.start == "2026-03-12"


def test_the_day_on_which_both_spoke_stays_where_no_other_is_told():
    text = (
        "El presidente Gabriel Boric dijo este viernes que mantuvo una llamada con el presidente "
        "de Uruguay, Yamandú Orsi. La llamada fue cordial."
    )
    seen = read_so_far(article("es", "Boric y Orsi hablan por teléfono", "2026-03-13"), text)
    assert seen.reading.date is not None
    assert seen.reading.date.start == "2026-03-13"


def test_the_day_of_the_scene_that_a_feature_begins_with_is_not_its_events():
    text = (
        "Les vitres sont neuves. Au portail, trente personnes patientent depuis mardi matin. "
        "« J'attends un tampon », dit une retraitée. Un gardien distribue des numéros. "
        "Personne ne parle. Le café refroidit. Une enfant dort. Au mur, une carte jaunie. "
        "Selon nos informations, un diplomate turc s'est rendu à Erevan en février."
    )
    line = told("fr", "Ankara-Erevan : les guichets rouvrent, l'un après l'autre", text)
    assert line.date is None or line.date.start != "2026-03-10"


# --- talks that broke down ---


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Barrow-Bio talks collapse in Banjul",
            (
                "Talks between Gambian President Adama Barrow and Sierra Leone's President Julius "
                "Maada Bio collapsed in Banjul on Tuesday."
            ),
        ),
        (
            "ru",
            "Переговоры Лаврова и Мирзояна прерваны",
            (
                "Переговоры министра иностранных дел России Сергея Лаврова и главы МИД Армении "
                "Арарата Мирзояна были прерваны во вторник."
            ),
        ),
    ],
)
def test_of_talks_that_broke_down_the_outlets_own_headline_is_told(language, title, text):
    assert title in told(language, title, text).headline


# --- firms, and treaties ---


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "fr",
            "Un brasseur belge signe un accord avec un fonds d'investissement turc",
            "L'entreprise belge a signé mardi un accord de financement avec le fonds turc.",
        ),
        (
            "ar",
            "شركة أردنية توقع اتفاقا مع شركة كورية",
            "وقّعت شركة أردنية الثلاثاء اتفاقا مع شركة كورية بقيمة 12 مليون دولار.",
        ),
        (
            "ru",
            "Грузинская компания подписала соглашение с польским концерном",
            "Грузинская компания подписала во вторник соглашение с польским концерном.",
        ),
    ],
)
def test_what_firms_sign_between_them_is_no_diplomacy(language, title, text):
    assert not told(language, title, text).told


def test_a_firm_beside_ministers_sets_nothing_aside():
    text = (
        "Polish Foreign Minister Radosław Sikorski met Japanese Foreign Minister Toshimitsu Motegi "
        "in Warsaw on Tuesday, as a Polish company signed an agreement with a Japanese firm."
    )
    assert told("en", "Sikorski meets Motegi as firms sign agreement", text).told


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "pl",
            "Senat ratyfikował umowę z Gruzją",
            "Senat przyjął w środę ustawę o ratyfikacji umowy z Gruzją. Za głosowało 80 senatorów.",
        ),
        (
            "cs",
            "Senát ratifikoval smlouvu s Chile",
            "Senát ve středu ratifikoval smlouvu s Chile o důchodech. Proti nebyl nikdo.",
        ),
    ],
)
def test_a_ratified_treaty_with_another_state_is_told_however_briefly(language, title, text):
    assert told(language, title, text).told


# --- words of languages ---


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("장관은 9일(현지시간) 회담했다", ["2026-03-09"]),
        ("10∼11일 서울에서 열렸다", ["2026-03-10/2026-03-11"]),
        ("다음 달 2일 도쿄에서", ["2026-04-02"]),
        ("지난달 28일 통화", ["2026-02-28"]),
        ("3일간 방문한다", []),
        ("2박 4일 일정으로", []),
        ("5일 만에 재개", []),
    ],
)
def test_a_korean_day_is_that_of_the_month_meant_and_no_length_of_time(text, days):
    found = dates_in(text, "ko", "2026-03-12")
    assert [one.start if one.end is None else f"{one.start}/{one.end}" for one in found] == days


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        (
            "lt",
            "ministras lankėsi Suomijoje ir Kazachstane, susitiko su Danijos kolega",
            "FI KZ DK",
        ),
        ("lv", "ministre runāja ar Somijas un Turcijas kolēģi Ķīnā", "FI TR CN"),
        ("et", "minister kohtus Lätis Norra ja Türgi kolleegiga", "LV NO TR"),
        ("sl", "ministrica je v Avstriji govorila s Finsko in Združenimi državami", "AT FI US"),
        ("sk", "minister rokoval v Mongolsku s Kirgizskom", "MN KG"),
        ("hr", "ministar je u Mongoliji razgovarao s Norveškom", "MN NO"),
    ],
)
def test_states_are_known_in_their_cases(language, text, codes):
    assert [one.code for one in countries_in(tokenize(text), language)] == codes.split()


def test_the_day_of_a_statement_is_not_that_of_what_it_tells():
    text = (
        "Foreign Minister Nasser Bourita met his Spanish counterpart José Manuel Albares in Rabat "
        "on Wednesday evening, according to a statement that the ministry issued on Thursday."
    )
    assert days_claimed(text) == ["2026-03-11"]
    assert days_claimed("Spain and Morocco issued a joint statement on Wednesday.") == [
        "2026-03-11"
    ]


def days_claimed(text):
    found = read(article("en"), text).claims
    return [claim.of for claim in found if claim.field == "date"]
