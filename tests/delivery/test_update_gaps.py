"""Updates that somebody else was given."""

from datetime import timedelta

import pytest

from monitor.delivery.update_gaps import Heard, heard, missed
from tests.stories.cases import NOW

BEFORE = Heard(100, NOW, NOW)


@pytest.mark.parametrize(
    ("came", "numbers"),
    [
        ([101, 102], []),
        ([], []),
        ([103], [101, 102]),
        ([102, 101], []),
        ([101, 104], [102, 103]),
        ([99, 100, 101], []),  # handed over again
    ],
)
def test_a_number_that_never_came_went_elsewhere(came, numbers):
    assert missed(BEFORE, came, now=NOW + timedelta(hours=1)) == numbers


def test_after_a_day_without_asking_or_a_week_without_an_update_a_gap_proves_nothing():
    assert missed(BEFORE, [200], now=NOW + timedelta(hours=24)) == []
    week_later = NOW + timedelta(days=7)
    asked_on = BEFORE._replace(asked_at=week_later)
    assert missed(asked_on, [9000], now=week_later) == []
    assert heard(asked_on, [7], now=week_later) == Heard(7, week_later, week_later)


def test_before_the_first_update_nothing_can_be_missing():
    assert (missed(None, [5], now=NOW), heard(None, [], now=NOW)) == ([], None)


def test_a_great_gap_is_told_without_counting_through_it():
    assert len(missed(BEFORE, [10**12], now=NOW)) == 1000
