from monitor.matching.index import Index
from monitor.matching.late import second_look
from monitor.model import Binding, Rules
from tests.matching.makers import article, reading

TALKS = {
    "day": "2024-12-12",
    "place": "Astana",
    "countries": ("KZ", "RU"),
    "words": "talks trade culture visit",
}
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
    assert second_look(two_stories_of_one_event(), ["s1", "s2"], Rules(), parted) == []


def misplaced():
    index = Index()
    for name in ("a", "b"):
        index.add("s1", article(name), reading("Orlova", "Serikov", **TALKS))
    for name in ("x", "y", "z"):
        index.add("s2", article(name, published="2024-12-14"), reading("Weber", "Costa", **OTHER))
    index.add("s2", article("stray"), reading("Orlova", "Serikov", **TALKS))
    return index


def test_an_article_that_fits_its_neighbour_much_better_moves():
    changes = second_look(misplaced(), ["s2"], Rules())
    assert [(change.kind, change.article_id, change.to_story) for change in changes] == [
        ("move", "stray", "s1")
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
