"""Kinds of faults that editors found in articles never seen, each with inputs of its own."""

from __future__ import annotations

import pytest

from monitor.claims import places, read
from monitor.reading import read_so_far

from .accounts import article


def names_in(language, text, title=""):
    return [person.name for person in read(article(language, title), text).people]


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Fidan and Wadephul met in Ankara; Berlin denied reports of a rift",
            "Hakan Fidan met Johann Wadephul in Ankara on Thursday.",
        ),
        (
            "ru",
            "Фидан и Вадефуль провели встречу в Анкаре; Берлин опроверг сообщения о ссоре",
            "Хакан Фидан встретился с Йоханном Вадефулем в Анкаре.",
        ),
        (
            "es",
            "Fidan y Wadephul se reunieron en Ankara; Berlín desmiente una disputa",
            "Hakan Fidan se reunió con Johann Wadephul en Ankara.",
        ),
    ],
)
def test_what_the_other_half_of_a_title_denies_is_another_thing(language, title, text):
    assert read(article(language, title), text).stage != "denied"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("es", "Cancillería desmiente ruptura de relaciones con Honduras"),
        ("pl", "MSZ zaprzecza wizycie ministra w Mińsku"),
        ("uk", "МЗС спростовує зустріч міністрів у Відні"),
    ],
)
def test_a_denial_in_the_present_denies(language, title):
    assert read(article(language, title), title + ".").stage == "denied"


def test_eight_years_without_meetings_deny_none():
    title = "México y España reactivan su comisión tras ocho años sin reuniones"
    text = "Los ministros de México y España celebraron una reunión el jueves en Madrid."
    assert read(article("es", title), text).stage != "denied"


def test_protocol_writes_surnames_in_capitals():
    text = (
        "On 3 March, for some fifty minutes, Mr. MORITA Toshimitsu, Minister for Foreign Affairs, "
        "held a meeting with H.E. Ms. Theresa P. DELGADO, Secretary of Foreign Affairs."
    )
    assert names_in("en", text)[:2] == ["Toshimitsu Morita", "Theresa P. Delgado"]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("hu", "Kovács Anita külügyminiszter Ungváron tárgyalt.", "Anita Kovács"),
        ("hu", "Kovács Anita Ungváron tárgyalt a miniszterrel.", "Anita Kovács"),
        ("az", "Ceyhun Bayramov Ararat Mirzoyanla görüşüb.", "Ceyhun Bayramov"),
    ],
)
def test_a_name_ends_where_it_ends(language, text, name):
    assert name in names_in(language, text)


def test_another_given_name_is_somebody_else_where_families_stand_first():
    text = "Foreign Minister Penny Wong signed the pact with Prime Minister Jotham Napat on Friday."
    (wong,) = (one for one in read(article("en", "Wong signs pact"), text).people
               if one.surname == "Wong")  # fmt: skip
    assert wong.country != "SG"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Посол Ганы (резиденция в Москве) вручил верительные грамоты в Ташкенте."),
        ("en", "The ambassador of Ghana, resident in Moscow, presented credentials in Tashkent."),
        ("uk", "Посол Гани (резиденція у Москві) вручив вірчі грамоти в Ташкенті."),
    ],
)
def test_where_an_envoy_lives_nothing_happened(language, text):
    found = places.candidates(read_so_far(article(language), text))
    assert "Moscow" not in {one.key for one in found}


def test_a_question_announces_nothing():
    text = "The ministers met in Paris. Will the next round be held in Rome on 3 April?"
    assert read(article("en", "Ministers meet"), text).upcoming == ()


def test_what_a_quotation_names_is_no_act():
    title = "조현 “한일, 전화 한 통으로 통하는 사이 돼야”…모테기와 회담"
    text = "조현 외교부 장관은 12일 서울에서 모테기 외무상과 회담했다."
    assert read(article("ko", title), text).acts[0] != "call"
