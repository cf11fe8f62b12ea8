"""The week's threads as a photo in Telegram: a message of its edition like any other, settled and
corrected as the others are.
"""

from datetime import timedelta

import pytest

from monitor.engine import corrections
from monitor.pictures import png
from tests.delivery.bot_api import BotApi
from tests.publishing.newsrooms import CHANNEL, newsroom
from tests.publishing.test_publisher import FAULTS, first

PERSON = 501
CAPTION = "Ivarsson met ambassador Petrenko: 2 articles."


@pytest.fixture
def api():
    with BotApi(floods=False) as server:
        server.channel(CHANNEL)
        server.person(PERSON)
        yield server


def week(play):
    play.news("anna", "boris")
    play.joins("carla", of="anna")


def posts(api, chat=CHANNEL):
    """Each as its words and whether it is a photo, in the order of their ids."""
    messages = api.chats[chat].messages
    return [(messages[one].shown, bool(messages[one].photo)) for one in sorted(messages)]


def test_the_weeks_picture_comes_last_and_without_a_sound_with_the_threads_named_below_it(
    tmp_path, api
):
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        assert (play.send().parts, play.send().parts) == (2, 2)
        (_, is_photo), (caption, below) = posts(api)
        assert (is_photo, below) == (False, True)
        assert caption.startswith("The week’s threads")
        assert caption.endswith(CAPTION)
        text, photo = api.chats[CHANNEL].messages.values()
        assert (text.silent, photo.silent, photo.buttons) == (False, True, [])
        assert play.engine.replay().same


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", ["sendMessage", "sendPhoto"])
def test_a_channel_holds_text_and_photo_once_whatever_happens_on_the_way(
    tmp_path, api, fault, method
):
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        api.faults = first(fault, method=method)
        assert play.send().owed == ()
        assert play.send().owed == ()
        assert [is_photo for _, is_photo in posts(api)] == [False, True]
        assert posts(api)[1][0].endswith(CAPTION)
        assert (api.early, play.alarms) == ([], [])


def test_a_photo_that_comes_long_after_it_was_sent_again_is_taken_away(tmp_path, api):
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        api.faults = first("after the next", method="sendPhoto")
        assert play.send().owed == ()
        assert [is_photo for _, is_photo in posts(api)] == [False, True]
        assert play.alarms == []


def test_what_looks_for_a_text_leaves_the_photo_before_it_as_it_is(tmp_path, api):
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        play.send()
        before = posts(api)
        play.engine.clock._start += timedelta(days=1)
        play.news("dmitri")
        api.faults = first("drop after")
        assert play.send().owed == ()
        assert posts(api)[:2] == before
        assert [one.edits for one in api.chats[CHANNEL].messages.values()] == [0] * 4


def test_a_person_gets_the_photo_too(tmp_path, api):
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        assert play.send(PERSON).owed == ()
        assert [is_photo for _, is_photo in posts(api, PERSON)] == [False, True]


def test_a_correction_of_a_thread_stands_below_the_photo_and_goes_with_what_it_takes_back(
    tmp_path, api
):
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        play.send()
        before = posts(api)
        play.engine.clock._start += timedelta(minutes=5)
        corrections.set_aside(play.engine, "S1")
        play.send()
        _, (caption, is_photo) = posts(api)
        assert is_photo
        assert caption.startswith(before[1][0])
        assert "No. 1 was no diplomatic news and is no longer told" in caption
        play.engine.clock._start += timedelta(minutes=5)
        corrections.undo(play.engine)
        play.send()
        assert posts(api) == before


def test_a_correction_of_what_is_no_thread_leaves_the_photo_alone(tmp_path, api):
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        play.send()
        play.engine.clock._start += timedelta(minutes=5)
        corrections.set_aside(play.engine, "S2")
        play.send()
        assert [one.edits for one in api.chats[CHANNEL].messages.values()] == [1, 0]


def test_a_chat_that_takes_no_photos_gets_the_words_once_and_their_correction(tmp_path, api):
    api.chats[CHANNEL].takes_photos = False
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        assert play.send().owed == ()
        assert [is_photo for _, is_photo in posts(api)] == [False, False]
        assert posts(api)[1][0].endswith(CAPTION)
        (line,) = play.alarms
        assert "goes as plain text" in line
        assert "ot enough rights to send photos" in line
        play.engine.clock._start += timedelta(minutes=5)
        corrections.set_aside(play.engine, "S1")
        assert play.send().owed == ()
        assert "No. 1 was no diplomatic news" in posts(api)[1][0]


def test_words_that_go_in_place_of_a_photo_are_found_where_their_answer_was_lost(tmp_path, api):
    api.chats[CHANNEL].takes_photos = False
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        sent = []

        def faults(method, _chat):
            sent.append(method)
            lost = method == "sendMessage" and sent.count("sendMessage") == 2
            return ("drop after", 1.0) if lost else None

        api.faults = faults
        assert play.send().owed == ()
        assert [is_photo for _, is_photo in posts(api)] == [False, False]


def test_where_no_picture_can_be_made_the_edition_is_its_text_alone(tmp_path, api, monkeypatch):
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        monkeypatch.setattr(png, "_NEEDED", ("no_such_package",))
        assert play.send().parts == 1
        assert [is_photo for _, is_photo in posts(api)] == [False]
        assert play.alarms == []


def test_where_it_can_no_longer_be_made_its_words_go_alone(tmp_path, api, monkeypatch):
    with newsroom(tmp_path, api, week=True) as play:
        week(play)
        api.chats[CHANNEL].rights["can_post_messages"] = False
        assert play.send(patience_s=0.3).owed
        monkeypatch.setattr(png, "_NEEDED", ("no_such_package",))
        api.chats[CHANNEL].rights["can_post_messages"] = True
        assert play.send().owed == ()
        assert [is_photo for _, is_photo in posts(api)] == [False, False]
        assert posts(api)[1][0].endswith(CAPTION)
        assert any("pip install '.[pictures]'" in line for line in play.alarms)
