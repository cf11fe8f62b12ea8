"""The `--json` document of `people`; part of `documents`."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from monitor.events.stories_and_feeds import OfficeWord

Why = Literal["operator", "learnt", "file"]


class OfficeHolder(Struct, frozen=True, kw_only=True):
    """Who is believed to hold an office. `why` is whose word that is: the operator's, what was
    learnt from the log, or a data file's; `source` says where it stands. `since` and `until` are
    partial dates; `known` is the day until which it was known. Of what was learnt: its number, and
    the accounts that it was learnt from.
    """

    where: str
    office: str
    name: str
    since: str
    until: str
    why: Why
    source: str
    known: str
    number: int | None = None
    evidence: tuple[OfficeWord, ...] = ()


class People(Struct, frozen=True, kw_only=True):
    """`where` is the country or organisation that was asked for, null for all; `day` the day for
    which it is told.
    """

    where: str | None
    day: str
    people: tuple[OfficeHolder, ...]
