"""Everything the log can say. An event is past tense, is about our own doing, and never carries a
chat id or a reader's name.

`key_of` gives each event its unique key, made from content: taking the same thing twice makes the
same key, and the log takes a key once. `VERSIONS` says how each type is written today;
`log/codec.py` upgrades older ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Literal, assert_never

from msgspec import Struct

from monitor.events.deliveries import TellingEvent, key_of_telling
from monitor.model import Article, Binding, Evidence, Fact, PartialDate, Reading

By = Literal["machine", "operator"]


class ArticleTaken(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """An article was taken in, and this is what it was read to say. Where it belongs is said by the
    event after it.
    """

    article: Article
    reading: Reading


class ArticleSetAside(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """An article was taken in and belongs to no story: nothing to read, or no diplomatic event in
    it.
    """

    article: Article
    reason: str
    reading: Reading | None = None


class ArticleRevised(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A known article came again with another text. Told as a development only if it is
    `material`.
    """

    article: Article
    reading: Reading
    story_id: str | None = None
    material: bool = False
    new_facts: tuple[Fact, ...] = ()
    reason: str = ""


class StoryOpened(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """`maybe` is set when the machine is unsure: it may be that story, and a person should look."""

    story_id: str
    number: int
    article_id: str
    evidence: Evidence
    maybe: str | None = None
    links: tuple[str, ...] = ()


class ArticleAttached(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    story_id: str
    article_id: str
    verdict: Literal["development", "duplicate"]
    evidence: Evidence
    of: str | None = None
    new_facts: tuple[Fact, ...] = ()
    differ: tuple[Fact, ...] = ()
    links: tuple[str, ...] = ()


class StoryClosed(Struct, frozen=True, kw_only=True, tag=True):
    """Quiet for long enough: no longer held in memory, nor a candidate."""

    story_id: str


class Member(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One article as a story holds it."""

    article: Article
    reading: Reading
    verdict: Literal["new", "development", "duplicate", "unsure"]
    of: str | None = None
    new_facts: tuple[Fact, ...] = ()
    differ: tuple[Fact, ...] = ()


class Alias(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A story that ended in another one: what brings it back, and where its number resolves to."""

    story_id: str
    number: int
    into: str  # the story it ended in, which may itself have ended in another since
    correction: int  # the one that ended it
    opened_at: datetime | None = None
    maybe: str | None = None
    links: tuple[str, ...] = ()


class StoryReopened(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A closed story is needed again. It carries what State had let go of, so that replay needs
    nothing else.
    """

    story_id: str
    number: int
    members: tuple[Member, ...]
    reason: str
    maybe: str | None = None
    links: tuple[str, ...] = ()
    opened_at: datetime | None = None  # log time of its opening
    # corrections in force on its articles, by number
    claims: tuple[tuple[int, tuple[Binding, ...]], ...] = ()
    aliases: tuple[Alias, ...] = ()  # stories that ended in it


class StoriesMerged(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """All articles of `merged_id` belong to `story_id`; the merged number still resolves there."""

    correction: int
    story_id: str
    merged_id: str
    article_ids: tuple[str, ...]  # that came over, for undoing
    bindings: tuple[Binding, ...] = ()
    by: By = "operator"
    reason: str = ""
    evidence: Evidence | None = None  # of the machine's own


class StorySplit(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """`article_ids` left `story_id` for a story of their own."""

    correction: int
    story_id: str
    new_story_id: str
    number: int
    article_ids: tuple[str, ...]
    bindings: tuple[Binding, ...] = ()
    by: By = "operator"
    reason: str = ""


class ArticleMoved(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    correction: int
    article_id: str
    from_story_id: str
    to_story_id: str
    bindings: tuple[Binding, ...] = ()
    by: By = "operator"
    reason: str = ""
    evidence: Evidence | None = None  # of the machine's own


class StoriesKeptApart(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A person says that these two are not one story: nothing moves, and the machine will not join
    them.
    """

    correction: int
    story_id: str
    other_id: str
    bindings: tuple[Binding, ...] = ()
    by: By = "operator"
    reason: str = ""


class StorySetAside(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A person says that this is no diplomatic news: the story, and what comes to it later, is told
    to nobody.
    """

    correction: int
    story_id: str
    by: By = "operator"
    reason: str = ""
    # none: what tells the same comes to the story as before, and is not told either
    bindings: tuple[Binding, ...] = ()


class ArticleLetIn(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A person says that an article that was set aside is diplomatic news. Where it belongs is said
    by the event after it; the machine does not set it aside again.
    """

    correction: int
    article: Article
    reading: Reading
    by: By = "operator"
    reason: str = ""


class OfficeWord(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One outlet that calls somebody the holder of an office, and its sentence."""

    article_id: str
    outlet: str
    published: PartialDate
    name: str
    text: str = ""


class HolderLearnt(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Several owners call somebody the holder of an office of whom it was not known: from `since`
    on an office alone means him, until a person says that it is wrong.
    """

    correction: int
    where: str  # country or organisation
    office: str  # an id of data/offices
    name: str
    keys: tuple[str, ...]  # folded surnames by which the accounts name him
    since: PartialDate  # the day of the account that made it enough
    evidence: tuple[OfficeWord, ...]
    given: str | None = None
    other: tuple[str, ...] = ()  # the surname as others spell it
    by: By = "machine"
    reason: str = ""


class HolderDenied(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A person says that what was learnt is wrong: the office means whom it meant before, and the
    same is not learnt again.
    """

    correction: int
    learnt: int  # the number of what was learnt
    by: By = "operator"
    reason: str = ""


class HeldLeftAside(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A person looked at articles that were held, because their feed brought many times its usual:
    they stay set aside. Any of them can still be let in.
    """

    article_ids: tuple[str, ...]
    by: By = "operator"
    reason: str = ""


class CorrectionUndone(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """The correction's effect is taken back: its articles return, its bindings no longer bind."""

    correction: int
    undone: int  # the number of the correction that is taken back
    moves: tuple[tuple[str, str, str], ...]  # article, from story, to story
    restored: tuple[tuple[str, int], ...] = ()  # story id and number of stories that come back
    # story that ends, story its number resolves to from now on
    emptied: tuple[tuple[str, str], ...] = ()
    unbound: tuple[Binding, ...] = ()


class TextRedacted(Struct, frozen=True, kw_only=True, tag=True):
    """The kept text of an article was erased. Its reading, and every decision, stay."""

    article_id: str
    version: str
    text_hash: str
    reason: str
    by: By = "operator"
    # of the event that brought the text, where it was erased for its age: all before it are done
    position: int = 0


# --- feeds: what people and the count of entries need to know; what politeness remembers is a cache
# elsewhere ---


class FetchedEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry that was not known before, or came with another text. `keys` are hashes by which it
    is known again: of its guid, its canonical address, its title and text.
    """

    keys: tuple[str, ...]
    article_id: str = ""
    version: str = ""
    failed: str = ""  # why no article could be made of it


class FeedBaselined(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """A feed was read for the first time. Its entries are known from now on and were not taken as
    news.
    """

    feed_id: str
    url: str
    entries: tuple[FetchedEntry, ...] = ()


class FeedFetched(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """These entries of a feed are to be taken. What each became is said by the events of its
    article.
    """

    feed_id: str
    url: str
    entries: tuple[FetchedEntry, ...]


class FeedHeld(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """All entries of a known feed were new at once: they are known from now on, were not taken, and
    a person should look.
    """

    feed_id: str
    url: str
    entries: tuple[FetchedEntry, ...]
    reason: str


class FeedFailing(Struct, frozen=True, kw_only=True, tag=True):
    """A feed failed several times in a row. It is still asked, ever more rarely."""

    feed_id: str
    url: str
    failures: int  # in a row
    reason: str


class FeedRecovered(Struct, frozen=True, kw_only=True, tag=True):
    """A feed that was failing or gone answers again."""

    feed_id: str
    url: str


class FeedMoved(Struct, frozen=True, kw_only=True, tag=True):
    """A feed redirected permanently, several times, to one address: it is asked there from now
    on.
    """

    feed_id: str
    url: str
    to: str


class FeedGone(Struct, frozen=True, kw_only=True, tag=True):
    """A feed said that it is gone for ever (410). It is asked again only on request."""

    feed_id: str
    url: str


FeedEvent = (
    FeedBaselined | FeedFetched | FeedHeld | FeedFailing | FeedRecovered | FeedMoved | FeedGone
)

Event = (
    ArticleTaken
    | ArticleSetAside
    | ArticleRevised
    | StoryOpened
    | ArticleAttached
    | StoryClosed
    | StoryReopened
    | StoriesMerged
    | StorySplit
    | ArticleMoved
    | StoriesKeptApart
    | StorySetAside
    | ArticleLetIn
    | HolderLearnt
    | HolderDenied
    | HeldLeftAside
    | CorrectionUndone
    | TextRedacted
    | FeedEvent
    | TellingEvent
)

VERSIONS: dict[str, int] = {
    "ArticleTaken": 6,
    "ArticleSetAside": 6,
    "ArticleRevised": 6,
    "StoryOpened": 1,
    "ArticleAttached": 1,
    "StoryClosed": 1,
    "StoryReopened": 6,
    "StoriesMerged": 1,
    "StorySplit": 1,
    "ArticleMoved": 1,
    "StoriesKeptApart": 1,
    "StorySetAside": 1,
    "ArticleLetIn": 3,
    "HolderLearnt": 1,
    "HolderDenied": 1,
    "HeldLeftAside": 1,
    "CorrectionUndone": 1,
    "TextRedacted": 1,
    "FeedBaselined": 1,
    "FeedFetched": 1,
    "FeedHeld": 1,
    "FeedFailing": 1,
    "FeedRecovered": 1,
    "FeedMoved": 1,
    "FeedGone": 1,
    "ReaderSubscribed": 3,
    "ReaderWished": 2,
    "ReaderUnsubscribed": 1,
    "ReaderForgotten": 1,
    "ErrorReported": 1,
    "ReportAnswered": 1,
    "LaneMoved": 1,
    "LaneHeld": 1,
    "LaneReleased": 1,
    "LaneMarked": 1,
    "LaneLooked": 1,
    "LaneSearched": 1,
    "UpdateReceived": 2,
    "UpdateHandled": 1,
    "DigestComposed": 1,
    "EditionRendered": 3,
    "DeliveryQueued": 3,
    "AlertWaited": 1,
    "DeliveryStarted": 1,
    "Delivered": 1,
    "DeliveryUnknown": 1,
    "DeliveryRefused": 1,
    "DeliveryRetried": 1,
    "DeliveryCancelled": 1,
}


def free_key(event: Event, *, is_taken: Callable[[str], bool]) -> str:
    """Events that may happen to one subject again are numbered: the first number that is free."""
    ordinal, key = 0, key_of(event, ordinal=0)
    if key == key_of(event, ordinal=1):
        return key
    while is_taken(key):
        ordinal += 1
        key = key_of(event, ordinal=ordinal)
    return key


def key_of(event: Event, *, ordinal: int) -> str:  # noqa: C901 — one case for each type
    """The event's unique key. `ordinal` is how often its subject went through the same before
    (closing, reopening).
    """
    if isinstance(event, TellingEvent):
        return key_of_telling(event, ordinal=ordinal)
    match event:
        case ArticleTaken(article=article) | ArticleSetAside(article=article):
            return f"article/{article.id}"
        case ArticleRevised(article=article):
            return f"article/{article.id}/{article.version}"
        case StoryOpened(story_id=story_id):
            return f"story/{story_id}"
        case ArticleAttached(article_id=article_id):
            return f"attached/{article_id}"
        case StoryClosed(story_id=story_id):
            return f"closed/{story_id}/{ordinal}"
        case StoryReopened(story_id=story_id):
            return f"reopened/{story_id}/{ordinal}"
        case (
            StoriesMerged(correction=n)
            | StorySplit(correction=n)
            | ArticleMoved(correction=n)
            | StoriesKeptApart(correction=n)
            | StorySetAside(correction=n)
            | ArticleLetIn(correction=n)
            | HolderLearnt(correction=n)
            | HolderDenied(correction=n)
            | CorrectionUndone(correction=n)
        ):
            return f"correction/{n}"
        case HeldLeftAside(article_ids=article_ids):
            return f"left-aside/{_short_hash(article_ids)}"
        case TextRedacted(text_hash=text_hash, article_id=article_id):
            return f"redacted/{article_id}/{text_hash}"
        case (
            FeedBaselined()
            | FeedFetched()
            | FeedHeld()
            | FeedFailing()
            | FeedRecovered()
            | FeedMoved()
            | FeedGone()
        ):
            return f"feed/{event.feed_id}/{_key_of_feed_event(event, ordinal)}"
        case _:
            assert_never(event)


def _key_of_feed_event(event: FeedEvent, ordinal: int) -> str:
    match event:
        case FeedBaselined(entries=entries):
            return f"baseline/{_digest_of(entries)}"
        case FeedFetched(entries=entries):
            return f"fetched/{_digest_of(entries)}"
        case FeedHeld(entries=entries):
            return f"held/{_digest_of(entries)}"
        case FeedFailing():
            return f"failing/{ordinal}"
        case FeedRecovered():
            return f"recovered/{ordinal}"
        case FeedMoved():
            return f"moved/{ordinal}"
        case FeedGone():
            return f"gone/{ordinal}"
        case _:
            assert_never(event)


def _digest_of(entries: tuple[FetchedEntry, ...]) -> str:
    return _short_hash(
        part for entry in entries for part in (*entry.keys, entry.article_id, entry.version)
    )


def _short_hash(parts: Iterable[str]) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
