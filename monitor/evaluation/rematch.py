"""What today's rules and code would decide about the articles in a log, beside what was decided
when they came.

The texts still kept are read again and taken, in log order and log time, into a state of their own.
Corrections are not played: this compares the machine with itself. Nothing is written.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.engine.outcome import IntakeOutcome
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleSetAside,
    ArticleTaken,
    StoryOpened,
    StorySplit,
)
from monitor.log.memory import MemoryLog
from monitor.log.protocol import EventLog
from monitor.model import Article, Incoming, Rules
from monitor.parallel.pool import ReadingPool
from monitor.stores import Stores


class Placed(Struct, frozen=True, kw_only=True):
    """`with_id` is the first article of the story it was put into; None if it opened one or was set
    aside.
    """

    verdict: str
    with_id: str | None = None
    rule: str = ""


class Change(Struct, frozen=True, kw_only=True):
    article: Article
    then: Placed
    now: Placed


class Rematch(Struct, frozen=True, kw_only=True):
    """`erased` articles have no text any more and were left out, so what they would have met may
    differ too.
    """

    compared: int
    erased: int
    changes: tuple[Change, ...]


def rematch(
    log: EventLog,
    *,
    rules: Rules,
    pool: ReadingPool | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Rematch:
    """`pool` reads, if it is given; the result is the same."""
    then = _decided_then(log)
    kept = _Kept(log)
    clock = SetClock(_BEFORE)
    with (
        tempfile.TemporaryDirectory() as folder,
        Engine(
            log=MemoryLog(), views=Stores(Path(folder)).views, rules=rules, clock=clock
        ) as trial,
    ):
        trial.read_on(pool)
        now = _decided_now(trial, kept, clock=clock, progress=progress)
    changes = tuple(
        Change(article=article, then=then[article.id], now=placed)
        for article, placed in now
        if article.id in then and _differs(then[article.id], placed)
    )
    return Rematch(compared=len(now), erased=kept.erased, changes=changes)


class _Kept:
    """The articles whose text is kept, with the times at which they came; how many have none."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.times: deque[datetime] = deque()  # of those handed out and not taken yet
        self.erased = 0

    def __iter__(self) -> Iterator[Incoming]:
        for recorded in self._log.read():
            if not isinstance(recorded.event, ArticleTaken | ArticleSetAside):
                continue
            article = recorded.event.article
            text = self._log.text(article.text_hash)
            if text is None and article.text_bytes:
                self.erased += 1
                continue
            self.times.append(recorded.at)
            yield Incoming(article=article, text=text or "")


def _decided_now(
    trial: Engine, kept: _Kept, *, clock: SetClock, progress: Callable[[], object]
) -> list[tuple[Article, Placed]]:
    """Each article with what is decided about it now."""
    found: list[tuple[Article, Placed]] = []
    first: dict[str, str] = {}
    for incoming in trial.ahead(kept):
        clock.at = kept.times.popleft()
        trial.tick()
        taken = trial.attempt(incoming)
        if taken.story_id and taken.kind in {"new", "unsure"}:
            first[taken.story_id] = incoming.article.id
        found.append((incoming.article, _placed(taken, first)))
        progress()
    return found


_BEFORE = datetime(1970, 1, 1, tzinfo=UTC)  # any time: the first event sets it


def _decided_then(log: EventLog) -> dict[str, Placed]:
    """What was decided about each article when it came, by its id."""
    found: dict[str, Placed] = {}
    first: dict[str, str] = {}
    for recorded in log.read():
        match recorded.event:
            case StoryOpened(
                story_id=story_id, article_id=article_id, evidence=evidence, maybe=maybe
            ):
                first[story_id] = article_id
                found[article_id] = Placed(verdict="unsure" if maybe else "new", rule=evidence.rule)
            case ArticleAttached(
                story_id=story_id, article_id=article_id, verdict=verdict, evidence=evidence
            ):
                found[article_id] = Placed(
                    verdict=verdict, with_id=first.get(story_id, story_id), rule=evidence.rule
                )
            case StorySplit(new_story_id=story_id, article_ids=article_ids):
                first[story_id] = article_ids[0]
            case ArticleSetAside(article=article, reason=reason):
                found[article.id] = Placed(verdict="set aside", rule=reason)
            case _:
                continue
    return found


def _placed(taken: IntakeOutcome, first: dict[str, str]) -> Placed:
    rule = taken.verdict.evidence.rule if taken.verdict else taken.reason
    with_id = None
    if taken.kind not in {"new", "unsure"}:
        with_id = first.get(taken.story_id or "", taken.story_id)
    return Placed(verdict=taken.kind, with_id=with_id, rule=rule)


def _differs(then: Placed, now: Placed) -> bool:
    return (then.verdict, then.with_id) != (now.verdict, now.with_id)
