"""Which stories are looked at again, and what is to be changed in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Literal

from msgspec import Struct, structs

from monitor.matching import compare, explain, judge
from monitor.matching.index import MEMBERS_COMPARED_MAX, Index, could_be_one
from monitor.matching.late.partition import Block, Linkage, grouped
from monitor.matching.pairs import Pair
from monitor.matching.weights import Weights, packaged
from monitor.model import Binding, Evidence, Rules

# log-odds below `rules.link_logit` that are enough here: many articles know more than one
LOWER = 0.5
GROWN = 1.1  # by which so many more open articles, words are rarer or commoner than they were
STORIES_MAX = 12  # looked at together
# articles of a story that are looked at one by one; of a larger one a few stand for all, and stay
MEMBERS_MAX = 24


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
        if story_id in taken or not index.size(story_id):
            continue
        around = [other for other in look.around(story_id) if other not in taken]
        found = look.changes([story_id, *around])
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
        self._linear = judge.linear_of(weights)
        self._linkage = Linkage(
            pair_of=self._pair,
            threshold=rules.link_logit - LOWER,
            alone=self._linear.weights[compare.ONE],
            apart=frozenset(frozenset((one.a, one.b)) for one in bindings if not one.together),
        )

    def _story_of_both(self, binding: Binding) -> str | None:
        """The story in which a person put two articles together."""
        home = self._index.story_of(binding.a)
        stand_together = binding.together and home == self._index.story_of(binding.b)
        return home if stand_together else None

    # --- which stories ---

    def around(self, story_id: str) -> list[str]:
        """Other stories with an article that compares well with one of this story's, best first,
        and those around them: no mean is higher than the best of its pairs.
        """
        found = [story_id]
        for name in found:
            if len(found) < STORIES_MAX:
                found += [other for other in self._next_to(name) if other not in found]
        return found[1:STORIES_MAX]

    def _next_to(self, story_id: str) -> list[str]:
        """Best first. What was only asked about is in no story."""
        members = self._index.members(story_id, limit=MEMBERS_MAX)
        near = chain.from_iterable(self._near(traits.article_id) for traits, _ in members)
        best = {self._index.story_of(other): logit for logit, other in sorted(near)}
        found = filter(None, best.keys() - {story_id})
        return sorted(found, key=lambda name: (-best[name], name))

    def _near(self, article_id: str) -> Iterable[tuple[float, str]]:
        if self._index.pairs.compared(article_id) * GROWN < self._index.articles:
            self._compare(article_id)
        return self._index.pairs.near(article_id, above=self._linkage.threshold)

    def _compare(self, article_id: str) -> None:
        """As it was done when the article came, which is forgotten by now."""
        traits, _ = self._index.filed(article_id)
        judge.compared(
            traits,
            index=self._index,
            rules=self._rules,
            bindings=self._bindings,
            weights=self._weights,
            apart_from=self._index.story_of(article_id),
        )

    def _pair(self, a: str, b: str) -> Pair:
        known = self._index.pairs.get(a, b)
        if known is None or known.among * GROWN < self._index.articles:
            known = self._compared(*sorted((a, b)))
            self._index.pairs.note(a, b, known)
        if self._told_at_other_times(a, b):
            return structs.replace(known, barred=True)
        return known

    def _told_at_other_times(self, a: str, b: str) -> bool:
        mine, theirs = self._index.filed(a)[0], self._index.filed(b)[0]
        return not could_be_one(mine, theirs, window_days=self._rules.window_days)

    def _compared(self, a: str, b: str) -> Pair:
        mine, theirs = self._index.filed(a)[0], self._index.filed(b)[0]
        question, norms = compare.arriving(mine, self._index), self._index.norms(theirs)
        found, _, _ = judge.pair(question, theirs, norms, self._linear, among=self._index.articles)
        return found

    # --- what is to be changed ---

    def changes(self, stories: Sequence[str]) -> list[Regrouping]:
        blocks = {name: self._blocks(name) for name in stories}
        if sum(map(len, blocks.values())) == 1:
            return []
        home_of = {block: name for name in stories for block in blocks[name]}
        groups = grouped(home_of, self._linkage)
        return self._between(groups, home_of)

    def _blocks(self, story_id: str) -> list[Block]:
        """Its articles, each for itself; a few of a large story, which stays whole; and all of one
        that a person has put together.
        """
        large = self._index.size(story_id) > MEMBERS_MAX
        limit = MEMBERS_COMPARED_MAX if large else None
        members = self._index.members(story_id, limit=limit)
        articles = tuple(traits.article_id for traits, _ in members)
        if large or story_id in self._put_together:
            return [articles]
        return [(article,) for article in articles]

    def _between(self, groups: Sequence[Block], home_of: dict[Block, str]) -> list[Regrouping]:
        story_of = {article: name for block, name in home_of.items() for article in block}
        homes = _homes(
            groups, story_of, {name: self._index.size(name) for name in home_of.values()}
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
            compare.arriving(traits, self._index), story_id, index=self._index, linear=self._linear
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
    groups: Sequence[Block], story_of: dict[str, str], sizes: dict[str, int]
) -> list[str | None]:
    """The story that each group stays in: the one it has most of, the larger of equals; each story
    is the home of one group at most.
    """
    shares = []
    for at, group in enumerate(groups):
        for name, articles in Counter(story_of[article] for article in group).items():
            shares.append((-articles, -sizes[name], name, at))
    homes: list[str | None] = [None] * len(groups)
    for _, _, name, at in sorted(shares):
        if homes[at] is None and name not in homes:
            homes[at] = name
    return homes
