"""`sources …` on the outlets that come with the program, and on wrong ones."""

import json
import tomllib
from pathlib import Path

import pytest

from monitor.cli.root import run

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def ask(capsys):
    def ask(home, *args):
        capsys.readouterr()
        status = run(["--home", str(home), "sources", *args])
        return (status, *capsys.readouterr())

    return ask


@pytest.fixture
def home(tmp_path):
    (tmp_path / "config").mkdir()
    return tmp_path


def written(home, text):
    (home / "config" / "sources.toml").write_text(text)
    return home


def test_the_outlets_that_come_with_the_program_are_many_and_right(ask):
    status, out, _ = ask(HOUSE, "check", "--json")
    assert status == 0
    assert json.loads(out)["ok"] is True
    known = tomllib.loads((HOUSE / "config" / "sources.toml").read_text()).values()
    assert len(known) >= 250
    assert len({one["country"] for one in known if "country" in one}) >= 60
    assert all(one["evidence"] and one["hosts"] for one in known)


def test_the_list_is_of_a_country_and_a_kind(ask):
    status, out, _ = ask(HOUSE, "list", "--country", "kz", "--kind", "party", "--json")
    found = json.loads(out)["sources"]
    assert status == 0
    assert {(one["country"], one["kind"]) for one in found} == {("KZ", "party")}
    assert "akorda.kz" in ask(HOUSE, "list", "--country", "KZ")[1]
    assert "no such outlet" in ask(HOUSE, "list", "--country", "XX")[1]


def test_a_home_without_outlets_is_right_and_says_so(ask, home):
    assert ask(home, "check") == (0, "ok    sources    no outlets\n", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[a]\nname = "A"\nkind = "gov"', "“kind” may not be “gov”"),
        ('[a]\nname = "A"\ncountry = "UK"', "“country” may not be “UK”"),
        (
            '[a]\nname = "A"\nhosts = ["a.example"]\n[b]\nname = "B"\nhosts = ["a.example"]',
            "[b] and [a] have one host: a.example",
        ),
        (
            '[a]\nname = "A"\nhosts = ["a.example"]\n[b]\nname = "B"\nhosts = ["www.a.example"]',
            "[b] and [a] have one host: www.a.example",
        ),
    ],
)
def test_what_is_wrong_is_told_with_how_to_mend_it(ask, home, text, words):
    status, out, _ = ask(written(home, text), "check")
    assert status == 1
    assert "WRONG" in out
    assert words in out
    assert "hint: " in out
