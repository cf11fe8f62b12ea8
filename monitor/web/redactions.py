"""What is shown of a source whose text was erased: nothing that it said.

Readings, headlines and editions stand in the log for ever; a page shows none of what came from such
an article alone, and says that something was erased.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from msgspec import structs

from monitor.digest.model import Digest, Entry, Runs, Week
from monitor.events.stories_and_feeds import Member
from monitor.model import Fact
from monitor.views.rows import ArticleRow
from monitor.views.views import Views


@dataclass(frozen=True, slots=True)
class Redactions:
    articles: frozenset[str]
    stories: frozenset[str]
    numbers: frozenset[int]
    words: tuple[str, ...]  # titles and addresses

    @classmethod
    def of(cls, views: Views) -> Redactions:
        rows = views.redacted()
        words = (word for row in rows for word in _words_of(row))
        return cls(
            articles=frozenset(row.article.id for row in rows),
            stories=frozenset(row.story_id for row in rows if row.story_id),
            numbers=frozenset(row.number for row in rows if row.number),
            words=tuple(dict.fromkeys(words)),
        )

    def touches(self, *said: str | None) -> bool:
        """Whether a title or an address of an erased article stands in it."""
        return any(word in one for one in said if one for word in self.words)


def _words_of(row: ArticleRow) -> Iterable[str]:
    read = row.reading.title if row.reading else None
    return filter(None, (row.article.title, read, row.article.url))


def unredacted_digest(digest: Digest, redactions: Redactions) -> tuple[Digest, int]:
    """The digest without what came from erased articles, and how many entries that left out."""
    if not redactions.articles:
        return digest, 0
    kept = tuple(entry for entry in digest.entries if not _is_of(entry, redactions))
    coming = (
        one
        for one in digest.coming
        if one.story_number not in redactions.numbers and not redactions.touches(one.what, one.url)
    )
    said = redactions.touches
    shown = structs.replace(
        digest,
        entries=kept,
        coming=tuple(coming),
        week=_unredacted_week(digest.week, redactions),
        aside=tuple(runs for runs in digest.aside if not said(*_of_runs(runs))),
        corrections=tuple(line for line in digest.corrections if not said(line)),
        told_at_once="" if said(digest.told_at_once) else digest.told_at_once,
    )
    return shown, len(digest.entries) - len(kept)


def _unredacted_week(week: Week | None, redactions: Redactions) -> Week | None:
    if week is None:
        return None
    kept = tuple(
        one
        for one in week.threads
        if one.story_id not in redactions.stories and not redactions.touches(one.title)
    )
    return structs.replace(week, threads=kept) if kept else None


def _is_of(entry: Entry, redactions: Redactions) -> bool:
    return any(outlet.article_id in redactions.articles for outlet in entry.outlets) or (
        redactions.touches(entry.title)
    )


def _of_runs(runs: Runs) -> Iterable[str | None]:
    return (said for run in runs for said in (run.text, run.href))


def unredacted_facts(member: Member, *, whole: bool) -> Member:
    """Without what the story had said before, unless all of its articles are there (`whole`)."""
    if whole:
        return member
    facts, differ = map(_without_was, (member.new_facts, member.differ))
    return structs.replace(member, new_facts=facts, differ=differ)


def _without_was(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple(structs.replace(fact, was=None) for fact in facts)
