"""/healthz and /metrics on a loopback port, for whoever watches the service. Nothing here can be
changed by asking, but that a reader is let go: `unsubscribe`.

/healthz answers 200 while everything is as it should be and 503 with the reasons otherwise, as
JSON; /metrics speaks the text form of Prometheus
(https://prometheus.io/docs/instrumenting/exposition_formats/). No address of a reader, no token, no
text is in either.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import os
import re
import shutil
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from monitor.engine.engine import Engine
from monitor.runtime import unsubscribe
from monitor.runtime.incidents import STORAGE
from monitor.runtime.loop_lag import Lag
from monitor.runtime.scheduler import ScheduledJob
from monitor.runtime.service import Running, ServiceRecord
from monitor.runtime.status import feeds_by_health, next_slots, outbox_of

_logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
ANSWER_S_MAX = 5.0
# a job that was not done for so many times its rhythm is stuck
LATE_FACTOR, LATE_S_MIN = 20.0, 300.0
_HEAD_BYTES_MAX = 8_192


Answer = tuple[str, str, str]  # status, content type, body
AnswerTo = Callable[[list[bytes]], Awaitable[Answer]]
ELSEWHERE: Answer = ("404 Not Found", "text/plain", "ask for /healthz or /metrics\n")


class Metric(Struct, frozen=True, kw_only=True):
    name: str
    says: str
    kind: str = "gauge"
    values: tuple[tuple[str, float], ...] = ()  # labels as written, value
    # of a histogram: upper bounds, counts up to each, and the sum
    buckets: tuple[tuple[float, int], ...] = ()
    sum: float = 0.0


async def listening(running: Running, lag: Lag, *, port: int) -> asyncio.Server:
    """Answers on that port of the loopback interface (0: a free one) until it is closed. Raises
    OSError if it is taken.
    """
    return await answering(lambda asked: _answer(running, lag, asked), port=port)


async def answering(answer: AnswerTo, *, port: int) -> asyncio.Server:
    """`answer` gets method and path, and gives status, content type and body."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _talk(answer, reader, writer)

    return await asyncio.start_server(talk, HOST, port)


async def _talk(
    answer: AnswerTo, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with suppress(
        ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
    ):
        async with asyncio.timeout(ANSWER_S_MAX):
            head = await reader.readuntil(b"\r\n\r\n")
            await _read_body(reader, head)
            status, kind, body = await answer(head[:_HEAD_BYTES_MAX].split(b" ", 2))
            raw = body.encode()
            said = (
                f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: "
                f"{len(raw)}\r\nConnection: close\r\n\r\n"
            )
            writer.write(said.encode() + raw)
            await writer.drain()
    writer.close()


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> None:
    """What is left unread would break the connection before the answer is there."""
    length = _LENGTH.search(head)
    if length:
        await reader.readexactly(min(_BODY_BYTES_MAX, int(length.group(1))))


_LENGTH = re.compile(rb"(?i)\r\ncontent-length:\s*(\d{1,9})\r\n")
_BODY_BYTES_MAX = 8_192


async def _answer(running: Running, lag: Lag, asked: list[bytes]) -> Answer:
    method, path, *_ = (*asked, b"", b"")
    if (wanted := unsubscribe.PATH.fullmatch(path)) is not None:
        return await unsubscribe.answered(running, method, wanted.group(1))
    if method != b"GET":
        return "405 Method Not Allowed", "text/plain", "only GET\n"
    if path == b"/healthz":
        return healthy(await ailing(running))
    if path == b"/metrics":
        return measured(await metrics(running, lag))
    return ELSEWHERE


def healthy(wrong: list[str]) -> Answer:
    status = "503 Service Unavailable" if wrong else "200 OK"
    return status, "application/json", json.dumps({"ok": not wrong, "wrong": wrong}) + "\n"


def measured(found: Iterable[Metric]) -> Answer:
    return "200 OK", "text/plain; version=0.0.4; charset=utf-8", exposed(found)


# --- health ---


async def ailing(running: Running) -> list[str]:
    """What is wrong, in words; nothing if all is as it should be."""
    now = running.house.engine.clock.now()
    late = [
        f"{job.name}: not done since {_since(running, job.name)}"
        for job in running.jobs
        if _is_late(running, job, now)
    ]
    return [*(f"{name}: {why}" for name, why in running.troubles.now.items()), *late]


def _since(running: Running, name: str) -> str:
    return running.seen.done.get(name, running.seen.begun_at).isoformat(timespec="seconds")


def _is_late(running: Running, job: ScheduledJob, now: datetime) -> bool:
    last = running.seen.done.get(job.name, running.seen.begun_at)
    return (now - last).total_seconds() > max(LATE_S_MIN, LATE_FACTOR * job.every_s)


# --- metrics ---


async def metrics(running: Running, lag: Lag) -> list[Metric]:
    """The running process's own numbers, and the log's where it can be asked."""
    found = [*_of_process(running, lag)]
    try:
        found += await running.house.hand(lambda: _of_log(running))
    except STORAGE as error:
        _logger.info("metrics without the log", extra={"reason": type(error).__name__})
    return found


def _of_process(running: Running, lag: Lag) -> Iterable[Metric]:
    seen = running.seen
    now = running.house.engine.clock.now()
    yield Metric(
        name="monitor_up_seconds",
        says="Since the start.",
        values=(("", (now - seen.begun_at).total_seconds()),),
    )
    yield Metric(
        name="monitor_resident_bytes",
        says="Memory of this process.",
        values=(("", resident_bytes()),),
    )
    yield Metric(
        name="monitor_loop_lag_seconds_max",
        says="The longest that the event loop was late.",
        values=(("", lag.worst_s),),
    )
    yield Metric(
        name="monitor_loop_lag_over",
        kind="counter",
        says="How often it was more than 50 ms late.",
        values=(("", lag.over),),
    )
    yield Metric(
        name="monitor_feeds_asked",
        kind="counter",
        says="Feeds asked since the start.",
        values=(("", seen.asked),),
    )
    yield from jobs_of(seen, len(running.troubles.now))
    free = shutil.disk_usage(running.house.state).free if running.house.state.exists() else 0
    yield Metric(name="monitor_disk_free_bytes", says="Where the log stands.", values=(("", free),))


def jobs_of(seen: ServiceRecord, troubles: int) -> Iterable[Metric]:
    yield Metric(
        name="monitor_job_done_timestamp_seconds",
        says="When each job was last done.",
        values=tuple(
            (labelled("job", name), at.timestamp()) for name, at in sorted(seen.done.items())
        ),
    )
    yield Metric(
        name="monitor_job_failures",
        kind="counter",
        says="How often each job failed since the start.",
        values=tuple(
            (labelled("job", name), count) for name, count in sorted(seen.failures.items())
        ),
    )
    yield Metric(
        name="monitor_troubles",
        says="What stands in the way now.",
        values=(("", troubles),),
    )


def _of_log(running: Running) -> list[Metric]:
    feeds = feeds_by_health(running.house.ledger.records())
    by_health = tuple((labelled("health", name), count) for name, count in feeds.items())
    return [
        *of_state(running.house.engine),
        Metric(name="monitor_feeds", says="By health.", values=by_health),
    ]


def of_state(engine: Engine) -> list[Metric]:
    """On the engine's thread."""
    state, now = engine.state, engine.clock.now()
    outbox, slots = outbox_of(state), next_slots(state.readers.values(), now)
    age = (now - outbox.oldest_at).total_seconds() if outbox.oldest_at else 0.0
    found = [
        Metric(
            name="monitor_log_events",
            kind="counter",
            says="In the log.",
            values=(("", engine.head.position),),
        ),
        Metric(
            name="monitor_stories_open", says="Held in memory.", values=(("", len(state.stories)),)
        ),
        Metric(
            name="monitor_readers",
            says="Who get digests.",
            values=(("", sum(not one.off for one in state.readers.values())),),
        ),
        Metric(name="monitor_outbox_owed", says="Messages owed.", values=(("", outbox.owed),)),
        Metric(
            name="monitor_outbox_oldest_seconds",
            says="Age of the oldest that is owed.",
            values=(("", age),),
        ),
        Metric(
            name="monitor_outbox_chats_on_hold",
            says="Chats that wait for a person.",
            values=(("", outbox.on_hold),),
        ),
    ]
    if slots:
        found.append(
            Metric(
                name="monitor_next_slot_timestamp_seconds",
                says="When the next digest is due.",
                values=(("", slots[0].at.timestamp()),),
            )
        )
    return found


def exposed(found: Iterable[Metric]) -> str:
    """In the text form of Prometheus; a counter's name ends in _total there."""
    lines: list[str] = []
    for metric in found:
        name = f"{metric.name}_total" if metric.kind == "counter" else metric.name
        lines += [f"# HELP {name} {metric.says}", f"# TYPE {name} {metric.kind}"]
        lines += [
            f"{name}{{{labels}}} {value!r}" if labels else f"{name} {value!r}"
            for labels, value in metric.values
        ]
        lines += _histogram(metric)
    return "\n".join(lines) + "\n"


def _histogram(metric: Metric) -> Iterable[str]:
    for bound, count in metric.buckets:
        written = "+Inf" if math.isinf(bound) else f"{bound:g}"
        yield f'{metric.name}_bucket{{le="{written}"}} {count}'
    if metric.buckets:
        yield f"{metric.name}_sum {metric.sum!r}"
        yield f"{metric.name}_count {metric.buckets[-1][1]}"


def labelled(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{name}="{escaped}"'


def resident_bytes() -> int:
    """Of this process, on Linux; elsewhere the most it ever was is not asked for, and 0 says so."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
