"""The office carries out the outbox's plan: it writes down that a call begins, makes it, and writes
down what came of it.

One asyncio loop, one task a lane at most. It ends only between calls: a call that began is waited
for.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from msgspec import structs

from monitor.delivery import plan as outbox
from monitor.delivery import probe as searching
from monitor.delivery.address_book import Readers
from monitor.delivery.calls import Slots, envelope_of
from monitor.delivery.operator_lines import line_about
from monitor.delivery.plan import Recent, SendingRates, Step
from monitor.delivery.probe import Lost, Probe
from monitor.delivery.transport import (
    Address,
    MessageComparison,
    Moved,
    Refused,
    SendOutcome,
    Sent,
    Standing,
    Transport,
    TransportDownError,
    Unknown,
)
from monitor.errors import MonitorError
from monitor.events.deliveries import (
    DeliveryStarted,
    LaneHeld,
    LaneLooked,
    LaneMarked,
    LaneSearched,
    Message,
    TellingEvent,
)
from monitor.events.stories_and_feeds import Event
from monitor.executor import Executor, at_once
from monitor.stories.deliveries import SHARED, Lane, Owed
from monitor.stories.state import State

_logger = logging.getLogger(__name__)

MARK = Message(text="·")
_COMPARE_AGAIN_S = 5.0
_LOOK_IDS_MAX = 20


class EventStore(Protocol):
    """What the office needs of the engine: to know, and to write."""

    @property
    def state(self) -> State: ...

    def catch_up(self) -> int: ...

    def record(self, decision: Callable[[], Sequence[Event]]) -> list[Event]: ...


class Sender:
    def __init__(  # noqa: PLR0913 — what it stands on, wired in one place
        self,
        *,
        desk: EventStore,
        readers: Readers,
        transports: Mapping[str, Transport],
        words: Callable[[Owed], Sequence[Message]],
        now: Callable[[], datetime],
        pace: SendingRates | None = None,
        alarm: Callable[[str], object] = lambda _line: None,
        clock_s: Callable[[], float] = time.monotonic,
        hand: Executor = at_once,
        media: Container[str] | None = None,
    ) -> None:
        """`words` gives all messages of a delivery; `alarm` takes a line for the operator; `hand`
        does what touches the desk. `media` are those that are called here, where another process
        calls the others; empty stands for addresses that nobody knows any more.
        """
        self._desk, self._readers, self._transports, self._words = desk, readers, transports, words
        self._now, self._clock_s, self._pace, self._alarm = (
            now,
            clock_s,
            pace or SendingRates(),
            alarm,
        )
        self._hand, self._own_media = hand, media
        self._recent = Recent()
        self._media: dict[str, str] = {}  # by lane
        self._loop: asyncio.AbstractEventLoop | None = None
        self._calls: dict[str, asyncio.Task[list[TellingEvent]]] = {}
        self._woken = asyncio.Event()
        self._down: TransportDownError | None = None

    def wake(self) -> None:
        """Something new is owed. From any thread."""
        if self._loop is None:
            self._woken.set()
        else:
            self._loop.call_soon_threadsafe(self._woken.set)

    async def serve(self, *, until: Callable[[], bool], finish_s: float | None = None) -> None:
        """Deliver what is owed, until `until` says so; calls under way are finished first, if that
        takes no more than `finish_s`. One that is left then may have arrived, and is looked for
        when we start again.

        Raises TransportDownError if nothing can be sent at all, and what the log raises.
        """
        self._loop, self._down = asyncio.get_running_loop(), None
        try:
            while not until():
                self._woken.clear()
                await self._write_down()  # what could not be written before comes first
                plan = await self._hand(self._plan)
                await self._begin(plan.steps)
                await self._wait(plan.wait_s)
                await self._write_down()
                if self._down is not None:
                    break
        finally:
            await self._finish(finish_s)
            self._loop = None
        if self._down is not None:
            raise self._down

    def _plan(self) -> outbox.Plan:
        self._desk.catch_up()
        return outbox.plan(
            self._desk.state,
            now=self._now(),
            clock_s=self._clock_s(),
            pace=self._pace,
            recent=self._recent,
            busy=self._not_now_here(),
            slots=self._slots(),
        )

    def _not_now_here(self) -> Container[str]:
        """Lanes with a call under way, and those that another process calls."""
        if self._own_media is None:
            return self._calls
        lanes = outbox.lanes_in_use(self._desk.state)
        others = (one.id for one in lanes if self._address_of(one) not in self._own_media)
        return {*self._calls, *others}

    def waited_for(self) -> frozenset[str]:
        """The media by which anything is to be sent that can go, whoever calls them."""
        lanes = (one for one in self._desk.state.lanes.values() if not outbox.is_at_rest(one))
        return frozenset(map(self._address_of, lanes)) - {""}

    def _slots(self) -> Slots:
        """Of the media that say how many calls they take at once."""
        free = {
            name: most
            for name, way in self._transports.items()
            if (most := getattr(way, "calls_at_once", 0))
        }
        lanes = self._desk.state.lanes
        for lane_id in self._calls:
            if (name := self._medium_of(lanes[lane_id])) in free:
                free[name] -= 1
        return Slots(of=self._medium_of, free=free)

    def _medium_of(self, lane: Lane) -> str:
        """Empty for chats, and where nobody knows any more."""
        return self._address_of(lane) if lane.kind == outbox.ONEWAY else ""

    def _address_of(self, lane: Lane) -> str:
        """The medium of its address; empty where nobody knows any more."""
        if lane.id not in self._media:
            # an address is written before the event that names its lane: it never comes later
            address = self._readers.chat(lane.id)
            self._media[lane.id] = address.medium if address is not None else ""
        return self._media[lane.id]

    async def _wait(self, wait_s: float) -> None:
        woken = asyncio.ensure_future(self._woken.wait())
        try:
            await asyncio.wait(
                {woken, *self._calls.values()},
                timeout=max(0.0, wait_s),
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            woken.cancel()

    async def _finish(self, patience_s: float | None) -> None:
        if self._calls:
            _, late = await asyncio.wait(self._calls.values(), timeout=patience_s)
            for call in late:
                call.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            await self._write_down()

    async def _write_down(self) -> None:
        """A lane stays busy until what came of its call is in the log, even if writing has to be
        tried again.
        """
        done = {lane: call for lane, call in self._calls.items() if call.done()}
        ended = [call for call in done.values() if not call.cancelled()]
        events = [event for call in ended if call.exception() is None for event in call.result()]
        if events:
            await self._hand(lambda: self._written(events))
        for lane in done:
            del self._calls[lane]
        for call in ended:
            call.result()

    def _written(self, events: Sequence[TellingEvent]) -> None:
        self._desk.record(lambda: events)
        for event in events:
            if line := line_about(event, self._desk.state, self._medium_of):
                self._alarm(line)

    # --- steps ---

    async def _begin(self, steps: Sequence[Step]) -> None:
        """Write down what begins, then begin it. What a search knows beforehand needs no call."""
        if steps:
            await self._hand(lambda: self._note(steps))
        for step in steps:
            if self._calls_for(step):
                self._recent.note(step.lane.id, self._clock_s(), self._pace)
                self._calls[step.lane.id] = asyncio.create_task(self._work(step))

    def _note(self, steps: Sequence[Step]) -> None:
        noted = [event for step in steps for event in self._noted(step)]
        if noted:
            self._desk.record(lambda: noted)

    def _noted(self, step: Step) -> list[TellingEvent]:
        lane, owed = step.lane, step.owed
        match step.what:
            case "send":
                return [
                    DeliveryStarted(delivery_id=owed.id, part=owed.part, attempt=owed.attempt + 1)
                ]
            case "settle":
                return [outbox.settled_as_unknown(owed)]
            case "mark":
                return [LaneMarked(lane=lane.id, message_id=0)]
            case "look":
                return [LaneLooked(lane=lane.id, message_id=self._next_look(step))]
            case "compare":
                probe = self._recent.probes.setdefault(owed.id, self._begun(step))
                if probe.verdict is None or probe.verdict.remove:
                    return [LaneLooked(lane=lane.id, message_id=max(0, probe.next_id))]
                return self._searched(step, probe)

    def _calls_for(self, step: Step) -> bool:
        return step.what != "settle" and not (
            step.what == "compare" and step.owed.id not in self._recent.probes
        )

    async def _work(self, step: Step) -> list[TellingEvent]:
        match step.what:
            case "send":
                return await self._send(step)
            case "look":
                return await self._look(step)
            case _:
                return await self._search(step)

    async def _send(self, step: Step) -> list[TellingEvent]:
        owed, address = step.owed, await self._address(step.owed)
        if address is None:
            outcome: SendOutcome = Refused(
                why="setup", reason="nobody knows who this reader is any more"
            )
        else:
            outcome = await self._called(owed, address)
        if isinstance(outcome, Moved):
            await self._moved(step.lane.id, outcome)
        _logger.info(
            "sent", extra={"part": owed.part, "of": owed.id, "outcome": type(outcome).__name__}
        )
        if isinstance(outcome, Unknown):
            self._recent.probes.pop(owed.id, None)
        return outbox.after_sending(step.lane, owed, outcome, now=self._now())

    async def _address(self, owed: Owed) -> Address | None:
        return await self._hand(lambda: self._readers.address(owed.reader_id))

    async def _moved(self, lane: str, to: Moved) -> None:
        await self._hand(lambda: self._readers.move(lane, to.chat, to.kind))

    async def _called(self, owed: Owed, address: Address) -> SendOutcome:
        """The call's outcome, also where nothing at all can be sent: it is written down before
        everything stops.
        """
        try:
            return await self._call(owed, address)
        except TransportDownError as error:
            self._down = error
            return Refused(why="unreachable", reason=error.message)

    async def _call(self, owed: Owed, address: Address) -> SendOutcome:
        transport = self._transports.get(address.medium)
        messages = await self._hand(lambda: self._words(owed))
        if transport is None:
            return Refused(
                why="setup",
                reason=f"there is no way to send by {address.medium} here",
                scope="chat",
            )
        if owed.part >= len(messages):
            return Refused(why="setup", reason="its words are gone")
        try:
            return await self._handed_over(transport, owed, address, messages[owed.part])
        except MonitorError:
            raise
        except Exception as error:  # noqa: BLE001 — a medium's own mistake, of any kind, keeps no other message back
            return await self._failed(address.medium, error)

    async def _failed(self, medium: str, error: Exception) -> Unknown:
        """Of its words nothing is kept: they may name the address."""
        kind = type(error).__name__
        line = f"the medium {medium} has a fault ({kind}): `monitor outbox` says what it kept back"
        await self._hand(lambda: self._alarm(line))
        return Unknown(reason=f"the medium has a fault ({kind})")

    async def _handed_over(
        self, transport: Transport, owed: Owed, address: Address, message: Message
    ) -> SendOutcome:
        if owed.message_id:
            return await transport.edit(address, owed.message_id, message, plain=owed.plain)
        there = structs.replace(address, reply_to=owed.reply_to or None)
        return await transport.send(
            there,
            message,
            envelope=envelope_of(owed),
            silent=self._is_quiet(owed),
            plain=owed.plain,
        )

    def _is_quiet(self, owed: Owed) -> bool:
        """In quiet hours; and of an edition only its first message makes a sound."""
        if owed.part > 0:
            return True
        reader = self._desk.state.readers.get(owed.reader_id)
        return reader is not None and is_quiet(self._now(), reader.wishes.quiet, reader.wishes.zone)

    # --- searching ---

    async def _search(self, step: Step) -> list[TellingEvent]:
        owed = step.owed
        address = await self._address(owed)
        transport = None if address is None else self._transports.get(address.medium)
        if address is None or transport is None:
            return [outbox.settled_as_unknown(owed)]
        if step.what == "mark":
            marked = await transport.send(address, MARK, silent=True)
            return self._after_mark(step, marked)
        probe = self._recent.probes[owed.id]
        if probe.verdict is None:
            answer = await self._compared(step, address, transport, probe.next_id)
            if answer is None:
                return []
            if not isinstance(answer, MessageComparison):
                return self._not_now(step, answer)
            probe = searching.go_on(probe, answer)
        elif probe.verdict.remove:
            gone = await transport.remove(address, probe.verdict.remove[0])
            if not isinstance(gone, Sent):
                return self._not_now(step, gone)
            probe = searching.removed(probe)
        self._recent.probes[owed.id] = probe
        return self._searched(step, probe)

    async def _compared(
        self, step: Step, address: Address, transport: Transport, here: int
    ) -> MessageComparison | Refused | Unknown | None:
        """First whose it is, which changes nothing however late it is carried out; only what is
        ours is compared, by the next call: None until then. So no edit of ours can meet a message
        that took its id later.
        """
        owed = step.owed
        if self._recent.ours.get(owed.id) != here:
            standing = await _asked_whose(transport, address, here)
            if standing in ("absent", "other"):
                return MessageComparison(found=standing)
            if isinstance(standing, Refused):
                return standing
            if standing == "ours":
                self._recent.ours[owed.id] = here
                return None
        words = await self._hand(lambda: self._words(owed))
        return await transport.compare(address, here, words[owed.part], plain=owed.plain)

    def _begun(self, step: Step) -> Probe:
        lane, owed = step.lane, step.owed
        if lane.kind not in SHARED:
            return searching.begin_probe(lane)
        settled_at = (owed.since or self._now()) + timedelta(seconds=self._pace.settling(lane))
        state = self._desk.state
        later = [message_id for began_at, message_id in state.shared.sent if began_at >= settled_at]
        unsettled = sum(1 for one in state.lanes.values() if one.kind in SHARED and one.in_call)
        return searching.begin_shared(owed, state.shared, later=later, unsettled=unsettled)

    def _searched(self, step: Step, probe: Probe) -> list[TellingEvent]:
        """What a search has shown; nothing while it goes on."""
        if probe.verdict is None or probe.verdict.remove:
            return []
        self._recent.probes.pop(step.owed.id, None)
        self._recent.ours.pop(step.owed.id, None)
        self.wake()  # what follows may follow at once
        if isinstance(probe.verdict, Lost):
            tries = (
                self._recent.in_vain.get(step.owed.id, 0) + 1
                if not probe.proves
                else outbox.SEARCHES_MAX
            )
            self._recent.in_vain[step.owed.id] = tries
            if tries < outbox.SEARCHES_MAX:
                self._recent.not_before[step.lane.id] = self._clock_s() + self._pace.settling(
                    step.lane
                )
        return outbox.after_probing(step.lane, step.owed, probe.verdict)

    def _after_mark(self, step: Step, outcome: SendOutcome) -> list[TellingEvent]:
        if isinstance(outcome, Sent):
            return [LaneMarked(lane=step.lane.id, message_id=outcome.message_id)]
        return self._not_now(step, outcome)

    def _not_now(self, step: Step, answer: SendOutcome) -> list[TellingEvent]:
        """It cannot go on now. What keeps the whole chat back is written down; the rest is tried
        again, and what may still be on its way is waited for: an edit that comes late must meet no
        newer message.
        """
        again_s = (
            self._pace.settling(step.lane)
            if isinstance(answer, Unknown)
            else _COMPARE_AGAIN_S * self._pace.chat_s
        )
        self._recent.not_before[step.lane.id] = self._clock_s() + again_s
        if isinstance(answer, Refused) and answer.why == "flood":
            until = self._now() + timedelta(seconds=answer.retry_after_s or _COMPARE_AGAIN_S)
            return [LaneHeld(lane=step.lane.id, reason=answer.reason, until=until)]
        if isinstance(answer, Refused) and answer.scope == "chat":
            return [LaneHeld(lane=step.lane.id, reason=answer.reason)]
        return []

    # --- what should not be there ---

    def _next_look(self, step: Step) -> int:
        """Ids between ours first; then those after our last one, where something late would
        stand.
        """
        beyond, _ = self._recent.looks.get(step.lane.id, (0, 0))
        if step.lane.gap:
            return step.lane.gap[0]
        return max(beyond, step.lane.last_id + 1)

    async def _look(self, step: Step) -> list[TellingEvent]:
        lane, here = step.lane, self._next_look(step)
        address = await self._hand(lambda: self._readers.chat(lane.id))
        transport = None if address is None else self._transports.get(address.medium)
        if address is None or transport is None:
            return [LaneSearched(lane=lane.id, message_id=here, found="nothing", ended=True)]
        standing = await _asked_whose(transport, address, here)
        if isinstance(standing, Refused) and standing.why in ("setup", "closed"):
            return [LaneSearched(lane=lane.id, message_id=here, found="nothing", ended=True)]
        if isinstance(standing, Refused):
            return self._not_now(step, standing)
        found: Literal["nothing", "removed", "strange"] = "nothing"
        if standing == "ours" and not lane.late:
            found = "strange"
        elif standing == "ours" or (
            standing == "unclear" and lane.late and await self._is_late_copy(step, address, here)
        ):
            await asyncio.sleep(self._pace.between(lane))
            self._recent.note(lane.id, self._clock_s(), self._pace)
            gone = await transport.remove(address, here)
            if not isinstance(gone, Sent):
                return self._not_now(step, gone)
            found = "removed"
        return [
            LaneSearched(
                lane=lane.id,
                message_id=here,
                found=found,
                ended=self._is_looked_through(step, here, standing),
            )
        ]

    async def _is_late_copy(self, step: Step, address: Address, here: int) -> bool:
        """Where nothing tells whose a message is without touching it: whether it has the words of
        what may come late.
        """
        words = await self._hand(lambda: self._words(step.owed)) if step.owed.id else (MARK,)
        transport = self._transports[address.medium]
        if step.owed.part >= len(words):
            return False
        await asyncio.sleep(self._pace.between(step.lane))
        self._recent.note(step.lane.id, self._clock_s(), self._pace)
        answer = await transport.compare(
            address, here, words[step.owed.part], plain=step.owed.plain
        )
        return isinstance(answer, MessageComparison) and answer.found in ("same", "changed")

    def _is_looked_through(self, step: Step, here: int, standing: str) -> bool:
        """Nothing stands at three ids in a row after our last: nothing came late."""
        if step.lane.gap:
            return False
        _, nothing = self._recent.looks.pop(step.lane.id, (0, 0))
        nothing = nothing + 1 if standing == "absent" else 0
        if nothing >= searching.PROBE_MISSES or here >= step.lane.last_id + _LOOK_IDS_MAX:
            return True
        self._recent.looks[step.lane.id] = (here + 1, nothing)
        return False


async def _asked_whose(transport: Transport, address: Address, here: int) -> Standing | Refused:
    """An answer that was lost is asked for again soon: the question changes nothing, however late
    it comes.
    """
    standing = await transport.whose(address, here)
    if not isinstance(standing, Unknown):
        return standing
    return Refused(why="unreachable", reason=standing.reason)


def is_quiet(now: datetime, quiet: str, zone: str) -> bool:
    """Whether `now` lies in the local hours "22:00-07:00", which may run over midnight."""
    if not quiet:
        return False
    begin, end = quiet.split("-")
    local = now.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    if begin <= end:
        return begin <= local < end
    return local >= begin or local < end


__all__ = ["EventStore", "Sender", "TransportDownError", "is_quiet"]
