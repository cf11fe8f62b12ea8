"""What readers want to be told at once: a story that meets it, as soon as it is sure.

Sure is what a digest would tell, its act among it, by a party's own outlet or by two owners. It is
told once; what is new of it later is told as a reply to that message, and where nothing must be
told anew, the message is edited. In a reader's quiet hours, and beyond so many an hour, it waits
for the digest, which then says so. All of that is events: who starts again decides nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import structs

from monitor.delivery.address_book import Readers
from monitor.delivery.media.table import medium as medium_of
from monitor.delivery.sender import is_quiet
from monitor.digest.model import Entry, StoryForDigest, ToldBefore
from monitor.digest.story_index import StoryIndex
from monitor.digest.wording.sourcing import Sources
from monitor.digest.wording.summary import gist_of
from monitor.digest.workbench import Workbench
from monitor.engine.engine import Engine
from monitor.events.deliveries import (
    AlertWait,
    AlertWaited,
    EditionRendered,
)
from monitor.events.stories_and_feeds import Event, Member, key_of
from monitor.publishing.alert import (
    Alert,
    KnownOfStory,
    composed_alert,
    delivery_of,
    logged,
)
from monitor.publishing.editor import Brief, Editor
from monitor.publishing.window import story_of
from monitor.stories.deliveries import Reader
from monitor.views.editions import AlertRow
from monitor.views.rows import StoryRow

LOOK_BACK = timedelta(hours=6)  # what moved longer ago, while nothing ran, is the digest's
_HOUR = timedelta(hours=1)
_EDIT_PAUSE = timedelta(minutes=15)  # between two edits that only name one more outlet
_ON_ITS_WAY = timedelta(seconds=10)  # before it is looked again whether a message arrived
READERS_AT_ONCE = 500  # queued in one transaction
_OWNERS = 2


class AtOnce:
    def __init__(self, engine: Engine, readers: Readers, brief: Brief, editor: Editor) -> None:
        self._engine, self._readers, self._brief, self._editor = engine, readers, brief, editor
        self._sources = Sources(brief.sources)
        self._looked_at = -1  # position of the news that was looked at
        self._seen: dict[str, tuple[str, int]] = {}  # story → what it was when it was looked at
        self._edited_at: dict[str, datetime] = {}  # by the edition that the message had first
        self._again_at: dict[str, datetime] = {}  # stories that wait for something of ours

    def look(self) -> list[Event]:
        """All that moved, told to whom it concerns."""
        return [event for row in self.moved() for event in self.tell(row)]

    def moved(self) -> list[StoryRow]:
        """Stories with news that were not looked at since, if anybody wants to know."""
        self._engine.catch_up()
        if self._looked_at == self._engine.news and not self._is_waiting():
            return []
        if not self._brief.alerts_per_hour or not self._wanting():
            return []
        self._engine.look_at_waiting()  # what is one story is told as one
        self._looked_at = self._engine.news
        begin = (self._engine.now() - LOOK_BACK).isoformat(timespec="microseconds")
        rows = self._engine.archive.views.stories_since(begin)
        self._seen = {row.id: self._seen[row.id] for row in rows if row.id in self._seen}
        return [row for row in rows if self._seen.get(row.id) != (row.updated_at, row.articles)]

    def _is_waiting(self) -> bool:
        """Whether a story has waited for long enough."""
        now = self._engine.clock.now()
        return any(at <= now for at in self._again_at.values())

    def _again(self, story_id: str, at: datetime) -> None:
        self._seen.pop(story_id, None)
        self._again_at[story_id] = at

    def tell(self, row: StoryRow) -> list[Event]:
        """What the readers whom the story concerns are owed of it now."""
        self._seen[row.id] = row.updated_at, row.articles
        self._again_at.pop(row.id, None)
        if not row.articles or row.set_aside is not None:
            return []
        story = story_of(self._engine.archive.views, row)
        bench = Workbench(
            [story],
            until=self._engine.now(),
            rules=self._brief.rules,
            sources=self._brief.sources,
        )
        sure = bench.sure(story)
        if not self._is_sure(bench.members(sure)):
            return []
        concerned = self._concerned(sure, bench.members(sure))
        written: list[Event] = []
        for some in _at_most(concerned, READERS_AT_ONCE):
            written += self._engine.record(lambda some=some: self._owed(story, bench, some))  # type: ignore[misc] # bound at once
        self._editor.alerted += bool(written)
        return written

    def _is_sure(self, members: Sequence[Member]) -> bool:
        """Who did what is sure, and an official voice or two owners say so."""
        official = any(self._sources.kind(member.article) == "party" for member in members)
        owners = {self._sources.owner(member.article) for member in members}
        vouched = official or len(owners) >= _OWNERS
        return vouched and gist_of(members).act is not None

    # --- whom it concerns ---

    def _wanting(self) -> dict[str, list[Reader]]:
        """Follow → readers who want to know at once."""
        wanting: dict[str, list[Reader]] = {}
        for reader in self._engine.state.readers.values():
            if reader.off or reader.wishes.paused:
                continue
            for follow_id in reader.wishes.alerts:
                wanting.setdefault(follow_id, []).append(reader)
        return wanting

    def _concerned(self, story: StoryForDigest, members: Sequence[Member]) -> list[Reader]:
        """Readers of a follow that the story meets, who asked for it before its newest account
        came.
        """
        wanting, index = self._wanting(), StoryIndex([(story, members)])
        newest = story.seen[-1].at
        found: dict[str, Reader] = {}
        for follow in self._editor.follows(list(wanting)):
            if index.meeting(follow):
                found |= {reader.id: reader for reader in wanting[follow.id]}
        return [
            reader
            for reader in found.values()
            if story.id not in reader.wishes.muted
            and reader.alerts_since is not None
            and reader.alerts_since < newest
        ]

    # --- what they are owed ---

    def _owed(
        self, story: StoryForDigest, bench: Workbench, concerned: Sequence[Reader]
    ) -> list[Event]:
        before = self._told_at_once(story.id)
        groups: dict[KnownOfStory, list[Reader]] = {}
        for reader in concerned:
            if any(one.delivery_id in self._engine.state.owed_in for one in before[reader.id]):
                # what goes on from it waits until it is there
                self._again(story.id, self._engine.clock.now() + _ON_ITS_WAY)
                continue
            known = self._knowledge(reader, story, before[reader.id])
            groups.setdefault(known, []).append(reader)
        events: list[Event] = []
        for known, readers in groups.items():
            events += self._told(story, bench, known, readers, before)
        return events

    def _told_at_once(self, story_id: str) -> Mapping[str, list[AlertRow]]:
        found: dict[str, list[AlertRow]] = _Lists()
        for row in self._engine.archive.views.alerts_about(story_id):
            found[row.reader_id].append(row)
        return found

    def _knowledge(
        self, reader: Reader, story: StoryForDigest, before: Sequence[AlertRow]
    ) -> KnownOfStory:
        """By messages at once, and by its digests."""
        language = reader.wishes.language
        digest = self._editor.told_in_digest(reader, story.id)
        times = [datetime.fromisoformat(row.until) for row in before]
        facts = [fact for row in before for fact in row.facts]
        first = ToldBefore(at=times[0], number=0) if times else None
        if digest is not None:
            first, facts = digest.told, [*digest.told.facts, *facts]
            times.append(digest.until)
        if first is None:
            return KnownOfStory(language)
        told = structs.replace(first, facts=tuple(dict.fromkeys(facts)))
        edits = before[0].edition if len(before) == 1 and digest is None else ""
        return KnownOfStory(language, max(times), told, edits)

    def _told(
        self,
        story: StoryForDigest,
        bench: Workbench,
        known: KnownOfStory,
        readers: Sequence[Reader],
        before: Mapping[str, list[AlertRow]],
    ) -> list[Event]:
        alert = composed_alert(story, bench, known)
        if alert is None:
            return self._edited(story, bench, known, readers, before)
        wanted = [
            (reader, self._waits(reader))
            for reader in readers
            if not self._is_settled(reader, story, alert)
        ]
        waiting: list[Event] = [
            AlertWaited(reader_id=reader.id, story_id=story.id, version=alert.version, why=why)
            for reader, why in wanted
            if why is not None
        ]
        told = [reader for reader, why in wanted if why is None]
        replies = {reader.id: _first_message(before[reader.id]) for reader in told}
        return [*waiting, *self._queued(alert, told, replies=replies)]

    def _is_settled(self, reader: Reader, story: StoryForDigest, alert: Alert) -> bool:
        """Whether it was told, or waits for the digest, already."""
        waited = AlertWaited(
            reader_id=reader.id, story_id=story.id, version=alert.version, why="quiet"
        )
        queued = delivery_of(alert, reader, parts=1)
        find = self._engine.log.find
        return any(find(key_of(one, ordinal=0)) is not None for one in (waited, queued))

    def _waits(self, reader: Reader) -> AlertWait | None:
        now = self._engine.now()
        if is_quiet(now, reader.wishes.quiet, reader.wishes.zone):
            return "quiet"
        lately = sum(at > now - _HOUR for at in reader.alerted)
        return "bound" if lately >= self._brief.alerts_per_hour else None

    def _edited(
        self,
        story: StoryForDigest,
        bench: Workbench,
        known: KnownOfStory,
        readers: Sequence[Reader],
        before: Mapping[str, list[AlertRow]],
    ) -> list[Event]:
        """Nothing is new but who tells it: the message says so, without a sound."""
        if not known.edits:
            return []
        now = self._engine.now()
        alert = composed_alert(story, bench, KnownOfStory(known.language), accounts=True)
        if alert is None or self._names_all(known.edits, alert.entry):
            return []
        edited_at = self._edited_at.get(known.edits)
        last = edited_at or known.since or now
        if now < last + _EDIT_PAUSE and edited_at != bench.until:
            self._again(story.id, last + _EDIT_PAUSE)
            return []
        self._edited_at[known.edits] = bench.until
        posts = {reader.id: before[reader.id][0].message_id for reader in readers}
        there = [reader for reader in readers if posts[reader.id]]
        find = self._engine.log.find
        fresh = [
            reader
            for reader in there
            if find(key_of(delivery_of(alert, reader, parts=1), ordinal=0)) is None
        ]
        return self._queued(alert, fresh, edits=posts)

    def _names_all(self, edition: str, entry: Entry) -> bool:
        """Whether the message named each of these outlets' accounts."""
        composed = self._editor.composed(edition)
        told = {one for story in composed.told for one in story.article_ids} if composed else set()
        return {outlet.article_id for outlet in entry.outlets} <= told

    def _queued(
        self,
        alert: Alert,
        readers: Sequence[Reader],
        *,
        replies: Mapping[str, int] | None = None,
        edits: Mapping[str, int | None] | None = None,
    ) -> list[Event]:
        """What was composed and rendered, where that is not logged yet, and a delivery each."""
        by_medium: dict[str, list[Reader]] = {}
        for reader in readers:
            address = self._readers.address(reader.id)
            if address is not None:
                by_medium.setdefault(address.medium, []).append(reader)
        if not by_medium:
            return []
        events: list[Event] = []
        if self._editor.composed(alert.edition) is None:
            events.append(logged(alert, tells=edits is None))
        for medium, some in by_medium.items():
            if edits is not None and not medium_of(medium).edits:
                continue
            rendered = self._editor.rendered(alert.edition, medium)
            if rendered is None:
                messages = medium_of(medium).render(alert.digest)
                rendered = EditionRendered(edition=alert.edition, medium=medium, messages=messages)
                events.append(rendered)
            parts = len(rendered.messages)
            events += [
                delivery_of(
                    alert,
                    reader,
                    parts=1 if edits else parts,
                    reply_to=(replies or {}).get(reader.id, 0),
                    message_id=(edits or {}).get(reader.id) or 0,
                )
                for reader in some
            ]
        return events


class _Lists(dict[str, list[AlertRow]]):
    def __missing__(self, key: str) -> list[AlertRow]:
        return self.setdefault(key, [])


def _first_message(rows: Iterable[AlertRow]) -> int:
    return next((row.message_id for row in rows if row.message_id), 0)


def _at_most(readers: Sequence[Reader], most: int) -> Iterator[Sequence[Reader]]:
    return (readers[start : start + most] for start in range(0, len(readers), most))
