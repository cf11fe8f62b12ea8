from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import RefusedError
from monitor.events.stories_and_feeds import StoryClosed
from monitor.log.memory import MemoryLog
from monitor.log.past import Past

AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def log():
    log = MemoryLog()
    for hour in range(4):
        event = StoryClosed(story_id=f"s{hour}")
        log.append([(f"k{hour}", event)], at=AT + timedelta(hours=hour), expected=hour)
    return log


@pytest.mark.parametrize(("hours", "events"), [(-1, 0), (0, 1), (1.5, 2), (3, 4), (99, 4)])
def test_the_past_ends_with_the_last_event_that_was_written_by_then(log, hours, events):
    past = Past.at(log, AT + timedelta(hours=hours))
    assert past.head().position == events
    assert [recorded.position for recorded in past.read()] == list(range(1, events + 1))


def test_the_past_knows_nothing_of_what_came_later(log):
    past = Past.at(log, AT + timedelta(hours=1))
    assert past.find("k1") == 2
    assert past.find("k2") is None
    assert [recorded.key for recorded in past.read(after=1, until=99)] == ["k1"]


def test_nothing_is_written_into_the_past(log):
    with pytest.raises(RefusedError):
        Past.at(log, AT).append([("x", StoryClosed(story_id="x"))], at=AT, expected=1)
