"""Where a feed gives no time, the day of first seeing stands for it: weaker, and said so."""

from datetime import UTC, datetime

import pytest

from monitor.feeds.parse.entries import published_of
from monitor.matching import compare, explain
from monitor.matching.index import Index
from monitor.matching.traits import AS_SEEN_NOTE, traits_of
from tests.matching.makers import article, reading

NOW = datetime(2024, 12, 12, 9, tzinfo=UTC)
SEEN = {"notes": (AS_SEEN_NOTE,)}


def factors(mine, other):
    index = Index()
    index.add("s", article("known"), other)
    question = compare.arriving(traits_of(article("a"), mine), index)
    ((traits, norms),) = index.members("s")
    return compare.factors(question, traits, norms)


def test_a_feed_without_times_says_that_the_day_is_that_of_first_seeing():
    day, notes = published_of(None, zone=None, now=NOW, fresh=True)
    assert (day, notes) == ("2024-12-12", (AS_SEEN_NOTE,))


@pytest.mark.parametrize(("mine", "other"), [(SEEN, {}), ({}, SEEN), (SEEN, SEEN)])
def test_a_day_of_first_seeing_says_half_of_what_a_stated_one_says(mine, other):
    near = factors(reading("Orlova", **mine), reading("Orlova", **other))[compare.NEAR]
    assert near == 0.5 * factors(reading("Orlova"), reading("Orlova"))[compare.NEAR]


def test_a_day_of_first_seeing_is_no_evidence_of_the_event_s_own_day():
    dated = reading("Orlova", "Serikov", day="2024-12-12")
    assert factors(reading("Orlova", "Serikov"), dated)[compare.AS_PUBLISHED] == 1.0
    assert factors(reading("Orlova", "Serikov", **SEEN), dated)[compare.AS_PUBLISHED] == 0.0
    assert factors(dated, reading("Orlova", "Serikov", **SEEN))[compare.AS_PUBLISHED] == 0.0


def test_the_comparison_says_that_a_day_is_one_of_first_seeing():
    stated, seen = (traits_of(article(), reading(**notes)) for notes in ({}, SEEN))
    assert explain.note("published near", stated, seen) == "0 days apart, on a day of first seeing"
    assert explain.note("published near", stated, stated) == "0 days apart"
