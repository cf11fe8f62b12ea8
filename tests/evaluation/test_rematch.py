"""`rematch` on real logs: beside what was decided, whatever people corrected, edited or erased
since.
"""

import functools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from monitor.engine import corrections
from monitor.evaluation.rematch import rematch
from monitor.events.stories_and_feeds import ArticleSetAside, ArticleTaken
from monitor.intake.files import incoming_from
from monitor.intake.normalize import incoming
from monitor.model import Incoming, Rules
from monitor.parallel.pool import LotWorkers, ReadingPool

HARD_SET = Path(__file__).parent.parent / "data" / "hard-set.jsonl"
TAKEN = 8


@functools.cache
def articles():
    return tuple(one for one in incoming_from([HARD_SET]) if isinstance(one, Incoming))[:TAKEN]


@pytest.fixture
def engine(start):
    engine = start()
    engine.take_many(articles())
    return engine


def the_same(engine, *, compared=TAKEN, erased=0):
    head = engine.log.head()
    found = rematch(engine.log, rules=engine.rules)
    workers = LotWorkers(start=partial(ThreadPoolExecutor, 2), size=2, start_lots=1)
    with ReadingPool(workers) as pool:
        assert rematch(engine.log, rules=engine.rules, pool=pool) == found
    assert engine.log.head() == head
    assert (found.compared, found.erased) == (compared, erased)
    return found.changes == ()


def shared(engine):
    """The number of a story with several articles, and one of those that joined it."""
    story = next(story for story in engine.state.stories.values() if len(story.members) > 1)
    return f"S{story.number}", list(story.members)[-1]


def test_today_is_as_it_was(engine):
    assert the_same(engine)


def test_corrections_are_a_persons_and_not_compared(engine):
    number, joined = shared(engine)
    others = [
        f"S{story.number}"
        for story in engine.state.stories.values()
        if f"S{story.number}" != number
    ]
    corrections.split(engine, number, [joined])
    corrections.merge(engine, *others[:2])
    corrections.move(engine, joined, others[0])
    corrections.undo(engine)
    assert the_same(engine)


def test_an_article_that_came_after_a_correction_is_compared_with_the_machine_alone(engine):
    number, joined = shared(engine)
    corrections.split(engine, number, [joined])
    text = engine.log.text(
        engine.state.stories[engine.state.where[joined]].members[joined].article.text_hash
    )
    engine.take(incoming(text=text, url="https://outlet.example/again"))
    found = rematch(engine.log, rules=engine.rules)
    assert {change.article.url for change in found.changes} <= {"https://outlet.example/again"}


def test_other_rules_would_part_what_was_joined(engine):
    _, joined = shared(engine)
    found = rematch(engine.log, rules=Rules(link_logit=99.0, unsure_logit=0.0))
    change = next(change for change in found.changes if change.article.id == joined)
    assert change.then.with_id
    assert (change.now.verdict, change.now.with_id) == ("new", None)


def test_what_has_no_text_any_more_is_left_out_and_counted(engine):
    _, joined = shared(engine)
    corrections.redact(engine, joined, reason="asked for")
    assert the_same(engine, compared=TAKEN - 1, erased=1)


def test_later_versions_are_no_articles_of_their_own(engine):
    first = articles()[0]
    engine.take(
        incoming(
            text=f"{first.text}\nThe parties also agreed on 17 new flights.", url=first.article.url
        )
    )
    engine.take(incoming(text="…", url="https://outlet.example/nothing"))
    arrived = [
        one for one in engine.log.read() if isinstance(one.event, ArticleTaken | ArticleSetAside)
    ]
    assert the_same(engine, compared=len(arrived))


def test_closing_is_played_at_its_time(engine, clock):
    clock.at += timedelta(days=90)
    assert engine.tick()
    engine.take(
        incoming(text=articles()[0].text, url="https://outlet.example/late", published="2024-12-12")
    )
    assert the_same(engine, compared=TAKEN + 1)
