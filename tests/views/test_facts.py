"""What is told of stories: laid out from what is sure, the same however it came about."""

import sqlite3

import pytest
from msgspec import structs

from monitor.errors import UsageError
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleMoved,
    StoriesMerged,
    StorySetAside,
    StorySplit,
    TextRedacted,
)
from monitor.log.memory import MemoryLog
from monitor.model import (
    Claim,
    Interests,
    Person,
    Place,
    Quotation,
    Reading,
    Rules,
    Source,
    Span,
    Topic,
    Upcoming,
)
from monitor.views.facts import bits
from monitor.views.facts.facts import Facts
from monitor.views.facts.forms import FactSettings, StoryFilter
from monitor.views.views import Views
from tests.log.log_samples import EVIDENCE, article, opened, taken
from tests.views.test_views import House, write

SOURCES = (
    Source(id="steppe", name="Steppe News", kind="state", country="KZ", owner="The State"),
    Source(id="river", name="River Daily", kind="private", country="RU"),
)
SETTINGS = FactSettings(
    sources=SOURCES,
    topics=(Topic(id="central", include=Interests(countries=("KZ",))),),
)
TABLES = ("stories", "bits", "counts", "parts", "meetings", "accounts", "ahead", "search")


@pytest.fixture
def log():
    return MemoryLog()


@pytest.fixture
def views(tmp_path):
    with Views.open(tmp_path / "views.db") as views:
        yield views


def person(key, country, *, role="lead", **more):
    return Person(
        key=key, name=f"Ada {key.title()}", surname=key.title(), country=country, role=role, **more
    )


def read(*people, sure=0.99, day="2026-11-20", act="meeting", stage="happened", **more):
    """What an account says, each claim as sure as that."""
    named = [("lead", one.key) for one in people] + [("act", act), ("stage", stage)]
    named += [("date", day), ("place", "Astana"), ("quotation", "0")]
    values = {
        "language": "en",
        "title": "They met",
        "people": people,
        "countries": tuple(one.country for one in people),
        "acts": (act,),
        "stage": stage,
        "place": Place(name="Astana", country="KZ"),
        "date": Span(start=day),
        "claims": tuple(
            Claim(field=field, of=of, confidence=sure, evidence=0) for field, of in named
        ),
        "evidence": ("Ada Berin met Ada Lenz.",),
        "quotations": (
            Quotation(text="It was good.", speaker="Ada Berin", speaker_key="berin", language="en"),
        ),
    }
    return Reading(**(values | more))


BERIN, LENZ, ORSINI = person("berin", "KZ"), person("lenz", "RU"), person("orsini", "IT")


def came(name, reading, **more):
    more = {"outlet": "Steppe News", "published": "2026-11-20T08:30:00+05:00"} | more
    return structs.replace(taken(name, text=name, **more), reading=reading)


def attached(story, name, verdict="duplicate"):
    return ArticleAttached(
        story_id=story, article_id=name, verdict=verdict, evidence=EVIDENCE, of=None
    )


def facts_of(views, log, *events, settings=SETTINGS) -> Facts:
    write(log, *events)
    return followed(views, log, settings)


def followed(views, log, settings=SETTINGS) -> Facts:
    views.catch_up(log)
    views.refresh_facts(settings)
    return views.facts(settings)


def two_stories():
    return (
        came("a1", read(BERIN, LENZ)),
        opened("s1", "a1", 1),
        came("a2", read(BERIN, LENZ, language="ru", title="Беседа"), outlet="River Daily"),
        attached("s1", "a2"),
        came("b1", read(BERIN, ORSINI, day="2026-10"), published="2026-11-21"),
        opened("s2", "b1", 2),
    )


def numbers(page):
    return [story.number for story in page.stories]


# --- one story ---


def test_a_story_is_told_with_who_what_where_when_and_by_whom(views, log) -> None:
    story = facts_of(views, log, *two_stories()).story(1)
    assert [(one.key, one.country, one.role) for one in story.people] == [
        ("berin", "KZ", "side"),
        ("lenz", "RU", "side"),
    ]
    assert (story.act, story.stage, story.came) == ("meeting", "happened", "done")
    assert (story.place.name, story.place.country) == ("Astana", "KZ")
    assert (story.place.latitude, story.place.longitude) == (51.18, 71.45)
    assert (story.day.start, story.day.precision, story.day.basis) == ("2026-11-20", "day", "text")
    assert story.outlet_kinds == ("state", "private")
    assert story.owners == ("The State", "river")
    assert (story.languages, story.topics, story.accounts) == (("en", "ru"), ("central",), 2)
    assert "Berin" in story.headlines["en"]
    assert set(story.headlines) >= {"en", "ru", "fr"}


def test_a_month_stays_a_month(views, log) -> None:
    day = facts_of(views, log, *two_stories()).story(2).day
    assert (day.start, day.precision, day.first, day.last) == (
        "2026-10",
        "month",
        "2026-10-01",
        "2026-10-31",
    )


def test_what_is_not_sure_enough_is_not_told(views, log) -> None:
    unsure = read(BERIN, LENZ, sure=0.5)
    facts = facts_of(views, log, came("a1", unsure), opened("s1", "a1", 1))
    story = facts.story(1)
    assert (story.act, story.stage, story.place) == (None, None, None)
    assert story.headlines == {}
    assert (story.title, story.title_outlet) == ("They met", "Steppe News")
    assert story.day.basis == "published"
    assert not any(claim.told for claim in facts.accounts(1)[0].claims)


def test_two_owners_together_may_be_sure_enough(views, log) -> None:
    events = (
        came("a1", read(BERIN, LENZ, sure=0.8)),
        opened("s1", "a1", 1),
        came("a2", read(BERIN, LENZ, sure=0.8), outlet="River Daily"),
        attached("s1", "a2"),
    )
    facts = facts_of(views, log, *events)
    assert [one.key for one in facts.story(1).people if one.role == "side"] == ["berin", "lenz"]
    assert facts.story(1).confidence["place"] > 0.82


def test_another_configuration_makes_all_anew(views, log) -> None:
    facts = facts_of(views, log, *two_stories())
    strict = structs.replace(SETTINGS, rules=Rules(sure_act=1.0))
    assert facts.story(1).act == "meeting"
    assert followed(views, log, strict).story(1).act is None
    assert views.refresh_facts(strict) == 0
    assert followed(views, log).story(1).act == "meeting"


def test_an_undated_story_stands_on_the_day_it_was_published(views, log) -> None:
    reading = read(BERIN, LENZ, date=None)
    story = facts_of(views, log, came("a1", reading), opened("s1", "a1", 1)).story(1)
    assert (story.day.start, story.day.basis) == ("2026-11-20", "published")


# --- lists ---


def test_the_latest_news_stand_first_page_by_page(views, log) -> None:
    events = []
    for number in range(1, 8):
        events += [
            came(f"a{number}", read(BERIN, LENZ), published=f"2026-11-{number:02}"),
            opened(f"s{number}", f"a{number}", number),
        ]
    facts = facts_of(views, log, *events)
    first = facts.stories(limit=3)
    second = facts.stories(limit=3, cursor=first.cursor)
    last = facts.stories(limit=3, cursor=second.cursor)
    assert [numbers(first), numbers(second), numbers(last)] == [[7, 6, 5], [4, 3, 2], [1]]
    assert (first.total, last.cursor) == (7, None)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [2, 1]),
        ({"people": ("lenz",)}, [1]),
        ({"people": ("lenz", "orsini")}, [2, 1]),
        ({"people": ("lenz", "orsini"), "together": True}, []),
        ({"countries": ("KZ", "RU"), "together": True}, [1]),
        ({"countries": ("IT",), "acts": ("meeting",)}, [2]),
        ({"languages": ("ru",)}, [1]),
        ({"outlet_kinds": ("private",)}, [1]),
        ({"outlet_countries": ("KZ",)}, [2, 1]),
        ({"topics": ("central",)}, [2, 1]),
        ({"topics": ("nowhere",)}, []),
        ({"places": ("Astana",)}, [2, 1]),
        ({"stages": ("signed",)}, []),
        ({"since": "2026-11-20"}, [1]),
        ({"until": "2026-10-15"}, [2]),
        ({"since": "2026-10-31", "until": "2026-10-31"}, [2]),
        ({"since": "2026"}, [2, 1]),
        ({"status": "closed"}, []),
        ({"words": "Беседа"}, [1]),
        ({"words": "Орсини"}, [2]),
        ({"words": "nobody"}, []),
        ({"words": "..."}, []),
    ],
)
def test_a_filter_leaves_what_meets_all_of_it(views, log, wanted, found) -> None:
    facts = facts_of(views, log, *two_stories())
    page = facts.stories(StoryFilter(**wanted))
    assert (numbers(page), page.total) == (found, len(found))


@pytest.mark.parametrize(
    "wanted",
    [{"since": "soon"}, {"until": "2026-13"}, {"people": tuple(map(str, range(51)))}],
)
def test_a_filter_that_means_nothing_is_refused(views, log, wanted) -> None:
    with pytest.raises(UsageError):
        facts_of(views, log).stories(StoryFilter(**wanted))


@pytest.mark.parametrize("cursor", ["x", "~", "~x", "2026~-1", "2026~²", "~" * 900])
def test_a_cursor_that_nobody_gave_is_refused(views, log, cursor) -> None:
    with pytest.raises(UsageError):
        facts_of(views, log).stories(cursor=cursor)


def test_facets_count_the_stories_that_meet_the_filter(views, log) -> None:
    facts = facts_of(views, log, *two_stories())
    everything = facts.facets()
    assert [(one.value, one.label, one.stories) for one in everything["person"]] == [
        ("berin", "Ada Berin", 2),
        ("lenz", "Ada Lenz", 1),
        ("orsini", "Ada Orsini", 1),
    ]
    among = facts.facets(StoryFilter(countries=("RU",)), kinds=("country", "language"))
    assert {kind: [(one.value, one.stories) for one in of] for kind, of in among.items()} == {
        "country": [("KZ", 1), ("RU", 1)],
        "language": [("en", 1), ("ru", 1)],
    }


# --- people, meetings, maps ---


def test_a_person_has_his_meetings_by_month_with_whom_and_where(views, log) -> None:
    ada = facts_of(views, log, *two_stories()).person("berin")
    assert (ada.name, ada.country, ada.stories) == ("Ada Berin", "KZ", 2)
    assert [(one.month, one.meetings) for one in ada.months] == [("2026-10", 1), ("2026-11", 1)]
    assert [(one.key, one.name, one.times) for one in ada.met] == [
        ("lenz", "Ada Lenz", 1),
        ("orsini", "Ada Orsini", 1),
    ]
    assert [(one.name, one.stories, one.latitude) for one in ada.places] == [("Astana", 2, 51.18)]
    assert [(one.month, one.act) for one in ada.acts] == [
        ("2026-10", "meeting"),
        ("2026-11", "meeting"),
    ]


def test_a_meeting_ahead_or_off_is_none_that_took_place(views, log) -> None:
    events = (
        came("a1", read(BERIN, LENZ, stage="announced")),
        opened("s1", "a1", 1),
        came("b1", read(BERIN, LENZ, stage="cancelled")),
        opened("s2", "b1", 2),
    )
    facts = facts_of(views, log, *events)
    ada = facts.person("berin")
    assert [(one.meetings, one.ahead, one.off) for one in ada.months] == [(0, 1, 1)]
    assert ada.met == ()
    assert facts.network(since="2026", until="2026").ties == ()


def test_countries_and_bodies_have_profiles_too(views, log) -> None:
    reading = read(BERIN, LENZ, organisations=("SCO",))
    facts = facts_of(views, log, came("a1", reading), opened("s1", "a1", 1))
    assert [one.key for one in facts.country("KZ").met] == ["lenz"]
    assert facts.body("SCO").stories == 1
    assert facts.person("nobody") is None


def test_a_network_ties_who_met_in_that_time(views, log) -> None:
    facts = facts_of(views, log, *two_stories())
    every = facts.network(since="2026", until="2026")
    assert {(tie.one, tie.other, tie.meetings) for tie in every.ties} == {
        ("berin", "lenz", 1),
        ("berin", "orsini", 1),
    }
    assert every.knots[0].key == "berin"
    assert len(facts.network(since="2026", until="2026", ties_max=1).ties) == 1
    assert facts.network(since="2026", until="2026", ties_max=1).left_out == 1
    assert facts.network(since="2026", until="2026", act="visit").ties == ()
    november = facts.network(since="2026-11", until="2026-11", by="countries")
    assert [(tie.one, tie.other) for tie in november.ties] == [("KZ", "RU")]


def test_a_network_of_too_many_meetings_counts_the_latest_and_says_from_which_day(views, log):
    events = []
    for number, day in enumerate(("2026-11-12", "2026-11-15", "2026-11-15", "2026-11-19"), 1):
        met = read(BERIN, LENZ, day=day)
        events += [came(f"a{number}", met), opened(f"s{number}", f"a{number}", number)]
    facts = facts_of(views, log, *events)

    def counted(meetings_max):
        found = facts.network(since="2026", until="2026", meetings_max=meetings_max)
        return [tie.meetings for tie in found.ties], found.counted_from

    assert counted(4) == ([4], "")
    assert counted(3) == ([3], "2026-11-15")
    assert counted(2) == ([3], "2026-11-15")
    assert counted(1) == ([1], "2026-11-19")


def test_places_stand_where_the_stories_were(views, log) -> None:
    facts = facts_of(views, log, *two_stories())
    assert [(one.name, one.country, one.stories) for one in facts.places()] == [("Astana", "KZ", 2)]
    assert facts.places(StoryFilter(people=("nobody",))) == ()


def test_who_is_in_no_table_is_listed_by_the_name_that_says_most(views, log) -> None:
    """Most accounts have the surname alone."""
    short = structs.replace(BERIN, name="Berin")
    events = (
        came("a1", read(short, LENZ)),
        opened("s1", "a1", 1),
        came("a2", read(short, LENZ), outlet="River Daily"),
        attached("s1", "a2"),
        came("a3", read(BERIN, LENZ), outlet="Lake Herald"),
        attached("s1", "a3"),
    )
    people = facts_of(views, log, *events).story(1).people
    assert [one.name for one in people] == ["Ada Berin", "Ada Lenz"]


def test_the_calendar_has_what_comes_up_with_its_source(views, log) -> None:
    next_time = Upcoming(what="They meet again in Rome.", when=Span(start="2026-12-05"))
    events = (
        came("a1", read(BERIN, LENZ, stage="announced", day="2026-12-01")),
        opened("s1", "a1", 1),
        came("b1", read(BERIN, ORSINI, upcoming=(next_time,)), outlet="River Daily"),
        opened("s2", "b1", 2),
    )
    facts = facts_of(views, log, *events)
    own, other = facts.calendar("2026-12-01", "2026-12-31")
    assert (own.own, own.day.start, own.number) == (True, "2026-12-01", 1)
    assert "Berin" in own.headlines["en"]
    assert (other.what, other.outlet) == ("They meet again in Rome", "River Daily")
    assert "Orsini" in other.headlines["en"]  # who “they” are
    assert facts.calendar("2027", "2027") == ()


def test_what_was_called_off_is_not_ahead_any_more(views, log) -> None:
    events = (
        came("a1", read(BERIN, LENZ, stage="announced", day="2026-12-01")),
        opened("s1", "a1", 1),
        came("a2", read(BERIN, LENZ, stage="cancelled", day="2026-12-01")),
        attached("s1", "a2"),
    )
    assert facts_of(views, log, *events).calendar("2026-12", "2026-12") == ()


def test_two_countries_are_compared_by_what_their_outlets_tell(views, log) -> None:
    compared = facts_of(views, log, *two_stories()).compare("KZ", "RU")
    assert (compared.both, compared.only_a, compared.only_b) == (1, 1, 0)
    (shared,) = compared.told_by_both
    assert [(side.country, side.outlets, side.acts) for side in shared.sides] == [
        ("KZ", ("Steppe News",), ("meeting",)),
        ("RU", ("River Daily",), ("meeting",)),
    ]
    assert [one.story.number for one in compared.told_by_a] == [2]
    facts = views.facts(SETTINGS)
    assert facts.compare("KZ", "RU", since="2026-11").only_a == 0


# --- accounts ---


def test_accounts_stand_side_by_side_with_what_each_claims(views, log) -> None:
    one, other = facts_of(views, log, *two_stories()).accounts(1)
    assert (one.outlet, one.kind, one.country, one.owner) == (
        "Steppe News",
        "state",
        "KZ",
        "The State",
    )
    assert one.published_at == "2026-11-20T03:30:00+00:00"
    claims = {claim.field: claim for claim in one.claims}
    assert (claims["act"].value, claims["act"].told) == ("meeting", True)
    assert claims["act"].sentence == "Ada Berin met Ada Lenz."
    assert (claims["quotation"].value, claims["quotation"].label) == ("It was good.", "Ada Berin")
    assert (other.language, other.title) == ("ru", "Беседа")


def test_the_time_line_counts_accounts_by_hour_and_names_the_stages(views, log) -> None:
    events = (
        came("a1", read(BERIN, LENZ, stage="announced"), published="2026-11-19T10:10:00Z"),
        opened("s1", "a1", 1),
        came("a2", read(BERIN, LENZ), published="2026-11-20T10:50:00Z", outlet="River Daily"),
        attached("s1", "a2"),
        came("a3", read(BERIN, LENZ), published="2026-11-20T10:20:00Z", outlet="River Daily"),
        attached("s1", "a3"),
    )
    times = facts_of(views, log, *events).timeline(1)
    assert [(one.hour[:13], one.owner, one.accounts) for one in times.hours] == [
        ("2026-11-19T10", "The State", 1),
        ("2026-11-20T10", "river", 2),
    ]
    assert [(one.stage, one.article_id) for one in times.stages] == [
        ("announced", "a1"),
        ("happened", "a3"),
    ]
    assert views.facts(SETTINGS).timeline(9) is None


# --- corrections ---


def test_what_a_person_set_aside_is_told_to_nobody(views, log) -> None:
    facts_of(views, log, *two_stories())
    aside = StorySetAside(correction=1, story_id="s1", by="operator", reason="sport")
    facts = facts_of(views, log, aside)
    assert numbers(facts.stories()) == [2]
    assert facts.person("lenz") is None
    assert facts.accounts(1) == ()
    assert [one.value for one in facts.facets()["country"]] == ["IT", "KZ"]


def redacted(*names):
    return [
        TextRedacted(article_id=name, version="1" * 12, text_hash=hashed(name), reason="asked")
        for name in names
    ]


def test_a_redacted_text_leaves_no_words(views, log) -> None:
    facts_of(views, log, *two_stories())
    facts = facts_of(views, log, *redacted("a1"))
    one, other = facts.accounts(1)
    assert facts.story(1).accounts == 1
    assert (one.title, one.redacted, other.redacted) == ("", True, False)
    assert {claim.field for claim in one.claims} == {"lead", "act", "stage", "place", "date"}
    assert not any(claim.sentence for claim in one.claims)


def test_a_story_all_of_whose_texts_were_redacted_is_told_to_nobody(views, log) -> None:
    facts_of(views, log, *two_stories())
    facts = facts_of(views, log, *redacted("a1", "a2"))
    assert facts.story(1) is None
    assert facts.stories(StoryFilter(words="Беседа")).total == 0
    assert numbers(facts.stories()) == [2]


def hashed(name):
    return article(name, text=name).text_hash


def test_merged_split_and_moved_stories_are_counted_where_they_are_now(views, log) -> None:
    facts_of(views, log, *two_stories())
    merged = StoriesMerged(
        correction=1, story_id="s1", merged_id="s2", article_ids=("b1",), bindings=(), by="operator"
    )
    facts = facts_of(views, log, merged)
    assert (numbers(facts.stories()), facts.story(1).accounts) == ([1], 3)
    split = StorySplit(
        correction=2,
        story_id="s1",
        new_story_id="s3",
        number=3,
        article_ids=("b1",),
        bindings=(),
        by="operator",
    )
    facts = facts_of(views, log, split)
    assert sorted(numbers(facts.stories())) == [1, 3]
    moved = ArticleMoved(
        correction=3,
        article_id="a2",
        from_story_id="s1",
        to_story_id="s3",
        bindings=(),
        by="operator",
    )
    facts = facts_of(views, log, moved)
    assert [facts.story(number).accounts for number in (1, 3)] == [1, 2]


# --- the same, however it came about ---


def rows_of(views):
    """All that stands in the tables, and what the search holds."""
    db = sqlite3.connect(views.path)
    try:
        return {
            name: sorted(map(repr, db.execute(f"SELECT * FROM fact_{name}").fetchall()))
            for name in TABLES
        }
    finally:
        db.close()


@pytest.mark.parametrize("seed", range(4))
def test_made_from_scratch_they_are_what_following_made(views, tmp_path, seed) -> None:
    house = House(views, seed)
    for step in range(90):
        house.step()
        if step % 3 == 0:
            views.refresh_facts(SETTINGS, stories_max=2)
    views.refresh_facts(SETTINGS)
    with Views.open(tmp_path / "again.db") as again:
        followed(again, house.log)
        assert rows_of(again) == rows_of(views)
        told = {story.id: story.accounts for story in again.facts(SETTINGS).stories().stories}
    open_now = {row.id: row.articles for row in views.stories() if row.articles}
    assert told == open_now


def test_nothing_due_writes_nothing(views, log) -> None:
    facts_of(views, log, *two_stories())
    before = views._db.total_changes
    assert views.refresh_facts(SETTINGS) == 0
    assert views._db.total_changes == before


def test_a_reader_of_its_own_sees_them_and_writes_nothing(views, log) -> None:
    facts_of(views, log, *two_stories())
    with Facts.open(views.path, SETTINGS) as facts:
        assert numbers(facts.stories()) == [2, 1]
        with pytest.raises(sqlite3.OperationalError):
            facts._db.execute("DELETE FROM fact_stories")


# --- bits ---


@pytest.mark.parametrize(
    "numbers_", [[], [0], [1, 2, 3], [4095, 4096, 4097], [7, 1_000_000, 2**40]]
)
def test_bits_hold_exactly_their_numbers(numbers_) -> None:
    held = bits.of_numbers(numbers_)
    assert list(bits.numbers_of(held)) == numbers_
    assert bits.count(held) == len(numbers_)
    assert all(bits.holds(held, number) for number in numbers_)
    assert not bits.holds(held, 5)
    assert bits.without(held, held) == {}
    assert bits.both(held, held) == held == bits.either([held, {}])
