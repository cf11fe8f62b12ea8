"""What /healthz and /metrics say of a process that has roles."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Iterable
from functools import partial

from monitor.errors import LogError
from monitor.runtime import health
from monitor.runtime.health import Answer, Metric, labelled, resident_bytes
from monitor.workers.inbox import ArrivalCounts
from monitor.workers.matching import Matching
from monitor.workers.process import RoleProcess, Work

_logger = logging.getLogger(__name__)


async def answer(process: RoleProcess, asked: list[bytes]) -> Answer:
    method, path, *_ = (*asked, b"", b"")
    if method != b"GET":
        return "405 Method Not Allowed", "text/plain", "only GET\n"
    if path == b"/healthz":
        troubles = process.attempts.troubles.now
        return health.healthy([f"{name}: {why}" for name, why in troubles.items()])
    if path == b"/metrics":
        found = [*_of_process(process), *await _of_arrivals(process.work)]
        return health.measured([*found, *await _of_state(process.work)])
    return health.ELSEWHERE


def _of_process(process: RoleProcess) -> Iterable[Metric]:
    attempts, work = process.attempts, process.work
    up_s = (attempts.now() - attempts.seen.begun_at).total_seconds()
    yield _single("monitor_up_seconds", "Since the start.", up_s)
    yield _single("monitor_resident_bytes", "Memory of this process.", resident_bytes())
    yield from health.jobs_of(attempts.seen, len(attempts.troubles.now))
    roles = tuple((labelled("role", role), 1.0) for role in process.roles)
    yield Metric(name="monitor_role", says="The roles of this process.", values=roles)
    leads = tuple((labelled("lease", one.name), float(one.leads)) for one in work.leaders)
    yield Metric(name="monitor_lease_held", says="1 where this process acts.", values=leads)
    taken = tuple((labelled("lease", one.name), float(one.taken)) for one in work.leaders)
    yield Metric(
        name="monitor_lease_taken", kind="counter", says="How often it took over.", values=taken
    )
    yield from _of_roles(work)


def _of_roles(work: Work) -> Iterable[Metric]:
    if work.sink is not None:
        yield _counter("monitor_feeds_asked", "Feeds asked since the start.", work.asked)
        yield _counter("monitor_articles_fetched", "Articles put to be read.", work.sink.put)
    if work.reader is not None:
        yield _counter("monitor_articles_read", "Articles read.", work.reader.read)
        said = "Processor time spent on reading."
        yield _counter("monitor_reading_seconds", said, work.reader.spent_s)
    if work.matching is not None:
        yield from _of_matching(work.matching)


def _of_matching(matching: Matching) -> Iterable[Metric]:
    yield _counter("monitor_articles_decided", "Articles decided.", matching.decided)
    yield _counter("monitor_articles_failed", "Articles that could not be.", matching.failed)
    yield Metric(
        name="monitor_fetch_to_story_seconds",
        kind="histogram",
        says="From an article's arrival to its being decided.",
        buckets=(*matching.within.items(), (math.inf, matching.counted)),
        sum=matching.lag_sum_s,
    )


async def _of_arrivals(work: Work) -> Iterable[Metric]:
    """What waits, for all processes: each that is asked says the same."""
    if work.inbox is None:
        return ()
    try:
        counts = await asyncio.to_thread(work.inbox.counts)
    except LogError as error:
        _logger.info("metrics without the arrivals", extra={"reason": type(error).__name__})
        return ()
    return _waiting(counts)


async def _of_state(work: Work) -> Iterable[Metric]:
    if work.engine is None:
        return ()
    return await work.hand(partial(health.of_state, work.engine))


def _waiting(counts: ArrivalCounts) -> list[Metric]:
    by_state = {"unread": counts.unread, "read": counts.read, "left out": counts.left_out}
    values = tuple((labelled("state", name), float(count)) for name, count in by_state.items())
    return [
        Metric(name="monitor_arrivals", says="Articles not decided yet.", values=values),
        _single("monitor_arrivals_oldest_seconds", "Age of the oldest.", counts.oldest_s),
    ]


def _single(name: str, says: str, value: float) -> Metric:
    return Metric(name=name, says=says, values=(("", float(value)),))


def _counter(name: str, says: str, value: float) -> Metric:
    return Metric(name=name, kind="counter", says=says, values=(("", float(value)),))
