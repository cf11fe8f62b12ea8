"""`people` as an operator uses it: who holds what, since when and why; and that it is wrong."""

import json

import pytest
from test_commands import fits

TEXT = (
    "Sweden's new foreign minister, Anna Lindqvist, met Turkish Foreign Minister Hakan Fidan in "
    "Ankara on Thursday. They discussed trade."
)


@pytest.fixture(autouse=True)
def _in_november(monkeypatch):
    monkeypatch.setenv("MONITOR_NOW", "2026-11-22T04:00:00Z")


@pytest.fixture
def taught(ask, tmp_path):
    """A home in which three outlets have named a new minister."""
    lines = [
        {"url": f"https://{name}.example/1", "outlet": name, "lang": "en", "text": TEXT}
        | {"published": "2026-11-20", "title": "Talks in Ankara"}
        for name in ("Alpha", "Beta", "Gamma")
    ]
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    home = tmp_path / "home"
    assert ask("ingest", file, home=home).status == 0
    return home


@pytest.mark.parametrize(
    "asked", ["KZ", "kz", "Kazakhstan", "Қазақстан", "Казахстан", "哈萨克斯坦"]
)
def test_a_country_is_asked_for_by_its_code_or_a_name_in_any_language(ask, tmp_path, asked):
    found = fits(ask("people", asked, "--json", home=tmp_path).json, "people")
    assert found["where"] == "KZ"
    assert {"president", "foreign-minister"} <= {one["office"] for one in found["people"]}
    assert {one["why"] for one in found["people"]} == {"file"}
    assert all(one["source"] and one["known"] for one in found["people"])


def test_an_organisation_is_asked_for_by_its_short_name(ask, tmp_path):
    assert "secretary-general" in ask("people", "un", home=tmp_path).out.replace(" ", "-")


def test_an_unknown_country_is_one_clear_line(ask, tmp_path):
    told = ask("people", "Narnia", home=tmp_path)
    assert (told.status, told.out) == (1, "")
    assert "there is no country “Narnia” that is known" in told.err


def test_all_countries_are_told_without_one(ask, tmp_path):
    assert len(ask("people", home=tmp_path).out.splitlines()) > 200


def test_what_was_learnt_is_told_with_its_outlets_and_sentences(ask, taught):
    told = ask("people", "Sweden", home=taught).out
    assert "Anna Lindqvist" in told
    assert "learnt (1) from Alpha, Beta, Gamma; last said 2026-11-20" in told
    assert "Stenergard" not in told
    assert told.count("Sweden's new foreign minister") == 3
    document = fits(ask("people", "SE", "--json", home=taught).json, "people")
    (one,) = (one for one in document["people"] if one["why"] == "learnt")
    assert (one["number"], one["since"], len(one["evidence"])) == (1, "2026-11-20", 3)


def test_the_next_article_that_says_only_the_office_is_told_with_the_new_person(
    ask, taught, monkeypatch
):
    line = {
        "url": "https://delta.example/2", "outlet": "Delta", "lang": "en",
        "published": "2026-11-21",
        "title": "Foreign ministers of Sweden and Kazakhstan meet in Astana",
        "text": "ASTANA, November 21. The foreign minister of Sweden met Kazakhstan's Foreign "
        "Minister Yermek Kosherbayev in Astana on Saturday. They discussed trade.",
    }  # fmt: skip
    file = taught / "next.jsonl"
    file.write_text(json.dumps(line))
    assert ask("ingest", file, home=taught).status == 0
    monkeypatch.setenv("MONITOR_NOW", "2026-11-22T12:00:00Z")
    assert "SE Lindqvist met KZ Kosherbayev" in ask("digest", home=taught).out


def test_what_was_learnt_can_be_wrong_and_that_is_taken_back(ask, taught):
    wrong = ask("people", "wrong", "1", "--reason", "a mistake", home=taught)
    assert wrong.out == (
        "correction 2: what was learnt under 1 is not believed · take it back: monitor undo 2\n"
    )
    assert "Stenergard" in ask("people", "SE", home=taught).out
    assert "correction 2 is taken back" in ask("undo", home=taught).out
    assert "Lindqvist" in ask("people", "SE", home=taught).out
    assert ask("replay", "--check", home=taught).status == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("wrong",), "what is wrong?"),
        (("wrong", "x"), "“x” is not the number of anything learnt"),
        (("wrong", "7"), "nothing was learnt under the number 7"),
    ],
)
def test_a_wrong_number_is_one_clear_line(ask, taught, asked, said):
    told = ask("people", *asked, home=taught)
    assert told.status != 0
    assert said in told.err


def test_the_operators_own_file_goes_before_all(ask, taught):
    (taught / "config").mkdir(exist_ok=True)
    (taught / "config" / "people.toml").write_text(
        '[ours]\ncountry = "SE"\noffice = "foreign-minister"\nname = "Karin Olsson"\n'
    )
    told = ask("people", "SE", home=taught).out
    assert "Karin Olsson" in told
    assert "config/people.toml, line 1" in told
    assert "Lindqvist" not in told


def test_a_country_of_which_nobody_is_known_says_where_to_write_it(ask, tmp_path):
    assert "nobody is known to hold an office of TV" in ask("people", "TV", home=tmp_path).out
