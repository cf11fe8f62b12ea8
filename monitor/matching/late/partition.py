"""Articles into groups by average linkage: the two groups whose articles compare best on average
become one, until none compare well enough.

What goes in are blocks: one article, or several that stay together. Nothing depends on their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product

from msgspec import Struct

from monitor.matching.pairs import Pair

Block = tuple[str, ...]
PairOf = Callable[[str, str], Pair]
FORBIDDEN = float("-inf")
BARRED_COUNTS = -6.0  # log-odds of a pair that may not be one, in what a grouping is worth


class Linkage(Struct, frozen=True, kw_only=True):
    """`threshold` is the mean log-odds above which groups become one; `alone` what is added where
    one article stands against one.
    """

    pair_of: PairOf
    threshold: float
    alone: float
    apart: frozenset[frozenset[str]] = frozenset()  # articles that a person parted

    def mean(self, a: Iterable[str], b: Iterable[str]) -> float:
        """How well two groups compare; FORBIDDEN if half of the pairs are barred, a person parted
        any, or nothing but a day is in common.
        """
        both = list(product(a, b))
        if not self.apart.isdisjoint(map(frozenset, both)):
            return FORBIDDEN
        pairs = [self.pair_of(*one) for one in both]
        if 2 * sum(pair.barred for pair in pairs) >= len(pairs):
            return FORBIDDEN
        if all(pair.by_the_date for pair in pairs):
            return FORBIDDEN
        mean = sum(pair.logit for pair in pairs) / len(pairs)
        return mean + self.alone if len(pairs) == 1 else mean


def grouped(blocks: Iterable[Block], linkage: Linkage) -> list[Block]:
    groups = dict.fromkeys(map(_sorted, blocks))
    means = {frozenset(two): linkage.mean(*two) for two in combinations(groups, 2)}
    while means:
        best = max(means, key=lambda two: (means[two], sorted(two)))
        if means[best] <= linkage.threshold:
            break
        whole = _sorted(article for group in best for article in group)
        for group in best:
            del groups[group]
        means = {two: mean for two, mean in means.items() if two.isdisjoint(best)}
        means |= {frozenset((whole, group)): linkage.mean(whole, group) for group in groups}
        groups[whole] = None
    return list(groups)


def _sorted(articles: Iterable[str]) -> Block:
    return tuple(sorted(articles))


def worth(groups: Iterable[Sequence[str]], linkage: Linkage) -> float:
    """What speaks for a grouping: how far each pair within a group is above the threshold."""
    return sum(_worth(group, linkage) for group in groups)


def _worth(group: Sequence[str], linkage: Linkage) -> float:
    pairs = [linkage.pair_of(*two) for two in combinations(group, 2)]
    alone = linkage.alone if len(pairs) == 1 else 0.0
    logits = [BARRED_COUNTS if pair.barred else pair.logit for pair in pairs]
    return sum(logit + alone - linkage.threshold for logit in logits)
