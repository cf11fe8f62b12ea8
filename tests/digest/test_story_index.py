"""What readers follow by name, met by stories of any language."""

import pytest
from digest_seeds import COUNCIL, DAY_1, SILKWAY, TREND
from msgspec import structs

from monitor.digest.model import SeenMember, StoryForDigest
from monitor.digest.story_index import StoryIndex
from monitor.model import Follow, Person


def story(number, *members, links=()):
    seen = tuple(SeenMember(member=one, at=DAY_1) for one in members)
    return StoryForDigest(id=f"s{number}", number=number, seen=seen, links=links)


def met(kind, of, *stories, name=""):
    index = StoryIndex((one, [seen.member for seen in one.seen]) for one in stories)
    return sorted(index.meeting(Follow(id=f"{kind}:{of}", kind=kind, of=of, name=name or of)))


def naming(*people, member=TREND):
    reading = structs.replace(member.reading, people=people, countries=())
    return structs.replace(member, reading=reading)


def lead(name, **fields):
    surname = name.split()[-1]
    return Person(key=surname.casefold(), name=name, surname=surname, role="lead", **fields)


STORIES = (story(1, TREND), story(2, SILKWAY), story(3, COUNCIL, links=("s1",)))


def test_a_story_is_met_by_itself_and_by_those_that_recall_it():
    assert met("story", "s1", *STORIES) == ["s1", "s3"]
    assert met("story", "s2", *STORIES) == ["s2"]


def test_a_country_is_met_where_it_acts():
    assert met("country", "KZ", *STORIES) == ["s1", "s2", "s3"]
    assert met("country", "BR", *STORIES) == []


@pytest.mark.parametrize(
    "written",
    ["Sergey Lavrov", "Сергей Лавров", "Σεργκέι Λαβρόφ", "Sergej Lawrow", "Serguéi Lavrov"],
)
def test_a_person_is_met_however_it_is_written(written):
    assert met("person", "RU:lavrov", story(1, naming(lead(written))), name="Sergey Lavrov") == [
        "s1"
    ]


@pytest.mark.parametrize("written", ["拉夫罗夫", "سيرغي لافروف", "セルゲイ・ラブロフ"])
def test_a_person_that_was_known_is_met_in_any_script(written):
    told = naming(lead(written, known="RU:lavrov"))
    assert met("person", "RU:lavrov", story(1, told), name="Sergey Lavrov") == ["s1"]


def test_a_namesake_that_is_known_to_be_another_is_not_met():
    told = naming(lead("Sergey Lavrov", known="XX:lavrov"))
    assert met("person", "RU:lavrov", story(1, told), name="Sergey Lavrov") == []


def test_who_is_only_mentioned_is_not_met():
    told = naming(structs.replace(lead("Sergey Lavrov"), role="mentioned"))
    assert met("person", "RU:lavrov", story(1, told), name="Sergey Lavrov") == []


def test_somebody_of_no_list_is_met_by_name():
    told = story(1, naming(lead("Qadir Nurlan")))
    assert met("name", "Кадыр Нурлан", told) == ["s1"]
    assert met("name", "Qadir Serik", told) == []


def test_all_words_of_a_phrase_stand_in_one_account():
    one = structs.replace(TREND, reading=structs.replace(TREND.reading, title="A corridor"))
    other = structs.replace(TREND, reading=structs.replace(TREND.reading, title="The middle way"))
    both = structs.replace(TREND, reading=structs.replace(TREND.reading, title="Middle Corridor"))
    assert met("word", "middle corridor", story(1, one, other), story(2, both)) == ["s2"]


def test_what_is_met_once_is_met_again():
    index = StoryIndex((one, [seen.member for seen in one.seen]) for one in STORIES)
    follow = Follow(id="f", kind="country", of="KZ")
    assert index.meeting(follow) == index.meeting(follow) == {"s1", "s2", "s3"}
