"""The role `read`: from an arrival's text to its reading. Pure but for where it is taken from and
put: any number of processes, on any machines, and doing it again changes nothing.
"""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

import msgspec

from monitor.parallel.lots import ReadingJob, ReadJob, packed_lot, read_lot, unpacked
from monitor.parallel.version import version
from monitor.workers.inbox import Inbox

READING_S_MAX = 120.0  # of one article; the longest that was met took some seconds
_UNREADABLE = msgspec.msgpack.encode(ReadJob(None))  # who decides says why


class ArrivalReader:
    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._digest, self._holders = "", b""
        self._one_at_a_time = Lock()  # a process has one watch
        self.read = 0
        self.spent_s = 0.0  # of processor time

    def read_some(self, arrivals: Sequence[int]) -> int:
        """Read those that nobody has read yet; how many that were."""
        waiting = self._inbox.unread(arrivals)
        if not waiting:
            return 0
        if (found := self._inbox.holders(self._digest)) is not None:
            self._digest, self._holders = found
        done = []
        for number, one in waiting:
            try:
                lot = packed_lot([ReadingJob(one.article, one.text)], holders=self._holders)
            except UnicodeEncodeError:
                done.append((number, _UNREADABLE))
                continue
            with self._one_at_a_time, ending_what_hangs():
                (job,) = unpacked(read_lot(lot))
            self.spent_s += job.spent_s
            done.append((number, msgspec.msgpack.encode(job)))
        self._inbox.read(done, program=version())
        self.read += len(done)
        return len(done)


@contextmanager
def ending_what_hangs() -> Iterator[None]:
    """A process whose reading does not end gives signs of life all the same. It is ended, and tells
    where it was: then its job is taken back, and what hangs is left out like anything else that
    ends whoever reads it.
    """
    faulthandler.dump_traceback_later(READING_S_MAX, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
