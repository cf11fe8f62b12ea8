"""The items of a post, as readers come back to them: by the number that it shows, by its buttons,
and when something is wrong with them.
"""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from monitor.bot.cards import fitting
from monitor.bot.menu import menus, register
from monitor.delivery.media.telegram import Telegram
from monitor.delivery.phrases import languages, phrase
from monitor.delivery.transport import Address
from monitor.engine import corrections
from monitor.log.codec import encode
from monitor.publishing.editor import Editor
from monitor.publishing.reports import after_corrections
from tests.bot.test_receiver import GROUP, OPERATOR, READER, ask, board, meet, reader_of, story_ids
from tests.bot.test_receiver import api as api  # noqa: PLC0414 — a fixture
from tests.bot.test_receiver import play as play  # noqa: PLC0414 — a fixture
from tests.delivery.bot_api import BOT_NAME, TOKEN
from tests.publishing.newsrooms import CHANNEL, article, brief, newsroom

OFFICE = -1_009_100_200_800


@pytest.fixture
def office(api):
    """The operators' chat."""
    return api.group(OFFICE, admins={OPERATOR})


def post_of(play, chat=READER):
    """Today's edition, sent there: its message, and what its buttons hold."""
    play.send(chat)
    return board(play, chat)


def press(play, data, *, chat=READER, message=None, user=None, **manners):
    """What is said to it: the newest message, or what is shown where it was pressed."""
    chat_of = play.api.chats[chat]
    before, answered = len(chat_of.texts), len(play.api.answered)
    edits = sum(one.edits for one in chat_of.messages.values())
    play.api.press(chat, message or max(chat_of.messages), data, user_id=user)

    def is_answered():
        shown = len(play.api.answered) > answered and play.api.answered[-1]
        said = len(chat_of.texts) > before or edits < sum(
            one.edits for one in chat_of.messages.values()
        )
        return shown and (said or shown.get("text") or shown.get("url"))

    assert meet(play, until=is_answered, **manners)
    return (
        play.api.answered[-1].get("text") or play.api.answered[-1].get("url") or newest(play, chat)
    )


def newest(play, chat=READER):
    return play.api.chats[chat].texts[-1]


def items_of(play):
    """The story of each number that the newest edition showed."""
    edition = play.engine.archive.views.last_editions()[0].edition
    return play.engine.archive.views.items(edition)


def told_to(office):
    """The reports that operators were told, beside their daily line."""
    return [text for text in office.texts if "Report " in text]


def notice_board(office):
    """The newest of them, and what its buttons hold."""
    newest = max(one.id for one in office.messages.values() if "Report " in one.text)
    rows = office.messages[newest].buttons
    return newest, [[one["callback_data"] for one in row] for row in rows]


def reports(play):
    return [one.event for one in play.engine.state.reports.values()]


# --- numbers ---


def test_the_number_that_a_post_shows_is_what_commands_take(play):
    play.news("gamma")
    corrections.set_aside(play.engine, "S1")  # so that item 1 is not S1
    post_of(play)
    items = items_of(play)
    ask(play, "/mute 1")
    assert reader_of(play).wishes.muted == (items[1],)
    assert items[1] != story_ids(play)[0]
    (told,) = ask(play, "/unmute 1")
    assert reader_of(play).wishes.muted == ()
    number = play.engine.state.stories[items[1]].number
    assert f"S{number}" in told
    ask(play, f"/mute S{number}", f"/mute s{number}", f"/mute С{number}")
    assert reader_of(play).wishes.muted == (items[1],)
    assert ask(play, "/mute 9") == [phrase("en", "say.item_none")]


def test_a_number_answers_the_post_that_is_answered_else_the_newest_one(play):
    first, _ = post_of(play)
    older = items_of(play)
    play.news("gamma")
    play.api.say(READER, "/story 1", reply_to=first)
    assert meet(play, until=lambda: " S" in newest(play) and "<b>1 · " in newest(play))
    assert f"S{play.engine.state.stories[older[1]].number} · " in newest(play)


def test_where_no_post_is_known_a_number_means_nothing_and_says_so(play):
    assert ask(play, "/mute 2") == [phrase("en", "say.no_post")]
    assert ask(play, "/mute 02x") == [phrase("en", "say.story_help")]


@pytest.mark.usefixtures("office")
def test_the_numbers_and_buttons_of_a_preview_do_what_they_say_before_any_digest(play):
    *_, shown = ask(play, "/start", "/preview")
    _, [items, [*choices]] = board(play, READER)
    known = [f"S{number}" for number in sorted(play.engine.state.numbers)]
    assert sorted(word for word in re.findall(r"\bS\d+\b", shown)) == known
    assert choices == ["choose"]  # which item of it would be reported, nothing could say
    (told,) = ask(play, f"/mute {known[1]}")
    assert known[1] in told
    assert reader_of(play).wishes.muted == (story_ids(play)[1],)
    press(play, items[0])
    _, [[_mute, report]] = board(play, READER)
    press(play, report)
    ask(play, f"/report {known[0]} it was in Almaty", operators_chat=OFFICE)
    assert [one.what for one in reports(play)] == ["other"]


def test_a_story_shows_each_accounts_headline_with_its_outlet_and_day(play):
    post_of(play)
    (told,) = ask(play, "/story S1")
    assert '<a href="https://news.example/alpha">Example</a>: Alpha meeting in Astana' in told
    assert "23 Nov 2026" in told
    _, [[mute, report]] = board(play, READER)
    assert [mute[:5], report[:7]] == ["mute:", "report:"]
    press(play, mute)
    assert len(reader_of(play).wishes.muted) == 1
    _, [[unmute]] = board(play, READER)
    press(play, unmute)
    assert reader_of(play).wishes.muted == ()


def test_earlier_accounts_of_a_long_story_are_one_press_away(play):
    names = [f"{chr(97 + n // 6)}{chr(97 + n % 6)}x" for n in range(20)]
    play.news(*names)
    for number in range(4, 23):
        corrections.merge(play.engine, "S3", f"S{number}")
    (told,) = ask(play, "/story S3")
    assert told.count("<a href=") == 15
    _, rows = board(play, READER)
    earlier = press(play, rows[1][0])
    assert earlier.count("<a href=") == 5
    assert len(board(play, READER)[1]) == 1


# --- buttons ---


def test_buttons_carry_their_edition_and_open_its_item(play):
    _, [items, [_follow, report]] = post_of(play)
    assert len(items) == 2
    assert len({data.split("-")[0] for data in items}) == 1
    told = press(play, items[1])
    number = play.engine.state.stories[items_of(play)[2]].number
    assert told.startswith(f"<b>2 · S{number} · ")
    assert report.startswith("report:")


def test_a_button_of_another_home_says_so_in_one_line(play, tmp_path):
    _, [items, [_follow, report]] = post_of(play)
    with newsroom(tmp_path / "anew", play.api) as other:
        other.news("gamma", "delta")
        other.send(READER)
        message = board(play, READER)[0]
        for data in (*items, report, "line:1", "report"):
            said = press(other, data, message=message if data[:4] == "item" else message - 1)
            assert said == phrase("en", "say.other_home"), data


def test_the_buttons_of_posts_of_before_open_the_story_that_they_named(play):
    message, _ = post_of(play)
    told = press(play, "line:2", message=message)
    assert "S2 · " in told
    assert press(play, "line:99", message=message) == phrase("en", "say.other_home")


def test_in_a_channel_a_story_is_shown_whole_or_opened_in_private_never_cut(play):
    message, [items, [_follow, report]] = post_of(play, CHANNEL)
    shown = press(play, items[0], chat=CHANNEL, message=message, user=READER)
    assert len(shown) <= 200
    assert "Example" in shown
    play.news(*(f"{one}x" for one in "abcdefgh"))
    story = items_of(play)[1]
    for number in range(3, 11):
        corrections.merge(play.engine, story, f"S{number}")
    url = press(play, items[0], chat=CHANNEL, message=message, user=READER, bot_name=BOT_NAME)
    payload = url.removeprefix(f"https://t.me/{BOT_NAME}?start=")
    (told,) = ask(play, f"/start {payload}")
    assert told.count("<a href=") == 9
    assert play.engine.state.readers.keys() == {reader_of(play).id}  # nobody subscribed
    unnamed = press(play, items[0], chat=CHANNEL, message=message, user=READER)
    number = play.engine.state.stories[story].number
    assert unnamed == phrase("en", "say.in_private", number=number)
    unnamed = press(play, report, chat=CHANNEL, message=message, user=READER)
    assert unnamed == phrase("en", "say.report_private")
    url = press(play, report, chat=CHANNEL, message=message, user=READER, bot_name=BOT_NAME)
    ask(play, f"/start {url.partition('=')[2]}")
    assert newest(play) == phrase("en", "say.report_which")


# --- reports ---


def test_a_report_says_which_item_and_what_and_reaches_operators_each_time(play, office):
    _, [_, [_follow, report]] = post_of(play)
    press(play, report)
    which, rows = board(play, READER)
    assert newest(play) == phrase("en", "say.report_which")
    assert len(rows) == 2
    press(play, rows[1][0], message=which)
    assert "What is wrong with it?" in newest(play)
    _, kinds = board(play, READER)
    for data in (kinds[0][0], kinds[1][0]):
        press(play, data, operators_chat=str(OFFICE))
    assert meet(play, until=lambda: len(told_to(office)) == 2, operators_chat=str(OFFICE))
    assert [one.what for one in reports(play)] == ["grouping", "people"]
    story = items_of(play)[2]
    assert {one.story_id for one in reports(play)} == {story}
    notice = told_to(office)[0]
    assert "Report 1" in notice
    assert f"S{play.engine.state.stories[story].number} · " in notice
    assert "These are different events" in notice
    assert '<a href="https://news.example/' in notice
    _, [[why, _], *_] = notice_board(office)
    told = press(play, why, chat=OFFICE, user=OPERATOR)
    assert "because a test says so" in told
    assert play.engine.replay().same


def test_what_a_reader_writes_reaches_operators_and_no_event(play, office):
    post_of(play)
    (thanks,) = ask(play, "/report 2 the unmistakableword was in Almaty", operators_chat=OFFICE)
    assert "report 1" in thanks
    assert meet(play, until=lambda: told_to(office), operators_chat=str(OFFICE))
    assert "the unmistakableword was in Almaty" in told_to(office)[0]
    ask(play, "/report 1")
    *_, [other] = board(play, READER)[1]
    press(play, other)
    assert "Write in one message" in newest(play)
    ask(play, "a seconduniqueword, <plainly>", operators_chat=OFFICE)
    assert meet(play, until=lambda: len(told_to(office)) == 2, operators_chat=str(OFFICE))
    assert "a seconduniqueword, &lt;plainly&gt;" in told_to(office)[1]
    assert ask(play, "hello") == [phrase("en", "say.unknown")]
    written = b"".join(encode(recorded.event)[2] for recorded in play.engine.log.read())
    assert b"unmistakableword" not in written
    assert b"seconduniqueword" not in written
    assert b"seconduniqueword" not in Path(play.readers.name).read_bytes()


def test_words_for_a_report_are_waited_for_an_hour_and_no_longer(play):
    post_of(play)
    ask(play, "/report 1")
    *_, [other] = board(play, READER)[1]
    press(play, other)
    later = play.engine.clock.now().replace(hour=11)
    play.readers.drop_questions(before=later)
    assert ask(play, "too late") == [phrase("en", "say.unknown")]
    assert reports(play) == []


@pytest.mark.usefixtures("office")
def test_the_reader_hears_when_operators_correct_the_story(play):
    post_of(play)
    ask(play, "/report 1 it is not one event", operators_chat=OFFICE)
    story = items_of(play)[1]
    corrections.set_aside(play.engine, story)
    assert meet(play, until=lambda: "it was corrected" in newest(play))
    assert reports(play) == []
    told = len(play.api.chats[READER].texts)
    corrections.undo(play.engine)
    assert meet(play, until=lambda: not play.engine.state.owed_in)
    assert len(play.api.chats[READER].texts) == told
    assert play.engine.replay().same


def _wrong(play, kind):
    """Item 1 of the newest post is reported by a button."""
    ask(play, "/report 1", operators_chat=OFFICE)
    _, kinds = board(play, READER)
    (data,) = [one for row in kinds for one in row if f":{kind}:" in one]
    press(play, data, operators_chat=str(OFFICE))


def test_a_correction_answers_only_reports_of_what_it_mends(play):
    _, beta = play.engine.state.where
    corrections.merge(play.engine, "S1", "S2")
    post_of(play)
    for kind in ("facts", "grouping"):
        _wrong(play, kind)
    ask(play, "/report 1 it was signed on Friday", operators_chat=OFFICE)
    assert [one.what for one in reports(play)] == ["facts", "grouping", "other"]
    play.engine.clock._start += timedelta(minutes=1)
    corrections.split(play.engine, "S1", [beta])
    assert meet(play, until=lambda: "it was corrected" in newest(play))
    assert [(one.report, one.what) for one in reports(play)] == [(1, "facts"), (3, "other")]
    assert play.engine.replay().same


def test_a_report_whose_correction_was_taken_back_is_open_and_can_be_answered_again(play, office):
    _, beta = play.engine.state.where
    corrections.merge(play.engine, "S1", "S2")
    post_of(play)
    _wrong(play, "grouping")
    play.engine.clock._start += timedelta(minutes=1)
    corrections.split(play.engine, "S1", [beta])
    assert meet(play, until=lambda: "it was corrected" in newest(play), operators_chat=str(OFFICE))
    corrections.undo(play.engine)
    told = "report 2 is open again"
    assert meet(
        play,
        until=lambda: any(told in text for text in office.texts),
        operators_chat=str(OFFICE),
    )
    assert [(one.report, one.what) for one in reports(play)] == [(2, "grouping")]
    editor = Editor(play.engine, play.readers, brief())
    seen_to = play.engine.archive.views.corrections()
    assert after_corrections(play.engine, editor, seen_to) == []  # as after a crash
    ask(play, "/reports", chat=OPERATOR, operators_chat=OFFICE)
    _, rows = board(play, OPERATOR)
    press(play, rows[1][1], chat=OPERATOR)
    assert meet(play, until=lambda: "found it as the sources" in newest(play))
    assert reports(play) == []
    assert play.engine.replay().same


@pytest.mark.parametrize(
    ("button", "said"), [(0, "it was corrected"), (1, "found it as the sources")]
)
def test_the_reader_hears_what_operators_say_of_a_report(play, office, button, said):
    post_of(play)
    ask(play, "/report 1 a slip", operators_chat=OFFICE)
    assert meet(play, until=lambda: told_to(office), operators_chat=str(OFFICE))
    _, rows = notice_board(office)
    press(play, rows[1][button], chat=OFFICE, user=OPERATOR)
    assert meet(play, until=lambda: said in newest(play))
    again = press(play, rows[1][button], chat=OFFICE, user=OPERATOR)
    assert again == phrase("en", "operators.report_gone")


def test_an_operator_answers_a_report_in_words(play, office):
    post_of(play)
    ask(play, "/report 1 a slip", operators_chat=OFFICE)
    assert meet(play, until=lambda: told_to(office), operators_chat=str(OFFICE))
    message, rows = notice_board(office)
    press(play, rows[2][0], chat=OFFICE, user=OPERATOR, message=message)
    asked = max(play.api.chats[OFFICE].messages)
    play.api.say(OFFICE, "not to us", user_id=OPERATOR)
    play.api.say(OFFICE, "The text says <Astana>.", user_id=OPERATOR, reply_to=asked)
    assert meet(play, until=lambda: "The text says &lt;Astana&gt;." in newest(play))
    assert reports(play) == []


def test_nobody_floods_the_operators_with_reports(play, office):
    post_of(play)
    answers = ask(play, *["/report 1 once more"] * 12, operators_chat=OFFICE)
    assert [text == phrase("en", "say.reports_enough") for text in answers] == [False] * 10 + [
        True
    ] * 2
    assert meet(play, until=lambda: len(told_to(office)) == 10, operators_chat=str(OFFICE))
    assert "10 reports wait for an answer" in ask(play, "/status", chat=OPERATOR)[0]


def test_anybody_in_a_group_may_report_and_only_admins_may_mute(play):
    play.send(GROUP)
    _, [items, _] = board(play, GROUP)
    press(play, items[0], chat=GROUP, user=READER)
    _, [[mute, report]] = board(play, GROUP)
    assert press(play, mute, chat=GROUP, user=READER) == phrase("en", "say.admins_only")
    press(play, report, chat=GROUP, user=READER)
    _, kinds = board(play, GROUP)
    press(play, kinds[0][0], chat=GROUP, user=READER)
    assert [one.what for one in reports(play)] == ["grouping"]


def test_who_is_forgotten_is_owed_no_answer(play):
    post_of(play)
    ask(play, "/report 1 a slip", "/forget")
    assert reports(play) == []
    assert play.engine.replay().same


# --- menus ---


@pytest.mark.usefixtures("office")
def test_menus_are_set_for_each_kind_of_chat_and_each_language(api):
    operators = Address(medium="telegram", chat=str(OFFICE), kind="supergroup")

    async def setting():
        async with Telegram(token=TOKEN, url=api.url, read_s=2.0) as telegram:
            return await register(telegram, operators), await register(
                telegram, Address(medium="telegram", chat="-100999", kind="supergroup")
            )

    done, failed = asyncio.run(setting())
    assert done == ""
    assert failed == "Chat not found"
    scopes = {"default", "all_private_chats", str(OFFICE)}
    assert api.menus.keys() == {(scope, one) for scope in scopes for one in ("", *languages())}
    assert "merge" in api.menus[str(OFFICE), "kk"]
    assert "merge" not in api.menus["default", "kk"]
    assert len(list(menus(None))) == 2 * (1 + len(languages()))


def test_help_shows_operators_what_is_theirs(play):
    (help_,) = ask(play, "/help", chat=OPERATOR)
    assert "/merge S1 S2" in help_
    assert "/merge" not in ask(play, "/help")[0]


# --- what is long, and what is many ---


def test_a_card_of_long_headlines_fits_its_message_and_loses_none(play):
    post_of(play)
    names = [f"{chr(97 + n // 6)}{chr(97 + n % 6)}x" for n in range(18)]
    long = "Very long words of a headline that goes on " * 3
    for name in names:
        came = article(name)
        told = structs.replace(came.article, title=f"{name} {long}", outlet=f"{name} outlet " * 4)
        play.take(structs.replace(came, article=told))
    for number in range(4, 21):
        corrections.merge(play.engine, "S3", f"S{number}")
    (shown,) = ask(play, "/story S3")
    seen = shown.count("<a href=")
    assert 1 <= seen <= 15
    while len(board(play, READER)[1]) > 1:
        seen += press(play, board(play, READER)[1][1][0]).count("<a href=")
    assert seen == 18
    assert not play.api.crowded


def test_as_many_lines_as_one_message_holds_the_last_first():
    assert fitting([]) == []
    assert fitting(["a", "b"]) == ["a", "b"]
    assert fitting([f"{n}" * 1_000 for n in range(6)]) == [f"{n}" * 1_000 for n in (3, 4, 5)]
    assert fitting(["x" * 9_000]) == ["x" * 9_000]
    linked = [f'<a href="https://a.example/{"x" * 2_000}">{n}</a>' for n in range(6)]
    assert fitting(linked) == linked[3:]


def test_all_that_a_flood_had_held_is_let_in_or_left_by_one_press(play):
    held = "held for a person: its feed brought 40 entries in an hour"
    for name in ("gamma", "delta"):
        came = article(name)
        play.engine.take(structs.replace(came, held=held))
    (told,) = ask(play, "/aside", chat=OPERATOR)
    assert "2 articles are held" in told
    newest_board, rows = board(play)
    take, leave = rows[-1]
    assert press(play, f"{take}x", chat=OPERATOR) == phrase("en", "say.other_home")
    said = press(play, take, chat=OPERATOR, message=newest_board)
    assert said == "2 articles were let in."
    assert {article(name).article.id for name in ("gamma", "delta")} <= set(play.engine.state.where)
    again = press(play, leave, chat=OPERATOR, message=newest_board)
    assert again == "0 articles were left aside."
    assert play.engine.replay().same


FORGED = ["wrong:facts:REF", "wrong:other:REF", "preview", "topics", "language", "nonsense", "x:y"]


@pytest.mark.parametrize("data", FORGED)
def test_in_a_channel_no_readers_data_changes_a_post_or_makes_one(play, data):
    message, [items, _] = post_of(play, CHANNEL)
    before = dict(shown_in(play, CHANNEL))
    told = press(
        play,
        data.replace("REF", items[0].removeprefix("item:")),
        chat=CHANNEL,
        message=message,
        user=READER,
    )
    assert told in (phrase("en", "say.stale"), phrase("en", "say.admins_only"))
    assert meet(play, until=lambda: not play.engine.state.owed_in)
    assert dict(shown_in(play, CHANNEL)) == before
    assert reports(play) == []


def test_in_a_group_a_report_by_forged_data_leaves_the_post_as_it_was(play):
    play.api.say(GROUP, "/subscribe", user_id=OPERATOR)
    assert meet(play, until=lambda: play.api.chats[GROUP].texts)
    message, before = max(play.api.chats[GROUP].messages), dict(shown_in(play, GROUP))
    story = play.engine.archive.views.story("S1").id
    press(play, f"wrong:facts:{story}", chat=GROUP, message=message, user=READER)
    assert [one.what for one in reports(play)] == ["facts"]
    after = dict(shown_in(play, GROUP))
    assert {number: after[number] for number in before} == before
    assert "report 1" in newest(play, GROUP)


def shown_in(play, chat):
    return ((number, one.text) for number, one in play.api.chats[chat].messages.items())
