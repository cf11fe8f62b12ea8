"""The role `fetch`: the feeds of a host are asked by one job, one host by one process at a time on
whatever machine, so that a host's pace holds across machines. What they bring is logged as fetched
and put to be read in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from psycopg import Connection

from monitor.clock import not_before
from monitor.engine.engine import HasNow
from monitor.engine.recording import append_decided, time_of
from monitor.events.stories_and_feeds import Event
from monitor.feeds.http.rate_limit import host_of
from monitor.feeds.http.schedule import is_due
from monitor.feeds.store import Ledger
from monitor.feeds.values import Feed
from monitor.log.postgres.log import PostgresLog
from monitor.log.protocol import Position
from monitor.model import Incoming
from monitor.workers import inbox, queue


class ArrivingLedger(Ledger):
    """What is to be taken is put among the arrivals with the events that say so, and nowhere
    else.
    """

    to_put: Sequence[Incoming] = ()

    def keep(self, pending: Iterable[Incoming]) -> None:
        self.to_put = list(pending)

    def owed(self) -> list[Incoming]:
        return []

    def owed_alone(self) -> list[Incoming]:
        """What a service without roles kept, and did not live to decide."""
        return super().owed()


class ArrivalSink:
    """Where a process puts what it fetched that decides nothing about articles itself."""

    def __init__(self, log: PostgresLog, ledger: ArrivingLedger, clock: HasNow) -> None:
        self._log, self._ledger, self._clock = log, ledger, clock
        self.put = 0

    def record(self, decision: Callable[[], Sequence[Event]]) -> Sequence[Event]:
        """Raises LogBusyError if others keep being faster, and what the log raises."""
        to_put, self._ledger.to_put = self._ledger.to_put, ()
        arrived: list[int] = []

        def arrive(db: Connection) -> None:
            arrived[:] = _arrived(db, to_put)

        with self._log.beside(arrive):
            written = append_decided(self._log, decision, know=self._known, now=self._now)
        if not written:
            self._log.server.run(arrive)
        self.put += len(arrived)  # once it is on disk: what fails is put again
        return [recorded.event for recorded in written]

    def put_owed(self) -> None:
        """What a service without roles owes, before this one asks feeds: they may have dropped it.
        Putting it again changes nothing.
        """
        self._known()
        owed, arrived = self._ledger.owed_alone(), list[int]()

        def arrive(db: Connection) -> None:
            arrived[:] = _arrived(db, owed)

        self._log.server.run(arrive)
        self.put += len(arrived)

    def ahead(self, incoming: Iterable[Incoming]) -> Iterator[Incoming]:
        return iter(incoming)

    def take_many(self, incoming: Iterable[Incoming]) -> None:
        """They were put with the events."""

    def _known(self) -> Position:
        self._ledger.catch_up(self._log)
        return self._ledger.position

    def _now(self) -> datetime:
        """Log time never runs back, whatever the clocks of the machines say."""
        return not_before(time_of(self._log, self._log.head().position), self._clock.now())


def _arrived(db: Connection, to_put: Sequence[Incoming]) -> list[int]:
    if not to_put:
        return []
    with db.transaction():
        arrived = inbox.put(db, to_put)
        queue.to_read(db, arrived)
    return arrived


def due_hosts(ledger: Ledger, log: PostgresLog, feeds: Iterable[Feed], now: datetime) -> list[str]:
    ledger.catch_up(log)
    return list(dict.fromkeys(_host(ledger, one) for one in feeds if _is_due(ledger, one, now)))


def due_feeds(
    ledger: Ledger, log: PostgresLog, feeds: Iterable[Feed], now: datetime, *, host: str
) -> list[Feed]:
    """Those of one host."""
    ledger.catch_up(log)
    return [one for one in feeds if _host(ledger, one) == host and _is_due(ledger, one, now)]


def _host(ledger: Ledger, feed: Feed) -> str:
    """Of where it is asked."""
    return host_of(ledger.record(feed.url).moved_to or feed.url)


def _is_due(ledger: Ledger, feed: Feed, now: datetime) -> bool:
    record = ledger.record(feed.url)
    memory = ledger.memory(record.feed_id)
    ahead = memory.asked_at is not None and memory.asked_at > now  # the clock was set back
    return not feed.paused and record.health != "gone" and (ahead or is_due(memory, now=now))
