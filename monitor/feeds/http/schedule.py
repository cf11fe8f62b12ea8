"""When to ask a feed again. Pure: the time, the jitter and the history are arguments.

What the server says (Retry-After, Cache-Control, Expires, the feed's ttl) is kept, up to a bound:
no feed is silent for ever. Without such words, a feed is asked about twice as often as it changes.
After failures ever more rarely, with jitter, so that feeds that failed together do not come back
together; never off, but for 410 or the operator.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from monitor.feeds.values import HttpAnswer, Part, Validators

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

Health = Literal["well", "failing", "gone"]


class PollingPace(Struct, frozen=True, kw_only=True):
    """Seconds, unless said otherwise."""

    first_s: float = 30 * MINUTE  # until a feed's own rhythm is known
    shortest_s: float = 10 * MINUTE
    longest_s: float = 6 * HOUR
    server_wish_s_max: float = 1 * DAY  # of Cache-Control, Expires, ttl
    retry_after_s_max: float = 7 * DAY
    backoff_first_s: float = 10 * MINUTE
    backoff_s_max: float = 1 * DAY
    failing_after: int = 3  # failures in a row before people hear of it
    moved_after: int = 3  # equal permanent redirects in a row before the address is adopted
    host_gap_s: float = 1.0  # between the starts of two requests to one host
    host_at_once: int = 2
    at_once: int = 32


class Memory(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered of asking one feed. A cache: losing it costs one full fetch, nothing
    else.
    """

    validators: Validators = Validators()
    asked_at: datetime | None = None
    read_at: datetime | None = None  # last time the feed answered as it should, 304 included
    changed_at: datetime | None = None  # last time it brought something new
    next_at: datetime | None = None
    wait_until: datetime | None = None  # Retry-After: not even the operator asks earlier
    interval_s: float = 0.0  # between two askings, learned; 0 is unknown
    failures: int = 0  # in a row
    moved_to: str | None = None
    moved_times: int = 0
    reason: str = ""  # of the last failure
    pages: str = ""  # what became of the last entries' pages, if not all were used
    body_hash: str = ""  # of the last body that was read: the same bytes need no parsing
    parts: tuple[Part, ...] = ()  # further documents of it, as they were read last


class Moment(Struct, frozen=True, kw_only=True):
    """What the rules below may not take for themselves."""

    now: datetime
    jitter: float  # between 0 and 1
    pace: PollingPace = PollingPace()


def is_due(memory: Memory, *, now: datetime) -> bool:
    if memory.next_at is None or memory.next_at <= now:
        return True
    # the clock was set back since: its next time may be years away
    return memory.asked_at is not None and memory.asked_at > now


def may_ask(memory: Memory, *, now: datetime) -> bool:
    """What `--now` respects: the time before which the server asked to be left alone."""
    if memory.wait_until is None or memory.wait_until <= now:
        return True
    return memory.wait_until - now > _WAIT_MAX  # no server asked for that: the clock was set back


_WAIT_MAX = timedelta(seconds=PollingPace().retry_after_s_max)


# --- after an answer ---


def after_success(
    memory: Memory, answer: HttpAnswer, *, changed: bool, ttl_s: float | None, when: Moment
) -> Memory:
    """`changed`: it brought something new."""
    now, pace = when.now, when.pace
    interval_s = _learned(memory, changed=changed, now=now, pace=pace)
    wish_s = min(max(max_age_s(answer, now=now) or 0.0, ttl_s or 0.0), pace.server_wish_s_max)
    return replace(
        memory,
        asked_at=now,
        read_at=now,
        changed_at=now if changed else memory.changed_at,
        next_at=now + timedelta(seconds=max(interval_s * _around(when.jitter), wish_s)),
        wait_until=None,
        interval_s=interval_s,
        failures=0,
        reason="",
    )


def _learned(memory: Memory, *, changed: bool, now: datetime, pace: PollingPace) -> float:
    """Towards half the time between the changes seen; slower with each asking in vain."""
    interval_s = memory.interval_s or pace.first_s
    if not changed:
        interval_s *= 1.25
    elif memory.changed_at is not None:
        between_s = (now - memory.changed_at).total_seconds()
        interval_s = (interval_s + between_s / 2) / 2
    return min(max(interval_s, pace.shortest_s), pace.longest_s)


def after_failure(memory: Memory, *, reason: str, retry_after: str = "", when: Moment) -> Memory:
    """`retry_after` is the header as it came, with any status."""
    now, pace = when.now, when.pace
    failures = memory.failures + 1
    backoff_s = min(
        pace.backoff_first_s * 2.0 ** min(failures - 1, 30), pace.backoff_s_max
    ) * _around(when.jitter)
    asked_s = retry_after_s(retry_after, now=now)
    wait_s = None if asked_s is None else min(asked_s, pace.retry_after_s_max)
    return replace(
        memory,
        asked_at=now,
        next_at=now + timedelta(seconds=max(backoff_s, wait_s or 0.0)),
        wait_until=None if wait_s is None else now + timedelta(seconds=wait_s),
        failures=failures,
        reason=reason,
    )


def after_moving(
    memory: Memory, moved_to: str | None, *, pace: PollingPace
) -> tuple[Memory, str | None]:
    """The memory, and the address to adopt once the same permanent redirect was seen often
    enough.
    """
    times = (
        memory.moved_times + 1 if moved_to and moved_to == memory.moved_to else int(bool(moved_to))
    )
    if moved_to and times >= pace.moved_after:
        return replace(memory, moved_to=None, moved_times=0), moved_to
    return replace(memory, moved_to=moved_to, moved_times=times), None


def _around(jitter: float) -> float:
    return 0.85 + 0.3 * jitter


# --- what headers say ---


def max_age_s(answer: HttpAnswer, *, now: datetime) -> float | None:
    """Cache-Control's max-age, else Expires; None if neither says anything usable."""
    for directive in answer.cache_control.lower().split(","):
        name, _, value = directive.strip().partition("=")
        value = value.strip(' "')
        if name.strip() == "max-age" and value.isascii() and value.isdecimal():
            return float(value[:12])
        if name.strip() in {"no-cache", "no-store"}:
            return None
    expires = _http_date(answer.expires)
    if expires is None:
        return None
    return max(0.0, (expires - (_http_date(answer.date) or now)).total_seconds())


def retry_after_s(header: str, *, now: datetime) -> float | None:
    """Seconds from now, for both forms of Retry-After; None if it says nothing usable."""
    written = header.strip()
    if written.isascii() and written.isdecimal():
        return float(written[:12])
    until = _http_date(written)
    if until is None:
        return None
    return max(0.0, (until - now).total_seconds())


def _http_date(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo:
        return moment
    return moment.replace(tzinfo=UTC)
