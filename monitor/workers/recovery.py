"""What a killed process had in hand comes back: Procrastinate leaves its jobs "doing", and the lock
of such a job would keep a host shut for ever. A task that every worker's process says again and
again looks for them; it has no lock itself, since nothing would open that one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial

import msgspec
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from psycopg import Connection

from monitor.log.postgres.server import Server
from monitor.workers import queue
from monitor.workers.inbox import Inbox, TriedArrival

STALLED_S = 8.0  # without a sign of life, a worker is taken for dead
TRIES_MAX = 4  # of reading an article, the first beside others, that ended the process each time
FORGOTTEN_S = 60.0  # an arrival is unread: who put it has said so by now, if it ever does

_logger = logging.getLogger(__name__)


class JobArguments(msgspec.Struct):
    """What a job of any task was given."""

    host: str = ""
    arrivals: list[int] = []


class Recovery:
    def __init__(self, server: Server, inbox: Inbox, *, alarm: Callable[[str], object]) -> None:
        self._server, self._inbox, self._alarm = server, inbox, alarm

    async def look(self, app: App, *, stalled_s: float = STALLED_S) -> None:
        await app.job_manager.prune_stalled_workers(stalled_s)
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_s):
            with suppress(ConnectorException):  # another process was faster
                await self._take_back(app, job)
        await asyncio.to_thread(self._read_forgotten)

    async def _take_back(self, app: App, job: Job) -> None:
        """It is ended and said anew. Putting it back would fail where the same host was said to be
        due meanwhile: the queueing lock lets only one wait, and the host would stay shut.
        """
        await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)
        given = msgspec.convert(job.task_kwargs, JobArguments, strict=False)
        _logger.info("job taken back", extra={"task": job.task_name, "of": job.lock or ""})
        if given.host:
            await asyncio.to_thread(self._say, partial(queue.to_fetch, host=given.host))
        if given.arrivals:
            await asyncio.to_thread(self._read_again, given.arrivals)

    def _read_again(self, arrivals: Sequence[int]) -> None:
        """What ended the process that read several articles may be one of them: each is read alone
        then, and one that ends a process again and again is left out. It is counted with the
        article, since any number of jobs may come to be about it.
        """
        tried = self._inbox.tried(arrivals, most=TRIES_MAX)
        if any(one.left_out for one in tried):
            line = "an article ended the process that read it, again and again: it is left out"
            self._alarm(f"{line} (`monitor workers` names it)")
        self._say_again(one for one in tried if not one.left_out)

    def _read_forgotten(self) -> None:
        """Should jobs be lost, one or all of them with the queue's tables."""
        self._say_again(self._inbox.forgotten(after_s=FORGOTTEN_S, most=100))

    def _say_again(self, arrivals: Iterable[TriedArrival]) -> None:
        for one in arrivals:
            self._say(partial(queue.to_read_again, arrival=one.id, tries=one.tries))

    def _say(self, say: Callable[[Connection], object]) -> None:
        with self._server.connection() as db, db.transaction():
            say(db)
