import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from monitor.cli.output import Column, csv_of, cut, emit, printable, table, wrap
from monitor.digest.sanitize import json_escaped

WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=5), st.sampled_from([80, 120]))
def test_a_table_never_is_wider_than_its_limit(rows, limit):
    columns = [Column("no."), Column("who", flexible=True), Column("what", flexible=True)]
    rows = [("S1", who, what) for _, who, what in rows]
    assert all(
        cell_len(line) <= limit for line in table(columns, rows, width_max=limit).splitlines()
    )


@given(st.tuples(WORDS, WORDS))
def test_a_row_is_one_line_whatever_its_cells_hold(row):
    assert len(table([Column("a"), Column("b")], [row]).split("\n")) == 2


def test_wide_characters_take_two_cells():
    lines = table([Column("who"), Column("n")], [("习近平", "1"), ("Tokayev", "2")]).splitlines()
    assert cell_len(lines[1].rstrip("1")) == cell_len(lines[2].rstrip("2"))


def test_without_a_limit_nothing_is_cut():
    assert "x" * 300 in table([Column("a", flexible=True)], [("x" * 300,)])


def test_what_was_cut_ends_in_an_ellipsis():
    assert cut("Kazakhstan", 5) == "Kaza…"
    assert cut("习近平主席", 6) == "习近…"
    assert cut("Kazakhstan", 10) == "Kazakhstan"


@given(WORDS, st.integers(min_value=40, max_value=120))
def test_wrapped_text_keeps_its_words(text, width):
    assert wrap(text, width_max=width).split() == text.split()


def test_what_a_terminal_would_obey_is_not_printed():
    assert printable("a\x1b[31mb\u202ec\x07") == "a\ufffd[31mb\ufffdc\ufffd"


@given(st.lists(st.text()))
def test_a_document_says_the_same_with_nothing_in_it_that_a_terminal_would_obey(words):
    safe = [word.encode(errors="ignore").decode() for word in words]
    written = json_escaped(msgspec.json.encode(safe).decode())
    assert json.loads(written) == safe
    assert not set(written) & {chr(code) for code in (*range(32), *range(0x7F, 0xA0))}


def test_a_document_is_printed_with_directions_and_controls_escaped(capsys):
    emit({"title": "a\x1b[31mb\u202ec\x9b1m\U000e0041", "other": "Қазақстан فارسی\u200cها"})
    printed = capsys.readouterr().out
    assert "\\u202ec\\u009b1m\\udb40\\udc41" in printed
    assert "Қазақстан" in printed
    assert printed.count("\n") == 4


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_a_spreadsheet_gets_text_not_formulas(cell):
    assert "'" + cell in csv_of(["a"], [[cell]])


def test_a_cell_holds_nothing_that_a_terminal_would_obey():
    assert csv_of(["a"], [["x\x07\u202ey"]]) == "a\nx\ufffd\ufffdy"


def test_unknown_cells_are_empty_in_csv():
    assert csv_of(["a", "b"], [[None, "x,y"]]) == 'a,b\n,"x,y"'
