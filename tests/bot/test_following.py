"""What readers follow by name, as they meet it: real polling and sending against the strict
server.
"""

import sqlite3
from datetime import timedelta

import pytest

from monitor.bot.following import FOLLOWS_MAX
from monitor.delivery.phrases import phrase
from monitor.log.codec import encode
from tests.bot.test_receiver import GROUP, OPERATOR, OTHER, READER, ask, meet
from tests.delivery.bot_api import BotApi
from tests.publishing.newsrooms import CHANNEL, newsroom


@pytest.fixture
def api():
    with BotApi(floods=False) as server:
        for one in (READER, OTHER, OPERATOR):
            server.person(one)
        server.group(GROUP, admins={OPERATOR})
        server.channel(CHANNEL)
        yield server


@pytest.fixture
def play(tmp_path, api):
    with newsroom(tmp_path, api) as found:
        found.news("alpha", "beta")
        yield found


def followed(play, reader=None):
    """(kind, of) of what the only reader follows, in order."""
    (one,) = [reader] if reader else play.engine.state.readers.values()
    return [(found.kind, found.of) for found in play.readers.follows(one.wishes.follows)]


def last_of(play, chat=READER):
    messages = play.api.chats[chat].messages
    return messages[max(messages)]


def data_of(message):
    return [button["callback_data"] for row in message.buttons for button in row]


def press(play, chat, data, *, until):
    play.api.press(chat, max(play.api.chats[chat].messages), data)
    assert meet(play, until=until)


def test_what_is_typed_is_known_in_many_languages_and_scripts(play):
    ask(play, "/subscribe", "/follow Kazakhstan", "/follow Лавров", "/follow 制裁")
    ask(play, "/follow Ελλάδα", "/follow ШЫҰ", "/follow s1", '/follow "Middle Corridor"')
    assert followed(play) == [
        ("country", "KZ"),
        ("person", "RU:lavrov"),
        ("act", "sanctions"),
        ("country", "GR"),
        ("organisation", "SCO"),
        ("story", play.engine.archive.views.story("S1").id),
        ("word", "middle corridor"),
    ]


def test_one_thing_in_another_language_is_the_same_follow(play):
    answers = ask(
        play, "/subscribe", "/follow Kazakhstan", "/follow Қазақстан", "/follow كازاخستان"
    )
    assert followed(play) == [("country", "KZ")]
    assert "already" in answers[2]
    assert "already" in answers[3]


def test_words_that_may_mean_several_are_asked_about_with_buttons(play):
    ask(play, "/subscribe", "/follow Li")
    offered = data_of(last_of(play))
    assert len(offered) > 1
    assert followed(play) == []
    press(play, READER, offered[0], until=lambda: len(followed(play)) == 1)
    assert followed(play)[0][1].startswith("CN:li")


def test_what_nobody_sees_in_a_word_is_no_part_of_it(play):
    ask(play, "/subscribe", "/follow Kaz\u200bakhstan\u202e", "/follow pipe\u00adline")
    assert followed(play) == [("country", "KZ"), ("word", "pipeline")]
    (_, word) = play.readers.follows(next(iter(play.engine.state.readers.values())).wishes.follows)
    assert word.name == "pipeline"


def test_what_can_mean_nothing_is_said_in_one_line(play):
    answers = ask(
        play, "/subscribe", "/follow !!!", "/follow 12", "/follow the", "/follow " + "x" * 80
    )
    assert set(answers[1:]) == {phrase("en", "follow.nothing")}
    assert "\n" not in phrase("en", "follow.nothing")
    assert followed(play) == []


def test_the_first_follow_takes_the_place_of_the_topics_that_everybody_has(play):
    ask(play, "/subscribe", "/follow Kazakhstan")
    (reader,) = play.engine.state.readers.values()
    assert reader.wishes.topics == ()


def test_what_is_followed_is_listed_with_a_button_each_and_let_go_by_it(play):
    ask(play, "/subscribe", "/follow Kazakhstan", "/follow Lavrov", "/following")
    board = last_of(play)
    assert [row[0]["text"] for row in board.buttons] == ["✕ Kazakhstan", "✕ Sergey Lavrov"]
    first = board.buttons[0][0]["callback_data"]
    press(play, READER, first, until=lambda: len(followed(play)) == 1 and last_of(play).edits)
    assert followed(play) == [("person", "RU:lavrov")]
    assert len(last_of(play).buttons) == 1


@pytest.mark.parametrize("typed", ["Казахстан", "kazakhstan", "KAZAKHSTAN"])
def test_it_is_let_go_by_any_of_its_names(play, typed):
    ask(play, "/subscribe", "/follow Kazakhstan", f"/unfollow {typed}")
    assert followed(play) == []


def test_what_is_not_followed_cannot_be_let_go(play):
    answers = ask(play, "/subscribe", "/follow Kazakhstan", "/unfollow Lavrov")
    assert answers[2].startswith("You do not follow")
    assert followed(play) == [("country", "KZ")]


def test_no_more_is_followed_than_one_message_lists(play):
    ask(play, "/subscribe")
    words = [f"/follow wordnumber{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(FOLLOWS_MAX)]
    for start in range(0, FOLLOWS_MAX, 10):
        ask(play, *words[start : start + 10])
    (answer,) = ask(play, "/follow onemore")
    assert answer == phrase("en", "follow.too_many", most=FOLLOWS_MAX)
    ask(play, "/following")
    assert len(last_of(play).buttons) == FOLLOWS_MAX == len(followed(play))


def test_in_a_group_only_admins_follow_and_every_topic_for_itself(play, api):
    api.say(GROUP, "/subscribe", user_id=OPERATOR)
    api.say(GROUP, "/follow Kazakhstan", user_id=OTHER)
    assert meet(play, until=lambda: len(api.chats[GROUP].texts) == 2)
    assert api.chats[GROUP].texts[1] == phrase("en", "say.admins_only")
    assert followed(play) == []
    api.say(GROUP, "/follow Kazakhstan", user_id=OPERATOR)
    assert meet(play, until=lambda: followed(play) == [("country", "KZ")])


def test_a_bell_on_the_board_tells_at_once_and_no_more(play):
    ask(play, "/subscribe", "/follow Kazakhstan", "/following")
    (reader,) = play.engine.state.readers.values()
    bell = last_of(play).buttons[0][1]["callback_data"]
    press(play, READER, bell, until=lambda: reader.wishes.alerts == reader.wishes.follows)
    press(play, READER, bell, until=lambda: reader.wishes.alerts == ())


def test_an_alert_follows_too_and_is_taken_back_by_name(play):
    ask(play, "/subscribe", "/alert Kazakhstan")
    (reader,) = play.engine.state.readers.values()
    assert reader.wishes.alerts == reader.wishes.follows != ()
    ask(play, "/alert off Казахстан")
    assert reader.wishes.alerts == ()
    assert followed(play) == [("country", "KZ")]


def test_what_was_typed_stands_in_no_event(play):
    ask(play, "/subscribe", "/follow unmistakableword", "/alert Kazakhstan", "/follow Li")
    written = b"".join(encode(recorded.event)[2] for recorded in play.engine.log.read())
    assert b"unmistakableword" not in written
    assert b"Kazakhstan" not in written.split(b"ReaderWished")[-1]


def test_forget_erases_what_was_followed(play, tmp_path):
    ask(play, "/subscribe", "/follow unmistakableword", "/follow Li", "/forget")
    assert meet(play, until=lambda: play.readers.reader_ids() == [])
    with sqlite3.connect(tmp_path / "state" / "readers.db") as db:
        assert db.execute("SELECT count(*) FROM follows").fetchone() == (0,)
    assert b"unmistakableword" not in (tmp_path / "state" / "readers.db").read_bytes()
    assert play.engine.replay().same


def test_what_another_reader_follows_stays_when_one_is_forgotten(play):
    ask(play, "/subscribe", "/follow samewords")
    ask(play, "/subscribe", "/follow samewords", chat=OTHER)
    ask(play, "/forget")
    assert meet(play, until=lambda: len(play.readers.reader_ids()) == 1)
    assert followed(play) == [("word", "samewords")]


def test_people_and_stories_of_a_post_are_followed_from_under_it(play):
    ask(play, "/subscribe")
    play.engine.clock.ahead += timedelta(hours=25)
    play.news("gamma")
    assert meet(play, until=lambda: "gamma" in play.api.chats[READER].texts[-1].casefold())
    post = max(play.api.chats[READER].messages)
    choose, report = data_of(play.api.chats[READER].messages[post])[-2:]
    assert (choose, report.partition(":")[0]) == ("choose", "report")
    play.api.press(READER, post, "choose")
    assert meet(
        play, until=lambda: play.api.chats[READER].texts[-1] == phrase("en", "follow.choose")
    )
    labels = [row[0]["text"] for row in last_of(play).buttons]
    assert any(label.startswith("S3 ") for label in labels)
    assert any("Ivarsson" in label for label in labels)
    press(play, READER, data_of(last_of(play))[0], until=lambda: len(followed(play)) == 1)
    assert followed(play)[0][0] == "story"


def test_each_topic_of_a_forum_follows_for_itself(play, api):
    api.chats[GROUP].topics = {7, 8}
    for thread, words in ((7, "Kazakhstan"), (8, "Lavrov")):
        for text in ("/subscribe", f"/follow {words}"):
            api.say(GROUP, text, user_id=OPERATOR, message_thread_id=thread, is_topic_message=True)
    assert meet(play, until=lambda: len(api.chats[GROUP].texts) == 4)
    wished = [followed(play, one) for one in play.engine.state.readers.values()]
    assert wished == [[("country", "KZ")], [("person", "RU:lavrov")]]
