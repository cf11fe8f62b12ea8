"""A person's corrections, by the names people use: S12, 12, an article's id, address or file name.

Names are looked up in memory first and in the views next; closed stories are brought along, so that
a correction can reopen them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from monitor.engine.engine import Engine
from monitor.errors import NotFoundError, RefusedError
from monitor.events.stories_and_feeds import (
    ArticleLetIn,
    ArticleMoved,
    ArticleRevised,
    ArticleSetAside,
    ArticleTaken,
    CorrectionUndone,
    Event,
    HeldLeftAside,
    HolderDenied,
    HolderLearnt,
    StoriesKeptApart,
    StoriesMerged,
    StorySetAside,
    StorySplit,
    key_of,
)
from monitor.model import Article, Reading
from monitor.stories import queries
from monitor.stories.commands import Correction as Done
from monitor.stories.commands import (
    DenyHolder,
    KeepApart,
    Merge,
    Move,
    Redact,
    SetStoryAside,
    Split,
    Undo,
)
from monitor.views.rows import ArticleRow, CorrectionRow


def story_id_of(engine: Engine, ref: str) -> str:
    """The story that a name leads to now. Raises NotFoundError; UsageError if several go by that
    name.
    """
    digits = ref.strip().lstrip("Ss")
    number = 0
    if digits.isascii() and digits.isdecimal() and len(digits) < len(str(2**53)):
        number = int(digits)
    open_id = queries.by_number(engine.state, number) or queries.resolve(engine.state, ref)
    return open_id or engine.archive.story(ref).id


def article_id_of(engine: Engine, ref: str) -> str:
    """Raises NotFoundError; UsageError if several go by that name."""
    if ref in engine.state.where:
        return ref
    return engine.archive.article(ref).article.id


def merge(engine: Engine, story: str, merged: str, *, reason: str = "") -> list[Event]:
    """All articles of `merged` go to `story`. Nothing happens if they are one story already."""
    if story.strip().upper() == merged.strip().upper():
        raise RefusedError(
            "a story cannot be merged with itself", hint="name two stories: `monitor merge S1 S2`"
        )

    def decision() -> list[Event]:
        story_id, merged_id = story_id_of(engine, story), story_id_of(engine, merged)
        if story_id == merged_id:
            return []
        closed = engine.closed(story_id, merged_id)
        return engine.decide(
            Merge(story_id=story_id, merged_id=merged_id, reason=reason, closed=closed)
        )

    return engine.record(decision)


def split(engine: Engine, story: str, articles: Sequence[str], *, reason: str = "") -> list[Event]:
    """These articles leave the story for one of their own."""

    def decision() -> list[Event]:
        story_id = story_id_of(engine, story)
        article_ids = tuple(article_id_of(engine, article) for article in articles)
        closed = engine.closed(story_id)
        return engine.decide(
            Split(story_id=story_id, article_ids=article_ids, reason=reason, closed=closed)
        )

    return engine.record(decision)


def move(engine: Engine, article: str, story: str, *, reason: str = "") -> list[Event]:
    """The article goes to that story. Nothing happens if it is there already."""

    def decision() -> list[Event]:
        article_id, to_id = article_id_of(engine, article), story_id_of(engine, story)
        from_id = engine.state.where.get(article_id) or engine.archive.home_of(article_id)
        closed = engine.closed(to_id, *([from_id] if from_id else []))
        return engine.decide(
            Move(article_id=article_id, to_story_id=to_id, reason=reason, closed=closed)
        )

    return engine.record(decision)


def keep_apart(engine: Engine, story: str, other: str, *, reason: str = "") -> list[Event]:
    """They are not one story, and the machine will not join them. Raises RefusedError if they are
    one already.
    """

    def decision() -> list[Event]:
        story_id, other_id = story_id_of(engine, story), story_id_of(engine, other)
        closed = engine.closed(story_id, other_id)
        return engine.decide(
            KeepApart(story_id=story_id, other_id=other_id, reason=reason, closed=closed)
        )

    return engine.record(decision)


def set_aside(engine: Engine, ref: str, *, reason: str = "") -> list[Event]:
    """The story, or the article out of its story, is no diplomatic news. Nothing happens if that
    was said already.
    """
    return engine.record(lambda: _set_aside(engine, ref, reason=reason))


def _set_aside(engine: Engine, ref: str, *, reason: str) -> list[Event]:
    story_id, article_ids = _named(engine, ref)
    row = engine.archive.story(story_id)
    if row.set_aside is not None:
        return []
    closed = engine.closed(row.id)
    return engine.decide(
        SetStoryAside(story_id=row.id, article_ids=article_ids, reason=reason, closed=closed)
    )


def let_in(engine: Engine, ref: str, *, reason: str = "") -> list[Event]:
    """An article that was set aside is diplomatic news after all: it is placed as if it had been
    let in. Of a story that a person set aside, that is taken back. Nothing happens if it is told
    already.
    """

    def decision() -> list[Event]:
        story_id = _story_or_home(engine, ref)
        if story_id is None:
            row = engine.archive.article(ref)
            return engine.let_in(row.article, row.reading or _unread(row), reason=reason)
        correction = engine.archive.story(story_id).set_aside
        return [] if correction is None else _taken_back(engine, correction)

    return engine.record(decision)


HELD_AT_ONCE = 100_000


def held(engine: Engine, outlet: str = "") -> list[ArticleRow]:
    """What waits for a person, because its feed brought many times its usual: the last taken first.
    With `outlet`, only of the outlet or the feeds' host of that name.
    """
    rows = engine.archive.views.articles_aside(limit=HELD_AT_ONCE, held=True)
    return [row for row in rows if not outlet or outlet.casefold() in _names_of(row.article)]


def _names_of(article: Article) -> set[str]:
    known = article.provenance
    names = (article.outlet, known.host if known else None, known.source if known else None)
    return {name.casefold() for name in names if name}


def leave_aside(engine: Engine, article_ids: Sequence[str], *, reason: str = "") -> list[Event]:
    """A person looked at what was held: it stays set aside, and waits no longer."""
    left = HeldLeftAside(article_ids=tuple(article_ids), reason=reason)
    return engine.record(lambda: [left] if article_ids else [])


def _story_or_home(engine: Engine, ref: str) -> str | None:
    """The story of that name, or that an article is in; None if it is in none."""
    try:
        return story_id_of(engine, ref)
    except NotFoundError:
        article_id = article_id_of(engine, ref)
    return engine.state.where.get(article_id) or engine.archive.home_of(article_id)


def _unread(row: ArticleRow) -> Reading:
    """Of an article of which no reading was logged."""
    return Reading(language=row.article.lang or "und", title=row.article.title or "")


def _named(engine: Engine, ref: str) -> tuple[str, tuple[str, ...]]:
    """A story, or an article and the story that it is in."""
    try:
        return story_id_of(engine, ref), ()
    except NotFoundError:
        article_id = article_id_of(engine, ref)
    home = engine.state.where.get(article_id) or engine.archive.home_of(article_id)
    if home is None:
        raise RefusedError(
            f"{ref} is in no story", hint="`monitor why` says what became of an article"
        )
    return home, (article_id,)


def undo(engine: Engine, number: int | None = None) -> list[Event]:
    """Take back that correction, or an operator's last one that still stands; the machine's own are
    taken back by number.
    """
    return engine.record(lambda: _taken_back(engine, number))


def to_be_undone(engine: Engine, number: int | None = None) -> CorrectionRow:
    """What `undo` would take back now. Raises as it does."""
    return _standing(engine.archive.corrections(), number)


def deny_holder(engine: Engine, number: int, *, reason: str = "") -> list[Event]:
    """Whom the log taught under that number does not hold that office, and is not learnt again."""
    return engine.record(lambda: engine.decide(DenyHolder(learnt=number, reason=reason)))


def _taken_back(engine: Engine, number: int | None) -> list[Event]:
    done = _undoable(to_be_undone(engine, number))
    match done:
        case ArticleLetIn():
            return _set_aside_again(engine, done)
        case HolderLearnt(correction=learnt):
            return engine.decide(DenyHolder(learnt=learnt, reason="taken back"))
        case HolderDenied(correction=denial):
            return [_believed_again(engine, denial)]
        case _:
            return _undone(engine, done)


def _believed_again(engine: Engine, denial: int) -> CorrectionUndone:
    return CorrectionUndone(correction=engine.state.corrections + 1, undone=denial, moves=())


def _undone(engine: Engine, done: Done) -> list[Event]:
    ends = _stories_of(done)
    now = [
        queries.resolve(engine.state, story_id) or engine.archive.story(story_id).id
        for story_id in ends
    ]
    return engine.decide(Undo(done=done, closed=engine.closed(*now)))


def _set_aside_again(engine: Engine, done: ArticleLetIn) -> list[Event]:
    """Letting in is taken back by a person's setting aside, so that what came to its story since is
    cared for as ever.
    """
    reason = f"correction {done.correction} was taken back"
    events = _set_aside(engine, done.article.id, reason=reason)
    if not events:
        raise RefusedError(
            f"correction {done.correction} was taken back already: the article is set aside",
            hint="to have it again: `monitor aside take ARTICLE`",
        )
    return events


def redact(engine: Engine, article: str, *, reason: str) -> list[Event]:
    """Erase the kept texts of all versions of an article. Nothing happens if they are erased
    already.
    """

    def decision() -> list[Event]:
        row = engine.archive.article(article)
        command = Redact(article_id=row.article.id, texts=_texts_of(engine, row), reason=reason)
        return [
            event
            for event in engine.decide(command)
            if engine.log.find(key_of(event, ordinal=0)) is None
        ]

    return engine.record(decision)


def _texts_of(engine: Engine, row: ArticleRow) -> tuple[tuple[str, str], ...]:
    """(version, hash of the text) of each text the article ever had. Only an edited one needs a
    look through the log.
    """
    article = row.article
    texts = {article.text_hash: article.version}
    if row.revisions:
        for recorded in engine.log.read():
            match recorded.event:
                case (
                    ArticleTaken(article=known)
                    | ArticleSetAside(article=known)
                    | ArticleRevised(article=known)
                ):
                    if known.id == article.id:
                        texts.setdefault(known.text_hash, known.version)
                case _:
                    continue
    return tuple((version, text_hash) for text_hash, version in texts.items())


# --- which correction ---


Undoable = Done | ArticleLetIn | HolderLearnt | HolderDenied


def _standing(corrections: Sequence[CorrectionRow], number: int | None) -> CorrectionRow:
    """The correction to take back, if it may be."""
    if number is None:
        return _last(corrections)
    found = next((correction for correction in corrections if correction.number == number), None)
    if found is None:
        raise NotFoundError(
            f"there is no correction {number}", hint="`monitor undo` takes back the last one"
        )
    if found.undone_by is not None:
        raise RefusedError(
            f"correction {number} was taken back already, by correction {found.undone_by}",
            hint="to have it again, do it again",
        )
    _undoable(found)
    return found


def _last(corrections: Sequence[CorrectionRow]) -> CorrectionRow:
    for correction in corrections:
        match correction.event:
            case (
                StoriesMerged(by="operator")
                | StorySplit(by="operator")
                | ArticleMoved(by="operator")
                | StoriesKeptApart(by="operator")
                | StorySetAside(by="operator")
                | ArticleLetIn(by="operator")
                | HolderDenied(by="operator")
            ):
                if correction.undone_by is None:
                    return correction
            case _:
                continue
    raise NotFoundError(
        "there is no correction to take back", hint="the machine's own are named: `monitor undo N`"
    )


def is_undoable(correction: CorrectionRow) -> bool:
    """Whether it is of a kind that can be taken back at all."""
    return isinstance(correction.event, Undoable)


def _undoable(correction: CorrectionRow) -> Undoable:
    """Its event. Raises RefusedError for what cannot be taken back."""
    match correction.event:
        case StoriesMerged() | StorySplit() | ArticleMoved() | StoriesKeptApart() | StorySetAside():
            return correction.event
        case ArticleLetIn() | HolderLearnt() | HolderDenied():
            return correction.event
        case CorrectionUndone(undone=undone):
            raise RefusedError(
                f"correction {correction.number} took back correction {undone} and cannot be "
                "taken back itself",
                hint="do it again instead: `monitor merge`, `split` or `move`",
            )
        case _:
            raise RefusedError(
                f"{correction.number} is no correction",
                hint="`monitor undo` takes back the last one",
            )


def _stories_of(done: Done) -> tuple[str, str]:
    match done:
        case StoriesMerged(story_id=story_id, merged_id=other):
            return story_id, other
        case StorySplit(story_id=story_id, new_story_id=other):
            return story_id, other
        case StoriesKeptApart(story_id=story_id, other_id=other):
            return story_id, other
        case StorySetAside(story_id=story_id):
            return story_id, story_id
        case ArticleMoved(from_story_id=story_id, to_story_id=other):
            return story_id, other
        case _:
            assert_never(done)
