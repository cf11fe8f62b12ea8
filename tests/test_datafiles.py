"""The data files: every row parses, ids exist, dates are dates, ready-made keys are today's."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from babel.core import get_global

import monitor
from monitor import datafiles
from monitor.datafiles import fingerprint, languages_with, parsed, part, rooms, rows, table
from monitor.gazetteer.offices import rank_of
from monitor.text.lexicon import key_words
from scripts.prepare_tables import prepared

MAIN = ("en", "ru", "kk", "fr", "de", "es", "it", "tr", "zh", "ar", "uk", "az", "uz")
COUNTRIES = set(get_global("territory_languages")) | {"XK"}


@pytest.mark.parametrize("file", ["office_holders.tsv", "office_holders_wikidata.tsv"])
def test_holders_have_known_offices_places_and_dates_in_order(file: str) -> None:
    offices, organisations = set(table("offices.toml")["office"]), set(table("organisations.toml"))
    for where, office, name, _, start, end, source, known_until in rows(file):
        assert office in offices, (where, office)
        assert where in COUNTRIES | organisations, where
        assert name
        assert source
        assert re.fullmatch(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?", start), (name, start)
        assert not end or (re.fullmatch(r"20\d\d(?:-(?:0[1-9]|1[0-2]))?", end) and end >= start), (
            name,
            end,
        )
        assert bool(end) != bool(re.fullmatch(r"20\d\d-\d\d", known_until)), (name, known_until)


@pytest.mark.parametrize(
    ("file", "kind"), [("acts.toml", "act"), ("acts.toml", "stage"), ("themes.toml", "")]
)
def test_every_list_has_words_in_every_main_language(file: str, kind: str) -> None:
    lists = table(file)[kind] if kind else table(file)
    lacking = {
        name: [language for language in MAIN if not words.get(language)]
        for name, words in lists.items()
    }
    assert {name: languages for name, languages in lacking.items() if languages} == {}


def test_places_have_a_country_and_a_kind() -> None:
    for country, place, kind, terms in rows("places.tsv"):
        assert country in COUNTRIES, country
        assert place
        assert kind in ("capital", "city", "region", "building")
        assert all(term.strip() == term and term for term in terms.split(", ")), place


@pytest.mark.parametrize(("file", "name", "key"), [("countries.tsv", 1, 3), ("cities.tsv", 2, 4)])
def test_ready_made_keys_are_those_of_today(file: str, name: int, key: int) -> None:
    stale = [row[name] for row in rows(file) if row[key] != key_words(row[name])]
    assert stale == [], "run scripts/build_gazetteers.py"


def test_a_single_character_names_no_country() -> None:
    assert all(len(row[1]) > 1 for row in rows("countries.tsv"))


def test_demonyms_name_countries() -> None:
    for kind in ("name", "people"):
        for countries in table("demonyms.toml")[kind].values():
            assert set(countries) <= COUNTRIES


def test_bodies_and_offices_fit() -> None:
    offices = table("offices.toml")
    for name, body in offices["body"].items():
        assert body.get("chamber", "one") in ("one", "upper", "lower"), name
        assert body.get("minister", "minister") in offices["office"], name


def test_ranks_read_from_the_lines_are_those_of_the_table() -> None:
    offices = table("offices.toml")["office"]
    assert {office: rank_of(office) for office in offices} == {
        office: words.get("rank", 9) for office, words in offices.items()
    }


@pytest.mark.parametrize(
    ("name", "key"),
    [("speech.toml", "pronouns"), ("figures.toml", "hedge"), ("demonyms.toml", "name")],
)
def test_a_part_is_what_the_whole_table_has_under_its_name(name: str, key: str) -> None:
    assert part(name, key) == table(name)[key]


def test_what_a_table_has_of_a_language_is_what_its_room_says() -> None:
    for language, room in rooms().items():
        for trait, holds in room.get("traits", {}).items():
            assert (language in languages_with(trait)) is bool(holds)
        for term, words in room.get("demonyms", {}).get("name", {}).items():
            assert table("demonyms.toml")["name"][language][term] == words


TEXTS = [path.read_text(encoding="utf-8") for path in Path(monitor.__file__).parent.rglob("*.toml")]


def test_every_table_is_prepared_under_the_fingerprint_of_its_text() -> None:
    ready = json.loads(prepared())
    assert ready == {fingerprint(text): tomllib.loads(text) for text in TEXTS}


def test_a_table_says_the_same_prepared_or_not_and_edited_it_is_parsed_again() -> None:
    assert [parsed(text) for text in TEXTS] == list(map(tomllib.loads, TEXTS))
    assert parsed(TEXTS[0] + '\n[edited]\nwords = ["new"]\n')["edited"] == {"words": ["new"]}


def test_where_the_install_prepared_nothing_every_table_is_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(datafiles, "PREPARED", "nothing.json")
    datafiles._prepared.cache_clear()
    try:
        assert datafiles.parsed("a = [1, 2]") == {"a": [1, 2]}
    finally:
        datafiles._prepared.cache_clear()
