"""The stories do not depend on the order in which articles arrive: the real engine, on a log in
memory.
"""

import functools
import itertools
import random
from pathlib import Path

import pytest

from monitor.claims import read
from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.intake.files import incoming_from
from monitor.log.memory import MemoryLog
from monitor.model import Incoming, Rules
from monitor.views.views import Views
from tests.stories.cases import NOW

HARD_SET = Path(__file__).parent.parent / "data" / "hard-set.jsonl"
SEEDS = ("000", "001", "002", "003", "004")
ORDERS = 200


@functools.cache
def hard_set():
    return tuple(one for one in incoming_from([HARD_SET]) if isinstance(one, Incoming))


@functools.cache
def reading_of(article, text):
    return read(article, text)


def read_once(article, text, _holders):  # each engine has its own
    return reading_of(article, text)


def engine():
    return Engine(
        log=MemoryLog(),
        views=lambda: Views.open(Path(":memory:")),
        rules=Rules(),
        clock=SetClock(NOW),
        read=read_once,
    )


def stories_of(articles):
    """The given ids of each story's articles, as the engine has them at the end."""
    house = engine()
    for one in articles:
        house.take(one)
    names = {one.article.id: one.article.given_id for one in articles}
    return {
        frozenset(names[member] for member in story.members)
        for story in house.state.stories.values()
    }


def labelled(articles):
    by_event = itertools.groupby(
        sorted(articles, key=lambda one: one.event), key=lambda one: one.event
    )
    return {frozenset(one.article.given_id for one in group) for _, group in by_event}


@pytest.mark.parametrize("seed", range(4))
def test_look_alike_meetings_of_the_same_people_are_told_apart_in_any_order(seed):
    dice = random.Random(seed)
    for _ in range(ORDERS // 4):
        articles = list(hard_set())
        dice.shuffle(articles)
        assert stories_of(articles) == labelled(articles), [
            one.article.given_id for one in articles
        ]


def test_the_seeds_are_four_stories_in_every_order():
    seeds = [one for one in hard_set() if one.article.given_id in SEEDS]
    for articles in itertools.permutations(seeds):
        assert stories_of(articles) == {
            frozenset({"000", "001"}),
            frozenset({"002"}),
            frozenset({"003"}),
            frozenset({"004"}),
        }


def test_the_later_of_the_two_seeds_about_one_meeting_says_what_it_brings():
    first, second = (one for one in hard_set() if one.article.given_id in {"000", "001"})
    house = engine()
    assert house.take(first).kind == "new"
    taken = house.take(second)
    assert taken.kind == "development"
    quoted = [fact for fact in taken.verdict.new_facts if fact.kind == "quotation"]
    assert any("unprecedented level" in fact.text for fact in quoted)
    assert not any("ascending line" in fact.text for fact in taken.verdict.new_facts)
    assert any(
        (fact.kind, fact.text, fact.was) == ("visit", "official", "working")
        for fact in taken.verdict.differ
    )


def test_either_order_of_them_is_explained():
    first, second = (one for one in hard_set() if one.article.given_id in {"000", "001"})
    house = engine()
    house.take(second)
    taken = house.take(first)
    assert taken.kind in {"development", "duplicate"}
    assert taken.verdict.evidence.rule
    assert taken.verdict.evidence.same
    assert taken.kind == "duplicate" or taken.verdict.new_facts


def test_a_refusal_names_what_differs():
    by_name = {one.article.given_id: one for one in hard_set()}
    house = engine()
    house.take(by_name["000"])
    differ = " ".join(house.take(by_name["004"]).verdict.evidence.differ)
    assert "≠" in differ
    assert "Moscow ≠ Astana" in differ
