"""What was done long ago is told of its own time, or not at all; never as the news of the day."""

from __future__ import annotations

from functools import partial

import pytest

from . import accounts

told = partial(accounts.told, published="2026-11-13")


@pytest.mark.parametrize(
    ("language", "title", "text", "month"),
    [
        (
            "en",
            "Nordic fish pact lifts trade",
            (
                "Norwegian Foreign Minister Espen Barth Eide and his Vietnamese counterpart Le "
                "Hoai Trung signed a fisheries pact in Hanoi last December. Exports have since "
                "grown."
            ),
            "2025-12",
        ),
        (
            "fr",
            "Un an après, l'accord avance",
            (
                "Le ministre des Affaires étrangères Jean-Noël Barrot et son homologue marocain "
                "Nasser Bourita ont signé en octobre de l'an dernier à Rabat un accord de "
                "réadmission."
            ),
            "2025-10",
        ),
        (
            "ru",
            "Экспорт растет",
            (
                "Президенты Касым-Жомарт Токаев и Владимир Путин подписали в октябре прошлого "
                "года в Астане соглашение о поставках. С тех пор экспорт вырос на 10 процентов."
            ),
            "2025-10",
        ),
        (
            "pl",
            "Umowa działa",
            (
                "Ministrowie spraw zagranicznych Polski i Litwy Radosław Sikorski i Kęstutis "
                "Budrys podpisali w październiku ubiegłego roku umowę o ćwiczeniach. Współpraca "
                "rośnie."
            ),
            "2025-10",
        ),
    ],
)
def test_a_deed_of_a_month_of_last_year_is_told_of_that_month(language, title, text, month):
    line = told(language, title, text)
    assert line.date is not None
    assert line.date.start == month


def test_an_old_deed_whose_month_is_not_sure_is_not_told_as_of_today():
    title = "Barrot à Rabat"
    line = told(
        "fr",
        title,
        "Le ministre des Affaires étrangères Jean-Noël Barrot et son homologue marocain Nasser "
        "Bourita ont signé en octobre dernier à Rabat un accord de réadmission.",
    )
    assert line.act is None
    assert line.documents == ()
    assert title in line.headline


@pytest.mark.parametrize(
    ("language", "title", "text", "act"),
    [
        (
            "en",
            "Eide meets Gunnarsdottir in Oslo",
            (
                "Norwegian Foreign Minister Espen Barth Eide, who signed a fisheries pact with "
                "Vietnam last December, met Icelandic Foreign Minister Thorgerdur Katrin "
                "Gunnarsdottir in Oslo on Thursday."
            ),
            "meeting",
        ),
        (
            "fr",
            "Barrot reçoit Bourita",
            (
                "Le ministre des Affaires étrangères Jean-Noël Barrot a reçu jeudi son homologue "
                "marocain Nasser Bourita, avec qui il avait signé en octobre dernier un accord."
            ),
            "meeting",
        ),
        (
            "es",
            "Albares y Bourita revisan acuerdo",
            (
                "El ministro de Exteriores, José Manuel Albares, revisó este jueves en Madrid "
                "con su homólogo marroquí, Naser Burita, el acuerdo firmado en diciembre del "
                "año pasado."
            ),
            None,
        ),
        (
            "ru",
            "Министры обсудили меморандум",
            (
                "Министры иностранных дел Армении и Ирана Арарат Мирзоян и Аббас Аракчи обсудили в "
                "четверг в Ереване меморандум, подписанный в октябре прошлого года."
            ),
            "talks",
        ),
    ],
)
def test_an_old_deed_beside_the_news_is_not_the_news(language, title, text, act):
    line = told(language, title, text)
    assert line.act == act
    assert line.stage != "signed"


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Norway and Vietnam hold fisheries talks",
            (
                "Norwegian Foreign Minister Espen Barth Eide and his Vietnamese counterpart Le "
                "Hoai Trung held talks in Hanoi on Thursday. The two countries signed a "
                "memorandum on aquaculture in October last year."
            ),
        ),
        (
            "ru",
            "Токаев принял Мирзояна",
            (
                "Президент Казахстана Касым-Жомарт Токаев принял в четверг в Астане министра "
                "иностранных дел Армении Арарата Мирзояна. В декабре прошлого года Астана и Ереван "
                "подписали меморандум о транспорте."
            ),
        ),
        (
            "pt",
            "Rangel reúne-se com Livramento na Praia",
            (
                "O ministro dos Negócios Estrangeiros, Paulo Rangel, reuniu-se na quinta-feira, "
                "na Praia, com o seu homólogo cabo-verdiano, José Luís Livramento. Em outubro "
                "passado, os dois governos assinaram um acordo sobre dívida e clima."
            ),
        ),
    ],
)
def test_what_was_signed_last_year_is_no_document_of_todays_talks(language, title, text):
    assert told(language, title, text).documents == ()
