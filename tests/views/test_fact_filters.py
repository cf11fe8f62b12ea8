"""Filters and facets answer what looking at every story would."""

import random
from collections import Counter

import pytest

from bench.web_home import events
from monitor.config import load
from monitor.events.stories_and_feeds import key_of
from monitor.log.memory import MemoryLog
from monitor.views.facts import stories as pages
from monitor.views.facts.filters import StorySets
from monitor.views.facts.forms import KINDS, FactSettings, StoryFilter
from monitor.views.facts.refresh import named_by
from monitor.views.views import Views
from tests.house import copy_config
from tests.log.log_samples import NOW

STORIES = 120
LISTS = {
    "country": "countries", "person": "people", "body": "bodies", "act": "acts",
    "stage": "stages", "place": "places", "language": "languages", "theme": "themes",
    "outlet_kind": "outlet_kinds", "outlet_country": "outlet_countries", "owner": "owners",
}  # fmt: skip


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    copy_config(home)
    config = load(home, {})
    log, settings = MemoryLog(), FactSettings(sources=tuple(config.sources))
    for told, _ in events(STORIES, 400, config.sources):
        named = [(key_of(event, ordinal=0), event) for event in told]
        log.append(named, at=NOW, expected=log.head().position)
    with Views.open(home / "views.db") as views:
        views.catch_up(log)
        assert views.refresh_facts(settings) == STORIES
        yield views.facts(settings)


@pytest.fixture(scope="module")
def every(facts):
    found = list(facts.each())
    assert len(found) == STORIES
    return found


def meets(story, wanted: StoryFilter) -> bool:
    named = named_by(story)
    for kind, field in LISTS.items():
        values = getattr(wanted, field)
        together = wanted.together and kind in {"country", "person"}
        met = [(kind, value) in named for value in values]
        if values and not (all(met) if together else any(met)):
            return False
    return (
        (not wanted.since or story.day.last >= wanted.since)
        and (not wanted.until or story.day.first <= wanted.until)
        and (not wanted.status or story.status == wanted.status)
    )


def drawn(chance, every) -> StoryFilter:
    """A filter that something meets, mostly."""
    wanted = {}
    model = chance.choice(every)
    for kind, value in chance.sample(sorted(named_by(model)), chance.randint(0, 3)):
        if kind in LISTS:
            other = [value for of, value in named_by(chance.choice(every)) if of == kind]
            wanted[LISTS[kind]] = (value, *other[: chance.randint(0, 1)])
    if chance.random() < 0.4:
        wanted["since"] = model.day.first
    if chance.random() < 0.3:
        wanted["until"] = chance.choice(every).day.last
    return StoryFilter(**wanted, together=chance.random() < 0.3)


@pytest.mark.parametrize("few", [0, 10_000])
@pytest.mark.parametrize("seed", range(30))
def test_a_filter_finds_what_looking_at_every_story_finds(
    facts, every, seed, few, monkeypatch
) -> None:
    """Whether the stories that meet it are sorted, or met on a walk; counted one by one, or by
    bits.
    """
    monkeypatch.setattr("monitor.views.facts.filters._FEW", few)
    monkeypatch.setattr(pages, "_FEW", few)
    wanted = drawn(random.Random(seed), every)
    meeting = [story for story in every if meets(story, wanted)]
    expected = sorted(((one.news_at, one.number) for one in meeting), reverse=True)
    found, cursor = [], None
    while True:
        page = facts.stories(wanted, cursor=cursor, limit=7)
        assert page.total == len(meeting)
        found += [(story.news_at, story.number) for story in page.stories]
        cursor = page.cursor
        if cursor is None:
            break
    assert found == expected
    counts = Counter(named for story in meeting for named in named_by(story))
    counted = facts.facets(wanted, values_max=10_000)
    assert set(counted) == set(KINDS)
    told = {(kind, one.value): one.stories for kind, of in counted.items() for one in of}
    assert told == counts


def test_profiles_count_each_story_once(facts, every) -> None:
    counts = Counter(code for story in every for code in story.countries)
    code, stories = counts.most_common(1)[0]
    country = facts.country(code)
    assert country.stories == stories
    assert sum(one.stories for one in country.acts) == sum(
        code in story.countries and story.act is not None for story in every
    )
    assert StorySets(facts._query).having("country", code)
