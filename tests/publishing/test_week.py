"""The week's threads in editions: only where they are asked for, of the reader's own stories."""

import msgspec
import pytest

from monitor.delivery.media.messages import read
from monitor.engine import corrections
from monitor.events.deliveries import DigestComposed
from monitor.publishing.window import week_stories
from tests.delivery.bot_api import BotApi
from tests.publishing.newsrooms import CHANNEL, newsroom


@pytest.fixture
def api():
    with BotApi(floods=False) as server:
        server.channel(CHANNEL)
        yield server


def logged(play):
    (composed,) = [
        one.event for one in play.engine.log.read() if isinstance(one.event, DigestComposed)
    ]
    return read(composed.digest)


def told(play):
    play.news("anna", "boris")
    play.joins("carla", of="anna")
    play.send()
    return logged(play)


def test_a_logged_edition_holds_the_threads_that_its_pages_draw(api, tmp_path):
    with newsroom(tmp_path, api, week=True) as play:
        digest = told(play)
        titles = {entry.story_id for entry in digest.entries}
        assert [sum(thread.accounts) for thread in digest.week.threads] == [2]
        assert digest.week.threads[0].story_id in titles


def test_without_the_setting_an_edition_has_none(api, tmp_path):
    with newsroom(tmp_path, api) as play:
        digest = told(play)
        assert digest.week is None
        assert msgspec.json.decode(msgspec.json.encode(digest))["week"] is None


def test_a_story_that_a_person_set_aside_is_no_thread(api, tmp_path):
    with newsroom(tmp_path, api, week=True) as play:
        play.news("anna")
        play.joins("carla", of="anna")
        now = play.engine.now()
        assert len(week_stories(play.engine.archive.views, now)) == 1
        corrections.set_aside(play.engine, "S1", reason="a test")
        assert not week_stories(play.engine.archive.views, play.engine.now())
