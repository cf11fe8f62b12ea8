"""A language's words stand in its room, and the tables of the rules are put together from the
rooms.
"""

import tomllib
from importlib.resources import files

import pytest

from monitor.datafiles import languages_with, rooms, table
from monitor.text.coverage import languages_read

DATA = files("monitor") / "data"
TABLES = sorted(file.name for file in DATA.iterdir() if file.name.endswith(".toml"))


def bare(name):
    """The file itself, and the places where languages stand in it."""
    found = tomllib.loads((DATA / name).read_text(encoding="utf-8"))
    return found, [tuple(place.split(".")) for place in found.pop("by_language", ())]


def is_at(path, place):
    return len(path) == len(place) and all(
        want in {"*", key} for want, key in zip(place, path, strict=True)
    )


def parted(node, places, path=()):
    """(path, language, words) of all that stands by language in a table."""
    for key, value in node.items():
        if any(is_at(path, place) for place in places) and key in rooms():
            yield path, key, value
        elif isinstance(value, dict):
            yield from parted(value, places, (*path, key))


def words_of(room, places, path=()):
    """(path, words) of one room's part for a table."""
    if any(is_at(path, place) for place in places):
        yield path, room
        return
    for key, value in room.items():
        yield from words_of(value, places, (*path, key))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_parted_by_language_gives_the_rooms_again(name):
    _, places = bare(name)
    there = [
        (path, language, words)
        for language, room in rooms().items()
        for path, words in words_of(room.get(name.removesuffix(".toml"), {}), places)
    ]
    back = list(parted(table(name), places))
    assert len(there) == len(back)
    assert all(entry in back for entry in there)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_without_its_languages_is_its_file(name):
    file, places = bare(name)
    assert not list(parted(file, places)), "words of a language stand in its room"

    def without(node, path=()):
        here = any(is_at(path, place) for place in places)
        return {
            key: without(value, (*path, key)) if isinstance(value, dict) else value
            for key, value in node.items()
            if not (here and key in rooms())
        }

    def filled(node):
        return {
            key: value
            for key, inner in node.items()
            if (value := filled(inner) if isinstance(inner, dict) else inner) != {}
        }

    assert filled(without(table(name))) == filled(file)


def test_every_part_of_a_room_is_of_a_table():
    known = {name.removesuffix(".toml") for name in TABLES if bare(name)[1]} | {"traits"}
    assert {part for room in rooms().values() for part in room} <= known


def test_whoever_reads_a_language_knows_when_its_verb_stands_last():
    assert {"kk", "tr", "ja", "ko", "fa", "ka"} <= languages_with("verb_last")
    assert not languages_with("verb_last") & {"en", "ru", "fr", "zh", "ar"}
    assert not languages_with("no such trait")


def test_languages_that_are_read_have_a_room():
    assert languages_read() <= rooms().keys()
    assert {"en", "ru", "kk", "ka"} <= languages_read()
