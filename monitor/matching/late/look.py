"""Which stories are looked at again, and what is to be changed in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from monitor.matching import compare, explain, judge
from monitor.matching.index import MEMBERS_COMPARED_MAX, Index, could_be_one
from monitor.matching.late.partition import Block, Linkage, grouped, worth
from monitor.matching.pairs import Pair
from monitor.matching.weights import Weights, packaged
from monitor.model import Binding, Evidence, Rules

# log-odds below `rules.link_logit` that are enough here: many articles know more than one
LOWER = 0.5
TOO_FAR = -20.0  # log-odds of what was told at other times
GROWN = 1.02 # by which so many more open articles, words are rarer or commoner than they were
STORIES_MAX = 12  # looked at together
# articles of a story that are looked at one by one; of a larger one a few stand for all, and stay
MEMBERS_MAX = 12
# log-odds by which the new grouping must be worth more than what stands: none is made to and fro
GAIN_MIN = 0.05


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
        self._linear = judge.linear_of(weights)
        self._linkage = Linkage(
            pair_of=self._pair,
            threshold=rules.link_logit - LOWER,
            alone=self._linear.weights[compare.ONE],
            apart=frozenset(frozenset((one.a, one.b)) for one in bindings if not one.together),
        )

    # --- which stories ---

    def around(self, story_id: str) -> list[str]:
        """Other stories with an article that compares well with one of this story's, best first,
        and those around them: no mean is higher than the best of its pairs.
        """
        found = [story_id]
        for name in found:
            best_first = sorted(self._next_to(name).items(), key=lambda near: (-near[1], near[0]))
            found += [other for other, _ in best_first if other not in found]
            if len(found) >= STORIES_MAX:
                break
        return found[1:STORIES_MAX]

    def _next_to(self, story_id: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for traits, _ in self._index.members(story_id, limit=MEMBERS_MAX):
            for logit, other in self._near(traits.article_id):
                home = self._index.story_of(other)
                if home is not None and home != story_id:
                    found[home] = max(logit, found.get(home, logit))
        return found

    def _near(self, article_id: str) -> Iterable[tuple[float, str]]:
        if self._index.pairs.compared(article_id) * GROWN < self._index.articles:
            self._compare(article_id)
        return self._index.pairs.near(article_id, above=self._linkage.threshold)

    def _compare(self, article_id: str) -> None:
        """As it was done when the article came, which is forgotten by now."""
        traits = self._index.traits(article_id)
        if traits is not None:
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
        return known

    def _compared(self, a: str, b: str) -> Pair:
        mine, (theirs, norms) = self._index.filed(a)[0], self._index.filed(b)
        if not could_be_one(mine, theirs, window_days=self._rules.window_days):
            return Pair(TOO_FAR, barred=True, by_the_date=True, among=self._index.articles)
        question = compare.arriving(mine, self._index)
        return judge.pair(question, theirs, norms, self._linear, among=self._index.articles)[0]

    # --- what is to be changed ---

    def changes(self, stories: Sequence[str]) -> list[Regrouping]:
        blocks = {name: self._blocks(name) for name in stories}
        if sum(map(len, blocks.values())) == 1:
            return []
        home_of = {block: name for name in stories for block in blocks[name]}
        standing = [_joined(blocks[name]) for name in stories]
        groups = grouped(self._bound_together(list(home_of)), self._linkage)
        gain = worth(groups, self._linkage) - worth(standing, self._linkage)
        if gain < GAIN_MIN:
            return []
        return self._between(groups, home_of)

    def _blocks(self, story_id: str) -> list[Block]:
        if self._index.size(story_id) > MEMBERS_MAX:
            members = self._index.members(story_id, limit=MEMBERS_COMPARED_MAX)
            return [tuple(traits.article_id for traits, _ in members)]
        return [(traits.article_id,) for traits, _ in self._index.members(story_id)]

    def _bound_together(self, blocks: Sequence[Block]) -> list[Block]:
        """What a person bound stands in one block from the start."""
        block_of = {article: block for block in blocks for article in block}
        for one in self._bindings:
            if one.together and one.a in block_of and one.b in block_of:
                whole = tuple(dict.fromkeys((*block_of[one.a], *block_of[one.b])))
                block_of |= dict.fromkeys(whole, whole)
        return list(dict.fromkeys(block_of.values()))

    def _between(
        self, groups: Sequence[Block], home_of: dict[Block, str]
    ) -> list[Regrouping]:
        story_of = {article: name for block, name in home_of.items() for article in block}
        homes = _homes(groups, story_of, {n: self._index.size(n) for n in home_of.values()})
        sizes = Counter(story_of.values())
        found = []
        for group, home in zip(groups, homes, strict=True):
            for name in dict.fromkeys(story_of[article] for article in group):
                if name == home:
                    continue
                leaving = tuple(article for article in group if story_of[article] == name)
                whole = len(leaving) == sizes[name]
                found.append(self._change(leaving, name, home, group, whole=whole))
        return found

    def _change(
        self, leaving: Block, name: str, home: str | None, group: Block, *, whole: bool
    ) -> Regrouping:
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


def _joined(blocks: Iterable[Block]) -> Block:
    return tuple(article for block in blocks for article in block)


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
