"""One running newsroom: what is due becomes editions, what is owed is delivered, what was corrected
is amended.

Wired here from the engine, the readers and the transports; started by `run` and `digest --send`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from hashlib import sha256
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from monitor.delivery.address_book import Readers
from monitor.delivery.media.table import medium, prefix_of
from monitor.delivery.plan import SendingRates
from monitor.delivery.sender import Sender
from monitor.delivery.transport import Address, Transport
from monitor.digest.slots import last_slot
from monitor.engine.engine import Engine
from monitor.events.deliveries import (
    DeliveryQueued,
    LaneReleased,
    Message,
    ReaderForgotten,
    ReaderSubscribed,
    ReaderUnsubscribed,
    ReaderWished,
)
from monitor.events.stories_and_feeds import Event, key_of
from monitor.executor import Executor, at_once
from monitor.publishing.amend import amend
from monitor.publishing.at_once import AtOnce
from monitor.publishing.editor import Brief, Due, Editor, batches
from monitor.publishing.operator_report import daily_line
from monitor.publishing.reports import ASKED_FOR, after_corrections, opened_again
from monitor.stories.deliveries import Lane, Owed, Reader

_LOOK_S = 0.5
_PATIENCE_S = 300.0
_SWEPT_EVERY, _OFFERED = timedelta(hours=1), timedelta(days=1)
_SCRUBBED_EVERY = timedelta(days=1)
_GREETING = "notice/greeting"
_DAILY_LINE_HOURS = 6  # later than this it is yesterday's
_LISTED_BY_CONFIG = frozenset({"channel", "file"})  # as kinds; media with a prefix are too


class Settled(Struct, frozen=True, kw_only=True):
    """What became of a `digest --send`: the edition, its parts, and what is still owed and why.

    `before`: the reader had today's edition already, and gets one a day.
    """

    edition: str
    parts: int
    owed: tuple[str, ...] = ()
    unknown: int = 0
    before: bool = False


class Publisher:
    def __init__(  # noqa: PLR0913 — what it stands on, wired in one place
        self,
        *,
        engine: Engine,
        readers: Readers,
        transports: Mapping[str, Transport],
        brief: Brief,
        pace: SendingRates | None = None,
        alarm: Callable[[str], object] = lambda _line: None,
        operators: Address | None = None,
        hand: Executor = at_once,
    ) -> None:
        """`alarm` takes lines for operators as they come; they go to the chat of `operators` too,
        once an hour each.

        With a `hand`, everything here but what is async is work for that hand.
        """
        self.hand = hand
        self.engine, self.readers, self.brief = engine, readers, brief
        self.editor = Editor(engine, readers, brief)
        self.at_once = AtOnce(engine, readers, brief, self.editor)
        self.office = Sender(
            desk=engine,
            readers=readers,
            transports=transports,
            words=self.editor.words,
            now=engine.clock.now,
            pace=pace,
            alarm=self.report,
            hand=hand,
        )
        self._alarm, self._operators = alarm, operators
        self._follows_swept_at: datetime | None = None
        self._scrubbed_at: datetime | None = None
        self._has_forgotten = False

    # --- operators ---

    def report(self, line: str) -> None:
        """Something that a person should know."""
        self._alarm(line)
        hour = self.engine.clock.now().strftime("%Y-%m-%dT%H")
        self._notify(f"notice/{hour}/{sha256(line.encode()).hexdigest()[:12]}", line)

    def _notify(self, delivery_id: str, line: str) -> None:
        if self._operators is None:
            return
        message = medium(self._operators.medium).notice(line)
        if self.engine.record(lambda: self.notice(delivery_id, message)):
            self.office.wake()

    @property
    def has_operators_chat(self) -> bool:
        return self._operators is not None

    def notice(self, delivery_id: str, message: Message) -> list[DeliveryQueued]:
        """What the operators' chat is owed from now on: nothing where there is none, or if it was
        told so before.
        """
        if self._operators is None:
            return []
        known, kind = self.readers.known(self._operators), self._operators.kind
        queued = DeliveryQueued(
            delivery_id=delivery_id,
            reader_id=known.reader_id,
            lane=known.lane,
            purpose="notice",
            parts=1,
            kind=kind,
            own=True,
            repeatable=_is_repeatable(self._operators),
        )
        if self.engine.log.find(key_of(queued, ordinal=0)) is not None:
            return []
        self.readers.write([(delivery_id, (message,))])
        return [queued]

    def tell_the_day(self) -> None:
        """The operators' daily line, once a day, at the hour of the default digest."""
        wishes = self.brief.default
        now = self.engine.clock.now()
        slot = last_slot(now, hour=time.fromisoformat(wishes.hour), zone=wishes.zone)
        if self._operators is not None and now - slot < timedelta(hours=_DAILY_LINE_HOURS):
            day = slot.astimezone(ZoneInfo(wishes.zone)).date().isoformat()
            self._notify(f"notice/daily/{day}", daily_line(self.engine, slot))

    # --- the default channel ---

    def channel(self, address: Address) -> Reader:
        """The default channel as a reader, with the wishes of the configuration; one that it
        replaces is let go.
        """
        known = self.readers.known(address)
        self.engine.record(lambda: self._channel(known.reader_id, known.lane, address))
        return self.engine.state.readers[known.reader_id]

    def _channel(self, reader_id: str, lane: str, address: Address) -> list[Event]:
        wishes, events = self.brief.default, list[Event]()
        reader = self.engine.state.readers.get(reader_id)
        if reader is None or reader.off:
            events.append(
                ReaderSubscribed(reader_id=reader_id, lane=lane, kind=address.kind, wishes=wishes)
            )
        elif reader.wishes != wishes:
            events.append(ReaderWished(reader_id=reader_id, change="config", wishes=wishes))
        replaced = [
            other.id
            for other in self.engine.state.readers.values()
            if not other.off and other.id != reader_id and self._is_listed_by_config(other)
        ]
        return [
            *events,
            *(ReaderUnsubscribed(reader_id=other, why="replaced") for other in replaced),
        ]

    def _is_listed_by_config(self, reader: Reader) -> bool:
        """Whether nobody but the configuration makes such a reader."""
        if reader.id in self.readers.added():
            return False
        address = self.readers.address(reader.id)
        return reader.kind in _LISTED_BY_CONFIG or bool(address and prefix_of(address.medium))

    def release(self, lane_id: str) -> list[Event]:
        """Try a chat again that waits for a person: that we were started again may mean that
        somebody saw to it.
        """
        lane = self.engine.state.lanes[lane_id]
        waits = bool(lane.held) and lane.held_until is None
        return self.engine.record(lambda: [LaneReleased(lane=lane_id)] if waits else [])

    # --- work ---

    def look(self) -> list[Event]:
        """What time and corrections ask for: editions that are due, posts to amend; and what is
        settled is let go.
        """
        queued = [*self.at_once.look(), *self.editor.queue_due()]
        return [*queued, *self._after_queueing(queued)]

    async def look_about(self) -> int:
        """As `look`, edition by edition, so that other work comes between; how many events that
        made.
        """
        made = 0
        for some in batches(await self.hand(self.editor.due)):
            made += len(await self.hand(partial(self._queue, some)))
        await self.hand(self.editor.clear)
        return made + len(await self.hand(partial(self._after_queueing, ())))

    async def tell_at_once(self) -> int:
        """What readers want to know at once, story by story; how many events that made."""
        made = 0
        for row in await self.hand(self.at_once.moved):
            made += len(await self.hand(partial(self.at_once.tell, row)))
        if made:
            self.office.wake()
        return made

    def _queue(self, due: Sequence[Due]) -> list[Event]:
        queued = self.editor.queue_some(due)
        if queued:
            self.office.wake()
        return queued

    def _after_queueing(self, queued: Sequence[Event]) -> list[Event]:
        amended = self._amend()
        self.tell_the_day()
        self.sweep()
        if queued or amended:
            self.office.wake()
        return amended

    def _amend(self) -> list[Event]:
        """Each correction is seen to once, however long ago all of it began."""
        after = self.readers.amended_to()
        written, newest = amend(self.engine, self.readers, self.editor, after=after)
        if newest != after:
            corrections = self.engine.archive.views.corrections(after=after)
            answered = after_corrections(self.engine, self.editor, corrections)
            written += answered
            for line in opened_again(answered):
                self.report(line)
        if newest != after:
            self.readers.amended(newest)
        return written

    def sweep(self) -> None:
        """Letters and updates that are settled go, and readers who asked to be forgotten once they
        were told so.
        """
        state = self.engine.state
        late = {one.id for lane in state.lanes.values() for one in lane.late}
        self.readers.drop_questions(before=self.engine.clock.now() - ASKED_FOR)
        self.readers.sweep(owed=state.owed_in.keys() | late, updates=state.updates)
        named = {one.reader_id for lane in state.lanes.values() for one in _all_of(lane)}
        waiting = {update.reader_id for update in state.updates.values()}
        gone = [
            reader_id
            for reader_id in self.readers.reader_ids()
            if reader_id not in state.readers
            and reader_id not in named | waiting
            and self.engine.log.find(f"reader/{reader_id}/forgotten") is not None
        ]
        for reader_id in gone:
            self.readers.forget(reader_id)
        self._sweep_follows(at_once=bool(gone))
        self._scrub(forgot=bool(gone))

    def _scrub(self, *, forgot: bool) -> None:
        """Of many who are forgotten in an hour, the first at once and the others together, since on
        a server it holds up everybody who looks for a reader; what else was erased, once a day.
        """
        self._has_forgotten |= forgot
        now, last = self.engine.clock.now(), self._scrubbed_at
        pause = _SWEPT_EVERY if self._has_forgotten else _SCRUBBED_EVERY
        if last is not None and last <= now < last + pause:
            return
        if self.readers.scrub():
            self._has_forgotten, self._scrubbed_at = False, now

    def _sweep_follows(self, *, at_once: bool) -> None:
        """What was offered and not taken is kept for a day, for its buttons; once somebody asked to
        be forgotten, nothing is kept that nobody follows.
        """
        now, last = self.engine.clock.now(), self._follows_swept_at
        if not at_once and last is not None and last <= now < last + _SWEPT_EVERY:
            return
        readers = self.engine.state.readers.values()
        kept = {follow_id for reader in readers for follow_id in reader.wishes.follows}
        self.readers.sweep_follows(kept=kept, offered_before=now if at_once else now - _OFFERED)
        self._follows_swept_at = now

    async def run(self, *, stop: asyncio.Event, look_s: float = _LOOK_S * 30) -> None:
        """Deliver until `stop`; every `look_s` it is asked what is due."""
        watch = asyncio.create_task(self._watch(stop, look_s))
        try:
            await self.office.serve(until=lambda: stop.is_set() or watch.done())
        finally:
            stop.set()
            await watch

    async def _watch(self, stop: asyncio.Event, look_s: float) -> None:
        while not stop.is_set():
            self.engine.catch_up()
            self.look()
            try:
                async with asyncio.timeout(look_s):
                    await stop.wait()
            except TimeoutError:
                continue
        self.office.wake()

    async def send_today(self, reader: Reader, *, patience_s: float = _PATIENCE_S) -> Settled:
        """Log today's edition if it is not logged yet, and deliver all that the reader is owed, and
        those whom an operator added; not beyond `patience_s`.
        """
        now = self.engine.clock.now()
        edition = self._edition_today(reader, now)
        before = edition == reader.last_edition
        added = added_to(self.engine, self.readers)
        together = [reader, *(one for one in added if one.id != reader.id)]
        for one in together:
            self.editor.queue(self._edition_today(one, now), [one])
            self.release(one.lane)
        self._amend()
        deadline = now + timedelta(seconds=patience_s)
        await self.office.serve(
            until=lambda: all(
                self._is_settled(one, deadline_passed=self.engine.clock.now() > deadline)
                for one in together
            )
        )
        self.sweep()
        owed = tuple(line for one in together for line in self._owed_to(one))
        return structs.replace(self._settled(reader, edition), before=before, owed=owed)

    def forget(self, reader_id: str) -> bool:
        """Let a reader go for ever; whether there was one."""
        if reader_id not in self.engine.state.readers:
            return False
        self.engine.record(lambda: [ReaderForgotten(reader_id=reader_id)])
        self.sweep()
        self.office.wake()
        return True

    async def greet(self, reader: Reader, words: str, *, patience_s: float = 180.0) -> bool:
        """A first message; whether it arrived. From then on it is known which ids come after it.

        One that was cut off before is settled, and counts as this one: whoever tries again finds
        one message, not two.
        """
        at = self.engine.clock.now()
        delivery_id = self.greeting(reader) or f"{_GREETING}/{reader.id}/{at.isoformat()}"
        queued = DeliveryQueued(
            delivery_id=delivery_id,
            reader_id=reader.id,
            lane=reader.lane,
            purpose="notice",
            parts=1,
            kind=reader.kind,
            own=True,
            repeatable=_is_repeatable(self.readers.address(reader.id)),
        )
        if delivery_id not in self.engine.state.owed_in:
            self.readers.write([(delivery_id, (self._greeting_of(reader, words),))])
            self.engine.record(lambda: [queued])
        self.release(reader.lane)
        deadline = at + timedelta(seconds=patience_s)
        owed, lane = self.engine.state.owed_in, self.engine.state.lanes[reader.lane]
        await self.office.serve(
            until=lambda: (
                delivery_id not in owed
                or self.engine.clock.now() > deadline
                or bool(lane.held and lane.held_until is None)
            )
        )
        self.sweep()
        return delivery_id not in owed

    def _greeting_of(self, reader: Reader, words: str) -> Message:
        address = self.readers.address(reader.id)
        if address:
            return medium(address.medium).notice(words)
        return Message(text=words)

    def greeting(self, reader: Reader) -> str | None:
        """The first message that is still on its way to the reader."""
        owed = self.engine.state.lanes[reader.lane].owed
        return next((one for one in owed if one.startswith(f"{_GREETING}/{reader.id}/")), None)

    def _edition_today(self, reader: Reader, now: datetime) -> str:
        """A reader gets one edition a day: the one it had, though topics or language have changed
        since.
        """
        day = now.astimezone(ZoneInfo(reader.wishes.zone)).date()
        last = reader.last_edition
        if last and last.split("/")[2] == day.isoformat():
            return last
        return self.editor.edition(day, reader)

    def _is_settled(self, reader: Reader, *, deadline_passed: bool) -> bool:
        lane = self.engine.state.lanes[reader.lane]
        waiting = any(one.reader_id == reader.id and one.status != "held" for one in _all_of(lane))
        return (
            not (waiting or lane.gap or lane.late)
            or deadline_passed
            or bool(lane.held and lane.held_until is None)
        )

    def _settled(self, reader: Reader, edition: str) -> Settled:
        messages = self.readers.address(reader.id)
        rendered = self.editor.rendered(edition, messages.medium) if messages else None
        unknown = [
            one
            for one in self.engine.archive.views.posts_unknown()
            if one.delivery_id == f"{edition}/{reader.id}"
        ]
        return Settled(
            edition=edition,
            parts=len(rendered.messages) if rendered else 0,
            unknown=len(unknown),
        )

    def _owed_to(self, reader: Reader) -> list[str]:
        lane = self.engine.state.lanes[reader.lane]
        zone = self.brief.default.zone
        return [why_waiting(lane, one, zone) for one in _all_of(lane) if one.reader_id == reader.id]


def added_to(engine: Engine, readers: Readers) -> list[Reader]:
    """Whom an operator added, but for those who left or pause."""
    added = readers.added()
    return [
        one
        for one in engine.state.readers.values()
        if one.id in added and not one.off and not one.wishes.paused
    ]


def _is_repeatable(address: Address | None) -> bool:
    """Whether a notice may be sent again: what cannot be looked at only where it is known again."""
    return address is None or address.kind != "oneway" or medium(address.medium).knows_again


def _all_of(lane: Lane) -> list[Owed]:
    return [*lane.replies.values(), *lane.owed.values()]


def why_waiting(lane: Lane, owed: Owed, zone: str) -> str:
    """In a few words: what is owed, and why it is not there yet; times as clocks in `zone` say."""
    why = (
        lane.held
        or owed.reason
        or {"waiting": "its turn comes", "started": "under way"}.get(owed.status, owed.status)
    )
    until = lane.held_until if lane.held else owed.not_before
    when = f", not before {until.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}" if until else ""
    return f"{owed.id} part {owed.part + 1} of {owed.parts}: {why}{when}"
