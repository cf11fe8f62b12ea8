"""`evolve` obeys: it folds one event into the State, whatever it says, and judges nothing.

It never fails on a log that `decide` produced. What leaves the State is absorbed by its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, assert_never

import msgspec

from monitor.events.deliveries import (
    AlertWaited,
    Delivered,
    DeliveryCancelled,
    DeliveryQueued,
    DeliveryRefused,
    DeliveryRetried,
    DeliveryStarted,
    DeliveryUnknown,
    DigestComposed,
    EditionRendered,
    ErrorReported,
    LaneHeld,
    LaneLooked,
    LaneMarked,
    LaneMoved,
    LaneReleased,
    LaneSearched,
    ReaderForgotten,
    ReaderSubscribed,
    ReaderUnsubscribed,
    ReaderWished,
    ReportAnswered,
    UpdateHandled,
    UpdateReceived,
)
from monitor.events.stories_and_feeds import (
    Alias,
    ArticleAttached,
    ArticleLetIn,
    ArticleMoved,
    ArticleRevised,
    ArticleSetAside,
    ArticleTaken,
    CorrectionUndone,
    Event,
    FeedBaselined,
    FeedFailing,
    FeedFetched,
    FeedGone,
    FeedHeld,
    FeedMoved,
    FeedRecovered,
    HeldLeftAside,
    HolderDenied,
    HolderLearnt,
    Member,
    StoriesKeptApart,
    StoriesMerged,
    StoryClosed,
    StoryOpened,
    StoryReopened,
    StorySetAside,
    StorySplit,
    TextRedacted,
)
from monitor.model import Binding
from monitor.stories.deliveries import evolve_owed
from monitor.stories.offices import believe_again, deny, hear, learn
from monitor.stories.state import KeptBindings, State, Story

# in the order of the events that made it: the same log, the same bytes
_encode = msgspec.json.Encoder().encode


def evolve(state: State, event: Event, at: datetime) -> None:  # noqa: C901, PLR0912 — one case for each type
    """Fold `event`, logged at `at`, into `state`. The most frequent events come first: they are
    tried in order.
    """
    match event:
        case ArticleTaken(article=article, reading=reading):
            state.taken[article.id] = (article, reading)
            hear(state, article, reading)
        case ArticleAttached():
            _attach(state, event, at)
        case StoryOpened():
            _open(state, event, at)
        case StoryClosed(story_id=story_id):
            _close(state, story_id)
        case ArticleSetAside(article=article, reason=reason, reading=reading):
            _let_go(state, ("set aside", article.id, article.version, reason))
            hear(state, article, reading)
        case ArticleRevised():
            _revise(state, event, at)
        case StoryReopened():
            _reopen(state, event, at)
        case ArticleMoved():
            _move(state, event, at)
        case StoriesMerged():
            _merge(state, event, at)
        case StorySplit():
            _split(state, event, at)
        case StoriesKeptApart(correction=correction, bindings=bindings):
            _correct(state, correction, bindings)
        case StorySetAside(correction=correction, story_id=story_id):
            state.corrections = correction
            _let_go(
                state, ("set aside", correction, story_id)
            )  # decisions do not depend on it: views know who is not told
        case ArticleLetIn(correction=correction, article=article, reading=reading):
            state.corrections = correction
            state.taken[article.id] = (article, reading)  # the next event places it
        case HolderLearnt():
            learn(state, event)
        case HolderDenied():
            deny(state, event)
        case CorrectionUndone():
            _undo(state, event, at)
        case TextRedacted(position=position):
            state.erased_to = max(state.erased_to, position)
        case (
            FeedBaselined()
            | FeedFetched()
            | FeedHeld()
            | FeedFailing()
            | FeedRecovered()
            | FeedMoved()
            | FeedGone()
            | HeldLeftAside()
        ):  # no story changes: feeds/store.py knows feeds
            _let_go(state, event)
        case (
            DigestComposed() | EditionRendered() | UpdateReceived() | UpdateHandled()
            | ReaderSubscribed() | ReaderWished() | ReaderUnsubscribed() | ReaderForgotten()
            | ErrorReported() | ReportAnswered()
            | LaneMoved() | LaneHeld() | LaneReleased() | LaneMarked() | LaneLooked()
            | LaneSearched() | DeliveryQueued() | DeliveryStarted() | Delivered()
            | DeliveryUnknown() | DeliveryRefused()
            | DeliveryRetried() | DeliveryCancelled() | AlertWaited()
        ):  # fmt: skip
            evolve_owed(state, event, at)
        case _:
            assert_never(event)


# --- articles ---


def _open(state: State, event: StoryOpened, at: datetime) -> None:
    article, reading = state.taken.pop(event.article_id)
    member = Member(article=article, reading=reading, verdict="unsure" if event.maybe else "new")
    state.stories[event.story_id] = Story(
        id=event.story_id,
        number=event.number,
        opened_at=at,
        updated_at=at,
        members={article.id: member},
        maybe=event.maybe,
        links=list(event.links),
    )
    state.where[article.id] = event.story_id
    _number(state, event.story_id, event.number)


def _attach(state: State, event: ArticleAttached, at: datetime) -> None:
    article, reading = state.taken.pop(event.article_id)
    story = _touch(state, event.story_id, at)
    story.members[article.id] = Member(
        article=article,
        reading=reading,
        verdict=event.verdict,
        of=event.of,
        new_facts=event.new_facts,
        differ=event.differ,
    )
    state.where[article.id] = event.story_id
    if event.links:  # few have any, and this is the busiest place of a replay
        story.links.extend(link for link in event.links if link not in story.links)


def _revise(state: State, event: ArticleRevised, at: datetime) -> None:
    hear(state, event.article, event.reading)
    match event:
        # set aside before; the next event places it
        case ArticleRevised(story_id=None, material=True):
            state.taken[event.article.id] = (event.article, event.reading)
        case ArticleRevised(story_id=None):
            _let_go(state, ("revised", event.article.id, event.article.version))
        case ArticleRevised(story_id=str() as story_id):
            _replace_member(state.stories[story_id], event)
            if event.material:
                _touch(state, story_id, at)


def _replace_member(story: Story, event: ArticleRevised) -> None:
    """An edit that brings something makes a duplicate a development; otherwise the article stays
    what it was.
    """
    old = story.members[event.article.id]
    story.members[event.article.id] = msgspec.structs.replace(
        old,
        article=event.article,
        reading=event.reading,
        verdict="development" if event.material and old.verdict == "duplicate" else old.verdict,
        new_facts=old.new_facts + event.new_facts,
    )


# --- stories ---


def _touch(state: State, story_id: str, at: datetime) -> Story:
    """The story, now the least quiet of all: `stories` stays in the order of their last news."""
    story = state.stories.pop(story_id)
    story.updated_at = at
    state.stories[story_id] = story
    return story


def _number(state: State, story_id: str, number: int) -> None:
    state.numbers[number] = story_id
    state.next_number = max(state.next_number, number + 1)


def _close(state: State, story_id: str) -> None:
    story = state.stories.pop(story_id)
    del state.numbers[story.number]
    for alias in story.aliases:
        del state.aliases[alias.story_id]
        state.numbers.pop(alias.number, None)
    for article_id in story.members:
        del state.where[article_id]
        _unclaim(state, article_id)
    _let_go(state, _mark_of(story))


def _reopen(state: State, event: StoryReopened, at: datetime) -> None:
    state.stories[event.story_id] = Story(
        id=event.story_id,
        number=event.number,
        opened_at=event.opened_at or at,
        updated_at=at,
        members={member.article.id: member for member in event.members},
        maybe=event.maybe,
        links=list(event.links),
        aliases=list(event.aliases),
    )
    for alias in event.aliases:
        state.aliases[alias.story_id] = event.story_id
        state.numbers[alias.number] = alias.story_id
    for member in event.members:
        state.where[member.article.id] = event.story_id
    _number(state, event.story_id, event.number)
    for correction, bindings in event.claims:
        _claim(state, correction, bindings)


def _mark_of(story: Story) -> Any:
    """What was decided about a story. What its articles were read to say is fixed by their
    versions, and by the log's chain.
    """
    members = [
        (
            member.article.id,
            member.article.version,
            member.verdict,
            member.of,
            member.new_facts,
            member.differ,
        )
        for member in story.members.values()
    ]
    return (
        story.id,
        story.number,
        story.opened_at,
        story.updated_at,
        story.maybe,
        story.links,
        story.aliases,
        members,
    )


def _let_go(state: State, thing: Any) -> None:
    state.digest = hashlib.sha256(state.digest.encode() + _encode(thing)).hexdigest()
    state.let_go += 1


# --- corrections ---


def _move(state: State, event: ArticleMoved, at: datetime) -> None:
    _transfer(state, (event.article_id,), event.to_story_id, at)
    if not state.stories[event.from_story_id].members:
        _end(state, event.from_story_id, event.to_story_id, event.correction)
    _correct(state, event.correction, event.bindings)


def _merge(state: State, event: StoriesMerged, at: datetime) -> None:
    _transfer(state, event.article_ids, event.story_id, at)
    _end(state, event.merged_id, event.story_id, event.correction)
    _correct(state, event.correction, event.bindings)


def _split(state: State, event: StorySplit, at: datetime) -> None:
    state.stories[event.new_story_id] = Story(
        id=event.new_story_id, number=event.number, opened_at=at, updated_at=at
    )
    _number(state, event.new_story_id, event.number)
    _transfer(state, event.article_ids, event.new_story_id, at)
    _correct(state, event.correction, event.bindings)


def _undo(state: State, event: CorrectionUndone, at: datetime) -> None:
    for story_id, number in event.restored:
        _restore(state, story_id, number, at)
    for article_id, _, to_story_id in event.moves:
        _transfer(state, (article_id,), to_story_id, at)
    for story_id, into in event.emptied:
        _end(state, story_id, into, event.correction)
    claim = state.claims.pop(event.undone, None)
    for article_id in claim.articles if claim else ():
        _drop_claim(state, article_id, event.undone)
    state.corrections = event.correction
    believe_again(state, event.undone)


def _transfer(state: State, article_ids: Iterable[str], to_story_id: str, at: datetime) -> None:
    story = _touch(state, to_story_id, at)
    for article_id in article_ids:
        story.members[article_id] = state.stories[state.where[article_id]].members.pop(article_id)
        state.where[article_id] = to_story_id


def _end(state: State, story_id: str, into: str, correction: int) -> None:
    """The story has no article left; its number, and those of stories that ended in it, resolve to
    `into`.
    """
    gone, heir = state.stories.pop(story_id), state.stories[into]
    alias = Alias(
        story_id=gone.id,
        number=gone.number,
        into=into,
        correction=correction,
        opened_at=gone.opened_at,
        maybe=gone.maybe,
        links=tuple(gone.links),
    )
    heir.aliases += [alias, *gone.aliases]
    for ended in (alias, *gone.aliases):
        state.aliases[ended.story_id] = into


def _restore(state: State, story_id: str, number: int, at: datetime) -> None:
    """The story stands again as it was, and the stories that had ended in it end in it again."""
    heir = state.stories[state.aliases.pop(story_id)]
    alias = next(alias for alias in heir.aliases if alias.story_id == story_id)
    below = _below(heir.aliases, story_id)
    heir.aliases = [other for other in heir.aliases if other is not alias and other not in below]
    state.stories[story_id] = Story(
        id=story_id,
        number=number,
        opened_at=alias.opened_at or at,
        updated_at=at,
        maybe=alias.maybe,
        links=list(alias.links),
        aliases=below,
    )
    state.aliases.update((ended.story_id, story_id) for ended in below)


def _below(aliases: list[Alias], story_id: str) -> list[Alias]:
    """The aliases that ended in `story_id`, directly or through each other. They stand after the
    one they ended in.
    """
    into = {story_id}
    found = []
    for alias in aliases:
        if alias.into in into:
            into.add(alias.story_id)
            found.append(alias)
    return found


# --- bindings ---


def _correct(state: State, correction: int, bindings: tuple[Binding, ...]) -> None:
    state.corrections = correction
    _claim(state, correction, bindings)


def _claim(state: State, correction: int, bindings: tuple[Binding, ...]) -> None:
    here = {
        article
        for binding in bindings
        for article in (binding.a, binding.b)
        if article in state.where
    }
    if not here:
        return
    claim = state.claims.setdefault(correction, KeptBindings(bindings=bindings))
    for article_id in here - claim.articles:
        state.claimed.setdefault(article_id, []).append(correction)
    claim.articles |= here


def _unclaim(state: State, article_id: str) -> None:
    for correction in state.claimed.pop(article_id, ()):
        claim = state.claims[correction]
        claim.articles.discard(article_id)
        if not claim.articles:
            del state.claims[correction]


def _drop_claim(state: State, article_id: str, correction: int) -> None:
    left = [n for n in state.claimed[article_id] if n != correction]
    if left:
        state.claimed[article_id] = left
    else:
        del state.claimed[article_id]
