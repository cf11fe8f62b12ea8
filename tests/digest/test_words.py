import tomllib
from importlib import resources

import pytest

from monitor.digest.wording.locale import Words, flag, languages, table, words_for
from monitor.digest.wording.transliterate import in_cyrillic
from monitor.model import Place, Span, Stage

READ = resources.files("monitor") / "data"


def ids(file, *path):
    found = tomllib.loads((READ / file).read_text(encoding="utf-8"))
    for name in path:
        found = found[name]
    return set(found) - {"by_language"}  # where the languages stand in it


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("section", "found"),
    [
        ("acts", ids("acts.toml", "act")),
        ("offices", ids("offices.toml", "office")),
        ("themes", ids("themes.toml")),
        ("stages", set(Stage.__args__)),
    ],
)
def test_every_id_of_the_reading_has_a_label(language, section, found):
    assert found - set(table(language)[section]) == set()


def test_every_act_has_its_points():
    assert ids("acts.toml", "act") == set(table("standing")["acts"])


@pytest.mark.parametrize("language", languages())
def test_every_frame_has_the_same_words(language):
    for section in (
        "dates",
        "frame",
        "entry",
        "lines",
        "line",
        "sentence",
        "sourcing",
        "visits",
        "corrections",
    ):
        assert set(table(language)[section]) == set(table("en")[section]), section


@pytest.mark.parametrize("language", languages())
def test_plurals_have_every_form_of_their_language(language):
    words = words_for(language)
    forms = {words.locale.plural_form(n) for n in range(200)}
    plurals = [
        value
        for section in table(language).values()
        for value in section.values()
        if isinstance(value, dict)
    ]
    assert all(forms <= set(value) for value in plurals if "other" in value)


def test_frames_exist_in_every_language_of_the_bot():
    assert set(languages()) == {"en", "fr", "kk", "ru"}


@pytest.mark.parametrize(
    ("language", "day", "days", "month"),
    [
        ("fr", "12 déc. 2024", "27–28 nov. 2024", "mars 2024 (jour non précisé)"),
        ("kk", "12 жел. 2024 ж.", "27–28 қар. 2024 ж.", "наурыз 2024 ж. (күні көрсетілмеген)"),
    ],
)
def test_dates_are_said_in_french_and_kazakh(language, day, days, month):
    words = words_for(language)
    assert words.span(Span(start="2024-12-12")) == day
    assert words.span(Span(start="2024-11-27", end="2024-11-28")) == days
    assert words.span(Span(start="2024-03")).casefold() == month


@pytest.mark.parametrize(
    ("span", "english", "russian"),
    [
        (Span(start="2024-12-12"), "12 Dec 2024", "12 дек. 2024"),
        (Span(start="2024-03"), "March 2024 (day not stated)", "март 2024 (день не указан)"),
        (Span(start="2024"), "2024 (month not stated)", "2024 (месяц не указан)"),
        (Span(start="2024-11-27", end="2024-11-28"), "27–28 Nov 2024", "27–28 нояб. 2024"),
        (
            Span(start="2024-11-30", end="2024-12-02"),
            "30 Nov – 2 Dec 2024",
            "30 нояб. – 2 дек. 2024",
        ),
        (
            Span(start="2024-12-30", end="2025-01-02"),
            "30 Dec 2024 – 2 Jan 2025",
            "30 дек. 2024 – 2 янв. 2025",
        ),
        (Span(start="2024-05", end="2024-06"), "May – June 2024", "май – июнь 2024"),
        (
            Span(start="2025-11-12", basis="published"),
            "12 Nov 2025 (date not in the text)",
            "12 нояб. 2025 (даты нет в тексте)",
        ),
        (Span(start="yesterday"), "yest", "yest"),
    ],
)
def test_dates_are_told_as_precisely_as_they_are_known(span, english, russian):
    assert words_for("en").span(span).startswith(english)
    assert words_for("ru").span(span).startswith(russian)


def test_places_have_their_name_now_and_then():
    place = Place(name="Astana", country="KZ", then="Nur-Sultan")
    assert words_for("en").place(place) == "Nur-Sultan (now Astana)"
    assert words_for("ru").place(place) == "Нур-Султан (ныне Астана)"
    assert words_for("ru").place(Place(name="Moscow")) == "Москва"


def test_the_house_prefers_its_own_names():
    words = words_for("en")
    assert (words.country("TR"), words.country("CZ"), words.place_name("Kiev")) == (
        "Türkiye",
        "Czechia",
        "Kyiv",
    )


def test_contested_flags_are_not_shown():
    assert flag("KZ") == "🇰🇿"
    assert [flag(code) for code in ("XK", "TW", "??", "EU1")] == ["", "", "", ""]


def test_an_unknown_id_is_shown_in_plain_words():
    words: Words = words_for("en")
    assert words.act("never-heard-of") == "never heard of"
    assert words.label("themes", "deep-sea") == "deep sea"


@pytest.mark.parametrize(
    ("name", "country", "russian"),
    [
        ("Tokayev", "KZ", "Токаев"),
        ("Matviyenko", "RU", "Матвиенко"),
        ("Mirziyoyev", "UZ", "Мирзиёев"),
        ("Yatskin", "RU", "Яцкин"),
        ("Medinsky", "RU", "Мединский"),
        ("Sybiha", "UA", "Сибига"),
        ("Pashinyan", "AM", "Пашинян"),
        ("Əliyev", "AZ", "Əliyev"),
        ("Trump", "US", "Trump"),
    ],
)
def test_a_russian_frame_writes_names_from_where_cyrillic_is_known_in_cyrillic(
    name, country, russian
):
    assert in_cyrillic(name, country) == russian
