"""Editions on their way to readers: every fault, every refusal, through python-telegram-bot,
against the strict server.
"""

import asyncio
import time
from datetime import timedelta

import pytest
from msgspec import structs

from monitor.delivery.media.telegram import Telegram
from monitor.engine import corrections
from monitor.events.deliveries import ReaderSubscribed
from monitor.publishing.corrected import titles
from tests.delivery.bot_api import TOKEN, BotApi
from tests.publishing.newsrooms import CHANNEL, NOW, WISHES, address, newsroom

FORUM = -1002


@pytest.fixture
def api():
    with BotApi(floods=False) as server:
        server.channel(CHANNEL)
        yield server


def first(fault, seconds=1.0, *, method="sendMessage", times=1):
    """The fault befalls the first so many calls of the method."""
    left = [times]

    def faults(called, _chat):
        if called != method or not left[0]:
            return None
        left[0] -= 1
        return fault, seconds

    return faults


FAULTS = (
    "drop before",
    "drop after",
    "500 after",
    "silence after",
    "silence before",
    "garbage after",
    "429",
)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("known", [False, True])
def test_a_channel_holds_a_digest_once_whatever_happens_on_the_way(tmp_path, api, fault, known):
    with newsroom(tmp_path, api) as play:
        if known:  # an earlier post, so that it is known which ids come next
            play.news("earlier")
            play.send()
            play.engine.clock._start += timedelta(days=1)
        play.news("alpha")
        api.faults = first(fault)
        assert play.send().owed == ()
        assert len(api.chats[CHANNEL].texts) == 1 + known
        assert play.send().owed == ()
        assert (len(api.chats[CHANNEL].texts), api.early) == (1 + known, [])
        assert play.engine.replay().same


def test_a_copy_that_comes_long_after_it_was_sent_again_is_taken_away(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news("earlier")
        play.send()
        play.engine.clock._start += timedelta(days=1)
        play.news("alpha")
        api.faults = first("after the next")
        assert play.send().owed == ()
        assert len(api.chats[CHANNEL].texts) == len(set(api.chats[CHANNEL].texts)) == 2
        assert (max(api.chats[CHANNEL].messages), api.chats[CHANNEL].last_id, play.alarms) == (
            3,
            4,
            [],
        )
        assert play.engine.replay().same


def test_an_edit_that_is_carried_out_late_meets_no_newer_message(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news("earlier")
        play.send()
        play.engine.clock._start += timedelta(days=1)
        play.news("alpha")
        # the message is lost, and what looks for it comes long after
        left = ["drop before", "late"]

        def faults(_method, _chat):
            return (left.pop(0), 0.3) if left else None

        api.faults = faults
        play.send()
        play.engine.clock._start += timedelta(days=1)
        play.news("beta")
        play.send()
        time.sleep(0.4)
        assert len(set(api.chats[CHANNEL].texts)) == len(api.chats[CHANNEL].texts) == 3


def test_a_post_in_our_name_that_we_never_sent_raises_an_alarm_and_stays_as_it_is(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news("earlier")
        play.send()
        others = api.post_by_another(CHANNEL, "another admin's")
        foreign = api.post_by_another(CHANNEL, "somebody with the token")
        api.chats[CHANNEL].messages[foreign].mine = True
        play.engine.clock._start += timedelta(days=1)
        play.news("alpha")
        play.send()
        (line,) = play.alarms
        assert f"message {foreign} is from our bot, and this program never sent it" in line
        assert "docs/token.md" in line
        assert [api.chats[CHANNEL].messages[one].edits for one in (others, foreign)] == [0, 0]


def test_where_chats_count_together_what_a_person_was_sent_is_found_or_proved_absent(tmp_path, api):
    people = range(501, 507)
    for one in people:
        api.person(one)
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        for one in people:
            if one >= 505:  # by then it has been seen that their chats count together
                api.faults = first("drop after" if one == 505 else "drop before")
            settled = play.send(one)
            assert (settled.owed, settled.unknown) == ((), 0)
        assert [len(api.chats[one].texts) for one in people] == [1] * len(people)


@pytest.mark.parametrize("fault", ["drop before", "drop after", "500 after", "silence after"])
def test_a_person_never_gets_it_twice_and_what_is_unknown_is_shown(tmp_path, api, fault):
    api.person(501)
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        api.faults = first(fault)
        settled = play.send(501)
        assert (settled.owed, settled.unknown) == ((), 1)
        assert len(api.chats[501].texts) == (0 if fault == "drop before" else 1)


def test_a_retry_after_is_kept_over_a_restart(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        api.faults = first("429", 3.0)
        began = time.monotonic()
        settled = play.send(patience_s=1.5)
        assert "told to wait, not before" in settled.owed[0]
    with newsroom(tmp_path, api, at=NOW + timedelta(seconds=time.monotonic() - began)) as play:
        assert play.send().owed == ()
    assert (len(api.chats[CHANNEL].texts), api.early) == (1, [])


def test_missing_rights_hold_the_channel_tell_the_operator_and_lose_nothing(tmp_path, api):
    api.chats[CHANNEL].rights["can_post_messages"] = False
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        assert "need administrator rights" in play.send().owed[0].casefold()
        assert "is on hold" in play.alarms[0]
        api.chats[CHANNEL].rights["can_post_messages"] = True
        assert play.send().owed == ()
    assert len(api.chats[CHANNEL].texts) == 1


def test_a_bot_that_may_edit_others_posts_does_not_look_for_its_own(tmp_path, api):
    api.chats[CHANNEL].rights["can_edit_messages"] = True
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        api.faults = first("drop after")
        assert "can_edit_messages" in play.send().owed[0]
        other = api.post_by_another(CHANNEL, "another's")
        assert api.chats[CHANNEL].messages[other].edits == 0
        api.chats[CHANNEL].rights["can_edit_messages"] = False
        assert play.send().owed == ()
    assert len(api.chats[CHANNEL].texts) == 1


def test_in_quiet_hours_a_post_makes_no_sound(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        play.brief = structs.replace(
            play.brief, default=structs.replace(WISHES, quiet="08:00-10:00")
        )
        play.send()
        play.engine.clock._start += timedelta(days=1, hours=3)
        play.send()
    assert [message.silent for message in api.chats[CHANNEL].messages.values()] == [True, False]


def test_a_long_digest_goes_in_parts_in_their_order_and_on_where_it_stopped(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news(*(f"name{n:02}" for n in range(60)))
        api.faults = lambda _method, _chat: ("429", 1.0) if api.chats[CHANNEL].texts else None
        assert "part 2 of" in play.send(patience_s=8.0).owed[0]
        api.faults = lambda _method, _chat: None
    with newsroom(tmp_path, api, at=NOW + timedelta(seconds=30)) as play:
        time.sleep(1.0)  # the server, too, wants its second
        parts = play.send().parts
    texts = api.chats[CHANNEL].texts
    assert len(texts) == parts > 2
    assert [f"part {n} of {parts}" in text for n, text in enumerate(texts, 1)] == [True] * parts


def test_a_forum_topic_is_posted_to_and_one_that_is_gone_is_told(tmp_path, api):
    api.group(FORUM, topics={7})
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        assert play.send(FORUM, thread=7).owed == ()
        (message,) = [one for one in api.chats[FORUM].messages.values() if one.mine]
        assert message.thread == 7
    with newsroom(tmp_path / "other", api) as play:
        play.news("alpha")
        assert "thread not found" in play.send(FORUM, thread=8).owed[0]
        assert play.alarms


def test_a_forums_general_topic_is_posted_to_without_a_thread(tmp_path, api):
    api.group(FORUM, topics={7})
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        assert play.send(FORUM, thread=1).owed == ()
        (message,) = [one for one in api.chats[FORUM].messages.values() if one.mine]
        assert message.thread is None


def test_a_closed_topic_is_told_with_what_to_do(tmp_path, api):
    api.group(FORUM, topics={7}, closed={7})
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        (owed,) = play.send(FORUM, thread=7).owed
        assert "open the topic again" in owed
        assert any("open the topic again" in alarm for alarm in play.alarms)


def test_an_edition_makes_one_sound(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news(*(f"name{n:02}" for n in range(40)))
        assert play.send().parts > 1
    posts = [one for one in api.chats[CHANNEL].messages.values() if one.mine]
    assert [one.silent for one in posts] == [False, *[True] * (len(posts) - 1)]


def test_one_story_alone_is_shown_with_a_card_of_its_first_account(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        play.send()
        (post,) = [one for one in api.chats[CHANNEL].messages.values() if one.mine]
        assert post.preview == "https://news.example/alpha"
    with newsroom(tmp_path / "other", api) as play:
        play.news("alpha", "beta")
        play.send()
    assert {one.preview for one in api.chats[CHANNEL].messages.values() if one is not post} == {""}


def test_a_group_that_became_a_supergroup_is_followed(tmp_path, api):
    api.group(-55, migrated_to=FORUM)
    api.group(FORUM)
    with newsroom(tmp_path, api) as play:
        play.news("alpha")
        assert play.send(-55).owed == ()
    assert len(api.chats[FORUM].texts) == 1


def test_a_corrected_story_is_marked_where_it_was_told(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news("alpha", "beta")
        play.send()
        (message,) = api.chats[CHANNEL].messages.values()
        play.engine.clock._start += timedelta(minutes=1)
        corrections.merge(play.engine, "S1", "S2")
        play.send()
        assert "Corrected 23 Nov 2026: No. 2 tells the same event as no. 1." in message.text
        assert message.edits == 1
        play.engine.clock._start += timedelta(minutes=1)
        corrections.undo(play.engine)
        play.send()
        play.send()
        assert (message.edits, len(api.chats[CHANNEL].texts)) == (2, 1)
        assert play.engine.replay().same


def test_a_story_that_was_split_or_lost_an_article_is_marked_where_it_was_told(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news("alpha", "beta", "gamma")
        _, beta, gamma = play.engine.state.where
        corrections.merge(play.engine, "S1", "S2")
        corrections.merge(play.engine, "S1", "S3")
        play.send()
        (told,) = api.chats[CHANNEL].texts
        play.engine.clock._start += timedelta(minutes=5)
        corrections.split(play.engine, "S1", [beta])
        play.send()
        assert (
            "Part of no. 1 tells another event, S4 “Beta meeting in Astana”."
            in api.chats[CHANNEL].texts[0]
        )
        play.engine.clock._start += timedelta(minutes=5)
        corrections.move(play.engine, gamma, "S4")
        play.send()
        (marked,) = api.chats[CHANNEL].texts
        assert marked.startswith(told)
        assert "An account was moved from no. 1 to S4" in marked
        assert len(api.chats[CHANNEL].messages) == 1


def test_a_story_that_was_no_diplomatic_news_is_marked_where_it_was_told_and_the_mark_is_taken_back(
    tmp_path, api
):
    with newsroom(tmp_path, api) as play:
        play.news("alpha", "beta")
        play.send()
        before = api.chats[CHANNEL].texts[0]
        play.engine.clock._start += timedelta(minutes=5)
        corrections.set_aside(play.engine, "S1")
        play.send()
        (marked,) = api.chats[CHANNEL].texts
        assert marked.startswith(before)
        assert "No. 1 was no diplomatic news and is no longer told" in marked
        play.engine.clock._start += timedelta(minutes=5)
        corrections.undo(play.engine)
        play.send()
        assert api.chats[CHANNEL].texts == [before]


def test_a_split_that_was_taken_back_names_its_account_and_leaves_no_note_in_a_post(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news("alpha", "beta", "gamma")
        _, beta, gamma = play.engine.state.where
        corrections.merge(play.engine, "S1", "S2")
        corrections.merge(play.engine, "S1", "S3")
        play.send()
        (before,) = api.chats[CHANNEL].texts
        for account in (beta, gamma):
            play.engine.clock._start += timedelta(minutes=5)
            corrections.split(play.engine, "S1", [account])
            corrections.undo(play.engine)
            play.send()
            assert api.chats[CHANNEL].texts == [before]
        play.engine.clock._start += timedelta(minutes=5)
        corrections.split(play.engine, "S1", [beta])
        play.send()
        (marked,) = api.chats[CHANNEL].texts
        assert marked.startswith(before)
        assert marked.count("“Beta meeting in Astana”") == 1
        assert "taken back" not in marked
        assert "“”" not in marked
        assert play.engine.replay().same


def test_a_story_that_a_taken_back_split_left_empty_is_still_called_by_its_account(tmp_path, api):
    with newsroom(tmp_path, api) as play:
        play.news("alpha", "beta")
        _, beta = play.engine.state.where
        corrections.merge(play.engine, "S1", "S2")
        corrections.split(play.engine, "S1", [beta])
        split = play.engine.archive.views.corrections()[0].event
        corrections.undo(play.engine)
        undone = play.engine.archive.views.corrections()[0].event
        views = play.engine.archive.views
        for event in (split, undone):
            assert titles(views, event, [split.new_story_id]) == {
                split.new_story_id: "Beta meeting in Astana"
            }


@pytest.mark.parametrize("fault", ["silence after", "silence before"])
def test_a_first_message_that_was_cut_off_is_there_once_after_another_try(tmp_path, api, fault):
    async def greeting(play):
        async with Telegram(token=TOKEN, url=api.url, read_s=5.0) as telegram:
            room = play.room(telegram)
            return await room.greet(room.channel(address(CHANNEL)), "hello")

    with newsroom(tmp_path, api) as play:
        api.faults = first(fault)
        asyncio.run(interrupted(greeting(play)))
    with newsroom(tmp_path, api, at=NOW + timedelta(seconds=60)) as play:
        assert asyncio.run(greeting(play))
    assert api.chats[CHANNEL].texts == ["hello"]


async def interrupted(work):
    """As a process that is killed: what was begun is not finished."""
    task = asyncio.ensure_future(work)
    await asyncio.sleep(0.6)
    for one in asyncio.all_tasks() - {asyncio.current_task()}:
        one.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_muted_story_is_left_out_for_its_reader_alone(tmp_path, api):
    api.person(501)
    with newsroom(tmp_path, api) as play:
        play.news("alpha", "beta")
        muted = structs.replace(WISHES, muted=(next(iter(play.engine.state.stories)),))
        known = play.readers.known(address(501))
        joined = ReaderSubscribed(
            reader_id=known.reader_id, lane=known.lane, kind="private", wishes=muted
        )
        play.engine.record(lambda: [joined])
        play.engine.clock._start += timedelta(days=1)
        run(play, until=lambda: api.chats[501].texts, channel=CHANNEL)
        assert api.chats[501].texts[0].count("<b>2 · ") == 1
        assert "<b>1 · " not in api.chats[501].texts[0]


def run(play, *, until, channel=None, seconds=60.0, read_s=0.5):
    """The newsroom as `monitor run` has it, without the bot."""

    async def running():
        stop = asyncio.Event()
        async with Telegram(token=TOKEN, url=play.api.url, read_s=read_s) as telegram:
            room = play.room(telegram)
            if channel:
                room.channel(address(channel))
            work = asyncio.create_task(room.run(stop=stop, look_s=0.05))
            deadline = time.monotonic() + seconds
            while not until() and time.monotonic() < deadline:  # noqa: ASYNC110 — what is waited for is told by no event
                await asyncio.sleep(0.01)
            stop.set()
            await work
            return bool(until())

    return asyncio.run(running())


def test_digests_go_out_at_their_hour_and_once_a_day(tmp_path, api):
    with newsroom(tmp_path, api, at=NOW - timedelta(hours=1)) as play:
        play.news("alpha")
        assert not run(play, until=lambda: api.chats[CHANNEL].texts, channel=CHANNEL, seconds=0.5)
        play.engine.clock._start = NOW + timedelta(minutes=1)
        assert run(play, until=lambda: api.chats[CHANNEL].texts, channel=CHANNEL)
        play.engine.clock._start += timedelta(hours=20)
        assert not run(
            play, until=lambda: len(api.chats[CHANNEL].texts) > 1, channel=CHANNEL, seconds=0.5
        )
        play.engine.clock._start += timedelta(hours=5)
        assert run(play, until=lambda: len(api.chats[CHANNEL].texts) > 1, channel=CHANNEL)


def test_one_broken_chat_delays_no_other(tmp_path, api):
    """All others have their digest while its own call still hangs."""
    for n in range(8):
        api.person(501 + n)
    api.faults = lambda _method, chat: ("silence before", 0.0) if chat == 501 else None
    with newsroom(tmp_path, api, at=NOW - timedelta(hours=1)) as play:
        play.news("alpha")
        for n in range(8):
            known = play.readers.known(address(501 + n))
            joined = ReaderSubscribed(
                reader_id=known.reader_id, lane=known.lane, kind="private", wishes=WISHES
            )
            play.engine.record(lambda joined=joined: [joined])
        play.engine.clock._start = NOW + timedelta(minutes=1)
        seen = []

        def others_have_it():
            seen[:] = [
                one.status
                for lane in play.engine.state.lanes.values()
                for one in lane.owed.values()
            ]
            return all(api.chats[501 + n].texts for n in range(1, 8)) and len(seen) == 1

        found = []
        assert run(
            play,
            until=lambda: found or (others_have_it() and (found.extend(seen) or True)),
            read_s=8.0,
        )
    assert found == ["started"]
