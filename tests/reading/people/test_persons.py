import re

import pytest

from monitor.model import Person
from monitor.reading.events.annotate import scan
from monitor.reading.people.persons import people_in


def people(
    text: str, language: str, *, published: str | None = "2024-06", title: str | None = None
) -> dict[str, Person]:
    sentences = [part for part in re.split(r"(?<=[.!?。])\s*(?=\S)", text) if part]
    found = people_in(
        [scan(one, language) for one in sentences],
        language=language,
        published=published,
        title=scan(title, language) if title else None,
    )
    return {mention.person.key: mention.person for mention in found}


@pytest.mark.parametrize(
    ("language", "text", "key", "office", "country"),
    [
        (
            "en",
            "Ghana's foreign minister Kwame Mensah met his counterpart in Lomé.",
            "mensah",
            "foreign-minister",
            "GH",
        ),
        (
            "en",
            "Kwame Mensah, the foreign minister of Ghana, arrived.",
            "mensah",
            "foreign-minister",
            "GH",
        ),
        (
            "ru",
            "Министр иностранных дел Ганы Кваме Менса прибыл в Аккру.",
            "mensa",
            "foreign-minister",
            "GH",
        ),
        (
            "ru",
            "Переговоры с председателем Сената Италии Игнацио Ла Руссой прошли в Риме.",
            "rusa",
            "speaker-upper",
            "IT",
        ),
        ("kk", "Гана сыртқы істер министрі Кваме Менса келді.", "mensa", "foreign-minister", "GH"),
        (
            "fr",
            "Le ministre des Affaires étrangères du Ghana, Kwame Mensah, est arrivé.",
            "mensah",
            "foreign-minister",
            "GH",
        ),
        (
            "de",
            "Der ghanaische Außenminister Kwame Mensah traf in Berlin ein.",
            "mensah",
            "foreign-minister",
            "GH",
        ),
        (
            "es",
            "El ministro de Relaciones Exteriores de Ghana, Kwame Mensah, llegó.",
            "mensah",
            "foreign-minister",
            "GH",
        ),
        (
            "it",
            "Il ministro degli Esteri del Ghana Kwame Mensah è arrivato.",
            "mensah",
            "foreign-minister",
            "GH",
        ),
        ("tr", "Gana Dışişleri Bakanı Kwame Mensah geldi.", "mensah", "foreign-minister", "GH"),
        (
            "uk",
            "Міністр закордонних справ Гани Кваме Менса прибув.",
            "mensa",
            "foreign-minister",
            "GH",
        ),
        (
            "az",
            "Qananın xarici işlər naziri Kwame Mensah gəlib.",
            "mensah",
            "foreign-minister",
            "GH",
        ),
        ("uz", "Gana tashqi ishlar vaziri Kwame Mensah keldi.", "mensah", "foreign-minister", "GH"),
    ],
)
def test_a_newcomer_is_read_with_office_and_country(
    language: str, text: str, key: str, office: str, country: str
) -> None:
    person = people(text, language)[key]
    assert (person.office, person.country) == (office, country)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "习近平主席在北京同法国总统马克龙会谈。"),
        ("ar", "استقبل شي جين بينغ الرئيس الفرنسي ماكرون"),
        ("ja", "習近平国家主席はマクロン大統領と会談した。"),
    ],
)
def test_holders_are_known_in_scripts_without_capitals(language: str, text: str) -> None:
    assert {"ksijinping", "macron"} <= set(people(text, language))


def test_an_office_without_a_name_is_its_holder_at_that_date() -> None:
    text = "The Turkish foreign minister arrived in Baku."
    assert people(text, "en", published="2024-06")["fidan"].name == "Hakan Fidan"
    assert "cavusoglu" in people(text, "en", published="2019-06") or "chavusoglu" in people(
        text, "en", published="2019-06"
    )
    assert people(text, "en", published=None) == {}


def test_the_office_of_a_known_name_depends_on_the_date() -> None:
    assert people("Tokayev spoke.", "en", published="2016-01")["tokaev"].office == "speaker-upper"
    assert people("Tokayev spoke.", "en", published="2024-01")["tokaev"].office == "president"


def test_forms_of_one_name_are_one_person() -> None:
    found = people("President Adama Barrow met envoys. Barrow thanked them. Mr Barrow left.", "en")
    assert list(found) == ["barov"]
    assert found["barov"].name == "Adama Barrow"


def test_relatives_are_two_people() -> None:
    found = people("Igor Zhukov met Ivan Petrov. Later Olga Zhukova spoke.", "en")
    assert {"jukov", "petrov", "jukova"} <= set(found)


def test_two_names_side_by_side_are_two_people() -> None:
    assert set(people("Мирзиёев Тоқаевты құттықтады.", "kk")) == {"mirzioev", "tokaev"}


def test_a_misspelt_holder_is_recognised_by_his_office() -> None:
    found = people(
        "Maulen Ashimnayev, Chairman of the Senate of the Kazakh Parliament, spoke.",
        "en",
        published="2021-04-23",
    )
    assert found["ashimbaev"].name == "Maulen Ashimnayev"


@pytest.mark.parametrize(
    "text",
    [
        "The ceremony took place in the Grand Kremlin Palace.",
        "The State Duma and the Silk Way project were discussed.",
        "Meanwhile the Security Council voted. Recently the General Assembly met.",
        "Following Monday talks, the Middle Corridor was mentioned with Rosatom.",
    ],
)
def test_institutions_and_beginnings_of_sentences_are_no_people(text: str) -> None:
    assert people(text, "en", published=None) == {}


def test_german_nouns_are_no_people() -> None:
    assert (
        people("Die Partnerschaft müsse mit Abkommen und Energie beschleunigt werden.", "de") == {}
    )


def test_an_ambassador_whom_the_article_calls_envoy_too_is_an_ambassador() -> None:
    found = people(
        "The French envoy, Claire Delon, was summoned. France's ambassador Claire Delon left.", "en"
    )
    assert [person.office for person in found.values()] == ["ambassador"]


def test_a_swahili_office_of_three_words_is_nobodys_name() -> None:
    found = people(
        "Waziri Mwenye Mamlaka Kuu na Waziri wa Mambo ya Nje wa Kenya, Musalia Mudavadi, "
        "alikutana na mjumbe wa Slovenia.",
        "sw",
    )
    assert [person.name for person in found.values()] == ["Musalia Mudavadi"]


def test_both_surnames_are_kept_where_the_middle_word_is_no_given_name() -> None:
    text = "El canciller Francisco Pérez Mackenna recibió a la ministra María José Castillo."
    assert [person.surname for person in people(text, "es").values()] == [
        "Pérez Mackenna",
        "Castillo",
    ]
