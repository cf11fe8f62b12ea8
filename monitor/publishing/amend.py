"""Posts that told a story which was merged, split or otherwise corrected since: edited in place,
and marked as corrected; where nothing can be edited, a message that follows says so.

A correction is known by its number, and so is the edit of each post that it asks for: asking again
asks for nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from monitor.delivery.address_book import Readers
from monitor.delivery.media.medium import Corrections
from monitor.delivery.media.messages import read
from monitor.delivery.media.table import medium
from monitor.delivery.phrases import phrase
from monitor.digest import sanitize
from monitor.digest.wording.locale import words_for
from monitor.engine.engine import Engine
from monitor.events.deliveries import DeliveryQueued, DigestComposed, Message
from monitor.events.stories_and_feeds import (
    ArticleMoved,
    CorrectionUndone,
    Event,
    StoriesMerged,
    StorySetAside,
    StorySplit,
    key_of,
)
from monitor.publishing.corrected import corrects, stories_of, titles
from monitor.publishing.editor import Editor
from monitor.views.editions import Post
from monitor.views.rows import CorrectionRow

_TITLE_CHARS = 80
REACH_DAYS = 30  # posts older than this are left as they are


def amend(
    engine: Engine, readers: Readers, editor: Editor, *, after: int
) -> tuple[list[Event], int]:
    """Queue the edits that corrections after number `after` ask for; what was written, and the
    newest correction's number.
    """
    corrections = engine.archive.views.corrections(after=after)
    written: list[Event] = []
    known = engine.archive.views.corrections(since=_reach(corrections[-1])) if corrections else []
    for correction in reversed(corrections):
        written += _amend(engine, readers, editor, correction, known)
    return written, max((one.number for one in corrections), default=after)


def _reach(correction: CorrectionRow) -> str:
    """The log time from which on posts are amended for it."""
    reach = datetime.fromisoformat(correction.at) - timedelta(days=REACH_DAYS)
    return reach.isoformat(timespec="microseconds")


def _amend(
    engine: Engine,
    readers: Readers,
    editor: Editor,
    correction: CorrectionRow,
    known: Sequence[CorrectionRow],
) -> list[Event]:
    stories = _stories_of(engine, correction.event)
    posts = [
        post
        for post in engine.archive.views.posts_about(stories, since=_reach(correction))
        if post.at < correction.at and _corrects(engine, correction, post)
    ]
    before = [one for one in known if one.number < correction.number]
    edits = [
        _edit_of(
            engine,
            readers,
            editor,
            post,
            [
                correction,
                *(one for one in before if one.at > post.at and _corrects(engine, one, post)),
            ],
        )
        for post in posts
    ]
    fresh = [edit for edit in edits if edit and engine.log.find(key_of(edit[0], ordinal=0)) is None]
    readers.write([(queued.delivery_id, messages) for queued, messages in fresh])
    return engine.record(lambda: [queued for queued, _ in fresh])


def _corrects(engine: Engine, correction: CorrectionRow, post: Post) -> bool:
    told = datetime.fromisoformat(post.at)
    return corrects(engine.archive.views, correction.event, told)


def _edit_of(
    engine: Engine,
    readers: Readers,
    editor: Editor,
    post: Post,
    corrections: Sequence[CorrectionRow],
) -> tuple[DeliveryQueued, tuple[Message, ...]] | None:
    """What the last of these corrections, of which the first is the newest, asks to be done with
    the post.
    """
    correction = corrections[0]
    address, composed = readers.address(post.reader_id), editor.composed(post.edition)
    rendered = editor.rendered(post.edition, address.medium) if address else None
    if (
        composed is None
        or rendered is None
        or post.message_id is None
        or post.part >= len(rendered.messages)
    ):
        return None
    numbers = {told.story_id: told.number for told in composed.told}
    way, message = medium(rendered.medium), rendered.messages[post.part]
    noted = _in_force(corrections) if way.edits else corrections
    notes = [
        note
        for one in reversed(noted)
        if set(message.entries) & set(map(numbers.get, _stories_of(engine, one.event)))
        and (note := _note(engine, one, composed))
    ]
    if not (notes or _takes_back(correction, corrections)) or not set(message.entries) & set(
        map(numbers.get, _stories_of(engine, correction.event))
    ):
        return None
    day = words_for(_language(composed)).partial(correction.at[:10])
    said = Corrections(notes=tuple(notes), language=_language(composed), day=day)
    told: tuple[Message, ...] = (way.corrected(message, said) if notes else message,)
    if way.render_for is not None and address is not None:
        told = way.render_for(read(told[0].text), address.chat)
    queued = DeliveryQueued(
        delivery_id=f"correction/{correction.number}/{post.delivery_id}/{post.part}",
        reader_id=post.reader_id,
        lane=post.lane,
        purpose="correction",
        parts=len(told),
        kind=address.kind if address else "private",
        edition=post.edition,
        own=True,
        repeatable=way.knows_again,
        message_id=post.message_id if way.edits else 0,
    )
    return queued, told


def _in_force(corrections: Sequence[CorrectionRow]) -> list[CorrectionRow]:
    """Without those that were taken back, and without the taking back of one of these: a post that
    can be edited is then as it was.
    """
    return [
        one for one in corrections if one.undone_by is None and not _takes_back(one, corrections)
    ]


def _takes_back(one: CorrectionRow, corrections: Sequence[CorrectionRow]) -> bool:
    """Whether it takes back one of these."""
    event = one.event
    return isinstance(event, CorrectionUndone) and any(
        event.undone == other.number for other in corrections
    )


def _stories_of(engine: Engine, event: Event) -> tuple[str, ...]:
    """As `stories_of`; taking back what moved nothing is about the stories of what is taken
    back.
    """
    if isinstance(event, CorrectionUndone) and not event.moves:
        done = next(
            (one.event for one in engine.archive.corrections() if one.number == event.undone), None
        )
        if not isinstance(done, StorySetAside):
            return ()
        return stories_of(done)
    return stories_of(event)


def _language(composed: DigestComposed) -> str:
    return composed.stream.rsplit("/", 1)[-1]


_KINDS: Mapping[type, str] = {
    StoriesMerged: "merged",
    StorySplit: "split",
    StorySetAside: "set_aside",
    ArticleMoved: "moved",
    CorrectionUndone: "undone",
}


def _note(engine: Engine, correction: CorrectionRow, composed: DigestComposed) -> str:
    named = _names(engine, correction.event, _stories_of(engine, correction.event), composed)
    if not named:
        return ""
    kind = _KINDS[type(correction.event)]
    note = phrase(
        _language(composed),
        f"corrections.{kind}",
        first=named[0],
        others=", ".join(named[1:]) or named[0],
    )
    return note[:1].upper() + note[1:]


def _names(
    engine: Engine, event: Event, story_ids: Sequence[str], composed: DigestComposed
) -> list[str]:
    """As the post names them: by the number of its item; a story that it does not tell by its title
    and its public number.
    """
    views = engine.archive.views
    known, named = views.numbers(story_ids), titles(views, event, story_ids)
    items = {told.story_id: told.number for told in composed.told}
    language = _language(composed)
    return [
        phrase(language, "corrections.item", number=items[story_id])
        if story_id in items
        else _public(language, known[story_id], named[story_id])
        for story_id in story_ids
        if story_id in known
    ]


def _public(language: str, number: int, title: str) -> str:
    """As S5 “Its headline”; by its number alone where no headline is known."""
    shown = sanitize.text(title, chars_max=_TITLE_CHARS)
    return (
        phrase(language, "corrections.story", number=number, title=shown) if shown else f"S{number}"
    )
