from datetime import UTC, datetime

import pytest
from markdown_it import MarkdownIt
from msgspec import structs

from monitor.digest import sanitize
from monitor.digest.compose.compose import compose
from monitor.digest.model import Entry, Run
from monitor.digest.render.columns import Piece, width_of, wrapped
from monitor.digest.render.markdown import render_markdown
from monitor.digest.wording.quote_budget import Room, fitting, words_in

LONG = (
    "It is good. Kazakhstan and Russia signed 12 documents in Astana today after long talks "
    "between both delegations. We will continue this work in the coming months with all of our "
    "partners in the region and beyond it."
)


def test_a_quotation_is_shown_whole_or_by_a_whole_sentence():
    assert fitting("We agreed on everything.", 10, language="en") == "We agreed on everything."
    assert fitting(LONG, 20, language="en") == (
        "Kazakhstan and Russia signed 12 documents in Astana today after long talks between both "
        "delegations."
    )
    assert fitting(LONG, 4, language="en") == "It is good."
    assert (
        fitting("One sentence that is too long to be shown in five words.", 5, language="en")
        is None
    )


def test_the_sentence_shown_is_the_one_that_the_fact_is_about():
    assert "coming months" in fitting(
        LONG, 25, language="en", about="continue this work in the coming months"
    )


def test_words_are_counted_in_scripts_without_spaces():
    assert words_in("two words") == 2
    assert words_in("双方签署协议") == 3


def test_an_outlet_is_quoted_until_its_room_is_used():
    room = Room(6)
    assert room.quoted("One two three four.", "A", language="en")
    assert room.quoted("One two three four.", "A", language="en") is None
    assert room.quoted("One two three four.", "B", language="en")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  a \t\n b  ", "a b"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\u202eabc\u202c\u2066x\u2069", "abcx"),
        ("\ud800x\ufffe\U0001fffe", "x"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("Z" + "\u0335" * 50 + "a", "Z" + "\u0335" * 4 + "a"),
    ],
)
def test_words_from_outside_are_made_safe(raw, shown):
    assert sanitize.text(raw) == shown


def test_long_names_end_in_an_ellipsis_at_a_words_end():
    assert sanitize.text("Deputy Prime Minister of Everything", chars_max=20) == "Deputy Prime…"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "/a",
        "https://",
        "ftp://a.example/",
        "https://localhost/",
        "https://u:p@a.example/",
        "https://a.example/" + "x" * 2100,
        "https://a.example/ b",
        "https://a.example:99999/",
    ],
)
def test_links_nobody_should_follow_are_left_out(url):
    assert sanitize.link(url) is None


@pytest.mark.parametrize(
    "url", ["https://a.example/x?y=1&z=2#k", "http://пример.рф/новости", "https://1.2.3.4/"]
)
def test_other_links_are_kept_as_they_are(url):
    assert sanitize.link(url) == url


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        ("abc", 3),
        ("托卡耶夫", 8),
        ("é", 1),
        ("e\u0301", 1),
        ("🇰🇿", 2),
        ("👩\u200d👧", 2),
        ("🏛\ufe0f", 2),
        ("\u200c", 0),
    ],
)
def test_columns_are_counted_as_a_terminal_does(words, columns):
    assert width_of(words) == columns


def test_lines_break_at_spaces_and_long_words_anywhere():
    lines = wrapped([Piece("one two "), Piece("three-four-five", "bold")], width=8)
    assert ["".join(piece.text for piece in line) for line in lines] == [
        "one two",
        "three-fo",
        "ur-five",
    ]


@pytest.mark.parametrize("words", ["1) first president", "- x", "12. y", "# z"])
def test_a_line_of_markdown_that_begins_with_an_articles_words_is_a_paragraph(words):
    entry = Entry(
        number=1,
        story_id="s",
        story_number=1,
        version="v",
        title="t",
        headline=(Run(text="t"),),
        offices=words,
    )
    document = render_markdown(
        structs.replace(compose((), until=datetime(2026, 11, 23, 12, tzinfo=UTC)), entries=(entry,))
    )
    assert not {"bullet_list_open", "ordered_list_open"} & {
        token.type for token in MarkdownIt().parse(document)
    }
