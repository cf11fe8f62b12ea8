"""What is not sure is left out, and what several owners claim is surer."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from monitor.digest.model import SeenMember, StoryForDigest
from monitor.digest.sure import sure_member, sure_story
from monitor.digest.wording.sourcing import Sources
from monitor.digest.wording.summary import Names, gist_of
from monitor.events.stories_and_feeds import Member
from monitor.matching.news.sure import thresholds
from monitor.model import (
    Article,
    Claim,
    Fact,
    Figure,
    Person,
    Place,
    Quotation,
    Reading,
    Rules,
    Span,
)

RULES = Rules(
    sure_lead=0.8,
    sure_present=0.8,
    sure_act=0.6,
    sure_stage=0.6,
    sure_place=0.7,
    sure_date=0.6,
    sure_quotation=0.5,
    sure_figure=0.5,
    sure_outcome=0.5,
)
NOW = datetime(2026, 3, 14, tzinfo=UTC)


def member(name="a", outlet="Post", **confidences):
    """`confidences` by field; 0.99 where none is given."""
    claims = [
        Claim(field=field, of=of, confidence=confidences.get(field, 0.99))
        for field, of in (
            ("lead", "orlova"),
            ("present", "weber"),
            ("act", "meeting"),
            ("stage", "happened"),
            ("place", "Astana"),
            ("date", "2026-03-12"),
            ("quotation", "0"),
            ("figure", "0"),
        )
    ]
    reading = Reading(
        language="en",
        people=(
            Person(key="orlova", name="Vera Orlova", role="lead"),
            Person(key="weber", name="Anna Weber", role="present"),
        ),
        acts=("meeting",),
        stage="happened",
        place=Place(name="Astana", country="KZ"),
        date=Span(start="2026-03-12"),
        quotations=(Quotation(text="We agree.", speaker="Vera Orlova", speaker_key="orlova",
            language="en"),),
        figures=(Figure(value=3, as_written="3 billion", phrase="trade of 3 billion euros"),),
        claims=tuple(claims),
    )  # fmt: skip
    article = Article(id=name, version="", text_hash="", text_bytes=1, outlet=outlet)
    facts = (
        Fact(kind="quotation", text="We agree."),
        Fact(kind="place", text="Astana", was="Rome"),
    )
    return Member(article=article, reading=reading, verdict="new", new_facts=facts)


@pytest.mark.parametrize(
    ("field", "left_out"),
    [
        ("lead", lambda told: told.people[0].role == "mentioned"),
        ("present", lambda told: told.people[1].role == "mentioned"),
        ("act", lambda told: told.acts == () and told.stage is None),
        ("stage", lambda told: told.acts == () and told.stage is None),
        ("place", lambda told: told.place is None),
        ("date", lambda told: told.date is None),
        ("quotation", lambda told: told.quotations == ()),
        ("figure", lambda told: told.figures == ()),
    ],
)
def test_what_does_not_pass_its_threshold_is_left_out_and_nothing_else(field, left_out):
    least = thresholds(RULES)[field]
    assert left_out(sure_member(member(**{field: least - 0.01}), RULES).reading)
    told = sure_member(member(**{field: least}), RULES).reading
    assert told == member(**{field: least}).reading


def test_a_new_fact_goes_with_what_it_says():
    told = sure_member(member(quotation=0.1, place=0.1), RULES)
    assert told.new_facts == ()


def test_a_reading_of_a_version_without_claims_is_told_as_it_is():
    old = member()
    bare = Member(
        article=old.article,
        reading=Reading(language="en", acts=("meeting",), place=Place(name="Astana")),
        verdict="new",
    )
    assert sure_member(bare, RULES) is bare


def story(*members):
    return StoryForDigest(
        id="s", number=1, seen=tuple(SeenMember(member=one, at=NOW) for one in members)
    )


def test_two_owners_that_agree_are_surer_than_either():
    two = story(member("a", "Post", place=0.65), member("b", "Courier", place=0.65))
    told = sure_story(two, RULES, Sources(()))
    assert all(seen.member.reading.place for seen in told.seen)


def test_one_owner_twice_is_no_surer():
    twice = story(member("a", "Post", place=0.65), member("b", "Post", place=0.65))
    told = sure_story(twice, RULES, Sources(()))
    assert not any(seen.member.reading.place for seen in told.seen)


def test_what_another_owner_doubts_is_not_made_surer_by_it():
    two = story(member("a", "Post", place=0.65), member("b", "Courier", place=0.2))
    told = sure_story(two, RULES, Sources(()))
    assert not any(seen.member.reading.place for seen in told.seen)


def test_what_was_denied_was_nowhere():
    denied = member()
    denied = structs.replace(denied, reading=structs.replace(denied.reading, stage="denied"))
    claims = (*denied.reading.claims, Claim(field="stage", of="denied", confidence=0.99))
    denied = structs.replace(denied, reading=structs.replace(denied.reading, claims=claims))
    told = sure_member(denied, RULES).reading
    assert (told.stage, told.place) == ("denied", None)
    assert sure_member(member(), RULES).reading.place is not None


@pytest.mark.parametrize(("act", "place"), [("call", None), ("message", None), ("talks", "Astana")])
def test_who_speaks_from_afar_is_at_no_place(act, place):
    one = member()
    claims = (*one.reading.claims, Claim(field="act", of=act, confidence=0.99))
    one = structs.replace(one, reading=structs.replace(one.reading, acts=(act,), claims=claims))
    told = sure_member(one, RULES).reading
    assert (told.place and told.place.name, told.acts) == (place, (act,))
    beside = member("b", outlet="Courier")
    gist = gist_of([sure_member(each, RULES) for each in (one, beside, one)])
    assert (gist.act, gist.place and gist.place.name) == (act, place)


def test_another_lead_of_one_side_is_not_told_as_present():
    people = [
        Person(key=key, name=name, country=country, role=role, office="minister")
        for key, name, country, role in (
            ("orlova", "Vera Orlova", "KZ", "lead"),
            ("berg", "Anna Berg", "NO", "lead"),
            ("serikov", "Ilya Serikov", "KZ", "lead"),
            ("weber", "Max Weber", "NO", "present"),
        )
    ]
    one = member()
    one = structs.replace(one, reading=structs.replace(one.reading, people=tuple(people)))
    gist = gist_of([one])
    assert [person.key for person in gist.leads] == ["orlova", "berg"]
    assert [person.key for person in gist.present] == ["weber"]


def on_a(visit, name, outlet, **confidences):
    one = member(name, outlet, **confidences)
    return structs.replace(one, reading=structs.replace(one.reading, visit=visit))


@pytest.mark.parametrize("act", [0.1, 0.99])
def test_of_two_kinds_of_visit_that_accounts_name_neither_is_told_as_the_one(act):
    two = story(
        on_a("working", "a", "Post", act=act), on_a("official", "b", "Courier"), member("c", "Mail")
    )
    told = sure_story(two, RULES, Sources(()))
    assert gist_of([seen.member for seen in told.seen]).visit is None


def test_a_kind_of_visit_that_one_account_names_is_told():
    told = sure_story(story(on_a("official", "a", "Post"), member("b")), RULES, Sources(()))
    assert gist_of([seen.member for seen in told.seen]).visit == "official"


@pytest.mark.parametrize(
    ("outlet", "url", "shown"),
    [("Post", "", "Post"), ("", "https://www.post.example/a", "post.example"), ("", "", "–")],
)
def test_an_outlet_of_which_nobody_said_the_name_is_not_called_by_a_number(outlet, url, shown):
    article = Article(
        id="0f45f149", version="", text_hash="", text_bytes=1, outlet=outlet, url=url, given_id="a7"
    )
    assert Sources(()).name(article) == shown


def at_stage(stage, name, at, stage_sure=0.99):
    one = member(name, outlet=name)
    claims = [claim for claim in one.reading.claims if claim.field != "stage"]
    claims.append(Claim(field="stage", of=stage, confidence=stage_sure))
    reading = structs.replace(one.reading, stage=stage, claims=tuple(claims))
    return SeenMember(member=structs.replace(one, reading=reading), at=NOW + timedelta(hours=at))


@pytest.mark.parametrize(
    ("sure_of", "hour", "told"),
    [(0.55, 2, None), (0.3, 2, "announced"), (0.55, 0, "announced")],
)
def test_a_plan_that_a_later_account_may_call_off_is_not_told_as_ahead(sure_of, hour, told):
    two = StoryForDigest(
        id="s",
        number=1,
        seen=(at_stage("announced", "a", 1), at_stage("postponed", "b", hour, sure_of)),
    )
    found = [one.member.reading for one in sure_story(two, RULES, Sources(())).seen]
    assert [one.stage for one in found] == [told, None]
    assert bool(found[0].acts) == bool(told)


@pytest.mark.parametrize(
    ("day", "off", "sure_of", "told"),
    [
        ("2026-03-20", "postponed", 0.55, (None, None)),
        ("2026-03-20", "cancelled", 0.55, (None, None)),
        ("2026-03-12", "cancelled", 0.55, (None, "2026-03-12")),
        ("2026-03-20", "postponed", 0.2, ("Astana", "2026-03-20")),
        ("2026-03-20", "postponed", 0.99, ("Astana", "2026-03-20")),
    ],
)
def test_what_may_be_off_is_told_without_its_day_ahead_and_its_place(day, off, sure_of, told):
    one = at_stage(off, "a", 0, sure_of).member
    claims = (*one.reading.claims, Claim(field="date", of=day, confidence=0.99))
    reading = structs.replace(one.reading, date=Span(start=day), claims=claims)
    article = structs.replace(one.article, published="2026-03-14")
    found = sure_member(structs.replace(one, reading=reading, article=article), RULES).reading
    place = found.place.name if found.place else None
    assert (place, found.date.start if found.date else None) == told


def namesakes(**speaker):
    people = (
        Person(key="bairamov", name="Ceyhun Bayramov", surname="Bayramov", given="jeihun",
            known="AZ:bairamov", role="lead"),
        Person(key="bairamov", name="Рамиз Байрамов", surname="Байрамов", given="ramiz"),
    )  # fmt: skip
    one = member()
    return structs.replace(one, reading=structs.replace(one.reading, people=people, **speaker))


@pytest.mark.parametrize(
    ("speaker", "language", "shown"),
    [
        ("Рамиз Байрамов", "en", "Ramiz Bayramov"),
        ("Рамиз Байрамов", "ru", "Рамиз Байрамов"),
        ("Байрамов", "en", ""),
    ],
)
def test_of_two_of_one_surname_the_one_who_speaks_is_told_by_his_whole_name(
    speaker, language, shown
):
    quotation = Quotation(text="Мы ждём.", speaker=speaker, speaker_key="bairamov", language="ru")
    assert Names([namesakes()], language).of_speaker(quotation) == shown
    figure = Figure(value=3, as_written="3", phrase="3 days", owner="Рамиз Байрамов",
        owner_key="bairamov")  # fmt: skip
    assert Names([namesakes()], "en").of_owner(figure) == "Ramiz Bayramov"


def test_who_bears_a_surname_alone_is_told_by_it():
    one = namesakes()
    alone = structs.replace(
        one, reading=structs.replace(one.reading, people=one.reading.people[:1])
    )
    quotation = Quotation(
        text="We wait.", speaker="Ceyhun Bayramov", speaker_key="bairamov", language="en"
    )
    assert Names([alone], "en").of_speaker(quotation) == "Bayramov"
