"""How things stand: the feeds, and the log with its proof."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from monitor.errors import MonitorError
from monitor.feeds.store import FeedRecord, Ledger, health_of
from monitor.feeds.values import Feed, FeedHealth
from monitor.log.protocol import Verification
from monitor.stores import Stores
from monitor.web.requests import PageRequest, cursor_of, place_of

PROVED_S = 2.0  # so long a page waits for the proof of a log; a long one is shown by a later one


class FeedsFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    health: FeedHealth | None = None


class FeedState(Struct, frozen=True, kw_only=True):
    """`failures` are those in a row."""

    name: str
    url: str
    outlet: str | None
    health: FeedHealth
    reason: str
    failures: int
    read_at: datetime | None
    next_at: datetime | None
    moved_to: str | None


class FeedsPage(Struct, frozen=True, kw_only=True):
    """`counts` are of all feeds, by health."""

    feeds: tuple[FeedState, ...]
    counts: dict[str, int]


def feeds(ask: PageRequest) -> FeedsPage:
    wish, found = ask.filter(FeedsFilter), _states(ask)
    counts: dict[str, int] = {}
    for one in found:
        counts[one.health] = counts.get(one.health, 0) + 1
    wanted = (one for one in found if wish.health in (None, one.health))
    return FeedsPage(feeds=tuple(wanted), counts=counts)


def _states(ask: PageRequest) -> list[FeedState]:
    with ask.stores.feeds() as ledger:
        ledger.catch_up(ask.log)  # another machine may be the one that fetches
        return [_state(feed, ledger) for feed in ask.settings.feeds]


def _state(feed: Feed, ledger: Ledger) -> FeedState:
    record: FeedRecord = ledger.record(feed.url)
    memory = ledger.memory(record.feed_id)
    return FeedState(
        name=feed.name or feed.url,
        url=feed.url,
        outlet=feed.outlet,
        health=health_of(feed, record, memory),
        reason=memory.reason or record.reason,
        failures=memory.failures,
        read_at=memory.read_at,
        next_at=memory.next_at,
        moved_to=record.moved_to,
    )


# --- the log ---


class _ProofThread(threading.Thread):
    """Reads all of a log; a program that ends does not wait for it."""

    def __init__(self, stores: Stores) -> None:
        super().__init__(name="proof", daemon=True)
        self._stores = stores
        self.found: Verification | None = None
        self.failed: MonitorError | None = None

    def run(self) -> None:
        try:
            self.found = self._stores.verify_log()
        except MonitorError as error:
            self.failed = error


class _Proofs:
    """One proof of a log at a time, whoever asks."""

    def __init__(self) -> None:
        self._running: dict[Path, _ProofThread] = {}
        self._lock = threading.Lock()

    def proved(self, stores: Stores) -> Verification | None:
        """What it came to; None while it goes on. Raises what it raised."""
        with self._lock:
            proof = self._running.get(stores.state)
            if proof is None:
                proof = self._running[stores.state] = _ProofThread(stores)
                proof.start()
        proof.join(PROVED_S)
        if proof.is_alive():
            return None
        with self._lock:
            if self._running.get(stores.state) is proof:
                del self._running[stores.state]
        if proof.failed is not None:
            raise proof.failed
        return proof.found


_proofs = _Proofs()


class LogFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    verify: bool = False
    after: str = ""
    limit: Annotated[int, Meta(ge=1, le=500)] = 50


class LogLine(Struct, frozen=True, kw_only=True):
    """An event as it is chained; what it says is not shown here."""

    position: int
    at: datetime
    type: str
    key: str
    hash: str


class LogPage(Struct, frozen=True, kw_only=True):
    """The last event first; `verified` only if it was asked for. `proving`: it is being proved,
    and said to whoever asks again.
    """

    events: int
    head: str
    lines: tuple[LogLine, ...]
    texts_kept: int
    texts_erased: int
    verified: Verification | None
    proving: bool
    next: str | None


def log(ask: PageRequest) -> LogPage:
    wish, head = ask.filter(LogFilter), ask.log.head()
    place = place_of(wish.after, tuple[int])
    until = min(head.position, place[0]) if place else head.position
    begin = max(0, until - wish.limit)
    found = list(ask.log.read(after=begin, until=until)) if until else []
    texts = ask.log.count_texts()
    verified = _proofs.proved(ask.stores) if wish.verify else None
    return LogPage(
        events=head.position,
        head=head.hash,
        lines=tuple(
            LogLine(
                position=one.position,
                at=one.at,
                type=type(one.event).__name__,
                key=one.key,
                hash=one.hash,
            )
            for one in reversed(found)
        ),
        texts_kept=texts.kept,
        texts_erased=texts.erased,
        verified=verified,
        proving=wish.verify and verified is None,
        next=cursor_of(begin) if begin else None,
    )
