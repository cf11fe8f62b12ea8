"""Waking up: APScheduler calls each job in its rhythm, and a job asks what is due. A job never runs
twice at once, and no waking is made up for.

The scheduler goes by the computer's clock, which may be set; `waking` watches it against one that
cannot be, and wakes everything when it jumped: what is due then is, as ever, a question to the log.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from msgspec import Struct

_logger = logging.getLogger(__name__)

JUMP_S = 30.0  # between the two clocks: more than any machine drifts between two looks
LOOK_S = 5.0


class ScheduledJob(Struct, frozen=True):
    """`do` is called every `every_s` seconds, unless it is still at it."""

    name: str
    every_s: float
    do: Callable[[], Awaitable[object]]


Attempt = Callable[[str, Callable[[], Awaitable[object]]], Awaitable[object]]


@contextmanager
def waking(
    jobs: Sequence[ScheduledJob], attempt: Attempt, *, look_s: float = LOOK_S
) -> Iterator[AsyncIOScheduler]:
    """Within the context every job is woken, first at once. Leaving it cancels what is under way
    between two of its steps.
    """
    # that a job takes longer than its rhythm is no news
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for job in jobs:
        trigger = IntervalTrigger(seconds=job.every_s, timezone=UTC)
        scheduler.add_job(
            _woken, trigger, args=(job, attempt), id=job.name, next_run_time=datetime.now(UTC)
        )
    scheduler.start()
    watch = asyncio.ensure_future(_watch(scheduler, look_s))
    try:
        yield scheduler
    finally:
        watch.cancel()
        scheduler.shutdown(wait=False)


def wall_s() -> float:
    """The computer's clock, which may be set."""
    return time.time()


async def _woken(job: ScheduledJob, attempt: Attempt) -> None:
    # by leaving `waking`: the scheduler would call that an error
    with suppress(asyncio.CancelledError):
        await attempt(job.name, job.do)


async def _watch(scheduler: AsyncIOScheduler, look_s: float) -> None:
    apart = wall_s() - time.monotonic()
    while True:
        await asyncio.sleep(look_s)
        now_apart = wall_s() - time.monotonic()
        if abs(now_apart - apart) > JUMP_S:
            _logger.warning("the clock was set", extra={"by_s": round(now_apart - apart)})
            wake(scheduler)
        apart = now_apart


def wake(scheduler: AsyncIOScheduler) -> None:
    """All jobs, now."""
    for job in scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC))
