"""What is to be sent next, and what an outcome means: pure decisions over the State, with time as an argument.

- One lane a chat: one call at a time, replies first, then in the order queued. Lanes know nothing of each other.
- Nothing goes to a chat past a message of which it is unknown whether it arrived. Where messages are counted one by one
  (channels, supergroups), the ids after the last known one are compared with it, up to three in a row that are not there;
  without a known id, a mark is sent, the ids before it are compared, and every mark is taken away. In private chats ids prove
  nothing: what may have been sent is not sent again, but for replies that only show something.
- Paces are a little below what is allowed: 1 message/s a chat, 20/min a group or channel, 30/s overall; edits count too.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct, structs

from monitor.chat.transport import Compared, Moved, Outcome, Refused, Sent, Unknown
from monitor.deliveries import (
    Delivered,
    DeliveryCancelled,
    DeliveryRefused,
    DeliveryUnknown,
    LaneHeld,
    LaneMoved,
    LaneReleased,
    ReaderUnsubscribed,
    TellingEvent,
)
from monitor.stories.owed import Lane, Owed
from monitor.stories.state import State

PROBE_MISSES = 3  # ids in a row at which nothing is: so many deleted posts in between would mislead us
PROBE_MISSES_DOWN = 20  # before a mark: earlier marks of the same search may be gone already
PROBE_IDS_MAX = 60
REPEATED_MAX = 2  # tries of an answer that only shows something, where each may have arrived
_COUNTED = frozenset({"channel", "supergroup", "file"})
_GROUPS = frozenset({"channel", "supergroup", "group"})
_BACKOFF_S_MAX = 300.0
_FLOOD_S = 5.0  # where the other side does not say how long


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds between two calls. `burst` calls may be late together without slowing the rest."""

    chat_s: float = 1.05
    group_s: float = 3.1
    overall_s: float = 1 / 27
    burst: int = 3
    settle_s: float = 10.0  # a call whose end we did not see may still be on its way

    def between(self, lane: Lane) -> float:
        return self.group_s if lane.kind in _GROUPS else self.chat_s


class Verdict(Struct, frozen=True, kw_only=True):
    """`message_id` where it is, None: it is not there. `remove` are messages of ours that carry nothing, or the same again."""

    message_id: int | None
    remove: tuple[int, ...] = ()


class Lost(Struct, frozen=True, kw_only=True):
    """The ids look foreign: it cannot be told."""

    remove: tuple[int, ...] = ()


class Probe(Struct, frozen=True, kw_only=True):
    """How far a search for a message has come. `mark` is the id of our mark, searched downwards from; 0: upwards.

    `ours` are ids that hold these words: the message itself, or marks of an earlier try that were turned into it; there may
    be `strays` of those still. Another message of ours that took the words is an old post: none of those is ever removed.
    """

    next_id: int
    mark: int = 0
    misses: int = 0
    seen: int = 0
    ours: tuple[int, ...] = ()
    strays: int = 0
    verdict: Verdict | Lost | None = None  # the search is over; what is to be removed is still removed


@dataclass(slots=True)
class Recent:
    """What this process remembers of its calls, on a clock of its own (seconds)."""

    lanes: dict[str, float] = field(default_factory=dict)
    overall_at: float = 0.0
    probes: dict[str, Probe] = field(default_factory=dict)
    probe_not_before: dict[str, float] = field(default_factory=dict)

    def note(self, lane_id: str, clock_s: float, pace: Pace) -> None:
        self.lanes[lane_id] = clock_s
        self.overall_at = max(self.overall_at, clock_s) + pace.overall_s


class Step(Struct, frozen=True, kw_only=True):
    """`settle` needs no call; `mark` and `compare` search for what may have arrived."""

    what: Literal["send", "mark", "compare", "settle"]
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
    pace: Pace,
    recent: Recent,
    busy: Container[str],
    idle_s: float = 5.0,
) -> Plan:
    """The steps that may be taken now, each in a lane of its own."""
    ready: list[tuple[bool, float, Step]] = []
    wait_s = idle_s
    for lane in _lanes_in_use(state):
        step = None if lane.id in busy else _next_in(lane, recent)
        if step is None:
            continue
        delay = _delay(step, now, clock_s, pace, recent)
        if delay <= 0:
            ready.append((step.owed.purpose != "reply", recent.lanes.get(lane.id, -1.0), step))
        else:
            wait_s = min(wait_s, delay)
    ready.sort(key=lambda item: item[:2])
    return _within_overall([step for _, _, step in ready], clock_s, pace, recent, wait_s)


def _lanes_in_use(state: State) -> Iterator[Lane]:
    return (lane for lane in state.lanes.values() if lane.owed or lane.replies)


def _within_overall(steps: list[Step], clock_s: float, pace: Pace, recent: Recent, wait_s: float) -> Plan:
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
    return Step(what="send", lane=lane, owed=heads[0]) if heads else None


def _head(queue: dict[str, Owed]) -> Owed | None:
    return next((owed for owed in queue.values() if owed.status != "held"), None)


def _settling(lane: Lane, owed: Owed, recent: Recent) -> Literal["send", "mark", "compare", "settle"]:
    if owed.message_id:
        return "send"  # an edit: doing it again changes nothing
    if lane.kind not in _COUNTED:
        return "send" if owed.repeatable and owed.attempt < REPEATED_MAX else "settle"
    known = lane.last_id or lane.mark or lane.kind == "file" or owed.id in recent.probes
    return "compare" if known else "mark"


def _delay(step: Step, now: datetime, clock_s: float, pace: Pace, recent: Recent) -> float:
    """Seconds until the step may be taken."""
    lane, owed = step.lane, step.owed
    times = [lane.held_until if lane.held else None, owed.not_before]
    if owed.status in ("started", "unknown") and owed.since is not None and owed.id not in recent.probes:
        times.append(owed.since + timedelta(seconds=pace.settle_s))
    waits = [(time - now).total_seconds() for time in times if time is not None]
    if step.what != "settle":
        waits.append(recent.lanes.get(lane.id, -1e9) + pace.between(lane) - clock_s)
        waits.append(recent.probe_not_before.get(owed.id, -1e9) - clock_s)
    return max(waits, default=0.0)


# --- what an outcome means ---


def after_sending(lane: Lane, owed: Owed, outcome: Outcome, *, now: datetime) -> list[TellingEvent]:
    """The events that say what became of the part that was being sent."""
    match outcome:
        case Sent(message_id=message_id):
            return [*_released(lane), Delivered(delivery_id=owed.id, part=owed.part, message_id=message_id)]
        case Unknown(reason=reason):
            return [DeliveryUnknown(delivery_id=owed.id, part=owed.part, attempt=owed.attempt, reason=reason)]
        case Moved(kind=kind):
            moved = Refused(why="setup", reason="the chat has another id now")
            return [_refused(owed, moved), LaneMoved(lane=lane.id, kind=kind)]
        case Refused():
            return _after_refusal(lane, owed, outcome, now)


def _released(lane: Lane) -> list[TellingEvent]:
    return [LaneReleased(lane=lane.id)] if lane.held else []


def _after_refusal(lane: Lane, owed: Owed, refused: Refused, now: datetime) -> list[TellingEvent]:
    match refused.why:
        case "flood":
            until = now + timedelta(seconds=refused.retry_after_s or _FLOOD_S)
            return [_refused(owed, refused), LaneHeld(lane=lane.id, reason=refused.reason, until=until)]
        case "closed" if lane.kind == "private":
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


def _refused(owed: Owed, refused: Refused, *, until: datetime | None = None, final: bool = False) -> DeliveryRefused:
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
    return DeliveryUnknown(delivery_id=owed.id, part=owed.part, attempt=owed.attempt, reason=reason, final=True)


# --- searching for what may have arrived ---


def begin_probe(lane: Lane) -> Probe:
    if not lane.mark:
        return Probe(next_id=lane.last_id + 1)
    return Probe(next_id=lane.mark - 1, mark=lane.mark, strays=max(0, lane.marks - 1))


def go_on(probe: Probe, answer: Compared) -> Probe:
    """What one more id has shown. Upwards the first is the message: marks are only sent where no id is known, and the search
    from the newest mark down clears all of them before an id is.
    """
    here = probe.next_id
    ours = (*probe.ours, here) if answer.found in ("same", "changed") else probe.ours
    strays = max(0, probe.strays - (answer.found == "changed"))
    following = Probe(
        next_id=here - 1 if probe.mark else here + 1,
        mark=probe.mark,
        misses=probe.misses + 1 if answer.found == "absent" else 0,
        seen=probe.seen + 1,
        ours=ours,
        strays=strays,
    )
    old_post = bool(probe.mark) and answer.found == "changed" and probe.strays == 0
    return structs.replace(following, verdict=_verdict(following, at_once=old_post))


def _verdict(probe: Probe, *, at_once: bool) -> Verdict | Lost | None:
    marks = (probe.mark,) if probe.mark else ()
    ended = probe.misses >= (PROBE_MISSES_DOWN if probe.strays else PROBE_MISSES) or probe.next_id < 1
    if probe.ours and (ended or at_once or not probe.strays or probe.seen >= PROBE_IDS_MAX):
        kept = max(probe.ours) if at_once else min(probe.ours)
        old = (min(probe.ours),) if at_once else ()
        return Verdict(message_id=kept, remove=(*marks, *(one for one in probe.ours if one not in (kept, *old))))
    if ended:
        return Verdict(message_id=None, remove=marks)
    return Lost(remove=marks) if probe.seen >= PROBE_IDS_MAX else None


def removed(probe: Probe) -> Probe:
    """The first of what was to be removed is gone."""
    if probe.verdict is None:
        return probe
    return structs.replace(probe, verdict=structs.replace(probe.verdict, remove=probe.verdict.remove[1:]))


def after_probing(lane: Lane, owed: Owed, verdict: Verdict | Lost) -> list[TellingEvent]:
    match verdict:
        case Verdict(message_id=int() as message_id):
            found = Delivered(delivery_id=owed.id, part=owed.part, message_id=message_id, found=True)
            return [*_released(lane), found]
        case Verdict():
            absent = Refused(why="absent", reason="looked for, and it is not there")
            return [_refused(owed, absent)]
        case Lost():
            reason = "it cannot be told whether the last message arrived: look there, then `monitor outbox retry` or `cancel` it"
            return [LaneHeld(lane=lane.id, reason=reason)]
