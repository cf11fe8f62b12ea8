"""Which stories are looked at again, and what is to be changed in them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal

from msgspec import Struct, structs

from monitor.matching import compare, explain, judge
from monitor.matching.compare import ArrivingArticle
from monitor.matching.index import MEMBERS_COMPARED_MAX, Index, could_be_one
from monitor.matching.late.partition import Block, Linkage, between, grouped
from monitor.matching.pairs import Pair
from monitor.matching.weights import Weights, packaged
from monitor.model import Binding, Evidence, Rules

# log-odds below `rules.link_logit` that are enough here: many articles know more than one
LOWER = 0.5
STORIES_MAX = 12  # looked at together
# articles of a story that are looked at one by one; of a larger one a few stand for all, and stay
MEMBERS_MAX = 24
MEMBERS_SHOWN = 3  # that stand for a story in the evidence of a change


class Regrouping(Struct, frozen=True, kw_only=True):
    """A merge: all of `from_story` belongs to `to_story`. A move: these articles do. A split: they
    belong to a story of their own.
    """

    kind: Literal["merge", "move", "split"]
    from_story: str
    to_story: str = ""
    article_ids: tuple[str, ...] = ()
    evidence: Evidence


def second_look(
    index: Index,
    story_ids: Iterable[str],
    rules: Rules,
    bindings: Sequence[Binding] = (),
    *,
    weights: Weights | None = None,
) -> list[Regrouping]:
    """Changes to make now that `story_ids` were touched. No story takes part in the changes of two
    looks; look again after applying them.
    """
    look = Look(index, rules, bindings, weights or packaged())
    changes: list[Regrouping] = []
    taken: set[str] = set()
    for story_id in story_ids:
        drawn = None if story_id in taken else look.drawn_to(story_id)
        if drawn is None:
            continue
        around = [story_id, *(other for other in drawn if other not in taken)][:STORIES_MAX]
        found = look.changes(around)
        look.settle(around, found)
        changes += found
        taken.update(name for change in found for name in (change.from_story, change.to_story))
    return changes


class Look:
    """One look at some stories, under one set of rules and weights."""

    def __init__(
        self, index: Index, rules: Rules, bindings: Sequence[Binding], weights: Weights
    ) -> None:
        self._index, self._rules, self._weights = index, rules, weights
        self._bindings = bindings
        self._put_together = set(map(self._story_of_both, bindings))
        self._linear = weights.linear
        self._needed = rules.link_logit - LOWER
        self._questions: dict[str, ArrivingArticle] = {}
        self._linkage = Linkage(
            pair_of=self._pair,
            threshold=rules.link_logit - LOWER,
            alone=self._linear.weights[compare.ONE],
            strangers=-LOWER,
            apart=frozenset(frozenset((one.a, one.b)) for one in bindings if not one.together),
        )

    def _story_of_both(self, binding: Binding) -> str | None:
        """The story in which a person put two articles together."""
        home = self._index.story_of(binding.a)
        stand_together = binding.together and home == self._index.story_of(binding.b)
        return home if stand_together else None

    # --- which stories ---

    def drawn_to(self, story_id: str) -> list[str] | None:
        """The stories with which it is to be grouped anew; None if all that came to it since it was
        looked at last stands where it compares best, and draws nothing out of another story.
        """
        pairs, articles = self._index.pairs, set(self._articles(story_id))
        came, left = articles - pairs.settled(story_id), pairs.settled(story_id) - articles
        found = [self._drawn_by(article_id, story_id) for article_id in sorted(came)]
        drawn = dict.fromkeys(chain.from_iterable(found))
        if drawn or left:
            drawn.pop(story_id, None)
            return list(drawn)
        pairs.settle(story_id, articles)
        return None

    def _drawn_by(self, article_id: str, story_id: str) -> Iterator[str]:
        """The stories with which it, or one of theirs, may compare better than where it stands; its
        own, if it does not compare well with that.
        """
        near = self._near(article_id)
        home = self._with(article_id, story_id)
        if self._index.size(story_id) > 1 and not self._stands_well(article_id, story_id, home):
            yield story_id
        best = max([pair.logit for pair in home], default=math.inf)
        for logit, other in near:
            story = self._index.story_of(other) or story_id
            if story != story_id and (
                logit >= min(best, self._best_at_home(other, story))
                or self._mean(self._with(article_id, story)) > self._needed
            ):
                yield story

    def _stands_well(self, article_id: str, story_id: str, known: Sequence[Pair]) -> bool:
        """By all of the story's articles: those that are known already may be its best alone."""
        if self._mean(known) <= self._needed:
            return False
        others = [other for other in self._articles(story_id) if other != article_id]
        return self._mean([self._pair(article_id, other) for other in others]) > self._needed

    def _with(self, article_id: str, story_id: str) -> list[Pair]:
        """What is known of it and a story's articles."""
        known = self._index.pairs.of(article_id)
        return [known[other] for other in self._articles(story_id) if other in known]

    def _articles(self, story_id: str) -> list[str]:
        return self._index.article_ids(story_id, limit=MEMBERS_MAX)

    def _mean(self, pairs: Sequence[Pair]) -> float:
        return self._linkage.mean(between(pairs))

    def _best_at_home(self, article_id: str, story_id: str) -> float:
        """The best that is known of an article with its own story; of one alone, any is worse."""
        return max([pair.logit for pair in self._with(article_id, story_id)], default=math.inf)

    def settle(self, stories: Iterable[str], changes: Iterable[Regrouping]) -> None:
        """All that hangs together was looked at: the same look at what comes of it would change
        nothing.
        """
        standing = {name: set(self._articles(name)) for name in stories}
        for change in changes:
            standing[change.from_story] -= {*change.article_ids}
            if change.to_story:
                standing[change.to_story] |= {*change.article_ids}
        for name, articles in standing.items():
            self._index.pairs.settle(name, articles)

    def _near(self, article_id: str) -> Iterable[tuple[float, str]]:
        if not self._index.pairs.is_known(article_id):
            self._compare(article_id)
        return self._index.pairs.near(article_id, above=self._linkage.threshold)

    def _compare(self, article_id: str) -> None:
        """As it was done when the article came, which is forgotten by now."""
        traits = self._index.weighed_anew(article_id)
        found = judge.compared(
            traits,
            index=self._index,
            rules=self._rules,
            bindings=self._bindings,
            weights=self._weights,
        )
        own = self._index.story_of(article_id)
        if own and own not in [candidate.story_id for candidate in found]:
            judge.against(self._question(article_id), own, index=self._index, linear=self._linear)

    def _question(self, article_id: str) -> ArrivingArticle:
        if article_id not in self._questions:
            traits, _ = self._index.filed(article_id)
            self._questions[article_id] = compare.arriving(traits, self._index)
        return self._questions[article_id]

    def _pair(self, a: str, b: str) -> Pair:
        known = self._index.pairs.get(a, b)
        if known is None:
            known = self._compared(*sorted((a, b)))
            self._index.pairs.note(a, b, known)
        if self._told_at_other_times(a, b):
            return structs.replace(known, barred=True)
        return known

    def _told_at_other_times(self, a: str, b: str) -> bool:
        mine, theirs = self._index.filed(a)[0], self._index.filed(b)[0]
        return not could_be_one(mine, theirs, window_days=self._rules.window_days)

    def _compared(self, a: str, b: str) -> Pair:
        theirs, _ = self._index.filed(b)
        question, norms = self._question(a), self._index.norms(theirs)
        found, _, _ = judge.pair(question, theirs, norms, self._linear)
        return found

    # --- what is to be changed ---

    def changes(self, stories: Sequence[str]) -> list[Regrouping]:
        blocks = {name: self._blocks(name) for name in stories}
        if sum(map(len, blocks.values())) == 1:
            return []
        home_of = {block: name for name in stories for block in blocks[name]}
        groups = grouped(home_of, self._near_blocks(blocks), self._linkage)
        return self._between(groups, home_of)

    def _near_blocks(self, blocks: Mapping[str, Sequence[Block]]) -> Iterator[tuple[Block, Block]]:
        """Blocks of which an article compares well with one of the other's."""
        block_of: dict[str, Block] = {}
        for name, parts in blocks.items():
            for article_id in self._articles(name):
                own = (article_id,)
                block_of[article_id] = own if own in parts else parts[0]
        for article_id, block in block_of.items():
            for _, other in self._near(article_id):
                if block_of.get(other, block) != block:
                    yield block, block_of[other]

    def _blocks(self, story_id: str) -> list[Block]:
        """Its articles, each for itself; a few of a large story, which stays whole; and all of one
        that a person has put together.
        """
        large = self._index.size(story_id) > MEMBERS_MAX
        limit = MEMBERS_COMPARED_MAX if large else None
        articles = tuple(self._index.article_ids(story_id, limit=limit))
        if large or story_id in self._put_together:
            return [articles]
        return [(article,) for article in articles]

    def _between(self, groups: Sequence[Block], home_of: dict[Block, str]) -> list[Regrouping]:
        story_of = {article: name for block, name in home_of.items() for article in block}
        homes = _homes(
            groups,
            story_of,
            sizes={name: self._index.size(name) for name in home_of.values()},
            first={self._index.article_ids(name, limit=1)[0] for name in home_of.values()},
        )
        sizes = Counter(story_of.values())
        leaving: dict[tuple[str, str | None, int], list[str]] = defaultdict(list)
        for at, group in enumerate(groups):
            for article in group:
                leaving[story_of[article], homes[at], at].append(article)
        return [
            self._change(tuple(articles), name, home, whole=len(articles) == sizes[name])
            for (name, home, _), articles in leaving.items()
            if name != home
        ]

    def _change(self, leaving: Block, name: str, home: str | None, *, whole: bool) -> Regrouping:
        if home is None:
            return Regrouping(
                kind="split",
                from_story=name,
                article_ids=leaving,
                evidence=self._evidence(leaving, name, SPLIT),
            )
        return Regrouping(
            kind="merge" if whole else "move",
            from_story=name,
            to_story=home,
            article_ids=leaving,
            evidence=self._evidence(leaving, home, JOINED),
        )

    def _evidence(self, articles: Block, story_id: str, reason: str) -> Evidence:
        """Of the first of the articles, against the story."""
        traits, _ = self._index.filed(articles[0])
        candidate = judge.against(
            self._question(articles[0]),
            story_id,
            index=self._index,
            linear=self._linear,
            limit=MEMBERS_SHOWN,
        )
        say = explain.Explainer(traits, index=self._index, weights=self._weights)
        same, differ = say.same_and_differ(candidate)
        return Evidence(
            rule=reason.format(needed=self._linkage.threshold),
            rules=self._weights.fingerprint,
            considered=1,
            chosen=say.comparison(candidate),
            same=same,
            differ=differ,
        )


JOINED = "looked at together, they tell one event: more than {needed:+.1f} on average"
SPLIT = "looked at together, they tell another event than the rest: less than {needed:+.1f}"


def _homes(
    groups: Sequence[Block],
    story_of: dict[str, str],
    *,
    sizes: dict[str, int],
    first: Collection[str],
) -> list[str | None]:
    """The story that each group stays in: the one it has most of, the larger of equals; each story
    is the home of one group at most, of equals of the one that began it: by it the story is known.
    """
    shares = []
    for at, group in enumerate(groups):
        for name, articles in Counter(story_of[article] for article in group).items():
            began = any(story_of[article] == name for article in group if article in first)
            shares.append((-articles, -sizes[name], name, not began, at))
    homes: list[str | None] = [None] * len(groups)
    for *_, name, _, at in sorted(shares):
        if homes[at] is None and name not in homes:
            homes[at] = name
    return homes
