from monitor.events.stories_and_feeds import Member
from monitor.model import Person, Place, Reading, Slip, Span
from monitor.stories import queries
from monitor.stories.queries import Participant, summary
from tests.stories.cases import after, article, attached, opened, story


def lead(name, surname, country, **fields):
    return Person(
        key=surname.lower(), name=name, surname=surname, country=country, role="lead", **fields
    )


def member(**fields):
    fields = {"language": "en"} | fields
    return Member(article=article("a"), reading=Reading(**fields), verdict="new")


MEETING = {
    "title": "Tokayev received Matviyenko",
    "people": (
        lead("Kassym-Jomart Tokayev", "Tokayev", "KZ", office="president"),
        lead("Valentina Matviyenko", "Matviyenko", "RU", office="speaker-upper"),
    ),
    "countries": ("KZ", "RU"),
    "acts": ("meeting",),
    "stage": "happened",
    "date": Span(start="2024-12-12"),
    "place": Place(name="Astana", country="KZ"),
}


def test_a_summary_names_the_two_sides_with_their_countries():
    told = summary([member(**MEETING)])
    assert told.title == "KZ Tokayev – RU Matviyenko"
    assert told.people[1] == Participant(
        name="Valentina Matviyenko", office="speaker-upper", country="RU"
    )
    assert (told.act, told.stage, told.date, told.place) == (
        "meeting",
        "happened",
        "2024-12-12",
        "Astana",
    )
    assert told.countries == ("KZ", "RU")


def test_spellings_of_one_person_are_one_and_a_latin_one_is_shown():
    russian = MEETING | {
        "language": "ru",
        "people": (
            Person(
                key="tokayev",
                name="Касым-Жомарт Токаев",
                surname="Токаев",
                country="KZ",
                role="lead",
            ),
        ),
    }
    told = summary([member(**russian), member(**MEETING)])
    assert [person.name for person in told.people] == [
        "Kassym-Jomart Tokayev",
        "Valentina Matviyenko",
    ]
    assert told.languages == ("ru", "en")


def test_what_most_articles_say_counts():
    other = MEETING | {"place": Place(name="Almaty")}
    assert summary([member(**other), member(**MEETING), member(**MEETING)]).place == "Astana"


def test_the_furthest_stage_and_the_most_precise_written_date_count():
    announced = MEETING | {"stage": "announced", "date": Span(start="2024-12")}
    signed = MEETING | {"stage": "signed", "date": Span(start="2024-12-15", basis="published")}
    told = summary([member(**announced), member(**signed), member(**MEETING)])
    assert (told.stage, told.date) == ("signed", "2024-12-12")


def test_a_multilateral_meeting_is_named_after_its_organisation():
    told = summary(
        [member(**MEETING | {"multilateral": True, "organisations": ("SCO",), "acts": ("summit",)})]
    )
    assert told.title == "SCO summit, Astana"


def test_without_names_the_headline_is_the_title():
    assert summary([member(title="Talks held")]).title == "Talks held"
    assert summary([member()]).title == "(no title)"


def test_those_only_mentioned_are_no_participants():
    mentioned = Person(key="x", name="Somebody", role="mentioned")
    assert summary([member(people=(mentioned,))]).people == ()


def test_stories_that_recall_each_other_are_a_thread():
    state = after(opened("a", 1), opened("b", 2, links=(story("a"),)), opened("c", 3))
    assert queries.threads(state) == [[story("a"), story("b")]]


def test_a_story_never_recalls_itself():
    state = after(opened("a", 1), opened("b", 2, links=(story("b"), "unknown", story("a"))))
    assert queries.linked(state, state.stories[story("b")]) == [story("a")]


def test_the_fingerprint_does_not_depend_on_the_order_of_the_last_news():
    one = after(opened("a", 1), opened("b", 2))
    other = after(opened("a", 1), opened("b", 2))
    other.stories = dict(reversed(other.stories.items()))
    assert queries.fingerprint(one) == queries.fingerprint(other)


def test_the_fingerprint_sees_every_change():
    seen = {
        queries.fingerprint(after(*past))
        for past in (
            [],
            [opened("a", 1)],
            [opened("a", 2)],
            [opened("b", 1)],
            [opened("a", 1), attached("b", to="a")],
        )
    }
    assert len(seen) == 5


def test_by_number_finds_only_what_is_open():
    state = after(opened("a", 1))
    assert queries.by_number(state, 1) == story("a")
    assert queries.by_number(state, 2) is None


def test_a_slip_of_the_source_is_shown_as_it_was_meant():
    slip = Slip(as_written="Ashimnayev", read_as="Ashimbayev", because="the same office")
    person = Person(
        key="ashimbaev", name="Maulen Ashimnayev", surname="Ashimnayev", country="KZ", role="lead"
    )
    told = summary(
        [
            Member(
                article=article("a"),
                reading=Reading(language="en", people=(person,), slips=(slip,)),
                verdict="new",
            )
        ]
    )
    assert told.title == "KZ Ashimbayev"
    assert [one.name for one in told.people] == ["Maulen Ashimbayev"]
