"""What readers are told at once: on the strict server, with real files, and crashes in between."""

import asyncio
from datetime import timedelta

import pytest
from msgspec import structs

from monitor.delivery.media.telegram import Telegram
from monitor.delivery.transport import Address
from monitor.events.deliveries import AlertWaited, DeliveryQueued, ReaderSubscribed
from monitor.model import Source
from tests.delivery.bot_api import TOKEN, BotApi
from tests.publishing.newsrooms import CHANNEL, NOW, WISHES, brief, newsroom
from tests.publishing.test_publisher import first

ANNA, BERIK, FORUM = 9_100_200_501, 9_100_200_502, -1_009_100_200_800
OPENS = "The two sides will open a consulate in Oslo"


@pytest.fixture
def api():
    with BotApi(floods=False) as server:
        for one in (ANNA, BERIK):
            server.person(one)
        server.channel(CHANNEL)
        yield server


@pytest.fixture
def play(tmp_path, api):
    with newsroom(tmp_path, api, at=NOW + timedelta(hours=1)) as found:
        yield found


def subscribe(play, chat=ANNA, *, follow=("word", "alpha"), alerts=True, thread=None, **wishes):
    """A reader who wants to know of it at once."""
    kind = "supergroup" if chat < 0 else "private"
    address = Address(medium="telegram", chat=str(chat), kind=kind, thread=thread)
    known = play.readers.known(address)
    found = play.readers.follow(*follow, follow[1], at=play.engine.clock.now())
    wished = structs.replace(
        WISHES, topics=(), follows=(found.id,), alerts=(found.id,) if alerts else (), **wishes
    )
    event = ReaderSubscribed(reader_id=known.reader_id, lane=known.lane, kind=kind, wishes=wished)
    play.engine.record(lambda: [event])
    return known.reader_id


def deliver(play, *, rounds=3, seconds=20.0):
    """Look and send, until nothing is owed any more."""

    async def delivering():
        async with Telegram(token=TOKEN, url=play.api.url, read_s=1.0) as telegram:
            room = play.room(telegram)
            for _ in range(rounds):
                room.look()
                async with asyncio.timeout(seconds):
                    await room.office.serve(until=lambda: not play.engine.state.owed_in)

    asyncio.run(delivering())


def texts(api, chat=ANNA):
    return api.chats[chat].texts


def waited(play):
    events = (recorded.event for recorded in play.engine.log.read())
    return [event.why for event in events if isinstance(event, AlertWaited)]


def queued(play, purpose="alert"):
    events = (recorded.event for recorded in play.engine.log.read())
    return [e for e in events if isinstance(e, DeliveryQueued) and e.purpose == purpose]


def sure(play, name, also="gamma"):
    """A story that two owners tell."""
    play.news(name)
    play.joins(also, of=name)


def test_a_story_that_two_owners_tell_is_told_at_once(play, api):
    subscribe(play)
    sure(play, "alpha")
    deliver(play)
    (text,) = texts(api)
    assert text.startswith("<b>Told at once</b>\n<b>Ivarsson")
    assert "Ivarsson" in text


def test_what_one_unknown_outlet_tells_waits_until_another_does(play, api):
    subscribe(play)
    play.news("alpha")
    deliver(play)
    assert texts(api) == []
    play.joins("gamma", of="alpha")
    deliver(play)
    assert len(texts(api)) == 1


def test_an_official_voice_is_enough(tmp_path, api):
    with newsroom(tmp_path, api, at=NOW + timedelta(hours=1)) as play:
        official = Source(id="example", name="Example", kind="party", hosts=("news.example",))
        play.brief = structs.replace(brief(), sources=(official,))
        subscribe(play)
        play.news("alpha")
        deliver(play)
        assert len(texts(api)) == 1


def test_only_who_follows_it_and_asked_to_is_told(play, api):
    subscribe(play, ANNA, alerts=False)
    subscribe(play, BERIK, follow=("word", "beta"))
    sure(play, "alpha")
    deliver(play)
    assert texts(api, ANNA) == texts(api, BERIK) == []


def test_what_came_before_it_was_asked_for_is_not_told(play, api):
    sure(play, "alpha")
    subscribe(play)
    deliver(play)
    assert texts(api) == []


def test_what_is_new_later_comes_as_a_reply(play, api):
    subscribe(play)
    sure(play, "alpha")
    deliver(play)
    first = max(api.chats[ANNA].messages)
    play.joins("delta", of="alpha", facts=(OPENS,))
    deliver(play)
    last = api.chats[ANNA].messages[max(api.chats[ANNA].messages)]
    assert len(texts(api)) == 2
    assert "consulate in Oslo" in last.text
    assert last.reply_to == first


def test_one_more_outlet_is_named_where_it_stands_and_makes_no_sound(play, api):
    subscribe(play)
    sure(play, "alpha")
    deliver(play)
    play.joins("delta", of="alpha")
    deliver(play)
    (message,) = (one for one in api.chats[ANNA].messages.values() if one.mine)
    assert (message.edits, "Delta Times" in message.text) == (0, False)
    play.engine.clock.ahead += timedelta(minutes=16)
    deliver(play)
    assert len(texts(api)) == 1
    assert (message.edits, "Delta Times" in message.text) == (1, True)


def test_in_quiet_hours_it_waits_for_the_digest_which_says_so(play, api):
    subscribe(play, quiet="09:30-11:00")
    sure(play, "alpha")
    deliver(play)
    assert texts(api) == []
    assert waited(play) == ["quiet"]
    play.engine.clock.ahead += timedelta(hours=2)
    deliver(play)
    assert texts(api) == []
    play.engine.clock.ahead += timedelta(hours=21, minutes=30)
    deliver(play)
    (digest,) = texts(api)
    assert "Ivarsson" in digest
    assert "1 story waited for this digest: it came in your quiet hours" in digest


def test_beyond_so_many_an_hour_the_rest_waits_for_the_digest(play, api):
    play.brief = brief(alerts_per_hour=2)
    subscribe(play, follow=("act", "meeting"))
    for name, also in (("alpha", "ax"), ("beta", "bx"), ("gamma", "gx")):
        sure(play, name, also)
    deliver(play)
    assert len(texts(api)) == 2
    assert waited(play) == ["bound"]
    play.engine.clock.ahead += timedelta(hours=1, minutes=1)
    sure(play, "omega", "ox")
    deliver(play)
    assert len(texts(api)) == 3


def test_what_was_told_at_once_stands_in_the_digest_as_told_and_is_not_told_again(play, api):
    subscribe(play, follow=("act", "meeting"))
    sure(play, "alpha", "ax")
    deliver(play)
    play.news("beta")
    play.engine.clock.ahead += timedelta(hours=23, minutes=30)
    deliver(play)
    digest = texts(api)[-1]
    assert len(texts(api)) == 2
    assert "Told at once since the last digest: " in digest
    assert "(S1)" in digest
    assert "news.example/beta" in digest
    assert "news.example/alpha" not in digest
    play.engine.clock.ahead += timedelta(hours=24)
    deliver(play)
    assert "S1" not in texts(api)[-1]


def test_the_digest_tells_only_what_is_new_since_it_was_told_at_once(play, api):
    subscribe(play, quiet="12:00-23:00")
    sure(play, "alpha", "ax")
    deliver(play)
    play.engine.clock.ahead += timedelta(hours=3)
    play.joins("delta", of="alpha", facts=(OPENS,))
    deliver(play)
    play.engine.clock.ahead += timedelta(hours=20, minutes=30)
    deliver(play)
    assert len(texts(api)) == 2
    assert "consulate in Oslo" in texts(api)[-1]
    assert "told at once" in texts(api)[-1]


def test_who_was_not_told_at_once_gets_all_of_it_in_the_same_digest(play, api):
    subscribe(play, ANNA)
    subscribe(play, BERIK, alerts=False)
    sure(play, "alpha")
    deliver(play)
    play.engine.clock.ahead += timedelta(hours=23, minutes=30)
    deliver(play)
    assert "Told at once since" in texts(api, ANNA)[-1]
    assert "Ivarsson" in texts(api, BERIK)[-1]
    assert "Told at once since" not in texts(api, BERIK)[-1]


@pytest.mark.parametrize("fault", ["drop after", "500 after", "silence after"])
def test_a_lost_answer_tells_nothing_twice_after_a_restart(tmp_path, api, fault):
    with newsroom(tmp_path, api, at=NOW + timedelta(hours=1)) as play:
        subscribe(play)
        sure(play, "alpha")
        api.faults = first(fault)
        cut_off(play)
        assert len(texts(api)) == 1
    with newsroom(tmp_path, api, at=NOW + timedelta(hours=1, minutes=1)) as play:
        deliver(play)
        assert len(texts(api)) == len(queued(play)) == 1


def cut_off(play):
    """Ended while it is not known whether the message is there."""

    def is_unknown():
        return any(one.status == "unknown" for one in owed_of(play))

    async def delivering():
        async with Telegram(token=TOKEN, url=play.api.url, read_s=0.3) as telegram:
            room = play.room(telegram)
            room.look()
            async with asyncio.timeout(20.0):
                await room.office.serve(until=is_unknown)

    asyncio.run(delivering())


def owed_of(play):
    return [one for lane in play.engine.state.lanes.values() for one in lane.owed.values()]


def test_killed_between_deciding_and_sending_it_is_told_once(tmp_path, api):
    with newsroom(tmp_path, api, at=NOW + timedelta(hours=1)) as play:
        subscribe(play)
        sure(play, "alpha")
        play.room(None).look()
        assert len(queued(play)) == 1
    with newsroom(tmp_path, api, at=NOW + timedelta(hours=1, minutes=1)) as play:
        deliver(play)
        deliver(play)
        assert len(texts(api)) == len(queued(play)) == 1


def test_a_topic_of_a_forum_is_told_where_it_asked(play, api):
    api.group(FORUM, topics={7})
    subscribe(play, FORUM, thread=7)
    sure(play, "alpha")
    deliver(play)
    (message,) = api.chats[FORUM].messages.values()
    assert message.thread == 7


def test_a_replay_sends_nothing_and_gives_the_same(play, api):
    subscribe(play)
    sure(play, "alpha")
    deliver(play)
    before = len(texts(api))
    assert play.engine.replay().same
    assert len(texts(api)) == before


def test_people_are_told_of_in_any_script(play, api):
    subscribe(play, follow=("name", "Альфасон Петренко"))
    sure(play, "alpha")
    deliver(play)
    assert len(texts(api)) == 1


def test_a_muted_story_is_not_told(play, api):
    play.news("alpha")
    story = play.engine.state.where["alphaalphaalphaa"]
    subscribe(play, muted=(story,))
    play.joins("gamma", of="alpha")
    deliver(play)
    assert texts(api) == []


def test_nobody_is_told_at_once_where_the_bound_is_none(play, api):
    play.brief = brief(alerts_per_hour=0)
    subscribe(play)
    sure(play, "alpha")
    deliver(play)
    assert texts(api) == waited(play) == []
