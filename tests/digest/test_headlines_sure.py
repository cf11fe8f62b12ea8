"""A headline is made only of what is sure; else it is an outlet's own."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from monitor.digest.compose.compose import compose
from monitor.digest.model import SeenMember, StoryForDigest
from monitor.digest.wording import frame
from monitor.digest.wording.locale import words_for
from monitor.events.stories_and_feeds import Member
from monitor.matching.news.sure import sure_reading
from monitor.model import Article, Claim, Fact, Person, Place, Reading, Rules, Span, Upcoming

NOW = datetime(2026, 3, 14, tzinfo=UTC)
ORLOVA = Person(key="orlova", name="Vera Orlova", surname="Orlova", country="AT", role="lead")
ENVOY = Person(
    key="bauer", name="Ida Bauer", surname="Bauer", country="AT", role="lead", office="ambassador"
)
SERIKOV = Person(key="serikov", name="Timur Serikov", surname="Serikov", country="KZ", role="lead")


def story_of(  # noqa: PLR0913 - what a story may hold
    act,
    *people,
    organisations=(),
    multilateral=False,
    countries=(),
    acts=(),
    title="The outlet's own words",
):
    claims = [Claim(field="lead", of=one.key, confidence=0.99) for one in people]
    claims += [Claim(field="act", of=act, confidence=0.99)] if act else []
    claims.append(Claim(field="stage", of="happened", confidence=0.99))
    reading = Reading(
        language="en",
        title=title,
        people=people,
        acts=((act,) if act else ()) + acts,
        countries=countries,
        stage="happened",
        organisations=organisations,
        multilateral=multilateral,
        claims=tuple(claims),
    )
    article = Article(id="a", version="", text_hash="", text_bytes=1, outlet="Post")
    member = Member(article=article, reading=reading, verdict="new")
    return StoryForDigest(id="s", number=1, seen=(SeenMember(member=member, at=NOW),))


def title_of(act, *people, **body):
    return compose([story_of(act, *people, **body)], until=NOW, rules=Rules()).entries[0].title


@pytest.mark.parametrize(
    ("act", "people", "body"),
    [
        ("meeting", (ORLOVA, SERIKOV), {}),
        ("call", (ORLOVA, SERIKOV), {}),
        ("visit", (ORLOVA,), {"countries": ("AT", "MD")}),
        ("protest", (ORLOVA,), {}),
        (
            "summit",
            (ORLOVA, SERIKOV),
            {"organisations": ("SCO",), "multilateral": True, "title": "SCO holds its summit"},
        ),
    ],
)
def test_who_and_what_are_told_where_both_are_sure(act, people, body):
    assert "own words" not in title_of(act, *people, **body)


@pytest.mark.parametrize(
    ("act", "people", "body"),
    [
        (None, (ORLOVA, SERIKOV), {}),
        ("meeting", (ORLOVA,), {}),
        ("visit", (ORLOVA,), {}),  # to nowhere
        ("visit", (ORLOVA,), {"countries": ("AT", "MD", "RO")}),
        ("opening", (ORLOVA,), {}),
        ("summit", (ORLOVA,), {"organisations": ("EU",), "multilateral": True}),  # it sent money
        ("ratification", (ORLOVA,), {}),
        ("expulsion", (ORLOVA,), {}),
        ("aid", (ORLOVA, SERIKOV), {}),
        ("accession", (ORLOVA, SERIKOV), {}),
        ("protest", (ENVOY,), {}),  # to whom the note was handed
        ("ceasefire", (ORLOVA,), {"organisations": ("CIS",), "multilateral": True}),
        ("talks", (ORLOVA, SERIKOV), {"organisations": ("CIS",), "multilateral": True}),
        ("call", (), {"organisations": ("UN",), "multilateral": True}),
    ],
)
def test_else_an_outlet_speaks_and_is_named(act, people, body):
    assert title_of(act, *people, **body) == "Post writes: “The outlet's own words”"


@pytest.mark.parametrize(
    ("act", "people", "title"),
    [
        ("meeting", (ORLOVA, SERIKOV), "AT Orlova met KZ Serikov"),
        ("accession", (ORLOVA, SERIKOV), "“The outlet's own words”"),
        (None, (ORLOVA, SERIKOV), "“The outlet's own words”"),
    ],
)
def test_a_story_that_another_line_names_is_named_no_less_surely(act, people, title):
    assert frame.title_of(story_of(act, *people), words_for("en")) == title


def test_of_two_who_met_nobody_knows_whether_they_signed_themselves():
    assert "Orlova" in title_of("signing", ORLOVA, SERIKOV, acts=("meeting",))
    assert "signed" not in title_of("signing", ORLOVA, SERIKOV, acts=("meeting",))
    assert "signed" in title_of("signing", ORLOVA, SERIKOV)


@pytest.mark.parametrize(
    ("written", "can_be_told"),
    [("Petar Jovanović", True), ("Timura Serikova", False)],
)
def test_a_name_that_may_stand_in_some_case_makes_no_headline(written, can_be_told):
    other = Person(key="x", name=written, surname=written.split()[-1], country="KZ", role="lead")
    host = structs.replace(ORLOVA, name="Jovan Marković", surname="Marković")
    seen = story_of("meeting", host, other).seen[0]
    reading = structs.replace(seen.member.reading, language="sr")
    member = structs.replace(seen.member, reading=reading)
    story = StoryForDigest(id="s", number=1, seen=(SeenMember(member=member, at=NOW),))
    title = compose([story], until=NOW, rules=Rules()).entries[0].title
    assert ("own words" not in title) is can_be_told


def account_of(leads, *, number):
    seen = story_of("meeting", *leads).seen[0]
    article = structs.replace(seen.member.article, id=f"a{number}", outlet=f"Post {number}")
    return SeenMember(member=structs.replace(seen.member, article=article), at=NOW)


def test_those_whom_no_account_names_together_did_not_meet():
    moreau = structs.replace(ORLOVA, key="moreau", name="Jean Moreau", surname="Moreau",
                             country="FR")  # fmt: skip
    accounts = [(ORLOVA, SERIKOV), (ORLOVA, SERIKOV), (moreau,)]
    seen = tuple(account_of(leads, number=nth) for nth, leads in enumerate(accounts))
    story = StoryForDigest(id="s", number=1, seen=seen)
    title = compose([story], until=NOW, rules=Rules()).entries[0].title
    assert "Orlova" in title
    assert "Serikov" in title
    assert "Moreau" not in title


def ahead(act, day, stage="announced"):
    seen = story_of(act, ORLOVA, SERIKOV).seen[0]
    claims = [one for one in seen.member.reading.claims if one.field != "stage"]
    claims.append(Claim(field="stage", of=stage, confidence=0.99))
    claims.append(Claim(field="date", of=day, confidence=0.99))
    reading = structs.replace(
        seen.member.reading, stage=stage, date=Span(start=day), claims=tuple(claims)
    )
    article = structs.replace(seen.member.article, published="2026-03-14")
    member = structs.replace(seen.member, article=article, reading=reading)
    return StoryForDigest(id="s", number=1, seen=(SeenMember(member=member, at=NOW),))


@pytest.mark.parametrize(("day", "told"), [("2026-03-20", True), ("2026-03-13", False)])
def test_what_is_to_come_has_no_day_that_is_over(day, told):
    title = compose([ahead("talks", day)], until=NOW, rules=Rules()).entries[0].title
    assert ("own words" not in title) is told


def test_a_visit_that_was_called_off_is_no_meeting_that_was():
    story = ahead("visit", "2026-03-20", stage="cancelled")
    member = story.seen[0].member
    reading = structs.replace(member.reading, acts=("visit", "meeting"))
    seen = SeenMember(member=structs.replace(member, reading=reading), at=NOW)
    title = compose([structs.replace(story, seen=(seen,))], until=NOW, rules=Rules()).entries[0]
    assert "meeting" not in title.title


KING = Person(
    key="rudolf", name="Rudolf", surname="Rudolf", country="AT", role="lead", office="monarch"
)
MINISTER = Person(
    key="serikov",
    name="Timur Serikov",
    surname="Serikov",
    country="KZ",
    role="lead",
    office="foreign-minister",
)
CARRIER = Person(
    key="bauer",
    name="Ida Bauer",
    surname="Bauer",
    country="AT",
    role="present",
    office="foreign-minister",
)


def test_who_carries_a_message_is_not_told_as_its_sender():
    assert "Rudolf" in title_of("message", KING, MINISTER)
    assert "The outlet's own words" in title_of("message", KING, MINISTER, CARRIER)


def _of_two_accounts(second_act):
    first = story_of("protest", SERIKOV).seen[0]
    day = structs.replace(first.member.reading, date=Span(start="2026-03-09"))
    first = structs.replace(first, member=structs.replace(first.member, reading=day))
    second = story_of(second_act, ORLOVA, SERIKOV).seen[0]
    other = structs.replace(
        second.member, article=structs.replace(second.member.article, id="b", outlet="Gazette")
    )
    later = structs.replace(second, member=other)
    story = StoryForDigest(id="s", number=1, seen=(first, later))
    return compose([story], until=NOW, rules=Rules()).entries[0]


def test_who_did_a_later_act_is_not_put_to_the_earlier():
    assert "Orlova" in _of_two_accounts("protest").title
    told = _of_two_accounts("agreement")
    assert "Orlova" not in told.title
    assert not told.where


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("The plenary is expected to take it up on 14 December", False),
        ("It will meet again in Vienna on 14 December", False),
        ("Kenya and Ghana will meet again on 14 December", True),
    ],
)
def test_a_plan_that_needs_the_sentence_before_it_is_not_told(what, told):
    story = story_of("meeting", ORLOVA, SERIKOV)
    plan = Upcoming(what=what, when=Span(start="2026-12-14", as_written="14 December"))
    member = story.seen[0].member
    reading = structs.replace(member.reading, upcoming=(plan,))
    seen = structs.replace(story.seen[0], member=structs.replace(member, reading=reading))
    digest = compose([structs.replace(story, seen=(seen,))], until=NOW, rules=Rules())
    assert any(line.id == "next" for line in digest.entries[0].lines) == told
    assert bool(digest.coming) == told


# --- between two states, where nobody is sure ---


def entry_of_sides(*, language="kk", stage="happened", act="meeting", sides=("KZ", "CN"), **about):
    claims = (
        Claim(field="act", of=act, confidence=about.get("sure_act", 0.99)),
        Claim(field="stage", of=stage, confidence=0.99),
        Claim(field="sides", of="-".join(sorted(sides)), confidence=about.get("sure", 0.99)),
    )
    reading = Reading(
        language=language,
        title="Жергілікті тақырып",
        acts=(act,),
        stage=stage,
        sides=sides,
        multilateral=about.get("multilateral", False),
        claims=claims,
    )
    article = Article(id="a", version="", text_hash="", text_bytes=1, outlet="Post")
    member = Member(article=article, reading=reading, verdict="new")
    story = StoryForDigest(id="s", number=1, seen=(SeenMember(member=member, at=NOW),))
    (entry,) = compose([story], until=NOW, rules=Rules(sure_diplomatic=0.0)).entries
    return entry.title


OWN = "Post writes: “Жергілікті тақырып”"


def test_a_headline_that_the_reader_cannot_read_is_told_with_its_two_states():
    assert entry_of_sides() == f"Kazakhstan and China: meeting. {OWN}"
    assert entry_of_sides(stage="cancelled") == f"Kazakhstan and China: meeting cancelled. {OWN}"
    assert entry_of_sides(stage="announced") == f"Kazakhstan and China: meeting announced. {OWN}"


def test_states_are_not_told_of_what_is_not_between_two_or_not_sure():
    assert entry_of_sides(sure=0.5) == OWN
    assert entry_of_sides(act="summit") == OWN
    assert entry_of_sides(multilateral=True) == OWN
    assert entry_of_sides(sides=("KZ",)) == OWN


def test_a_headline_in_the_readers_language_says_more_than_two_states():
    assert entry_of_sides(language="en") == OWN


def test_two_states_are_told_alone_where_the_act_is_not_sure():
    assert entry_of_sides(sure_act=0.5) == f"Kazakhstan and China. {OWN}"


def test_names_of_whom_nobody_says_whose_they_are_make_no_headline():
    nobodys = [structs.replace(one, country=None) for one in (ORLOVA, SERIKOV)]
    assert title_of("talks", *nobodys) == "Post writes: “The outlet's own words”"
    assert title_of("talks", ORLOVA, nobodys[1]) == "AT Orlova and Serikov held talks"


def test_an_update_whose_newest_account_did_another_thing_has_its_headline_and_day():
    """Recalled on Tuesday; on Thursday the other state expelled its chargé in answer."""
    tuesday, thursday = NOW, NOW + timedelta(days=2)
    recall, expulsion = (
        account(act, f"2026-03-{at.day}", language, title)
        for act, at, language, title in (
            ("recall", tuesday, "en", "Uruguay recalls its envoy"),
            ("expulsion", thursday, "es", "Managua responde"),
        )
    )
    new = Fact(kind="act", text="expulsion", was="recall")
    story = StoryForDigest(
        id="s",
        number=1,
        seen=(
            SeenMember(member=recall, at=tuesday),
            SeenMember(member=structs.replace(expulsion, new_facts=(new,)), at=thursday),
        ),
    )
    digest = compose(
        [story], since=tuesday + timedelta(hours=1), until=thursday, rules=Rules(fresh_days=5)
    )
    (entry,) = digest.entries
    assert entry.title == (
        "Nicaragua and Uruguay: expulsion of diplomats. Post writes: “Managua responde”"
    )
    assert (entry.act, entry.date) == ("expulsion", "2026-03-16")


def account(act, day, language, title):
    reading = Reading(
        language=language,
        title=title,
        acts=(act,),
        stage="happened",
        date=Span(start=day, basis="text"),
        sides=("NI", "UY"),
        countries=("NI", "UY"),
        claims=(
            Claim(field="act", of=act, confidence=0.99),
            Claim(field="stage", of="happened", confidence=0.99),
            Claim(field="date", of=day, confidence=0.99),
            Claim(field="sides", of="NI-UY", confidence=0.99),
        ),
    )
    article = Article(
        id=act, version="", text_hash="", text_bytes=1, outlet="Post", published=f"{day}T09:00:00Z"
    )
    return Member(article=article, reading=reading, verdict="new")


def test_who_condemns_an_attack_was_not_where_it_was():
    here = Place(name="Niamey", country="NE")
    claims = (
        Claim(field="act", of="attack", confidence=0.99),
        Claim(field="act", of="meeting", confidence=0.99),
        Claim(field="stage", of="happened", confidence=0.99),
        Claim(field="place", of="Niamey", confidence=0.99),
    )
    read = Reading(language="en", stage="happened", place=here, claims=claims)
    told = [
        sure_reading(structs.replace(read, acts=(act,)), Rules()) for act in ("attack", "meeting")
    ]
    assert [one.place for one in told] == [None, here]
