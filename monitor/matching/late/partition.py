"""Articles into groups by average linkage: the two groups whose articles compare best on average
become one, until none compare well enough.

What goes in are blocks: one article, or several that stay together. Nothing depends on their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, product

from msgspec import Struct

from monitor.matching.pairs import Pair

Block = tuple[str, ...]
PairOf = Callable[[str, str], Pair]
FORBIDDEN = float("-inf")


class Between(Struct, frozen=True, gc=False):
    """What stands between two groups: of all pairs of their articles."""

    pairs: int
    logits: float
    barred: int
    by_the_date: int

    def __add__(self, other: Between) -> Between:
        return Between(
            self.pairs + other.pairs,
            self.logits + other.logits,
            self.barred + other.barred,
            self.by_the_date + other.by_the_date,
        )


class Linkage(Struct, frozen=True, kw_only=True):
    """`threshold` is the mean log-odds above which groups become one; `alone` what is added where
    one article stands against one.
    """

    pair_of: PairOf
    threshold: float
    alone: float
    apart: frozenset[frozenset[str]] = frozenset()  # articles that a person parted

    def between(self, a: Block, b: Block) -> Between:
        both = list(product(a, b))
        pairs = [self.pair_of(*two) for two in both]
        parted = any(frozenset(two) in self.apart for two in both) if self.apart else False
        return Between(
            len(pairs),
            sum(pair.logit for pair in pairs),
            PARTED if parted else sum(pair.barred for pair in pairs),
            sum(pair.by_the_date for pair in pairs),
        )

    def mean(self, between: Between) -> float:
        """How well two groups compare; FORBIDDEN if half of the pairs are barred, a person parted
        any, or nothing but a day is in common.
        """
        if 2 * between.barred >= between.pairs or between.by_the_date == between.pairs:
            return FORBIDDEN
        mean = between.logits / between.pairs
        return mean + self.alone if between.pairs == 1 else mean


PARTED = 1_000_000  # as many bars as no group has pairs
Two = tuple[Block, Block]


def grouped(blocks: Iterable[Block], linkage: Linkage) -> list[Block]:
    groups = sorted(map(_sorted, blocks))
    between = {two: linkage.between(*two) for two in combinations(groups, 2)}
    means = {two: linkage.mean(one) for two, one in between.items()}
    while means:
        best = max(means, key=lambda two: (means[two], two))
        if means[best] <= linkage.threshold:
            break
        whole = _joined(best, groups, between)
        means = {two: mean for two, mean in means.items() if two in between}
        means |= {
            two: linkage.mean(between[two]) for two in (_two(whole, group) for group in groups)
        }
        groups.append(whole)
    return groups


def _joined(best: Two, groups: list[Block], between: dict[Two, Between]) -> Block:
    """The two become one: what stood between each of them and another group is added up."""
    one, other = best
    whole = _sorted(one + other)
    del between[best]
    groups.remove(one)
    groups.remove(other)
    for group in groups:
        sums = between.pop(_two(one, group)) + between.pop(_two(other, group))
        between[_two(whole, group)] = sums
    return whole


def _two(a: Block, b: Block) -> Two:
    return (a, b) if a < b else (b, a)


def _sorted(articles: Iterable[str]) -> Block:
    return tuple(sorted(articles))
