"""Looking for a message that may have arrived: every world that ids can show."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.delivery import probe as searching
from monitor.delivery.probe import Lost, ProbeResult, begin_probe, begin_shared, go_on
from monitor.delivery.transport import MessageComparison
from monitor.events.deliveries import Delivered, DeliveryStarted, LaneMarked, UpdateReceived
from monitor.stories.deliveries import Shared
from monitor.stories.evolve import evolve
from tests.delivery.test_plan import after, head, queued
from tests.stories.cases import NOW


def search(ids, *, last=4, mark=0, marks=1):
    """What is found where `ids` says what stands at each id (nothing else is there), and which ids
    were compared.
    """
    tries = [LaneMarked(lane="l1", message_id=0)] * marks
    known = (
        [*tries, LaneMarked(lane="l1", message_id=mark)]
        if mark
        else [Delivered(delivery_id="a", part=0, message_id=last)]
    )
    lane, _ = head(after(queued("a"), *known, queued("d")))
    probe, compared = begin_probe(lane), []
    while probe.verdict is None:
        compared.append(probe.next_id)
        probe = go_on(probe, MessageComparison(found=ids.get(probe.next_id, "absent")))
    return probe.verdict, compared


def test_the_next_id_is_looked_at_first():
    assert search({5: "same"}) == (ProbeResult(message_id=5), [5])


def test_others_posts_and_gaps_are_passed_over():
    assert search({5: "other", 6: "other", 8: "same"})[0] == ProbeResult(message_id=8)


def test_three_ids_with_nothing_prove_that_it_is_not_there():
    assert search({}) == (ProbeResult(message_id=None), [5, 6, 7])


def test_a_chat_full_of_foreign_messages_proves_nothing():
    verdict, compared = search(dict.fromkeys(range(1000), "other"))
    assert (type(verdict), len(compared)) == (Lost, searching.PROBE_IDS_MAX)


def test_from_a_mark_ids_are_searched_downwards_and_the_mark_is_taken_away():
    assert search({9: "same"}, mark=10) == (ProbeResult(message_id=9, remove=(10,)), [9])
    assert search({}, mark=10) == (ProbeResult(message_id=None, remove=(10,)), [9, 8, 7])
    assert search({}, mark=3) == (ProbeResult(message_id=None, remove=(3,)), [2, 1])


def test_marks_of_earlier_tries_are_cleared_and_the_message_stays_once():
    assert search({9: "changed"}, mark=10, marks=2)[0] == ProbeResult(message_id=9, remove=(10,))
    assert search({9: "changed", 8: "same"}, mark=10, marks=2)[0] == ProbeResult(
        message_id=8, remove=(10, 9)
    )
    assert search({9: "changed", 8: "same"}, mark=10, marks=3)[0] == ProbeResult(
        message_id=8, remove=(10, 9)
    )
    assert search({9: "same", 8: "changed", 7: "same"}, mark=10, marks=4)[0] == ProbeResult(
        message_id=7, remove=(10, 9, 8)
    )
    assert search({20: "same", 8: "same"}, mark=21, marks=4)[0] == ProbeResult(
        message_id=8, remove=(21, 20)
    )


def test_an_old_post_of_ours_is_never_removed():
    verdict, compared = search({9: "changed", 8: "changed", 7: "changed"}, mark=10, marks=1)
    assert (verdict, compared) == (ProbeResult(message_id=9, remove=(10,)), [9])


@given(
    st.dictionaries(st.integers(5, 80), st.sampled_from(["other", "absent"])), st.integers(5, 40)
)
def test_a_search_ends_and_never_finds_what_is_not_the_same(ids, where):
    verdict, compared = search({**ids, where: "same"})
    assert len(compared) <= searching.PROBE_IDS_MAX
    assert isinstance(verdict, Lost) or verdict.message_id in (where, None)


# --- every small world before a mark ---


def play_out(world, *, mark, marks):
    """Search a chat that holds `world` (id → "message", "mark" or "other") below a mark; what is
    ours there afterwards.
    """
    world = {**world, mark: "mark"}
    tries = [LaneMarked(lane="l1", message_id=0)] * marks
    lane, _ = head(after(queued("d"), *tries, LaneMarked(lane="l1", message_id=mark)))
    probe = begin_probe(lane)
    while probe.verdict is None:
        here = world.get(probe.next_id, "absent")
        found = {"message": "same", "mark": "changed"}.get(here, here)
        if found == "changed":
            world[probe.next_id] = "message"
        probe = go_on(probe, MessageComparison(found=found))
    for gone in probe.verdict.remove:
        del world[gone]
    return probe.verdict, [what for what in world.values() if what != "other"]


WORLD = {"T": "message", "m": "mark", "o": "other"}


@pytest.mark.parametrize("marks", [1, 2, 3])
def test_whatever_stands_before_a_mark_the_message_is_there_once_and_no_mark_is_left(marks):
    """The message was sent once and before every mark. Three deleted posts in a row would mislead,
    as is said.
    """
    worlds = [
        text
        for text in map("".join, product("Tmo ", repeat=5))
        if text.count("T") <= 1
        and text.count("m") < marks
        and "mT" not in text.replace("o", "").replace(" ", "")
        if " " * searching.PROBE_MISSES not in text.lstrip() + "."
    ]
    for text in worlds:
        world = {5 + n: WORLD[what] for n, what in enumerate(text) if what in WORLD}
        verdict, ours = play_out(world, mark=10, marks=marks)
        arrived = set(text) & {"T", "m"}  # a mark that was turned into the message is the message
        assert ours == (["message"] if arrived else []), (text, verdict)
    assert len(worlds) > 90


# --- where chats count together ---


def shared(*events):
    """What is known after messages to several people."""
    state = after(*(queued(f"x{n}", lane=f"p{n}", kind="private") for n in range(5)))
    for n in range(5):
        evolve(state, DeliveryStarted(delivery_id=f"x{n}", part=0, attempt=1), NOW)
        evolve(state, Delivered(delivery_id=f"x{n}", part=0, message_id=11 + n), NOW)
    evolve(state, queued("d", kind="private"), NOW)
    evolve(state, DeliveryStarted(delivery_id="d", part=0, attempt=1), NOW + timedelta(seconds=1))
    for event in events:
        evolve(state, event, NOW)
    return state


def through(probe, ids):
    compared = []
    while probe.verdict is None:
        compared.append(probe.next_id)
        probe = go_on(probe, MessageComparison(found=ids.get(probe.next_id, "absent")))
    return probe.verdict, compared


def test_in_private_the_search_begins_above_what_was_known_and_ends_below_what_was_sent_later():
    state = shared()
    owed = head(state)[1]
    assert (owed.floor, state.shared.proofs >= searching.SHARED_PROOFS, state.shared.odd) == (
        15,
        True,
        False,
    )
    probe = begin_shared(owed, state.shared, later=[20], unsettled=1)
    assert through(probe, {17: "same"}) == (ProbeResult(message_id=17), [16, 17])
    assert through(probe, {}) == (ProbeResult(message_id=None), [16, 17, 18, 19])


def test_ids_that_are_known_to_be_anothers_are_not_looked_at():
    state = shared(UpdateReceived(update_id=1, reader_id="r9", command="help", message_id=17))
    probe = begin_shared(head(state)[1], state.shared, later=[20], unsettled=1)
    assert through(probe, {})[1] == [16, 18, 19]


def test_a_minute_at_the_fastest_pace_is_remembered():
    state = shared()
    for n in range(1500):
        evolve(
            state,
            UpdateReceived(update_id=n, reader_id=f"r{n}", command="help", message_id=17 + n),
            NOW,
        )
    probe = begin_shared(head(state)[1], state.shared, later=[1517], unsettled=1)
    assert through(probe, {}) == (ProbeResult(message_id=None), [16])


def test_where_nothing_was_sent_later_as_many_ids_are_looked_at_as_there_may_be():
    state = shared()
    _, compared = through(begin_shared(head(state)[1], state.shared, later=[], unsettled=3), {})
    assert compared == list(range(16, 16 + 3 + searching.SHARED_BEYOND))


def test_among_too_many_ids_it_may_be_found_and_is_not_proved_absent():
    state = shared()
    probe = begin_shared(head(state)[1], state.shared, later=[500], unsettled=1)
    assert through(probe, {18: "same"})[0] == ProbeResult(message_id=18)
    assert through(probe, {})[0] == Lost()


def test_chats_that_count_by_themselves_are_not_believed_to_count_together():
    state = shared(
        queued("y", lane="p8", kind="private"), DeliveryStarted(delivery_id="y", part=0, attempt=1)
    )
    evolve(state, Delivered(delivery_id="y", part=0, message_id=2), NOW)
    assert begin_shared(head(state)[1], state.shared, later=[20], unsettled=1).verdict == Lost()


def test_before_chats_have_shown_that_they_count_together_nothing_is_proved():
    state = after(queued("d", kind="private"), DeliveryStarted(delivery_id="d", part=0, attempt=1))
    assert begin_shared(head(state)[1], Shared(), later=[], unsettled=1).verdict == Lost()
