"""Readings made ahead of the decisions, in the order of the articles.

A few lots are on their way at any time, however long the input is. A reading that comes back is
taken only for the very article that was handed over, and only if what the decisions have learnt
since would have changed no answer that it was given; else, and where a worker was lost, the article
is read here. So the results are those of one process.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from itertools import chain, islice

from msgspec import Struct

from monitor.claims import read
from monitor.model import Article, Incoming, Reading
from monitor.names.known_holders import WRITTEN, KnownHolders
from monitor.parallel.asked_holders import same_answers
from monitor.parallel.lots import ReadingJob, ReadJob, packed_holders, packed_lot, unpacked
from monitor.parallel.pool import ReadingPool

LOT_ARTICLES, LOT_CHARS = 8, 40_000  # read in one go: some 50 ms, beside which a message is cheap
LOTS_EACH = 3  # on their way for each worker: one is read, one waits there, one comes back
_READY_MAX = 500  # readings that came back and were not asked for yet


class _Ahead(Struct, frozen=True, kw_only=True):
    """What became of one article's reading, and who was known to hold offices then."""

    item: Incoming
    reading: Reading
    asked: bytes
    spent_s: float
    known: KnownHolders

    def is_of(self, article: Article, text: str, holders: KnownHolders) -> bool:
        """Whether reading this now would give the same."""
        if article != self.item.article or text != self.item.text:
            return False
        return holders is self.known or same_answers(self.asked, holders)


class _Flight(Struct, frozen=True, kw_only=True):
    """A lot on its way; without a future it is read here."""

    items: Sequence[Incoming]
    sent: Sequence[Incoming] = ()
    known: KnownHolders = WRITTEN
    future: Future[bytes] | None = None

    @property
    def has_failed(self) -> bool:
        future = self.future
        if future is None or not future.done():
            return False
        return future.cancelled() or future.exception() is not None


class ReadAhead:
    """`articles` hands them on while those behind are read; called, it gives an article's
    reading.
    """

    def __init__(
        self,
        pool: ReadingPool | None,
        *,
        holders: Callable[[], KnownHolders] = lambda: WRITTEN,
        wanted: Callable[[Incoming], bool] = lambda _one: True,
    ) -> None:
        """Without a pool all is read here, as it is asked for. `holders` are those known now; what
        is not `wanted` is handed on unread.
        """
        self._pool, self._holders, self._wanted = pool, holders, wanted
        self._ready: dict[str, _Ahead] = {}
        self._packed: tuple[KnownHolders, bytes] = (WRITTEN, packed_holders(WRITTEN))

    def articles(self, incoming: Iterable[Incoming]) -> Iterator[Incoming]:
        if self._pool is None:
            yield from incoming
            return
        lots = _lots(incoming)
        first = list(islice(lots, self._pool.workers.start_lots))
        if len(first) < self._pool.workers.start_lots:
            yield from chain(*first)
            return
        yield from self._flown(self._pool, chain(first, lots))

    def _flown(self, pool: ReadingPool, lots: Iterable[Sequence[Incoming]]) -> Iterator[Incoming]:
        flights: deque[_Flight] = deque()
        for lot in lots:
            flights.append(self._sent(pool, lot))
            if len(flights) > LOTS_EACH * pool.workers.size:
                yield from self._landed(pool, flights)
        while flights:
            yield from self._landed(pool, flights)

    def __call__(self, article: Article, text: str, holders: KnownHolders = WRITTEN) -> Reading:
        return self.read(article, text, holders)[0]

    def read(
        self, article: Article, text: str, holders: KnownHolders = WRITTEN
    ) -> tuple[Reading, float | None]:
        """Its reading, and the processor time that a worker spent on it; None if it was read
        here.
        """
        ahead = self._ready.pop(article.id, None)
        if ahead is not None and ahead.is_of(article, text, holders):
            return ahead.reading, ahead.spent_s
        return read(article, text, holders), None

    def _sent(self, pool: ReadingPool, lot: Sequence[Incoming]) -> _Flight:
        sent = [one for one in lot if self._wanted(one)]
        if not sent or pool.is_given_up:
            return _Flight(items=lot)
        known = self._holders()
        if known is not self._packed[0]:
            self._packed = known, packed_holders(known)
        jobs = [ReadingJob(one.article, one.text) for one in sent]
        try:
            packed = packed_lot(jobs, holders=self._packed[1], version=pool.workers.version)
        except UnicodeEncodeError:  # one of them is no Unicode, which is told where it is taken
            return _Flight(items=lot)
        try:
            future = pool.submit(packed)
        except Exception as error:  # noqa: BLE001 — as in `_landed`
            pool.lost(error)
            return _Flight(items=lot)
        return _Flight(items=lot, sent=sent, known=known, future=future)

    def _landed(self, pool: ReadingPool, flights: deque[_Flight]) -> Iterator[Incoming]:
        """The next lot; if it was lost, what was lost beside it is sent anew."""
        flight = flights.popleft()
        if flight.future is not None:
            try:
                self._keep(flight, unpacked(pool.result(flight.future)))
            except Exception as error:  # noqa: BLE001 — whatever an executor or a cluster fails with, the articles are still here
                pool.lost(error)
                for number, other in enumerate(flights):
                    if other.has_failed:
                        flights[number] = self._sent(pool, other.items)
            else:
                pool.done()
        yield from flight.items

    def _keep(self, flight: _Flight, done: Sequence[ReadJob]) -> None:
        for item, one in zip(flight.sent, done, strict=True):
            if one.reading is not None:
                self._ready[item.article.id] = _Ahead(
                    item=item,
                    reading=one.reading,
                    asked=one.asked,
                    spent_s=one.spent_s,
                    known=flight.known,
                )
        while len(self._ready) > _READY_MAX:
            del self._ready[next(iter(self._ready))]


def _lots(incoming: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    lot: list[Incoming] = []
    chars = 0
    for one in incoming:
        lot.append(one)
        chars += len(one.text)
        if len(lot) >= LOT_ARTICLES or chars >= LOT_CHARS:
            yield lot
            lot, chars = [], 0
    if lot:
        yield lot
