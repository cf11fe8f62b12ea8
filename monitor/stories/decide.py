"""`decide` turns a command into events, under the rules. Nothing to do is an empty list; what must
not be done is refused.

Corrections: numbered in a row; each brings bindings, which later decisions of the machine obey
until it is undone.
- A closed story that a correction touches is reopened first.
- Undoing takes back the moves of the correction's own articles, as far as they still are where it
put them. What came to a story
  since stays there. A story left without articles ends, and its number resolves to where they went.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import assert_never

from monitor.errors import NotFoundError, RefusedError
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
    StoriesKeptApart,
    StoriesMerged,
    StoryClosed,
    StoryOpened,
    StoryReopened,
    StorySetAside,
    StorySplit,
    TextRedacted,
)
from monitor.model import Binding, Rules, Verdict
from monitor.stories.commands import (
    ClosedStory,
    Command,
    Correction,
    DenyHolder,
    KeepApart,
    Learn,
    LetIn,
    Merge,
    Move,
    Redact,
    Regroup,
    Revise,
    SecondLook,
    SetAside,
    SetStoryAside,
    Split,
    TakeArticle,
    Tick,
    Undo,
)
from monitor.stories.offices import denied, learnt
from monitor.stories.state import State

# bindings of one correction; above, each side stands for itself by its first article
PAIRS_MAX = 1_000


def decide(state: State, command: Command, *, rules: Rules) -> list[Event]:  # noqa: C901, PLR0912 — one case for each command
    """What follows from the command. Raises RefusedError and NotFoundError, with a hint."""
    match command:
        case TakeArticle():
            return _take(state, command)
        case SetAside(article=article, reason=reason, reading=reading):
            return [ArticleSetAside(article=article, reason=reason, reading=reading)]
        case LetIn():
            return _let_in(state, command)
        case Revise():
            return _revise(state, command)
        case Tick():
            return _tick(state, command, rules)
        case Merge():
            return _merge(state, command)
        case Split():
            return _split(state, command)
        case Move():
            return _move(state, command)
        case KeepApart():
            return _keep_apart(state, command)
        case SetStoryAside():
            return _set_story_aside(state, command)
        case SecondLook():
            return _second_look(state, command)
        case Undo():
            return _undo(state, command)
        case Redact():
            return _redact(command)
        case Learn():
            return learnt(state, command, rules)
        case DenyHolder():
            return denied(state, command)
        case _:
            assert_never(command)


def story_id_of(article_id: str, *, ordinal: int = 0) -> str:
    """16 hex digits. `ordinal` is 0 for the story an article opens, else the number of the
    correction that makes one of it.
    """
    return sha256(f"story/{article_id}/{ordinal}".encode()).hexdigest()[:16]


# --- articles ---


def _take(state: State, command: TakeArticle) -> list[Event]:
    article, reading, verdict = command.article, command.reading, command.verdict
    if article.id in state.where:
        return []
    taken: Event = ArticleTaken(article=article, reading=reading)
    if command.again:
        taken = ArticleRevised(
            article=article, reading=reading, material=True, reason="set aside before"
        )
    return [taken, _placed(state, article.id, verdict)]


def _let_in(state: State, command: LetIn) -> list[Event]:
    article = command.article
    if article.id in state.where:
        return []
    let_in = ArticleLetIn(
        correction=state.corrections + 1,
        article=article,
        reading=command.reading,
        by=command.by,
        reason=command.reason,
    )
    return [let_in, _placed(state, article.id, command.verdict)]


def _placed(state: State, article_id: str, verdict: Verdict) -> Event:
    match verdict.kind:
        case "development" | "duplicate" as kind:
            return ArticleAttached(
                story_id=_open_story(state, verdict.story_id or ""),
                article_id=article_id,
                verdict=kind,
                evidence=verdict.evidence,
                of=verdict.of,
                new_facts=verdict.new_facts,
                differ=verdict.differ,
                links=verdict.links,
            )
        case "new" | "unsure" as kind:
            return StoryOpened(
                story_id=story_id_of(article_id),
                number=state.next_number,
                article_id=article_id,
                evidence=verdict.evidence,
                maybe=verdict.maybe if kind == "unsure" else None,
                links=verdict.links,
            )
        case _:
            assert_never(verdict.kind)


def _open_story(state: State, story_id: str) -> str:
    """The open story of that id, or the one it ended in."""
    found = state.aliases.get(story_id, story_id)
    if found not in state.stories:
        raise RefusedError(
            f"the story {story_id} is not open", hint="decide again on the state as it is now"
        )
    return found


def _revise(state: State, command: Revise) -> list[Event]:
    """An edit of an article in a closed story reopens it only if it brings something."""
    material = bool(command.new_facts)
    reopened = (
        _reopened(state, command.closed, "an article of it was edited at its source")
        if material
        else []
    )
    is_open = bool(reopened) or command.article.id in state.where
    revised = ArticleRevised(
        article=command.article,
        reading=command.reading,
        story_id=command.story_id if is_open else None,
        material=material,
        new_facts=command.new_facts,
        reason=command.reason,
    )
    return [*reopened, revised]


def _redact(command: Redact) -> list[Event]:
    return [
        TextRedacted(
            article_id=command.article_id,
            version=version,
            text_hash=text_hash,
            reason=command.reason,
            by=command.by,
        )
        for version, text_hash in command.texts
    ]


# --- stories ---


def _tick(state: State, command: Tick, rules: Rules) -> list[Event]:
    """`stories` stands in the order of the last news, so that the first one not quiet ends the
    search.
    """
    quiet_since = command.now - timedelta(days=rules.close_days)
    closed: list[Event] = []
    for story in state.stories.values():
        if story.updated_at >= quiet_since:
            break
        closed.append(StoryClosed(story_id=story.id))
    return closed


def _reopened(state: State, closed: Iterable[ClosedStory], reason: str) -> list[Event]:
    return [
        StoryReopened(
            story_id=story.story_id,
            number=story.number,
            members=story.members,
            reason=reason,
            maybe=story.maybe,
            links=story.links,
            opened_at=story.opened_at,
            claims=story.claims,
            aliases=story.aliases,
        )
        for story in closed
        if story.story_id not in state.stories
    ]


# --- corrections ---


def _articles_of(
    state: State, closed: Iterable[ClosedStory], story_id: str
) -> tuple[str, list[str]]:
    """The story as it now stands under that id, and its articles, whether it is open or about to be
    reopened.
    """
    now = state.aliases.get(story_id, story_id)
    if now in state.stories:
        return now, list(state.stories[now].members)
    for story in closed:
        if now in (story.story_id, *(alias.story_id for alias in story.aliases)):
            return story.story_id, [member.article.id for member in story.members]
    raise NotFoundError(f"there is no story {story_id}", hint="`monitor stories` lists them")


def _merge(state: State, command: Merge) -> list[Event]:
    if command.story_id == command.merged_id:
        raise RefusedError(
            "a story cannot be merged with itself", hint="name two stories: `monitor merge S1 S2`"
        )
    story_id, staying = _articles_of(state, command.closed, command.story_id)
    merged_id, coming = _articles_of(state, command.closed, command.merged_id)
    if story_id == merged_id:
        return []
    merged = StoriesMerged(
        correction=state.corrections + 1,
        story_id=story_id,
        merged_id=merged_id,
        article_ids=tuple(coming),
        bindings=_chained(staying[:1] + coming),
        by=command.by,
        reason=command.reason,
    )
    return [*_reopened(state, command.closed, "merged by an operator"), merged]


def _split(state: State, command: Split) -> list[Event]:
    story_id, articles = _articles_of(state, command.closed, command.story_id)
    leaving = [article_id for article_id in articles if article_id in command.article_ids]
    for article_id in command.article_ids:
        if article_id not in articles:
            raise NotFoundError(
                f"{article_id} is not in this story",
                hint="`monitor story` lists a story's articles",
            )
    if not leaving:
        raise RefusedError(
            "no article to split off was named", hint="name them: `monitor split S1 ARTICLE`"
        )
    staying = [article_id for article_id in articles if article_id not in leaving]
    if not staying:
        raise RefusedError(
            "all its articles would leave the story", hint="leave at least one article in it"
        )
    split = StorySplit(
        correction=state.corrections + 1,
        story_id=story_id,
        new_story_id=story_id_of(leaving[0], ordinal=state.corrections + 1),
        number=state.next_number,
        article_ids=tuple(leaving),
        bindings=_apart(leaving, staying),
        by=command.by,
        reason=command.reason,
    )
    return [*_reopened(state, command.closed, "split by an operator"), split]


def _move(state: State, command: Move) -> list[Event]:
    to_id, joined = _articles_of(state, command.closed, command.to_story_id)
    if command.article_id in joined:
        return []
    from_id = _home_of(state, command.closed, command.article_id)
    _, left = _articles_of(state, command.closed, from_id)
    moved = ArticleMoved(
        correction=state.corrections + 1,
        article_id=command.article_id,
        from_story_id=from_id,
        to_story_id=to_id,
        bindings=_apart(
            [command.article_id], [other for other in left if other != command.article_id]
        )
        + _chained([command.article_id, *joined[:1]]),
        by=command.by,
        reason=command.reason,
    )
    return [*_reopened(state, command.closed, "an operator moved an article"), moved]


def _keep_apart(state: State, command: KeepApart) -> list[Event]:
    story_id, articles = _articles_of(state, command.closed, command.story_id)
    other_id, others = _articles_of(state, command.closed, command.other_id)
    if story_id == other_id:
        raise RefusedError(
            "they are one story", hint="`monitor split` takes articles out of a story"
        )
    kept = StoriesKeptApart(
        correction=state.corrections + 1,
        story_id=story_id,
        other_id=other_id,
        bindings=_apart(list(articles), list(others)),
        by=command.by,
        reason=command.reason,
    )
    return [*_reopened(state, command.closed, "kept apart by an operator"), kept]


def _set_story_aside(state: State, command: SetStoryAside) -> list[Event]:
    """The story stays, so that what tells the same finds it; it is only told to nobody."""
    story_id, articles = _articles_of(state, command.closed, command.story_id)
    before: list[Event] = _reopened(state, command.closed, "set aside by an operator")
    correction = state.corrections + 1
    if command.article_ids and set(command.article_ids) < set(articles):
        leaving = Split(
            story_id=story_id,
            article_ids=command.article_ids,
            reason=command.reason,
            by=command.by,
            closed=command.closed,
        )
        before = _split(state, leaving)
        story_id, correction = story_id_of(_first_left(before), ordinal=correction), correction + 1
    aside = StorySetAside(
        correction=correction, story_id=story_id, reason=command.reason, by=command.by
    )
    return [*before, aside]


def _first_left(events: Iterable[Event]) -> str:
    return next(event.article_ids[0] for event in events if isinstance(event, StorySplit))


def _home_of(state: State, closed: Iterable[ClosedStory], article_id: str) -> str:
    if article_id in state.where:
        return state.where[article_id]
    for story in closed:
        if any(member.article.id == article_id for member in story.members):
            return story.story_id
    raise NotFoundError(
        f"{article_id} is in no story", hint="`monitor why` says what became of an article"
    )


def _second_look(state: State, command: SecondLook) -> list[Event]:
    """The machine's own corrections bind nothing. One that does not fit the state as it is now is
    left out.
    """
    fitting = [change for change in command.changes if _fits(state, change)]
    return [
        _changed(state, change, state.corrections + n) for n, change in enumerate(fitting, start=1)
    ]


def _fits(state: State, change: Regroup) -> bool:
    both_open = change.from_story_id in state.stories and change.to_story_id in state.stories
    still_there = (
        change.article_id is None or state.where.get(change.article_id) == change.from_story_id
    )
    return both_open and still_there and change.from_story_id != change.to_story_id


def _changed(state: State, change: Regroup, correction: int) -> Event:
    if change.article_id is None:
        return StoriesMerged(
            correction=correction,
            story_id=change.to_story_id,
            merged_id=change.from_story_id,
            article_ids=tuple(state.stories[change.from_story_id].members),
            by="machine",
            reason=change.evidence.rule,
            evidence=change.evidence,
        )
    return ArticleMoved(
        correction=correction,
        article_id=change.article_id,
        from_story_id=change.from_story_id,
        to_story_id=change.to_story_id,
        by="machine",
        reason=change.evidence.rule,
        evidence=change.evidence,
    )


# --- undoing ---


def _undo(state: State, command: Undo) -> list[Event]:
    done = command.done
    origin, came_to, article_ids = _ends_of(done)
    now, there = _articles_of(state, command.closed, came_to)
    ended = _ended_by(state, command, now)
    home = ended.story_id if ended else _articles_of(state, command.closed, origin)[0]
    back = [article_id for article_id in article_ids if article_id in there and home != now]
    if not back and not done.bindings and not isinstance(done, StorySetAside):
        raise RefusedError(
            f"nothing of correction {done.correction} is left to take back: its articles have "
            f"moved on",
            hint="take back the later correction first, or use `monitor move`",
        )
    undone = CorrectionUndone(
        correction=state.corrections + 1,
        undone=done.correction,
        moves=tuple((article_id, now, home) for article_id in back),
        restored=((ended.story_id, ended.number),) if ended and back else (),
        emptied=((now, home),) if back and len(back) == len(there) else (),
        unbound=done.bindings,
    )
    return [
        *_reopened(state, command.closed, f"correction {done.correction} was taken back"),
        undone,
    ]


def _ended_by(state: State, command: Undo, story_id: str) -> Alias | None:
    """The story that the correction ended, if it still resolves to `story_id`: it is to stand
    again.
    """
    aliases = [
        alias for story in command.closed if story.story_id == story_id for alias in story.aliases
    ]
    if story_id in state.stories:
        aliases = state.stories[story_id].aliases
    return next((alias for alias in aliases if alias.correction == command.done.correction), None)


def _ends_of(done: Correction) -> tuple[str, str, Sequence[str]]:
    """Where the articles came from, where they went, and which they are."""
    match done:
        case StoriesMerged():
            return done.merged_id, done.story_id, done.article_ids
        case StorySplit():
            return done.story_id, done.new_story_id, done.article_ids
        case ArticleMoved():
            return done.from_story_id, done.to_story_id, (done.article_id,)
        case StoriesKeptApart() | StorySetAside():
            return done.story_id, done.story_id, ()
        case _:
            assert_never(done)


# --- bindings ---


def _chained(article_ids: Sequence[str]) -> tuple[Binding, ...]:
    """All tell one story: each is bound to the first, which binds them to each other."""
    return tuple(Binding(a=article_ids[0], b=other, together=True) for other in article_ids[1:])


def _apart(some: Sequence[str], others: Sequence[str]) -> tuple[Binding, ...]:
    """None of `some` tells the story of any of `others`."""
    if len(some) * len(others) > PAIRS_MAX:
        pairs = [(some[0], other) for other in others] + [(one, others[0]) for one in some[1:]]
    else:
        pairs = [(one, other) for one in some for other in others]
    return tuple(Binding(a=one, b=other, together=False) for one, other in pairs)
