"""What became of an article that was taken in, told from the events that were written about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec import Struct

from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleRevised,
    ArticleSetAside,
    ArticleTaken,
    Event,
    StoryOpened,
)
from monitor.model import Verdict

TakenKind = Literal[
    "new", "development", "duplicate", "unsure", "new version", "set aside", "known", "failed"
]


class IntakeOutcome(Struct, frozen=True, kw_only=True):
    """`known`: the log has this very text already, and nothing was written. `failed`: it cannot be
    written; `reason` says why.

    `number` is that of the story; `verdict` stands with the first four kinds, `new_facts` of a new
    version in its event.
    """

    article_id: str
    kind: TakenKind
    story_id: str | None = None
    number: int | None = None
    verdict: Verdict | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()  # what was mended on the way in, as logged


def told(article_id: str, events: Iterable[Event]) -> IntakeOutcome:
    """The last event about the article says what became of it. `number` is left to those who know
    the stories.
    """
    taken = IntakeOutcome(article_id=article_id, kind="known")
    notes: tuple[str, ...] = ()
    for event in events:
        if isinstance(event, ArticleTaken | ArticleSetAside | ArticleRevised) and event.reading:
            notes = event.reading.notes
        match event:
            case ArticleSetAside(reason=reason):
                taken = IntakeOutcome(article_id=article_id, kind="set aside", reason=reason)
            case ArticleRevised(story_id=story_id, reason=reason):
                taken = IntakeOutcome(
                    article_id=article_id, kind="new version", story_id=story_id, reason=reason
                )
            case StoryOpened(story_id=story_id):
                taken = _opened(event)
            case ArticleAttached(story_id=story_id):
                taken = _attached(event)
            case _:
                continue
    if not notes:
        return taken
    return msgspec.structs.replace(taken, notes=notes)


def _opened(event: StoryOpened) -> IntakeOutcome:
    kind: Literal["new", "unsure"] = "unsure" if event.maybe else "new"
    verdict = Verdict(kind=kind, evidence=event.evidence, maybe=event.maybe, links=event.links)
    return IntakeOutcome(
        article_id=event.article_id,
        kind=kind,
        story_id=event.story_id,
        number=event.number,
        verdict=verdict,
    )


def _attached(event: ArticleAttached) -> IntakeOutcome:
    verdict = Verdict(
        kind=event.verdict,
        evidence=event.evidence,
        story_id=event.story_id,
        of=event.of,
        new_facts=event.new_facts,
        differ=event.differ,
        links=event.links,
    )
    return IntakeOutcome(
        article_id=event.article_id, kind=event.verdict, story_id=event.story_id, verdict=verdict
    )
