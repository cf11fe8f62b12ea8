from monitor.matching.index import Index
from monitor.matching.links import links
from monitor.model import Mention, Reading, Span
from tests.matching.makers import article, reading


def index_with_a_visit():
    index = Index()
    index.add(
        "visit",
        article("v", published="2024-11-27"),
        reading("Orlova", "Serikov", day="2024-11-27", place="Astana"),
    )
    return index


def recalling(**mention):
    return Reading(language="en", background=(Mention(**mention),))


def test_background_leads_to_the_story_of_that_day_and_those_people():
    read = recalling(
        people=("orlova",), place="Astana", date=Span(start="2024-11-27", end="2024-11-28")
    )
    assert links(article("a"), read, index=index_with_a_visit()) == ("visit",)


def test_another_day_or_other_people_are_another_story():
    late = recalling(people=("orlova",), place="Astana", date=Span(start="2024-11-20"))
    other = recalling(people=("weber",), place="Rome", date=Span(start="2024-11-27"))
    for read in (late, other, Reading(language="en")):
        assert links(article("a"), read, index=index_with_a_visit()) == ()


def test_a_story_does_not_link_to_itself():
    read = recalling(people=("orlova",), place="Astana", date=Span(start="2024-11-27"))
    assert links(article("a"), read, index=index_with_a_visit(), own="visit") == ()
