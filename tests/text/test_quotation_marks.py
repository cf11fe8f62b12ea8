"""Which quotation marks belong together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.quotation_marks import pairs


def inside(text: str) -> list[str]:
    return [text[pair.start + 1 : pair.end - 1] for pair in pairs(text)[0]]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("He said “yes” twice", ["yes"]),
        ("Он сказал «да» дважды", ["да"]),
        ("Er sagte „ja“ zweimal", ["ja"]),
        ("Powiedział „tak” dwa razy", ["tak"]),
        ('He said "yes" and "no"', ["yes", "no"]),
        ("他说「好」", ["好"]),
        ('יו"ר הוועדה אמר "כן" לשגריר', ["כן"]),
        ("Проект «Поезд «Памяти» идёт» начат", ["Поезд «Памяти» идёт"]),
        ("It's Putin's ‘word’ and the two countries’ ties", []),
    ],
)
def test_all_styles_are_paired(text, want):
    assert inside(text) == want


def test_a_mark_that_is_never_closed_does_not_swallow_the_next_quotation():
    closed, unclosed = pairs(
        "«For us it is a highlight Tokayev said. «Our relations are developing,» Putin noted."
    )
    assert len(closed) == 1
    assert unclosed == 1
    assert inside("«For us it is Tokayev said. «Our relations are developing,» Putin noted.") == [
        "Our relations are developing,"
    ]


def test_an_unclosed_straight_mark_does_not_turn_the_others_inside_out():
    assert inside('"We agreed, he said. "They grow," she noted.') == ["They grow,"]


@given(st.text(alphabet=st.sampled_from('ab «»“”„"‹›「」‘’. '), max_size=200))
def test_pairs_never_overlap(text):
    closed, unclosed = pairs(text)
    assert unclosed >= 0
    assert all(one.end <= other.start for one, other in pairwise(closed))
