"""The role `match`: what was read is decided in the order in which it arrived, by the one process
that has the lease. An arrival goes in the transaction that logs what became of it, and several
share one: what is decided waits for the server's disks, and those of its standby, once for all.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from hashlib import sha256

import msgspec
from psycopg import Connection

from monitor.claims import read as read_text
from monitor.engine.engine import Engine, keys_asked
from monitor.engine.outcome import IntakeOutcome
from monitor.log.postgres.log import PostgresLog
from monitor.model import Article, Reading
from monitor.names.known_holders import KnownHolders
from monitor.parallel.asked_holders import same_answers
from monitor.parallel.lots import ReadJob, packed_holders
from monitor.parallel.version import version
from monitor.workers import inbox
from monitor.workers.inbox import Inbox, ReadArrival

AT_ONCE = 20  # decided before other work of this process has its turn
TOGETHER_S = 0.1  # of deciding in one transaction; whoever else appends waits for it
BUCKETS_S = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)


class ReadElsewhere:
    """The engine's way to a reading: the one that came with the arrival, if reading it here and now
    would give the same.
    """

    def __init__(self) -> None:
        self._now: tuple[ReadArrival, ReadJob] | None = None
        self.here = 0  # had to be read by this process

    def expect(self, arrival: ReadArrival) -> None:
        self._now = (arrival, _DECODER.decode(arrival.reading))

    def __call__(self, article: Article, text: str, holders: KnownHolders, /) -> Reading:
        arrival, job = self._now or (None, None)
        if (
            arrival is not None
            and job is not None
            and job.reading is not None
            and arrival.program == version()
            and (article, text) == (arrival.incoming.article, arrival.incoming.text)
            and same_answers(job.asked, holders)
        ):
            return job.reading
        self.here += 1
        return read_text(article, text, holders)


class Matching:
    """On the engine's thread."""

    def __init__(
        self,
        engine: Engine,
        log: PostgresLog,
        arrivals: Inbox,
        read: ReadElsewhere,
        *,
        together_s: float = TOGETHER_S,
    ) -> None:
        """`read` is the engine's own."""
        self._engine, self._log, self._inbox, self._read = engine, log, arrivals, read
        self.together_s = together_s
        self._alone = 0  # so many are decided one by one, after several together failed
        self._told: KnownHolders | None = None
        self.decided = 0
        self.failed = 0
        self.lag_sum_s, self.counted = 0.0, 0  # seconds from fetched to decided
        self.within: dict[float, int] = dict.fromkeys(BUCKETS_S, 0)

    def some(self) -> list[IntakeOutcome]:
        """The next ones, on disk in their order."""
        self._engine.catch_up()
        self._tell_holders()
        ready, outcomes = self._inbox.ready(AT_ONCE), list[IntakeOutcome]()
        while left := ready[len(outcomes) :]:
            outcomes += self._several(left) or [self._one(left[0])]
            if self._engine.is_look_due:
                self._engine.look_at_waiting()
            self._tell_holders()
        return outcomes

    def _several(self, ready: Sequence[ReadArrival]) -> list[IntakeOutcome]:
        """Of the first ones those that can share a transaction: articles that the log does not know
        yet, as long as there is time, and up to a second look: it takes long, and whoever else
        appends would wait for it.
        """
        if self._alone or self.together_s <= 0:
            return []
        outcomes, went = list[IntakeOutcome](), list[float]()

        def go(db: Connection) -> None:
            went[:] = inbox.gone(db, [one.id for one in ready[: len(outcomes)]])

        keys = [key for one in ready for key in keys_asked(one.incoming.article)]
        known = self._engine.head
        try:
            with self._log.together(go, keys=keys):
                self._engine.catch_up()
                known, until = self._engine.head, time.monotonic() + self.together_s
                for one in ready:
                    if not self._engine.is_new(one.incoming.article):
                        break
                    outcomes.append(self._taken(one))
                    if self._engine.is_look_due or time.monotonic() > until:
                        break
        except BaseException:
            if self._engine.head != known:  # that may not be written
                self._engine.forget()
            self._alone = len(ready)  # what failed together is not tried so again
            raise
        self._count(outcomes, went)
        return outcomes

    def _one(self, arrival: ReadArrival) -> IntakeOutcome:
        went: list[float] = []

        def goes(db: Connection) -> None:
            went.extend(inbox.gone(db, [arrival.id]))

        with self._log.beside(goes):
            outcome = self._taken(arrival)
        self._count([outcome], went or self._inbox.forget([arrival.id]))
        self._alone = max(0, self._alone - 1)
        return outcome

    def _taken(self, arrival: ReadArrival) -> IntakeOutcome:
        self._read.expect(arrival)
        return self._engine.take_first(arrival.incoming)

    def _count(self, outcomes: Sequence[IntakeOutcome], went: Sequence[float]) -> None:
        self.decided += len(outcomes)
        self.failed += sum(one.kind == "failed" for one in outcomes)
        for lag_s in went:
            self.lag_sum_s += lag_s
            self.counted += 1
            for bucket in BUCKETS_S:
                self.within[bucket] += lag_s <= bucket

    def _tell_holders(self) -> None:
        """Readings are made with what is known here."""
        if (known := self._engine.holders) is not self._told:
            packed = packed_holders(known)
            self._inbox.tell_holders(sha256(packed).hexdigest(), packed)
            self._told = known


_DECODER = msgspec.msgpack.Decoder(ReadJob)
