"""The `--json` documents of commands that reach readers; part of `forms`."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class OwedDelivery(Struct, frozen=True, kw_only=True):
    """What is owed to a reader; parts before `part` are with it."""

    id: str
    reader: str
    part: int
    parts: int
    status: str
    why: str
    queued_at: datetime
    tries: int


class UnknownPart(Struct, frozen=True, kw_only=True):
    """It is not known, and will not be, whether this part arrived."""

    id: str
    part: int
    at: str


class Outbox(Struct, frozen=True, kw_only=True):
    owed: tuple[OwedDelivery, ...]
    unknown: tuple[UnknownPart, ...]


class DigestSent(Struct, frozen=True, kw_only=True):
    edition: str
    parts: int
    owed: tuple[str, ...]
    unknown: int
    before: bool = False  # the channel had it before this command


class ReaderListed(Struct, frozen=True, kw_only=True):
    """`address` is empty unless asked for; `off` says why it gets nothing; `added` by an
    operator.
    """

    reader: str
    medium: str
    added: bool
    off: str
    paused: bool
    hour: str
    zone: str
    language: str
    topics: tuple[str, ...]
    since: datetime
    address: str = ""


class ReadersListed(Struct, frozen=True, kw_only=True):
    readers: tuple[ReaderListed, ...]
