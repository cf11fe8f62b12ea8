"""What composing hands to the renderers: one `Digest`, worded, safe to print, and knowing nothing
of any medium.

Every string here has passed `safe.text`: no control characters, no direction overrides, nothing
that a terminal or an XML reader could take for an order. Markup is the renderers' business alone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from monitor.events.stories_and_feeds import Member
from monitor.model import CountryCode, PartialDate, Stage

FORM = 1  # of a digest as JSON: raised when a field changes its meaning
Style = Literal["", "strong", "quiet"]


# --- what composing takes in ---


class SeenMember(Struct, frozen=True, kw_only=True):
    """A story's member and the log time at which it was first seen."""

    member: Member
    at: datetime


class ToldBefore(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a story was first told to these readers, and which facts (`Fact.key`, else its text)
    they know since.
    """

    at: datetime  # the `until` of that edition
    number: int  # the entry's number there; 0: told at once, in no edition
    facts: tuple[str, ...] = ()


class StoryForDigest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A story as composing needs it: its members in log order, never empty."""

    id: str
    number: int
    seen: tuple[SeenMember, ...]
    told: ToldBefore | None = None
    maybe: str | None = None  # the story that it may belong to
    links: tuple[str, ...] = ()  # stories that its background mentions


class CorrectionNotice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A correction of what earlier editions told: S4 is part of S2; an article left S2 for S5.
    `titles` are those stories' headlines, one a number; empty where none is known.
    """

    kind: Literal["merged", "split", "moved", "undone"]
    at: datetime
    numbers: tuple[int, ...]  # public story numbers: from, to
    titles: tuple[str, ...] = ()
    reason: str = ""


# --- what it hands out ---


class Run(Struct, frozen=True, kw_only=True):
    """Some words in one style. `plain` replaces `text` where pictures are out of place: a flag's
    country code.
    """

    text: str
    plain: str | None = None
    href: str | None = None  # checked: http(s), printable, of bounded length
    style: Style = ""
    language: str | None = None  # of words taken from an article, where it is not the digest's


Runs = tuple[Run, ...]


class Line(Struct, frozen=True, kw_only=True):
    """A labelled line of an entry: `id` for machines, `label` for readers, one or more items."""

    id: str
    label: str
    items: tuple[Runs, ...]


class Reason(Struct, frozen=True, kw_only=True):
    """One summand of an entry's rank, and why it is that much."""

    name: str
    points: float
    note: str = ""


class Party(Struct, frozen=True, kw_only=True):
    name: str
    office: str | None = None
    country: CountryCode | None = None


class Outlet(Struct, frozen=True, kw_only=True):
    """One account of a story, as the reader sees who speaks."""

    name: str
    kind: str
    language: str
    article_id: str
    country: CountryCode | None = None
    url: str | None = None
    translated_by: str | None = None
    cites: str | None = None
    via: bool = False  # it passes on what stands on another host


class Entry(Struct, frozen=True, kw_only=True):
    """One story in one edition."""

    number: int
    story_id: str
    story_number: int
    version: str  # changes whenever what is told of the story changes; 12 hex digits
    title: str  # the headline in plain words
    headline: Runs
    where: str = ""  # "Astana, 12 Dec 2024"
    tags: tuple[str, ...] = ()  # "state visit", "announced → signed"
    offices: str = ""
    lines: tuple[Line, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    sourcing: Runs = ()  # outlets by kind and language, whose account is missing
    first_told: str | None = None  # set for an update: "first told yesterday, no. 1"
    facts: tuple[str, ...] = ()  # keys of the facts told here: they are not new a second time
    archive: bool = False
    brief: bool = False  # told by its headline, place and sources alone: one of many on a long day
    under: int | None = None  # number of the entry that heads its thread in this edition
    score: float = 0.0
    reasons: tuple[Reason, ...] = ()
    act: str | None = None
    stage: Stage | None = None
    date: PartialDate | None = None
    place: str | None = None
    people: tuple[Party, ...] = ()
    countries: tuple[CountryCode, ...] = ()
    languages: tuple[str, ...] = ()
    updated_at: datetime | None = None  # log time of the newest article told here


class Counts(Struct, frozen=True, kw_only=True):
    """Where the articles of the window went; `taken` is the sum of the others, but for
    the last two.
    """

    taken: int = 0
    new: int = 0
    updates: int = 0
    folded: int = 0
    unsure: int = 0
    set_aside: int = 0
    elsewhere: int = 0  # of stories outside the topics
    held: int = 0  # of those set aside: their feeds brought many times their usual
    beyond_share: int = 0  # stories that stand last: one owner alone brought too many


class Coming(Struct, frozen=True, kw_only=True):
    """An announced date ahead; `end` is the last day, the same as `start` unless a range or a month
    was named.
    """

    uid: str
    what: str
    start: date
    end: date
    when: str  # as worded: "late May 2027"
    place: str = ""
    story_number: int = 0
    url: str | None = None
    source: str = ""
    language: str | None = None


class WeekThread(Struct, frozen=True, kw_only=True):
    """A story of the week with those that belong to it; `accounts` came on each of seven days."""

    title: str
    story_id: str
    story_number: int
    accounts: tuple[int, ...]
    stories: int = 1


class Week(Struct, frozen=True, kw_only=True):
    """What the last seven days were about, the largest thread first; `first` is the first day."""

    first: date
    title: str
    threads: tuple[WeekThread, ...]


class Digest(Struct, frozen=True, kw_only=True):
    """One edition. `since` is exclusive, `until` inclusive; both are log times."""

    form: int = FORM
    language: str
    zone: str
    until: datetime
    edition: str = ""  # by which it is logged; empty for one that nobody is owed
    title: str  # topics
    dateline: str  # "Mon 23 Nov 2026, 09:00 Almaty"
    summary: str  # "3 articles → 3 stories, all new."
    counts: Counts
    conservation: str
    closing: str  # who grouped and worded it
    since: datetime | None = None
    mark: str = ""  # "From the archive: mind the years."
    entries: tuple[Entry, ...] = ()
    folded: int = 0  # stories for which there was no room
    folded_line: str = ""
    told_at_once: str = ""  # what these readers were told since the last digest, and what waited
    corrections: tuple[str, ...] = ()
    coming: tuple[Coming, ...] = ()
    aside: tuple[Runs, ...] = ()  # set aside as no diplomacy: outlets' own headlines, linked
    topics: tuple[str, ...] = ()
    week: Week | None = None  # for a picture, where `digest.week` asks for one
    alert: bool = False  # one story, told at once: no edition of a day
