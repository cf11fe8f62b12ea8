"""A feed that brings many times its usual waits for a person, and nothing of it is lost."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.digest.compose.compose import compose
from monitor.engine import corrections
from monitor.engine.engine import Engine
from monitor.events.stories_and_feeds import ArticleSetAside
from monitor.feeds.decide import DAY, HOUR, TIMES, Brought, flood
from monitor.feeds.values import Feed
from monitor.model import HELD, Source
from monitor.publishing.window import window
from tests.feeds.feed_house import EVERYTHING, NOW, House
from tests.feeds.feed_servers import Server, feed, item, rss, serves

SOURCES = [Source(id=name, name=name.title(), kind="private") for name in ("first", "second")]
AN_HOUR = timedelta(hours=1)
REPORTS = (
    (
        "Tokayev and Mirziyoyev hold talks in Tashkent",
        (
            "President of Kazakhstan Kassym-Jomart Tokayev held talks with President of Uzbekistan "
            "Shavkat Mirziyoyev in Tashkent on 23 November 2026."
        ),
    ),
    (
        "Erdogan receives Aliyev in Ankara",
        (
            "President of Türkiye Recep Tayyip Erdogan received President of Azerbaijan Ilham Aliyev "
            "in Ankara on 22 November 2026."
        ),
    ),
    (
        "Japarov meets Rahmon in Bishkek",
        (
            "President of Kyrgyzstan Sadyr Japarov met with President of Tajikistan Emomali Rahmon in "
            "Bishkek on 21 November 2026."
        ),
    ),
)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, sources=SOURCES)


SYLLABLES = ("ba", "ko", "li", "mu", "ne", "ro", "su", "ta", "vi", "zo")


def a_word(n):
    """One of its own for each number."""
    return "".join(SYLLABLES[int(digit)] for digit in str(n))


def invented(count, at, *, first=1000):
    """No two in the same words: copies would be one story."""
    return rss(
        item(n, at=at, title=f"Of {a_word(n)}", text=" ".join(a_word(n * k) for k in range(3, 12)))
        for n in range(first, first + count)
    )


async def flooded(house, *, after=()):
    """Two outlets that tell the same three reports, and a feed that brings 190 items dated now."""
    async with (
        Server(serves(feed(5))) as liar,
        Server(serves(rss([]))) as one,
        Server(serves(rss([]))) as two,
    ):
        feeds = [
            Feed(url=liar.url),
            Feed(url=one.url, outlet="first"),
            Feed(url=two.url, outlet="second"),
        ]
        await house.polled(*feeds)
        house.clock.at += AN_HOUR
        liar._handler = serves(invented(190, house.clock.at))
        for nth, server in enumerate((one, two)):
            server._handler = serves(
                rss(
                    item(
                        n,
                        link=f"https://{nth}.example/{n}",
                        at=house.clock.at - AN_HOUR / 2,
                        title=REPORTS[n][0],
                        text=REPORTS[n][1],
                    )
                    for n in range(3)
                )
            )
        results = [await house.polled(*feeds, now=True)]
        for body in after:
            house.clock.at += AN_HOUR
            liar._handler = serves(body(house.clock.at))
            results.append(await house.polled(*feeds, now=True))
        return results


def opened(house):
    return Engine.open(house.home, rules=EVERYTHING, clock=house.clock)


def edition(engine, house):
    found = window(engine.archive.views, since=None, until=house.clock.at + AN_HOUR)
    return compose(
        found.stories,
        until=house.clock.at + AN_HOUR,
        sources=SOURCES,
        rules=EVERYTHING,
        set_aside=found.set_aside,
        held=found.held,
    )


def test_one_feed_with_190_invented_items_displaces_no_report_that_several_owners_tell(house):
    (results,) = asyncio.run(flooded(house))
    assert (results[0].outcome, results[0].new) == ("held", 0)
    assert f"190 new entries {HELD}: its feed brought 190 entries in an hour" in results[0].reason
    with opened(house) as engine:
        digest = edition(engine, house)
        assert len(digest.entries) == 3
        assert all(len(entry.outlets) == 2 for entry in digest.entries)
        assert (digest.counts.set_aside, digest.counts.held) == (190, 190)
        assert "190 of those set aside are held for a person" in digest.conservation
        row = engine.archive.views.articles_aside(limit=1, held=True)[0]
        assert row.reason.startswith(HELD)
        assert engine.log.text(row.article.text_hash)  # all of it is kept
    counted = {outcome: count for day in house.days() for outcome, count in day.outcomes.items()}
    assert counted["held"] == 190


def test_what_is_held_is_let_in_by_a_person_at_once_and_teaches_what_is_usual(house):
    asyncio.run(flooded(house))
    with opened(house) as engine:
        held = corrections.held(engine, "127.0.0.1")
        assert len(held) == len(corrections.held(engine)) == 190
        assert corrections.held(engine, "elsewhere.example") == []
        for row in reversed(held):
            corrections.let_in(engine, row.article.id)
        assert corrections.held(engine) == []
        digest = edition(engine, house)
        assert [len(entry.outlets) for entry in digest.entries[:3]] == [2, 2, 2]
        assert len(digest.entries) > 100
    assert all("held" not in day.outcomes for day in house.days())


def test_what_is_held_is_left_aside_by_a_person_at_once_and_can_still_be_let_in(house):
    asyncio.run(flooded(house))
    with opened(house) as engine:
        ids = [row.article.id for row in corrections.held(engine)]
        assert corrections.leave_aside(engine, [], reason="none") == []
        corrections.leave_aside(engine, ids, reason="invented")
        assert corrections.held(engine) == []
        assert edition(engine, house).counts.set_aside == 190
        assert edition(engine, house).counts.held == 0
        row = engine.archive.article(ids[0])
        assert row.reason == "left aside by a person: invented"
        assert corrections.let_in(engine, ids[0])
        assert engine.replay().same


def test_an_edit_is_no_way_past_the_person(house):
    def edited(at):
        return rss(
            item(
                n,
                at=at - AN_HOUR,
                title=f"Of {a_word(n)}",
                text=f"Edited {n}: the presidents met and signed a treaty.",
            )
            for n in range(1000, 1190)
        )

    asyncio.run(flooded(house, after=[edited]))
    with opened(house) as engine:
        assert len(corrections.held(engine)) == 190
        assert len(edition(engine, house).entries) == 3


def test_a_flood_that_goes_on_stays_held_and_a_quiet_feed_is_told_again_the_next_day(house):
    results = asyncio.run(
        flooded(
            house,
            after=[
                lambda at: invented(5, at, first=2000),
                lambda at: invented(5, at + 24 * AN_HOUR, first=3000),
            ],
        )
    )
    assert [one[0].outcome for one in results] == ["held", "held", "held"]
    house.clock.at += 24 * AN_HOUR

    async def next_day():
        async with Server(serves(invented(4, house.clock.at, first=4000))) as server:
            await house.polled(server.url)
            server._handler = serves(invented(8, house.clock.at, first=4000))
            house.clock.at += AN_HOUR
            return await house.polled(server.url, now=True)

    assert [one.outcome for one in asyncio.run(next_day())] == ["ok"]
    assert not [
        one for one in house.events() if isinstance(one, ArticleSetAside) and not one.reason
    ]


def flood_of(new, *, passed=timedelta(minutes=20), **brought):
    return flood(new, Brought(**brought), now=NOW, read_at=NOW - passed)


@pytest.mark.parametrize(
    ("new", "brought", "held"),
    [
        (HOUR.least, {}, False),
        (HOUR.least + 1, {}, True),
        (31, {"first": 10}, False),  # its first reading held ten
        (51, {"first": 10}, True),
        (31, {"first": 10, "days": (3, 3, 3), "hours": (1, 1, 1)}, True),  # it is known better
        (100, {"days": (300,) * 5, "hours": (25,) * 50}, False),  # a busy agency
        (200, {"days": (300,) * 5, "hours": (25,) * 50}, True),
        (20, {"day": DAY.least, "days": (4, 4, 4), "hours": (2, 2)}, True),  # drop by drop
        (20, {"hour": 20}, True),
    ],
)
def test_many_times_its_usual_is_held(new, brought, held):
    assert bool(flood_of(new, **brought)) is held


def test_who_was_not_asked_for_long_may_bring_more():
    busy = {"days": (300,) * 5, "hours": (25,) * 50}
    assert flood_of(1000, **busy)
    assert not flood_of(1000, passed=timedelta(days=3), **busy)
    assert not flood(30, Brought(), now=NOW, read_at=None)


@given(st.integers(1, 500), st.lists(st.integers(1, 100), max_size=20))
def test_no_feed_is_held_for_what_it_always_does(usual, before):
    counts = tuple(usual for _ in before)
    assert not flood_of(usual * TIMES - usual, days=counts or (usual,), hours=counts or (usual,))
