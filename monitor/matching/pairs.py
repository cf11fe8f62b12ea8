"""What the latest comparisons of two articles came to, so that a second look need not compare
again. Of one set of weights: who judges with others makes an index of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

ARTICLES_KEPT = 1_024  # what they were compared with is kept; a day's news, in some megabytes


class Pair(Struct, frozen=True, gc=False):
    """`by_the_date`: they have nothing in common but a day. `among` so many articles: how rare a
    word is changes with them.
    """

    logit: float
    barred: bool
    by_the_date: bool
    among: int


class Pairs:
    """An article has an entry once it was compared itself."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, Pair]] = {}
        self._among: dict[str, int] = {}

    def compared(self, article_id: str) -> int:
        """Among how many articles it was compared last; 0 if that is not known any more."""
        return self._among.get(article_id, 0)

    def begin(self, article_id: str, *, among: int) -> None:
        """The article is about to be compared. All is forgotten once it has become too much."""
        if len(self._of) >= ARTICLES_KEPT:
            self.clear()
        self._of.setdefault(article_id, {})
        self._among[article_id] = among

    def clear(self) -> None:
        self._of.clear()
        self._among.clear()

    def note(self, a: str, b: str, pair: Pair) -> None:
        for one, other in ((a, b), (b, a)):
            if one in self._of:
                self._of[one][other] = pair

    def get(self, a: str, b: str) -> Pair | None:
        return self._of.get(a, {}).get(b) or self._of.get(b, {}).get(a)

    def near(self, article_id: str, *, above: float) -> Iterable[tuple[float, str]]:
        """Articles that compared better than that with it, and how well."""
        others = self._of.get(article_id, {}).items()
        return [(pair.logit, other) for other, pair in others if pair.logit > above]

    def forget(self, article_id: str) -> None:
        self._among.pop(article_id, None)
        others = self._of.pop(article_id, None)
        for other in self._of if others is None else others:
            self._of.get(other, {}).pop(article_id, None)
