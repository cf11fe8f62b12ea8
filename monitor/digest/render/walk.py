"""The one walk over a digest: which parts stand in it, in which order, and under which heading.
Every form is a `Pen` that draws the parts it has a place for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from monitor.digest import sanitize
from monitor.digest.model import Coming, Digest, Entry, Line, Run, Runs, Week
from monitor.digest.wording.locale import Words

Part = TypeVar("Part")


class Pen(Generic[Part]):
    """How one form draws the parts of a digest: what it has no place for is None."""

    def masthead(self, digest: Digest) -> Part | None:
        """Title, dateline and summary."""
        del digest
        return None

    def archive_heading(self) -> Part | None:
        """Above the first old story, if today's stand before it."""
        return None

    def entry(self, entry: Entry) -> Part | None:
        del entry
        return None

    def folded(self, line: str) -> Part | None:
        """The stories for which there was no room."""
        del line
        return None

    def week(self, week: Week) -> Part | None:
        """The week's threads, where they are drawn."""
        del week
        return None

    def set_aside(self, told: Sequence[Runs]) -> Part | None:
        """Headlines of what is no diplomacy."""
        del told
        return None

    def dates_ahead(self, coming: Sequence[Coming]) -> Part | None:
        del coming
        return None

    def corrections(self, told: Sequence[str]) -> Part | None:
        del told
        return None

    def closing(self, digest: Digest) -> Part | None:
        """Where the articles went, and who grouped and worded it."""
        del digest
        return None


def drawn(digest: Digest, pen: Pen[Part]) -> list[Part]:
    """What the pen drew, in the order in which it is read."""
    return [part for part in _parts(digest, pen) if part is not None]


def _parts(digest: Digest, pen: Pen[Part]) -> Iterator[Part | None]:
    yield pen.masthead(digest)
    yield from _entries(digest.entries, pen)
    if digest.folded_line:
        yield pen.folded(digest.folded_line)
    if digest.told_at_once:
        yield pen.folded(digest.told_at_once)
    if digest.week and digest.week.threads:
        yield pen.week(digest.week)
    if digest.aside:
        yield pen.set_aside(digest.aside)
    if digest.coming:
        yield pen.dates_ahead(digest.coming)
    if digest.corrections:
        yield pen.corrections(digest.corrections)
    if not digest.alert:
        yield pen.closing(digest)


def _entries(entries: Sequence[Entry], pen: Pen[Part]) -> Iterator[Part | None]:
    after_todays = False
    for entry in entries:
        if entry.archive and after_todays:
            yield pen.archive_heading()
        after_todays = not entry.archive
        yield pen.entry(entry)


# --- what the parts of an entry say, whatever the form ---


def lines_told(entry: Entry) -> Sequence[Line]:
    """One of many on a long day is told by its headline, place and sources alone."""
    return () if entry.brief else entry.lines


def update_mark(entry: Entry, words: Words) -> str:
    """What stands before the headline of a story that was told before."""
    if not entry.first_told:
        return ""
    return words.say("entry.update", headline="")


def beside_place(entry: Entry) -> str:
    """What stands after place and day: when it was first told, else who the people are."""
    return entry.first_told or entry.offices


def without_pictures(run: Run) -> str:
    """As "KZ" for its flag."""
    return sanitize.isolated(run.text if run.plain is None else run.plain)


def matter_and_place(item: Coming) -> str:
    """As "Putin to visit Kazakhstan, Astana"."""
    return joined(", ", sanitize.isolated(item.what), item.place)


def joined(between: str, *parts: str) -> str:
    """Those that are not empty."""
    return between.join(filter(None, parts))
