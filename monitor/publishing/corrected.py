"""Which stories a correction changed, and what they are called by people who never saw a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.events.stories_and_feeds import (
    ArticleMoved,
    CorrectionUndone,
    Event,
    StoriesMerged,
    StorySetAside,
    StorySplit,
)
from monitor.views.views import Views


def stories_of(event: Event) -> tuple[str, ...]:
    """The stories that a correction changed."""
    match event:
        case StoriesMerged(story_id=into, merged_id=gone):
            return (gone, into)
        case StorySplit(story_id=old, new_story_id=new):
            return (old, new)
        case ArticleMoved(from_story_id=old, to_story_id=new):
            return (old, new)
        case StorySetAside(story_id=story_id):
            return (story_id,)
        case CorrectionUndone(moves=moves, emptied=emptied):
            ids = [story_id for _, *ends in moves for story_id in ends]
            return tuple(dict.fromkeys((*ids, *(story_id for story_id, _ in emptied))))
        case _:
            return ()


def corrects(views: Views, event: Event, told: datetime) -> bool:
    """Whether it changes what was known at the log time `told`: an account that came later and was
    put right before anybody read of it needs no correction.
    """
    came = map(views.article_by_id, _all_moved(event))
    times = [datetime.fromisoformat(row.taken_at) for row in came if row is not None]
    return not times or min(times) <= told


def _all_moved(event: Event) -> Sequence[str]:
    match event:
        case StoriesMerged(article_ids=moved) | StorySplit(article_ids=moved):
            return moved
        case ArticleMoved(article_id=article_id):
            return (article_id,)
        case CorrectionUndone(moves=moves):
            return tuple(article_id for article_id, *_ in moves)
        case _:
            return ()


def titles(views: Views, event: Event, story_ids: Iterable[str]) -> dict[str, str]:
    """The headline of each story's first account; of a story that has none any more, of the first
    that came or went with this correction. Empty where none is known.
    """
    return {story_id: _title(views, event, story_id) for story_id in story_ids}


def _title(views: Views, event: Event, story_id: str) -> str:
    members = views.members(story_id)
    if members:
        return next((one.reading.title or one.article.title for one in members), "") or ""
    rows = map(views.article_by_id, _moved(event, story_id))
    known = (row for row in rows if row is not None)
    named = ((row.reading.title if row.reading else "") or row.article.title for row in known)
    return next(filter(None, named), "") or ""


def _moved(event: Event, story_id: str) -> Sequence[str]:
    """The articles that the correction took to the story or away from it."""
    match event:
        case StoriesMerged(merged_id=gone, article_ids=moved) if story_id == gone:
            return moved
        case StorySplit(new_story_id=new, article_ids=moved) if story_id == new:
            return moved
        case ArticleMoved(article_id=article_id):
            return (article_id,)
        case CorrectionUndone(moves=moves):
            return tuple(article_id for article_id, *ends in moves if story_id in ends)
        case _:
            return ()
