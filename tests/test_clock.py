from datetime import UTC, datetime, timedelta, timezone

import pytest

from monitor.clock import Clock


def test_a_clock_that_is_set_starts_there_and_runs_on():
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    clock = Clock(start)
    first, second = clock.now(), clock.now()
    assert start <= first <= second < start + timedelta(minutes=1)


def test_a_clock_tells_utc_whatever_zone_it_was_set_in():
    clock = Clock(datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=5))))
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.now().hour == 4


def test_a_time_without_a_zone_sets_no_clock():
    with pytest.raises(ValueError, match="zone"):
        Clock(datetime(2026, 11, 23, 9))  # noqa: DTZ001 — the very thing that is refused


def test_a_clock_that_is_not_set_shows_the_computers_time():
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)
