"""Slots and clocks: one edition a local day, whatever the clocks of people, countries and computers
do.
"""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from monitor.clock import SetClock
from monitor.delivery.address_book import Readers
from monitor.delivery.media.folder import NAME
from monitor.delivery.transport import Address
from monitor.engine.engine import Engine
from monitor.events.deliveries import (
    DeliveryQueued,
    DigestComposed,
    ReaderSubscribed,
    ReaderWished,
    Wishes,
)
from monitor.model import Rules, Topic
from monitor.publishing.editor import Brief, Editor
from monitor.publishing.streams import day_of
from tests.publishing.newsrooms import article

STEP = timedelta(minutes=10)


class Desk:
    """An editor on real files, a clock that goes where it is put, and one reader."""

    def __init__(self, home, *, at, zone, hour):
        self.home, self.clock = home, SetClock(at)
        self.wishes = Wishes(topics=("all",), language="en", zone=zone, hour=hour)
        self.open()
        known = self.readers.known(Address(medium=NAME, chat=str(home / "digests"), kind="private"))
        self.reader_id = known.reader_id
        subscribed = ReaderSubscribed(
            reader_id=known.reader_id, lane=known.lane, kind="private", wishes=self.wishes
        )
        self.engine.record(lambda: [subscribed])

    def open(self):
        self.engine = Engine.open(self.home, rules=Rules(), clock=self.clock)
        self.readers = Readers.open(self.home / "state" / "readers.db")
        brief = Brief(
            default=self.wishes, topics=(Topic(id="all", name="All"),), sources=(), rules=Rules()
        )
        self.editor = Editor(self.engine, self.readers, brief)

    def restart(self):
        self.close()
        self.open()

    def close(self):
        self.engine.close()
        self.readers.close()

    def look(self):
        """The days of the editions that were queued."""
        return [
            day_of(event.edition)
            for event in self.editor.queue_due()
            if isinstance(event, DeliveryQueued)
        ]

    def live(self, until, *, step=STEP):
        """(day, when it was queued), each `step` looked at."""
        found = []
        while self.clock.at < until:
            found += [(day, self.clock.at) for day in self.look()]
            self.clock.at += step
        return found

    def wish(self, **fields):
        self.wishes = structs.replace(self.wishes, **fields)
        event = ReaderWished(reader_id=self.reader_id, change="time", wishes=self.wishes)
        self.engine.record(lambda: [event])

    def take(self, name):
        self.engine.take(article(name))

    def told(self):
        """How many articles each edition told of."""
        events = [recorded.event for recorded in self.engine.log.read()]
        editions = [event for event in events if isinstance(event, DigestComposed)]
        return [sum(len(story.article_ids) for story in edition.told) for edition in editions]


@pytest.fixture
def desk(tmp_path):
    made = []

    def make(at, *, zone="UTC", hour="09:00"):
        made.append(
            Desk(tmp_path, at=datetime.fromisoformat(at).astimezone(UTC), zone=zone, hour=hour)
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


def local(moment, hours):
    return (moment + timedelta(hours=hours)).strftime("%d %H:%M")


# --- days that are not like the others ---


def test_an_hour_that_a_day_does_not_have_is_told_as_soon_as_the_gap_is_over(desk):
    here = desk("2026-03-27T12:00:00+00:00", zone="Europe/Berlin", hour="02:30")
    found = here.live(datetime(2026, 3, 31, tzinfo=UTC))
    assert [day for day, _ in found] == ["2026-03-28", "2026-03-29", "2026-03-30"]
    # 03:00 there, when the gap is over
    assert found[1][1] == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_of_an_hour_that_a_day_has_twice_the_first_counts_and_the_second_tells_nothing(desk):
    here = desk("2026-10-23T12:00:00+00:00", zone="Europe/Berlin", hour="02:30")
    found = here.live(datetime(2026, 10, 27, tzinfo=UTC))
    assert [day for day, _ in found] == ["2026-10-24", "2026-10-25", "2026-10-26"]
    assert found[1][1] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in summer time


def test_a_leap_day_is_a_day(desk):
    here = desk("2024-02-27T12:00:00+00:00")
    found = here.live(datetime(2024, 3, 2, tzinfo=UTC))
    assert [day for day, _ in found] == ["2024-02-28", "2024-02-29", "2024-03-01"]


@pytest.mark.parametrize("hour", ["23:30", "00:00", "09:00"])
def test_when_kazakhstan_changed_its_zone_each_day_was_told_once(desk, hour):
    """On 1 March 2024, at midnight, Almaty went from UTC+6 to UTC+5: the last hour of the leap day
    came twice.
    """
    here = desk("2024-02-27T12:00:00+06:00", zone="Asia/Almaty", hour=hour)
    days = [day for day, _ in here.live(datetime(2024, 3, 3, 20, tzinfo=UTC))]
    assert days == sorted(set(days))
    assert {"2024-02-29", "2024-03-01", "2024-03-02"} <= set(days)


def test_a_day_that_a_country_left_out_is_left_out(desk):
    """Samoa crossed the date line: 30 December 2011 was not, there."""
    here = desk("2011-12-28T20:00:00+00:00", zone="Pacific/Apia", hour="09:00")
    days = [day for day, _ in here.live(datetime(2012, 1, 1, 22, tzinfo=UTC))]
    assert days == sorted(set(days))
    assert {"2011-12-29", "2011-12-31", "2012-01-01"} <= set(days)


# --- late, skipped, doubled, restarted ---


def test_a_slot_that_is_late_is_told_once_until_the_next_one(desk):
    here = desk("2026-11-23T08:00:00+00:00")
    here.clock.at = datetime(2026, 11, 24, 8, 59, tzinfo=UTC)
    assert (here.look(), here.look()) == (["2026-11-23"], [])
    here.clock.at += timedelta(minutes=1)
    assert (here.look(), here.look()) == (["2026-11-24"], [])


def test_slots_that_passed_while_nothing_ran_are_one_edition_that_tells_it_all(desk):
    here = desk("2026-11-19T08:00:00+00:00")
    here.take("water")
    here.clock.at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    here.take("rail")
    here.close()
    here.clock.at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    here.open()
    assert here.look() == ["2026-11-23"]
    assert here.told() == [2]


def test_a_restart_in_a_slot_tells_nothing_twice(desk):
    here = desk("2026-11-23T08:00:00+00:00")
    here.clock.at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert here.look() == ["2026-11-23"]
    here.restart()
    assert here.look() == []


def test_two_who_look_at_once_queue_one_edition(desk):
    here = desk("2026-11-23T08:00:00+00:00")
    with Engine.open(here.home, rules=Rules(), clock=here.clock) as other:
        brief = Brief(
            default=here.wishes, topics=(Topic(id="all", name="All"),), sources=(), rules=Rules()
        )
        second = Editor(other, here.readers, brief)
        here.clock.at = datetime(2026, 11, 23, 9, tzinfo=UTC)
        due = second.due()  # found before the first one wrote
        assert here.look() == ["2026-11-23"]
        again = [second.queue(edition, readers) for edition, readers in due]
    assert [
        event for events in again for event in events if isinstance(event, DeliveryQueued)
    ] == []


# --- people change their clocks ---


def test_an_earlier_hour_on_a_day_that_was_told_tells_it_no_second_time(desk):
    here = desk("2026-11-23T08:00:00+00:00")
    assert len(here.live(datetime(2026, 11, 23, 12, tzinfo=UTC))) == 1
    here.wish(hour="11:00")
    days = [day for day, _ in here.live(datetime(2026, 11, 24, 12, tzinfo=UTC))]
    assert days == ["2026-11-24"]


@pytest.mark.parametrize(
    "zones",
    [
        ("Asia/Almaty", "America/New_York"),
        ("America/New_York", "Asia/Tokyo"),
        ("Pacific/Auckland", "Pacific/Honolulu"),
        ("Pacific/Honolulu", "Pacific/Kiritimati"),
    ],
    ids="→".join,
)
def test_a_reader_who_moves_to_another_zone_gets_each_date_once_but_for_one_it_flew_over(
    desk, zones
):
    here = desk("2026-11-20T00:00:00+00:00", zone=zones[0])
    days = [day for day, _ in here.live(datetime(2026, 11, 23, 12, tzinfo=UTC))]
    here.wish(zone=zones[1])
    days += [day for day, _ in here.live(datetime(2026, 11, 27, 23, tzinfo=UTC))]
    assert days == sorted(set(days))
    first, last = (datetime.fromisoformat(days[end]) for end in (0, -1))
    assert len(days) >= (last - first).days


# --- the computer's clock is set ---


def test_a_clock_that_is_set_back_tells_no_day_again(desk):
    here = desk("2026-11-23T08:00:00+00:00")
    here.clock.at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert here.look() == ["2026-11-23"]
    here.clock.at = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert [day for day, _ in here.live(datetime(2026, 11, 24, 10, tzinfo=UTC))] == ["2026-11-24"]


def test_what_comes_in_while_the_clock_is_back_is_told_all_the_same(desk):
    here = desk("2026-11-23T08:00:00+00:00")
    here.clock.at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    here.look()
    here.clock.at = datetime(2026, 11, 23, 4, tzinfo=UTC)
    here.take("water")
    here.restart()
    here.take("rail")
    here.clock.at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    here.look()
    assert here.told() == [0, 2]


def test_log_time_never_runs_back(desk):
    here = desk("2026-11-23T08:00:00+00:00")
    for hours in (0, -3, -2, 1):
        here.clock.at = datetime(2026, 11, 23, 8, tzinfo=UTC) + timedelta(hours=hours)
        here.take("waterrailgrainbridge"[4 + hours * 2 :][:5])
    times = [recorded.at for recorded in here.engine.log.read()]
    assert times == sorted(times)
    assert times[-1] == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_clock_that_ran_ahead_for_a_while_costs_no_news_and_doubles_no_day(desk):
    here = desk("2026-11-23T08:00:00+00:00")
    here.clock.at = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a day too early
    assert here.look() == ["2026-11-24"]
    here.clock.at = datetime(2026, 11, 23, 10, tzinfo=UTC)  # set right
    here.take("water")
    days = [day for day, _ in here.live(datetime(2026, 11, 26, 10, tzinfo=UTC))]
    assert days == ["2026-11-25", "2026-11-26"]
    assert here.told() == [0, 1, 0]
