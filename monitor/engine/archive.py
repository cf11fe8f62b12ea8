"""What the State has let go of, looked up in the views: closed stories, corrections, who goes by
which name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from monitor.errors import NotFoundError
from monitor.events.stories_and_feeds import (
    Alias,
    ArticleMoved,
    CorrectionUndone,
    Event,
    StoriesKeptApart,
    StoriesMerged,
    StorySplit,
)
from monitor.log.protocol import EventLog
from monitor.model import Binding, StoryStatus
from monitor.stories.commands import ClosedStory
from monitor.views.rows import ArticleRow, CorrectionRow, StoryRow
from monitor.views.views import Views


class Archive:
    """Catches the views up with the log before each question."""

    def __init__(self, log: EventLog, views: Callable[[], Views]) -> None:
        self._log, self._open = log, views
        self._views: Views | None = None

    @property
    def views(self) -> Views:
        if self._views is None:
            self._views = self._open()
        self._views.catch_up(self._log)
        return self._views

    def close(self) -> None:
        if self._views is not None:
            self._views.close()

    def story(self, ref: int | str) -> StoryRow:
        """Raises NotFoundError; UsageError if several go by that name."""
        row = self.views.story(ref)
        if row is None:
            raise NotFoundError(f"there is no story {ref}", hint="`monitor stories` lists them")
        return row

    def article(self, ref: str) -> ArticleRow:
        """Raises NotFoundError; UsageError if several go by that name."""
        row = self.views.article(ref)
        if row is None:
            raise NotFoundError(
                f"there is no article {ref}", hint="`monitor search WORDS` finds articles"
            )
        return row

    def home_of(self, article_id: str) -> str | None:
        """The story that an article belongs to, open or closed."""
        row = self.views.article_by_id(article_id)
        return None if row is None else row.story_id

    def corrections(self) -> list[CorrectionRow]:
        """The last first."""
        return self.views.corrections()

    def closed(self, story_id: str) -> ClosedStory | None:
        """All that a closed story needs to stand again; None if it is open or unknown."""
        views = self.views
        row = views.story(story_id)
        if row is None or row.status is not StoryStatus.CLOSED:
            return None
        members = tuple(views.members(row.id))
        corrections = views.corrections()
        return ClosedStory(
            story_id=row.id,
            number=row.number,
            members=members,
            opened_at=datetime.fromisoformat(row.opened_at),
            maybe=row.maybe,
            links=row.links,
            claims=_claims({member.article.id for member in members}, corrections),
            aliases=tuple(_aliases(row.id, views.stories(status=StoryStatus.MERGED), corrections)),
        )


def _aliases(
    story_id: str, ended: Sequence[StoryRow], corrections: Sequence[CorrectionRow]
) -> Iterator[Alias]:
    """The stories that ended in this one, each after the one it ended in."""
    into = [story_id]
    for heir in into:
        for row in (row for row in ended if row.merged_into == heir):
            into.append(row.id)
            yield Alias(
                story_id=row.id,
                number=row.number,
                into=heir,
                correction=next((c.number for c in corrections if _ends(c.event, row.id)), 0),
                opened_at=datetime.fromisoformat(row.opened_at),
                maybe=row.maybe,
                links=row.links,
            )


def _claims(
    article_ids: set[str], corrections: list[CorrectionRow]
) -> tuple[tuple[int, tuple[Binding, ...]], ...]:
    """Bindings of corrections in force that touch these articles, by the corrections' numbers."""
    found = []
    for correction in reversed(corrections):
        event = correction.event
        if correction.undone_by is not None or not isinstance(
            event, StoriesMerged | StorySplit | ArticleMoved | StoriesKeptApart
        ):
            continue
        if any(binding.a in article_ids or binding.b in article_ids for binding in event.bindings):
            found.append((correction.number, event.bindings))
    return tuple(found)


def _ends(event: Event, story_id: str) -> bool:
    """Whether the event can have ended the story; asked of the last corrections first."""
    match event:
        case StoriesMerged(merged_id=merged_id):
            return merged_id == story_id
        case ArticleMoved(from_story_id=from_id):
            return from_id == story_id
        case CorrectionUndone(emptied=emptied):
            return any(gone == story_id for gone, _ in emptied)
        case _:
            return False
