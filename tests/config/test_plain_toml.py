"""The quick reader and tomllib say the same, or the quick one says nothing."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.plain_toml import plain_tables

CONFIG = Path(__file__).parents[2] / "config"


@pytest.mark.parametrize("name", ["sources.toml", "feeds.toml", "topics.toml", "monitor.toml"])
def test_the_files_that_come_with_the_program_are_plain(name):
    text = (CONFIG / name).read_text()
    assert plain_tables(text) == tomllib.loads(text)


PIECES = [
    "[a]",
    "[b-2] # words",
    "  [c]",
    "[a.b]",
    "[[a]]",
    "k = 1",
    "k=-12",
    "k = 007",
    "k = -0",
    "k = 1.5",
    "m = true",
    "m = True",
    'n = "a text"',
    'n = "a\ttab # no comment"',
    'n = "quoted \\" text"',
    "n = 'single'",
    'n = "open',
    'o = ["a", "b"]',
    'o = ["a","b",]',
    "o = []",
    "o = [1]",
    "o = [",
    "]",
    "p.q = 1",
    '"r" = 1',
    "# a comment",
    "",
    "   ",
    "s = 1 t = 2",
    "u = 1\x00",
    'u = "\x00"',
    "k = 1\r",
    'v = "\u2028 Ünïcode"',
]


@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_whatever_it_reads_tomllib_reads_alike(lines):
    text = "\n".join(lines)
    found = plain_tables(text)
    assert found is None or found == tomllib.loads(text)


@given(st.text(alphabet='[]="\\ \n\tka1,#\x01\r.', max_size=30))
def test_nor_does_it_make_sense_of_what_is_none(text):
    found = plain_tables(text)
    assert found is None or found == tomllib.loads(text)


@pytest.mark.parametrize("text", ["[a]\n[a]", "k = 1\nk = 1", "[a]\nk = 1\nk = 2"])
def test_what_stands_twice_is_left_to_tomllib(text):
    assert plain_tables(text) is None
