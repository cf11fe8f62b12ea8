"""Whatever happened: the log alone says what is known, nothing is lost, nothing has two places, no
number has two meanings.
"""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.engine.replay import replay
from monitor.events.stories_and_feeds import StoryOpened, StorySplit
from monitor.log.memory import MemoryLog
from monitor.stories import queries
from monitor.stories.evolve import evolve
from monitor.stories.state import State
from tests.engine.arena import STEPS, Arena
from tests.house import examples

numbers = st.integers(min_value=0, max_value=50)
pasts = st.lists(st.tuples(st.sampled_from(STEPS), numbers, numbers), max_size=40)
quick = settings(
    max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def played(steps):
    arena = Arena()
    arena.play(steps)
    return arena


def folded(recorded, state=None):
    state = state or State()
    for one in recorded:
        evolve(state, one.event, one.at)
    return state


@given(pasts)
@quick
def test_replay_gives_the_live_state(steps):
    engine = played(steps).engine
    assert engine.replay().same


@given(pasts, numbers)
@quick
def test_any_beginning_of_a_log_folds_and_the_rest_folds_onto_it(steps, cut):
    log = list(played(steps).log.read())
    whole = folded(log)
    half = folded(log[: cut % (len(log) + 1)])
    assert queries.fingerprint(folded(log[cut % (len(log) + 1) :], half)) == queries.fingerprint(
        whole
    )


@given(pasts)
@quick
def test_every_article_is_in_one_story_and_the_views_agree_which(steps):
    arena = played(steps)
    state, views = arena.engine.state, arena.engine.archive.views
    placed = Counter(article for story in state.stories.values() for article in story.members)
    assert set(placed.values()) <= {1}
    assert state.where == {
        article: story.id for story in state.stories.values() for article in story.members
    }
    assert not state.taken
    assert all(
        views.article_by_id(article_id).story_id == home for article_id, home in state.where.items()
    )
    for story in state.stories.values():
        assert [member.article.id for member in views.members(story.id)] == list(story.members)
        assert views.members(story.id) == list(story.members.values())


@given(pasts)
@quick
def test_numbers_are_given_once_and_always_lead_to_a_story(steps):
    arena = played(steps)
    given_out = [
        e.event.number for e in arena.log.read() if isinstance(e.event, StoryOpened | StorySplit)
    ]
    assert sorted(given_out) == list(range(1, len(given_out) + 1))
    assert arena.engine.state.next_number == len(given_out) + 1
    views = arena.engine.archive.views
    for number in given_out:
        row = views.story(number)
        assert queries.by_number(arena.engine.state, number) in {None, row.id}
        assert row.articles > 0


@given(pasts)
@quick
def test_no_open_story_is_empty_and_the_state_holds_nothing_that_is_not_of_an_open_story(steps):
    state = played(steps).engine.state
    assert all(story.members for story in state.stories.values())
    assert set(state.aliases.values()) <= set(state.stories)
    assert set(state.numbers.values()) == set(state.stories) | set(state.aliases)
    assert set(state.claimed) <= set(state.where)
    assert all(
        claim.articles and claim.articles <= set(state.where) for claim in state.claims.values()
    )
    aliases = {alias.story_id for story in state.stories.values() for alias in story.aliases}
    assert aliases == set(state.aliases)


@given(pasts)
@quick
def test_stories_stand_in_the_order_of_their_last_news(steps):
    times = [story.updated_at for story in played(steps).engine.state.stories.values()]
    assert times == sorted(times)


@given(pasts)
@quick
def test_doing_everything_a_second_time_on_the_same_log_is_told_alike_by_a_fresh_engine(steps):
    arena = played(steps)
    again = Arena(log=arena.log)
    assert again.engine.head == arena.engine.head
    assert queries.fingerprint(again.engine.state) == queries.fingerprint(arena.engine.state)
    assert replay(MemoryLog()).fingerprint == queries.fingerprint(State())


@given(pasts)
@quick
def test_the_index_stays_in_step_with_the_state(steps):
    arena = Arena()
    index = arena.engine.matcher._index
    arena.play(steps)
    state = arena.engine.state
    assert {article: index.story_of(article) for article in state.where} == state.where
    assert index.articles == len(state.where)
    assert len(index) == len(state.stories)
