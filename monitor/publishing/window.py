"""What composing a digest needs, taken from the views: the stories of a window, and what was
corrected in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import Struct

from monitor.digest.model import CorrectionNotice, SeenMember, StoryForDigest
from monitor.digest.week.threads import DAYS
from monitor.events.stories_and_feeds import (
    ArticleMoved,
    CorrectionUndone,
    Event,
    Member,
    StoriesMerged,
    StorySplit,
)
from monitor.matching.sharing import share
from monitor.publishing.corrected import corrects, stories_of, titles
from monitor.views.rows import CorrectionRow, StoryRow
from monitor.views.views import Views

_WEEK_STORIES_MAX = 200  # that a week's threads are looked for in
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


class Window(Struct, frozen=True, kw_only=True):
    """Everything first seen after `since` (None: from the beginning), up to `until`: log times."""

    stories: tuple[StoryForDigest, ...]
    set_aside: int
    held: int  # of those set aside: for a person to look at
    corrections: tuple[CorrectionNotice, ...]
    aside: tuple[Member, ...]  # what the gate set aside


def window(
    views: Views,
    *,
    since: datetime | None,
    until: datetime,
    stories: bool = True,
    aside: bool = False,
) -> Window:
    """Stories that moved in the window, those that they may be or recall, and those with planned
    days ahead, whole. Without `stories` it is counted alone; `aside` brings what was set aside, for
    topics that ask for everything.
    """
    begin = since or _BEGINNING
    return Window(
        stories=tuple(_stories(views, begin, until)) if stories else (),
        set_aside=views.set_aside(since=_written(begin), until=_written(until)),
        held=views.held(since=_written(begin), until=_written(until)),
        # Who was told nothing yet needs no correction of it.
        corrections=tuple(_corrections(views, begin, until)) if since else (),
        aside=tuple(_aside(views, begin, until)) if aside else (),
    )


def _aside(views: Views, begin: datetime, until: datetime) -> Iterable[Member]:
    return views.members_aside(since=_written(begin), until=_written(until))


def _stories(views: Views, begin: datetime, until: datetime) -> Iterator[StoryForDigest]:
    moved = views.stories_since(_written(begin))
    wanted = {row.id: row for row in (*moved, *views.stories_ahead(until.date().isoformat()))}
    for named in [
        name for row in moved for name in (*row.links, *([row.maybe] if row.maybe else []))
    ]:
        if (row := views.story(named)) is not None:
            wanted.setdefault(row.id, row)
    told = (row for row in wanted.values() if row.articles and row.set_aside is None)
    return (story_of(views, row) for row in told)


def week_stories(views: Views, until: datetime) -> list[StoryForDigest]:
    """Stories of the last days of which most was told, whole: the week's threads are among them."""
    begin = _written(until - timedelta(days=DAYS))
    moved = [row for row in views.stories_since(begin) if row.articles and row.set_aside is None]
    most = sorted(moved, key=lambda row: (-row.articles, row.number))[:_WEEK_STORIES_MAX]
    return [story_of(views, row) for row in most]


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def story_of(views: Views, row: StoryRow) -> StoryForDigest:
    """The story as composing needs it."""
    found = views.seen(row.id)
    for member, _ in found:  # the window of a busy day holds thousands
        share(member.article, member.reading)
    seen = tuple(SeenMember(member=member, at=datetime.fromisoformat(at)) for member, at in found)
    return StoryForDigest(id=row.id, number=row.number, seen=seen, maybe=row.maybe, links=row.links)


def _corrections(views: Views, begin: datetime, until: datetime) -> Iterator[CorrectionNotice]:
    rows = [
        row
        for row in views.corrections(since=_written(begin))
        if datetime.fromisoformat(row.at) <= until and corrects(views, row.event, begin)
    ]
    for row in reversed(rows):
        notice = _notice(row, views)
        if notice is not None:
            yield notice


def _notice(row: CorrectionRow, views: Views) -> CorrectionNotice | None:
    """What is told of it: of an undoing, the one story that got something back."""
    story_ids = _from_and_to(row.event)
    numbers = views.numbers(story_ids)
    known = [story_id for story_id in story_ids if story_id in numbers]
    told = known[:1] if isinstance(row.event, CorrectionUndone) else known
    if not told:
        return None
    named = titles(views, row.event, told)
    return CorrectionNotice(
        kind=_KINDS[type(row.event)],
        at=datetime.fromisoformat(row.at),
        numbers=tuple(numbers[story_id] for story_id in told),
        titles=tuple(named[story_id] for story_id in told),
        reason=getattr(row.event, "reason", ""),
    )


_KINDS: Mapping[type, Literal["merged", "split", "moved", "undone"]] = {
    StoriesMerged: "merged",
    StorySplit: "split",
    ArticleMoved: "moved",
    CorrectionUndone: "undone",
}


def _from_and_to(event: Event) -> Sequence[str]:
    """Empty for what readers are not told of."""
    match event:
        case StoriesMerged() | StorySplit() | ArticleMoved():
            return stories_of(event)
        case CorrectionUndone(moves=moves):
            return tuple(to for _, _, to in moves)
        case _:
            return ()
