"""The role `fetch`: the feeds of a host are asked by one job, one host by one process at a time on
whatever machine, so that a host's pace holds across machines. What they bring is logged as fetched
and put to be read in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from psycopg import Connection

from monitor.engine.engine import TRIES_MAX, HasNow
from monitor.errors import LogBusyError, LogConflictError
from monitor.events.stories_and_feeds import Event, free_key
from monitor.feeds.http.rate_limit import host_of
from monitor.feeds.http.schedule import is_due
from monitor.feeds.store import Ledger
from monitor.feeds.values import Feed
from monitor.log.postgres.log import PostgresLog
from monitor.model import Incoming
from monitor.workers import inbox, queue

T = TypeVar("T")


class ArrivingLedger(Ledger):
    """What is to be taken is put among the arrivals with the events that say so, and nowhere
    else.
    """

    to_put: Sequence[Incoming] = ()

    def keep(self, pending: Iterable[Incoming]) -> None:
        self.to_put = list(pending)

    def owed(self) -> list[Incoming]:
        return []


class ArrivalSink:
    """Where a process puts what it fetched that decides nothing about articles itself."""

    def __init__(self, log: PostgresLog, ledger: ArrivingLedger, clock: HasNow) -> None:
        self._log, self._ledger, self._clock = log, ledger, clock
        self.put = 0

    def record(self, decision: Callable[[], Sequence[Event]]) -> Sequence[Event]:
        """Raises LogBusyError if others keep being faster, and what the log raises."""
        to_put, self._ledger.to_put = self._ledger.to_put, ()
        for _ in range(TRIES_MAX):
            self._ledger.catch_up(self._log)
            head = self._log.head().position
            events = list(decision())
            if not events:
                self._log.server.run(lambda db: self._arrive(db, to_put))
                return []
            keys = [free_key(event, is_taken=self._is_taken) for event in events]
            try:
                with self._log.beside(lambda db: self._arrive(db, to_put)):
                    self._log.append(
                        list(zip(keys, events, strict=True)), at=self._at(head), expected=head
                    )
            except LogConflictError:
                if self._log.head().position == head:
                    raise  # a key is taken, and the same would come again
                continue
            return events
        raise LogBusyError("other processes keep appending to the log", hint="try again")

    def ahead(self, incoming: Iterable[Incoming]) -> Iterator[Incoming]:
        return iter(incoming)

    def take_many(self, incoming: Iterable[Incoming]) -> None:
        """They were put with the events."""

    def _is_taken(self, key: str) -> bool:
        return self._log.find(key) is not None

    def _arrive(self, db: Connection, to_put: Sequence[Incoming]) -> None:
        if to_put:
            with db.transaction():
                arrived = inbox.put(db, to_put)
                queue.to_read(db, arrived)
            self.put += len(arrived)

    def _at(self, head: int) -> datetime:
        """Log time never runs back, whatever the clocks of the machines say."""
        now = self._clock.now()
        last = next(iter(self._log.read(after=head - 1, until=head)), None) if head else None
        if last is None or now > last.at:
            return now
        return last.at + timedelta(microseconds=1)


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
