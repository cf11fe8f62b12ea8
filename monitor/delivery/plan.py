"""What is to be sent next, and what an outcome means: pure decisions over the State, with time as
an argument.

- One lane a chat: one call at a time, replies first, then in the order queued. Lanes know nothing
of each other.
- Nothing goes to a chat past a message of which it is unknown whether it arrived: it is looked for
first (`searching`). Where
  ids prove nothing, what may have been sent is not sent again, but for replies that only show
  something.
- What goes one way (mail, a webhook) cannot be looked at at all: it is sent again where the other
side knows a message by its id, and is unknown for good where it does not.
- What was looked for in vain and sent again may still come late: once nothing else is owed there,
the chat is looked at again,
  and a late copy is taken away. So are ids between ours that we cannot account for: a post in our
  name that we did not send means that somebody else has the token.
- A call of which nothing was written down (the process was killed) may have been answered with
"wait": its chat rests a while.
- Paces are a little below what is allowed: 1 message/s a chat, 20/min a group or channel, 30/s
overall; edits count too.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from msgspec import Struct

from monitor.delivery.calls import Slots
from monitor.delivery.probe import Lost, Probe, ProbeResult
from monitor.delivery.transport import Moved, Refused, SendOutcome, Sent, Unknown
from monitor.events.deliveries import (
    Delivered,
    DeliveryCancelled,
    DeliveryRefused,
    DeliveryUnknown,
    LaneHeld,
    LaneMoved,
    LaneReleased,
    ReaderKind,
    ReaderUnsubscribed,
    TellingEvent,
)
from monitor.stories.deliveries import SHARED, Lane, Owed
from monitor.stories.state import State

ONEWAY: ReaderKind = "oneway"
REPEATED_MAX = 2  # tries of an answer that only shows something, where each may have arrived
# where too many ids are unknown: with each message that is settled meanwhile there are fewer
SEARCHES_MAX = 3
_FIRST: Mapping[str, int] = {"reply": 0, "alert": 1}  # where there is not room for all
_AFTER = 2
_GROUPS = frozenset({"channel", "supergroup", "group"})
_BACKOFF_S_MAX = 300.0
_FLOOD_S = 5.0  # where the other side does not say how long


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRates:
    """Seconds between two calls. `burst` calls may be late together without slowing the rest."""

    chat_s: float = 1.05
    group_s: float = 3.1
    overall_s: float = 1 / 27
    burst: int = 3
    settle_s: float = 10.0  # a call whose end we did not see may still be on its way
    settle_private_s: float = 30.0  # where a copy that comes later still would stay
    late_s: float = 60.0  # after so long the chat is looked at once more
    # a call of which nothing was written down may have been answered with "wait"
    crash_s: float = 31.0

    def between(self, lane: Lane) -> float:
        return self.group_s if lane.kind in _GROUPS else self.chat_s

    def settling(self, lane: Lane) -> float:
        if lane.kind in SHARED:
            return self.settle_private_s
        return self.settle_s


@dataclass(slots=True)
class Recent:
    """What this process remembers of its calls, on a clock of its own (seconds)."""

    lanes: dict[str, float] = field(default_factory=dict)
    overall_at: float = 0.0
    probes: dict[str, Probe] = field(default_factory=dict)
    ours: dict[str, int] = field(
        default_factory=dict
    )  # by delivery: an id that holds a message of ours, to be compared
    in_vain: dict[str, int] = field(
        default_factory=dict
    )  # by delivery: how often it was looked for and nothing was proved
    not_before: dict[str, float] = field(default_factory=dict)  # by lane
    # by lane: the next id, and how many had nothing
    looks: dict[str, tuple[int, int]] = field(default_factory=dict)

    def note(self, lane_id: str, clock_s: float, pace: SendingRates) -> None:
        self.lanes[lane_id] = clock_s
        self.overall_at = max(self.overall_at, clock_s) + pace.overall_s


class Step(Struct, frozen=True, kw_only=True):
    """`settle` needs no call; `mark` and `compare` search for what may have arrived; `look` is for
    what should not be there.
    """

    what: Literal["send", "mark", "compare", "settle", "look"]
    lane: Lane
    owed: Owed


class Plan(Struct, frozen=True, kw_only=True):
    steps: tuple[Step, ...]
    wait_s: float  # until something may be possible that is not now


def plan(  # noqa: PLR0913 — what a plan depends on, spoken by keyword
    state: State,
    *,
    now: datetime,
    clock_s: float,
    pace: SendingRates,
    recent: Recent,
    busy: Container[str],
    idle_s: float = 5.0,
    slots: Slots | None = None,
) -> Plan:
    """The steps that may be taken now, each in a lane of its own. What finds no slot waits until a
    call has ended.
    """
    ready: list[tuple[int, float, Step]] = []
    wait_s = idle_s
    for lane in lanes_in_use(state):
        step = None if lane.id in busy else _next_in(lane, recent)
        if step is None:
            continue
        delay = _delay(step, now, clock_s, pace, recent)
        if delay <= 0:
            urgency = _AFTER if step.what == "look" else _FIRST.get(step.owed.purpose, _AFTER)
            ready.append((urgency, recent.lanes.get(lane.id, -1.0), step))
        else:
            wait_s = min(wait_s, delay)
    ready.sort(key=lambda item: item[:2])
    steps = [step for _, _, step in ready if _has_slot(step, slots)]
    return _within_overall(steps, clock_s, pace, recent, wait_s)


def _has_slot(step: Step, slots: Slots | None) -> bool:
    return slots is None or step.what == "settle" or slots.take(step.lane)


def lanes_in_use(state: State) -> Iterator[Lane]:
    return (
        lane for lane in state.lanes.values() if lane.owed or lane.replies or lane.gap or lane.late
    )


def is_at_rest(lane: Lane) -> bool:
    """Nothing is owed there that can go, and nothing is left to be looked at."""
    return not (
        any(owed.status != "held" for owed in (*lane.replies.values(), *lane.owed.values()))
        or lane.gap
        or lane.late
    )


def all_at_rest(lanes: Mapping[str, Lane]) -> bool:
    return all(map(is_at_rest, lanes.values()))


def _within_overall(
    steps: list[Step], clock_s: float, pace: SendingRates, recent: Recent, wait_s: float
) -> Plan:
    room_s = clock_s + pace.burst * pace.overall_s - max(recent.overall_at, clock_s)
    room = max(0, int(room_s / pace.overall_s + 1e-6))
    calls = [step for step in steps if step.what != "settle"]
    free = [step for step in steps if step.what == "settle"]
    if free:
        wait_s = 0.0  # what is settled without a call makes room at once
    if len(calls) > room:
        wait_s = min(wait_s, pace.overall_s)
    return Plan(steps=(*free, *calls[:room]), wait_s=wait_s)


def _next_in(lane: Lane, recent: Recent) -> Step | None:
    if lane.held and lane.held_until is None:
        return None
    heads = [head for head in (_head(lane.replies), _head(lane.owed)) if head is not None]
    unsettled = next((head for head in heads if head.status in ("started", "unknown")), None)
    if unsettled is not None:
        return Step(what=_settling(lane, unsettled, recent), lane=lane, owed=unsettled)
    if heads:
        return Step(what="send", lane=lane, owed=heads[0])
    if lane.gap or lane.late:
        return Step(what="look", lane=lane, owed=lane.late[0] if lane.late else _NOTHING)
    return None


def _head(queue: dict[str, Owed]) -> Owed | None:
    return next((owed for owed in queue.values() if owed.status != "held"), None)


_NOTHING = Owed(
    id="", reader_id="", purpose="notice", parts=1, queued_at=datetime.min.replace(tzinfo=UTC)
)


def _settling(
    lane: Lane, owed: Owed, recent: Recent
) -> Literal["send", "mark", "compare", "settle"]:
    if owed.message_id:
        return "send"  # an edit: doing it again changes nothing
    if lane.kind in SHARED:
        if not lane.doubt and owed.floor and recent.in_vain.get(owed.id, 0) < SEARCHES_MAX:
            return "compare"
        if owed.repeatable and owed.attempt < REPEATED_MAX:
            return "send"
        return "settle"
    if lane.kind == ONEWAY:
        return "send" if owed.repeatable else "settle"
    known = lane.last_id or lane.mark or lane.kind == "file" or owed.id in recent.probes
    return "compare" if known else "mark"


def _delay(step: Step, now: datetime, clock_s: float, pace: SendingRates, recent: Recent) -> float:
    """Seconds until the step may be taken."""
    lane, owed = step.lane, step.owed
    times = [_Rest(lane.held_until if lane.held else None, _HELD_S_MAX)]
    if step.what == "look":
        times.append(_when_to_look(lane, pace))
    else:
        times += [
            _Rest(owed.not_before, _HELD_S_MAX),
            _settled(owed, _pause_s(lane, owed, pace), recent),
        ]
    if step.what != "settle":
        times.append(_rested(lane, pace, recent))
    waits = [left_s for time in times if (left_s := time.left_s(now)) is not None]
    if step.what != "settle":
        waits.append(recent.lanes.get(lane.id, -1e9) + pace.between(lane) - clock_s)
        waits.append(recent.not_before.get(lane.id, -1e9) - clock_s)
    return max(waits, default=0.0)


_HELD_S_MAX = 86_400.0  # that a chat is believed to want to be left alone


class _Rest(NamedTuple):
    """Until a time that the log gives, which is never further ahead than `longest_s`: if it is, the
    clock was set back since, and nobody waits for it to come there again.
    """

    until: datetime | None
    longest_s: float

    def left_s(self, now: datetime) -> float | None:
        if self.until is None:
            return None
        left_s = (self.until - now).total_seconds()
        return left_s if left_s <= self.longest_s else None


def _after(begin: datetime | None, pause_s: float) -> _Rest:
    return _Rest(begin + timedelta(seconds=pause_s) if begin else None, pause_s)


def _pause_s(lane: Lane, owed: Owed, pace: SendingRates) -> float:
    """Where nothing is looked at, trying again is all that is done, and ever more rarely."""
    if lane.kind != ONEWAY:
        return pace.settling(lane)
    return min(_BACKOFF_S_MAX, pace.settling(lane) * 2.0 ** min(owed.attempt, 10) / 2)


def _settled(owed: Owed, pause_s: float, recent: Recent) -> _Rest:
    is_open = owed.status in ("started", "unknown") and owed.id not in recent.probes
    return _after(owed.since if is_open else None, pause_s)


def _when_to_look(lane: Lane, pace: SendingRates) -> _Rest:
    """Ids between ours at once; for what may come late, once it is late enough."""
    if lane.gap:
        return _Rest(None, 0.0)
    return _after(max(one.since for one in lane.late if one.since), pace.late_s)


def _rested(lane: Lane, pace: SendingRates, recent: Recent) -> _Rest:
    """Until a chat may be called that another process, which may have been killed in a call, called
    last.
    """
    pause_s = pace.crash_s if lane.in_call else pace.between(lane)
    return _after(None if lane.id in recent.lanes else lane.called_at, pause_s)


# --- what an outcome means ---


def after_sending(
    lane: Lane, owed: Owed, outcome: SendOutcome, *, now: datetime
) -> list[TellingEvent]:
    """The events that say what became of the part that was being sent."""
    match outcome:
        case Sent(message_id=message_id):
            return [
                *_released(lane),
                Delivered(delivery_id=owed.id, part=owed.part, message_id=message_id),
            ]
        case Unknown(reason=reason):
            return [
                DeliveryUnknown(
                    delivery_id=owed.id, part=owed.part, attempt=owed.attempt, reason=reason
                )
            ]
        case Moved(kind=kind):
            moved = Refused(why="setup", reason="the chat has another id now")
            return [_refused(owed, moved), LaneMoved(lane=lane.id, kind=kind)]
        case Refused():
            return _after_refusal(lane, owed, outcome, now)


def _released(lane: Lane) -> list[TellingEvent]:
    if not lane.held:
        return []
    return [LaneReleased(lane=lane.id)]


def _after_refusal(lane: Lane, owed: Owed, refused: Refused, now: datetime) -> list[TellingEvent]:
    match refused.why:
        case "flood":
            until = now + timedelta(seconds=refused.retry_after_s or _FLOOD_S)
            return [
                _refused(owed, refused),
                LaneHeld(lane=lane.id, reason=refused.reason, until=until),
            ]
        case "closed" if lane.kind in {"private", ONEWAY}:
            left = ReaderUnsubscribed(reader_id=owed.reader_id, why="closed", reason=refused.reason)
            return [_refused(owed, refused), left]
        case "closed" | "setup" if refused.scope == "chat":
            return [_refused(owed, refused), LaneHeld(lane=lane.id, reason=refused.reason)]
        case "unreachable":
            until = now + timedelta(seconds=min(_BACKOFF_S_MAX, 2.0 ** min(owed.attempt, 10)))
            return [_refused(owed, refused, until=until)]
        case "absent":
            return [DeliveryCancelled(delivery_id=owed.id, reason=refused.reason)]
        case "content" if not owed.plain:
            return [_refused(owed, refused)]
        case _:
            return [_refused(owed, refused, final=True)]


def _refused(
    owed: Owed, refused: Refused, *, until: datetime | None = None, final: bool = False
) -> DeliveryRefused:
    return DeliveryRefused(
        delivery_id=owed.id,
        part=owed.part,
        attempt=owed.attempt,
        why=refused.why,
        reason=refused.reason,
        until=until,
        final=final,
    )


def settled_as_unknown(owed: Owed) -> DeliveryUnknown:
    """Where nothing can be proved: it is not sent again, and shown as unknown for good."""
    reason = owed.reason or "the program ended before the answer came"
    return DeliveryUnknown(
        delivery_id=owed.id, part=owed.part, attempt=owed.attempt, reason=reason, final=True
    )


# --- what a search has shown ---


def after_probing(lane: Lane, owed: Owed, verdict: ProbeResult | Lost) -> list[TellingEvent]:
    match verdict:
        case ProbeResult(message_id=int() as message_id):
            found = Delivered(
                delivery_id=owed.id, part=owed.part, message_id=message_id, found=True
            )
            return [*_released(lane), found]
        case ProbeResult():
            absent = Refused(why="absent", reason="looked for, and it is not there")
            return [_refused(owed, absent)]
        case Lost() if lane.kind in SHARED:
            return []  # nothing more can be known: what is done about it depends on what it says
        case Lost():
            reason = (
                "it cannot be told whether the last message arrived: look there, then"
                " `monitor outbox retry` or `cancel` it"
            )
            return [LaneHeld(lane=lane.id, reason=reason)]
