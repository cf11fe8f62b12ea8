import pytest
from digest_seeds import COUNCIL, SILKWAY, TREND
from msgspec import structs

from monitor.digest.compose.topics import wants
from monitor.model import Interests, PackedStems, Topic


def topic(include=None, exclude=None, **about):
    return Topic(
        id="t", include=Interests(**include or {}), exclude=Interests(**exclude or {}), **about
    )


@pytest.mark.parametrize(
    ("include", "wanted"),
    [
        ({}, True),
        ({"countries": ("KZ", "TR")}, True),
        ({"countries": ("TR",)}, False),
        ({"people": ("Tokayev",)}, True),
        ({"people": ("Токаев",)}, True),
        ({"people": ("Қасым-Жомарт Тоқаев",)}, True),
        ({"people": ("Tokayeva",)}, False),
        ({"people": ("Putin",)}, False),  # only mentioned by others
        ({"acts": ("meeting", "call")}, True),
        ({"countries": ("KZ",), "acts": ("sanctions",)}, False),
        ({"organisations": ("SCO",)}, False),
        ({"words": ("gas", "railway")}, True),
        ({"words": ("railways",)}, True),
        ({"words": ("rail*",)}, True),
        ({"words": ("railway tariff",)}, False),
        ({"words": ("inter-parliamentary",)}, False),
    ],
)
def test_each_list_must_be_met_by_one_of_its_values(include, wanted):
    told = structs.replace(TREND, reading=structs.replace(TREND.reading, title="Railway talks"))
    assert wants(topic(include), [told]) is wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("corridor",), True),
        (("corridors",), True),
        (("Middle Corridor",), True),
        (("pipeline",), False),
        (("c",), False),
    ],
)
def test_a_word_that_only_the_text_says_meets_a_topic(words, wanted):
    """A letter never does: the packed words are opened, not spread."""
    stems = PackedStems.of([("corridor", 3, True), ("middl", 1, True), ("trad", 2, False)])
    told = structs.replace(
        TREND, reading=structs.replace(TREND.reading, title="Talks", packed_words=stems.packed)
    )
    assert wants(topic({"words": words}), [told]) is wanted
    assert wants(topic(exclude={"words": words}), [told]) is not wanted


def test_nothing_excluded_may_be_named():
    assert not wants(topic({"countries": ("KZ",)}, {"acts": ("meeting",)}), [TREND])
    assert wants(topic({"countries": ("KZ",)}, {"acts": ("summit",)}), [TREND])


def test_together_asks_for_all_countries():
    assert wants(topic({"countries": ("KZ", "RU")}, together=True), [TREND])
    assert not wants(topic({"countries": ("KZ", "TR")}, together=True), [TREND])


@pytest.mark.parametrize(("member", "level"), [(SILKWAY, 5), (TREND, 5), (COUNCIL, 2)])
def test_a_minimum_standing_leaves_lesser_meetings_out(member, level):
    assert wants(topic(minimum_standing=level), [member])
    assert not wants(topic(minimum_standing=level + 1), [member])


def test_a_word_of_stars_alone_is_linear_and_meets_everything():
    assert wants(
        topic({"words": ("*",)}),
        [structs.replace(TREND, reading=structs.replace(TREND.reading, title="a"))],
    )
