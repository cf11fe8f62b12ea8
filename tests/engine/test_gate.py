"""What is no diplomacy is set aside with its reason, never joins or is told, and a person may call
it back.
"""

import pytest

from monitor.claims.gate import no_diplomacy
from monitor.engine import corrections
from monitor.errors import NotFoundError, RefusedError
from monitor.events.stories_and_feeds import (
    ArticleLetIn,
    ArticleRevised,
    ArticleSetAside,
    StoryOpened,
    StorySetAside,
)
from monitor.intake.normalize import incoming
from monitor.model import Claim, Reading, Rules
from monitor.publishing.window import window

RECIPE = (
    "Pumpkin soup for a cold evening",
    (
        "Roast the pumpkin for forty minutes. Fry an onion, add stock and "
        "cream, and serve it with bread."
    ),
)
VISIT = (
    "Italian foreign minister meets Kazakh counterpart in Astana",
    (
        "Italy's Foreign Minister Antonio Tajani met Kazakhstan's Foreign Minister Murat Nurtleu "
        "in Astana on 12 March 2026. The ministers discussed bilateral relations and signed a "
        "memorandum of cooperation between the two governments."
    ),
)
SOON = ("Dish of the day", "In the capital it is soup again. The cook says the pumpkins are good.")


def article(told, *, name, published="2026-03-12"):
    title, text = told
    return incoming(
        text=text,
        title=title,
        url=f"https://outlet.example/{name}",
        lang="en",
        published=published,
    )


@pytest.fixture
def engine(start):
    return start(rules=Rules())


def events(engine):
    return [recorded.event for recorded in engine.log.read()]


# --- set aside ---


def test_what_is_no_diplomacy_opens_no_story_and_says_what_it_lacks(engine):
    taken = engine.take(article(RECIPE, name="soup"))
    (event,) = events(engine)
    assert isinstance(event, ArticleSetAside)
    assert (taken.kind, taken.reason, engine.state.stories) == ("set aside", event.reason, {})
    assert event.reason.startswith("no diplomacy was read in it: 0.")
    assert "where 0.60 is needed; " in event.reason


def test_what_is_diplomacy_is_let_in(engine):
    assert engine.take(article(VISIT, name="visit")).kind == "new"


def test_what_is_set_aside_never_joins_nor_is_asked_about(engine):
    engine.take(article(VISIT, name="visit"))
    engine.take(article(RECIPE, name="soup"))
    (story,) = engine.state.stories.values()
    assert len(story.members) == 1
    assert engine.archive.views.unsure() == []


def test_what_is_set_aside_is_counted_and_found_by_its_words(engine, clock):
    engine.take(article(RECIPE, name="soup"))
    views = engine.archive.views
    (day,) = views.counts()
    assert (day.taken, day.set_aside) == (1, 1)
    assert window(views, since=None, until=clock.now()).set_aside == 1
    (hit,) = views.search("pumpkin")
    assert hit.number is None


def test_the_same_article_again_is_not_decided_twice(engine, start):
    engine.take(article(RECIPE, name="soup"))
    head = engine.log.head()
    assert engine.take(article(RECIPE, name="soup")).kind == "known"
    assert start(rules=Rules()).take(article(RECIPE, name="soup")).kind == "known"
    assert engine.log.head() == head


def test_a_new_version_that_is_no_diplomacy_either_stays_set_aside(engine):
    engine.take(article(RECIPE, name="soup"))
    again = engine.take(article(SOON, name="soup"))
    *_, event = events(engine)
    assert isinstance(event, ArticleRevised)
    assert (again.kind, event.material, event.story_id) == ("new version", False, None)
    row = engine.archive.article(again.article_id)
    assert (row.verdict, row.reason) == ("set aside", event.reason)
    assert engine.take(article(SOON, name="soup")).kind == "known"
    assert engine.replay().same


def test_a_new_version_that_is_diplomacy_comes_in(engine):
    engine.take(article(RECIPE, name="page"))
    taken = engine.take(article(VISIT, name="page"))
    assert (taken.kind, taken.number) == ("new", 1)
    assert engine.replay().same


def test_a_setting_lets_everything_in(start):
    engine = start(rules=Rules(sure_diplomatic=0.0))
    assert engine.take(article(RECIPE, name="soup")).kind == "new"


# --- the reason ---


def reading(confidence, *, notes=(), how=()):
    claim = Claim(field="diplomatic", of="no act", confidence=confidence, how=how)
    return Reading(language="xx", claims=(claim,), notes=notes)


def test_the_reason_names_what_speaks_against_it_once_and_nothing_that_speaks_for_it():
    how = ("-0 states lead, in brief", "-0 states lead", "share with a tie", "-no act")
    assert no_diplomacy(reading(0.1, how=how), Rules()) == (
        "no diplomacy was read in it: 0.10 where 0.60 is needed; 0 states lead, no act"
    )


def test_a_language_that_cannot_be_read_is_said_in_the_reason():
    reason = no_diplomacy(reading(0.1, notes=("no word list for xx",)), Rules())
    assert reason.endswith("; its language (xx) cannot be read")


@pytest.mark.parametrize("read", [reading(0.6), Reading(language="en")])
def test_what_is_sure_enough_or_was_never_asked_has_no_reason(read):
    assert no_diplomacy(read, Rules()) == ""


# --- called back ---


def test_what_a_person_lets_in_is_placed_as_if_it_had_been_let_in(engine):
    taken = engine.take(article(RECIPE, name="soup"))
    let_in, opened = corrections.let_in(engine, taken.article_id, reason="for a friend")
    assert isinstance(let_in, ArticleLetIn)
    assert isinstance(opened, StoryOpened)
    assert (let_in.correction, let_in.by, let_in.reason) == (1, "operator", "for a friend")
    row = engine.archive.article(taken.article_id)
    assert (row.verdict, row.number, row.reason) == ("new", 1, "")
    assert engine.replay().same


def test_what_a_person_lets_in_joins_the_story_that_it_tells(start):
    strict, open_to_all = Rules(sure_diplomatic=1.0), Rules()
    first = start(rules=strict).take(article(VISIT, name="one"))
    engine = start(rules=open_to_all)
    engine.take(article(VISIT, name="two"))
    corrections.let_in(engine, first.article_id)
    (story,) = engine.state.stories.values()
    assert len(story.members) == 2


def test_what_a_person_let_in_is_never_set_aside_again(engine):
    taken = engine.take(article(RECIPE, name="soup"))
    corrections.let_in(engine, taken.article_id)
    again = engine.take(article(SOON, name="soup"))
    assert (again.kind, again.number) == ("new version", 1)
    assert engine.archive.article(taken.article_id).verdict == "new"


def test_letting_in_twice_brings_nothing_more(engine):
    taken = engine.take(article(RECIPE, name="soup"))
    assert corrections.let_in(engine, taken.article_id)
    assert corrections.let_in(engine, taken.article_id) == []
    assert corrections.let_in(engine, "S1") == []


def test_a_story_that_a_person_set_aside_is_taken_in_again(engine):
    engine.take(article(VISIT, name="visit"))
    corrections.set_aside(engine, "S1")
    corrections.let_in(engine, "S1")
    assert engine.archive.story("S1").set_aside is None


def test_an_article_of_no_story_that_nobody_knows_is_not_found(engine):
    with pytest.raises(NotFoundError):
        corrections.let_in(engine, "nothing")


def test_letting_in_is_taken_back_by_setting_aside(engine):
    taken = engine.take(article(RECIPE, name="soup"))
    corrections.let_in(engine, taken.article_id)
    (event,) = corrections.undo(engine)
    assert isinstance(event, StorySetAside)
    assert event.reason == "correction 1 was taken back"
    assert engine.archive.story("S1").set_aside == 2
    with pytest.raises(RefusedError):
        corrections.undo(engine, 1)
    assert engine.replay().same


def test_what_was_set_aside_without_a_reading_can_be_let_in(engine):
    bare = article(VISIT, name="visit").article
    engine.record(lambda: [ArticleSetAside(article=bare, reason="of an older version")])
    let_in, _ = corrections.let_in(engine, bare.id)
    assert (let_in.reading.language, let_in.reading.title) == ("en", VISIT[0])
