"""The matcher as the engine uses it: an index kept in step with the State, and the verdict on an
article, put together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, cast

import msgspec

from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleMoved,
    ArticleRevised,
    CorrectionUndone,
    Event,
    Member,
    StoriesMerged,
    StoryClosed,
    StoryOpened,
    StoryReopened,
    StorySplit,
)
from monitor.matching import late, links
from monitor.matching.index import Index
from monitor.matching.judge import judge
from monitor.matching.novelty import EARLIER_MAX, Novelty, novelty
from monitor.matching.sharing import share
from monitor.model import Article, Binding, Reading, Rules, Verdict
from monitor.stories.commands import Regroup
from monitor.stories.state import State

TextOf = Callable[[str], str | None]  # the hash of a text → the kept text


class Matcher:
    """`text_of` looks kept texts up by their hash."""

    def __init__(self, state: State, *, rules: Rules, text_of: TextOf) -> None:
        self._state, self._rules, self._text_of = state, rules, text_of
        self._index = Index()
        self.spent_s = 0.0  # of processor time, on the last verdict, for measuring
        self._unbuilt = list(reversed(state.where))

    def prepare(self, articles_max: int | None = None) -> bool:
        """Take some articles of the State into the index, or all that are left; whether any is left
        then.
        """
        for _ in range(
            len(self._unbuilt) if articles_max is None else min(articles_max, len(self._unbuilt))
        ):
            self.follow([self._unbuilt.pop()])
        return bool(self._unbuilt)

    def follow(self, article_ids: Iterable[str]) -> None:
        """Make the index say of these articles what the State says."""
        for article_id in article_ids:
            story_id = self._state.where.get(article_id)
            if story_id is None:
                self._index.remove(article_id)
            else:
                member = self._state.stories[story_id].members[article_id]
                share(member.article, member.reading)
                self._index.add(story_id, member.article, member.reading)

    def verdict(
        self, article: Article, reading: Reading, text: str, *, bindings: Sequence[Binding]
    ) -> Verdict:
        started = time.thread_time()
        judged = judge(article, reading, index=self._index, rules=self._rules, bindings=bindings)
        recalled = links.links(article, reading, index=self._index, own=judged.story_id)
        judged = msgspec.structs.replace(judged, links=recalled)
        self.spent_s = time.thread_time() - started
        if judged.story_id is None:
            return judged
        members = self._state.stories[judged.story_id].members.values()
        return _with(judged, self.news(article, reading, text, members=list(members)))

    def news(
        self, article: Article, reading: Reading, text: str, *, members: Sequence[Member]
    ) -> Novelty:
        """What the article brings to a story that has these members."""
        earlier = [
            (member.article, member.reading, self._text_of(member.article.text_hash))
            for member in members[-EARLIER_MAX:]
        ]
        return novelty(article, reading, text, earlier=earlier, rules=self._rules)

    def second_look(
        self, story_ids: Iterable[str], *, bindings: Sequence[Binding]
    ) -> list[Regroup]:
        found = late.second_look(self._index, story_ids, self._rules, bindings)
        return [
            Regroup(
                from_story_id=change.from_story,
                to_story_id=change.to_story or None,
                article_ids=() if change.kind == "merge" else change.article_ids,
                evidence=change.evidence,
            )
            for change in found
        ]


def _with(verdict: Verdict, news: Novelty) -> Verdict:
    rule = "; ".join(filter(None, (verdict.evidence.rule, news.rule)))
    return msgspec.structs.replace(
        verdict,
        kind=cast(Literal["development", "duplicate"], news.kind),
        of=news.of,
        new_facts=news.new_facts,
        differ=news.differ,
        evidence=msgspec.structs.replace(verdict.evidence, rule=rule),
    )


def touched(event: Event, state: State) -> list[str]:
    """The articles whose place or reading the event changes, asked before it is folded into the
    State.
    """
    match event:
        case StoryOpened(article_id=article_id) | ArticleAttached(article_id=article_id):
            return [article_id]
        case ArticleMoved(article_id=article_id):
            return [article_id]
        case ArticleRevised(article=article, story_id=str()):
            return [article.id]
        case StoryClosed(story_id=story_id):
            return list(state.stories[story_id].members)
        case StoryReopened(members=members):
            return [member.article.id for member in members]
        case StoriesMerged(article_ids=article_ids) | StorySplit(article_ids=article_ids):
            return list(article_ids)
        case CorrectionUndone(moves=moves):
            return [article_id for article_id, _, _ in moves]
        case _:
            return []
