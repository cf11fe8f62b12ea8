"""Editions: composed once for a slot, a set of topics and a language; logged; then owed to each of
its readers.

What is due comes from the log: each reader's last slot by its own clock, and the edition that was
last queued for it. A reader gets one edition a day, however it changes its hour, topics or
language; slots that passed while nothing ran are not made up for: the next edition tells all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from monitor.delivery.address_book import Readers
from monitor.delivery.media import messages as letters
from monitor.delivery.media.table import medium as medium_of
from monitor.digest.compose.compose import compose
from monitor.digest.model import Digest
from monitor.digest.slots import last_slot
from monitor.digest.told_before import with_ledger
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
from monitor.model import Rules, Source, Topic
from monitor.publishing.streams import day_of, edition_of, stream_of
from monitor.publishing.window import window
from monitor.stories.deliveries import Owed, Reader

READERS_AT_ONCE = 100  # queued in one transaction, so that other work comes between
_EDITIONS_REMEMBERED = 32
_NEW_STREAM_DAYS = 1


class Brief(Struct, frozen=True, kw_only=True):
    """What editions are made with. `default` are the wishes of the default channel; `topics` are
    all that there are.
    """

    default: Wishes
    topics: tuple[Topic, ...]
    sources: tuple[Source, ...]
    rules: Rules
    silent_when_empty: bool = False


class Editor:
    def __init__(self, engine: Engine, readers: Readers, brief: Brief) -> None:
        self._engine, self.readers, self._brief = engine, readers, brief
        self._silent: set[str] = set()  # editions with nothing to tell, where that is not told
        self._events: dict[str, Event] = {}

    # --- what is due ---

    def queue_due(self) -> list[Event]:
        """Compose and queue what every reader's clock says is due."""
        return [event for edition, readers in self.due() for event in self.queue(edition, readers)]

    def due(self) -> list[tuple[str, list[Reader]]]:
        """Editions that are due, each with readers of one medium, at most `READERS_AT_ONCE` of
        them.
        """
        now = self._engine.clock.now()
        due: dict[tuple[str, str], list[Reader]] = {}
        for reader in self._engine.state.readers.values():
            day = self._due_day(reader, now)
            if day is not None and (edition := edition_of(day, reader.wishes)) not in self._silent:
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
        return [
            reader
            for reader, day in days
            if day is not None and edition_of(day, reader.wishes) == edition
        ]

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
        medium = self._medium(readers[0]) if readers else ""
        if not medium:
            return []
        self._engine.look_at_waiting()
        return self._engine.record(lambda: self._queued(edition, medium, readers))

    def _queued(self, edition: str, medium: str, readers: Sequence[Reader]) -> list[Event]:
        composed, events = self.composed(edition), list[Event]()
        if composed is None:
            composed = self._compose(edition, readers[0])
            events.append(composed)
        if not composed.told and self._brief.silent_when_empty:
            self._silent.add(edition)
            return events
        rendered = self.rendered(edition, medium)
        if rendered is None:
            messages = medium_of(medium).render(letters.read(composed.digest))
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

    def _compose(self, edition: str, reader: Reader) -> DigestComposed:
        now, wishes, stream = self._engine.now(), reader.wishes, stream_of(reader.wishes)
        last = self._engine.archive.views.last_edition(stream)
        since = datetime.fromisoformat(last.until) if last else self._beginning(wishes, now)
        digest = self.digest(wishes, since=since, until=now, stream=stream)
        digest = structs.replace(digest, edition=edition)
        return DigestComposed(
            edition=edition,
            stream=stream,
            until=now,
            since=since,
            told=tuple(
                ToldStory(
                    story_id=entry.story_id,
                    number=entry.number,
                    version=entry.version,
                    facts=entry.facts,
                    article_ids=tuple(outlet.article_id for outlet in entry.outlets),
                )
                for entry in digest.entries
            ),
            digest=letters.written(digest),
        )

    def _beginning(self, wishes: Wishes, now: datetime) -> datetime | None:
        """The default channel begins with all that is known; another set of topics with the last
        day.
        """
        if stream_of(wishes) == stream_of(self._brief.default):
            return None
        return now - timedelta(days=_NEW_STREAM_DAYS)

    def digest(
        self, wishes: Wishes, *, since: datetime | None, until: datetime, stream: str | None = None
    ) -> Digest:
        """What readers with these wishes were not told yet (with `stream`), or all of the window.
        Nothing is logged.
        """
        views = self._engine.archive.views
        found = window(views, since=since, until=until)
        ledger = views.told(stream) if stream is not None else None
        topics = tuple(topic for topic in self._brief.topics if topic.id in wishes.topics)
        return compose(
            found.stories if ledger is None else with_ledger(found.stories, ledger),
            ledger=ledger is not None,
            since=since,
            until=until,
            topics=topics or self._brief.topics,
            language=wishes.language,
            zone=wishes.zone,
            sources=self._brief.sources,
            rules=self._brief.rules,
            set_aside=found.set_aside,
            held=found.held,
            aside=found.aside,
            corrections=found.corrections,
        )

    def preview(self, wishes: Wishes) -> Digest:
        """The next edition as it would be now."""
        stream = stream_of(wishes)
        last, now = self._engine.archive.views.last_edition(stream), self._engine.now()
        since = datetime.fromisoformat(last.until) if last else self._beginning(wishes, now)
        return self.digest(wishes, since=since, until=now, stream=stream)

    def title_of(self, story_id: str) -> str:
        """The headline of its first account; empty for a story that has none (any more)."""
        members = self._engine.archive.views.members(story_id)
        titles = (member.reading.title or member.article.title for member in members)
        return next(filter(None, titles), "") or ""

    # --- what was logged ---

    def composed(self, edition: str) -> DigestComposed | None:
        found = self._event(edition)
        return found if isinstance(found, DigestComposed) else None

    def rendered(self, edition: str, medium: str) -> EditionRendered | None:
        found = self._event(
            key_of(EditionRendered(edition=edition, medium=medium, messages=()), ordinal=0)
        )
        return found if isinstance(found, EditionRendered) else None

    def _event(self, key: str) -> Event | None:
        if key in self._events:
            return self._events[key]
        position = self._engine.log.find(key)
        if position is None:
            return None
        event = next(
            recorded.event for recorded in self._engine.log.read(after=position - 1, until=position)
        )
        if len(self._events) >= _EDITIONS_REMEMBERED:
            del self._events[next(iter(self._events))]
        self._events[key] = event
        return event

    def words(self, owed: Owed) -> Sequence[Message]:
        """All messages of a delivery; none if its words are gone."""
        if owed.own:
            return self.readers.letter(owed.id)
        address = self.readers.address(owed.reader_id)
        rendered = self.rendered(owed.edition, address.medium) if address else None
        return rendered.messages if rendered else ()
