import random

from hypothesis import given
from hypothesis import strategies as st

from monitor.matching import index as module
from monitor.matching.index import Index, could_be_one
from monitor.matching.traits import traits_of
from monitor.model import Reading
from tests.matching.makers import article, reading

WINDOW = 21


def found(index, name, read, **more):
    return index.candidates(article(name, **more), read, window_days=WINDOW)


def test_what_shares_a_rare_name_is_found():
    index = Index()
    index.add("s1", article("a"), reading("Borodavkin"))
    index.add("s2", article("b"), reading("Costa"))
    assert found(index, "c", reading("Borodavkin")) == ["s1"]


def test_what_shares_nothing_is_not_found():
    index = Index()
    index.add("s1", article("a"), reading("Costa", words="trade"))
    assert found(index, "b", reading("Borodavkin", words="border")) == []


def test_an_article_never_finds_itself():
    index = Index()
    index.add("s1", article("a"), reading("Costa"))
    assert found(index, "a", reading("Costa")) == []


def test_what_was_published_too_long_ago_is_no_candidate():
    index = Index()
    index.add("s1", article("a", published="2024-01-01"), reading("Costa"))
    assert found(index, "b", reading("Costa"), published="2024-03-01") == []


def test_an_early_announcement_is_found_on_the_day_it_announced():
    index = Index()
    index.add("s1", article("a", published="2024-01-01"), reading("Costa", day="2024-03-01"))
    assert found(index, "b", reading("Costa"), published="2024-03-01") == ["s1"]


def test_an_undated_article_finds_and_is_found():
    index = Index()
    index.add("s1", article("a", published=None), reading("Costa"))
    index.add("s2", article("b", published="2024-03-01"), reading("Smirnov"))
    assert found(index, "c", reading("Costa"), published="2024-03-01") == ["s1"]
    assert found(index, "d", reading("Smirnov"), published=None) == ["s2"]


def test_an_empty_reading_finds_nothing_and_breaks_nothing():
    index = Index()
    index.add("s1", article("a"), Reading(language="und"))
    assert found(index, "b", Reading(language="und"), published=None) == []


def test_a_moved_article_takes_part_in_its_new_story():
    index = Index()
    index.add("s1", article("a"), reading("Costa"))
    index.add("s1", article("b"), reading("Smirnov"))
    index.move("b", "s2")
    assert found(index, "c", reading("Smirnov")) == ["s2"]
    assert index.size("s1") == 1


def test_a_closed_story_is_forgotten():
    index = Index()
    index.add("s1", article("a"), reading("Costa"))
    index.forget("s1")
    assert found(index, "b", reading("Costa")) == []
    assert len(index) == 0


def test_merged_stories_are_one_candidate():
    index = Index()
    index.add("s1", article("a"), reading("Costa"))
    index.add("s2", article("b"), reading("Costa"))
    index.merge("s2", "s1")
    assert found(index, "c", reading("Costa")) == ["s1"]


NAMES = ["Costa", "Smirnov", "Borodavkin", "Weber"]


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(NAMES), st.booleans()), max_size=40))
def test_an_index_after_additions_and_removals_is_that_of_what_is_left(steps):
    index, left = Index(), {}
    for number, name, staying in steps:
        index.add(f"s{number}", article(f"a{number}"), reading(name, words=f"w{number} talks"))
        held = (f"s{number}", name, number)
        if left.get(f"a{number}") != held:
            left.pop(f"a{number}", None)  # one that comes again in other words is the newest
        left[f"a{number}"] = held
        if not staying:
            index.remove(f"a{number}")
            del left[f"a{number}"]
    again = Index()
    for article_id, (story_id, name, number) in left.items():
        again.add(story_id, article(article_id), reading(name, words=f"w{number} talks"))
    asked = reading(*NAMES, words="talks")
    assert set(found(index, "x", asked)) == set(found(again, "x", asked))
    assert index.articles == again.articles
    assert index.frequency("talks") == again.frequency("talks")


def test_a_term_in_every_article_is_split_by_weeks_and_still_finds_the_newest(monkeypatch):
    monkeypatch.setattr(module, "COMMON_AT", 10)
    index, dice = Index(), random.Random(1)
    for number in range(60):
        day = f"2024-{1 + number // 28:02}-{1 + number % 28:02}"
        index.add(
            f"s{number}",
            article(f"a{number}", published=day),
            reading("Costa", words=f"w{dice.random()}"),
        )
    last = found(index, "b", reading("Costa"), published="2024-03-04")
    assert last
    assert "s0" not in last
    for number in range(60):
        index.remove(f"a{number}")
    assert index.articles == 0
    assert index.frequency(next(iter(traits_names("Costa")))) == 0


def traits_names(name):
    return ["@" + key for key in traits_of(article(), reading(name)).names]


def test_days_that_meet_open_the_window():
    early = traits_of(article("a", published="2024-01-01"), reading("Costa", day="2024-03-01"))
    late = traits_of(article("b", published="2024-03-02"), reading("Costa"))
    assert could_be_one(early, late, window_days=WINDOW)
    assert not could_be_one(
        early, traits_of(article("c", published="2024-04-01"), reading("Costa")), window_days=WINDOW
    )
