"""The role `read`: from an arrival's text to its reading. Pure but for where it is taken from and
put: any number of processes, on any machines, and doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from monitor import __version__
from monitor.parallel.lots import ReadingJob, ReadJob, packed_lot, read_lot, unpacked
from monitor.workers.inbox import Inbox

_UNREADABLE = msgspec.msgpack.encode(ReadJob(None))  # who decides says why


class ArrivalReader:
    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._digest, self._holders = "", b""
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
            (job,) = unpacked(read_lot(lot))
            self.spent_s += job.spent_s
            done.append((number, msgspec.msgpack.encode(job)))
        self._inbox.read(done, program=__version__)
        self.read += len(done)
        return len(done)
