"""What is known now, as far as it must be in memory: the open stories and what may still be asked
of them.

Closed stories leave the State; a running digest keeps them in its fingerprint, and `StoryReopened`
brings them back. So the State is as large as what is open, however long the log is. `evolve` alone
changes these collections, in place.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

from monitor.events.stories_and_feeds import Alias, HolderLearnt, Member
from monitor.model import Article, Binding, OfficeSaid, PartialDate, Reading
from monitor.stories.deliveries import Lane, Reader, Report, Shared, Update


class Story(Struct, kw_only=True):
    """An open story. Times are log times; `members` stand in the order in which they came to the
    story.
    """

    id: str
    number: int
    opened_at: datetime
    updated_at: datetime
    members: dict[str, Member] = field(default_factory=dict)
    maybe: str | None = None  # the story it may belong to, as written at its opening
    links: list[str] = field(default_factory=list)  # stories that its articles recall
    aliases: list[Alias] = field(default_factory=list)


class KeptBindings(Struct, kw_only=True):
    """The bindings of one correction, kept while one of their articles is in an open story."""

    bindings: tuple[Binding, ...]
    # those of its articles that are in open stories
    articles: set[str] = field(default_factory=set)


class Said(Struct, frozen=True, kw_only=True):
    """An article that calls somebody the holder of an office."""

    article: Article
    said: OfficeSaid

    @property
    def day(self) -> str:
        return (self.article.published or "")[: len("2026-11-29")]


class LearntHolder(Struct, kw_only=True):
    """Whom the log taught; `until` is the last day on which an account called him so."""

    event: HolderLearnt
    until: PartialDate
    denied_by: int | None = None  # the correction of a person who says that it is wrong


class State(Struct, kw_only=True):
    """All that decisions may depend on, besides their arguments."""

    stories: dict[str, Story] = field(default_factory=dict)  # open ones, the longest quiet first
    where: dict[str, str] = field(default_factory=dict)  # article → its open story
    taken: dict[str, tuple[Article, Reading]] = field(default_factory=dict)  # taken, not placed yet
    # public number → id, of open stories and their aliases
    numbers: dict[int, str] = field(default_factory=dict)
    # ended story → the open story that it is now
    aliases: dict[str, str] = field(default_factory=dict)
    claims: dict[int, KeptBindings] = field(default_factory=dict)  # correction → what it binds
    # article in an open story → corrections that bind it
    claimed: dict[str, list[int]] = field(default_factory=dict)
    next_number: int = 1
    corrections: int = 0  # done so far; the next one is this plus one
    erased_to: int = 0  # position up to which texts were erased for their age
    let_go: int = 0  # what the digest has absorbed: closed stories, articles set aside
    digest: str = ""  # SHA-256, hex, over the digest before and each thing let go
    readers: dict[str, Reader] = field(default_factory=dict)  # who gets digests, by opaque id
    lanes: dict[str, Lane] = field(default_factory=dict)  # chats, and what is owed to each
    updates: dict[int, Update] = field(default_factory=dict)  # came in, and are not handled yet
    owed_in: dict[str, str] = field(default_factory=dict)  # delivery that is not settled → its lane
    # office ("SE/foreign-minister") → outlet → its last word on who holds it
    said: dict[str, dict[str, Said]] = field(default_factory=dict)
    learnt: dict[int, LearntHolder] = field(default_factory=dict)  # by the number of its correction
    reports: dict[int, Report] = field(default_factory=dict)  # of errors, and not answered yet
    reported: int = 0  # reports so far; the next one is this plus one
    shared: Shared = field(default_factory=Shared)  # the ids that private chats have in common
