"""Which stories of an edition stand beneath another: what is linked with it itself, and meetings
of two on the sidelines of a summit.
"""

import pytest
from digest_seeds import DAY_1, TREND, story
from msgspec import structs

from monitor.digest.compose.entry import Draft
from monitor.digest.compose.threads import heads_of
from monitor.digest.model import SeenMember
from monitor.digest.wording.summary import gist_of
from monitor.model import Person, Place, Span

SAMARKAND = Place(name="Samarkand", country="UZ")
BAKU = Place(name="Baku", country="AZ")
SUMMIT = gist_of([TREND])


def draft(number, gist, *, links=()):
    told = structs.replace(story(number, SeenMember(member=TREND, at=DAY_1)), links=links)
    return Draft(
        story=structs.replace(told, id=f"s{number}"), gist=gist, fresh=(TREND,), before=(),
        facts=(), reasons=(), archive=False, updated_at=DAY_1,
    )  # fmt: skip


def gist(*countries, place, day, act="meeting", multilateral=False):
    leads = tuple(
        Person(key=f"k{country}", name=country, country=country, role="lead")
        for country in countries
    )
    return structs.replace(
        SUMMIT, leads=leads, present=(), act=act, place=place, multilateral=multilateral,
        date=Span(start=day, basis="text"),
    )  # fmt: skip


MANY = gist("UZ", "KZ", "IT", place=SAMARKAND, day="2026-11-12", act="summit", multilateral=True)


def test_a_meeting_of_two_in_the_summits_town_on_its_day_stands_beneath_it():
    aside = gist("AZ", "AM", place=SAMARKAND, day="2026-11-12")
    assert heads_of([draft(1, MANY), draft(2, aside)]) == {"s1": "s1", "s2": "s1"}


@pytest.mark.parametrize(
    "other",
    [
        gist("AZ", "AM", place=BAKU, day="2026-11-12"),
        gist("AZ", "AM", place=SAMARKAND, day="2026-11-18"),
        gist("AZ", "AM", place=None, day="2026-11-12"),
        gist("AZ", "AM", place=SAMARKAND, day="2026-11-12", act="sanctions"),
    ],
)
def test_elsewhere_at_other_times_or_of_another_kind_it_stands_alone(other):
    assert heads_of([draft(1, MANY), draft(2, other)]) == {"s1": "s1", "s2": "s2"}


def test_what_is_linked_only_through_a_third_stands_alone():
    apart = [
        gist(country, place=None, day="2026-11-12", act=None) for country in ("KZ", "FR", "JP")
    ]
    drafts = [
        draft(1, apart[0], links=("s2",)),
        draft(2, apart[1], links=("s3",)),
        draft(3, apart[2]),
    ]
    assert heads_of(drafts) == {"s1": "s1", "s2": "s1", "s3": "s3"}


def test_that_two_may_be_one_joins_nothing_in_public():
    one, other = draft(1, MANY), draft(2, gist("JP", place=BAKU, day="2026-11-12"))
    unsure = structs.replace(other, story=structs.replace(other.story, maybe="s1"))
    assert heads_of([one, unsure]) == {"s1": "s1", "s2": "s2"}
