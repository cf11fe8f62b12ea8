"""What roles fetched and nobody has decided yet: a process without roles knows nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import RefusedError

if TYPE_CHECKING:
    from monitor.log.protocol import EventLog


def check_none_waits(log: EventLog, *, hint: str) -> None:
    """Raises RefusedError where articles wait to be decided: they would stay behind."""
    if log.path is not None:
        return
    from monitor.log.postgres.log import PostgresLog
    from monitor.workers.inbox import waiting

    if isinstance(log, PostgresLog) and (count := waiting(log.server)):
        raise RefusedError(
            f"{count} articles that were fetched wait to be decided, and would stay behind",
            hint=hint,
        )
