"""The `--json` documents about a home as a whole: `config show`, `check`, `status`; part of
`documents`.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from monitor.config import Setting
from monitor.feeds.values import Feed as FeedSetting
from monitor.model import Incumbent, Source, Topic
from monitor.runtime.disk_forecast import Disk


class Configured(Struct, frozen=True, kw_only=True):
    home: str
    settings: tuple[Setting, ...]
    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]
    feeds: tuple[FeedSetting, ...] = ()
    people: tuple[Incumbent, ...] = ()


class OutletsListed(Struct, frozen=True, kw_only=True):
    sources: tuple[Source, ...]


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that was checked. `ok` false makes the exit status 1."""

    what: str
    ok: bool
    says: str
    hint: str = ""


class Checked(Struct, frozen=True, kw_only=True):
    ok: bool
    findings: tuple[Finding, ...]


class DayOfOutlet(Struct, frozen=True, kw_only=True):
    """What came on a day (UTC) from an outlet, and what became of it: `taken` is the sum of the
    others.
    """

    day: str
    outlet: str | None
    taken: int
    new: int
    development: int
    duplicate: int
    unsure: int
    set_aside: int
    new_version: int
    undecided: int


class FeedOfDay(Struct, frozen=True, kw_only=True):
    """Conservation: `fetched` is the sum of what stands after it; what is `owed` is not accounted
    for yet.
    """

    day: str
    url: str
    fetched: int
    new: int = 0
    development: int = 0
    duplicate: int = 0
    unsure: int = 0
    new_version: int = 0
    baseline: int = 0
    held: int = 0
    set_aside: int = 0
    failed: int = 0
    owed: int = 0


class FeedTrouble(Struct, frozen=True, kw_only=True):
    """A feed that is failing, gone or moved, and since when."""

    url: str
    health: str
    since: str | None
    reason: str | None
    moved_to: str | None


class OutboxNow(Struct, frozen=True, kw_only=True):
    """Messages that are owed; since when the oldest is; chats that wait for a person."""

    owed: int
    oldest_at: datetime | None
    chats_on_hold: int


class LastEdition(Struct, frozen=True, kw_only=True):
    """The newest edition of each set of topics and language, and up to which log time it tells."""

    edition: str
    until: datetime


class NextSlot(Struct, frozen=True, kw_only=True):
    at: datetime
    hour: str
    zone: str
    readers: int


class Status(Struct, frozen=True, kw_only=True):
    """`running` is the number of the process that runs here, or fetches or sends; null if none
    does.
    """

    home: str
    events: int
    head: str
    last_event_at: datetime | None
    articles: int
    stories: dict[str, int]
    unsure: int
    held: int = 0  # articles that wait for a person: their feeds brought many times their usual
    corrections: int
    log_at: str  # the path of its file, or the address of the server that has it
    log_bytes: int
    disk: Disk
    texts_kept: int
    texts_erased: int
    # the position that the next start folds on from; none: from the first event
    snapshot_at: int | None
    days: tuple[DayOfOutlet, ...]
    feeds: tuple[FeedOfDay, ...] = ()
    feeds_in_trouble: tuple[FeedTrouble, ...] = ()
    running: int | None
    readers: int
    outbox: OutboxNow
    last_editions: tuple[LastEdition, ...]
    next_slots: tuple[NextSlot, ...]
