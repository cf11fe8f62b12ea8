"""Readers, and what is owed to them: the part of the State that telling needs, and how its events
change it.

After a crash "what is owed" is a question to the State: a delivery stands in its lane until every
part of it is settled. A lane is a chat; replies to commands stand beside everything else, because
they go first.

What ids prove: a channel or supergroup counts its messages by itself, so an id between two of ours
is somebody else's, or a message of ours of which we do not know (`Lane.gap`). What was looked for
in vain and sent again may still come late (`Lane.late`). Private chats and small groups count
together (`Shared`): an id that came after a call began is above all that were known then.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol, assert_never

from msgspec import Struct, field, structs

from monitor.events.deliveries import (
    AlertWaited,
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
    ErrorReported,
    LaneHeld,
    LaneLooked,
    LaneMarked,
    LaneMoved,
    LaneReleased,
    LaneSearched,
    Purpose,
    ReaderEvent,
    ReaderForgotten,
    ReaderKind,
    ReaderSubscribed,
    ReaderUnsubscribed,
    ReaderWished,
    ReportAnswered,
    TellingEvent,
    UpdateHandled,
    UpdateReceived,
    Wishes,
)

COUNTED = frozenset({"channel", "supergroup"})
SHARED = frozenset({"private", "group"})
GAP_IDS_MAX = 10  # of a gap, the newest so many are looked at
ALERTS_KEPT = 60  # times at which a reader was told at once: more than any bound an hour
_LATE_MAX = 8
_SHARED_MAX = 2048  # a minute and more at the fastest pace


class Reader(Struct, kw_only=True):
    """`off` says why it gets nothing; empty while it does."""

    id: str
    lane: str
    kind: ReaderKind
    wishes: Wishes
    since: datetime
    off: str = ""
    last_edition: str = ""  # the newest that was queued for it
    alerts_since: datetime | None = None  # when what it is told of at once was changed last
    alerted: list[datetime] = field(default_factory=list)  # when it was, the newest last


class Owed(Struct, kw_only=True):
    """A delivery that is not settled: parts before `part` are done. `attempt` counts this part's
    tries.
    """

    id: str
    reader_id: str
    purpose: Purpose
    parts: int
    queued_at: datetime
    edition: str = ""
    own: bool = False
    repeatable: bool = False
    message_id: int = 0
    reply_to: int = 0
    part: int = 0
    attempt: int = 0
    status: Literal["waiting", "started", "unknown", "held"] = "waiting"
    reason: str = ""
    not_before: datetime | None = None
    since: datetime | None = None  # of its status
    plain: bool = False  # its markup or picture was refused once: its words go alone
    floor: int = 0  # the highest shared id that was known when its call began: its own is above


class Lane(Struct, kw_only=True):
    id: str
    kind: ReaderKind
    last_id: int = 0  # the newest message of ours that is known to have been there
    marks: int = 0  # tried since something is looked for: so many may be there
    # one that was sent to learn which ids there are, while something before it is looked for
    mark: int = 0
    held: str = ""  # why nothing may go there
    held_until: datetime | None = None  # None with `held`: until a person says so
    called_at: datetime | None = None  # when a call to this chat began last
    in_call: bool = False  # and nothing that came of it was written down
    gap: list[int] = field(default_factory=list)  # ids between ours, still to be looked at
    # looked for, not there, sent again: it may still come
    late: list[Owed] = field(default_factory=list)
    doubt: datetime | None = (
        None  # since when something is let go of whose end nobody saw: what is found proves nothing
    )
    replies: dict[str, Owed] = field(default_factory=dict)
    owed: dict[str, Owed] = field(default_factory=dict)


class Shared(Struct, kw_only=True):
    """Message ids of private chats and small groups, as far as they are known, the newest last."""

    ids: list[int] = field(default_factory=list)
    top: int = 0
    # ours: when its sending began, the id
    sent: list[tuple[datetime, int]] = field(default_factory=list)
    holder: str = ""  # the reader in whose chat the highest is
    proofs: int = 0  # ids that came after one that another chat had
    odd: bool = False  # an id came twice or too early: these chats do not count together


class Update(Struct, kw_only=True):
    """Something that came in and is not handled yet."""

    reader_id: str
    command: str
    argument: str
    at: datetime


class Report(Struct, kw_only=True):
    """A reader's word that something is wrong with a story, not answered yet."""

    event: ErrorReported
    at: datetime


class Telling(Protocol):
    """The part of the State that is changed here."""

    readers: dict[str, Reader]
    lanes: dict[str, Lane]
    updates: dict[int, Update]
    owed_in: dict[str, str]
    reports: dict[int, Report]
    reported: int
    shared: Shared


def evolve_owed(state: Telling, event: TellingEvent, at: datetime) -> None:
    """Fold an event about telling. The most frequent come first."""
    match event:
        case UpdateReceived():
            state.updates[event.update_id] = Update(
                reader_id=event.reader_id, command=event.command, argument=event.argument, at=at
            )
            if event.message_id:
                _note_shared(state.shared, event.message_id, event.reader_id)
        case UpdateHandled(update_id=update_id):
            state.updates.pop(update_id, None)
        case DigestComposed() | EditionRendered() | AlertWaited():
            return  # the log itself and the views hold them; nothing is owed yet
        case ErrorReported(report=number):
            state.reports[number] = Report(event=event, at=at)
            state.reported = max(state.reported, number)
        case ReportAnswered(report=number):
            state.reports.pop(number, None)
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
            _called(lane, at)
            _set(owed, "started", at)
            owed.attempt = attempt
            _set_floor(lane, owed, state.shared)
        case Delivered(message_id=message_id):
            _arrived(state, lane, owed, message_id, at)
            _next_part(state, lane, owed, at)
        case DeliveryUnknown(final=True):
            lane.in_call, lane.doubt = False, at
            _next_part(state, lane, owed, at)
        case DeliveryUnknown(reason=reason):
            lane.in_call = False
            _set(owed, "unknown", at, reason)
        case DeliveryRefused():
            _refuse(lane, owed, event, at)
        case DeliveryRetried():
            _doubt(lane, owed, at)
            _set(owed, "waiting", at)
            owed.not_before = None
        case DeliveryCancelled():
            lane.in_call = False
            _doubt(lane, owed, at)
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
        reply_to=event.reply_to,
    )
    state.owed_in[event.delivery_id] = event.lane
    reader = state.readers.get(event.reader_id)
    if reader is None:
        return
    if event.purpose == "digest":
        reader.last_edition = event.edition
    if event.purpose == "alert" and not event.message_id:
        reader.alerted = [*reader.alerted[1 - ALERTS_KEPT :], at]


_UNSETTLED = frozenset({"started", "unknown"})


def _called(lane: Lane, at: datetime) -> None:
    lane.called_at, lane.in_call = at, True


def _doubt(lane: Lane, owed: Owed, at: datetime) -> None:
    if owed.status in _UNSETTLED:
        lane.doubt = at


def _set_floor(lane: Lane, owed: Owed, shared: Shared) -> None:
    """What was let go of lies below a message whose sending began after that."""
    owed.floor = shared.top
    if (
        lane.kind in SHARED
        and lane.doubt
        and any(began >= lane.doubt for began, _ in reversed(shared.sent))
    ):
        lane.doubt = None


def _arrived(state: Telling, lane: Lane, owed: Owed, message_id: int, at: datetime) -> None:
    lane.in_call = False
    if lane.kind in COUNTED:
        lane.gap = sorted({*lane.gap, *_between(lane, message_id)})[-GAP_IDS_MAX:]
        _found(lane, owed, message_id, at)
    lane.last_id = max(lane.last_id, message_id)
    if owed.message_id:
        return  # an edit of what was there
    lane.doubt = None
    if lane.kind in SHARED:
        _note_sent(state.shared, owed, message_id)


def _between(lane: Lane, message_id: int) -> range:
    """Ids between our last message and this one, where only messages of ours that we do not know
    would be strange.
    """
    known = lane.last_id and not lane.mark and not lane.doubt
    if not known or (lane.kind != "channel" and not lane.late):
        return range(0)
    return range(max(lane.last_id + 1, message_id - GAP_IDS_MAX), message_id)


def _found(lane: Lane, owed: Owed, message_id: int, at: datetime) -> None:
    """Whatever was looked for, what comes next stands after it and after the mark; a mark whose end
    nobody saw may still come.
    """
    if lane.marks > 1:
        mark = Owed(
            id="", reader_id=owed.reader_id, purpose="notice", parts=1, queued_at=at, since=at
        )
        lane.late = [*lane.late, mark][-_LATE_MAX:]
    lane.last_id, lane.mark, lane.marks = max(lane.last_id, lane.mark, message_id), 0, 0


def _note_sent(shared: Shared, owed: Owed, message_id: int) -> None:
    if owed.floor and message_id <= owed.floor:
        shared.odd = True
    if owed.status == "started" and owed.since:
        shared.sent.append((owed.since, message_id))
        del shared.sent[:-_SHARED_MAX]
    _note_shared(shared, message_id, owed.reader_id)


def _note_shared(shared: Shared, message_id: int, reader_id: str) -> None:
    shared.odd = shared.odd or message_id in shared.ids
    shared.ids.append(message_id)
    del shared.ids[:-_SHARED_MAX]
    if message_id > shared.top:
        shared.proofs += bool(shared.holder) and shared.holder != reader_id
        shared.top, shared.holder = message_id, reader_id


def _refuse(lane: Lane, owed: Owed, event: DeliveryRefused, at: datetime) -> None:
    lane.in_call = False
    if event.why == "absent" and lane.kind in COUNTED:
        lane.late = [*lane.late, structs.replace(owed, since=at)][-_LATE_MAX:]
        _found(lane, owed, 0, at)
    _set(owed, "held" if event.final else "waiting", at, event.reason)
    owed.not_before = event.until
    owed.plain = owed.plain or event.why == "content"


def _set(
    owed: Owed,
    status: Literal["waiting", "started", "unknown", "held"],
    at: datetime,
    reason: str = "",
) -> None:
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
                id=event.reader_id,
                lane=event.lane,
                kind=event.kind,
                wishes=event.wishes,
                since=at,
                alerts_since=at if event.wishes.alerts else None,
            )
            lane = state.lanes.setdefault(event.lane, Lane(id=event.lane, kind=event.kind))
            lane.kind = event.kind
        case ReaderWished(reader_id=reader_id, wishes=wishes):
            _wish(state.readers[reader_id], wishes, at)
        case ReaderUnsubscribed(reader_id=reader_id, why=why):
            if reader_id in state.readers:
                state.readers[reader_id].off = why
            _let_go(state, reader_id, at, replies=why == "closed")
        case ReaderForgotten(reader_id=reader_id):
            state.readers.pop(reader_id, None)
            for number in _reported_by(state, reader_id):
                del state.reports[number]
            _let_go(state, reader_id, at, replies=False)
        case _:
            _change(state.lanes[event.lane], event, at)


def _reported_by(state: Telling, reader_id: str) -> list[int]:
    return [number for number, one in state.reports.items() if one.event.reader_id == reader_id]


def _wish(reader: Reader, wishes: Wishes, at: datetime) -> None:
    if not set(wishes.alerts) <= set(reader.wishes.alerts):
        reader.alerts_since = at
    reader.wishes = wishes


LaneEvent = LaneMoved | LaneHeld | LaneReleased | LaneMarked | LaneLooked | LaneSearched


def _change(lane: Lane, event: LaneEvent, at: datetime) -> None:
    match event:
        case LaneMoved(kind=kind):
            lane.kind, lane.last_id, lane.mark, lane.marks, lane.held, lane.held_until = (
                kind,
                0,
                0,
                0,
                "",
                None,
            )
            lane.gap, lane.late, lane.doubt, lane.in_call = [], [], None, False
        case LaneHeld(reason=reason, until=until):
            lane.held, lane.held_until, lane.in_call = reason, until, False
        case LaneMarked(message_id=0):
            lane.mark, lane.marks = 0, lane.marks + 1
            _called(lane, at)
        case LaneMarked(message_id=message_id):
            lane.mark, lane.in_call = message_id, False
        case LaneLooked():
            _called(lane, at)
        case LaneSearched():
            _searched(lane, event)
        case LaneReleased():
            lane.held, lane.held_until = "", None
        case _:
            assert_never(event)


def _searched(lane: Lane, event: LaneSearched) -> None:
    lane.in_call = False
    lane.gap = [] if event.ended else [one for one in lane.gap if one != event.message_id]
    lane.late = [] if event.ended else lane.late


def _let_go(state: Telling, reader_id: str, at: datetime, *, replies: bool) -> None:
    """What the reader was owed; the answer to a parting word is still sent, unless nothing can
    be.
    """
    for lane in state.lanes.values():
        for owed in [*lane.owed.values(), *(lane.replies.values() if replies else ())]:
            if owed.reader_id == reader_id:
                _doubt(lane, owed, at)
                _settle(state, lane, owed)
