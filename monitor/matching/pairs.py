"""What the latest comparisons of two articles came to, so that a second look need not compare
again. Of one set of weights: who judges with others makes an index of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

ARTICLES_KEPT = 1_024  # what they were compared with is kept; a day's news, in some megabytes
NONE: frozenset[str] = frozenset()


class Pair(Struct, frozen=True, gc=False):
    """`strangers`: both name people, and nobody is named in both, or other people lead."""

    logit: float
    barred: bool
    strangers: bool = False


class Pairs:
    """An article has an entry once it was compared itself."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, Pair]] = {}
        self._settled: dict[str, frozenset[str]] = {}

    def is_known(self, article_id: str) -> bool:
        return article_id in self._of

    def begin(self, article_id: str) -> None:
        """The article is about to be compared. All is forgotten once it has become too much."""
        if len(self._of) >= ARTICLES_KEPT:
            self.clear()
        self._of.setdefault(article_id, {})

    def clear(self) -> None:
        self._of.clear()
        self._settled.clear()

    def note(self, a: str, b: str, pair: Pair) -> None:
        for one, other in ((a, b), (b, a)):
            if one in self._of:
                self._of[one][other] = pair

    def get(self, a: str, b: str) -> Pair | None:
        return self._of.get(a, {}).get(b) or self._of.get(b, {}).get(a)

    def of(self, article_id: str) -> Mapping[str, Pair]:
        """All that is known of it, by the other article."""
        return self._of.get(article_id, {})

    def near(self, article_id: str, *, above: float) -> Iterable[tuple[float, str]]:
        """Articles that compared better than that with it, and how well."""
        others = self.of(article_id).items()
        return [(pair.logit, other) for other, pair in others if pair.logit > above]

    def settle(self, story_id: str, articles: Iterable[str]) -> None:
        """With these articles, a second look left the story as it was."""
        self._settled[story_id] = frozenset(articles)

    def settled(self, story_id: str) -> frozenset[str]:
        return self._settled.get(story_id, NONE)

    def forget(self, article_id: str) -> None:
        others = self._of.pop(article_id, None)
        for other in self._of if others is None else others:
            self._of.get(other, {}).pop(article_id, None)
