"""Wishes. Each carries all that `decide` needs besides the State: what was read, judged, and let go
of earlier.

`closed` are the closed stories that a command touches; they are reopened first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from monitor.events.stories_and_feeds import (
    Alias,
    ArticleMoved,
    By,
    Member,
    StoriesKeptApart,
    StoriesMerged,
    StorySetAside,
    StorySplit,
)
from monitor.model import Article, Binding, Evidence, Fact, OfficeSaid, Reading, Verdict


class Believed(Struct, frozen=True, kw_only=True):
    """Whoever is known to hold an office."""

    keys: tuple[str, ...]
    name: str
    given: str = ""
    known: str | None = None


class ClosedStory(Struct, frozen=True, kw_only=True):
    """A story that the State has let go of, as it was when it was closed."""

    story_id: str
    number: int
    members: tuple[Member, ...]
    opened_at: datetime | None = None
    maybe: str | None = None
    links: tuple[str, ...] = ()
    claims: tuple[tuple[int, tuple[Binding, ...]], ...] = ()  # corrections in force on its articles
    aliases: tuple[Alias, ...] = ()


class TakeArticle(Struct, frozen=True, kw_only=True):
    """An article that the log does not know; `again` if it was set aside before and now has
    something to read.
    """

    article: Article
    reading: Reading
    verdict: Verdict
    again: bool = False


class SetAside(Struct, frozen=True, kw_only=True):
    article: Article
    reason: str
    reading: Reading | None = None


class LetIn(Struct, frozen=True, kw_only=True):
    """A person calls back an article that was set aside; `verdict` says where it belongs."""

    article: Article
    reading: Reading
    verdict: Verdict
    reason: str = ""
    by: By = "operator"


class Revise(Struct, frozen=True, kw_only=True):
    """A known article came with a text that the log does not know. `story_id` is None if it was set
    aside, and is again.
    """

    article: Article
    reading: Reading
    story_id: str | None
    # what the new text says that its story did not have; none: not material
    new_facts: tuple[Fact, ...] = ()
    reason: str = ""
    closed: tuple[ClosedStory, ...] = ()


class Tick(Struct, frozen=True, kw_only=True):
    now: datetime


class Merge(Struct, frozen=True, kw_only=True):
    """Everything of `merged_id` goes to `story_id`."""

    story_id: str
    merged_id: str
    reason: str = ""
    by: By = "operator"
    closed: tuple[ClosedStory, ...] = ()


class Split(Struct, frozen=True, kw_only=True):
    """`article_ids` leave `story_id` for a story of their own."""

    story_id: str
    article_ids: tuple[str, ...]
    reason: str = ""
    by: By = "operator"
    closed: tuple[ClosedStory, ...] = ()


class Move(Struct, frozen=True, kw_only=True):
    article_id: str
    to_story_id: str
    reason: str = ""
    by: By = "operator"
    closed: tuple[ClosedStory, ...] = ()


class Regroup(Struct, frozen=True, kw_only=True):
    """All of `from_story_id`, or only `article_id`, belongs to `to_story_id`."""

    from_story_id: str
    to_story_id: str
    article_id: str | None = None
    evidence: Evidence


class KeepApart(Struct, frozen=True, kw_only=True):
    """The two are not one story."""

    story_id: str
    other_id: str
    reason: str = ""
    by: By = "operator"
    closed: tuple[ClosedStory, ...] = ()


class SetStoryAside(Struct, frozen=True, kw_only=True):
    """It is no diplomatic news; of a story in which only `article_ids` are none, those leave it
    first.
    """

    story_id: str
    article_ids: tuple[str, ...] = ()
    reason: str = ""
    by: By = "operator"
    closed: tuple[ClosedStory, ...] = ()


class SecondLook(Struct, frozen=True, kw_only=True):
    """What the machine would put elsewhere, now that it knows more. No story takes part in two
    changes.
    """

    changes: tuple[Regroup, ...]


Correction = StoriesMerged | StorySplit | ArticleMoved | StoriesKeptApart | StorySetAside


class Undo(Struct, frozen=True, kw_only=True):
    """`done` is the event of the correction to take back."""

    done: Correction
    closed: tuple[ClosedStory, ...] = ()


class Redact(Struct, frozen=True, kw_only=True):
    """Erase the kept texts of these versions of an article: (version, hash of the text)."""

    article_id: str
    texts: tuple[tuple[str, str], ...]
    reason: str
    by: By = "operator"


class Learn(Struct, frozen=True, kw_only=True):
    """An article calls people the holders of offices. `believed` are the folded surnames and the
    given name of whoever is known to hold each of them then; `owner_of` says who speaks for an
    article in the end.
    """

    article: Article
    said: tuple[OfficeSaid, ...]
    believed: Mapping[tuple[str, str], Believed]
    owner_of: Callable[[Article], str]


class DenyHolder(Struct, frozen=True, kw_only=True):
    """What was learnt under this number is wrong."""

    learnt: int
    reason: str = ""
    by: By = "operator"


Command = (
    TakeArticle
    | SetAside
    | LetIn
    | Revise
    | Tick
    | Merge
    | Split
    | Move
    | KeepApart
    | SetStoryAside
    | SecondLook
    | Undo
    | Redact
    | Learn
    | DenyHolder
)
