"""Whoever is named only to say whose envoy acts, or that he was not there, takes no part."""

import pytest

from monitor.claims import read
from monitor.model import Article


def told(text, **known):
    about = {"published": "2026-11-25", **known}
    return read(
        Article(id="0" * 16, version="0" * 12, text_hash="", text_bytes=len(text), **about), text
    )


def taking_part(reading):
    return {person.known for person in reading.people if person.role != "mentioned"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "Putin's envoy Kirill Dmitriev met US Vice President JD Vance in Miami on November "
                "24. Putin's proposals were handed over. Trump was not present."
            ),
        ),
        (
            "en",
            (
                "Kirill Dmitriev, an envoy of President Vladimir Putin, met US Vice President JD "
                "Vance in Miami on November 24."
            ),
        ),
        (
            "ru",
            (
                "Спецпосланник Путина Кирилл Дмитриев встретился с вице-президентом США Джей Ди "
                "Вэнсом в Майами. Трамп не присутствовал."
            ),
        ),
        (
            "ru",
            (
                "Спецпосланник президента России Владимира Путина Кирилл Дмитриев встретился с "
                "вице-президентом США Джей Ди Вэнсом."
            ),
        ),
        (
            "de",
            (
                "Putins Gesandter Kirill Dmitrijew traf US-Vizepräsident JD Vance in Miami. Trump "
                "war nicht anwesend."
            ),
        ),
        (
            "de",
            (
                "Der Sondergesandte von Wladimir Putin, Kirill Dmitrijew, traf US-Vizepräsident JD "
                "Vance in Miami."
            ),
        ),
        (
            "fr",
            (
                "L'envoyé de Vladimir Poutine, Kirill Dmitriev, a rencontré le vice-président "
                "américain JD Vance à Miami. Trump n'était pas présent."
            ),
        ),
        (
            "es",
            (
                "El enviado de Vladimir Putin, Kirill Dmitriev, se reunió con el vicepresidente JD "
                "Vance en Miami. Trump no estuvo presente."
            ),
        ),
        (
            "tr",
            (
                "Putin'in temsilcisi Kirill Dmitriyev, ABD Başkan Yardımcısı JD Vance ile Miami'de "
                "görüştü. Trump katılmadı."
            ),
        ),
    ],
)
def test_whose_envoy_acts_and_who_was_absent_take_no_part(language, text):
    present = taking_part(told(text, lang=language))
    assert "US:vance" in present
    assert present.isdisjoint({"RU:putin", "US:trump"})


@pytest.mark.parametrize(
    ("language", "text", "known"),
    [
        (
            "en",
            "Putin's visit to Astana began with talks with President Kassym-Jomart Tokayev.",
            "RU:putin",
        ),
        ("en", "Macron's meeting with Vladimir Putin took place in Moscow.", "FR:macron"),
        ("ru", "Встреча Владимира Путина и Касым-Жомарта Токаева прошла в Астане.", "RU:putin"),
        (
            "ru",
            (
                "Состоялась встреча министра иностранных дел Сергея Лаврова с министром Хаканом "
                "Фиданом."
            ),
            "RU:lavrov",
        ),
    ],
)
def test_whose_visit_or_meeting_it_is_takes_part(language, text, known):
    assert known in taking_part(told(text, lang=language))


def test_a_deputy_in_the_title_does_not_bring_his_minister():
    reading = told(
        (
            "President of Serbia Aleksandar Vucic met with Russian Deputy Foreign Minister "
            "Alexander Grushko in Belgrade."
        ),
        title="Vucic meets Lavrov's deputy in Belgrade",
    )
    assert "RU:lavrov" not in taking_part(reading)


def test_another_kim_is_not_the_one_who_is_known():
    reading = told(
        "Kim Yo Jong met Vietnamese President Luong Cuong in Pyongyang on November 24.",
        title="Kim Yo Jong meets Vietnam's Luong Cuong in Pyongyang",
    )
    assert "KP:kimjongun" not in {person.known for person in reading.people}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "Erdogan met Greek Prime Minister Kyriakos Mitsotakis in Ankara on November 25 for "
                "the first time since their meeting in Athens on December 7, 2023, when they "
                "signed the Athens Declaration."
            ),
        ),
        (
            "ru",
            (
                "Эрдоган и Мицотакис встретились в Анкаре. В декабре 2023 года они подписали "
                "Афинскую декларацию о дружбе."
            ),
        ),
        (
            "de",
            (
                "Erdogan traf Mitsotakis in Ankara. Im Dezember 2023 unterzeichneten sie eine "
                "Erklärung von Athen."
            ),
        ),
        (
            "fr",
            (
                "Erdogan a rencontré Mitsotakis à Ankara. En décembre 2023, ils ont signé une "
                "déclaration d'Athènes."
            ),
        ),
        (
            "es",
            (
                "Erdogan se reunió con Mitsotakis en Ankara. En diciembre de 2023 firmaron una "
                "declaración de Atenas."
            ),
        ),
        (
            "tr",
            "Erdoğan, Miçotakis ile Ankara'da görüştü. Aralık 2023'te Atina Bildirgesi imzalandı.",
        ),
    ],
)
def test_what_was_signed_in_an_earlier_year_is_no_outcome_of_today(language, text):
    assert all(outcome.background for outcome in told(text, lang=language).outcomes)


def test_what_was_signed_today_is_an_outcome():
    assert told(
        "Erdogan and Mitsotakis signed the Ankara Declaration on trade in Ankara on November 25."
    ).outcomes
