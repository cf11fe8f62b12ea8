"""How things stand, in numbers: what is owed, which slots come next, how the feeds are. For
`status`, health and metrics.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from msgspec import Struct

from monitor.digest.slots import slots
from monitor.feeds.store import FeedRecord
from monitor.stories.deliveries import Lane, Reader
from monitor.stories.state import State


class OutboxState(Struct, frozen=True, kw_only=True):
    """`oldest_at`: since when the oldest is owed. `on_hold`: chats that wait for a person."""

    owed: int
    oldest_at: datetime | None
    on_hold: int


class Slot(Struct, frozen=True, kw_only=True):
    at: datetime
    hour: str
    zone: str
    readers: int


def outbox_of(state: State) -> OutboxState:
    owed = [
        one
        for lane in state.lanes.values()
        for one in (*lane.replies.values(), *lane.owed.values())
    ]
    return OutboxState(
        owed=len(owed),
        oldest_at=min((one.queued_at for one in owed), default=None),
        on_hold=sum(map(_waits_for_a_person, state.lanes.values())),
    )


def _waits_for_a_person(lane: Lane) -> bool:
    return bool(lane.held) and lane.held_until is None


def next_slots(readers: Iterable[Reader], now: datetime) -> list[Slot]:
    """When each group of readers with one hour and zone gets its next edition, the soonest
    first.
    """
    groups = Counter(
        (one.wishes.hour, one.wishes.zone)
        for one in readers
        if not one.off and not one.wishes.paused
    )
    found = [
        Slot(at=_next(now, hour, zone), hour=hour, zone=zone, readers=count)
        for (hour, zone), count in groups.items()
    ]
    return sorted(found, key=lambda slot: (slot.at, slot.zone))


def _next(now: datetime, hour: str, zone: str) -> datetime:
    return slots(now, now + timedelta(days=2), hour=time.fromisoformat(hour), zone=zone)[0]


def feeds_by_health(records: Iterable[FeedRecord]) -> dict[str, int]:
    counts = Counter(record.health for record in records)
    return {name: counts[name] for name in ("well", "failing", "gone")}
