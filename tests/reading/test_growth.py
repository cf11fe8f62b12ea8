"""Twice the text takes twice the work, whatever the text: no kind of bench/hostile.py grows faster.

Work is counted in calls, Python's and the interpreter's own, so that a busy machine changes
nothing. A loop that calls nothing is not seen; bench/hostile.py measures seconds.
"""

import random
import sys

import pytest

from bench.hostile import BAIT, SHAPES
from monitor.claims import read
from monitor.intake.normalize import incoming

KINDS = {
    **{f"bait {number}": lambda size, bait=bait: bait * (size // len(bait.encode()) + 1)
       for number, bait in enumerate(BAIT)},
    **{name: lambda size, make=make: f"{make(size, random.Random(7))} "
       for name, make in SHAPES.items()},
}  # fmt: skip
# Bytes → how many times the calls the same text takes twice: more than the longest sentence that is
# looked at, and one sentence, in which some few looks still go through all its words.
GROWTH_MAX = {4_096: 2.2, 1_024: 2.5}


def calls(text):
    """How many calls it takes to read this, once the words are known."""
    came = incoming(text=text, published="2024-03-15", outlet="x")
    read(came.article, came.text)
    counted = 0

    def count(_frame, event, _argument):
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(came.article, came.text)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_text_is_twice_the_work(kind):
    for size, growth in GROWTH_MAX.items():
        once = KINDS[kind](size)
        assert calls(once * 2) <= growth * calls(once)


@pytest.mark.no_cover  # a tracer would double what is looked at here already
@pytest.mark.parametrize("kind", ["names without capitals", "words never seen"])
def test_twice_as_many_names_are_twice_the_work(kind):
    few, many = (SHAPES[kind](size, random.Random(7)) for size in (8_192, 16_384))
    assert calls(many) <= 2.2 * calls(few)


def test_the_work_of_a_longer_text_is_seen():
    sentence = "Tokayev met Putin in Astana on Monday and signed an agreement. "
    assert calls(sentence * 40) > 1.5 * calls(sentence * 20)
