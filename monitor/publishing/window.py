"""What composing a digest needs, taken from the views: the stories of a window, and what was
corrected in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from monitor.digest.model import CorrectionNotice, SeenMember, StoryForDigest
from monitor.events.stories_and_feeds import (
    ArticleMoved,
    CorrectionUndone,
    StoriesMerged,
    StorySplit,
)
from monitor.model import StoryStatus
from monitor.views.rows import CorrectionRow, StoryRow
from monitor.views.views import Views

_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


class Window(Struct, frozen=True, kw_only=True):
    """Everything first seen after `since` (None: from the beginning), up to `until`: log times."""

    stories: tuple[StoryForDigest, ...]
    set_aside: int
    held: int  # of those set aside: for a person to look at
    corrections: tuple[CorrectionNotice, ...]


def window(views: Views, *, since: datetime | None, until: datetime) -> Window:
    """Stories that moved in the window, those that they may be or recall, and those with planned
    days ahead, whole.
    """
    begin = since or _BEGINNING
    moved = views.stories_since(_written(begin))
    wanted = {row.id: row for row in (*moved, *views.stories_ahead(until.date().isoformat()))}
    for named in [
        name for row in moved for name in (*row.links, *([row.maybe] if row.maybe else []))
    ]:
        if (row := views.story(named)) is not None:
            wanted.setdefault(row.id, row)
    return Window(
        stories=tuple(
            _story(views, row) for row in wanted.values() if row.articles and row.set_aside is None
        ),
        set_aside=views.set_aside(since=_written(begin), until=_written(until)),
        held=views.held(since=_written(begin), until=_written(until)),
        # Who was told nothing yet needs no correction of it.
        corrections=tuple(_corrections(views, begin, until)) if since else (),
    )


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _story(views: Views, row: StoryRow) -> StoryForDigest:
    seen = tuple(
        SeenMember(member=member, at=datetime.fromisoformat(at))
        for member, at in views.seen(row.id)
    )
    return StoryForDigest(id=row.id, number=row.number, seen=seen, maybe=row.maybe, links=row.links)


def _corrections(views: Views, begin: datetime, until: datetime) -> Iterator[CorrectionNotice]:
    rows = [
        row
        for row in views.corrections(since=_written(begin))
        if datetime.fromisoformat(row.at) <= until
    ]
    everything = [*views.stories(), *views.stories(status=StoryStatus.MERGED)] if rows else []
    numbers = {row.id: row.number for row in everything}
    for row in reversed(rows):
        yield from _told(row, datetime.fromisoformat(row.at), numbers)


def _told(
    row: CorrectionRow, at: datetime, numbers: Mapping[str, int]
) -> Iterator[CorrectionNotice]:
    match row.event:
        case StoriesMerged(story_id=into, merged_id=gone, reason=reason):
            yield CorrectionNotice(
                kind="merged", at=at, numbers=_named(numbers, gone, into), reason=reason
            )
        case StorySplit(story_id=old, new_story_id=new, reason=reason):
            yield CorrectionNotice(
                kind="split", at=at, numbers=_named(numbers, old, new), reason=reason
            )
        case ArticleMoved(from_story_id=old, to_story_id=new, reason=reason):
            yield CorrectionNotice(
                kind="moved", at=at, numbers=_named(numbers, old, new), reason=reason
            )
        case CorrectionUndone(moves=moves):
            if back := _named(numbers, *(to for _, _, to in moves)):
                yield CorrectionNotice(kind="undone", at=at, numbers=back[:1])


def _named(numbers: Mapping[str, int], *story_ids: str) -> tuple[int, ...]:
    return tuple(numbers[story_id] for story_id in story_ids if story_id in numbers)
