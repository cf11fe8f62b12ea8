"""Editions: composed once for a slot, a set of topics and a language; logged; then owed to each of
its readers.

What is due comes from the log: each reader's last slot by its own clock, and the edition that was
last queued for it. A reader gets one edition a day, however it changes its hour, topics or
language; slots that passed while nothing ran are not made up for: the next edition tells all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from monitor.delivery.address_book import Readers
from monitor.delivery.media import messages as letters
from monitor.delivery.media.table import medium as medium_of
from monitor.digest.compose.compose import compose
from monitor.digest.model import Digest, Entry, ToldBefore
from monitor.digest.render.telegram import forget_drawn
from monitor.digest.slots import last_slot
from monitor.digest.week.threads import week_of
from monitor.digest.workbench import Workbench
from monitor.engine.engine import Engine
from monitor.events.deliveries import (
    DeliveryQueued,
    DigestComposed,
    EditionRendered,
    Message,
    ToldStory,
    Wishes,
)
from monitor.events.stories_and_feeds import Event, key_of
from monitor.model import Follow, Rules, Source, Topic
from monitor.publishing.alert import (
    NOTHING_AT_ONCE,
    KnownAtOnce,
    known_at_once,
    with_at_once,
)
from monitor.publishing.desk import Desk
from monitor.publishing.logged_editions import LoggedEditions
from monitor.publishing.streams import day_of, edition_of, stream_of
from monitor.stories.deliveries import Owed, Reader

READERS_AT_ONCE = 100  # queued in one transaction, so that other work comes between
_EDITIONS_AT_ONCE = 4
_NEW_STREAM_DAYS = 1
_RETURNED_DAYS = 7  # whoever comes back after a longer pause is told no more than that


class Brief(Struct, frozen=True, kw_only=True):
    """What editions are made with. `default` are the wishes of the default channel; `topics` are
    all that there are.
    """

    default: Wishes
    topics: tuple[Topic, ...]
    sources: tuple[Source, ...]
    rules: Rules
    silent_when_empty: bool = False
    week: bool = False  # whether digests show the week's threads
    alerts_per_hour: int = 4  # to one reader


class _Memory(NamedTuple):
    """Until when readers know what there was, and the stream that told it to them."""

    since: datetime | None
    stream: str


class ToldInDigest(NamedTuple):
    told: ToldBefore
    until: datetime  # of the last digest


Due = tuple[str, list[Reader]]
"""An edition, and readers of one medium who are owed it."""


def batches(due: Iterable[Due]) -> Iterator[list[Due]]:
    """Editions to be queued in one transaction: each is there once, for what is composed is logged
    before it is rendered for another medium.
    """
    batch: dict[str, list[Reader]] = {}
    for edition, readers in due:
        if edition in batch or len(batch) == _EDITIONS_AT_ONCE:
            yield list(batch.items())
            batch = {}
        batch[edition] = readers
    if batch:
        yield list(batch.items())


class Editor:
    def __init__(self, engine: Engine, readers: Readers, brief: Brief) -> None:
        self._engine, self.readers, self._brief = engine, readers, brief
        self._silent: set[str] = set()  # editions with nothing to tell, where that is not told
        logged = LoggedEditions(engine)
        self.composed, self.rendered = logged.composed, logged.rendered
        everything = any(topic.everything for topic in brief.topics)
        self._desk = Desk(engine, rules=brief.rules, sources=brief.sources, aside=everything)
        self.alerted = 0  # how often something was told at once, or was to wait
        self._known: dict[str, KnownAtOnce] = {}
        self._known_at: tuple[datetime, int] | None = None
        self.moment = engine.now()  # what editions that are due together tell is known at one time

    # --- what is due ---

    def queue_due(self) -> list[Event]:
        """Compose and queue what every reader's clock says is due."""
        events = [event for some in batches(self.due()) for event in self.queue_some(some)]
        self.clear()
        return events

    def clear(self) -> None:
        """Nothing is due any more: what its editions shared is let go."""
        self._desk.clear()
        forget_drawn()

    def due(self) -> list[Due]:
        """Editions that are due, each with readers of one medium, at most `READERS_AT_ONCE` of
        them.
        """
        now, self.moment = self._engine.clock.now(), self._engine.now()
        found = [
            (reader, self._due_day(reader, now)) for reader in self._engine.state.readers.values()
        ]
        self._learn_at_once([reader for reader, day in found if day is not None])
        due: dict[tuple[str, str], list[Reader]] = {}
        for reader, day in found:
            if day is not None and (edition := self.edition(day, reader)) not in self._silent:
                due.setdefault((edition, self._medium(reader)), []).append(reader)
        return [
            (edition, readers[start : start + READERS_AT_ONCE])
            for (edition, _), readers in due.items()
            for start in range(0, len(readers), READERS_AT_ONCE)
        ]

    def still_due(self, edition: str, readers: Sequence[Reader]) -> list[Reader]:
        """Those that did not leave, pause or change their wishes since they were found to be
        due.
        """
        now = self._engine.clock.now()
        days = [(reader, self._due_day(reader, now)) for reader in readers]
        if self._known_at != (self.moment, self.alerted):
            self._learn_at_once(list(self._engine.state.readers.values()))
        return [
            reader
            for reader, day in days
            if day is not None and self.edition(day, reader) == edition
        ]

    def edition(self, day: date, reader: Reader) -> str:
        """The reader's of that day."""
        zone, known = self._brief.default.zone, self._known.get(reader.id)
        return edition_of(day, reader.wishes, home_zone=zone, known=known.key if known else "")

    def _learn_at_once(self, readers: Sequence[Reader]) -> None:
        """What each was told at once since its last digest, and what waited for this one."""
        views, state = self._engine.archive.views, self._engine.state
        since = {reader.id: self._last_until(reader) for reader in readers if reader.wishes.alerts}
        self._known_at = (self.moment, self.alerted)
        self._known = known_at_once(views, since, state) if since else {}

    def _last_until(self, reader: Reader) -> datetime:
        row = self._engine.archive.views.edition(reader.last_edition)
        return datetime.fromisoformat(row.until) if row else reader.since

    def told_in_digest(self, reader: Reader, story_id: str) -> ToldInDigest | None:
        """What a reader was told of a story in the digests of its stream, up to its last one."""
        views = self._engine.archive.views
        row = views.edition(reader.last_edition) if reader.last_edition else None
        told = views.told_of(row.stream, [story_id]).get(story_id) if row else None
        if row is None or told is None:
            return None
        return ToldInDigest(told, datetime.fromisoformat(row.until))

    def _stream(self, wishes: Wishes) -> str:
        return stream_of(wishes, home_zone=self._brief.default.zone)

    def _due_day(self, reader: Reader, now: datetime) -> date | None:
        if reader.off or reader.wishes.paused:
            return None
        slot = last_slot(now, hour=time.fromisoformat(reader.wishes.hour), zone=reader.wishes.zone)
        day = slot.astimezone(ZoneInfo(reader.wishes.zone)).date()
        fresh = slot > reader.since and day.isoformat() > day_of(reader.last_edition)
        return day if fresh else None

    def _medium(self, reader: Reader) -> str:
        address = self.readers.address(reader.id)
        return address.medium if address else ""

    def queue(self, edition: str, readers: Sequence[Reader]) -> list[Event]:
        """What these readers, all of one medium, are owed of the edition; it is composed if it is
        not logged yet.
        """
        self._engine.look_at_waiting()
        return self._engine.record(lambda: self._queued(edition, readers, self._engine.now()))

    def queue_some(self, due: Sequence[Due]) -> list[Event]:
        """As `queue`, of several editions in one transaction, as far as they are still due; all of
        what was known when they were found to be.
        """
        self._engine.look_at_waiting()
        wanted = [(edition, self.still_due(edition, readers)) for edition, readers in due]

        def queued() -> list[Event]:
            parts = (self._queued(edition, readers, self.moment) for edition, readers in wanted)
            return [event for part in parts for event in part]

        return self._engine.record(queued)

    def _queued(self, edition: str, readers: Sequence[Reader], until: datetime) -> list[Event]:
        medium = self._medium(readers[0]) if readers else ""
        if not medium:
            return []
        composed, events, digest = self.composed(edition), list[Event](), None
        if composed is None:
            composed, digest = self._compose(edition, readers, until)
            events.append(composed)
        if not composed.told and self._brief.silent_when_empty:
            self._silent.add(edition)
            return events
        rendered = self.rendered(edition, medium)
        if rendered is None:
            messages = medium_of(medium).render(digest or letters.read(composed.digest))
            rendered = EditionRendered(edition=edition, medium=medium, messages=messages)
            events.append(rendered)
        queued = [self._delivery(reader, composed, rendered) for reader in readers]
        return [*events, *(one for one in queued if one is not None)]

    def _delivery(
        self, reader: Reader, composed: DigestComposed, rendered: EditionRendered
    ) -> DeliveryQueued | None:
        delivery_id = f"{composed.edition}/{reader.id}"
        own = self._own_words(reader, composed, rendered.medium)
        if own:
            self.readers.write([(delivery_id, own)])
        queued = DeliveryQueued(
            delivery_id=delivery_id,
            reader_id=reader.id,
            lane=reader.lane,
            purpose="digest",
            parts=len(own or rendered.messages),
            kind=reader.kind,
            edition=composed.edition,
            own=bool(own),
            repeatable=medium_of(rendered.medium).knows_again,
        )
        if self._engine.log.find(key_of(queued, ordinal=0)) is not None:
            return None
        return queued

    def _own_words(
        self, reader: Reader, composed: DigestComposed, name: str
    ) -> tuple[Message, ...]:
        """Where a reader mutes some of it, or its address says how much a message holds; else
        nothing.
        """
        medium, address = medium_of(name), self.readers.address(reader.id)
        muted = set(reader.wishes.muted) & {told.story_id for told in composed.told}
        if address is None or not (muted or medium.render_for):
            return ()
        wanted = letters.without(letters.read(composed.digest), reader.wishes.muted)
        if medium.render_for is None:
            return medium.render(wanted)
        return medium.render_for(wanted, address.chat)

    # --- composing ---

    def _compose(
        self, edition: str, readers: Sequence[Reader], until: datetime
    ) -> tuple[DigestComposed, Digest]:
        wishes = readers[0].wishes
        memory = self._memory(wishes, readers, until, day=day_of(edition))
        known = self._known.get(readers[0].id, NOTHING_AT_ONCE)
        digest = self._digest(wishes, memory, until=until, known=known)
        digest = structs.replace(digest, edition=edition)
        told = {entry.story_id for entry in digest.entries}
        composed = DigestComposed(
            edition=edition,
            stream=self._stream(wishes),
            until=until,
            since=memory.since,
            told=(
                *map(_told, digest.entries),
                *(
                    ToldStory(story_id=story_id, number=0, version="")
                    for story_id in known.stories
                    if story_id not in told
                ),
            ),
            digest=letters.written(digest),
        )
        return composed, digest

    def _memory(
        self, wishes: Wishes, readers: Sequence[Reader], until: datetime, *, day: str = ""
    ) -> _Memory:
        """What readers of these wishes know: what their stream told, or, where that begins today,
        the streams that they come from.
        """
        stream = self._stream(wishes)
        last = self._engine.archive.views.last_edition(stream, before=day)
        if last is not None:
            return _Memory(datetime.fromisoformat(last.until), stream)
        views = self._engine.archive.views
        had = [reader.last_edition for reader in readers if reader.last_edition]
        before = [row for row in map(views.edition, had) if row is not None]
        if not before:
            return _Memory(self._beginning(wishes, until), stream)
        since = min(datetime.fromisoformat(row.until) for row in before)
        streams = {row.stream for row in before}
        is_one = len(streams) == 1 and len(before) == len(readers)
        # rather told twice than not at all
        return _Memory(
            max(since, until - timedelta(days=_RETURNED_DAYS)), streams.pop() if is_one else stream
        )

    def _beginning(self, wishes: Wishes, now: datetime) -> datetime | None:
        """The default channel begins with all that is known; another set of topics with the last
        day.
        """
        if self._stream(wishes) == self._stream(self._brief.default):
            return None
        return now - timedelta(days=_NEW_STREAM_DAYS)

    def _digest(
        self,
        wishes: Wishes,
        memory: _Memory,
        *,
        until: datetime,
        known: KnownAtOnce = NOTHING_AT_ONCE,
    ) -> Digest:
        """What readers with these wishes were not told yet. Nothing is logged."""
        since = memory.since
        bench, counted = self._desk.bench(since, until), self._desk.counted(since, until)
        topics = tuple(topic for topic in self._brief.topics if topic.id in wishes.topics)
        follows = self.follows(wishes.follows)
        digest = compose(
            bench,
            ledger=True,
            told=with_at_once(self._told(memory.stream, bench, topics, follows), known, bench),
            at_once=known.stories,
            waited=known.waited,
            since=since,
            until=until,
            topics=topics if topics or follows else self._brief.topics,
            follows=follows,
            language=wishes.language,
            zone=wishes.zone,
            set_aside=counted.set_aside,
            held=counted.held,
            aside=counted.aside,
            corrections=counted.corrections,
        )
        if not self._brief.week:
            return digest
        week = week_of(
            self._desk.week(until),
            topics=topics,
            follows=follows,
            language=wishes.language,
            zone=wishes.zone,
        )
        return structs.replace(digest, week=week)

    def _told(
        self,
        stream: str,
        bench: Workbench,
        topics: Sequence[Topic],
        follows: Sequence[Follow],
    ) -> dict[str, ToldBefore]:
        """Of the stories that may be told, what that stream told of them."""
        met = bench.met(topics, follows)
        stories = bench.stories if met is None else met
        return self._engine.archive.views.told_of(stream, stories)

    def follows(self, ids: Sequence[str]) -> tuple[Follow, ...]:
        """What these ids mean now: a story that became part of another one is that one."""
        return tuple(map(self._as_it_is, self.readers.follows(ids)))

    def _as_it_is(self, follow: Follow) -> Follow:
        if follow.kind != "story":
            return follow
        row = self._engine.archive.views.story(follow.of)
        return structs.replace(follow, of=row.id) if row else follow

    def last_edition(self, wishes: Wishes, reader: Reader | None) -> str:
        """The reader's own; of one that had none yet, the last for such wishes. Empty for none."""
        if reader is not None and reader.last_edition:
            return reader.last_edition
        last = self._engine.archive.views.last_edition(self._stream(wishes))
        return last.edition if last else ""

    def preview(self, wishes: Wishes, reader: Reader | None = None) -> Digest:
        """The next edition as it would be now."""
        now = self._engine.now()
        digest = self._digest(
            wishes, self._memory(wishes, [reader] if reader else [], now), until=now
        )
        self.clear()
        return digest

    def title_of(self, story_id: str) -> str:
        """The headline of its first account; empty for a story that has none (any more)."""
        members = self._engine.archive.views.members(story_id)
        titles = (member.reading.title or member.article.title for member in members)
        return next(filter(None, titles), "") or ""

    # --- what was logged ---

    def words(self, owed: Owed) -> Sequence[Message]:
        """All messages of a delivery; none if its words are gone."""
        if owed.own:
            return self.readers.letter(owed.id)
        address = self.readers.address(owed.reader_id)
        rendered = self.rendered(owed.edition, address.medium) if address else None
        return rendered.messages if rendered else ()


def _told(entry: Entry) -> ToldStory:
    return ToldStory(
        story_id=entry.story_id,
        number=entry.number,
        version=entry.version,
        facts=entry.facts,
        article_ids=tuple(outlet.article_id for outlet in entry.outlets),
    )
