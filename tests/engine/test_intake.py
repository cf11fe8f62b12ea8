from datetime import UTC, datetime

import pytest

from bench.made_up import made_up
from monitor.claims import read
from monitor.engine.intake import is_future
from monitor.intake.normalize import incoming
from monitor.model import TEXT_BYTES_MAX, Rules

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published", "future"),
    [
        ("2026-11-24", False),
        ("2026-11-25", True),
        ("2026-11-24T08:59:00+00:00", False),
        ("2026-11-24T12:00:00+00:00", True),
        ("2026-11-24T13:00:00+05:00", False),
        ("2026-12", True),
        ("2026", False),
        ("2100", True),
        ("1970-01-01", False),
        ("no date", False),
        ("9999-99-99", False),
        (None, False),
    ],
)
def test_only_a_date_that_wholly_lies_further_ahead_than_the_rules_allow_is_future(
    published, future
):
    assert is_future(published, now=NOW, days=2) is future


def test_a_date_far_ahead_is_not_believed_and_said(start):
    engine = start()
    taken = engine.take(made_up(0, published="2100-01-01"))
    assert taken.kind == "new"
    ((member,),) = [story.members.values() for story in engine.state.stories.values()]
    assert member.article.published is None
    assert any("2100-01-01" in note for note in member.reading.notes)
    assert engine.take(made_up(0, published="2100-01-01")).kind == "known"


def test_a_date_long_ago_is_believed(start):
    engine = start()
    engine.take(made_up(0, published="1970-01-01"))
    ((member,),) = [story.members.values() for story in engine.state.stories.values()]
    assert member.article.published == "1970-01-01"


@pytest.mark.parametrize("text", ["", " \n\t ", "… — !", "\u200b\u2060"])
def test_an_article_without_a_letter_is_set_aside(start, text):
    taken = start().take(incoming(text=text, url="https://outlet.example/empty"))
    assert taken.kind == "set aside"
    assert taken.reason


@pytest.mark.parametrize(
    "text",
    ["Weather: rain.", "ꆈꌠꉙ ꀕꊨ", "42", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "a" * 200, "🙂 hello"],
    ids=[
        "no person or date",
        "a script nobody expected",
        "a number",
        "another one",
        "one long word",
        "a sign and a word",
    ],
)
def test_anything_with_a_letter_is_taken(start, text):
    assert start().take(incoming(text=text, url="https://outlet.example/x")).kind == "new"


def test_a_headline_alone_is_taken(start):
    assert (
        start()
        .take(incoming(text="", title="Presidents meet in Astana", url="https://o.example/1"))
        .kind
        == "new"
    )


def test_a_huge_article_is_cut_and_its_reading_says_so(start):
    engine = start()
    engine.take(incoming(text="Talks were held. " * 100_000, url="https://outlet.example/huge"))
    ((member,),) = [story.members.values() for story in engine.state.stories.values()]
    assert member.article.cut
    assert any(str(TEXT_BYTES_MAX) in note for note in member.reading.notes)


def test_the_rules_say_how_far_ahead_is_too_far(start):
    engine = start(rules=Rules(future_days=40_000, sure_diplomatic=0.0))
    engine.take(made_up(0, published="2100-01-01"))
    ((member,),) = [story.members.values() for story in engine.state.stories.values()]
    assert member.article.published == "2100-01-01"


def test_an_article_that_reading_fails_on_is_told_as_failed_and_the_rest_goes_on(start):
    def reads_all_but_one(article, text, _holders):
        if article.url.endswith("/1"):
            raise RecursionError("too deep")
        return read(article, text)

    engine = start()
    engine._read = reads_all_but_one
    several = [
        incoming(text=f"The ministers met {n}.", url=f"https://outlet.example/{n}")
        for n in range(3)
    ]
    taken = engine.take_many(several)
    assert [one.kind == "failed" for one in taken] == [False, True, False]
    assert "reading failed: RecursionError" in taken[1].reason
    assert engine.replay().same


def test_an_article_that_matching_fails_on_leaves_nothing_behind(start, monkeypatch):
    def fails(*_, **__):
        raise ZeroDivisionError

    engine = start()
    head = engine.log.head()
    monkeypatch.setattr(type(engine.matcher), "verdict", fails)
    (taken,) = engine.take_many(
        [incoming(text="The ministers met.", url="https://outlet.example/1")]
    )
    assert "matching failed: ZeroDivisionError" in taken.reason
    assert engine.log.head() == head
