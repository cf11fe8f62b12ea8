"""The role `match`: what was read is decided in the order in which it arrived, by the one process
that has the lease. An arrival goes in the transaction that logs what became of it.
"""

from __future__ import annotations

from collections import deque
from hashlib import sha256

import msgspec
from psycopg import Connection

from monitor import __version__
from monitor.claims import read as read_text
from monitor.engine.engine import Engine
from monitor.engine.outcome import IntakeOutcome
from monitor.log.postgres.log import PostgresLog
from monitor.model import Article, Reading
from monitor.names.known_holders import KnownHolders
from monitor.parallel.asked_holders import same_answers
from monitor.parallel.lots import ReadJob, packed_holders
from monitor.workers import inbox
from monitor.workers.inbox import Inbox, ReadArrival

AT_ONCE = 20  # decided before other work of this process has its turn
LAGS_KEPT = 5_000
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
            and arrival.program == __version__
            and (article, text) == (arrival.incoming.article, arrival.incoming.text)
            and same_answers(job.asked, holders)
        ):
            return job.reading
        self.here += 1
        return read_text(article, text, holders)


class Matching:
    """On the engine's thread."""

    def __init__(
        self, engine: Engine, log: PostgresLog, arrivals: Inbox, read: ReadElsewhere
    ) -> None:
        """`read` is the engine's own."""
        self._engine, self._log, self._inbox, self._read = engine, log, arrivals, read
        self._told: KnownHolders | None = None
        self.decided = 0
        self.failed = 0
        self.lags: deque[float] = deque(maxlen=LAGS_KEPT)  # seconds from fetched to decided
        self.lag_sum_s, self.counted = 0.0, 0
        self.within: dict[float, int] = dict.fromkeys(BUCKETS_S, 0)

    def some(self) -> list[IntakeOutcome]:
        """The next ones, each on disk before the one behind it."""
        self._engine.catch_up()
        self._tell_holders()
        return [self._decide(arrival) for arrival in self._inbox.ready(AT_ONCE)]

    def _decide(self, arrival: ReadArrival) -> IntakeOutcome:
        went: list[float] = []

        def goes(db: Connection) -> None:
            went[:] = [lag_s] if (lag_s := inbox.gone(db, arrival.id)) is not None else went

        self._read.expect(arrival)
        with self._log.beside(goes):
            (outcome,) = self._engine.take_many([arrival.incoming], look_again=False)
        if not went and (lag_s := self._inbox.forget(arrival.id)) is not None:
            went.append(lag_s)
        self._count(outcome, went)
        self._tell_holders()
        return outcome

    def _count(self, outcome: IntakeOutcome, went: list[float]) -> None:
        self.decided += 1
        self.failed += outcome.kind == "failed"
        for lag_s in went:
            self.lags.append(lag_s)
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
