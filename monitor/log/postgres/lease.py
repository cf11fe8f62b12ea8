"""Who acts on a log: one process at a time, whichever machine it is on.

A lease is a row of the database with a number that grows each time somebody else takes it. Whoever
has it appends with that number, so that a process that was paused meanwhile, and does not know yet,
can write nothing. Its time runs on the server's clock alone: the machines' may differ.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from monitor.errors import LogLeaseLostError
from monitor.log.postgres.server import Server
from monitor.log.protocol import LEASE_S, Fence

# who stands by asks twice a second: what is held is neither locked nor written for that
_TAKE = """
INSERT INTO monitor.leases AS one
SELECT given.name, 1, given.holder, clock_timestamp() + make_interval(secs => %s)
FROM (VALUES (%s::text, %s::text)) AS given (name, holder)
WHERE NOT EXISTS (
  SELECT FROM monitor.leases held WHERE held.name = given.name AND held.ends > clock_timestamp())
ON CONFLICT (name) DO UPDATE
  SET fence = one.fence + 1, holder = excluded.holder, ends = excluded.ends
  WHERE one.ends <= clock_timestamp()
RETURNING fence"""
_RENEW = """
UPDATE monitor.leases SET ends = clock_timestamp() + make_interval(secs => %s)
WHERE name = %s AND fence = %s RETURNING fence"""
_RELEASE = "UPDATE monitor.leases SET ends = clock_timestamp() WHERE name = %s AND fence = %s"
_OTHERS = "SELECT holder FROM monitor.leases WHERE name <> %s AND ends > clock_timestamp()"
_ALL = "SELECT name, holder FROM monitor.leases WHERE ends > clock_timestamp() ORDER BY name"
_HOLDER = "SELECT holder FROM monitor.leases WHERE name = %s AND ends > clock_timestamp()"


class ServerLease:
    """May be renewed from another thread than the log is used from."""

    def __init__(
        self, server: Server, name: str, holder: str, *, on_taken: Callable[[Fence | None], object]
    ) -> None:
        self._server, self._name, self._me, self._on_taken = server, name, holder, on_taken
        self._fence = 0
        self._ours_until = 0.0  # by this machine's steady clock, and never later than the server's

    @property
    def fence(self) -> Fence:
        """Of the last taking."""
        return self._name, self._fence

    def take(self) -> bool:
        began = time.monotonic()
        with self._server.connection() as db:
            row = db.execute(_TAKE, (LEASE_S, self._name, self._me)).fetchone()
        if row is None:
            return False
        self._fence, self._ours_until = row[0], began + LEASE_S
        self._on_taken((self._name, self._fence))
        return True

    def renew(self) -> None:
        """Raises LogLeaseLostError if somebody else has taken it since, LogUnreachableError where
        that cannot be known.
        """
        began = time.monotonic()
        with self._server.connection() as db:
            row = db.execute(_RENEW, (LEASE_S, self._name, self._fence)).fetchone()
        if row is None:
            raise LogLeaseLostError(
                f"{self.holder() or 'another process'} has taken over the log at "
                f"{self._server.url}",
                hint="this one writes and sends nothing more, and stands by",
            )
        self._ours_until = began + LEASE_S

    def release(self) -> None:
        """Whoever stands by need not wait for its end."""
        self._ours_until = 0.0
        with self._server.connection() as db:
            db.execute(_RELEASE, (self._name, self._fence))
        self._on_taken(None)

    def is_ours(self) -> bool:
        """Known without asking: nobody else can have taken it yet."""
        return time.monotonic() < self._ours_until

    def holder(self) -> str:
        """Who has it now; empty: nobody."""
        found = self._server.query(_HOLDER, (self._name,))
        return str(found[0][0]) if found else ""

    def others(self) -> list[str]:
        """Who has other leases of this log."""
        return [str(row[0]) for row in self._server.query(_OTHERS, (self._name,))]


def holders_of(server: Server) -> list[tuple[str, str]]:
    """Of each lease that is held now: its name, and who has it."""
    return [(str(row[0]), str(row[1])) for row in server.query(_ALL)]
