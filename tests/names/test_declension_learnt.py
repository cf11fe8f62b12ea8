"""Base forms of names."""

from pathlib import Path

import pytest

from monitor.names.declension_learnt import nominative

TABLE = Path(__file__).parents[2] / "bench" / "data" / "inflected_names.tsv"
ROWS = [
    line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[0] != "#"
]
INFLECTED = [(lang, met, base) for lang, met, base in ROWS if met != base]
STANDING = [(lang, met) for lang, met, base in ROWS if met == base]


def test_what_is_sure_is_right():
    sure = [(nominative(met, lang), base) for lang, met, base in INFLECTED]
    decided = [(found, base) for found, base in sure if found is not None]
    assert len(INFLECTED) >= 220
    assert len(decided) >= 0.9 * len(INFLECTED)
    assert sum(found == base for found, base in decided) >= 0.99 * len(decided)


def test_a_name_in_its_base_form_stays():
    assert len(STANDING) >= 60
    assert all(nominative(met, lang) in (met, None) for lang, met in STANDING)


@pytest.mark.parametrize(
    ("name", "lang"),
    [("Кваме Менса", "uk"), ("Tuskowi", "pl"), ("Іоана Чеботару", "uk"), ("Роберта Фицо", "ru")],
)
def test_what_could_be_another_name_is_left_open(name, lang):
    assert nominative(name, lang) is None


@pytest.mark.parametrize(
    ("met", "lang", "base"),
    [
        ("Erdoğan'ın", "tr", "Erdoğan"),
        ("Юлии Навальной", "ru", "Юлия Навальная"),
        ("Владимир Путин", "ru", "Владимир Путин"),
        ("Си Цзиньпин", "ru", "Си Цзиньпин"),
        ("Bill Gates", "de", "Bill Gates"),
        ("习近平", "zh", "习近平"),
        ("Giorgia Meloni", "it", "Giorgia Meloni"),
    ],
)
def test_women_s_names_foreign_names_and_those_without_cases(met, lang, base):
    assert nominative(met, lang) == base


@pytest.mark.parametrize("lang", ["ru", "fi", "zh", "xx"])
def test_nothing_and_too_much_is_not_sure(lang):
    assert nominative("", lang) is None
    assert nominative("а б в г д е", lang) is None


def test_a_man_does_not_become_a_woman():
    assert nominative("Сергея Иванова", "ru") in ("Сергей Иванов", None)
    assert nominative("Екатерину Павлову", "ru") in ("Екатерина Павлова", None)


@pytest.mark.parametrize("name", ["Сергей Лавров", "Лукашэнкы", "Їжак", "Андрій Сибіга"])
def test_a_name_with_letters_that_serbs_do_not_write_is_anothers(name):
    assert nominative(name, "sr") is None
