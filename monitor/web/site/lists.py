"""What the site has instead of filters: stories by month, and a search over all of them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from monitor.views.fact_marks import StoryMark
from monitor.views.facts.facts import Facts
from monitor.views.facts.forms import StoryFacts
from monitor.web.pages.analysis.drawn import headline
from monitor.web.words import PageWords

LATEST, MONTH_MAX, SHARD = 50, 200, 1000
_MONTH = len("2026-11")
_CHARS_MAX = 900  # that are searched of one story


class MonthPart(Struct, frozen=True, kw_only=True):
    """Some stories of a month, in the order of their news, the first first: a month grows at its
    end, and what stands before stays as it is.
    """

    month: str
    part: int
    numbers: tuple[int, ...]

    @property
    def path(self) -> str:
        return f"/stories/{self.month}" + (f"-{self.part}" if self.part > 1 else "")


class MonthList(Struct, frozen=True, kw_only=True):
    """`months` are all parts there are, the latest first: their names and how many stories."""

    name: str
    stories: tuple[StoryFacts, ...]
    months: tuple[tuple[str, int], ...]


class SearchPage(Struct, frozen=True, kw_only=True):
    """`shards` are the files of stories that are searched, each a thousand numbers."""

    shards: tuple[int, ...]
    stories: int


def months_of(stories: Sequence[StoryMark]) -> tuple[MonthPart, ...]:
    """The latest first; a story stands in the month of its last news."""
    by_month: defaultdict[str, list[StoryMark]] = defaultdict(list)
    for one in stories:
        by_month[one.news_at[:_MONTH]].append(one)
    parts = []
    for month, found in by_month.items():
        ordered = sorted(found, key=lambda one: (one.news_at, one.number))
        for start in range(0, len(ordered), MONTH_MAX):
            numbers = tuple(one.number for one in ordered[start : start + MONTH_MAX])
            part = start // MONTH_MAX + 1
            parts.append(MonthPart(month=month, part=part, numbers=numbers))
    return tuple(sorted(parts, key=lambda one: (one.month, one.part), reverse=True))


# --- searching ---


def shard_of(facts: Facts, numbers: Sequence[int], shard: int, words: PageWords) -> str:
    """A script that hands its stories to static/search.js: number, headline, day and what is
    searched. A script, since a page from a disk may load no other file.
    """
    names = facts.search_names(range(shard * SHARD, (shard + 1) * SHARD))
    rows = []
    for number in numbers:
        story = facts.story(number)
        if story is not None:
            day = story.day.start if story.day else ""
            said = searched(story, names.get(number, ""), words)
            rows.append((number, headline(story, words), day, said))
    return f"monitorSearch({msgspec.json.encode(rows).decode()});\n"


def searched(story: StoryFacts, names: str, words: PageWords) -> str:
    """Folded as static/search.js folds what is asked."""
    said = (
        *story.headlines.values(),
        story.title,
        *(person.name for person in story.people),
        *(words.frame.country(code) for code in story.countries),
        *story.bodies,
        story.place.name if story.place else "",
        words.frame.place_name(story.place.name) if story.place else "",
        names,
    )
    return folded(" ".join(dict.fromkeys(filter(None, said))))[:_CHARS_MAX]


def folded(words: str) -> str:
    """Small letters without their marks."""
    apart = unicodedata.normalize("NFKD", words)
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return bare.lower()
