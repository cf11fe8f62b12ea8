"""What is shown of a source whose text was erased: nothing that it said.

Readings, headlines and editions stand in the log for ever; a page shows none of what came from such
an article alone, and says that something was erased.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from msgspec import structs

from monitor.digest.model import Digest, Entry, Run, Runs, Week
from monitor.events.stories_and_feeds import Member
from monitor.model import Fact
from monitor.views.rows import ArticleRow
from monitor.views.views import Views

TitleOf = Callable[[str, Collection[str]], str]


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


def unredacted_digest(
    digest: Digest, redactions: Redactions, *, title_of: TitleOf
) -> tuple[Digest, int]:
    """The digest without what came from erased articles, and of how many entries that left
    something out. `title_of` is the headline of a story by some of its accounts; empty for none.
    """
    if not redactions.articles:
        return digest, 0
    touched = [entry for entry in digest.entries if _is_of(entry, redactions)]
    left = {entry.number: _left_of(entry, redactions, title_of) for entry in touched}
    kept = (left.get(entry.number, entry) for entry in digest.entries)
    coming = (
        one
        for one in digest.coming
        if one.story_number not in redactions.numbers and not redactions.touches(one.what, one.url)
    )
    said = redactions.touches
    shown = structs.replace(
        digest,
        entries=tuple(entry for entry in kept if entry is not None),
        coming=tuple(coming),
        week=_unredacted_week(digest.week, redactions),
        aside=tuple(runs for runs in digest.aside if not said(*_of_runs(runs))),
        corrections=tuple(line for line in digest.corrections if not said(line)),
        told_at_once="" if said(digest.told_at_once) else digest.told_at_once,
    )
    return shown, len(touched)


def _left_of(entry: Entry, redactions: Redactions, title_of: TitleOf) -> Entry | None:
    """What other accounts tell of its story: a headline and who they are. Lines do not say which
    account they came from, so none of them stays.
    """
    outlets = tuple(one for one in entry.outlets if one.article_id not in redactions.articles)
    title = title_of(entry.story_id, {one.article_id for one in outlets}) if outlets else ""
    if not title or redactions.touches(title):
        return None
    return Entry(
        number=entry.number,
        story_id=entry.story_id,
        story_number=entry.story_number,
        version=entry.version,
        title=title,
        headline=(Run(text=title),),
        outlets=outlets,
        first_told=entry.first_told,
        archive=entry.archive,
        brief=True,
        under=entry.under,
        languages=tuple(dict.fromkeys(one.language for one in outlets)),
        updated_at=entry.updated_at,
    )


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
