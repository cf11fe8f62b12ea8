"""What follows the log by position: tables that are made of its events, and can be made again.

Where it stands is in the table `followed`, one row of the last event's position and hash. A
follower that stands where this log has another event was made from another log, and starts again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import islice

from monitor.database import Database
from monitor.log.chain import GENESIS
from monitor.log.protocol import EventLog, Recorded

EVENTS_PER_COMMIT = 2000


class Follower(Database, ABC):
    damaged_hint = "delete it: it is made again from the log"

    @abstractmethod
    def _apply(self, recorded: Recorded) -> None:
        """Change in the tables what the event changes, inside a transaction."""

    @abstractmethod
    def _start_again(self) -> None:
        """Empty the tables, inside a transaction."""

    @property
    def position(self) -> int:
        return self._followed()[0]

    def catch_up(self, log: EventLog) -> int:
        """Apply what the log holds beyond this; how many events were applied."""
        if not self._is_of(log):
            with self._writing():
                self._start_again()
        applied = 0
        while log.head().position > self.position:
            applied += self._step(log)
        return applied

    def _is_of(self, log: EventLog) -> bool:
        position, link = self._followed()
        if position == 0 or log.head().hash == link:
            return True
        recorded = next(log.read(after=position - 1, until=position), None)
        return recorded is not None and recorded.hash == link

    def _step(self, log: EventLog) -> int:
        """One transaction's worth; where it begins is read inside, because another process may have
        gone ahead.
        """
        applied, last = 0, None
        with self._writing():
            for last in islice(log.read(after=self.position), EVENTS_PER_COMMIT):
                self._apply(last)
                applied += 1
            if last is not None:
                self._note(last)
        return applied

    def _note(self, last: Recorded) -> None:
        moved = self._db.execute(
            "UPDATE followed SET position = ?, hash = ?", (last.position, last.hash)
        )
        if moved.rowcount == 0:
            self._db.execute(
                "INSERT INTO followed (one, position, hash) VALUES (1, ?, ?)",
                (last.position, last.hash),
            )

    def _followed(self) -> tuple[int, str]:
        row = self._one("SELECT position, hash FROM followed")
        return (0, GENESIS) if row is None else row
