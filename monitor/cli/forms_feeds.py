"""The `--json` documents of `fetch` and `feeds`; part of `documents`."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from monitor.feeds.values import FeedHealth


class FetchedFeed(Struct, frozen=True, kw_only=True):
    """`entries` are those its document holds, `new` those taken as news."""

    url: str
    outcome: Literal["ok", "not modified", "held", "waiting", "failed", "gone"]
    reason: str | None
    entries: int
    new: int


class Fetched(Struct, frozen=True, kw_only=True):
    feeds: tuple[FetchedFeed, ...]


class Feed(Struct, frozen=True, kw_only=True):
    """`failures` are those in a row."""

    name: str
    url: str
    outlet: str | None
    language: str | None
    health: FeedHealth
    reason: str | None
    moved_to: str | None
    failures: int
    read_at: datetime | None
    next_at: datetime | None
    kind: str = "feed"


class Feeds(Struct, frozen=True, kw_only=True):
    feeds: tuple[Feed, ...]


class FeedsAdded(Struct, frozen=True, kw_only=True):
    """Addresses; `others` are further feeds that the page names, `kind` what was added."""

    added: tuple[str, ...]
    others: tuple[str, ...]
    kind: str = "feed"


class FeedRemoved(Struct, frozen=True, kw_only=True):
    removed: str


class FeedFinding(Struct, frozen=True, kw_only=True):
    name: str
    url: str
    ok: bool
    says: str
    hint: str


class FeedsChecked(Struct, frozen=True, kw_only=True):
    feeds: tuple[FeedFinding, ...]
