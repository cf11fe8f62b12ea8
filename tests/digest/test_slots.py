from datetime import UTC, date, datetime, time

import pytest

from monitor.digest.slots import last_slot, slot_on, slots


@pytest.mark.parametrize(
    ("zone", "day", "hour", "expected"),
    [
        # UTC+5 since 1 March 2024
        ("Asia/Almaty", date(2026, 11, 23), time(9), "2026-11-23T04:00"),
        ("Asia/Almaty", date(2024, 2, 28), time(9), "2024-02-28T03:00"),  # UTC+6 before
        # does not exist: when the gap is over
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T01:00"),
        # comes twice: the first
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        # a gap of half an hour
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),
        ("Pacific/Apia", date(2026, 1, 1), time(0), "2025-12-31T11:00"),
    ],
)
def test_a_slot_is_an_hour_of_its_zone(zone, day, hour, expected):
    assert slot_on(day, hour=hour, zone=zone) == datetime.fromisoformat(expected).replace(
        tzinfo=UTC
    )


def test_slots_come_once_a_day_through_a_change_of_clocks():
    since, until = datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    found = slots(since, until, hour=time(2, 30), zone="Europe/Berlin")
    assert [slot.day for slot in found] == [27, 28, 29, 30, 31]
    assert all(last_slot(slot, hour=time(2, 30), zone="Europe/Berlin") == slot for slot in found)


def test_a_weekly_slot_falls_on_its_day():
    found = slots(
        datetime(2026, 11, 1, tzinfo=UTC),
        datetime(2026, 11, 30, tzinfo=UTC),
        hour=time(9),
        zone="UTC",
        weekday=0,
    )
    assert [slot.day for slot in found] == [2, 9, 16, 23]
    assert (
        last_slot(datetime(2026, 11, 20, tzinfo=UTC), hour=time(9), zone="UTC", weekday=0).day == 16
    )
