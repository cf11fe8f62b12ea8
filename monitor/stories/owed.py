"""Readers, and what is owed to them: the part of the State that telling needs, and how its events change it.

After a crash "what is owed" is a question to the State: a delivery stands in its lane until every part of it is settled.
A lane is a chat; replies to commands stand beside everything else, because they go first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol, assert_never

from msgspec import Struct, field

from monitor.deliveries import (
    Delivered,
    DeliveryCancelled,
    DeliveryEvent,
    DeliveryQueued,
    DeliveryRefused,
    DeliveryRetried,
    DeliveryStarted,
    DeliveryUnknown,
    DigestComposed,
    EditionRendered,
    LaneHeld,
    LaneMarked,
    LaneMoved,
    LaneReleased,
    Purpose,
    ReaderEvent,
    ReaderForgotten,
    ReaderKind,
    ReaderSubscribed,
    ReaderUnsubscribed,
    ReaderWished,
    TellingEvent,
    UpdateHandled,
    UpdateReceived,
    Wishes,
)


class Reader(Struct, kw_only=True):
    """`off` says why it gets nothing; empty while it does."""

    id: str
    lane: str
    kind: ReaderKind
    wishes: Wishes
    since: datetime
    off: str = ""
    last_edition: str = ""  # the newest that was queued for it


class Owed(Struct, kw_only=True):
    """A delivery that is not settled: parts before `part` are done. `attempt` counts this part's tries."""

    id: str
    reader_id: str
    purpose: Purpose
    parts: int
    queued_at: datetime
    edition: str = ""
    own: bool = False
    repeatable: bool = False
    message_id: int = 0
    part: int = 0
    attempt: int = 0
    status: Literal["waiting", "started", "unknown", "held"] = "waiting"
    reason: str = ""
    not_before: datetime | None = None
    since: datetime | None = None  # of its status
    plain: bool = False  # its markup was refused once: it goes as plain text


class Lane(Struct, kw_only=True):
    id: str
    kind: ReaderKind
    last_id: int = 0  # the newest message of ours that is known to have been there
    marks: int = 0  # tried since something is looked for: so many may be there
    mark: int = 0  # one that was sent to learn which ids there are, while something before it is looked for
    held: str = ""  # why nothing may go there
    held_until: datetime | None = None  # None with `held`: until a person says so
    replies: dict[str, Owed] = field(default_factory=dict)
    owed: dict[str, Owed] = field(default_factory=dict)


class Update(Struct, kw_only=True):
    """Something that came in and is not handled yet."""

    reader_id: str
    command: str
    argument: str
    at: datetime


class Telling(Protocol):
    """The part of the State that is changed here."""

    readers: dict[str, Reader]
    lanes: dict[str, Lane]
    updates: dict[int, Update]
    owed_in: dict[str, str]


def evolve_owed(state: Telling, event: TellingEvent, at: datetime) -> None:
    """Fold an event about telling. The most frequent come first."""
    match event:
        case UpdateReceived():
            state.updates[event.update_id] = Update(
                reader_id=event.reader_id, command=event.command, argument=event.argument, at=at
            )
        case UpdateHandled(update_id=update_id):
            state.updates.pop(update_id, None)
        case DigestComposed() | EditionRendered():
            return  # the log itself and the views hold editions; nothing is owed yet
        case event if isinstance(event, DeliveryEvent):
            _deliver(state, event, at)
        case event if isinstance(event, ReaderEvent):
            _read(state, event, at)


# --- deliveries ---


def _deliver(state: Telling, event: DeliveryEvent, at: datetime) -> None:
    if isinstance(event, DeliveryQueued):
        _queue(state, event, at)
        return
    if event.delivery_id not in state.owed_in:  # let go meanwhile: its reader left
        return
    lane = state.lanes[state.owed_in[event.delivery_id]]
    owed = lane.replies.get(event.delivery_id) or lane.owed[event.delivery_id]
    match event:
        case DeliveryStarted(attempt=attempt):
            _set(owed, "started", at)
            owed.attempt = attempt
        case Delivered(message_id=message_id):
            _found(lane, message_id)
            _next_part(state, lane, owed, at)
        case DeliveryUnknown(final=True):
            _next_part(state, lane, owed, at)
        case DeliveryUnknown(reason=reason):
            _set(owed, "unknown", at, reason)
        case DeliveryRefused():
            _refuse(lane, owed, event, at)
        case DeliveryRetried():
            _set(owed, "waiting", at)
            owed.not_before = None
        case DeliveryCancelled():
            _settle(state, lane, owed)
        case _:
            assert_never(event)


def _queue(state: Telling, event: DeliveryQueued, at: datetime) -> None:
    lane = state.lanes.setdefault(event.lane, Lane(id=event.lane, kind=event.kind))
    (lane.replies if event.purpose == "reply" else lane.owed)[event.delivery_id] = Owed(
        id=event.delivery_id,
        reader_id=event.reader_id,
        purpose=event.purpose,
        parts=event.parts,
        queued_at=at,
        edition=event.edition,
        own=event.own,
        repeatable=event.repeatable,
        message_id=event.message_id,
    )
    state.owed_in[event.delivery_id] = event.lane
    if event.purpose == "digest" and event.reader_id in state.readers:
        state.readers[event.reader_id].last_edition = event.edition


def _found(lane: Lane, message_id: int) -> None:
    """Whatever was looked for, what comes next stands after it and after the mark."""
    lane.last_id, lane.mark, lane.marks = max(lane.last_id, lane.mark, message_id), 0, 0


def _refuse(lane: Lane, owed: Owed, event: DeliveryRefused, at: datetime) -> None:
    if event.why == "absent":
        _found(lane, 0)
    _set(owed, "held" if event.final else "waiting", at, event.reason)
    owed.not_before = event.until
    owed.plain = owed.plain or event.why == "content"


def _set(owed: Owed, status: Literal["waiting", "started", "unknown", "held"], at: datetime, reason: str = "") -> None:
    owed.status, owed.reason, owed.since = status, reason, at


def _next_part(state: Telling, lane: Lane, owed: Owed, at: datetime) -> None:
    owed.part += 1
    owed.attempt = 0
    owed.not_before = None
    _set(owed, "waiting", at)
    if owed.part >= owed.parts:
        _settle(state, lane, owed)


def _settle(state: Telling, lane: Lane, owed: Owed) -> None:
    del state.owed_in[owed.id]
    lane.replies.pop(owed.id, None)
    lane.owed.pop(owed.id, None)


# --- readers ---


def _read(state: Telling, event: ReaderEvent, at: datetime) -> None:
    match event:
        case ReaderSubscribed():
            state.readers[event.reader_id] = Reader(
                id=event.reader_id, lane=event.lane, kind=event.kind, wishes=event.wishes, since=at
            )
            lane = state.lanes.setdefault(event.lane, Lane(id=event.lane, kind=event.kind))
            lane.kind = event.kind
        case ReaderWished(reader_id=reader_id, wishes=wishes):
            state.readers[reader_id].wishes = wishes
        case ReaderUnsubscribed(reader_id=reader_id, why=why):
            if reader_id in state.readers:
                state.readers[reader_id].off = why
            _let_go(state, reader_id, replies=why == "closed")
        case ReaderForgotten(reader_id=reader_id):
            state.readers.pop(reader_id, None)
            _let_go(state, reader_id, replies=False)
        case LaneMoved(lane=lane_id, kind=kind):
            lane = state.lanes[lane_id]
            lane.kind, lane.last_id, lane.mark, lane.marks, lane.held, lane.held_until = kind, 0, 0, 0, "", None
        case LaneHeld(lane=lane_id, reason=reason, until=until):
            state.lanes[lane_id].held, state.lanes[lane_id].held_until = reason, until
        case LaneMarked(lane=lane_id, message_id=message_id):
            lane = state.lanes[lane_id]
            lane.mark, lane.marks = message_id, lane.marks + (message_id == 0)
        case LaneReleased(lane=lane_id):
            state.lanes[lane_id].held, state.lanes[lane_id].held_until = "", None
        case _:
            assert_never(event)


def _let_go(state: Telling, reader_id: str, *, replies: bool) -> None:
    """What the reader was owed; the answer to a parting word is still sent, unless nothing can be."""
    for lane in state.lanes.values():
        for owed in [*lane.owed.values(), *(lane.replies.values() if replies else ())]:
            if owed.reader_id == reader_id:
                _settle(state, lane, owed)
