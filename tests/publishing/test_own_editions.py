"""Readers with wishes of their own: what they follow, their zone, and what they know."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from monitor.engine import corrections
from monitor.events.deliveries import DigestComposed, ReaderWished
from tests.delivery.bot_api import BotApi
from tests.publishing.newsrooms import CHANNEL, newsroom
from tests.publishing.test_at_once import ANNA, BERIK, deliver, subscribe, texts

MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # before anybody's slot


@pytest.fixture
def api():
    with BotApi(floods=False) as server:
        for one in (ANNA, BERIK):
            server.person(one)
        server.channel(CHANNEL)
        yield server


@pytest.fixture
def play(tmp_path, api):
    with newsroom(tmp_path, api, at=MORNING) as found:
        yield found


def wish(play, reader_id, **fields):
    wishes = structs.replace(play.engine.state.readers[reader_id].wishes, **fields)
    event = ReaderWished(reader_id=reader_id, change="followed", wishes=wishes)
    play.engine.record(lambda: [event])


def editions(play):
    events = (recorded.event for recorded in play.engine.log.read())
    return [one for one in events if isinstance(one, DigestComposed)]


def test_a_digest_has_what_meets_any_follow_and_no_more(play, api):
    subscribe(play, alerts=False)
    play.news("alpha", "beta")
    play.engine.clock.ahead += timedelta(hours=4)
    deliver(play)
    (digest,) = texts(api)
    assert "news.example/alpha" in digest
    assert "news.example/beta" not in digest


def test_readers_of_equal_wishes_get_one_edition(play, api):
    subscribe(play, ANNA, alerts=False)
    subscribe(play, BERIK, alerts=False)
    play.news("alpha")
    play.engine.clock.ahead += timedelta(hours=4)
    deliver(play)
    assert len(editions(play)) == 1
    assert texts(api, ANNA) == texts(api, BERIK) != []


def test_who_follows_something_else_is_told_on_from_its_last_digest(play, api):
    reader_id = subscribe(play, follow=("act", "meeting"), alerts=False)
    play.news("alpha")
    play.engine.clock.ahead += timedelta(hours=4)
    deliver(play)
    play.news("beta")
    more = play.readers.follow("word", "corridor", "corridor", at=play.engine.clock.now())
    follows = (*play.engine.state.readers[reader_id].wishes.follows, more.id)
    wish(play, reader_id, follows=follows)
    play.engine.clock.ahead += timedelta(hours=47)  # a day was missed
    deliver(play)
    first, second = texts(api)
    assert "news.example/alpha" in first
    assert "news.example/beta" in second
    assert "news.example/alpha" not in second


def test_every_reader_is_shown_its_own_clock(play, api):
    subscribe(play, ANNA, alerts=False, zone="Asia/Almaty", hour="12:00")
    subscribe(play, BERIK, alerts=False, zone="Europe/Berlin", hour="12:00")
    play.news("alpha")
    play.engine.clock.ahead += timedelta(hours=2)  # noon in Almaty was an hour ago
    deliver(play)
    play.joins("gamma", of="alpha")
    play.news("alphabet")
    play.engine.clock.ahead += timedelta(hours=4)
    deliver(play)
    assert "Almaty" in texts(api, ANNA)[0]
    assert "Berlin" in texts(api, BERIK)[0]
    assert "news.example/alpha" in texts(api, BERIK)[0]


def test_a_story_that_is_followed_stays_followed_when_it_becomes_part_of_another(play, api):
    play.news("alpha", "beta")
    one, other = (play.engine.archive.views.story(name).id for name in ("S1", "S2"))
    subscribe(play, follow=("story", other), alerts=False)
    corrections.merge(play.engine, "S1", "S2", reason="a test")
    play.joins("gamma", of="alpha", facts=("The two sides will open a consulate in Oslo",))
    play.engine.clock.ahead += timedelta(hours=4)
    deliver(play)
    assert "news.example/alpha" in texts(api)[0]
    assert one != other
