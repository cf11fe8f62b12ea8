"""What a person should know of what came of a call: a line, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from monitor.events.deliveries import (
    DeliveryRefused,
    LaneHeld,
    LaneSearched,
    ReaderUnsubscribed,
    TellingEvent,
)
from monitor.stories.deliveries import Lane
from monitor.stories.state import State

_NOT_OUR_DOING = (
    "is from our bot, and this program never sent it: somebody may have the token; docs/token.md"
)


def line_about(event: TellingEvent, state: State, medium_of: Callable[[Lane], str]) -> str:
    """Empty for most. `medium_of` is empty for chats: one way, what befalls one address befalls a
    thousand, and is one line for all.
    """
    match event:
        case LaneHeld(lane=lane, reason=reason, until=None):
            return f"{_chat(lane, state, medium_of)} is on hold: {reason}"
        case DeliveryRefused(delivery_id=delivery_id, reason=reason, final=True):
            return f"{_delivery(delivery_id, state, medium_of)} was refused: {reason}"
        case DeliveryRefused(delivery_id=delivery_id, why="content", reason=reason):
            named = _delivery(delivery_id, state, medium_of)
            return f"{named} goes as plain text, for it was refused as it was: {reason}"
        case LaneSearched(lane=lane, message_id=message_id, found="strange"):
            return f"chat {lane}: message {message_id} {_NOT_OUR_DOING}"
        case ReaderUnsubscribed(reader_id=reader_id, reason=reason) if _is_oneway(reader_id, state):
            return f"reader {reader_id} gets nothing any more: {reason}"
        case _:
            return ""


def _chat(lane_id: str, state: State, medium_of: Callable[[Lane], str]) -> str:
    name = medium_of(state.lanes[lane_id])
    return f"an address of {name} (`monitor outbox` says which)" if name else f"chat {lane_id}"


def _delivery(delivery_id: str, state: State, medium_of: Callable[[Lane], str]) -> str:
    lane = state.lanes.get(state.owed_in.get(delivery_id, ""))
    name = medium_of(lane) if lane else ""
    return f"a message by {name} (`monitor outbox` says which)" if name else delivery_id


def _is_oneway(reader_id: str, state: State) -> bool:
    """Nobody else is there who would notice, as a person in a chat would."""
    reader = state.readers.get(reader_id)
    return reader is not None and reader.kind == "oneway"
