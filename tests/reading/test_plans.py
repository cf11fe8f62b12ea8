"""What is to come is told by sentences that say by themselves who will do what, and where."""

from __future__ import annotations

import pytest

from monitor.claims import read

from .accounts import article

LEADS = {
    "en": (
        "French Foreign Minister Jean-Noël Barrot met Moroccan Foreign Minister Nasser Bourita in "
        "Rabat on Thursday. "
    ),
    "fr": (
        "Le ministre des Affaires étrangères Jean-Noël Barrot a reçu jeudi à Paris son homologue "
        "marocain Nasser Bourita. "
    ),
    "ru": (
        "Министр иностранных дел России Сергей Лавров в четверг принял в Москве министра "
        "иностранных дел Ирана Аббаса Аракчи. "
    ),
    "kk": (
        "Қазақстан Президенті Қасым-Жомарт Тоқаев бейсенбіде Астанада Өзбекстан Президенті Шавкат "
        "Мирзиёевті қабылдады. "
    ),
    "es": (
        "El ministro de Exteriores, José Manuel Albares, recibió el jueves en Madrid a su homólogo "
        "marroquí, Naser Burita. "
    ),
    "tr": (
        "Dışişleri Bakanı Hakan Fidan, perşembe günü Ankara'da İran Dışişleri Bakanı Abbas "
        "Arakçi ile görüştü. "
    ),
}


def plans(language, sentence):
    named = article(language, "", "2026-11-13")
    return [plan.what for plan in read(named, LEADS[language] + sentence).upcoming]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "He will travel there on Friday."),
        ("en", "They will meet again on 20 November in Paris."),
        ("en", "On Friday he will meet King Mohammed VI."),
        ("en", "From there Barrot is expected to fly to Tunis on 15 November."),
        ("en", "Is scheduled to be held in Paris on 20 November."),
        ("fr", "Il se rendra à Rabat le 20 novembre."),
        ("ru", "Он посетит Тегеран 20 ноября."),
        ("ru", "Посетит Тегеран 20 ноября с официальным визитом."),
        ("kk", "Ол 20 қарашада Ташкентке барады деп жоспарлануда."),
        ("es", "Su visita a Rabat está prevista para el 20 de noviembre."),
        ("tr", "Onun Tahran'ı 20 Kasım'da ziyaret etmesi planlanıyor."),
    ],
)
def test_what_another_sentence_explains_is_no_plan_to_tell(language, sentence):
    assert plans(language, sentence) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Barrot will travel to Algiers on Saturday."),
        ("en", "Barrot said that he will travel to Algiers on Saturday."),
        ("en", "The next round of talks is scheduled for 20 November in Paris."),
        ("en", "Barrot will fly to Tunis on 15 November and will hold talks there."),
        ("fr", "Jean-Noël Barrot se rendra à Rabat le 20 novembre."),
        ("ru", "Следующая встреча двух министров пройдёт 20 ноября в Тегеране."),
        ("kk", "Кездесу 20 қарашада Ташкентте өтеді деп жоспарлануда."),
    ],
)
def test_a_sentence_that_says_who_and_where_is_told(language, sentence):
    assert plans(language, sentence) == [sentence]
