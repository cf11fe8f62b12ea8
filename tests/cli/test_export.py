"""`monitor export`: files for other tools, whole or not at all."""

import csv
import io
import json
import sys

import jsonschema
import pyarrow.parquet
import pytest

from monitor.cli.documents import schema_of


@pytest.mark.parametrize("table", ["stories", "accounts", "claims", "meetings"])
def test_a_table_is_the_same_in_every_shape(ask, tmp_path, table):
    csv_file, jsonl, parquet = (tmp_path / f"{table}.{end}" for end in ("csv", "jsonl", "parquet"))
    for shape, path in (("csv", csv_file), ("jsonl", jsonl), ("parquet", parquet)):
        done = ask("export", table, "--format", shape, "--output", path)
        assert done.status == 0, done.err
        assert str(path) in done.err
    lines = [json.loads(line) for line in jsonl.read_text().splitlines()]
    rows = list(csv.DictReader(io.StringIO(csv_file.read_text("utf-8-sig"), newline="")))
    found = pyarrow.parquet.read_table(parquet).to_pylist()
    assert len(lines) == len(rows) == len(found) > 0
    assert list(lines[0]) == list(rows[0]) == list(found[0])
    assert [row["number"] for row in found] == [line["number"] for line in lines]
    assert [int(row["number"]) for row in rows] == [line["number"] for line in lines]


def test_the_seeds_say_who_met_whom_and_where(ask, tmp_path):
    path = tmp_path / "meetings.jsonl"
    ask("export", "meetings", "--format", "jsonl", "--output", path)
    first = json.loads(path.read_text().splitlines()[0])
    assert {first["one_country_a3"], first["other_country_a3"]} == {"KAZ", "RUS"}
    assert (first["place"], first["day_start"]) == ("Astana", "2024-12-12")
    assert first["plover_event"] == "CONSULT"


def test_a_span_is_of_the_stories_days(ask, tmp_path):
    path = tmp_path / "some.jsonl"
    told = ask("export", "stories", "--format", "jsonl", "--since", "2025", "--output", path)
    assert told.status == 0
    assert [json.loads(line)["number"] for line in path.read_text().splitlines()] == [4]


def test_words_of_others_are_exported_only_when_asked_for(ask, tmp_path):
    path = tmp_path / "claims.jsonl"
    ask("export", "claims", "--format", "jsonl", "--output", path)
    assert not any(json.loads(line)["words"] for line in path.read_text().splitlines())
    ask("export", "claims", "--format", "jsonl", "--texts", "--output", path)
    assert any(json.loads(line)["words"] for line in path.read_text().splitlines())


def test_what_was_written_is_told_as_json(ask, tmp_path):
    path = tmp_path / "stories.csv"
    told = ask("--json", "export", "stories", "--output", path).json
    jsonschema.validate(told, schema_of("export"))
    assert told == {"table": "stories", "format": "csv", "rows": 4, "file": str(path)}


def test_ninjs_is_one_object_a_line(ask, tmp_path):
    path = tmp_path / "stories.ninjs"
    assert ask("export", "stories", "--format", "ninjs", "--output", path).status == 0
    items = [json.loads(line) for line in path.read_text().splitlines()]
    assert len({item["uri"] for item in items}) == 4


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["claims", "--format", "ninjs"], "ninjs has no form for claims"),
        (["stories", "--format", "parquet"], "Parquet is for a file"),
        (["stories", "--since", "soon"], "is no day for since"),
        (["stories", "--output", "/nowhere/at/all.csv"], "cannot be written"),
        (["gossip"], "gossip"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(ask, args, said):
    told = ask("export", *args)
    assert told.status == 2
    assert said in told.err


def test_without_pyarrow_it_is_said_how_to_get_it(ask, tmp_path, monkeypatch):
    """As where the extra was not installed: importing it fails."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    told = ask("export", "stories", "--format", "parquet", "--output", tmp_path / "x.parquet")
    assert told.status == 2
    assert "diplomacy-monitor[data]" in told.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_stays_if_the_new_one_fails(ask, tmp_path):
    path = tmp_path / "stories.csv"
    path.write_text("mine")
    assert ask("export", "stories", "--since", "soon", "--output", path).status == 2
    assert path.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["stories.csv"]
