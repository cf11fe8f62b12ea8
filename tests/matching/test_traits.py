import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.traits import exact, gap, period_of, traits_of
from monitor.model import Reading, Span
from tests.matching.makers import article, people, reading


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2024-12-12", 1),
        ("2024-12-12T09:00:00+05:00", 1),
        ("2024-02", 29),
        ("2023", 365),
        ("soon", None),
        (None, None),
    ],
)
def test_a_partial_date_means_all_its_days(written, days):
    period = period_of(written)
    assert (period[1] - period[0] + 1 if period else None) == days


@given(st.text(max_size=20))
def test_no_writing_of_a_date_raises(written):
    assert period_of(written) is None or period_of(written)[0] <= period_of(written)[1]


def test_the_gap_between_periods_is_the_fewest_days_that_can_lie_between_them():
    assert gap(period_of("2024-03"), period_of("2024-03-20")) == 0
    assert gap(period_of("2024-03-01"), period_of("2024-03-20")) == 19
    assert gap(None, period_of("2024")) is None


def test_a_date_that_is_only_the_published_one_says_nothing_of_the_event():
    span = Span(start="2024-12-12", basis="published")
    assert traits_of(article(), Reading(language="en", date=span, dates=(span,))).when is None


def test_a_month_is_no_exact_day():
    assert not exact(period_of("2024-03"))
    assert exact(period_of("2024-03-01"))


def test_leads_stand_before_those_who_are_mentioned():
    read = Reading(language="en", people=(*people("Orlov", role="mentioned"), *people("Smirnov")))
    traits = traits_of(article(), read)
    assert traits.spelt == ("Smirnov", "Orlov")
    assert traits.leads == 1


def test_spellings_of_a_surname_are_one_name():
    spelt = [
        traits_of(article(), reading(name)).names
        for name in ("matvienko", "matviyenko", "matvijenko")
    ]
    assert len(set(spelt)) == 1


def test_an_empty_reading_has_traits():
    traits = traits_of(article(published=None), Reading(language="und"))
    assert traits.published is None
    assert traits.names == ()
