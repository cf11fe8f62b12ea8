"""What each outcome of a call leads to, event by event; and when the next call may begin, second by
second.
"""

from datetime import timedelta

import pytest

from monitor.delivery.plan import (
    SEARCHES_MAX,
    Lost,
    ProbeResult,
    Recent,
    SendingRates,
    after_probing,
    after_sending,
    all_at_rest,
    is_at_rest,
    plan,
    settled_as_unknown,
)
from monitor.delivery.probe import Probe, begin_shared, go_on
from monitor.delivery.transport import MessageComparison, Moved, Refused, Sent, Unknown
from monitor.events.deliveries import (
    Delivered,
    DeliveryCancelled,
    DeliveryRefused,
    DeliveryUnknown,
    LaneHeld,
    LaneMoved,
    LaneReleased,
    ReaderUnsubscribed,
)
from monitor.stories.deliveries import Lane, Owed, Shared
from monitor.stories.state import State
from tests.stories.cases import NOW

PACE = SendingRates()


def owed(name="d", **more):
    fields = {
        "reader_id": "r",
        "purpose": "digest",
        "parts": 3,
        "part": 1,
        "attempt": 2,
        "queued_at": NOW,
    }
    return Owed(id=name, **{**fields, **more})


def lane(*waiting, name="l", kind="channel", replies=(), last_id=9, **more):
    queues = {"owed": {one.id: one for one in waiting}, "replies": {one.id: one for one in replies}}
    return Lane(id=name, kind=kind, last_id=last_id, **queues, **more)


def refused(why, **more):
    return DeliveryRefused(delivery_id="d", part=1, attempt=2, why=why, reason="so", **more)


def planned(*lanes, clock_s=1000.0, recent=None, now=NOW, pace=PACE, busy=()):
    state = State(lanes={one.id: one for one in lanes})
    return plan(state, now=now, clock_s=clock_s, pace=pace, recent=recent or Recent(), busy=busy)


def after_s(seconds):
    return NOW + timedelta(seconds=seconds)


# --- outcomes ---


def test_what_was_sent_is_delivered_and_releases_a_chat_that_was_held():
    arrived = Delivered(delivery_id="d", part=1, message_id=10)
    assert after_sending(lane(), owed(), Sent(message_id=10), now=NOW) == [arrived]
    held = lane(held="flood", held_until=NOW)
    assert after_sending(held, owed(), Sent(message_id=10), now=NOW) == [
        LaneReleased(lane="l"),
        arrived,
    ]


def test_what_is_unknown_says_which_try_it_was():
    assert after_sending(lane(), owed(), Unknown(reason="so"), now=NOW) == [
        DeliveryUnknown(delivery_id="d", part=1, attempt=2, reason="so")
    ]


def test_a_chat_that_moved_gets_it_again_at_its_new_id():
    events = after_sending(lane(), owed(), Moved(chat="-1002", kind="supergroup"), now=NOW)
    moved = DeliveryRefused(
        delivery_id="d", part=1, attempt=2, why="setup", reason="the chat has another id now"
    )
    assert events == [moved, LaneMoved(lane="l", kind="supergroup")]


@pytest.mark.parametrize(("asked_s", "waited_s"), [(33.0, 33.0), (None, 5.0)])
def test_a_flood_holds_its_chat_for_as_long_as_was_said_and_else_for_five_seconds(
    asked_s, waited_s
):
    events = after_sending(
        lane(), owed(), Refused(why="flood", reason="so", retry_after_s=asked_s), now=NOW
    )
    assert events == [refused("flood"), LaneHeld(lane="l", reason="so", until=after_s(waited_s))]


def test_a_person_who_closed_the_chat_has_left_and_a_channel_is_held():
    gone = Refused(why="closed", reason="so", scope="chat")
    assert after_sending(lane(kind="private"), owed(), gone, now=NOW) == [
        refused("closed"),
        ReaderUnsubscribed(reader_id="r", why="closed", reason="so"),
    ]
    assert after_sending(lane(), owed(), gone, now=NOW) == [
        refused("closed"),
        LaneHeld(lane="l", reason="so"),
    ]


@pytest.mark.parametrize("why", ["closed", "setup"])
def test_what_one_message_may_not_do_holds_that_message_and_not_its_chat(why):
    one = Refused(why=why, reason="so", scope="message")
    assert after_sending(lane(), owed(), one, now=NOW) == [refused(why, final=True)]
    chat = Refused(why=why, reason="so", scope="chat")
    assert after_sending(lane(), owed(), chat, now=NOW) == [
        refused(why),
        LaneHeld(lane="l", reason="so"),
    ]


@pytest.mark.parametrize(
    ("attempt", "waited_s"), [(0, 1), (1, 2), (3, 8), (8, 256), (9, 300), (10, 300), (400, 300)]
)
def test_where_nobody_is_reached_each_try_waits_twice_as_long_up_to_five_minutes(attempt, waited_s):
    (event,) = after_sending(
        lane(), owed(attempt=attempt), Refused(why="unreachable", reason="so"), now=NOW
    )
    assert (event.until, event.final, event.attempt) == (after_s(waited_s), False, attempt)


def test_an_edit_of_a_post_that_is_gone_is_let_go():
    absent = Refused(why="absent", reason="so")
    assert after_sending(lane(), owed(), absent, now=NOW) == [
        DeliveryCancelled(delivery_id="d", reason="so")
    ]


def test_what_cannot_be_proved_is_unknown_for_good_and_says_why():
    assert settled_as_unknown(owed(reason="the answer was lost")) == DeliveryUnknown(
        delivery_id="d", part=1, attempt=2, reason="the answer was lost", final=True
    )
    assert settled_as_unknown(owed()).reason == "the program ended before the answer came"


# --- what a search has shown ---


def test_what_was_found_is_delivered_and_says_that_it_was_looked_for():
    found = Delivered(delivery_id="d", part=1, message_id=12, found=True)
    assert after_probing(lane(), owed(), ProbeResult(message_id=12)) == [found]
    assert after_probing(lane(held="x"), owed(), ProbeResult(message_id=12)) == [
        LaneReleased(lane="l"),
        found,
    ]


def test_what_is_not_there_goes_again():
    (event,) = after_probing(lane(), owed(), ProbeResult(message_id=None))
    assert (event.delivery_id, event.why, event.until, event.final) == ("d", "absent", None, False)


def test_where_it_cannot_be_told_a_person_is_asked_and_the_words_say_what_to_do():
    (event,) = after_probing(lane(), owed(), Lost())
    assert (event.lane, event.until) == ("l", None)
    assert "monitor outbox retry" in event.reason
    assert after_probing(lane(kind="private"), owed(), Lost()) == []


# --- where chats count together ---


def among(*, floor=10, later=(), unsettled=1, proofs=3, **shared):
    return begin_shared(
        owed(floor=floor), Shared(proofs=proofs, **shared), later=later, unsettled=unsettled
    )


def test_ids_of_private_chats_prove_something_only_once_they_were_seen_to_count_together():
    assert among(proofs=2) == among(odd=True) == Probe(next_id=0, verdict=Lost())
    assert among(proofs=3).verdict is None


def test_it_lies_above_what_was_known_a_little_beyond_the_newest_where_no_other_is_known_to_be():
    assert among(top=12, ids=[11]) == Probe(next_id=12, listed=tuple(range(13, 34)))
    assert among(floor=20, top=12) == Probe(next_id=21, listed=tuple(range(22, 42)))


def test_it_lies_below_the_first_that_was_sent_after_it_had_to_be_settled():
    assert among(later=[15, 13, 9, 10]) == Probe(next_id=11, listed=(12,))
    assert among(later=[12]) == Probe(next_id=11, listed=())
    assert among(later=[11]) == Probe(next_id=0, verdict=ProbeResult(message_id=None))


def test_of_too_many_ids_only_some_are_looked_at_and_prove_nothing():
    assert among(later=[71]) == Probe(next_id=11, listed=tuple(range(12, 71)))
    assert among(later=[72]) == Probe(next_id=11, listed=tuple(range(12, 35)), proves=False)
    known = list(range(1, 1990))
    assert among(floor=0, ids=known, later=[2000]) == Probe(
        next_id=1990, listed=tuple(range(1991, 2000))
    )
    assert among(floor=0, ids=known, later=[2001]) == Probe(
        next_id=1990, listed=tuple(range(1991, 2000)), proves=False
    )


@pytest.mark.parametrize("found", ["same", "changed"])
def test_what_is_found_on_the_way_ends_the_search(found):
    begun = Probe(next_id=11, listed=(12, 13))
    assert go_on(begun, MessageComparison(found=found)).verdict == ProbeResult(message_id=11)
    further = go_on(begun, MessageComparison(found="absent"))
    assert (further.next_id, further.listed, further.verdict) == (12, (13,), None)
    assert go_on(
        Probe(next_id=13, listed=()), MessageComparison(found="absent")
    ).verdict == ProbeResult(message_id=None)
    assert (
        go_on(Probe(next_id=13, listed=(), proves=False), MessageComparison(found="absent")).verdict
        == Lost()
    )


# --- when ---


def test_the_paces_are_a_little_below_what_is_allowed():
    """1 a second a chat, 20 a minute a group or channel, 30 a second in all."""
    assert 1.0 < PACE.chat_s <= 1.1
    assert 3.0 < PACE.group_s <= 3.2
    assert 1 / 30 < PACE.overall_s <= 1 / 25
    for kind in ("channel", "supergroup", "group"):
        assert PACE.between(lane(kind=kind)) == PACE.group_s
    for kind in ("private", "file"):
        assert PACE.between(lane(kind=kind)) == PACE.chat_s


def test_a_chat_waits_for_its_pace_after_its_own_last_call():
    recent = Recent(lanes={"l": 1000.0})
    for kind, between_s in (("channel", PACE.group_s), ("private", PACE.chat_s)):
        early = planned(lane(owed(), kind=kind), clock_s=1000.5, recent=recent)
        assert (early.steps, early.wait_s) == ((), pytest.approx(between_s - 0.5))
        assert (
            len(planned(lane(owed(), kind=kind), clock_s=1000.0 + between_s, recent=recent).steps)
            == 1
        )


def test_a_chat_waits_until_what_holds_it_and_what_it_is_owed_may_go():
    held = lane(owed(), held="flood", held_until=after_s(2))
    assert planned(held).wait_s == 2
    assert len(planned(held, now=after_s(2)).steps) == 1
    assert planned(lane(owed(not_before=after_s(3)))).wait_s == 3
    # not held: the time is of an earlier hold
    assert len(planned(lane(owed(), held_until=after_s(2))).steps) == 1


def test_a_chat_that_was_asked_to_rest_is_not_called():
    assert planned(lane(owed()), recent=Recent(not_before={"l": 1004.0})).wait_s == 4


def test_the_wait_is_the_shortest_of_all_and_five_seconds_where_nothing_is_due():
    assert (
        planned(
            lane(owed(not_before=after_s(3)), name="a"), lane(owed(not_before=after_s(2)), name="b")
        ).wait_s
        == 2
    )
    assert planned().wait_s == 5
    assert planned(lane(owed(not_before=after_s(60)))).wait_s == 5


@pytest.mark.parametrize("status", ["started", "unknown"])
def test_a_call_whose_end_nobody_saw_is_settled_first_and_not_before_it_can_have_ended(status):
    unsettled = owed("first", status=status, since=NOW)
    where = lane(unsettled, owed("second"))
    assert planned(where, now=after_s(9)).steps == ()
    (step,) = planned(where, now=after_s(10)).steps
    assert (step.what, step.owed.id) == ("compare", "first")
    (step,) = planned(lane(unsettled, kind="private"), now=after_s(30)).steps
    assert step.what == "settle"
    assert planned(lane(unsettled, kind="private"), now=after_s(29)).steps == ()


def test_what_is_settled_without_a_call_needs_no_pace_and_makes_room_at_once():
    unsettled = lane(owed(status="unknown", since=NOW), kind="private")
    found = planned(
        unsettled, now=after_s(30), recent=Recent(lanes={"l": 1000.0}, not_before={"l": 2000.0})
    )
    assert ([step.what for step in found.steps], found.wait_s) == (["settle"], 0.0)


def test_only_calls_wait_for_a_chat_to_rest_after_a_crash():
    killed_in_a_call = {"kind": "private", "called_at": NOW, "in_call": True}
    assert planned(lane(owed(status="unknown"), **killed_in_a_call)).steps[0].what == "settle"
    assert planned(lane(owed(), **killed_in_a_call)).steps == ()
    assert len(planned(lane(owed(), **killed_in_a_call), now=after_s(PACE.crash_s)).steps) == 1


def test_a_file_needs_no_mark():
    assert planned(lane(owed(status="unknown"), kind="file", last_id=0)).steps[0].what == "compare"
    assert (
        planned(lane(owed(status="unknown"), kind="supergroup", last_id=0)).steps[0].what == "mark"
    )


def test_replies_go_before_digests_of_other_chats_and_those_served_longest_ago_first():
    lanes = [
        lane(owed("digest"), name="a"),
        lane(owed("later"), name="b"),
        lane(name="c", replies=[owed("reply", purpose="reply")]),
        lane(owed("never"), name="d"),
    ]
    recent = Recent(lanes={"a": 20.0, "b": 10.0, "c": 30.0})
    steps = planned(*lanes, recent=recent, pace=SendingRates(burst=9)).steps
    assert [step.owed.id for step in steps] == ["reply", "never", "later", "digest"]
    first = planned(
        lane(owed("new"), name="z"),
        lane(owed("old"), name="y"),
        recent=Recent(lanes={"y": 0.5}),
        clock_s=90,
    )
    assert [step.owed.id for step in first.steps] == ["new", "old"]


def test_where_more_could_go_than_all_chats_together_may_the_rest_waits_one_beat():
    three = [lane(owed(str(number)), name=str(number)) for number in range(3)]
    exactly = planned(*three, pace=SendingRates(burst=3))
    assert (len(exactly.steps), exactly.wait_s) == (3, 5)
    four = planned(*three, lane(owed("more"), name="more"), pace=SendingRates(burst=3))
    assert (len(four.steps), four.wait_s) == (3, PACE.overall_s)


def test_a_look_waits_until_the_last_of_what_may_come_would_be_late_and_while_the_chat_is_held():
    late = [owed("one", since=NOW), owed("two", since=after_s(10))]
    where = lane(late=late)
    early = planned(where, now=after_s(69))
    assert (early.steps, early.wait_s) == ((), 1)
    (step,) = planned(where, now=after_s(70)).steps
    assert (step.what, step.owed.id) == ("look", "one")
    held = lane(late=late, held="flood", held_until=after_s(75))
    assert planned(held, now=after_s(70)).wait_s == 5
    assert planned(held, now=after_s(72)).wait_s == 3
    assert len(planned(held, now=after_s(75)).steps) == 1
    once_held = lane(late=late, held_until=after_s(99))
    assert len(planned(once_held, now=after_s(75)).steps) == 1


def test_ids_between_ours_need_no_waiting_and_come_after_every_digest():
    gap = lane(name="a", gap=[7])
    (step,) = planned(gap).steps
    assert (step.what, step.owed.id, step.owed.reader_id) == ("look", "", "")
    both = planned(gap, lane(owed(), name="b"), recent=Recent(lanes={"b": 1.0})).steps
    assert [step.what for step in both] == ["look", "send"]  # served longest ago first
    answered = planned(
        gap, lane(name="c", replies=[owed(purpose="reply")]), recent=Recent(lanes={"c": 1.0})
    ).steps
    assert [step.what for step in answered] == ["send", "look"]
    late_reply = lane(name="a", late=[owed(purpose="reply", since=NOW)])
    both = planned(
        late_reply, lane(owed(), name="b"), now=after_s(60), recent=Recent(lanes={"a": 1.0})
    ).steps
    assert [step.what for step in both] == ["send", "look"]


def test_in_private_it_is_looked_for_where_its_ids_can_prove_something():
    lost = owed(status="unknown", floor=5)
    private = lane(lost, kind="private")
    assert planned(private).steps[0].what == "compare"
    assert planned(private, recent=Recent(in_vain={"d": SEARCHES_MAX})).steps[0].what == "settle"
    assert planned(lane(lost, kind="private", doubt=NOW)).steps[0].what == "settle"
    assert planned(lane(owed(status="unknown"), kind="private")).steps[0].what == "settle"


def test_a_chat_without_anything_to_do_is_at_rest():
    assert is_at_rest(lane())
    assert is_at_rest(lane(owed(status="held")))
    assert not is_at_rest(lane(owed()))
    assert not is_at_rest(lane(replies=[owed()]))
    assert not is_at_rest(lane(gap=[3]))
    assert not is_at_rest(lane(late=[owed()]))
    assert all_at_rest({"a": lane(), "b": lane(owed(status="held"))})
    assert not all_at_rest({"a": lane(), "b": lane(owed())})
    assert planned(lane(), lane(owed(status="held"), name="h")).steps == ()
