"""Which open stories an article could belong to: an inverted index over names, places, organisations, days and telling words.

Nothing is ever scanned: an article looks up its own terms, rarest first, until a fixed budget of entries was read. A term
that has become common is split by weeks of publishing, and only its newest entries near the article's own week are read.
So the cost of an article does not grow with the number of open stories.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence

from monitor.matching.traits import Period, Traits, exact, gap, traits_of
from monitor.model import Article, Reading

WORDS_INDEXED_MAX = 24
NAMES_INDEXED_MAX = 8
PLACES_INDEXED_MAX = 3
DAYS_INDEXED_MAX = 2
COMMON_AT = 192  # a term in more articles than this is split by weeks
ENTRIES_READ_PER_TERM = 48
ENTRIES_READ_MAX = 1200  # for one article, over all its terms
STORIES_MAX = 8  # that an article is compared with
MEMBERS_COMPARED_MAX = 6  # articles of a story that stand for it
WEEK_DAYS = 7
WEEKS_AROUND = 3
UNDATED = -1
SHARE_OF_BEST = 0.25  # of the best score; what shares less is no candidate
SMOOTHING = 24.0  # articles that are taken as seen before the first, so that early rarities are no miracles

Norms = tuple[float, float]  # the lengths of an article's vectors: of its words, and of those written as names


class Index:
    """Articles of open stories by their terms. Articles have small numbers here, in the order they were added."""

    def __init__(self) -> None:
        self._traits: dict[int, Traits] = {}
        self._norms: dict[int, Norms] = {}
        self._story_of: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._members: dict[str, list[int]] = {}
        self._rare: dict[str, array[int]] = {}
        self._common: dict[str, dict[int, array[int]]] = {}
        self._df: dict[str, int] = {}  # of common terms; a rare one's is its length
        self._next = 0
        self._last: tuple[Article, Reading, Traits] | None = None

    def __len__(self) -> int:
        return len(self._members)

    @property
    def articles(self) -> int:
        return len(self._traits)

    # --- keeping in step ---

    def add(self, story_id: str, article: Article, reading: Reading) -> None:
        """Put an article into a story. An article that is known already is replaced."""
        self.add_traits(story_id, self.traits_of(article, reading))

    def traits_of(self, article: Article, reading: Reading) -> Traits:
        """As `traits.traits_of`; the last ones are kept, because an article that was judged is added next."""
        if self._last is None or self._last[0] is not article or self._last[1] is not reading:
            self._last = (article, reading, traits_of(article, reading))
        return self._last[2]

    def add_traits(self, story_id: str, traits: Traits) -> None:
        self.remove(traits.article_id)
        number, self._next = self._next, self._next + 1
        self._numbers[traits.article_id] = number
        self._traits[number] = traits
        self._place(number, story_id)
        week = week_of(traits.published)
        for term in terms_of(traits):
            self._post(term, number, week)
        self._norms[number] = self.norms(traits)

    def remove(self, article_id: str) -> None:
        """Forget an article; its story goes with its last article. Unknown articles are no matter."""
        number = self._numbers.pop(article_id, None)
        if number is None:
            return
        traits = self._traits.pop(number)
        del self._norms[number]
        self._unplace(number)
        week = week_of(traits.published)
        for term in terms_of(traits):
            self._unpost(term, number, week)

    def forget(self, story_id: str) -> None:
        """A story closed: none of its articles is a candidate any more."""
        for number in list(self._members.get(story_id, ())):
            self.remove(self._traits[number].article_id)

    def move(self, article_id: str, story_id: str) -> None:
        number = self._numbers[article_id]
        self._unplace(number)
        self._place(number, story_id)

    def merge(self, story_id: str, into: str) -> None:
        for number in list(self._members.get(story_id, ())):
            self._unplace(number)
            self._place(number, into)

    def _place(self, number: int, story_id: str) -> None:
        self._story_of[number] = story_id
        self._members.setdefault(story_id, []).append(number)

    def _unplace(self, number: int) -> None:
        story_id = self._story_of.pop(number)
        members = self._members[story_id]
        members.remove(number)
        if not members:
            del self._members[story_id]

    # --- questions ---

    def stories(self) -> Iterator[str]:
        return iter(self._members)

    def story_of(self, article_id: str) -> str | None:
        number = self._numbers.get(article_id)
        return None if number is None else self._story_of[number]

    def traits(self, article_id: str) -> Traits | None:
        number = self._numbers.get(article_id)
        return None if number is None else self._traits[number]

    def size(self, story_id: str) -> int:
        return len(self._members.get(story_id, ()))

    def members(self, story_id: str, *, limit: int | None = None) -> list[tuple[Traits, Norms]]:
        """A story's articles and the lengths of their vectors, oldest first; at most `limit`, evenly taken."""
        numbers = self._members.get(story_id, [])
        if limit is not None and len(numbers) > limit:
            step = (len(numbers) - 1) / max(limit - 1, 1)
            numbers = [numbers[round(i * step)] for i in range(limit)]
        return [(self._traits[number], self._norms[number]) for number in numbers]

    def rarity(self, term: str) -> float:
        """How telling a term is: 1 for one never seen, towards 0 for one in every article."""
        seen = len(self._traits) + SMOOTHING
        return max(0.02, math.log(seen / (self.frequency(term) + 1.0)) / math.log(seen))

    def frequency(self, term: str) -> int:
        entries = self._rare.get(term)
        return len(entries) if entries is not None else self._df.get(term, 0)

    def norms(self, traits: Traits) -> Norms:
        """How long the article's vectors of words and of names said are."""
        return self._length(traits.words, traits.counts), self._length(traits.said, traits.said_counts)

    def _length(self, words: Sequence[str], counts: Sequence[float]) -> float:
        total = 0.0
        for word, count in zip(words, counts, strict=True):
            weight = count * self.rarity(word)
            total += weight * weight
        return math.sqrt(total) or 1.0

    # --- candidates ---

    def candidates(self, article: Article, reading: Reading, *, window_days: int) -> list[str]:
        return self.candidates_of(self.traits_of(article, reading), window_days=window_days)

    def candidates_of(self, traits: Traits, *, window_days: int) -> list[str]:
        """At most STORIES_MAX stories that share telling terms with the article and could be told at its time, best first."""
        best: dict[str, None] = {}
        for number in self._nearest(traits):
            story_id = self._story_of[number]
            if story_id not in best and could_be_one(traits, self._traits[number], window_days=window_days):
                best[story_id] = None
                if len(best) == STORIES_MAX:
                    break
        return list(best)

    def nearest_of(self, traits: Traits) -> str | None:
        """The story that shares most with the article, whenever it was told."""
        return next((self._story_of[number] for number in self._nearest(traits)), None)

    def _nearest(self, traits: Traits) -> list[int]:
        """Articles that share telling terms, those that share most first."""
        scores = self._scores(traits)
        least = max(scores.values(), default=0.0) * SHARE_OF_BEST
        close = [(score, number) for number, score in scores.items() if score >= least]
        close.sort(key=_best_first)
        return [number for _, number in close]

    def on_days(self, days: Period, *, people: Iterable[str], countries: Iterable[str]) -> list[str]:
        """Stories with these people or countries, told of these days or one either way; in the order they were opened."""
        who = ["@" + name for name in people] + ["=" + code for code in countries]
        found: dict[str, None] = {}
        for day in range(days[0] - 1, days[1] + 2):
            for one in who:
                for number in self._rare.get(f"!{day}{one}", ()):
                    found[self._story_of[number]] = None
        return list(found)

    def _scores(self, traits: Traits) -> dict[int, float]:
        seen = math.log(len(self._traits) + SMOOTHING)
        terms = sorted((self.frequency(term), term) for term in dict.fromkeys(asked_by(traits)))
        week, left = week_of(traits.published), ENTRIES_READ_MAX
        scores: dict[int, float] = {}
        known = scores.get
        for frequency, term in terms:
            if not frequency:
                continue
            weight = seen - math.log(frequency + 1.0)
            for entries in self._entries(term, week):
                newest = entries[-ENTRIES_READ_PER_TERM:]
                for number in newest:
                    scores[number] = known(number, 0.0) + weight
                left -= len(newest)
            if left <= 0:
                break
        scores.pop(self._numbers.get(traits.article_id, -1), None)
        return scores

    def _entries(self, term: str, week: int) -> Iterable[array[int]]:
        entries = self._rare.get(term)
        if entries is not None:
            return (entries,)
        weeks = self._common.get(term, {})
        if week == UNDATED:
            return list(weeks.values())[-WEEKS_AROUND:]
        near = (week, week - 1, week + 1, UNDATED, week - 2, week - 3, week + 2, week + 3)
        return [weeks[at] for at in near if at in weeks]

    def _post(self, term: str, number: int, week: int) -> None:
        weeks = self._common.get(term)
        if weeks is not None:
            weeks.setdefault(week, array("I")).append(number)
            self._df[term] += 1
            return
        entries = self._rare.setdefault(term, array("I"))
        entries.append(number)
        if len(entries) > COMMON_AT:
            self._split(term)

    def _split(self, term: str) -> None:
        entries = self._rare.pop(term)
        weeks: dict[int, array[int]] = {}
        for number in entries:
            weeks.setdefault(week_of(self._traits[number].published), array("I")).append(number)
        self._common[term] = weeks
        self._df[term] = len(entries)

    def _unpost(self, term: str, number: int, week: int) -> None:
        weeks = self._common.get(term)
        if weeks is None:
            entries = self._rare[term]
            entries.remove(number)
            if not entries:
                del self._rare[term]
            return
        weeks[week].remove(number)
        self._df[term] -= 1
        if not weeks[week]:
            del weeks[week]
        if not weeks:
            del self._common[term], self._df[term]


def _best_first(scored: tuple[float, int]) -> tuple[float, int]:
    return (-scored[0], -scored[1])


def week_of(published: Period | None) -> int:
    """The week an article was published in; UNDATED if that is not known to a week or so."""
    return published[0] // WEEK_DAYS if published is not None and exact(published) else UNDATED


def terms_of(traits: Traits) -> list[str]:
    """What an article is found by. Words stand as they are; the rest carries a sign, so that a name is no word."""
    terms = list(traits.words[:WORDS_INDEXED_MAX])
    terms += ["@" + name for name in traits.names[:NAMES_INDEXED_MAX]]
    terms += ["#" + name for name in traits.organisations[:PLACES_INDEXED_MAX]]
    terms += ["&" + name for name in traits.places[:PLACES_INDEXED_MAX]]
    terms += ["=" + code for code in traits.countries[:PLACES_INDEXED_MAX]]
    terms += [f"!{day}{who}" for day in _days(traits) for who in _who(traits)]
    return list(dict.fromkeys(terms))


def asked_by(traits: Traits) -> list[str]:
    """What an article looks for: its own terms, and its days with one either way, for zones and late reports."""
    days = {day + shift for day in _days(traits) for shift in (-1, 0, 1)}
    return [term for term in terms_of(traits) if term[0] != "!"] + [
        f"!{day}{who}" for day in sorted(days) for who in _who(traits)
    ]


def _days(traits: Traits) -> list[int]:
    period = traits.when if exact(traits.when) else traits.published
    if period is None or not exact(period):
        return []
    return list(range(period[0], period[1] + 1))[:DAYS_INDEXED_MAX]


def _who(traits: Traits) -> list[str]:
    return ["@" + name for name in traits.names[:2]] + ["=" + code for code in traits.countries[:2]]


def could_be_one(a: Traits, b: Traits, *, window_days: int) -> bool:
    """Published near each other, or the days of the event meet however early one of them was announced."""
    apart = gap(a.published, b.published)
    if apart is None or apart <= window_days or a.published is None or b.published is None:
        return True
    if any(day >= a.published[0] and day >= b.published[0] for day in set(a.days).intersection(b.days)):
        return True
    return _meet(a.when, b.when) or _meet(a.when, b.published) or _meet(b.when, a.published)


def _meet(day: Period | None, other: Period | None) -> bool:
    apart = gap(day, other)
    return apart is not None and apart <= 1 and exact(day) and exact(other)
