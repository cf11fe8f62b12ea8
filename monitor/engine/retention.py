"""Texts past their age: `rules.text_retention_days` after they came they are erased, the oldest
first; events never are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from monitor.events.stories_and_feeds import (
    ArticleRevised,
    ArticleSetAside,
    ArticleTaken,
    Event,
    TextRedacted,
    key_of,
)
from monitor.log.protocol import EventLog
from monitor.model import Rules
from monitor.stories.state import State

ERASED_AT_ONCE_MAX = 500


def overdue(log: EventLog, state: State, *, now: datetime, rules: Rules) -> list[Event]:
    """What is to be erased next, none if that is all. The State knows how far this went before."""
    if not rules.text_retention_days:
        return []
    before = now - timedelta(days=rules.text_retention_days)
    return list(islice(_older(log, state.erased_to, before, rules), ERASED_AT_ONCE_MAX))


def _older(log: EventLog, after: int, before: datetime, rules: Rules) -> Iterator[Event]:
    keys: set[str] = set()
    for recorded in log.read(after=after):
        if recorded.at >= before:
            return
        match recorded.event:
            case (
                ArticleTaken(article=article)
                | ArticleSetAside(article=article)
                | ArticleRevised(article=article)
            ):
                event = TextRedacted(
                    article_id=article.id,
                    version=article.version,
                    text_hash=article.text_hash,
                    reason=f"older than {rules.text_retention_days} days",
                    by="machine",
                    position=recorded.position,
                )
            case _:
                continue
        key = key_of(event, ordinal=0)
        if key not in keys and log.find(key) is None:
            keys.add(key)
            yield event
