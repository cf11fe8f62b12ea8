import pytest

from monitor.matching.index import Index
from monitor.matching.late import second_look
from monitor.matching.late.look import MEMBERS_MAX, Look
from monitor.matching.late.partition import FORBIDDEN, Linkage
from monitor.matching.pairs import Pair
from monitor.matching.weights import packaged
from monitor.model import Binding, Rules
from tests.matching.makers import article, reading

TALKS = {
    "day": "2024-12-12",
    "place": "Astana",
    "countries": ("KZ", "RU"),
    "words": "talks trade culture visit",
}
UNDATED = {**TALKS, "day": None}
OTHER = {
    "day": "2024-12-14",
    "place": "Rome",
    "countries": ("IT", "DE"),
    "words": "grain harbour ships",
}


def two_stories_of_one_event():
    index = Index()
    index.add("s1", article("a"), reading("Orlova", "Serikov", **TALKS))
    index.add("s1", article("b"), reading("Orlova", "Serikov", **TALKS))
    index.add("s2", article("c"), reading("Serikov", "Orlova", **TALKS))
    return index


def test_two_stories_that_compare_well_become_one_the_smaller_goes():
    changes = second_look(two_stories_of_one_event(), ["s2"], Rules())
    assert [(change.kind, change.from_story, change.to_story) for change in changes] == [
        ("merge", "s2", "s1")
    ]
    assert changes[0].evidence.rule


def test_what_a_person_parted_is_not_merged():
    parted = (Binding(a="c", b="a", together=False),)
    index = two_stories_of_one_event()
    for change in second_look(index, ["s1", "s2"], Rules(), parted):
        assert change.kind == "move"
        for name in change.article_ids:
            index.move(name, change.to_story)
    assert index.story_of("a") != index.story_of("c")


def misplaced():
    index = Index()
    for name in ("a", "b"):
        index.add("s1", article(name), reading("Orlova", "Serikov", **TALKS))
    for name in ("x", "y", "z"):
        index.add("s2", article(name, published="2024-12-14"), reading("Weber", "Costa", **OTHER))
    index.add("s2", article("stray"), reading("Orlova", "Serikov", **TALKS))
    return index


def test_an_article_that_tells_its_neighbours_event_moves():
    changes = second_look(misplaced(), ["s2"], Rules())
    assert [(change.kind, change.article_ids, change.to_story) for change in changes] == [
        ("move", ("stray",), "s1")
    ]


def test_an_article_that_a_person_bound_does_not_move():
    bound = (Binding(a="stray", b="x", together=True),)
    assert second_look(misplaced(), ["s2"], Rules(), bound) == []


def test_stories_of_different_things_stay():
    index = Index()
    index.add("s1", article("a"), reading("Orlova", "Serikov", **TALKS))
    index.add("s2", article("x", published="2024-12-14"), reading("Weber", "Costa", **OTHER))
    assert second_look(index, ["s1", "s2"], Rules()) == []


def test_an_unknown_story_is_no_matter():
    assert second_look(Index(), ["s9"], Rules()) == []


def test_two_events_in_one_story_are_parted():
    index = Index()
    for name in ("a", "b"):
        index.add("s1", article(name), reading("Orlova", "Serikov", **TALKS))
    index.add("s1", article("x", published="2024-12-14"), reading("Weber", "Costa", **OTHER))
    (change,) = second_look(index, ["s1"], Rules())
    assert (change.kind, change.from_story, change.article_ids) == ("split", "s1", ("x",))
    assert "another event" in change.evidence.rule


def test_articles_that_a_person_parted_do_not_meet_in_a_third():
    index = Index()
    for name in ("a", "b", "c"):
        index.add(name, article(name), reading("Orlova", "Serikov", **TALKS))
    parted = (Binding(a="a", b="b", together=False),)
    (change,) = second_look(index, ["a", "b", "c"], Rules(), parted)
    assert {change.from_story, change.to_story} != {"a", "b"}


def test_stories_around_a_neighbour_are_looked_at_too():
    index = Index()
    for name in ("a", "b", "c"):
        index.add(name, article(name), reading("Orlova", "Serikov", **TALKS))
    changes = second_look(index, ["a"], Rules())
    assert [(change.kind, change.to_story) for change in changes] == [("merge", "a")] * 2


def test_a_large_story_takes_articles_in_and_keeps_its_own():
    index = Index()
    for number in range(MEMBERS_MAX + 1):
        index.add("s1", article(f"a{number:02}"), reading("Orlova", "Serikov", **TALKS))
    index.add("s1", article("x", published="2024-12-14"), reading("Weber", "Costa", **OTHER))
    index.add("s2", article("y"), reading("Orlova", "Serikov", **TALKS))
    changes = second_look(index, ["s2"], Rules())
    assert [(change.kind, change.to_story) for change in changes] == [("merge", "s1")]


def test_a_second_look_needs_no_memory_of_what_was_compared():
    index = two_stories_of_one_event()
    remembered = second_look(index, ["s2"], Rules())
    index.pairs.clear()
    assert second_look(index, ["s2"], Rules()) == remembered


def test_an_applied_look_leaves_nothing_to_change():
    index = misplaced()
    (change,) = second_look(index, ["s2"], Rules())
    index.move("stray", change.to_story)
    assert second_look(index, ["s1", "s2"], Rules()) == []


def test_what_was_told_at_other_times_is_no_pair():
    index = Index()
    index.add("s1", article("a"), reading("Orlova", "Serikov", **TALKS))
    index.add("s1", article("b", published="2022-01-01"), reading("Orlova", "Serikov", **UNDATED))
    (change,) = second_look(index, ["s1"], Rules())
    assert change.kind == "split"


def test_a_story_that_was_looked_at_is_looked_at_again_only_once_something_came_to_it(monkeypatch):
    index = Index()
    index.add("s1", article("a"), reading("Orlova", "Serikov", **TALKS))
    index.add("s2", article("x", published="2024-12-14"), reading("Weber", "Costa", **OTHER))
    looked = []
    changes_of = Look.changes
    monkeypatch.setattr(
        Look, "changes", lambda look, stories: looked.append(stories) or changes_of(look, stories)
    )
    second_look(index, ["s1", "s2"], Rules())
    assert looked == []
    index.add("s1", article("y", published="2024-12-14"), reading("Weber", "Costa", **OTHER))
    (change,) = second_look(index, ["s1", "s2"], Rules())
    assert (change.kind, change.article_ids, change.to_story) == ("move", ("y",), "s2")
    assert len(looked) == 1
    index.move("y", "s2")
    assert second_look(index, ["s1", "s2"], Rules()) == []
    assert len(looked) == 1


def test_only_stories_that_draw_an_article_are_grouped_anew():
    index = misplaced()
    index.add(
        "s3", article("far", published="2024-12-13"), reading("Novak", "Silva", day="2024-12-13")
    )
    look = Look(index, Rules(), (), packaged())
    assert look.drawn_to("s2") == ["s1"]
    assert look.drawn_to("s3") is None


def test_half_of_the_pairs_keep_two_groups_apart_however_well_the_rest_compares():
    def pair(a, b):
        shared = {("a", "x"): Pair(3.0, barred=False), ("a", "y"): Pair(1.0, barred=True)}
        return shared.get((a, b), Pair(0.9, barred=True))

    linkage = Linkage(pair_of=pair, threshold=0.0, alone=0.0)
    assert linkage.mean(linkage.between(("a", "b"), ("x", "y"))) == FORBIDDEN
    assert linkage.mean(linkage.between(("a",), ("x",))) == 3.0


@pytest.mark.parametrize("began", ["a", "x"])
def test_of_two_groups_of_one_size_the_one_that_began_the_story_keeps_it(began):
    """Readers know the story by what they were told first."""
    index = Index()
    pieces = {
        "a": (article("a"), reading("Orlova", "Serikov", **TALKS)),
        "x": (article("x", published="2024-12-14"), reading("Weber", "Costa", **OTHER)),
    }
    for name in sorted(pieces, key=lambda name: name != began):
        index.add("s1", *pieces[name])
    (change,) = second_look(index, ["s1"], Rules())
    assert (change.kind, change.from_story) == ("split", "s1")
    assert began not in change.article_ids
