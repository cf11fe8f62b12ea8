"""Nobody drowns the others: whoever brings many stories, what several owners tell comes first."""

from datetime import timedelta

import pytest
from digest_seeds import DAY_1, SOURCES, TREND, story
from msgspec import structs

from monitor.digest.compose.compose import compose
from monitor.digest.compose.upcoming import COMING_MAX
from monitor.digest.model import SeenMember
from monitor.digest.shares import SHARE_MIN
from monitor.digest.wording.sourcing import Sources, site_of
from monitor.model import Fact, Person, Place, Provenance, Reading, Source, Span

TODAY = DAY_1.date().isoformat()
OUTLETS = ("trend", "izvestia", "kazinform", "silkway")


def known(source):
    return Provenance(known_by="operator", host=f"{source}.example", source=source)


def unknown(host):
    return Provenance(known_by="feed", host=host)


def told(number, *provenances, office, act="meeting"):
    """A story of today that these tell, each in words of its own."""
    people = tuple(
        Person(
            key=f"p{number}{side}",
            name=f"Name{number}{side}",
            surname=f"Name{number}{side}",
            office=office,
            country=country,
            role="lead",
        )
        for side, country in zip("ab", ("SE", "NO"), strict=True)
    )
    seen = []
    for nth, provenance in enumerate(provenances):
        article = structs.replace(
            TREND.article,
            id=f"{number:08}{nth:08}",
            outlet=provenance.source or provenance.host,
            url=f"https://{provenance.host}/{number}",
            published=TODAY,
            provenance=provenance,
        )
        reading = Reading(
            language="en",
            people=people,
            countries=("SE", "NO"),
            place=Place(name=f"Town {number}", country="SE"),
            date=Span(start=TODAY),
            acts=(act,),
            stage="happened",
        )
        member = structs.replace(TREND, article=article, reading=reading)
        seen.append(SeenMember(member=member, at=DAY_1))
    return story(number, *seen)


def real(number, *owners):
    """What nobody would invent: two ambassadors, told by two outlets."""
    return told(number, *(known(owner) for owner in owners), office="ambassador", act="credentials")


REAL = (
    real(1, "trend", "izvestia"),
    real(2, "izvestia", "kazinform"),
    real(3, "kazinform", "trend"),
)


def edition(*stories, **how):
    until = DAY_1 + timedelta(hours=1)
    return compose(stories, until=until, zone="Asia/Almaty", sources=SOURCES, **how)


def places(digest, numbers=(1, 2, 3)):
    return [entry.number for entry in digest.entries if entry.story_number in numbers]


def test_three_real_reports_come_before_the_190_that_one_unknown_feed_invents():
    invented = [told(n, unknown("liar.example"), office="president") for n in range(10, 200)]
    digest = edition(*invented, *REAL)
    assert places(digest) == [1, 2, 3]
    assert len(digest.entries) == 193  # what it brought is told, behind
    assert digest.counts.beyond_share == 190 - SHARE_MIN
    assert f"liar.example alone brought 190 stories: {190 - SHARE_MIN} of them" in (
        digest.conservation
    )
    notes = {one.note for one in digest.entries[3].reasons if one.name == "share"}
    assert notes == {"the account of one outlet that nobody here knows: behind what others tell"}
    assert "beyond the share" in digest.entries[-1].reasons[-1].note


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_stands_behind_is_said_in_the_readers_language(language):
    invented = [told(n, unknown("liar.example"), office="president") for n in range(10, 30)]
    digest = edition(*invented, *REAL, language=language, held=2)
    assert all(said in digest.conservation for said in ("liar.example", "20", "12", " 2 "))
    assert digest.counts.held == 2


def test_a_known_outlet_that_floods_keeps_its_share_among_the_others():
    invented = [told(n, known("silkway"), office="president") for n in range(10, 200)]
    digest = edition(*invented, *REAL)
    assert max(places(digest)) == SHARE_MIN + 3


def test_unknown_feeds_that_tell_the_same_stand_behind_known_ones_and_before_one_alone():
    """They may be one: not even a trifle that one known outlet alone tells stands behind them."""
    both = (unknown("liar.example"), unknown("accomplice.example"))
    trifle = told(4, known("trend"), office=None, act="statement")
    alone = told(5, unknown("loner.example"), office="president")
    invented = [told(n, *both, office="president") for n in range(10, 200)]
    digest = edition(*invented, alone, *REAL, trifle)
    assert places(digest, (1, 2, 3, 4)) == [1, 2, 3, 4]
    assert places(digest, (5,)) == [4 + SHARE_MIN + 1]
    notes = {one.note for one in digest.entries[4].reasons if one.name == "share"}
    assert notes == {"told only by outlets that nobody here knows: behind what known ones tell"}


def test_groups_of_unknown_feeds_do_not_add_up():
    """Each pair is a voice of its own with a share of its own: all stand behind."""
    pairs = [(unknown(f"a{n}.example"), unknown(f"b{n}.example")) for n in range(40)]
    invented = [told(n, *pair, office="president") for n, pair in enumerate(pairs, 10)]
    assert places(edition(*invented, *REAL)) == [1, 2, 3]


def test_names_under_one_site_are_one_voice():
    hosts = [unknown(f"{name}.liar.example") for name in ("a", "b", "c")]
    digest = edition(*(told(n, *hosts, office="president") for n in range(10, 200)), *REAL)
    assert places(digest) == [1, 2, 3]


def test_a_flood_cannot_come_along_in_the_thread_of_a_real_story():
    """As if it were of the same visit: of the same person, on the same day, in the same place."""
    visit = structs.replace(TREND.reading, date=Span(start=TODAY))
    shown = [
        structs.replace(
            one,
            seen=tuple(
                SeenMember(member=structs.replace(seen.member, reading=visit), at=seen.at)
                for seen in one.seen
            ),
        )
        for one in (
            *REAL[:1],
            *(told(n, unknown("liar.example"), office="x") for n in range(9, 99)),
        )
    ]
    digest = edition(*shown, *REAL[1:])
    assert places(digest) == [1, 2, 3]


def test_invented_dates_ahead_leave_the_nearest_real_one_its_room():
    tomorrow, in_a_week = ((DAY_1 + timedelta(days=n)).date().isoformat() for n in (1, 7))

    def announced(one, day):
        def ahead(seen):
            reading = structs.replace(
                seen.member.reading, stage="announced", date=Span(start=day), acts=("visit",)
            )
            return SeenMember(member=structs.replace(seen.member, reading=reading), at=seen.at)

        return structs.replace(one, seen=tuple(map(ahead, one.seen)))

    for liars in ("liar",), ("liar", "accomplice"):
        voices = [unknown(f"{name}.example") for name in liars]
        invented = [told(n, *voices, office="president") for n in range(10, 60)]
        digest = edition(
            *(announced(one, tomorrow) for one in invented), announced(REAL[0], in_a_week)
        )
        assert [item.story_number for item in digest.coming][-1] == 1
        assert len(digest.coming) == COMING_MAX


def test_an_update_is_theirs_who_bring_what_is_new():
    """Two outlets told the story; what is new in it one unknown outlet alone says."""
    later = DAY_1 + timedelta(hours=2)
    (first,) = told(9, known("trend"), office="president").seen
    other = told(9, unknown("liar.example"), office="president").seen[0].member
    article = structs.replace(other.article, id="f" * 16)
    fact = Fact(kind="outcome", text="they both resigned", key="resigned")
    update = structs.replace(other, article=article, verdict="development", new_facts=(fact,))
    old = story(9, first, SeenMember(member=update, at=later))
    fresh = [
        structs.replace(
            one, seen=tuple(SeenMember(member=seen.member, at=later) for seen in one.seen)
        )
        for one in REAL
    ]
    digest = compose(
        [old, *fresh],
        since=DAY_1 + timedelta(hours=1),
        until=later + timedelta(hours=1),
        sources=SOURCES,
    )
    assert len(digest.entries) == 4
    assert places(digest) == [1, 2, 3]


def test_who_brings_no_more_than_all_others_together_is_not_put_behind():
    busy = [told(n, known("silkway"), office="president") for n in range(10, 20)]
    others = [real(n, OUTLETS[n % 4], OUTLETS[(n + 1) % 4]) for n in range(30, 40)]
    digest = edition(*busy, *others)
    assert {one.story_number for one in digest.entries[:10]} == set(range(10, 20))
    assert digest.counts.beyond_share == 0
    assert "alone brought" not in digest.conservation


def test_an_edition_of_one_feed_alone_is_told_in_its_own_order():
    alone = [told(n, known("silkway"), office="president") for n in range(10, 40)]
    assert len(edition(*alone).entries) == 30


def test_an_account_of_what_stands_elsewhere_says_via():
    passed_on = structs.replace(unknown("news.liar.example"), via=True)
    digest = edition(told(1, passed_on, office="president"))
    assert digest.entries[0].outlets[0].via
    assert "via " in "".join(run.text for run in digest.entries[0].sourcing)
    own = edition(told(1, unknown("news.liar.example"), office="president"))
    assert "via" not in "".join(run.text for run in own.entries[0].sourcing)


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("news.example.org", "example.org"),
        ("example.org", "example.org"),
        ("a.b.com.kz", "b.com.kz"),
        ("akorda.gov.kz", "akorda.gov.kz"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("", ""),
    ],
)
def test_a_site_is_what_one_owner_holds(host, site):
    assert site_of(host) == site


def test_an_owner_is_known_if_it_is_of_the_operators_sources():
    sources = Sources([Source(id="a", name="A", kind="private", owner="house")])
    assert [sources.knows(one) for one in ("house", "a", "liar.example")] == [True, False, False]
