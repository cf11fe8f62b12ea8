from datetime import timedelta

import pytest

from monitor.engine import corrections
from monitor.errors import NotFoundError, RefusedError
from monitor.events.stories_and_feeds import ArticleMoved, StoryReopened
from monitor.publishing.window import window
from monitor.stories import queries
from monitor.stories.commands import Regroup, SecondLook
from tests.engine.arena import Arena
from tests.stories.cases import EVIDENCE, article, groups


@pytest.fixture
def arena():
    """Four stories of one article each: S1 to S4."""
    arena = Arena()
    for _ in range(4):
        arena.open(0, 0)
    return arena


@pytest.fixture
def engine(arena):
    return arena.engine


def stories(engine):
    """Story numbers with how many articles each has."""
    return {story.number: len(story.members) for story in engine.state.stories.values()}


def close_all(arena):
    arena.clock.at += timedelta(days=90)
    assert arena.engine.tick()


def test_a_story_is_named_by_number_or_id(engine):
    story = next(iter(engine.state.stories))
    assert {corrections.story_id_of(engine, name) for name in ("S1", "s1", "1", story)} == {story}


@pytest.mark.parametrize("name", ["S9", "S0", "nothing", "S" + "9" * 400, "", "S²"])
def test_an_unknown_name_is_not_found(engine, name):
    with pytest.raises(NotFoundError):
        corrections.story_id_of(engine, name)


def test_numbers_lead_through_merges_while_open_and_after_closing(arena):
    engine = arena.engine
    corrections.merge(engine, "S2", "S3")
    corrections.merge(engine, "S1", "S2")
    first = corrections.story_id_of(engine, "S1")
    assert {corrections.story_id_of(engine, name) for name in ("S2", "S3")} == {first}
    close_all(arena)
    assert {corrections.story_id_of(engine, name) for name in ("S1", "S2", "S3")} == {first}


def test_what_is_no_diplomatic_news_is_told_to_nobody_until_that_is_taken_back(arena):
    engine = arena.engine
    views = engine.archive.views

    def told():
        found = window(engine.archive.views, since=None, until=arena.clock.now())
        return {story.number for story in found.stories}, found.set_aside

    assert told() == ({1, 2, 3, 4}, 0)
    (event,) = corrections.set_aside(engine, "S2", reason="a football match")
    assert (event.correction, corrections.set_aside(engine, "S2")) == (1, [])
    assert (told(), views.story("S2").set_aside) == (({1, 3, 4}, 1), 1)
    close_all(arena)
    assert engine.archive.views.story("S2").set_aside == 1
    corrections.undo(engine)
    assert told() == ({1, 2, 3, 4}, 0)
    assert engine.replay().same


def test_an_article_that_is_no_diplomatic_news_leaves_its_story(arena):
    engine = arena.engine
    corrections.merge(engine, "S1", "S2")
    leaving = engine.archive.views.members(corrections.story_id_of(engine, "S1"))[1].article.id
    _, aside = corrections.set_aside(engine, leaving)
    assert stories(engine) == {1: 1, 3: 1, 4: 1, 5: 1}
    assert (engine.archive.views.story("S5").id, engine.archive.views.story("S1").set_aside) == (
        aside.story_id,
        None,
    )
    assert engine.archive.views.article(leaving).number == 5


def test_what_tells_the_same_as_something_set_aside_is_told_to_nobody_either(arena):
    engine = arena.engine
    corrections.set_aside(engine, "S2")
    arena.join(1, 0)
    assert stories(engine)[2] == 2
    found = window(engine.archive.views, since=None, until=arena.clock.now())
    assert ({story.number for story in found.stories}, found.set_aside) == ({1, 3, 4}, 2)


def test_merging_twice_brings_nothing_more(engine):
    assert corrections.merge(engine, "S1", "S2")
    assert corrections.merge(engine, "S1", "S2") == []
    assert corrections.merge(engine, "S2", "S1") == []


def test_merging_a_story_with_itself_is_refused(engine):
    with pytest.raises(RefusedError):
        corrections.merge(engine, "S1", "s1 ")


def test_a_correction_of_closed_stories_reopens_them_first(arena):
    close_all(arena)
    events = corrections.merge(arena.engine, "S1", "S2")
    assert [type(event).__name__ for event in events] == [
        "StoryReopened",
        "StoryReopened",
        "StoriesMerged",
    ]
    assert stories(arena.engine) == {1: 2}
    assert arena.engine.replay().same


def test_a_story_that_closes_and_reopens_twice_has_an_event_for_each(arena):
    close_all(arena)
    corrections.merge(arena.engine, "S1", "S2")
    close_all(arena)
    corrections.undo(arena.engine)
    assert stories(arena.engine) == {1: 1, 2: 1}
    reopened = [
        recorded.key for recorded in arena.log.read() if isinstance(recorded.event, StoryReopened)
    ]
    assert len(reopened) == len(set(reopened)) == 3
    assert arena.engine.replay().same


def test_what_binds_the_articles_of_a_story_still_binds_when_it_comes_back(arena):
    corrections.merge(arena.engine, "S1", "S2")
    bound = queries.bindings(arena.engine.state)
    close_all(arena)
    assert queries.bindings(arena.engine.state) == ()
    corrections.merge(arena.engine, "S1", "S3")
    assert set(bound) <= set(queries.bindings(arena.engine.state))


def test_undo_takes_back_an_operators_last_correction_that_stands(engine):
    corrections.merge(engine, "S1", "S2")
    corrections.merge(engine, "S3", "S4")
    corrections.undo(engine)
    assert stories(engine) == {1: 2, 3: 1, 4: 1}
    corrections.undo(engine)
    assert stories(engine) == {1: 1, 2: 1, 3: 1, 4: 1}
    with pytest.raises(NotFoundError):
        corrections.undo(engine)


def test_undo_passes_the_machines_own_over_unless_it_is_named(engine):
    corrections.merge(engine, "S1", "S2")
    here, there = corrections.story_id_of(engine, "S3"), corrections.story_id_of(engine, "S4")
    change = Regroup(from_story_id=here, to_story_id=there, evidence=EVIDENCE)
    engine.record(lambda: engine.decide(SecondLook(changes=(change,))))
    corrections.undo(engine)
    assert stories(engine) == {1: 1, 2: 1, 4: 2}
    corrections.undo(engine, 2)
    assert stories(engine) == {1: 1, 2: 1, 3: 1, 4: 1}


def test_a_correction_is_taken_back_only_once_and_an_undoing_never(engine):
    corrections.merge(engine, "S1", "S2")
    corrections.undo(engine)
    for number, reason in ((1, "already"), (2, "cannot be taken back itself")):
        with pytest.raises(RefusedError, match=reason) as refused:
            corrections.undo(engine, number)
        assert refused.value.hint


def test_a_correction_nobody_made_is_not_found(engine):
    with pytest.raises(NotFoundError):
        corrections.undo(engine, 7)


def test_moving_by_names(arena):
    engine = arena.engine
    name = article(arena.names[1]).id
    (moved,) = corrections.move(engine, name[:8], "S1")
    assert isinstance(moved, ArticleMoved)
    assert stories(engine) == {1: 2, 3: 1, 4: 1}
    assert corrections.move(engine, name, "S2") == []


def test_splitting_by_the_names_the_files_gave(arena):
    engine = arena.engine
    corrections.merge(engine, "S1", "S2")
    corrections.split(engine, "S1", [arena.names[1]])
    assert frozenset({arena.names[1]}) in groups(engine.state)
    assert 5 in stories(engine)


def test_redacting_erases_the_texts_of_all_versions_once(start):
    from bench.made_up import made_up  # noqa: PLC0415 — only here texts are real

    engine = start()
    for text in ("first", "second"):
        engine.take(made_up(0, text=f"{made_up(0).text} {text}"))
    before = engine.replay().fingerprint
    events = corrections.redact(engine, made_up(0).article.id, reason="asked to")
    assert len(events) == 2
    assert [engine.log.text(event.text_hash) for event in events] == [None, None]
    assert corrections.redact(engine, made_up(0).article.id, reason="asked to") == []
    assert engine.log.verify().ok
    assert engine.replay().same
    assert engine.replay().fingerprint == before


def test_a_reason_is_kept(engine):
    (event,) = corrections.merge(engine, "S1", "S2", reason="one hall, two names")
    assert (event.reason, event.by) == ("one hall, two names", "operator")
