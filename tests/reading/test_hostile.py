"""Whatever comes is read without an error, within bounds: mutated articles of many languages, and
every shape of bench/hostile.py.
"""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.hostile import BAIT, SHAPES, mutated, real_texts
from monitor.claims import read
from monitor.intake.normalize import incoming
from monitor.model import Reading
from tests.house import examples

REAL = real_texts()


def bounded(text, **known):
    came = incoming(text=text, outlet="x", **known)
    reading = read(came.article, came.text)
    written = msgspec.json.encode(reading)
    assert msgspec.json.decode(written, type=Reading) == reading
    assert len(written) <= 6_000 + 12 * len(came.text.encode())


@settings(max_examples=examples(60))
@given(
    st.integers(0, len(REAL) - 1),
    st.integers(0),
    st.sampled_from([None, "en", "ru", "zh", "ar", "xx"]),
    st.sampled_from([None, "2024", "2024-02-29", "0001-01-01", "9999-12-31"]),
)
def test_mutated_articles(which, seed, lang, published):
    bounded(mutated(REAL[which], random.Random(seed))[:12_000], lang=lang, published=published)


@settings(max_examples=examples(100))
@given(
    st.lists(st.one_of(st.sampled_from(BAIT), st.text(max_size=30)), max_size=30),
    st.sampled_from(["", " ", "\n", ", "]),
)
def test_baits_in_any_order(pieces, between):
    bounded(between.join(pieces), title=between.join(pieces[::-1])[:300], published="2024-03-15")


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape(shape):
    bounded(SHAPES[shape](6_000, random.Random(3)), published="2024-03-15")


@pytest.mark.parametrize(
    "line", ["ж" * 500_000, "word " * 200_000, '"' * 1_000_000, "“a " * 250_000]
)
def test_a_line_of_a_megabyte(line):
    bounded(line, title=line[:2_000], published="2024-03-15")
