"""What the log can say about readers, editions and deliveries: the part of `events` that is about
telling.

A reader is an opaque id, and so is the lane: the chat that one or several readers (its forum
topics) share. Who they are stands in `state/readers.db` alone, which is written before the event
that names them; words that a reader typed, and the answers to them, stay there too, until they are
settled.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, assert_never

from msgspec import Struct

ChatKind = Literal["channel", "supergroup", "group", "private", "file"]
# oneway: what went there cannot be looked at any more
ReaderKind = Literal["channel", "supergroup", "group", "private", "file", "oneway"]
Purpose = Literal["digest", "reply", "notice", "alert", "correction"]
# absent: probing found nothing
Refusal = Literal["flood", "closed", "setup", "content", "unreachable", "absent"]
Off = Literal["asked", "closed", "replaced"]
ReportedError = Literal["grouping", "people", "facts", "quotation", "not-diplomatic", "other"]
AlertWait = Literal["quiet", "bound"]


class Wishes(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a reader asked for. `hour` and `quiet` ("22:00-07:00", or empty) are local to `zone`;
    `muted` are story ids; `follows` are ids of what it follows by name, and `alerts` those of them
    that it is told of at once. What they mean stands in `state/readers.db` alone: a word may be a
    reader's own.
    """

    topics: tuple[str, ...] = ()
    language: str = "en"
    zone: str = "UTC"
    hour: str = "09:00"
    quiet: str = ""
    paused: bool = False
    muted: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()


class ReaderSubscribed(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A chat gets digests from now on; also one that came back."""

    reader_id: str
    lane: str
    kind: ReaderKind
    wishes: Wishes


class ReaderWished(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A reader changed something; `wishes` is all of it afterwards."""

    reader_id: str
    change: Literal[
        "topics",
        "time",
        "language",
        "quiet",
        "paused",
        "resumed",
        "muted",
        "unmuted",
        "followed",
        "unfollowed",
        "alerts",
        "config",
    ]
    wishes: Wishes


class ReaderUnsubscribed(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """No digests any more: asked for, or the chat is closed to us (blocked, deactivated). What it
    was owed is let go.
    """

    reader_id: str
    why: Off
    reason: str = ""


class ReaderForgotten(Struct, frozen=True, kw_only=True, tag=True):
    """The reader asked to be forgotten: who it was is erased from `state/readers.db`."""

    reader_id: str


class LaneMoved(Struct, frozen=True, kw_only=True, tag=True):
    """A group became a supergroup: its chat has another id, and its messages are counted anew."""

    lane: str
    kind: ChatKind


class LaneHeld(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Nothing goes to this chat before `until`: we were told to wait, or it cannot be reached.
    Without a time, a person must act.
    """

    lane: str
    reason: str
    until: datetime | None = None


class LaneReleased(Struct, frozen=True, kw_only=True, tag=True):
    """A person saw to it: the chat may be written to again."""

    lane: str


class LaneMarked(Struct, frozen=True, kw_only=True, tag=True):
    """An empty mark of ours, to learn which ids the chat has come to: what may have arrived stands
    before it.

    Written before it is sent, with the id 0, and again when it is known to be there.
    """

    lane: str
    message_id: int


class LaneLooked(Struct, frozen=True, kw_only=True, tag=True):
    """Written before a call that looks at a message of this chat, or takes one of ours away: when
    we called last is known.
    """

    lane: str
    message_id: int


class LaneSearched(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """What stands at an id that no message of ours is known to have: nothing of ours; a late copy,
    which was taken away; or a post in our name that this program never sent. `ended`: what was sent
    in vain before can no longer come.
    """

    lane: str
    message_id: int
    found: Literal["nothing", "removed", "strange"]
    ended: bool = False


class UpdateReceived(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Something came in from a chat, written down before it is handled. `command` is what it was
    understood to mean.
    """

    update_id: int
    reader_id: str
    command: str
    # in logs of before 29 November 2026: what a button carried. A reader's program may send any
    # words there, so nothing of it is written any more
    argument: str = ""
    message_id: int = 0  # where chats share their ids: private ones and small groups


class UpdateHandled(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    update_id: int
    outcome: Literal["done", "refused", "limited", "ignored", "lost"]


class ToldStory(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One story as an edition told it; `facts` are keys of what readers know since."""

    story_id: str
    number: int  # of the entry
    version: str
    facts: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()


class DigestComposed(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """One edition: what a slot tells for one set of topics and one language. `digest` is the whole
    value, as JSON.
    """

    edition: str  # digest/daily/2026-11-22/<topics>/<language>
    stream: str  # <topics>/<language>: whose readers know what it told
    until: datetime
    since: datetime | None = None
    told: tuple[ToldStory, ...] = ()
    digest: str = ""


class Button(Struct, frozen=True, kw_only=True, omit_defaults=True):
    label: str
    data: str = ""  # what comes back when it is pressed: input like any other


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message as a medium sends it: its markup and rows of buttons. `entries` are the numbers
    it tells of; `preview` is the address that is shown as a card below it, where a medium has such.
    `picture` is what is drawn above the words, as data; the words then are its caption.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    entries: tuple[int, ...] = ()
    preview: str = ""
    picture: str = ""


class EditionRendered(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """An edition as one medium sends it. Written once, so that a delivery is finished with the
    words it was begun with.
    """

    edition: str
    medium: str
    messages: tuple[Message, ...]


class DeliveryQueued(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """`parts` messages are owed to a reader. A digest's words stand in EditionRendered, unless
    `own`: then, as an answer's, in readers.db until they are settled.
    """

    delivery_id: str
    reader_id: str
    lane: str
    purpose: Purpose
    parts: int
    kind: ReaderKind = "private"  # of the chat
    edition: str = ""
    own: bool = False
    repeatable: bool = False  # may be sent again if it is not known whether it arrived
    message_id: int = 0  # of the post to be edited; 0 sends a new one
    reply_to: int = 0  # the message that it goes on from


class AlertWaited(Struct, frozen=True, kw_only=True, tag=True):
    """A story that the reader would have been told of at once waits for its digest."""

    reader_id: str
    story_id: str
    version: str  # of what there was to tell
    why: AlertWait


class DeliveryStarted(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Written before the call: whatever happens, it is known that a message may be there."""

    delivery_id: str
    part: int
    attempt: int


class Delivered(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    delivery_id: str
    part: int
    message_id: int
    found: bool = False  # not known from an answer, but found by probing


class DeliveryUnknown(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """It is not known whether the message is there. `final`: it cannot be settled and stays so; it
    is not sent again.
    """

    delivery_id: str
    part: int
    attempt: int
    reason: str
    final: bool = False


class DeliveryRefused(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """The message is certainly not there, and why. `final`: it is not tried again unless a person
    says so.
    """

    delivery_id: str
    part: int
    attempt: int
    why: Refusal
    reason: str
    until: datetime | None = None
    final: bool = False


class DeliveryRetried(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A person wants it tried again."""

    delivery_id: str


class DeliveryCancelled(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    delivery_id: str
    reason: str


class ErrorReported(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A reader says that something is wrong with a story. What it wrote goes to the operators, and
    stands in readers.db until it is sent.
    """

    report: int
    reader_id: str
    lane: str
    kind: ChatKind
    language: str
    story_id: str
    what: ReportedError
    edition: str = ""
    number: int = 0  # of the entry there


class ReportAnswered(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """What came of a report: its reader is told."""

    report: int
    outcome: Literal["corrected", "kept", "answered"]
    correction: int = 0


ReportEvent = ErrorReported | ReportAnswered
ReaderEvent = (
    ReaderSubscribed
    | ReaderWished
    | ReaderUnsubscribed
    | ReaderForgotten
    | LaneMoved
    | LaneHeld
    | LaneReleased
    | LaneMarked
    | LaneLooked
    | LaneSearched
)
DeliveryEvent = (
    DeliveryQueued
    | DeliveryStarted
    | Delivered
    | DeliveryUnknown
    | DeliveryRefused
    | DeliveryRetried
    | DeliveryCancelled
)
TellingEvent = (
    ReaderEvent
    | ReportEvent
    | DeliveryEvent
    | UpdateReceived
    | UpdateHandled
    | DigestComposed
    | EditionRendered
    | AlertWaited
)


def key_of_telling(event: TellingEvent, *, ordinal: int) -> str:
    """As `events.key_of`: what may happen once has a key without an ordinal."""
    match event:
        case DigestComposed(edition=edition):
            return edition
        case EditionRendered(edition=edition, medium=medium):
            return f"{edition}/as/{medium}"
        case AlertWaited():
            return f"alert/{event.story_id}/{event.version}/{event.reader_id}/waited"
        case UpdateReceived() | UpdateHandled():
            return _key_of_update(event)
        case (
            LaneMarked(lane=lane, message_id=message_id)
            | LaneLooked(lane=lane, message_id=message_id)
            | LaneSearched(lane=lane, message_id=message_id)
        ):
            what = type(event).__name__.removeprefix("Lane").lower()
            return f"lane/{lane}/{what}/{message_id}/{ordinal}"
        case LaneMoved(lane=lane) | LaneHeld(lane=lane) | LaneReleased(lane=lane):
            return f"lane/{lane}/{type(event).__name__.removeprefix('Lane').lower()}/{ordinal}"
        case ReaderForgotten(reader_id=reader_id):
            return f"reader/{reader_id}/forgotten"
        case ErrorReported() | ReportAnswered():
            return _key_of_report(event)
        case (
            ReaderSubscribed(reader_id=reader_id)
            | ReaderWished(reader_id=reader_id)
            | ReaderUnsubscribed(reader_id=reader_id)
        ):
            what = type(event).__name__.removeprefix("Reader").lower()
            return f"reader/{reader_id}/{what}/{ordinal}"
        case _:
            return f"delivery/{event.delivery_id}/{_key_of_delivery(event, ordinal)}"


def _key_of_update(event: UpdateReceived | UpdateHandled) -> str:
    return f"update/{event.update_id}{'/handled' if isinstance(event, UpdateHandled) else ''}"


def _key_of_report(event: ReportEvent) -> str:
    return f"report/{event.report}{'/answered' if isinstance(event, ReportAnswered) else ''}"


def _key_of_delivery(event: DeliveryEvent, ordinal: int) -> str:
    match event:
        case DeliveryQueued():
            return "queued"
        case DeliveryStarted():
            return f"{event.part}/started/{event.attempt}"
        case Delivered():
            return f"{event.part}/delivered"
        case DeliveryUnknown():
            return f"{event.part}/unknown/{event.attempt}/{'final' if event.final else ordinal}"
        case DeliveryRefused():
            return f"{event.part}/refused/{event.attempt}"
        case DeliveryRetried():
            return f"retried/{ordinal}"
        case DeliveryCancelled():
            return "cancelled"
        case _:
            assert_never(event)
