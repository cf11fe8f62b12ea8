import inspect
from datetime import timedelta
from typing import get_args

import pytest

from monitor.events.stories_and_feeds import (
    VERSIONS,
    ArticleSetAside,
    Event,
    StoryClosed,
    StoryReopened,
)
from monitor.log import codec
from monitor.stories import evolve as module
from monitor.stories import queries
from monitor.stories.evolve import evolve
from monitor.stories.state import State
from tests.stories.cases import (
    FACT,
    NOW,
    after,
    article,
    attached,
    fold,
    groups,
    opened,
    reading,
    story,
)


def test_every_type_of_event_has_a_case_in_evolve():
    cases = inspect.getsource(module.evolve)
    assert set(VERSIONS) == {kind.__name__ for kind in get_args(Event)}
    assert [name for name in VERSIONS if f"{name}(" not in cases] == []


def test_what_is_no_event_is_refused():
    with pytest.raises(AssertionError):
        evolve(State(), "something else", NOW)


def test_an_article_waits_for_the_event_that_places_it():
    taken, placed = opened("a", 1)
    state = fold(State(), [taken])
    assert list(state.taken) == [article("a").id]
    fold(state, [placed])
    assert not state.taken


def test_a_member_keeps_what_was_said_of_it():
    state = after(opened("a", 1), attached("b", to="a"))
    member = state.stories[story("a")].members[article("b").id]
    assert (member.verdict, member.new_facts, member.reading) == (
        "development",
        (FACT,),
        reading("b"),
    )


def test_the_state_does_not_grow_with_what_was_closed_or_set_aside():
    state = State()
    for number in range(200):
        fold(state, [*opened(f"a{number}", number + 1), StoryClosed(story_id=story(f"a{number}"))])
        fold(state, [ArticleSetAside(article=article(f"b{number}"), reason="nothing to read")])
    small = after(opened("a", 1), [StoryClosed(story_id=story("a"))])
    assert {name: len(value) for name, value in sizes(state).items()} == {
        name: len(value) for name, value in sizes(small).items()
    }


def sizes(state):
    return {
        name: getattr(state, name)
        for name in State.__struct_fields__
        if hasattr(getattr(state, name), "__len__")
    }


def test_closed_stories_and_their_order_stand_in_the_fingerprint():
    def closed(*names):
        groups_of = [opened(name, number) for number, name in enumerate(("a", "b"), start=1)]
        return queries.fingerprint(
            after(*groups_of, [StoryClosed(story_id=story(name)) for name in names])
        )

    assert len({closed(), closed("a"), closed("b"), closed("a", "b"), closed("b", "a")}) == 5


def test_a_reopened_story_is_as_the_event_says():
    state = after(opened("a", 1), attached("b", to="a"))
    members = tuple(state.stories[story("a")].members.values())
    fold(state, [StoryClosed(story_id=story("a"))])
    event = StoryReopened(
        story_id=story("a"), number=1, members=members, reason="needed", opened_at=NOW
    )
    fold(state, [event], NOW + timedelta(days=50))
    assert groups(state) == {frozenset("ab")}
    assert state.stories[story("a")].updated_at == NOW + timedelta(days=50)
    assert queries.by_number(state, 1) == story("a")


def test_events_that_went_through_the_codec_fold_to_the_same_state():
    events = [*opened("a", 1), *attached("b", to="a")]
    read = [codec.decode(*codec.encode(event)) for event in events]
    assert queries.fingerprint(fold(State(), events)) == queries.fingerprint(fold(State(), read))
