"""Names of things that no list holds, who and when together, and where words alone may decide."""

from monitor.matching import compare
from monitor.matching.index import Index
from monitor.matching.traits import traits_of
from tests.matching.makers import article, reading

TOLD = {"day": "2024-12-12", "place": "Astana", "countries": ("KZ", "RU")}


def factors(one, other, *, days=("2024-12-12", "2024-12-12")):
    index = Index()
    index.add("s0", article("b", published=days[1]), other)
    (members,) = [index.members("s0")]
    values = compare.factors(
        compare.arriving(traits_of(article("a", published=days[0]), one), index),
        members[0][0],
        members[0][1],
    )
    return dict(zip(compare.NAMES, values, strict=True))


def test_names_that_both_say_count_and_each_as_often_as_it_is_said():
    once = factors(
        reading(words="Sukanya:2 frigate pirates"), reading(words="Sukanya:3 Tabar pirates")
    )
    both = factors(
        reading(words="Sukanya:2 Tabar pirates"), reading(words="Sukanya:3 Tabar pirates")
    )
    assert 0.0 < once["little read: names said"] < both["little read: names said"] <= 1.0


def test_a_word_that_is_no_name_is_none_on_the_other_side_either():
    found = factors(reading(words="frigate pirates"), reading(words="Frigate pirates"))
    assert found["little read: names said"] == 0.0


def test_the_names_most_said_in_one_and_unknown_to_the_other_speak_against():
    other = factors(
        reading(words="Klitschko:4 Rahman:3 boxing"), reading(words="Klitschko:4 Thompson:3 boxing")
    )
    same = factors(
        reading(words="Klitschko:4 Rahman:3 boxing"), reading(words="Klitschko:4 rahman:3 boxing")
    )
    assert other["little read: other names said"] == 0.5
    assert same["little read: other names said"] == 0.0


def test_words_alone_decide_only_within_one_language():
    same = factors(reading(words="grain harbour"), reading(words="grain harbour"))
    across = factors(reading(words="grain harbour"), reading(words="grain harbour", language="fr"))
    assert same["little read"] == 1.0
    assert across["little read"] == 0.0
    assert across["words across languages"] > 0.0


def test_who_and_when_say_more_together():
    near = factors(reading("Orlova", "Serikov", **TOLD), reading("Orlova", "Serikov", **TOLD))
    late = reading("Orlova", "Serikov", **{**TOLD, "day": "2024-12-20"})
    far = factors(reading("Orlova", "Serikov", **TOLD), late, days=("2024-12-12", "2024-12-20"))
    assert near["the two"] == far["the two"] == 1.0
    assert near["the two, at that time"] == 1.0
    assert far["the two, at that time"] < 0.1
    assert near["people, at that time"] == near["people"] > far["people, at that time"]


def test_of_rounds_in_a_row_the_first_named_is_the_event_s_own():
    def of(*ordinals):
        return reading("Orlova", "Serikov", ordinals=ordinals, **TOLD)

    same = factors(of("4 round"), of("4 round"))
    next_one = factors(of("4 round"), of("3 round", "4 round"))
    other = factors(of("4 round"), of("2 round"))
    assert (same["ordinal"], same["another ordinal"]) == (1.0, 0.0)
    assert (next_one["ordinal"], next_one["another ordinal"]) == (0.5, 0.5)
    assert (other["ordinal"], other["another ordinal"]) == (0.0, 1.0)
