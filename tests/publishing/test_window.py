from datetime import UTC, datetime, timedelta

import pytest

from monitor.clock import SetClock
from monitor.engine import corrections
from monitor.engine.engine import Engine
from monitor.intake.normalize import incoming
from monitor.model import Rules
from monitor.publishing.desk import Desk
from monitor.publishing.window import window
from monitor.views.views import Views

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 4, tzinfo=UTC)
TEXTS = {
    "a": (
        "President Anna Berg of Norway received Prime Minister Karl Lund of Sweden in Oslo on 21 "
        "November 2026."
    ),
    "b": (
        "Foreign Minister Ito of Japan telephoned Foreign Minister Kim of South Korea on 22 "
        "November 2026."
    ),
}


@pytest.fixture
def engine(tmp_path):
    with Engine.open(tmp_path, rules=Rules(), clock=SetClock(MONDAY)) as engine:
        yield engine


@pytest.fixture
def views(engine, tmp_path):
    with Views.open(tmp_path / "views.db") as views:

        def current():
            views.catch_up(engine.log)
            return views

        yield current


def take(engine, name, text):
    return engine.take(
        incoming(text=text, title=f"{name}: talks", given_id=name, published="2026-11-22")
    )


def test_a_window_holds_what_was_first_seen_in_it(engine, views):
    take(engine, "a", TEXTS["a"])
    engine.clock.at = MONDAY + DAY
    take(engine, "b", TEXTS["b"])
    whole = window(views(), since=None, until=MONDAY + DAY)
    assert sorted(story.number for story in whole.stories) == [1, 2]
    assert [
        story.number for story in window(views(), since=MONDAY, until=MONDAY + DAY).stories
    ] == [2]
    assert window(views(), since=MONDAY + DAY, until=MONDAY + 2 * DAY).stories == ()


def test_members_stand_with_the_time_they_were_first_seen(engine, views):
    take(engine, "a", TEXTS["a"])
    (story,) = window(views(), since=None, until=MONDAY).stories
    assert [(seen.member.article.given_id, seen.at) for seen in story.seen] == [("a", MONDAY)]


def test_what_was_set_aside_in_the_window_is_counted(engine, views):
    engine.take(incoming(text="…", given_id="x"))
    assert window(views(), since=None, until=MONDAY).set_aside == 1
    assert window(views(), since=MONDAY, until=MONDAY + DAY).set_aside == 0


def test_corrections_name_each_story_by_its_first_headline(engine, views):
    for name, text in TEXTS.items():
        engine.take(incoming(title=f"Title {name}", text=text, given_id=name))
    engine.clock.at = MONDAY + DAY
    corrections.merge(engine, "S1", "S2")
    (told,) = window(views(), since=MONDAY, until=MONDAY + DAY).corrections
    assert (told.numbers, told.titles) == ((2, 1), ("Title b", "Title a"))


def test_corrections_are_told_to_those_who_were_told_otherwise(engine, views):
    take(engine, "a", TEXTS["a"])
    take(engine, "b", TEXTS["b"])
    engine.clock.at = MONDAY + DAY
    corrections.merge(engine, "S1", "S2", reason="one")
    corrections.undo(engine)
    told = window(views(), since=MONDAY, until=MONDAY + DAY).corrections
    assert [(one.kind, one.numbers, one.reason) for one in told] == [
        ("merged", (2, 1), "one"),
        ("undone", (2,), ""),
    ]
    assert window(views(), since=None, until=MONDAY + DAY).corrections == ()


def test_the_table_is_emptied_when_its_editions_are_made(engine):
    """Not only forgotten: what was forgotten would go at once, and hold everybody up."""
    take(engine, "a", TEXTS["a"])
    desk = Desk(engine, rules=Rules(), sources=(), aside=False)
    bench, week = desk.bench(None, MONDAY), desk.week(MONDAY)
    assert bench.stories.keys() == week.stories.keys() != set()
    desk.week(MONDAY + DAY)
    assert week.stories == {}
    desk.clear()
    assert bench.stories == {}


def test_an_account_that_came_and_was_put_right_before_anybody_read_of_it_is_no_correction(
    engine, views
):
    take(engine, "a", TEXTS["a"])
    engine.clock.at = MONDAY + DAY
    take(engine, "b", TEXTS["b"])
    corrections.merge(engine, "S1", "S2")
    engine.clock.at = MONDAY + DAY + timedelta(hours=1)
    corrections.split(engine, "S1", [list(engine.state.where)[1]])
    told_before = window(views(), since=MONDAY, until=MONDAY + 2 * DAY)
    assert told_before.corrections == ()
    told_between = window(views(), since=MONDAY + DAY, until=MONDAY + 2 * DAY)
    assert [one.kind for one in told_between.corrections] == ["split"]
