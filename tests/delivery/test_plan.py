"""What is sent next, and what an outcome means: the pure part of the outbox."""

from datetime import timedelta

import pytest

from monitor.delivery import plan as outbox
from monitor.delivery.calls import Slots
from monitor.delivery.plan import Recent, SendingRates, after_sending, plan
from monitor.delivery.sender import is_quiet
from monitor.delivery.transport import Moved, Refused, Sent, Unknown
from monitor.events.deliveries import (
    Delivered,
    DeliveryCancelled,
    DeliveryQueued,
    DeliveryRefused,
    DeliveryStarted,
    DeliveryUnknown,
    LaneHeld,
    LaneMarked,
    LaneMoved,
    LaneReleased,
    LaneSearched,
    ReaderSubscribed,
    ReaderUnsubscribed,
    Wishes,
)
from monitor.stories.evolve import evolve
from monitor.stories.state import State
from tests.stories.cases import NOW


def queued(name, *, lane="l1", purpose="digest", parts=1, kind="channel", **more):
    return DeliveryQueued(
        delivery_id=name,
        reader_id=f"r-{lane}",
        lane=lane,
        purpose=purpose,
        parts=parts,
        kind=kind,
        **more,
    )


def after(*events, at=NOW):
    state = State()
    for event in events:
        evolve(state, event, at)
    return state


def steps(state, *, seconds=100.0, clock_s=1000.0, recent=None, busy=()):
    found = plan(
        state,
        now=NOW + timedelta(seconds=seconds),
        clock_s=clock_s,
        pace=SendingRates(),
        recent=recent or Recent(),
        busy=busy,
    )
    return [(step.what, step.owed.id) for step in found.steps]


def head(state, lane="l1"):
    found = state.lanes[lane]
    return found, next(iter((found.replies or found.owed).values()))


STARTED = DeliveryStarted(delivery_id="d", part=0, attempt=1)


def test_nothing_owed_is_nothing_to_do():
    assert steps(State()) == []


def test_replies_go_first_and_the_rest_in_order():
    state = after(queued("one"), queued("two"), queued("answer", purpose="reply"))
    assert steps(state) == [("send", "answer")]
    evolve(state, Delivered(delivery_id="answer", part=0, message_id=9), NOW)
    assert steps(state) == [("send", "one")]


def test_a_busy_lane_waits_and_others_do_not():
    state = after(queued("one"), queued("two", lane="l2"))
    assert steps(state, busy={"l1"}) == [("send", "two")]


def test_a_channel_is_written_to_every_three_seconds():
    state, recent = after(queued("one")), Recent(lanes={"l1": 999.0})
    assert steps(state, recent=recent) == []
    assert steps(state, recent=recent, clock_s=1002.2) == [("send", "one")]


def test_all_chats_together_keep_the_overall_pace():
    state = after(*(queued(f"d{n}", lane=f"l{n}", kind="private") for n in range(50)))
    recent, sent = Recent(), 0
    for tick in range(100):  # a second, in hundredths
        clock_s = 1000.0 + tick / 100
        found = plan(state, now=NOW, clock_s=clock_s, pace=SendingRates(), recent=recent, busy=())
        for step in found.steps:
            recent.note(step.lane.id, clock_s, SendingRates())
            sent += 1
    assert 25 <= sent <= 30


def test_answers_go_first_then_what_is_told_at_once_then_digests():
    state = after(
        queued("digest", lane="l1", kind="private"),
        queued("alert", lane="l2", kind="private", purpose="alert"),
        queued("answer", lane="l3", kind="private", purpose="reply"),
    )
    assert [name for _, name in steps(state)] == ["answer", "alert", "digest"]


def test_chats_served_longest_ago_go_first():
    state = after(*(queued(f"d{n}", lane=f"l{n}", kind="private") for n in range(9)))
    recent = Recent(lanes={f"l{n}": 900.0 - n for n in range(9)})
    assert [name for _, name in steps(state, recent=recent)] == ["d8", "d7", "d6"]


def test_no_more_calls_begin_than_a_medium_takes_at_once_and_others_do_not_wait_for_it():
    lanes = [(f"m{n}", "oneway") for n in range(5)] + [("c1", "channel"), ("w1", "oneway")]
    state = after(*(queued(f"d-{lane}", lane=lane, kind=kind) for lane, kind in lanes))
    media = {"m": "mail", "w": "webhook", "c": ""}

    def begun(free):
        slots = Slots(of=lambda lane: media[lane.id[0]], free=free)
        pace = SendingRates(burst=100)
        found = plan(
            state, now=NOW, clock_s=1000.0, pace=pace, recent=Recent(), busy=(), slots=slots
        )
        return sorted(step.lane.id for step in found.steps)

    assert begun({"mail": 2, "webhook": 8}) == ["c1", "m0", "m1", "w1"]
    assert begun({"mail": 0}) == ["c1", "w1"]
    assert len(begun({})) == 7


def test_what_cannot_be_looked_at_is_sent_again_where_it_is_known_again_else_unknown_for_good():
    for repeatable, step in ((True, "send"), (False, "settle")):
        state = after(queued("d", kind="oneway", repeatable=repeatable), STARTED)
        assert steps(state, seconds=1) == []
        assert steps(state, seconds=31) == [(step, "d")]
    pauses = []
    for attempt in range(1, 9):
        started = DeliveryStarted(delivery_id="d", part=0, attempt=attempt)
        unknown = DeliveryUnknown(delivery_id="d", part=0, attempt=attempt, reason="no answer")
        state = after(queued("d", kind="oneway", repeatable=True), started, unknown)
        pauses.append(next(s for s in range(400) if steps(state, seconds=s)))
    assert pauses == [10, 20, 40, 80, 160, 300, 300, 300]


def test_who_is_closed_one_way_is_off_with_the_reason():
    state = after(queued("d", kind="oneway"), STARTED)
    lane, owed = head(state)
    refused = Refused(why="closed", reason="550 5.1.1", scope="chat")
    _, left = after_sending(lane, owed, refused, now=NOW)
    assert left == ReaderUnsubscribed(reader_id="r-l1", why="closed", reason="550 5.1.1")


def test_a_held_chat_waits_for_its_time_or_for_a_person():
    state = after(
        queued("d"), LaneHeld(lane="l1", reason="wait", until=NOW + timedelta(seconds=60))
    )
    assert (steps(state, seconds=59), steps(state, seconds=60)) == ([], [("send", "d")])
    evolve(state, LaneHeld(lane="l1", reason="no rights"), NOW)
    assert steps(state, seconds=1e6) == []
    evolve(state, LaneReleased(lane="l1"), NOW)
    assert steps(state) == [("send", "d")]


def test_nothing_goes_past_an_unsettled_message():
    state = after(
        queued("a"), Delivered(delivery_id="a", part=0, message_id=4), queued("d"), STARTED
    )
    evolve(state, queued("answer", purpose="reply"), NOW)
    ours = Recent(lanes={"l1": 0.0})
    assert steps(state, seconds=1, recent=ours) == []
    assert steps(state, seconds=11, recent=ours) == [("compare", "d")]


def test_after_a_kill_in_a_call_its_chat_rests_for_as_long_as_it_may_have_been_told_to_wait():
    state = after(
        queued("a"), Delivered(delivery_id="a", part=0, message_id=4), queued("d"), STARTED
    )
    assert (steps(state, seconds=30), steps(state, seconds=31)) == ([], [("compare", "d")])
    evolve(
        state,
        DeliveryRefused(delivery_id="d", part=0, attempt=1, why="unreachable", reason="no network"),
        NOW,
    )
    assert (steps(state, seconds=3), steps(state, seconds=4)) == ([], [("send", "d")])


def test_without_a_known_id_a_mark_is_sent():
    assert steps(after(queued("d"), STARTED)) == [("mark", "d")]


@pytest.mark.parametrize(("repeatable", "what"), [(False, "settle"), (True, "send")])
def test_in_private_only_what_merely_shows_something_is_sent_again(repeatable, what):
    state = after(queued("d", kind="private", repeatable=repeatable), STARTED)
    assert steps(state) == [(what, "d")]


def test_what_merely_shows_something_is_sent_twice_at_most():
    state = after(queued("d", kind="private", repeatable=True), STARTED)
    evolve(state, DeliveryStarted(delivery_id="d", part=0, attempt=2), NOW)
    assert steps(state) == [("settle", "d")]


def test_what_stays_unknown_lets_the_next_part_go():
    state = after(queued("d", kind="private", parts=2), STARTED)
    evolve(state, outbox.settled_as_unknown(head(state)[1]), NOW)
    assert head(state)[1].part == 1
    assert steps(state) == [("send", "d")]


def test_an_edit_is_simply_done_again():
    assert steps(after(queued("d", message_id=7), STARTED)) == [("send", "d")]


def test_a_multi_part_digest_goes_on_where_it_stopped():
    state = after(queued("d", parts=3), STARTED, Delivered(delivery_id="d", part=0, message_id=5))
    assert (head(state)[1].part, head(state)[1].attempt, head(state)[0].last_id) == (1, 0, 5)


def test_each_outcome_has_its_event():
    lane, owed = head(after(queued("d"), STARTED))

    def said(outcome):
        return [type(event) for event in after_sending(lane, owed, outcome, now=NOW)]

    assert said(Sent(message_id=3)) == [Delivered]
    assert said(Unknown(reason="?")) == [DeliveryUnknown]
    assert said(Moved(chat="x", kind="supergroup")) == [DeliveryRefused, LaneMoved]
    assert said(Refused(why="flood", reason="wait", retry_after_s=9.0)) == [
        DeliveryRefused,
        LaneHeld,
    ]
    assert said(Refused(why="setup", reason="rights", scope="chat")) == [DeliveryRefused, LaneHeld]
    assert said(Refused(why="closed", reason="kicked", scope="chat")) == [DeliveryRefused, LaneHeld]
    assert said(Refused(why="unreachable", reason="no connection")) == [DeliveryRefused]
    assert said(Refused(why="absent", reason="gone")) == [DeliveryCancelled]


def test_a_flood_is_waited_for_as_long_as_was_said():
    lane, owed = head(after(queued("d"), STARTED))
    _, held = after_sending(
        lane, owed, Refused(why="flood", reason="wait", retry_after_s=3600.0), now=NOW
    )
    assert held.until == NOW + timedelta(hours=1)


def test_a_person_who_blocked_us_is_let_go_and_owed_nothing():
    subscribed = ReaderSubscribed(reader_id="r-l1", lane="l1", kind="private", wishes=Wishes())
    state = after(subscribed, queued("d", kind="private"), queued("e", kind="private"), STARTED)
    lane, owed = head(state)
    events = after_sending(
        lane, owed, Refused(why="closed", reason="blocked", scope="chat"), now=NOW
    )
    assert isinstance(events[-1], ReaderUnsubscribed)
    for event in events:
        evolve(state, event, NOW)
    assert (state.owed_in, state.readers["r-l1"].off) == ({}, "closed")


def test_refused_markup_goes_once_as_plain_text_and_is_then_held():
    state = after(queued("d"), queued("e"), STARTED)
    for plain in (True, False):
        lane, owed = head(state)
        for event in after_sending(lane, owed, Refused(why="content", reason="markup"), now=NOW):
            evolve(state, event, NOW)
        assert (owed.plain, owed.status) == (True, "waiting" if plain else "held")
    assert steps(state) == [("send", "e")]


def test_after_a_search_what_comes_next_stands_after_its_mark():
    state = after(queued("d"), STARTED, LaneMarked(lane="l1", message_id=9))
    assert steps(state) == [("compare", "d")]
    evolve(state, Delivered(delivery_id="d", part=0, message_id=4, found=True), NOW)
    assert (state.lanes["l1"].last_id, state.lanes["l1"].mark) == (9, 0)


# --- what may come late, and what is not ours to explain ---


def looked(state, *, seconds, recent=None):
    return [
        what
        for what, _ in steps(state, seconds=seconds, recent=recent or Recent(lanes={"l1": 0.0}))
    ]


def sent_again(*events):
    """A channel whose message was looked for in vain and sent again."""
    absent = DeliveryRefused(delivery_id="d", part=0, attempt=1, why="absent", reason="looked for")
    return after(
        queued("a"),
        Delivered(delivery_id="a", part=0, message_id=4),
        queued("d"),
        STARTED,
        absent,
        *events,
    )


def test_what_was_sent_again_is_looked_for_once_more_when_it_would_be_late_enough():
    state = sent_again(Delivered(delivery_id="d", part=0, message_id=5))
    assert (looked(state, seconds=59), looked(state, seconds=60)) == ([], ["look"])
    assert not outbox.is_at_rest(state.lanes["l1"])
    evolve(state, LaneSearched(lane="l1", message_id=8, found="nothing", ended=True), NOW)
    assert (looked(state, seconds=1e6), outbox.is_at_rest(state.lanes["l1"])) == ([], True)


def test_ids_between_ours_are_looked_at_at_once():
    state = sent_again(Delivered(delivery_id="d", part=0, message_id=7))
    assert (state.lanes["l1"].gap, looked(state, seconds=1)) == ([5, 6], ["look"])
    evolve(state, LaneSearched(lane="l1", message_id=5, found="removed"), NOW)
    assert state.lanes["l1"].gap == [6]


def test_a_channels_gap_is_looked_at_even_where_nothing_was_lost_and_only_its_newest_ids():
    state = after(queued("a"), Delivered(delivery_id="a", part=0, message_id=4), queued("d"))
    evolve(state, Delivered(delivery_id="d", part=0, message_id=100), NOW)
    assert state.lanes["l1"].gap == list(range(90, 100))


def test_after_a_person_decided_about_a_lost_message_a_gap_proves_nothing():
    state = after(
        queued("a"),
        Delivered(delivery_id="a", part=0, message_id=4),
        queued("d"),
        queued("e"),
        STARTED,
    )
    evolve(state, DeliveryCancelled(delivery_id="d", reason="it did arrive"), NOW)
    evolve(state, Delivered(delivery_id="e", part=0, message_id=6), NOW)
    assert state.lanes["l1"].gap == []


def test_a_group_where_people_talk_is_looked_at_only_for_what_may_come_late():
    state = after(
        queued("a", kind="supergroup"),
        Delivered(delivery_id="a", part=0, message_id=4),
        queued("d"),
    )
    evolve(state, Delivered(delivery_id="d", part=0, message_id=9), NOW)
    assert state.lanes["l1"].gap == []


def test_looks_come_after_everything_that_is_owed():
    state = sent_again(Delivered(delivery_id="d", part=0, message_id=7), queued("e"))
    assert steps(state, recent=Recent(lanes={"l1": 0.0})) == [("send", "e")]


def test_marks_whose_answer_was_lost_may_still_come_too():
    tries = [LaneMarked(lane="l1", message_id=0)] * 2
    state = after(queued("d"), STARTED, *tries, LaneMarked(lane="l1", message_id=9))
    evolve(state, Delivered(delivery_id="d", part=0, message_id=7, found=True), NOW)
    assert [one.id for one in state.lanes["l1"].late] == [""]


@pytest.mark.parametrize(
    ("hour", "quiet", "is_it"),
    [(23, "22:00-07:00", True), (6, "22:00-07:00", True), (7, "22:00-07:00", False),
        (12, "09:00-17:00", True), (12, "", False)],
)  # fmt: skip
def test_quiet_hours_may_run_over_midnight(hour, quiet, is_it):
    assert is_quiet(NOW.replace(hour=hour, minute=0), quiet, "UTC") is is_it


def test_a_chat_does_not_wait_for_a_time_to_come_again_after_the_clock_was_set_back():
    years_ago = -900 * 86_400.0
    settled = (queued("a"), Delivered(delivery_id="a", part=0, message_id=4))
    assert steps(after(*settled, queued("next")), seconds=years_ago) == [("send", "next")]
    held = after(queued("d"), LaneHeld(lane="l1", reason="wait", until=NOW))
    assert steps(held, seconds=years_ago) == [("send", "d")]
    assert steps(held, seconds=-3600.0) == []  # an hour of waiting is believed
