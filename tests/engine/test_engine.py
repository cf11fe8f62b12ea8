from datetime import timedelta

import pytest

from bench.made_up import made_up
from monitor.errors import InputError, LogConflictError, NotFoundError
from monitor.events.stories_and_feeds import (
    ArticleRevised,
    ArticleTaken,
    StoriesMerged,
    StoryClosed,
    StoryOpened,
)
from monitor.intake.normalize import incoming
from monitor.model import Rules
from monitor.stories import queries
from monitor.stories.commands import Tick
from tests.stories.cases import NOW


def positions(engine):
    return engine.log.head().position


# --- produces ---


def test_taking_writes_the_article_and_where_it_belongs_and_keeps_its_text(start):
    engine = start()
    taken = engine.take(made_up(0))
    assert (taken.kind, taken.number) == ("new", 1)
    first, second = (recorded.event for recorded in engine.log.read())
    assert isinstance(first, ArticleTaken)
    assert isinstance(second, StoryOpened)
    assert engine.log.text(first.article.text_hash) == made_up(0).text


def test_an_article_that_says_the_same_again_joins_its_story(start):
    engine = start()
    first, again = engine.take(made_up(0)), engine.take(made_up(2))
    assert again.kind in {"duplicate", "development"}
    assert again.story_id == first.story_id
    assert again.verdict.evidence.rule


def test_a_known_article_with_another_text_is_a_new_version(start):
    engine = start()
    engine.take(made_up(0))
    taken = engine.take(
        made_up(0, text=made_up(0).text + " They signed a treaty on water worth $5 billion.")
    )
    assert (taken.kind, taken.number) == ("new version", 1)
    (story,) = engine.state.stories.values()
    assert len(story.members) == 1
    assert engine.replay().same


def test_an_article_in_a_closed_story_that_is_edited_materially_brings_the_story_back(start, clock):
    engine = start()
    engine.take(made_up(0))
    clock.at += timedelta(days=60)
    assert engine.tick()
    assert not engine.state.stories
    engine.take(
        made_up(
            0,
            text=made_up(0).text
            + " They signed a treaty on water worth $5 billion. Cardano joined them.",
        )
    )
    revised = [
        recorded.event
        for recorded in engine.log.read()
        if isinstance(recorded.event, ArticleRevised)
    ]
    assert len(engine.state.stories) == revised[0].material
    assert engine.replay().same


def test_a_text_that_was_empty_first_and_came_later_opens_a_story(start):
    engine = start()
    address = "https://outlet.example/late"
    assert engine.take(incoming(text=" … ", url=address)).kind == "set aside"
    taken = engine.take(incoming(text=made_up(0).text, url=address, title=made_up(0).article.title))
    assert (taken.kind, taken.number) == ("new", 1)
    assert engine.replay().same
    assert (
        start()
        .take(incoming(text=made_up(0).text, url=address, title=made_up(0).article.title))
        .kind
        == "known"
    )


def test_quiet_stories_close_and_only_those(start, clock):
    engine = start()
    engine.take(made_up(0))
    clock.at += timedelta(days=40)
    engine.take(
        incoming(
            text="Лавров прибыл в Анкару.", url="https://outlet.example/ru", published="2031-05-01"
        )
    )
    clock.at += timedelta(days=40)
    (closed,) = engine.tick()
    assert isinstance(closed, StoryClosed)
    assert [story.number for story in engine.state.stories.values()] == [2]


def test_the_log_time_is_the_clocks(start):
    engine = start()
    engine.take(made_up(0))
    assert {recorded.at for recorded in engine.log.read()} == {NOW}


# --- stays quiet ---


def test_taking_an_article_twice_appends_nothing(start):
    engine = start()
    first = engine.take_many([made_up(number) for number in range(9)])
    head = engine.log.head()
    again = engine.take_many([made_up(number) for number in range(9)])
    assert engine.log.head() == head
    assert {taken.kind for taken in again} == {"known"}
    assert [taken.article_id for taken in first] == [taken.article_id for taken in again]


def test_an_article_that_returns_to_an_earlier_text_appends_nothing(start):
    engine = start()
    for text in ("first", "second", "first", "second"):
        engine.take(made_up(0, text=f"{made_up(0).text} {text}"))
    assert sum(isinstance(recorded.event, ArticleRevised) for recorded in engine.log.read()) == 1


@pytest.mark.parametrize("first", [made_up(0).text, "…"], ids=["had a text", "had none"])
def test_an_article_that_comes_back_empty_appends_nothing_and_its_text_stands(start, first):
    engine = start()
    engine.take(incoming(text=first, url="https://outlet.example/1"))
    before = positions(engine)
    assert engine.take(incoming(text=" ", url="https://outlet.example/1")).kind == "known"
    assert positions(engine) == before


def test_a_known_article_of_a_closed_story_appends_nothing(start, clock):
    engine = start()
    engine.take(made_up(0))
    clock.at += timedelta(days=60)
    engine.tick()
    before = positions(engine)
    assert engine.take(made_up(0)).kind == "known"
    assert positions(engine) == before


def test_a_second_tick_closes_nothing_more(start, clock):
    engine = start()
    engine.take(made_up(0))
    clock.at += timedelta(days=60)
    assert engine.tick()
    assert engine.tick() == []


# --- refuses ---


def test_what_no_log_can_hold_fails_alone_and_writes_nothing(start):
    engine = start()
    half = made_up(0)
    broken = type(half)(article=half.article, text=half.text + "\ud800")
    with pytest.raises(InputError):
        engine.take(broken)
    assert positions(engine) == 0
    taken = engine.take_many([broken, made_up(3)])
    assert [one.kind for one in taken] == ["failed", "new"]
    assert taken[0].reason


def test_an_engine_is_not_opened_on_nothing_unless_it_may_make_a_log(start, tmp_path):
    with pytest.raises(NotFoundError):
        start(create=False)
    assert not (tmp_path / "state" / "log.db").exists()


def test_a_key_that_is_taken_is_said_rather_than_tried_for_ever(start):
    engine = start()
    engine.take(made_up(0))
    event = next(engine.log.read()).event
    with pytest.raises(LogConflictError):
        engine.record(lambda: [event])


# --- several processes, crashes ---


def test_two_engines_on_one_log_learn_from_each_other_before_they_decide(start):
    one, other = start(), start()
    one.take(made_up(0))
    taken = other.take(made_up(2))
    assert taken.number == 1
    assert other.take(made_up(0)).kind == "known"
    one.catch_up()
    assert queries.fingerprint(one.state) == queries.fingerprint(other.state)


def test_a_decision_is_made_again_when_another_process_was_faster(start):
    one, other = start(), start()
    tries = []

    def decision():
        if not tries:
            other.take(made_up(0))
        tries.append(one.state.next_number)
        return one.decide(Tick(now=NOW)) + (
            [] if len(tries) > 1 else [next(other.log.read()).event]
        )

    assert one.record(decision) == []
    assert tries == [1, 2]


def test_an_article_that_another_process_takes_in_the_midst_of_deciding_is_known(start):
    one, other = start(), start()
    knows, asked = one.knows, []

    def and_meanwhile(article):
        known = knows(article)
        asked.append(article.id)
        if len(asked) == 2:  # the first time is before anything is decided
            other.take(made_up(0))
        return known

    one.knows = and_meanwhile
    assert one.take(made_up(0)).kind == "known"
    one.catch_up()
    assert queries.fingerprint(one.state) == queries.fingerprint(other.state)


def test_a_new_engine_on_the_same_files_knows_the_same(start):
    engine = start()
    engine.take_many([made_up(number) for number in range(30)])
    again = start()
    assert again.head == engine.head
    assert queries.fingerprint(again.state) == queries.fingerprint(engine.state)


# --- the past ---


def test_replay_knows_only_what_was_known_by_then(start, clock):
    engine = start()
    engine.take(made_up(0))
    clock.at += timedelta(days=1)
    engine.take(made_up(30))
    past = engine.replay(until=NOW + timedelta(hours=1))
    assert (past.events, len(past.state.stories), past.same) == (2, 1, None)
    assert engine.replay(until=NOW - timedelta(hours=1)).events == 0


def test_replay_is_the_same_under_other_rules(start):
    engine = start()
    engine.take_many([made_up(number) for number in range(30)])
    other = start(rules=Rules(link_logit=-9.0, close_days=0, window_days=0))
    assert other.replay().fingerprint == engine.replay().fingerprint


def test_replay_writes_nothing(start):
    engine = start()
    engine.take(made_up(0))
    head = engine.log.head()
    engine.replay()
    assert engine.log.head() == head


# --- looks again ---


def two_stories_of_one_event(start):
    """As a process with other rules left them, and a third report of it that waits for a look."""
    apart = start(rules=Rules(sure_diplomatic=0.0, link_logit=50.0))
    apart.take_many([made_up(0), made_up(2)])
    assert len(apart.state.stories) == 2
    engine = start()
    engine.take_many([made_up(1)], look_again=False)
    return engine


def test_what_came_in_a_poll_is_looked_at_again_with_more_or_when_asked(start):
    engine = two_stories_of_one_event(start)
    assert len(engine.state.stories) == 2
    merged = engine.look_at_waiting()
    assert [type(event) for event in merged] == [StoriesMerged]
    assert engine.look_at_waiting() == []
    assert len(engine.state.stories) == 1


def test_what_waits_is_looked_at_with_the_next_that_do_not_wait(start):
    engine = two_stories_of_one_event(start)
    engine.take_many([])
    assert len(engine.state.stories) == 1
