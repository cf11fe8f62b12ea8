"""The `--json` documents of commands that show and prove the log; part of `documents`."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from monitor.events.stories_and_feeds import Event


class Verified(Struct, frozen=True, kw_only=True):
    """`log verify`: `broken_at` is the position of the first event that is not as it was
    written.
    """

    ok: bool
    events: int
    head: str
    broken_at: int | None
    why: str


class LogMoved(Struct, frozen=True, kw_only=True):
    """`log move --json`: what stands at the new place; `fingerprint` is that of its replay."""

    events: int
    head: str
    fingerprint: str


class Acting(Struct, frozen=True, kw_only=True):
    """A lease, and the process that has it."""

    lease: str
    holder: str


class WorkersShown(Struct, frozen=True, kw_only=True):
    """`workers`: who acts, and how many articles and jobs wait between the roles; `left_out` are
    articles that ended whoever read them.
    """

    acting: list[Acting]
    unread: int
    read: int
    oldest_s: float
    left_out: list[str]
    jobs: dict[str, int]


class Head(Struct, frozen=True, kw_only=True):
    """`log head`, `log import`, `backup`, `restore`."""

    events: int
    head: str


class LogEvent(Struct, frozen=True, kw_only=True):
    position: int
    at: datetime
    type: str
    key: str
    event: Event


class Tail(Struct, frozen=True, kw_only=True):
    events: tuple[LogEvent, ...]


class Replayed(Struct, frozen=True, kw_only=True):
    """`replay`: `same` is null unless --check asked for it."""

    events: int
    fingerprint: str
    same: bool | None
