"""What pages show of the State, kept in the views: whom the log taught, what readers reported.

Each history is folded by `evolve` too: the views say what the State says, after each event.
"""

import contextlib
from datetime import timedelta

import pytest
from msgspec import structs

from monitor.events.deliveries import (
    Delivered,
    ErrorReported,
    ReaderForgotten,
    ReaderSubscribed,
    ReportAnswered,
    Wishes,
)
from monitor.events.stories_and_feeds import (
    ArticleRevised,
    ArticleSetAside,
    CorrectionUndone,
    HolderDenied,
    HolderLearnt,
    OfficeWord,
)
from monitor.log.engines import open_log
from monitor.log.memory import MemoryLog
from monitor.model import OfficeSaid
from monitor.stories.evolve import evolve
from monitor.stories.state import State
from monitor.views.views import Views
from tests import clusters
from tests.log.log_samples import NOW, article, opened, reading, taken

SAID = OfficeSaid(
    office="foreign-minister", where="SE", name="Anna Lindqvist", key="lindkvist", given="ana"
)
SOMEBODY_ELSE = structs.replace(SAID, name="Eva Berg", key="berg", given="eva")
ELSEWHERE = structs.replace(SAID, where="NO")


class Followed:
    """A log, and what two who follow it make of it."""

    def __init__(self, log, views):
        self.log, self.views, self.state, self.at = log, views, State(), NOW

    def tell(self, *events):
        """Each by itself; both are asked after each."""
        for event in events:
            self.at += timedelta(minutes=1)
            head = self.log.head().position
            (recorded,) = self.log.append([(f"{head}", event)], at=self.at, expected=head)
            evolve(self.state, recorded.event, recorded.at)
            self.views.catch_up(self.log)
            self.check()

    def check(self):
        assert self.views.learnt() == list(self.state.learnt.values())
        assert [
            (one.report, one.at, one.what, one.story_id, one.edition, one.entry)
            for one in self.views.reports()
        ] == [
            (
                number,
                one.at.isoformat(timespec="microseconds"),
                one.event.what,
                one.event.story_id,
                one.event.edition,
                one.event.number,
            )
            for number, one in self.state.reports.items()
        ]

    def until(self):
        return [one.until for one in self.views.learnt()]


@pytest.fixture(params=["memory", *clusters.ENGINES])
def log(request, tmp_path):
    match request.param:
        case "memory":
            made = MemoryLog()
        case "file":
            made = open_log(tmp_path / "log.db")
        case _:
            made = open_log(request.getfixturevalue("server"))
    with contextlib.closing(made):
        yield made


@pytest.fixture
def followed(log, tmp_path):
    with Views.open(tmp_path / "views.db") as views:
        yield Followed(log, views)


def learnt(number, said=SAID, *, day="2026-12-03"):
    word = OfficeWord(article_id="a1", outlet="alpha", published=day, name=said.name)
    return HolderLearnt(
        correction=number,
        where=said.where,
        office=said.office,
        name=said.name,
        keys=(said.key,),
        since=day,
        evidence=(word,),
    )


def saying(name, day, *said, **more):
    """An article of that day with these words on offices."""
    read = reading(offices=said)
    return structs.replace(taken(name), article=article(name, published=day, **more), reading=read)


def test_a_later_account_that_calls_him_so_keeps_him_known(followed):
    followed.tell(
        saying("early", "2027-01-01", SAID, outlet="alpha"),  # before anything was learnt
        learnt(1),
        learnt(2, ELSEWHERE),
    )
    assert followed.until() == ["2026-12-03", "2026-12-03"]
    followed.tell(saying("later", "2027-02-01", SOMEBODY_ELSE, SAID, outlet="beta"))
    followed.tell(saying("older", "2026-12-24", SAID, outlet="beta"))
    followed.tell(saying("nobody", "2027-05-01", SAID, outlet=None, url=None))
    assert followed.until() == ["2027-02-01", "2026-12-03"]


def test_what_is_set_aside_or_revised_keeps_him_known_too(followed):
    aside = saying("aside", "2027-02-01", SAID, outlet="beta")
    mended = saying("first", "2027-03-01", SAID, outlet="beta")
    followed.tell(
        taken("first"),
        opened("s1", "first", 1),
        learnt(1),
        ArticleSetAside(article=aside.article, reading=aside.reading, reason="no diplomacy"),
    )
    assert followed.until() == ["2027-02-01"]
    followed.tell(
        ArticleRevised(
            article=structs.replace(mended.article, version="v2"),
            reading=mended.reading,
            story_id="s1",
        )
    )
    assert followed.until() == ["2027-03-01"]


def test_what_a_person_denies_is_denied_until_that_is_taken_back(followed):
    followed.tell(learnt(1), HolderDenied(correction=2, learnt=1))
    assert [one.denied_by for one in followed.views.learnt()] == [2]
    followed.tell(saying("later", "2027-02-01", SAID, outlet="beta"))
    followed.tell(CorrectionUndone(correction=3, undone=2, moves=()))
    (one,) = followed.views.learnt()
    assert (one.denied_by, one.until, one.event.name) == (None, "2027-02-01", "Anna Lindqvist")


def report(number, reader="r1"):
    return ErrorReported(
        report=number,
        reader_id=reader,
        lane="telegram/1",
        kind="private",
        language="en",
        story_id="s1",
        what="facts",
        edition="digest/daily/2026-11-29/all/en",
        number=3,
    )


def test_reports_wait_until_they_are_answered_or_their_reader_is_forgotten(followed):
    joined = [
        ReaderSubscribed(reader_id=name, lane=name, kind="private", wishes=Wishes())
        for name in ("r1", "r2")
    ]
    followed.tell(*joined, report(1), report(2, "r2"), report(3))
    assert [one.report for one in followed.views.reports()] == [1, 2, 3]
    followed.tell(ReportAnswered(report=3, outcome="kept"))
    assert [one.report for one in followed.views.reports()] == [1, 2]
    followed.tell(ReaderForgotten(reader_id="r2"), Delivered(delivery_id="x", part=0, message_id=1))
    assert [one.report for one in followed.views.reports()] == [1]
