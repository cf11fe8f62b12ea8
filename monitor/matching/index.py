"""Which open stories an article could belong to: an inverted index over names, places,
organisations, days and telling words.

Nothing is ever scanned: an article looks up its own terms, rarest first, until a fixed budget of
entries was read. A term that has become common is split by weeks of publishing, and only its newest
entries near the article's own week are read. So the cost of an article does not grow with the
number of open stories.
"""

from __future__ import annotations

import functools
import math
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import TypeAlias, TypeVar

from msgspec import Struct

from monitor.matching.pairs import Pairs
from monitor.matching.traits import TWO, WEIGHTS, Period, Traits, exact, gap, traits_of
from monitor.model import Article, Reading

WORDS_INDEXED_MAX = 24
NAMES_INDEXED_MAX = 8
PLACES_INDEXED_MAX = 3
DAYS_INDEXED_MAX = 2
COMMON_AT = 192  # a term in more articles than this is split by weeks
ENTRIES_READ_PER_TERM = 48
ENTRIES_READ_MAX = 600  # for one article, over all its terms
STORIES_MAX = 8  # that an article is compared with
MEMBERS_COMPARED_MAX = 6  # articles of a story that stand for it
WEEK_DAYS = 7
WEEKS_AROUND = 3
UNDATED = -1
SHARE_OF_BEST = 0.25  # of the best score; what shares less is no candidate
WHO_BITS = 32
RARITY_MIN = 0.02  # of what everybody says
# articles that are taken as seen before the first, so that early rarities are no miracles
SMOOTHING = 24.0

# the lengths of an article's vectors: of its words, and of those written as names
Norms = tuple[float, float]
Term = TypeVar("Term", str, int)
Numbers: TypeAlias = (
    # most terms are in one article only, and its number is an object that all its terms share
    "int | array[int]"
)


NO_NORMS: Norms = (1.0, 1.0)


class Filed(Struct, gc=False):
    """An article as the index holds it."""

    traits: Traits
    norms: Norms
    story_id: str


class Index:
    """Articles of open stories by their terms. Articles have small numbers here, in the order they
    were added.
    """

    def __init__(self) -> None:
        self._filed: dict[int, Filed] = {}
        self._numbers: dict[str, int] = {}
        self._members: dict[str, tuple[int, ...]] = {}
        self._rare: dict[str, Numbers] = {}
        self._common: dict[str, dict[int, array[int]]] = {}
        self._df: dict[str, int] = {}  # of common terms; a rare one's is its length
        self._days: dict[int, Numbers] = {}
        self._next = 0
        self._last: tuple[Article, Reading, Traits] | None = None
        self.pairs = Pairs()

    def __len__(self) -> int:
        return len(self._members)

    @property
    def articles(self) -> int:
        return len(self._filed)

    # --- keeping in step ---

    def add(self, story_id: str, article: Article, reading: Reading) -> None:
        """Put an article into a story. An article that is known already is replaced; what is known
        of it stays, if nothing but its story is another.
        """
        traits = self.traits_of(article, reading)
        if traits == self.traits(article.id):
            self.move(article.id, story_id)
        else:
            self.add_traits(story_id, traits)

    def traits_of(self, article: Article, reading: Reading) -> Traits:
        """As `traits.traits_of`; the last ones are kept, because an article that was judged is
        added next.
        """
        if self._last is None or self._last[0] is not article or self._last[1] is not reading:
            self._last = (article, reading, traits_of(article, reading))
        return self._last[2]

    def add_traits(self, story_id: str, traits: Traits) -> None:
        self.remove(traits.article_id)
        number, self._next = self._next, self._next + 1
        self._numbers[traits.article_id] = number
        week = week_of(traits.published)
        self._filed[number] = filed = Filed(traits, NO_NORMS, story_id)
        self._place(number, story_id)
        for term in terms_of(traits):
            self._post(term, number, week)
        for day in days_of(traits):
            self._days[day] = _with(self._days.get(day), number)
        filed.norms = self.norms(traits)

    def remove(self, article_id: str) -> None:
        """Forget an article; its story goes with its last article. Unknown articles are no
        matter.
        """
        number = self._numbers.pop(article_id, None)
        if number is None:
            return
        filed = self._filed[number]
        self.pairs.forget(article_id)
        self._unplace(number, filed.story_id)
        del self._filed[number]
        week = week_of(filed.traits.published)
        for term in terms_of(filed.traits):
            self._unpost(term, number, week)
        for day in days_of(filed.traits):
            _take(self._days, day, number)

    def forget(self, story_id: str) -> None:
        """A story closed: none of its articles is a candidate any more."""
        for number in self._members.get(story_id, ()):
            self.remove(self._filed[number].traits.article_id)

    def move(self, article_id: str, story_id: str) -> None:
        number = self._numbers[article_id]
        self._unplace(number, self._filed[number].story_id)
        self._place(number, story_id)

    def merge(self, story_id: str, into: str) -> None:
        for number in self._members.get(story_id, ()):
            self._unplace(number, story_id)
            self._place(number, into)

    def _place(self, number: int, story_id: str) -> None:
        self._filed[number].story_id = story_id
        self._members[story_id] = (*self._members.get(story_id, ()), number)

    def _unplace(self, number: int, story_id: str) -> None:
        left = tuple(other for other in self._members[story_id] if other != number)
        if left:
            self._members[story_id] = left
        else:
            del self._members[story_id]

    # --- questions ---

    def stories(self) -> Iterator[str]:
        return iter(self._members)

    def story_of(self, article_id: str) -> str | None:
        number = self._numbers.get(article_id)
        if number is None:
            return None
        return self._filed[number].story_id

    def traits(self, article_id: str) -> Traits | None:
        number = self._numbers.get(article_id)
        return None if number is None else self._filed[number].traits

    def filed(self, article_id: str) -> tuple[Traits, Norms]:
        """An article that is here, and the lengths of its vectors."""
        found = self._filed[self._numbers[article_id]]
        return found.traits, found.norms

    def weighed_anew(self, article_id: str) -> Traits:
        """An article that is here; the lengths of its vectors as its words weigh by now."""
        found = self._filed[self._numbers[article_id]]
        found.norms = self.norms(found.traits)
        return found.traits

    def size(self, story_id: str) -> int:
        return len(self._members.get(story_id, ()))

    def members(self, story_id: str, *, limit: int | None = None) -> list[tuple[Traits, Norms]]:
        """A story's articles and the lengths of their vectors, oldest first; at most `limit`,
        evenly taken.
        """
        numbers = self._some(story_id, limit)
        return [(self._filed[number].traits, self._filed[number].norms) for number in numbers]

    def article_ids(self, story_id: str, *, limit: int | None = None) -> list[str]:
        """Those of `members`."""
        filed = self._filed
        return [filed[number].traits.article_id for number in self._some(story_id, limit)]

    def _some(self, story_id: str, limit: int | None) -> Sequence[int]:
        numbers: Sequence[int] = self._members.get(story_id, ())
        if limit is None or len(numbers) <= limit:
            return numbers
        step = (len(numbers) - 1) / max(limit - 1, 1)
        return [numbers[round(i * step)] for i in range(limit)]

    def rarity(self, term: str) -> float:
        """How telling a term is: 1 for one never seen, towards 0 for one in every article."""
        return self.rarities((term,))[0]

    def rarities(self, terms: Iterable[str]) -> list[float]:
        """As `rarity`, for many at once."""
        seen, log, frequency = math.log(len(self._filed) + SMOOTHING), math.log, self.frequency
        return [max(RARITY_MIN, 1.0 - log(frequency(term) + 1.0) / seen) for term in terms]

    def frequency(self, term: str) -> int:
        numbers = self._rare.get(term)
        if numbers is None:
            return self._df.get(term, 0)
        return _count(numbers)

    def norms(self, traits: Traits) -> Norms:
        """How long the article's vectors of words and of names said are."""
        return lengths(traits, self.rarities(traits.words))

    # --- candidates ---

    def candidates(self, article: Article, reading: Reading, *, window_days: int) -> list[str]:
        return self.candidates_of(self.traits_of(article, reading), window_days=window_days)

    def candidates_of(self, traits: Traits, *, window_days: int) -> list[str]:
        """At most STORIES_MAX stories that share telling terms with the article and could be told
        at its time, best first.
        """
        best: dict[str, None] = {}
        for number in self._nearest(traits):
            filed = self._filed[number]
            if filed.story_id in best:
                continue
            if could_be_one(traits, filed.traits, window_days=window_days):
                best[filed.story_id] = None
            if len(best) == STORIES_MAX:
                break
        return list(best)

    def nearest_of(self, traits: Traits) -> str | None:
        """The story that shares most with the article, whenever it was told."""
        return next((self._filed[number].story_id for number in self._nearest(traits)), None)

    def _nearest(self, traits: Traits) -> list[int]:
        """Articles that share telling terms, those that share most first."""
        scores = self._scores(traits)
        least = max(scores.values(), default=0.0) * SHARE_OF_BEST
        close = [(score, number) for number, score in scores.items() if score >= least]
        close.sort(key=_best_first)
        return [number for _, number in close]

    def on_days(
        self, days: Period, *, people: Iterable[str], countries: Iterable[str]
    ) -> list[str]:
        """Stories with these people or countries, told of these days or one either way; in the
        order they were opened.
        """
        who = _who_keys(people, countries)
        around = range(days[0] - 1, days[1] + 2)
        keys = [_day_key(day, one) for day in around for one in who]
        numbers = chain.from_iterable(_all(self._days.get(key)) for key in keys)
        return list(dict.fromkeys(self._filed[number].story_id for number in numbers))

    def _scores(self, traits: Traits) -> dict[int, float]:
        seen = math.log(len(self._filed) + SMOOTHING)
        scores: dict[int, float] = {}
        known = scores.get
        for frequency, entries in self._entries_by_rarity(traits):
            weight = seen - math.log(frequency + 1.0)
            for number in entries:
                scores[number] = known(number, 0.0) + weight
        scores.pop(self._numbers.get(traits.article_id, -1), None)
        return scores

    def _entries_by_rarity(self, traits: Traits) -> Iterator[tuple[int, Sequence[int]]]:
        """Rarest terms first, how many articles have each, and which of those to look at, until the
        budget is spent.
        """
        week, left = week_of(traits.published), ENTRIES_READ_MAX
        for frequency, term in self._rarest_first(traits):
            for entries in self._entries(term, week):
                newest = entries[-ENTRIES_READ_PER_TERM:]
                yield frequency, newest
                left -= len(newest)
            if left <= 0:
                return

    def _rarest_first(self, traits: Traits) -> list[tuple[int, str | int]]:
        """The terms that are known here, and how many articles have each."""
        counted: list[tuple[int, str | int]] = [
            (_count(self._days.get(day)), day) for day in days_around(traits)
        ]
        counted += [(self.frequency(term), term) for term in terms_of(traits)]
        known = list(filter(itemgetter(0), counted))
        known.sort(key=itemgetter(0))
        return known

    def _entries(self, term: str | int, week: int) -> Iterable[Sequence[int]]:
        numbers = self._days.get(term) if isinstance(term, int) else self._rare.get(term)
        if numbers is not None:
            return (_all(numbers),)
        weeks = self._common.get(str(term), {})
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
        numbers = self._rare[term] = _with(self._rare.get(term), number)
        if not isinstance(numbers, int) and len(numbers) > COMMON_AT:
            self._split(term, numbers)

    def _split(self, term: str, numbers: array[int]) -> None:
        del self._rare[term]
        weeks: dict[int, array[int]] = {}
        for number in numbers:
            week = week_of(self._filed[number].traits.published)
            weeks.setdefault(week, array("I")).append(number)
        self._common[term] = weeks
        self._df[term] = len(numbers)

    def _unpost(self, term: str, number: int, week: int) -> None:
        weeks = self._common.get(term)
        if weeks is None:
            _take(self._rare, term, number)
            return
        del weeks[week][bisect_left(weeks[week], number)]
        self._df[term] -= 1
        if not weeks[week]:
            del weeks[week]
        if not weeks:
            del self._common[term], self._df[term]


def lengths(traits: Traits, rarities: Sequence[float]) -> Norms:
    """`rarities` are those of the article's words, in their order."""
    squares = [
        (WEIGHTS[times] * rarity) ** 2 for times, rarity in zip(traits.times, rarities, strict=True)
    ]
    of_words = math.sqrt(sum(squares))
    of_names_said = math.sqrt(sum([squares[at] for at in traits.said]))
    return of_words or 1.0, of_names_said or 1.0


def _all(numbers: Numbers | None) -> Sequence[int]:
    if numbers is None:
        return ()
    if not isinstance(numbers, int):
        return numbers
    return (numbers,)


def _count(numbers: Numbers | None) -> int:
    if numbers is None:
        return 0
    return 1 if isinstance(numbers, int) else len(numbers)


def _with(numbers: Numbers | None, number: int) -> Numbers:
    if numbers is None:
        return number
    if isinstance(numbers, int):
        return array("I", (numbers, number))
    numbers.append(number)
    return numbers


def _take(postings: dict[Term, Numbers], term: Term, number: int) -> None:
    """Remove a number from a term's, and the term with its last."""
    numbers = postings[term]
    if isinstance(numbers, int):
        del postings[term]
        return
    del numbers[bisect_left(numbers, number)]
    if not numbers:
        del postings[term]


def _best_first(scored: tuple[float, int]) -> tuple[float, int]:
    return (-scored[0], -scored[1])


def week_of(published: Period | None) -> int:
    """The week an article was published in; UNDATED if that is not known to a week or so."""
    if not exact(published):
        return UNDATED
    return published[0] // WEEK_DAYS


def terms_of(traits: Traits) -> list[str]:
    """What an article is found by. Words stand as they are; the rest carries a sign, so that a name
    is no word.
    """
    terms = list(traits.words[:WORDS_INDEXED_MAX])
    terms += signed("@", traits.names[:NAMES_INDEXED_MAX])
    terms += signed("#", traits.organisations[:PLACES_INDEXED_MAX])
    terms += signed("&", traits.places[:PLACES_INDEXED_MAX])
    terms += signed("=", traits.countries[:PLACES_INDEXED_MAX])
    return list(dict.fromkeys(terms))


def signed(sign: str, names: Iterable[str]) -> list[str]:
    return [sign + name for name in names]


def days_of(traits: Traits) -> list[int]:
    """The article's own days, each with who is in it."""
    return _day_keys(_days(traits), traits)


def days_around(traits: Traits) -> list[int]:
    """What an article looks for: its days with one either way, for zones and late reports."""
    days = _days(traits)
    if not days:
        return []
    return _day_keys(range(days[0] - 1, days[-1] + 2), traits)


def _day_keys(days: Iterable[int], traits: Traits) -> list[int]:
    return [_day_key(day, who) for day in days for who in _who(traits)]


def _days(traits: Traits) -> list[int]:
    period = traits.when if exact(traits.when) else traits.published
    if not exact(period):
        return []
    return list(range(period[0], period[1] + 1))[:DAYS_INDEXED_MAX]


def _who(traits: Traits) -> set[int]:
    people, countries = traits.names[:TWO], traits.countries[:TWO]
    return {*_who_keys(people, ())} | {*_who_keys((), countries)}


def _who_keys(people: Iterable[str], countries: Iterable[str]) -> list[int]:
    return list(map(_who_key, signed("@", people) + signed("=", countries)))


@functools.lru_cache(maxsize=8_192)
def _who_key(who: str) -> int:
    return zlib.crc32(who.encode())


def _day_key(day: int, who: int) -> int:
    """One number for a day and somebody: half the memory of words that say it."""
    return day << WHO_BITS | who


def could_be_one(a: Traits, b: Traits, *, window_days: int) -> bool:
    """Published near each other, or the days of the event meet however early one of them was
    announced.
    """
    if a.published is None or b.published is None:
        return True
    if (gap(a.published, b.published) or 0) <= window_days:
        return True
    latest = max(a.published[0], b.published[0])
    last_shared = max(set(a.days).intersection(b.days), default=latest - 1)
    return last_shared >= latest or _told_on_one_day(a, b)


def _told_on_one_day(a: Traits, b: Traits) -> bool:
    return _meet(a.when, b.when) or _meet(a.when, b.published) or _meet(b.when, a.published)


def _meet(day: Period | None, other: Period | None) -> bool:
    """With one day either way, for zones."""
    return exact(day) and exact(other) and (gap(day, other) or 0) <= 1
