"""Measures of grouping: BCubed, pairs, decisions in arrival order, and macro-F1.

BCubed: Bagga and Baldwin 1998. For each article, precision is the share of its story's articles
that tell its event, recall the share of its event's articles that its story holds; both are means
over articles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from msgspec import Struct


class Score(Struct, frozen=True, kw_only=True):
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        if not total:
            return 0.0
        return 2 * self.precision * self.recall / total


class Labelled(Struct, frozen=True, kw_only=True):
    """One labelled article: its event, the language it is in, and what was decided about it. `also`
    names other events that it tells of.
    """

    id: str
    event: str
    language: str
    story: str  # at the end
    story_at_arrival: str
    verdict: str
    also: tuple[str, ...] = ()


class Arrivals(Struct, frozen=True, kw_only=True):
    """Decisions in arrival order. A later report is one whose event was told before; it is right in
    a story that holds its event.
    """

    later: int
    later_right: int
    first: int
    first_wrong: int  # first reports that were put into another event's story
    unsure: int
    unsure_wrong: int
    wrong: int

    @property
    def decisions(self) -> int:
        return self.later + self.first


def bcubed(stories: Sequence[str], events: Sequence[str]) -> Score:
    """Both sequences run over the same articles. An empty one scores 1, as nothing is wrong."""
    if not stories:
        return Score(precision=1.0, recall=1.0)
    both = Counter(zip(stories, events, strict=True))
    of_story, of_event = Counter(stories), Counter(events)
    total = len(stories)
    return Score(
        precision=sum(n * n / of_story[story] for (story, _), n in both.items()) / total,
        recall=sum(n * n / of_event[event] for (_, event), n in both.items()) / total,
    )


def pairs(stories: Sequence[str], events: Sequence[str]) -> Score:
    """Over pairs of articles: of those put together, how many belong together, and the other way
    round.
    """
    right = _pairs_within(Counter(zip(stories, events, strict=True)).values())
    put, true = _pairs_within(Counter(stories).values()), _pairs_within(Counter(events).values())
    return Score(precision=right / put if put else 1.0, recall=right / true if true else 1.0)


def pairs_also(articles: Sequence[Labelled]) -> Score:
    """As `pairs`, but a pair that was put together is right as well where one of the two also tells
    of the other's event.
    """
    put = [two for two in combinations(articles, 2) if two[0].story == two[1].story]
    true = [two for two in combinations(articles, 2) if two[0].event == two[1].event]
    right = sum(_tell_of_one(*two) for two in put)
    found = sum(a.story == b.story for a, b in true)
    return Score(
        precision=right / len(put) if put else 1.0, recall=found / len(true) if true else 1.0
    )


def _tell_of_one(a: Labelled, b: Labelled) -> bool:
    return a.event in {b.event, *b.also} or b.event in a.also


def first_in_others(articles: Iterable[Labelled]) -> tuple[int, int]:
    """(first reports that stand at the end in a story whose first article tells another event, all
    first reports); `articles` in the order they arrived.
    """
    opened: dict[str, str] = {}
    firsts: dict[str, str] = {}
    for article in articles:
        opened.setdefault(article.story, article.event)
        firsts.setdefault(article.event, article.story)
    return sum(opened[story] != event for event, story in firsts.items()), len(firsts)


def _pairs_within(sizes: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)


def across_languages(articles: Sequence[Labelled]) -> tuple[int, int]:
    """(pairs of one event in two languages that were put together, all such pairs)."""
    by_event: dict[str, list[Labelled]] = defaultdict(list)
    for article in articles:
        by_event[article.event].append(article)
    right = total = 0
    for told in by_event.values():
        for i, a in enumerate(told):
            for b in told[:i]:
                if a.language != b.language:
                    total += 1
                    right += a.story == b.story
    return right, total


def arrivals(articles: Iterable[Labelled]) -> Arrivals:
    """`articles` in the order they arrived. `unsure` counts as wrong where a person would have to
    mend it.
    """
    told: set[str] = set()
    events_of_story: dict[str, set[str]] = defaultdict(set)
    count: Counter[str] = Counter()
    for article in articles:
        held = events_of_story[article.story_at_arrival]
        right = article.event in held if article.event in told else not held
        kind = "later" if article.event in told else "first"
        count[kind] += 1
        count[f"{kind} right"] += right
        count["unsure"] += article.verdict == "unsure"
        count["unsure wrong"] += article.verdict == "unsure" and not right
        told.add(article.event)
        held.add(article.event)
    first_wrong = count["first"] - count["first right"]
    return Arrivals(
        later=count["later"],
        later_right=count["later right"],
        first=count["first"],
        first_wrong=first_wrong,
        unsure=count["unsure"],
        unsure_wrong=count["unsure wrong"],
        wrong=first_wrong + count["later"] - count["later right"],
    )


def macro_f1(judged: Sequence[tuple[str, str]]) -> float:
    """Mean F1 over the classes that were said or true; `judged` holds (said, true)."""
    both = Counter(judged)
    said, true = Counter(s for s, _ in judged), Counter(t for _, t in judged)
    classes: Mapping[str, None] = dict.fromkeys([*said, *true])
    if not classes:
        return 1.0
    return sum(2 * both[c, c] / (said[c] + true[c]) for c in classes) / len(classes)
