"""What an article says that its story did not have, and where two accounts cannot both be right."""

import pytest

from monitor.matching import facts
from monitor.matching.compare import POSITION, arriving, factors
from monitor.matching.index import Index
from monitor.matching.links import links
from monitor.matching.traits import period_of, traits_of
from monitor.model import Figure, Mention, Place, Reading, Span, Upcoming
from tests.matching.makers import article, people, reading

KNOWN = reading("Orlova", "Serikov", day="2024-12-12", place="Astana")


def news(read, *earlier, kind=None):
    return [
        (one.kind, one.text) for one in facts.new_facts(read, earlier) if kind in {None, one.kind}
    ]


def differ(read, *earlier):
    return [(one.kind, one.text, one.was) for one in facts.differences(read, earlier)]


def ahead(what, when):
    return Reading(
        language="en", upcoming=(Upcoming(what=what, when=Span(start=when) if when else None),)
    )


def at(*names, of_it=None):
    return Reading(
        language="en",
        place=Place(name=of_it or names[0]),
        places=tuple(Place(name=name) for name in names),
    )


def counted(*figures, language="en"):
    return Reading(
        language=language,
        figures=tuple(
            Figure(value=value, as_written=f"{value:g}", unit=unit, counts=of)
            for value, unit, of in figures
        ),
    )


# --- new ---


def test_what_comes_next_is_new_on_a_day_that_nobody_named_yet():
    first = ahead("the commission meets in Omsk", "2025-05-20")
    assert news(ahead("the commission meets", "2025-05-27"), first) == [
        ("date", "the commission meets")
    ]
    assert news(ahead("a meeting of the commission", "2025-05-20"), first) == []
    assert news(ahead("the commission meets some day", None), first) == []


def test_a_place_or_a_day_is_new_where_nobody_had_any():
    nowhere = Reading(language="en")
    assert news(at("Astana"), nowhere) == [("place", "Astana")]
    assert news(at("Astana"), at("Almaty")) == []
    dated = Reading(language="en", date=Span(start="2024-12-12", as_written="12 December"))
    assert news(dated, nowhere) == [("date", "12 December")]
    assert news(dated, Reading(language="en", date=Span(start="2024-12"))) == []


def test_a_day_is_new_where_all_others_wrote_another_and_none_named_it():
    dated = Reading(language="en", date=Span(start="2024-12-12", as_written="12 December"))
    other = Reading(language="en", date=Span(start="2024-12-11"))
    assert news(dated, other) == [("date", "12 December")]
    assert news(dated, other, dated) == []
    assert (
        news(
            dated,
            Reading(
                language="en", date=Span(start="2024-12-11"), dates=(Span(start="2024-12-12"),)
            ),
        )
        == []
    )
    assert (
        news(dated, Reading(language="en", date=Span(start="2024-12-11", basis="relative"))) == []
    )


def test_a_day_that_was_only_taken_from_the_publishing_is_no_news_and_hides_none():
    guessed = Reading(language="en", date=Span(start="2024-12-12", basis="published"))
    assert news(guessed, Reading(language="en")) == []
    assert news(Reading(language="en", date=Span(start="2024-12-12")), guessed) == [
        ("date", "2024-12-12")
    ]


# --- differing ---


def test_two_accounts_differ_about_a_place_if_neither_names_the_other_s():
    assert differ(at("Moscow"), at("Astana")) == [("place", "Moscow", "Astana")]
    assert differ(at("Moscow"), at("Astana"), at("Rome")) == [("place", "Moscow", "Astana")]
    assert differ(at("Moscow", "Astana"), at("Astana")) == []
    assert differ(at("Moscow"), at("Astana", "Moscow")) == []
    assert differ(Reading(language="en"), at("Astana")) == []


def test_two_accounts_differ_about_a_figure_of_one_thing_in_one_unit_and_language():
    trade, jobs = "trade turnover rose", "joint projects planned"
    before = counted((20.0, "USD", trade))
    assert differ(counted((30.0, "USD", trade)), before) == [("figure", "30", "20")]
    assert differ(counted((20.0, "USD", trade)), before) == []
    assert differ(counted((30.0, "EUR", trade)), before) == []
    assert differ(counted((30.0, "USD", jobs)), before) == []
    assert differ(counted((30.0, "USD", trade), language="ru"), before) == []
    assert (
        differ(counted((30.0, "USD", trade)), counted((20.0, "USD", trade), (30.0, "USD", trade)))
        == []
    )


# --- places, in the comparison ---


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        (("Astana",), ("Astana",), "place"),
        (("Astana", "Almaty"), ("Almaty",), "place"),
        (("Astana",), ("Rome",), "another place"),
    ],
)
def test_the_event_s_own_places_speak_for_or_against_one_event(mine, theirs, said):
    def told(name, places):
        read = Reading(
            language="en",
            people=people("Orlova", "Serikov"),
            acts=("meeting",),
            place=Place(name=places[0]),
            places=tuple(Place(name=place) for place in places),
        )
        return article(name), read

    index = Index()
    index.add("s", *told("known", theirs))
    row = factors(arriving(traits_of(*told("a", mine)), index), *index.members("s")[0])
    given = {name for name in ("place", "another place") if row[POSITION[name]]}
    assert given == {said}


# --- what is recalled ---


def index_of(**stories):
    index = Index()
    for story_id, read in stories.items():
        index.add(story_id, article(story_id, published="2024-12-12"), read)
    return index


def recalled(**mention):
    return Reading(language="en", background=(Mention(**mention),))


def linked(read, index):
    return links(article("a"), read, index=index)


def test_a_mention_without_an_exact_day_or_anybody_leads_nowhere():
    index = index_of(s=KNOWN)
    day = Span(start="2024-12-12")
    assert linked(recalled(people=("orlova", "serikov"), date=day), index) == ("s",)
    for vague in (None, Span(start="2024-12"), Span(start="2024")):
        assert linked(recalled(people=("orlova", "serikov"), date=vague), index) == ()
    assert linked(recalled(place="Astana", date=day), index) == ()


def test_of_several_stories_of_that_day_the_one_that_fits_best_is_meant():
    """The same two met on that day in two places."""
    there = reading("Orlova", "Serikov", day="2024-12-12", place="Rome")
    index = index_of(
        s1=KNOWN, s2=there, s3=reading("Orlova", "Weber", day="2024-12-12", place="Astana")
    )
    mention = {"people": ("orlova", "serikov"), "date": Span(start="2024-12-12")}
    assert linked(recalled(place="Rome", **mention), index) == ("s2",)
    assert linked(recalled(place="Astana", **mention), index) == ("s1",)


def test_a_mention_of_another_act_is_of_another_story():
    told = Reading(
        language="en",
        people=people("Orlova", "Serikov"),
        acts=("call",),
        date=Span(start="2024-12-12"),
        dates=(Span(start="2024-12-12"),),
    )
    mention = {"people": ("orlova", "serikov"), "date": Span(start="2024-12-12")}
    assert linked(recalled(act="visit", **mention), index_of(s=told)) == ()
    assert linked(recalled(act="call", **mention), index_of(s=told)) == ("s",)


# --- dates ---


@pytest.mark.parametrize(
    "written", [None, "", "soon", "2024-13", "2024-02-30", "2024-1-2-3", "99999-01-01"]
)
def test_what_is_no_date_is_no_period(written):
    assert period_of(written) is None


def test_a_partial_date_is_all_the_days_it_can_mean():
    assert [
        last - first + 1 for first, last in map(period_of, ("2024", "2024-02", "2024-02-29"))
    ] == [366, 29, 1]
