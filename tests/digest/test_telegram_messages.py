"""What is too much for one Telegram message goes on in the next, and nothing is lost."""

import json
import re
import sys
from datetime import date, timedelta

import pytest
import tdjson
from digest_seeds import DAY_2, SOURCES, both_days
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from monitor.digest.compose.compose import compose
from monitor.digest.model import Line, Run, Week, WeekThread
from monitor.digest.render.escape import inert
from monitor.digest.render.telegram import ENTITIES_MAX, telegram_messages, week_photo


def parsed(markup):
    request = {
        "@type": "parseTextEntities",
        "text": markup,
        "parse_mode": {"@type": "textParseModeHTML"},
    }
    answer = json.loads(tdjson.td_execute(json.dumps(request).encode()))
    assert answer["@type"] == "formattedText", (answer, markup)
    return answer["text"].replace("\u2060", ""), answer["entities"]


def links(count, *, long=0):
    address = "https://outlet.example/" + "x" * long
    runs = [(Run(text=", "), Run(text=f"Outlet {n}.", href=f"{address}{n}")) for n in range(count)]
    return tuple(run for pair in runs for run in pair)[1:]


def digest_with(**fields):
    digest = compose(both_days(), until=DAY_2, sources=SOURCES)
    first, *rest = digest.entries
    return structs.replace(digest, entries=(structs.replace(first, **fields), *rest))


@pytest.mark.parametrize("count", [1, 30, 94, 95, 96, 97, 98, 99, 100, 101, 250])
@pytest.mark.parametrize("long", [0, 300])
def test_every_outlet_is_named_and_linked_however_many_there_are(count, long):
    messages = telegram_messages(digest_with(sourcing=links(count, long=long)))
    found = set()
    for message in messages:
        text, entities = parsed(message.text)
        assert len(text) <= 4096
        assert len(entities) <= ENTITIES_MAX
        urls = [one["type"]["url"] for one in entities if "url" in one["type"]]
        assert sum(24 + len(url) for url in urls) <= 9_500
        found |= set(re.findall(r"Outlet (\d+)\.", text)) if urls else set()
        assert len(re.findall(r"Outlet \d+\.", text)) == sum(
            "outlet.example" in url for url in urls
        )
    assert found == {str(n) for n in range(count)}


@pytest.mark.parametrize("count", [10, 60, 200])
def test_every_line_of_an_entry_is_told_however_many_there_are(count):
    lines = tuple(
        Line(id=f"l{n}", label=f"Label {n}:", items=((Run(text="words " * 20 + f"end {n}."),),))
        for n in range(count)
    )
    messages = telegram_messages(digest_with(lines=lines))
    texts = [parsed(message.text) for message in messages]
    assert all(len(entities) <= ENTITIES_MAX for _, entities in texts)
    told = [number for text, _ in texts for number in re.findall(r"end (\d+)\.", text)]
    assert told == [str(n) for n in range(count)]


def test_what_goes_on_says_of_which_item_and_has_its_button():
    messages = telegram_messages(digest_with(sourcing=links(250)))
    goes_on = [one for one in messages if "No. 1, continued" in one.text]
    assert len(goes_on) >= 2
    assert all(1 in one.entries for one in goes_on)


def test_a_source_line_spends_entities_on_its_links_alone():
    (message, *_) = telegram_messages(digest_with(sourcing=links(5), lines=()))
    line = next(line for line in message.text.split("\n") if "Outlet 0." in line)
    assert len(parsed(line)[1]) == 5


def test_a_hashtag_that_begins_with_a_dot_is_none():
    assert "#\u2060·ü" in inert("#·ü")
    assert inert("no. #") == "no. #"


def test_a_hashtag_of_a_letter_that_unicode_has_not_given_out_is_none():
    assert inert("#\U00032c81Ô") == "#\u2060\U00032c81Ô"


def photo_of(*titles):
    digest = compose(both_days(), until=DAY_2, sources=SOURCES)
    told = {one.number: one.story_id for one in digest.entries}
    threads = tuple(
        WeekThread(
            title=title,
            story_id=told.get(number, f"elsewhere {number}"),
            story_number=number,
            accounts=(0, 0, 0, 0, 0, 1, 2),
        )
        for number, title in enumerate(titles, 1)
    )
    week = Week(first=date(2026, 11, 18), title="The week", threads=threads)
    return week_photo(structs.replace(digest, week=week))


@given(st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=6))
def test_the_words_below_a_photo_parse_and_leave_room_for_a_correction(titles):
    text, _ = parsed(photo_of(*titles).text)
    assert len(text.encode("utf-16-le")) // 2 <= 1024 - 200
    assert text.startswith("The week · ")


def test_threads_are_named_below_a_photo_as_far_as_they_fit_whole():
    named, _ = parsed(photo_of("a" * 300, "<b>b" * 50, "c" * 300, "d").text)
    assert named.split("\n")[1:] == [f"{'a' * 300}: 3 articles.", f"{'<b>b' * 50}: 3 articles."]


def test_a_photo_is_of_the_entries_that_tell_of_a_thread():
    assert photo_of("first", "second").entries == (1, 2)


def test_a_digest_of_another_moment_lets_go_of_what_was_drawn_for_this_one():
    held, later = (
        digest_with(),
        compose(both_days(), until=DAY_2 + timedelta(hours=1), sources=SOURCES),
    )
    telegram_messages(later)
    before = list(map(sys.getrefcount, held.entries))
    telegram_messages(held)
    assert all(a > b for a, b in zip(map(sys.getrefcount, held.entries), before, strict=True))
    telegram_messages(later)
    assert list(map(sys.getrefcount, held.entries)) == before
