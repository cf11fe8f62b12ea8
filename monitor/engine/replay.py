"""Rebuilding the State from the log alone: it decides nothing, reads no text, sends nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from msgspec import Struct

from monitor.log.chain import GENESIS
from monitor.log.protocol import EventLog, LogHead, Recorded
from monitor.stories import queries
from monitor.stories.evolve import evolve
from monitor.stories.state import State


class Replay(Struct, frozen=True, kw_only=True):
    """`same` says whether the live state has the same fingerprint; None if it was not asked."""

    events: int
    head: LogHead
    fingerprint: str
    state: State
    same: bool | None = None


def replay(log: EventLog, *, position: int | None = None, until: datetime | None = None) -> Replay:
    """A fresh State folded from the log's first event, up to a position or a log time (both
    inclusive).
    """
    state, events, head = State(), 0, LogHead(position=0, hash=GENESIS)
    recorded = None
    read = log.read(until=position)
    with folding():
        for recorded in read if until is None else known_by(read, until):
            evolve(state, recorded.event, recorded.at)
            events += 1
    if recorded is not None and events:
        head = LogHead(position=recorded.position, hash=recorded.hash)
    return Replay(events=events, head=head, fingerprint=queries.fingerprint(state), state=state)


def known_by(recorded: Iterable[Recorded], until: datetime) -> Iterator[Recorded]:
    """The log's beginning, as far as it was written by then."""
    for one in recorded:
        if one.at > until:
            return
        yield one


@contextmanager
def folding() -> Iterator[None]:
    """Folding makes many values and no cycles: looking for cycles meanwhile would cost more than
    the folding, and so would looking through all of it once afterwards.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()
