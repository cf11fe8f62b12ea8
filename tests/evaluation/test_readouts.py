"""What is told, held against what a person read."""

import pytest

from monitor.digest.alone import (
    ToldAlone,
    ToldDate,
    ToldFigure,
    ToldPerson,
    ToldPlace,
    ToldQuote,
)
from monitor.errors import InputError
from monitor.evaluation.readouts import (
    FigureInReadout,
    NamedInReadout,
    QuoteInReadout,
    Readout,
    is_same,
    lines_of,
    meets,
    score,
)

READOUT = Readout(
    id="a",
    leads=(
        NamedInReadout(name="Вера Орлова", latin="Vera Orlova", country="AT"),
        NamedInReadout(country="KZ"),
    ),
    present=("Anna Weber",),
    acts=("meeting", "talks"),
    stage="happened",
    place="Astana",
    date="2026-03-12",
    quotes=(QuoteInReadout(speaker="Vera Orlova", first_words="We agree on trade"),),
    figures=(FigureInReadout(number="3 billion", of="trade", owner=None),),
)
RIGHT = ToldAlone(
    id="a",
    told=True,
    actors=(ToldPerson(name="Orlova"),),
    with_=(ToldPerson(name="Weber"),),
    sides=("KZ", "AT"),
    act="talks",
    stage=None,
    place=ToldPlace(name="Nur-Sultan (now Astana)"),
    date=ToldDate(start="2026-03"),
    quotes=(ToldQuote(speaker="Vera Orlova", text="“We agree on trade and more.”"),),
    figures=(ToldFigure(text="trade of 3 billion euros"),),
)


def wrong(told: ToldAlone, **more: dict[str, str]) -> set[str]:
    return {one.field for one in score([READOUT], {"a": told}, **more).mistakes}


def test_what_is_right_is_right_and_found():
    scores = score([READOUT], {"a": RIGHT})
    assert scores.mistakes == ()
    assert scores.wrong == scores.entries_wrong == 0
    assert {name: one.recall for name, one in scores.fields.items()} == dict.fromkeys(
        scores.fields, 1.0
    )


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("actors", {"actors": (ToldPerson(name="Timur Serikov"),)}),
        ("with", {"with_": (ToldPerson(name="Timur Serikov"),)}),
        ("act", {"act": "summit"}),
        ("stage", {"stage": "announced"}),
        ("place", {"place": ToldPlace(name="Moscow")}),
        ("date", {"date": ToldDate(start="2026-03-13")}),
        ("quotes", {"quotes": (ToldQuote(speaker="Anna Weber", text="We agree on trade."),)}),
        ("quotes", {"quotes": (ToldQuote(speaker="Vera Orlova", text="Something else."),)}),
        ("figures", {"figures": (ToldFigure(text="trade of 4 billion euros"),)}),
    ],
)
def test_each_wrong_claim_counts_in_its_field(field, told):
    kept = {name: getattr(RIGHT, name) for name in RIGHT.__struct_fields__}
    assert wrong(ToldAlone(**(kept | told))) == {field}


def test_a_published_day_counts_neither_way_where_the_article_names_none():
    undated = Readout(id="a", acts=("meeting",), stage="happened")
    told = ToldAlone(id="a", told=True, date=ToldDate(start="2026-03-13", basis="relative"))
    scores = score([undated], {"a": told}, published={"a": "2026-03-13T09:00:00Z"})
    assert scores.fields["date"].told == 0


def test_news_of_another_kind_that_is_told_is_wrong():
    sport = Readout(id="a", diplomatic=False)
    assert {one.field for one in score([sport], {"a": RIGHT}).mistakes} == {"diplomatic"}


def test_a_name_meets_its_other_script_and_spelling():
    assert is_same("Sergei Lavrov", NamedInReadout(name="Сергей Лавров", latin="Sergey Lavrov"))
    assert not is_same("Sergei Lavrov", NamedInReadout(name="Андрей Нарышкин"))


def test_spans_meet_where_they_have_a_day_in_common():
    assert meets("2026-03-12", None, "2026-03-11/2026-03-12")
    assert meets("2026", None, "2026-03-12")
    assert not meets("2026-03-12", None, "2026-03-13/2026-03-14")
    assert not meets("2026-03-12", None, None)


def test_a_line_that_is_no_readout_says_which(tmp_path):
    file = tmp_path / "readouts.jsonl"
    file.write_text('{"id": "a"}\n{"id": 7}\n')
    with pytest.raises(InputError, match="line 2"):
        lines_of(file)


def test_a_field_that_is_null_says_nothing(tmp_path):
    file = tmp_path / "readouts.jsonl"
    file.write_text('{"id": "a", "present": null, "place": null, "leads": []}\n')
    assert lines_of(file) == [Readout(id="a")]
