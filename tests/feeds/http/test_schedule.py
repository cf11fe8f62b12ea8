from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.http.schedule import (
    Memory,
    Moment,
    PollingPace,
    after_failure,
    after_moving,
    after_success,
    is_due,
    max_age_s,
    may_ask,
    retry_after_s,
)
from monitor.feeds.values import HttpAnswer

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PACE = PollingPace()
jitters = st.floats(0, 1)


def at(now=NOW, jitter=0.5):
    return Moment(now=now, jitter=jitter, pace=PACE)


def answer(**headers):
    return HttpAnswer(url="https://a.example/feed", status=200, **headers)


def succeed(memory=None, fetched=None, *, changed=False, ttl_s=None, when=None):
    memory, fetched = memory or Memory(), fetched or answer()
    return after_success(memory, fetched, changed=changed, ttl_s=ttl_s, when=when or at())


def wait_s(memory, now=NOW):
    return (memory.next_at - now).total_seconds()


def test_a_feed_that_was_never_asked_is_due():
    assert is_due(Memory(), now=NOW)


@given(jitters)
def test_a_success_is_followed_by_a_pause_within_bounds(jitter):
    memory = succeed(when=at(jitter=jitter))
    assert 0.8 * PACE.shortest_s <= wait_s(memory) <= 1.2 * PACE.longest_s
    assert not is_due(memory, now=NOW)


def test_a_feed_that_never_changes_is_asked_more_rarely_but_never_beyond_the_longest_pause():
    memory, now = Memory(), NOW
    pauses = []
    for _ in range(30):
        memory = succeed(memory, when=at(now))
        pauses.append(wait_s(memory, now))
        now = memory.next_at
    assert pauses == sorted(pauses)
    assert pauses[-1] == PACE.longest_s


def test_a_feed_that_changes_every_hour_is_asked_about_twice_an_hour():
    memory, now = Memory(), NOW
    for _ in range(30):
        memory = succeed(memory, changed=True, when=at(now))
        now += timedelta(hours=1)
    assert 25 * 60 <= wait_s(memory, now - timedelta(hours=1)) <= 35 * 60


def test_what_the_server_wishes_is_kept_up_to_a_bound():
    assert wait_s(succeed(fetched=answer(cache_control="public, max-age=28800"))) == 28_800
    assert (
        wait_s(succeed(fetched=answer(cache_control="max-age=31536000"))) == PACE.server_wish_s_max
    )
    assert wait_s(succeed(ttl_s=28_800)) == 28_800
    expires = "Mon, 23 Nov 2026 19:00:00 GMT"
    assert (
        wait_s(succeed(fetched=answer(expires=expires, date="Mon, 23 Nov 2026 09:00:00 GMT")))
        == 36_000
    )


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 23 Nov 2026 09:30:00 GMT", 1_800),
        ("Mon, 23 Nov 2026 08:30:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("١٢", None),
        ("Mon, 99 Nov 2026 09:30:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(header, seconds):
    assert retry_after_s(header, now=NOW) == seconds


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_header_brings_politeness_down(cache_control, expires):
    seconds = max_age_s(answer(cache_control=cache_control, expires=expires), now=NOW)
    assert seconds is None or seconds >= 0
    retry_after_s(cache_control, now=NOW)


@given(st.integers(1, 200), jitters)
def test_backoff_grows_has_a_cap_and_never_ends(failures, jitter):
    memory = Memory(failures=failures - 1)
    memory = after_failure(memory, reason="500", when=at(jitter=jitter))
    assert memory.failures == failures
    assert 0.84 * PACE.backoff_first_s <= wait_s(memory) <= 1.16 * PACE.backoff_s_max


def test_jitter_keeps_feeds_that_failed_together_apart():
    waits = {wait_s(after_failure(Memory(), reason="", when=at(jitter=j / 10))) for j in range(10)}
    assert len(waits) == 10


def test_retry_after_binds_even_the_operator_but_not_for_ever():
    memory = after_failure(Memory(), reason="429", retry_after="99999999999", when=at())
    assert not may_ask(memory, now=NOW + timedelta(days=6))
    assert may_ask(memory, now=NOW + timedelta(days=7))
    assert may_ask(after_failure(Memory(), reason="500", when=at()), now=NOW)


def test_a_success_clears_failures_and_waiting():
    memory = after_failure(Memory(), reason="429", retry_after="60", when=at())
    memory = succeed(memory)
    assert (memory.failures, memory.reason, memory.wait_until) == (0, "", None)


def test_a_month_of_failures_costs_fewer_than_fifty_requests():
    memory, now, asked = Memory(), NOW, 0
    while now < NOW + timedelta(days=30):
        memory = after_failure(memory, reason="500", when=at(now, jitter=0.0))
        asked += 1
        now = memory.next_at
    assert asked < 50


def test_a_permanent_redirect_is_adopted_once_it_was_seen_three_times_in_a_row():
    memory, adopted = Memory(), None
    seen = []
    for target in ("x", "x", "y", "x", "x", "x"):
        memory, adopted = after_moving(memory, target, pace=PACE)
        seen.append(adopted)
    assert seen == [None, None, None, None, None, "x"]
    assert after_moving(Memory(moved_to="x", moved_times=2), None, pace=PACE) == (Memory(), None)


def test_a_feed_asked_by_a_clock_that_ran_ahead_is_asked_again_once_it_is_right():
    ahead = NOW + timedelta(days=900)
    memory = after_failure(
        Memory(), reason="503", retry_after="600", when=Moment(now=ahead, jitter=0.5)
    )
    assert is_due(memory, now=NOW)
    assert may_ask(memory, now=NOW)
    assert not is_due(memory, now=ahead)
    assert not may_ask(memory, now=ahead)
    assert not may_ask(memory, now=ahead - timedelta(days=1))
