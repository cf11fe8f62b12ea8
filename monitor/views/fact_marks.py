"""A mark for each story, and for whoever stands in stories: it changes when anything changes that a
page about it shows, so that only such pages are written anew.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from typing import NamedTuple

import msgspec

from monitor.views.facts.filters import Ask
from monitor.views.facts.forms import StoryFacts

_decode = msgspec.json.Decoder(StoryFacts).decode
_DIGITS = 20


class StoryMark(NamedTuple):
    """`news_at` as in StoryFacts."""

    number: int
    story_id: str
    news_at: str
    mark: str


class FactMarks(NamedTuple):
    """`named`: kind ("person", "country", "body") and key → a mark of all stories that name it."""

    stories: tuple[StoryMark, ...]
    named: dict[tuple[str, str], str]


def marks_of(ask: Ask) -> FactMarks:
    """Of all stories that are told, by number."""
    rows = ask("SELECT number, story_id, news_at, told FROM fact_stories ORDER BY number")
    told = {story_id: said for _, story_id, _, said in rows}
    accounts = _accounts(ask)
    stories = tuple(
        StoryMark(number, story_id, news_at, _mark_of(told, said, accounts.get(story_id, "")))
        for number, story_id, news_at, said in rows
    )
    marks = {one.number: one.mark for one in stories}
    return FactMarks(stories=stories, named=_named(ask, marks))


def _mark_of(told: dict[str, str], said: str, accounts: str) -> str:
    """Of the story itself, its accounts, and the stories that it recalls or may be."""
    story = _decode(said)
    beside = (told.get(other, "") for other in (*story.links, story.maybe or ""))
    return mark(said, accounts, *beside)


def mark(*parts: str) -> str:
    """The same for the same parts."""
    return sha256(msgspec.json.encode(parts)).hexdigest()[:_DIGITS]


def _accounts(ask: Ask) -> dict[str, str]:
    rows = ask(
        """SELECT story_id, id, version, verdict, joined, revisions, redacted_at, new_facts, differ
           FROM articles WHERE story_id IS NOT NULL ORDER BY story_id, joined"""
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for story_id, *account in rows:
        found[story_id].append(mark(*map(str, account)))
    return {story_id: mark(*accounts) for story_id, accounts in found.items()}


def _named(ask: Ask, marks: dict[int, str]) -> dict[tuple[str, str], str]:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, of, number in ask(
        """SELECT DISTINCT kind, of, number FROM fact_parts
           WHERE kind IN ('person', 'country', 'body') ORDER BY kind, of, number"""
    ):
        found[kind, of].append(marks.get(number, ""))
    return {key: mark(*of) for key, of in found.items()}


def search_names(ask: Ask, numbers: range) -> dict[int, str]:
    """Number → the names that its accounts have, folded to Latin letters, as they are searched."""
    rows = ask(
        "SELECT rowid, names FROM fact_search WHERE rowid >= ? AND rowid < ?",
        numbers.start,
        numbers.stop,
    )
    return dict(rows)
