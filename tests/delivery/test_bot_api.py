"""The test server refuses what Telegram refuses: otherwise it would prove nothing."""

import asyncio
import time

import httpx
import pytest

from tests.delivery.bot_api import LATE_S_MAX, TOKEN, BotApi

CHANNEL, PERSON, FORUM = -1001, 501, -1002
PNG = b"\x89PNG\r\n\x1a\n\r\n--not the end--"


@pytest.fixture
def api():
    with BotApi() as server:
        server.channel(CHANNEL, "the_channel")
        server.person(PERSON)
        server.group(FORUM, topics={7})
        yield server


def call(api, method, *, token=TOKEN, **params):
    return _post(api, f"/bot{token}/{method}", data=params)


def _post(api, path, **what):
    """Over no TLS: reading the authorities' file for each call takes longer than the call."""
    return httpx.post(f"{api.url}{path}", timeout=5.0, verify=False, **what)


def send(api, chat_id=CHANNEL, text="words", **params):
    return call(api, "sendMessage", chat_id=chat_id, text=text, **params)


def refusal(answer):
    said = answer.json()
    assert not said["ok"]
    return said["error_code"], said["description"].removeprefix("Bad Request: ")


def test_a_message_is_stored_and_counted(api):
    assert [send(api, text=text).json()["result"]["message_id"] for text in ("a", "b")] == [2, 3]
    assert api.chats[CHANNEL].texts == ["a", "b"]


def test_a_wrong_token_is_refused(api):
    assert refusal(call(api, "getMe", token="1:no"))[0] == 401


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"chat_id": 99}, "chat not found"),
        ({"chat_id": "@another"}, "chat not found"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "<b>open", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "a <br> b", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": '<a href="https://e.org/' + "x" * 10_000 + '">x</a>', "parse_mode": "HTML"},
            "ENTITIES_TOO_LONG"),
        ({"message_thread_id": 7}, "message thread not found"),
        ({"reply_markup": '{"inline_keyboard":[[{"text":"x","callback_data":""}]]}'},
            "BUTTON_DATA_INVALID"),
        ({"reply_markup": '{"inline_keyboard":[[{"text":"x","callback_data":"%s"}]]}' % ("x" * 65)},
            "BUTTON_DATA_INVALID"),
    ],
)  # fmt: skip
def test_what_telegram_refuses(api, params, words):
    code, said = refusal(
        call(api, "sendMessage", **{"chat_id": CHANNEL, "text": "words", **params})
    )
    assert code == 400
    assert words in said
    assert api.chats[CHANNEL].texts == []


def test_length_is_counted_after_parsing(api):
    assert send(api, text="<b>" + "x" * 4096 + "</b>", parse_mode="HTML").status_code == 200


def test_a_topic_is_sent_to_if_it_is_there(api):
    assert send(api, FORUM, message_thread_id=7).json()["result"]["message_thread_id"] == 7
    assert refusal(send(api, FORUM, message_thread_id=8)) == (400, "message thread not found")


def test_without_the_right_to_post_nothing_is_posted(api):
    api.chats[CHANNEL].rights["can_post_messages"] = False
    assert "need administrator rights" in refusal(send(api))[1]
    api.chats[CHANNEL].status = "kicked"
    assert refusal(send(api))[0] == 403


def test_who_blocked_the_bot_cannot_be_written_to(api):
    api.chats[PERSON].status = "blocked"
    assert refusal(send(api, PERSON)) == (403, "Forbidden: bot was blocked by the user")


def test_a_migrated_group_says_where_it_is(api):
    api.chats[FORUM].migrated_to = -1009
    answer = send(api, FORUM).json()
    assert (answer["error_code"], answer["parameters"]) == (400, {"migrate_to_chat_id": -1009})


def photo(api, content=PNG, **params):
    return _post(
        api,
        f"/bot{TOKEN}/sendPhoto",
        data={"chat_id": CHANNEL, **params},
        files={"photo": ("week.png", content)},
    )


def test_a_photo_has_a_caption_and_a_text_has_words(api):
    text = send(api).json()["result"]["message_id"]
    sent = photo(api, caption="<b>below</b>", parse_mode="HTML").json()["result"]
    assert (sent["caption"], "text" in sent) == ("below", False)

    def edit(method, id_, **words):
        return call(api, method, chat_id=CHANNEL, message_id=id_, **words)

    no_caption = refusal(edit("editMessageCaption", text, caption="new"))[1]
    assert no_caption == "there is no caption in the message to edit"
    no_text = refusal(edit("editMessageText", sent["message_id"], text="new"))[1]
    assert no_text == "there is no text in the message to edit"
    same = edit("editMessageCaption", sent["message_id"], caption="<b>below</b>", parse_mode="HTML")
    assert "message is not modified" in refusal(same)[1]
    assert edit("editMessageCaption", sent["message_id"], caption="new").status_code == 200
    assert api.chats[CHANNEL].messages[sent["message_id"]].photo == PNG


def test_photos_are_refused_where_they_are_none_or_their_captions_are_too_long(api):
    assert refusal(photo(api, b"<svg/>"))[1] == "IMAGE_PROCESS_FAILED"
    assert refusal(photo(api, caption="a" * 1025))[1] == "message caption is too long"
    assert photo(api, caption="a" * 1024).status_code == 200
    api.chats[CHANNEL].takes_photos = False
    assert refusal(photo(api))[1] == "not enough rights to send photos to the chat"


def test_no_message_has_a_location_to_stop_and_the_refusal_says_whose_it_is(api):
    text = send(api).json()["result"]["message_id"]
    picture = photo(api).json()["result"]["message_id"]
    other = api.post_by_another(CHANNEL, "another's")

    def stop(id_):
        return refusal(call(api, "stopMessageLiveLocation", chat_id=CHANNEL, message_id=id_))[1]

    assert stop(text) == stop(picture) == "there is no live location in the message to edit"
    assert stop(other) == "message can't be edited"
    assert stop(99) == "message to edit not found"


def test_an_edit_needs_a_message_of_ours_and_another_text(api):
    message_id = send(api).json()["result"]["message_id"]
    other = api.post_by_another(CHANNEL, "another's")

    def edit(id_, text):
        return call(api, "editMessageText", chat_id=CHANNEL, message_id=id_, text=text)

    assert "message is not modified" in refusal(edit(message_id, "words"))[1]
    assert refusal(edit(99, "words"))[1] == "message to edit not found"
    assert refusal(edit(other, "words"))[1] == "message can't be edited"
    assert edit(message_id, "new").status_code == 200
    api.chats[CHANNEL].rights["can_edit_messages"] = True
    assert edit(other, "overwritten").status_code == 200


def test_a_channel_takes_twenty_messages_a_minute(api):
    answers = [send(api).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


def test_a_person_takes_few_messages_a_second(api):
    answers = [send(api, PERSON) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["parameters"]["retry_after"] >= 1


def test_thirty_messages_a_second_are_all():
    with BotApi(speed=0.02) as api:  # a second lasts long enough for forty calls
        for number in range(40):
            api.person(1000 + number)
        answers = [send(api, 1000 + number).status_code for number in range(40)]
    assert answers == [200] * 30 + [429] * 10


def test_who_comes_inside_a_retry_after_is_noted(api):
    api.faults = lambda _method, _chat: ("429", 30.0)
    assert send(api).json()["parameters"] == {"retry_after": 30}
    api.faults = lambda _method, _chat: None
    assert send(api).status_code == 429
    assert len(api.early) == 1


@pytest.mark.parametrize(
    ("fault", "stored"),
    [("drop before", 0), ("drop after", 1), ("500 after", 1), ("garbage after", 1)],
)
def test_faults_befall_before_or_after_storing(api, fault, stored):
    api.faults = lambda _method, _chat: (fault, 0.0)
    try:
        answer = send(api)
        assert answer.status_code == 500 or answer.content.startswith(b"<html>")
    except httpx.RemoteProtocolError:
        assert fault.startswith("drop")
    assert len(api.chats[CHANNEL].texts) == stored


def test_a_call_whose_connection_is_gone_may_be_carried_out_later_but_not_beyond_a_bound():
    with BotApi(floods=False, speed=100.0) as api:
        channel = api.channel(CHANNEL)
        api.faults = lambda _method, _chat: ("late", 1000.0)
        with pytest.raises(httpx.RemoteProtocolError):
            send(api)
        assert channel.texts == []
        began = time.monotonic()
        while not channel.texts and time.monotonic() - began < 30:
            time.sleep(0.01)
        assert time.monotonic() - began > 0.5 * LATE_S_MAX / api.speed
        assert len(channel.texts) == 1


def test_updates_stay_until_a_later_offset_confirms_them(api):
    first, second = api.say(PERSON, "/start"), api.say(PERSON, "/help")
    ids = [update["update_id"] for update in call(api, "getUpdates").json()["result"]]
    assert ids == [first, second]
    again = call(api, "getUpdates", offset=second).json()["result"]
    assert [update["update_id"] for update in again] == [second]


def test_a_second_receiver_ousts_the_first(api):
    async def both():
        async with httpx.AsyncClient(timeout=5.0) as client:
            address = f"{api.url}/bot{TOKEN}/getUpdates"
            first = asyncio.create_task(client.post(address, data={"timeout": 5}))
            await asyncio.sleep(0.2)
            await client.post(address, data={"timeout": 0})
            return (await first).status_code

    assert asyncio.run(both()) == 409


def test_a_webhook_keeps_receivers_out(api):
    api.webhook = "https://elsewhere.example"
    assert refusal(call(api, "getUpdates"))[0] == 409


def test_its_seconds_can_be_shorter():
    with BotApi(speed=100.0) as api:
        api.person(PERSON)
        send(api, PERSON)
        send(api, PERSON)
        time.sleep(0.05)
        assert send(api, PERSON).status_code == 200
