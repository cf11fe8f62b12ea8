"""Decide, then write: how a process appends to a log to which others append too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from monitor.errors import LogBusyError, LogConflictError
from monitor.events.stories_and_feeds import Event, free_key
from monitor.log.protocol import EventLog, Position, Recorded

TRIES_MAX = 500  # decisions made again because another process was faster, before giving up


def append_decided(
    log: EventLog,
    decision: Callable[[], Sequence[Event]],
    *,
    know: Callable[[], Position],
    now: Callable[[], datetime],
    texts: Mapping[str, str] | None = None,
) -> Sequence[Recorded]:
    """What was written. `know` takes in what the log holds, up to the position that it returns; on
    that `decision` is made, and anew whenever another process appended meanwhile. `now` is asked
    for the time of writing.

    Raises LogBusyError if that never ends, and what the decision and the log raise.
    """
    for _ in range(TRIES_MAX):
        known = know()
        try:
            events = decision()
            if not events:
                return []
            keyed = [
                (free_key(one, is_taken=lambda k: log.find(k) is not None), one) for one in events
            ]
            return log.append(keyed, at=now(), expected=known, texts=texts)
        except LogConflictError:
            if log.head().position == known:
                # nobody was faster: a key is taken, and the same decision would come again
                raise
    raise LogBusyError("other processes keep appending to the log", hint="try again")


def time_of(log: EventLog, position: Position) -> datetime | None:
    """The log time of an event; None before the first."""
    last = next(log.read(after=position - 1, until=position), None) if position else None
    return last.at if last else None
