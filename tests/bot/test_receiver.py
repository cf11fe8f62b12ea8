"""The bot, as readers meet it: real polling and sending against the strict server."""

import asyncio
import sqlite3

import msgspec
import pytest

from monitor.bot.context import BotSettings
from monitor.bot.receiver import Receiver
from monitor.delivery.address_book import Readers
from monitor.delivery.media.telegram import Telegram
from monitor.delivery.phrases import phrase
from monitor.delivery.transport import Address, Refused
from monitor.intake.normalize import incoming
from monitor.log.codec import encode
from monitor.stories import queries
from tests.delivery.bot_api import TOKEN, BotApi
from tests.publishing.newsrooms import CHANNEL, newsroom

READER, OTHER, OPERATOR, GROUP = 9_100_200_501, 9_100_200_502, 9_100_200_503, -1_009_100_200_700


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


def meet(play, *, until, seconds=60.0, **manners):
    """Receive and send until `until` says so; whether it did in time."""

    async def meeting():
        stop = asyncio.Event()
        async with Telegram(token=TOKEN, url=play.api.url, read_s=2.0) as telegram:
            office = manners.get("operators_chat")
            chat = Address(medium="telegram", chat=str(office), kind="supergroup")
            room = play.room(telegram, operators=chat if office else None)
            reception = Receiver(
                room,
                telegram,
                BotSettings(operators=frozenset({OPERATOR}), **manners),
                report=play.alarms.append,
            )
            work = [room.run(stop=stop, look_s=0.05), reception.serve(stop=stop, poll_s=1)]
            running = asyncio.gather(*work)
            try:
                async with asyncio.timeout(seconds):
                    while not until():  # noqa: ASYNC110 — what is waited for is told by no event
                        await asyncio.sleep(0.01)
            except TimeoutError:
                return False
            finally:
                stop.set()
                await running
            return True

    return asyncio.run(meeting())


def ask(play, *texts, chat=READER, operators_chat=0, web_link=None, **fields):
    """Say these one after the other; the bot's answers to them."""
    manners = {"operators_chat": str(operators_chat)} if operators_chat else {}
    manners |= {"web_link": web_link} if web_link else {}
    before = len(play.api.chats[chat].texts)
    for text in texts:
        play.api.say(chat, text, **fields)
    meet(play, until=lambda: len(play.api.chats[chat].texts) >= before + len(texts), **manners)
    return play.api.chats[chat].texts[before:]


def reader_of(play):
    (reader,) = play.engine.state.readers.values()
    return reader


def test_start_explains_and_subscribes_with_buttons(play):
    (answer,) = ask(play, "/start")
    assert "once a day" in answer
    last = play.api.chats[READER].messages[max(play.api.chats[READER].messages)]
    assert [button["callback_data"] for button in last.buttons[0]] == [
        "topics",
        "language",
        "preview",
    ]
    assert (reader_of(play).off, reader_of(play).kind) == ("", "private")


def test_wishes_are_set_and_wrong_ones_explained(play):
    answers = ask(
        play,
        "/subscribe",
        "/time 08:30 Asia/Almaty",
        "/time 25:00",
        "/time 8:30 Nowhere/Land",
        "/quiet 22:00-07:00",
    )
    assert "08:30 (Asia/Almaty)" in answers[1]
    assert answers[2:4] == [phrase("en", "say.time_help"), phrase("en", "say.zone_unknown")]
    wishes = reader_of(play).wishes
    assert (wishes.hour, wishes.zone, wishes.quiet) == ("08:30", "Asia/Almaty", "22:00-07:00")


def test_the_bot_speaks_russian_when_asked(play):
    answers = ask(play, "/subscribe", "/language ru", "/help")
    assert answers[1:] == [phrase("ru", "say.language_set"), phrase("ru", "say.help")]


def test_topics_are_chosen_with_buttons(play):
    ask(play, "/subscribe", "/topics")
    board = max(play.api.chats[READER].messages)
    play.api.press(READER, board, "topic:all")
    assert meet(
        play,
        until=lambda: (
            reader_of(play).wishes.topics == () and play.api.chats[READER].messages[board].edits
        ),
    )
    assert len(play.api.answered) == 1


def test_the_past_can_be_looked_up(play):
    answers = ask(
        play,
        "/search alpha",
        "/search nothingofthekind",
        "/story S1",
        "/story S99",
        "/latest",
        "/preview",
    )
    assert "S1 · " in answers[0]
    assert answers[1] == phrase("en", "say.search_none")
    assert "news.example/alpha" in answers[2]
    assert answers[3:5] == [phrase("en", "say.story_none"), phrase("en", "say.nothing_yet")]
    assert "Grouped and worded by machine" in answers[5]


def test_words_that_a_reader_typed_are_in_no_event_and_nowhere_once_answered(play, tmp_path):
    ask(play, "/search unmistakableword")
    written = b"".join(encode(recorded.event)[2] for recorded in play.engine.log.read())
    assert b"unmistakableword" not in written
    assert b"unmistakableword" not in (tmp_path / "state" / "readers.db").read_bytes()


def test_words_that_are_made_to_look_like_a_buttons_are_in_no_event(play):
    ask(play, "/start item_Anna.Berg", "/start report_Anna.Berg")
    for data in ("topic:Anna.Berg", "follow:Anna.Berg", "wrong:other:Anna.Berg"):
        play.api.press(READER, max(play.api.chats[READER].messages), data)
    assert meet(play, until=lambda: len(play.api.answered) == 3 and not play.engine.state.updates)
    assert b"Berg" not in b"".join(encode(one.event)[2] for one in play.engine.log.read())


def test_no_event_names_a_chat_or_a_person(play):
    ask(play, "/start", "/time 08:30", "/mute S1", "/forget")
    for recorded in play.engine.log.read():
        words = recorded.key + encode(recorded.event)[2].decode()
        assert str(READER) not in words, recorded.key
        assert "Somebody" not in words


def test_forget_erases_who_it_was_and_leaves_the_log_as_it_was(play, tmp_path):
    ask(play, "/subscribe")
    head, fingerprint = (
        play.engine.log.head(),
        play.engine.replay(until=play.engine.clock.now()).fingerprint,
    )
    (answer,) = ask(play, "/forget")
    assert answer == phrase("en", "say.forgotten")
    assert meet(play, until=lambda: play.readers.reader_ids() == [])
    with sqlite3.connect(tmp_path / "state" / "readers.db") as db:
        assert db.execute("SELECT count(*) FROM chats").fetchone() == (0,)
    assert play.engine.log.verify(head=head.hash).ok
    assert fingerprint
    assert play.engine.replay().same


def test_an_update_that_is_handed_over_twice_is_handled_once(play):
    ask(play, "/subscribe")
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": READER, "type": "private"},
        "text": "/pause",
        "from": {"id": READER, "is_bot": False, "first_name": "Somebody"},
    }
    update = {"message": message}
    play.api.push(update)
    assert meet(play, until=lambda: phrase("en", "say.paused") in play.api.chats[READER].texts)
    play.api.updates.appendleft({"update_id": play.api._update_id, **update})
    assert not meet(play, until=lambda: len(play.api.chats[READER].texts) > 2, seconds=0.5)
    received = [
        one for one in play.engine.log.read() if type(one.event).__name__ == "UpdateReceived"
    ]
    assert len(received) == 2


def test_an_update_that_cannot_be_read_keeps_nobody_elses_from_us_and_is_logged_nowhere(
    play, caplog
):
    play.api.push({"message": {"message_id": 1, "text": "a secret"}})
    (answer,) = ask(play, "/subscribe")
    assert answer
    assert "an update that cannot be read" in caplog.text
    assert "secret" not in caplog.text


def test_half_a_character_keeps_nobody_from_us(play):
    texts = ask(play, "/subscribe", "/search \ud83d alpha", "\udfff")
    assert texts[2] == phrase("en", "say.unknown")
    assert play.engine.state.updates == {}


SAID = {
    "/start": "say.welcome",
    "/help": "say.help",
    "/privacy": "say.privacy",
    "/time": "say.time_help",
    "/time 08:30 Asia/Almaty": "say.time_set",
    "/time 8:30 Mars": "say.zone_unknown",
    "/quiet": "say.quiet_help",
    "/quiet 22:00-07:00": "say.quiet_set",
    "/quiet off": "say.quiet_off",
    "/topics": "say.topics_ask",
    "/latest": "say.nothing_yet",
    "/search": "say.search_help",
    "/search zzzz": "say.search_none",
    "/search alpha": "say.search_found",
    "/story": "say.story_help",
    "/story S99": "say.story_none",
    "/mute S1": "say.muted",
    "/unmute S1": "say.unmuted",
    "/pause": "say.paused",
    "/resume": "say.resumed",
    "/subscribe": "say.subscribed_already",
    "/unsubscribe": "say.unsubscribed",
    "/nonsense": "say.unknown",
    "/forget": "say.forgotten",
}


@pytest.mark.parametrize("language", ["en", "fr", "kk", "ru"])
def test_every_command_is_answered_in_the_readers_language(play, language):
    assert len(ask(play, "/start", f"/language {language}")) == 2
    texts = tuple(SAID)
    answers = ask(play, *texts[:15]) + ask(play, *texts[15:])
    for (text, key), answer in zip(SAID.items(), answers, strict=True):
        said = phrase(
            language,
            key,
            **dict.fromkeys(("hour", "zone", "quiet", "number", "topics", "title"), "\x00"),
        )
        for piece in said.split("\0"):
            assert piece in answer, text
    assert "Alpha" in "".join(ask(play, "/start", "/preview"))


def test_who_was_forgotten_is_forgotten_again_after_an_older_backup_came_back(play, tmp_path):
    path = tmp_path / "state" / "readers.db"
    ask(play, "/start")
    older = path.read_bytes()
    assert str(READER).encode() in older
    ask(play, "/forget")
    assert meet(play, until=lambda: str(READER).encode() not in path.read_bytes())
    path.write_bytes(older)
    play.readers.close()
    with Readers.open(path) as readers:
        play.readers = readers
        assert meet(play, until=lambda: str(READER).encode() not in path.read_bytes())


@pytest.mark.parametrize("fault", ["drop before", "drop after", "silence after", "500 after"])
@pytest.mark.parametrize("text", ["/time 08:30", "/help"])
def test_an_answer_that_was_lost_on_its_way_arrives_once(play, fault, text):
    # their chats count together: by now that is seen
    for one in (READER, OTHER, OPERATOR, READER, OTHER):
        ask(play, "/start", chat=one)
    left = [1]

    def faults(_method, _chat):
        return (fault, 0.0) if left and left.pop() else None

    play.api.faults = faults
    assert len(ask(play, text)) == 1
    assert meet(play, until=lambda: not play.engine.state.owed_in)
    assert len(play.api.chats[READER].texts) == 3
    assert play.engine.replay().same


def test_in_a_group_only_its_admins_change_anything(play):
    (refusal,) = ask(play, "/subscribe", chat=GROUP, user_id=READER)
    assert refusal == phrase("en", "say.admins_only")
    assert play.engine.state.readers == {}
    (done,) = ask(play, "/subscribe", chat=GROUP, user_id=OPERATOR)
    assert "Subscribed" in done


def test_an_anonymous_admin_is_one(play):
    sender = {"id": GROUP, "type": "supergroup", "title": "A title"}
    (done,) = ask(play, "/subscribe", chat=GROUP, user_id=1087968824, sender_chat=sender)
    assert "Subscribed" in done


def story_ids(play):
    """In the order of their public numbers."""
    return [
        one.id for one in sorted(play.engine.state.stories.values(), key=lambda one: one.number)
    ]


def board(play, chat=OPERATOR):
    """The newest message of that chat, and what its buttons hold."""
    newest = max(play.api.chats[chat].messages)
    rows = play.api.chats[chat].messages[newest].buttons
    return newest, [[one["callback_data"] for one in row] for row in rows]


def test_only_operators_correct_and_others_are_refused_politely(play):
    ask(play, "/start")
    message = max(play.api.chats[READER].messages)
    play.api.press(READER, message, f"same:{':'.join(story_ids(play))}")
    assert meet(play, until=lambda: play.api.answered)
    assert play.api.answered[0]["text"] == phrase("en", "say.operators_only")
    assert play.engine.state.corrections == 0


def test_an_operator_merges_by_button_and_takes_it_back(play):
    ask(play, "/help", chat=OPERATOR)
    one, other = story_ids(play)
    play.api.press(OPERATOR, board(play)[0], f"same:{other}:{one}")
    assert meet(play, until=lambda: "S2 is part of S1" in play.api.chats[OPERATOR].texts[-1])
    assert len(play.engine.state.stories) == 1
    newest, [[undo]] = board(play)
    play.api.press(OPERATOR, newest, undo)
    assert meet(play, until=lambda: "Taken back" in play.api.chats[OPERATOR].texts[-1])
    assert len(play.engine.state.stories) == 2


def test_an_operator_says_that_two_are_not_the_same_and_is_not_asked_again(play):
    play.doubt("gamma", next(iter(play.engine.state.stories)))
    (asked,) = ask(play, "/unsure", chat=OPERATOR)
    assert "Perhaps the same event as" in asked
    assert asked.index("S3 · ") < asked.index("S1 · ")
    assert '<a href="https://news.example/gamma">Gamma meeting in Astana</a> Example' in asked
    assert '<a href="https://news.example/alpha">Alpha meeting in Astana</a> Example' in asked
    alpha, _, gamma = story_ids(play)
    newest, buttons = board(play)
    assert buttons == [[f"same:{gamma}:{alpha}", f"apart:{gamma}:{alpha}"], [f"aside:{gamma}"]]
    play.api.press(OPERATOR, newest, buttons[0][1])
    assert meet(
        play, until=lambda: "S3 and S1 are kept apart" in play.api.chats[OPERATOR].texts[-1]
    )
    assert ask(play, "/unsure", chat=OPERATOR) == [phrase("en", "operators.unsure_none")]
    assert queries.unsure(play.engine.state) == []
    undo(play)
    assert len(queries.unsure(play.engine.state)) == 1
    assert play.engine.replay().same


def undo(play, command="/undo"):
    """Ask, be told what it takes back, and press."""
    (asked,) = ask(play, command, chat=OPERATOR)
    newest, [[take_back, _]] = board(play)
    corrections = play.engine.state.corrections
    assert "Take back correction" in asked
    play.api.press(OPERATOR, newest, take_back)
    assert meet(play, until=lambda: play.api.chats[OPERATOR].texts[-1] != asked)
    assert play.engine.state.corrections == corrections + 1
    return asked


def test_an_undo_says_what_it_takes_back_and_does_it_when_pressed(play):
    ask(play, "/merge S1 S2", chat=OPERATOR)
    (asked,) = ask(play, "/undo", chat=OPERATOR)
    assert "two stories were made one" in asked
    assert "S2" in asked
    assert "S1 · Alpha meeting in Astana" in asked
    newest, [[_, leave]] = board(play)
    play.api.press(OPERATOR, newest, leave)
    stays = phrase("en", "operators.left_as_is")
    assert meet(play, until=lambda: play.api.chats[OPERATOR].texts[-1] == stays)
    assert len(play.engine.state.stories) == 1
    undo(play, "/undo 1")
    assert len(play.engine.state.stories) == 2
    assert "there is no correction 7" in ask(play, "/undo 7", chat=OPERATOR)[0]
    assert play.engine.replay().same


def test_operators_correct_by_command_in_their_chat(play):
    play.news("gamma")
    answers = ask(
        play,
        "/merge S1 S2",
        "/split S1.2",
        "/move S1.1 S3",
        "/apart S3 S4",
        "/aside S3",
        "/merge S1",
        "/merge S1 S99",
        "/split S3.9",
        chat=OPERATOR,
    )
    assert "S2 is part of S1 now" in answers[0]
    assert "in S4 now" in answers[1]
    assert "in S3 now" in answers[2]
    assert "kept apart" in answers[3]
    assert "no diplomatic news" in answers[4]
    assert "two stories: /merge S1 S2" in answers[5]
    assert "there is no story “S99”" in answers[6]
    assert "there is no account “S3.9”" in answers[7]
    assert play.engine.state.corrections == 5
    assert play.engine.replay().same


def test_operators_see_how_things_stand_and_who_holds_which_office(play):
    status, people, nobody = ask(play, "/status", "/people KZ", "/people Nowhere", chat=OPERATOR)
    assert "taken 2" in status
    assert "log " in status
    assert "president: Kassym-Jomart Tokayev" in people
    assert nobody == phrase("en", "operators.people_help")
    assert ask(play, "/status") == [phrase("en", "say.operators_only")]


def test_a_link_to_the_pages_goes_to_an_operator_alone_and_in_private(play):
    made = []

    def link():
        made.append("https://news.example/login/once")
        return made[-1]

    assert ask(play, "/web", web_link=link) == [phrase("en", "say.operators_only")]
    fields = {"chat": GROUP, "user_id": OPERATOR}
    assert ask(play, "/web", web_link=link, **fields) == [phrase("en", "operators.web_private")]
    assert ask(play, "/web", chat=OPERATOR) == [phrase("en", "operators.web_none")]
    assert made == []
    (answer,) = ask(play, "/web", chat=OPERATOR, web_link=link)
    assert made[0] in answer
    assert all(made[0].encode() not in encode(one.event)[2] for one in play.engine.log.read())


def test_an_operator_says_that_it_is_no_diplomatic_news_and_takes_it_back(play):
    play.doubt("gamma", next(iter(play.engine.state.stories)))
    ask(play, "/unsure", chat=OPERATOR)
    *_, gamma = story_ids(play)
    newest, buttons = board(play)
    assert buttons[1] == [f"aside:{gamma}"]
    play.api.press(OPERATOR, newest, buttons[1][0])
    assert meet(
        play, until=lambda: "S3 is no diplomatic news" in play.api.chats[OPERATOR].texts[-1]
    )
    undo_at, [[undo_it]] = board(play)
    assert ask(play, "/unsure", chat=OPERATOR) == [phrase("en", "operators.unsure_none")]
    assert "Gamma" not in "".join(ask(play, "/preview"))
    play.api.press(OPERATOR, undo_at, undo_it)
    assert meet(play, until=lambda: "Taken back" in play.api.chats[OPERATOR].texts[-1])
    assert "Gamma" in "".join(ask(play, "/preview"))
    ask(play, "/why S3", chat=OPERATOR)
    assert board(play)[1] == [[f"aside:{gamma}"]]
    assert play.engine.replay().same


def test_an_operator_lets_in_what_was_set_aside_and_takes_it_back(play):
    assert ask(play, "/aside", chat=OPERATOR) == [phrase("en", "operators.aside_none")]
    taken = play.engine.take(
        incoming(title="Pumpkin soup", text="Fry an onion and serve.", url="https://a.example/soup")
    )
    assert taken.kind == "set aside"
    (told,) = ask(play, "/aside", chat=OPERATOR)
    assert "Pumpkin soup" in told
    assert "no diplomacy was read in it" in told
    board = max(play.api.chats[OPERATOR].messages)
    assert play.api.chats[OPERATOR].messages[board].buttons[0] == [
        {"text": "Let in 1", "callback_data": f"take:{taken.article_id}"}
    ]
    play.api.press(OPERATOR, board, f"take:{taken.article_id}")
    assert meet(play, until=lambda: "It is told in S3" in play.api.chats[OPERATOR].texts[-1])
    assert ask(play, "/aside", chat=OPERATOR) == [phrase("en", "operators.aside_none")]
    assert "an article was let in" in undo(play)
    assert "S3 is no diplomatic news" in play.api.chats[OPERATOR].texts[-1]
    assert play.engine.replay().same


def test_what_was_set_aside_is_the_operators_business(play):
    assert ask(play, "/aside") == [phrase("en", "say.operators_only")]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "take",
        "take:none",
        "same",
        "same:2",
        "same:x:y",
        "same:2:1:3",
        "aside",
        "aside:99",
        "aside:2:1",
        "undo:99",
        "same:2:1",
        "apart:2:1",
        "aside:2",
        "undo:1",
        "undo:1:00000000",
        "held:take:00000000",
        "fixed:1:00000000",
        "item",
        "item:2",
        "item:0123456789-1",
        "item:0123456789abcdef",
        "mute:0123456789-1",
        "report:0123456789-p9",
        "wrong:people:0123456789-1",
        "wrong",
        "leave",
        "topic:none",
        "\u202e",
        "x" * 64,
    ],
)
def test_callback_data_is_input_like_any_other(play, data):
    ask(play, "/help", chat=OPERATOR)
    play.api.press(OPERATOR, max(play.api.chats[OPERATOR].messages), data)
    assert meet(play, until=lambda: play.api.answered and not play.engine.state.updates)
    assert len(play.engine.state.stories) == 2


def test_commands_are_limited_per_reader(play):
    for _ in range(8):
        play.api.say(READER, "/help")
    texts = []

    def all_is_answered():
        texts[:] = play.api.chats[READER].texts
        return len(texts) >= 4 and not (
            play.api.updates or play.engine.state.updates or play.engine.state.owed_in
        )

    assert meet(play, until=all_is_answered, commands_per_minute=3)
    assert [text == phrase("en", "say.too_many") for text in texts] == [False, False, False, True]


def test_in_a_channel_each_presser_is_limited_alone(play):
    play.send(CHANNEL)
    post = max(play.api.chats[CHANNEL].messages)
    data = play.api.chats[CHANNEL].messages[post].buttons[0][0]["callback_data"]
    for user in (READER, READER, READER, OTHER, OPERATOR):
        play.api.press(CHANNEL, post, data, user_id=user)
    assert meet(play, until=lambda: len(play.api.answered) == 5, commands_per_minute=2)
    too_many = [one["text"] == phrase("en", "say.too_many") for one in play.api.answered]
    assert too_many == [False, False, True, False, False]


def test_a_second_receiver_raises_an_alarm(play):
    play.api.webhook = "https://elsewhere.example"
    assert meet(play, until=lambda: play.alarms)
    assert "somebody else receives with our token" in play.alarms[0]


def test_what_keeps_us_from_receiving_is_told_once_until_it_ends(play, caplog):
    caplog.set_level("INFO", logger="monitor.bot.receiver")
    turns = (
        [Refused(why="unreachable", reason="no connection")] * 3
        + [[]]
        + [Refused(why="unreachable", reason="no connection")]
    )

    async def living():
        async with Telegram(token=TOKEN, url=play.api.url) as telegram:
            reception = Receiver(
                play.room(telegram), telegram, BotSettings(), report=play.alarms.append
            )
            stop = asyncio.Event()
            stop.set()  # no waiting between two turns
            for came in turns:
                await reception._take(came, 0, stop)

    asyncio.run(living())
    assert [record.message for record in caplog.records] == [
        "receiving failed",
        "receiving again",
        "receiving failed",
    ]


def test_updates_that_somebody_else_was_given_raise_an_alarm_after_a_restart_too(play):
    ask(play, "/help")
    play.api._update_id += 2  # taken with our token
    ask(play, "/help")
    (line,) = play.alarms
    assert line.startswith("2 messages to the bot never came to us (updates 1002 to 1003)")
    assert "docs/token.md" in line
    ask(play, "/help", "/privacy")
    assert len(play.alarms) == 1


def test_who_blocks_the_bot_gets_nothing_more_and_is_owed_nothing(play):
    ask(play, "/subscribe")
    play.api.chats[READER].status = "blocked"
    play.api.say(READER, "/help")
    assert meet(play, until=lambda: reader_of(play).off == "closed")
    assert play.engine.state.owed_in == {}


def test_long_and_odd_texts_are_answered_or_left_alone(play):
    answers = ask(
        play,
        "/search " + "x" * 4000,
        "hello",
        "/story S" + "9" * 400,
        "/time \u202e08:30",
        "/mute <b>",
    )
    assert len(answers) == 5


def test_all_of_it_replays_to_the_same_state(play):
    ask(
        play,
        "/start",
        "/time 08:30",
        "/language ru",
        "/mute S1",
        "/pause",
        "/resume",
        "/search alpha",
    )
    assert play.engine.replay().same
    assert queries.fingerprint(play.engine.state)
    assert msgspec.json.encode(play.engine.state.updates) == b"{}"
