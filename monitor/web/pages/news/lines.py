"""A story in a line of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from monitor.digest.model import SeenMember, StoryForDigest
from monitor.digest.wording.frame import title_of
from monitor.digest.wording.locale import Words
from monitor.events.stories_and_feeds import Member
from monitor.model import PartialDate, Stage
from monitor.stories.queries import summary
from monitor.views.documents import Passing, StoryStatus, status_of
from monitor.views.rows import StoryRow
from monitor.views.views import Views


class StoryLine(Struct, frozen=True, kw_only=True):
    """`title` is empty where all of its sources were erased; `updated_at` is a log time, UTC.
    `languages` and `outlets` are those of its accounts; what else it says is what a digest would.
    """

    number: int
    title: str
    status: StoryStatus
    act: str | None
    stage: Stage | None
    date: PartialDate | None
    place: str | None
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    outlets: tuple[str, ...]
    accounts: int
    unsure: bool
    updated_at: str


def story_line(views: Views, row: StoryRow, words: Words, passing: Passing) -> StoryLine:
    members = passing(views.unredacted(row.id))
    told = summary(members) if members else None
    countries = (code for member in members for code in member.reading.countries)
    outlets = (member.article.outlet for member in members)
    return StoryLine(
        number=row.number,
        title=headline(row, members, words),
        status=status_of(row),
        act=told.act if told else None,
        stage=told.stage if told else None,
        date=told.date if told else None,
        place=told.place if told else None,
        countries=tuple(dict.fromkeys(countries)),
        languages=told.languages if told else (),
        outlets=tuple(dict.fromkeys(filter(None, outlets))),
        accounts=row.articles,
        unsure=row.maybe is not None,
        updated_at=row.updated_at,
    )


def headline(row: StoryRow, members: Sequence[Member], words: Words) -> str:
    """As a digest would head it: made from what is sure, which the members hold alone, else an
    outlet's own. Empty without members.
    """
    if not members:
        return ""
    at = datetime.fromisoformat(row.opened_at)
    seen = tuple(SeenMember(member=member, at=at) for member in members)
    return title_of(StoryForDigest(id=row.id, number=row.number, seen=seen), words)
