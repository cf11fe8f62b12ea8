"""Articles into groups by average linkage: the two groups whose articles compare best on average
become one, until none compare well enough.

What goes in are blocks: one article, or several that stay together. Nothing depends on their order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import product

from msgspec import Struct, structs

from monitor.matching.pairs import Pair

TWO = 2
Block = tuple[str, ...]
PairOf = Callable[[str, str], Pair]
FORBIDDEN = float("-inf")


class Between(Struct, frozen=True, gc=False):
    """What stands between two groups: of all pairs of their articles."""

    pairs: int
    logits: float
    barred: int
    strangers: int

    def __add__(self, other: Between) -> Between:
        return Between(
            self.pairs + other.pairs,
            self.logits + other.logits,
            self.barred + other.barred,
            self.strangers + other.strangers,
        )


def between(pairs: Collection[Pair]) -> Between:
    logits, barred, strangers = 0.0, 0, 0
    for pair in pairs:
        logits += pair.logit
        barred += pair.barred
        strangers += pair.strangers
    return Between(len(pairs), logits, barred, strangers)


class Linkage(Struct, frozen=True, kw_only=True):
    """`threshold` is the mean log-odds above which groups become one; `alone` what is added where
    one article stands against one, and half of `strangers` with it; all of that where half of the
    pairs name other people.
    """

    pair_of: PairOf
    threshold: float
    alone: float
    strangers: float = 0.0
    apart: frozenset[frozenset[str]] = frozenset()  # articles that a person parted

    def between(self, a: Block, b: Block) -> Between:
        if len(a) == len(b) == 1:
            pair = self.pair_of(a[0], b[0])
            found = Between(1, pair.logit, pair.barred, pair.strangers)
        else:
            found = between([self.pair_of(*two) for two in product(a, b)])
        parted = bool(self.apart) and any(frozenset(two) in self.apart for two in product(a, b))
        return structs.replace(found, barred=PARTED) if parted else found

    def mean(self, between: Between) -> float:
        """How well two groups compare; FORBIDDEN if there are no pairs, half of them are barred, or
        a person parted any.
        """
        if 2 * between.barred >= between.pairs:
            return FORBIDDEN
        mean, single = between.logits / between.pairs, between.pairs == 1
        if 2 * between.strangers >= between.pairs:
            mean += self.strangers
        elif single:
            mean += self.strangers / 2
        return mean + self.alone if single else mean


PARTED = 1_000_000  # as many bars as no group has pairs
Two = tuple[Block, Block]


def grouped(blocks: Iterable[Block], near: Iterable[Two], linkage: Linkage) -> list[Block]:
    """`near` names the blocks of which articles compare well. Only what hangs together by such
    pairs is ever asked about: no mean is higher than the best of its pairs.
    """
    return _Grouping(blocks, near, linkage).run()


class _Grouping:
    def __init__(self, blocks: Iterable[Block], near: Iterable[Two], linkage: Linkage) -> None:
        self._linkage = linkage
        in_order = {block: _sorted(block) for block in blocks}
        self._next_to: dict[Block, set[Block]] = {block: set() for block in in_order.values()}
        self._between: dict[Two, Between] = {}
        self._means: dict[Two, float] = {}
        for a, b in {_two(in_order[a], in_order[b]) for a, b in near}:
            self._put_near(a, b)

    def run(self) -> list[Block]:
        while self._means:
            mean, best = max(zip(self._means.values(), self._means, strict=True))
            if mean <= self._linkage.threshold:
                break
            self._join(*best)
        return sorted(self._next_to)

    def _put_near(self, a: Block, b: Block) -> None:
        self._next_to[a].add(b)
        self._next_to[b].add(a)
        self._means[_two(a, b)] = self._linkage.mean(self._stands_between(a, b))

    def _stands_between(self, a: Block, b: Block) -> Between:
        two = _two(a, b)
        if two not in self._between:
            self._between[two] = self._linkage.between(*two)
        return self._between[two]

    def _join(self, one: Block, other: Block) -> None:
        """The two become one: what stood between each of them and another group is added up."""
        near_one, near_other = self._next_to.pop(one), self._next_to.pop(other)
        whole = _sorted(one + other)
        self._next_to[whole] = set()
        self._means.pop(_two(one, other))
        for group in (near_one | near_other) - {one, other}:
            self._next_to[group] = (self._next_to[group] - {one, other}) | {whole}
            self._next_to[whole].add(group)
            self._means.pop(_two(one, group), None)
            self._means.pop(_two(other, group), None)
            near = [part for part, to in ((one, near_one), (other, near_other)) if group in to]
            if len(near) == TWO or self._may_join(near[0], group):
                found = self._stands_between(one, group) + self._stands_between(other, group)
                self._between[_two(whole, group)] = found
                self._means[_two(whole, group)] = self._linkage.mean(found)

    def _may_join(self, near: Block, group: Block) -> bool:
        """Whether they may compare well when more is added that is not near the group."""
        between = self._stands_between(near, group)
        return between.logits > self._linkage.threshold * between.pairs


def _two(a: Block, b: Block) -> Two:
    return (a, b) if a < b else (b, a)


def _sorted(articles: Iterable[str]) -> Block:
    return tuple(sorted(articles))
