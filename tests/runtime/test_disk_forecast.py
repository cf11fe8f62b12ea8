"""When the disk will be full."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.events.stories_and_feeds import StoryClosed
from monitor.log.memory import MemoryLog
from monitor.log.sqlite import SqliteLog
from monitor.runtime.disk_forecast import TIGHT_DAYS, WINDOW_DAYS, disk_of, events_a_day, forecast

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def log_of(*days):
    """An event at each of these days after BEGAN."""
    log = MemoryLog()
    write(log, days)
    return log


def write(log, days):
    for number, day in enumerate(days):
        log.append(
            [(f"k{number}", StoryClosed(story_id=f"s{number}"))],
            at=BEGAN + timedelta(days=day),
            expected=number,
        )


@pytest.mark.parametrize("hours", [0, 1, 23.9])
def test_a_log_in_its_first_day_has_no_pace_yet(hours):
    assert events_a_day(log_of(), now=BEGAN) is None
    assert events_a_day(log_of(0), now=BEGAN + timedelta(hours=hours)) is None


def test_a_young_log_is_counted_over_its_whole_life():
    assert events_a_day(log_of(0, 0, 1, 2, 3, 4), now=BEGAN + timedelta(days=4)) == 6 / 4


def test_only_the_last_weeks_say_what_an_old_one_grows_by():
    busy_once = [0] * 500 + [day / 2 for day in range(600, 800)]
    now = BEGAN + timedelta(days=400)
    assert events_a_day(log_of(*busy_once), now=now) == pytest.approx(2.0, abs=0.1)
    assert events_a_day(log_of(0, 1, 2), now=now) == 0.0


def test_what_is_written_at_the_very_beginning_of_the_window_counts():
    now = BEGAN + timedelta(days=100)
    assert events_a_day(log_of(0, 100 - WINDOW_DAYS, 100), now=now) == 2 / WINDOW_DAYS


def test_the_disk_is_full_when_what_is_free_is_used_up():
    disk = forecast(
        events_a_day=100, event_bytes=2_000, state_bytes=5_000_000, free_bytes=2_000_000
    )
    assert (disk.bytes_a_day, disk.full_in_days, disk.tight) == (200_000, 10, True)
    roomy = forecast(
        events_a_day=100, event_bytes=2_000, state_bytes=0, free_bytes=200_000 * TIGHT_DAYS
    )
    assert (roomy.full_in_days, roomy.tight) == (TIGHT_DAYS, False)


def test_where_nothing_grows_or_nothing_is_known_nothing_is_foretold():
    for pace in (0.0, None):
        disk = forecast(events_a_day=pace, event_bytes=2_000, state_bytes=0, free_bytes=0)
        assert (disk.full_in_days, disk.tight) == (None, False)


def test_all_of_the_state_counts_but_what_a_demonstration_left(tmp_path):
    with SqliteLog.open(tmp_path / "log.db") as log:
        write(log, (0, 1, 2))
        (tmp_path / "snapshots").mkdir()
        (tmp_path / "snapshots" / "one").write_bytes(b"x" * 1000)
        (tmp_path / "demo").mkdir()
        (tmp_path / "demo" / "log.db").write_bytes(b"x" * 1_000_000)
        disk = disk_of(tmp_path, log, now=BEGAN + timedelta(days=2))
        logged = sum(path.stat().st_size for path in tmp_path.glob("log.db*"))
    assert disk.state_bytes == logged + 1000
    assert disk.bytes_a_day == round(logged / 3 * 1.5)
    assert disk.free_bytes > 0
