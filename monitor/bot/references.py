"""Which story is meant: by a button's reference, by the number that stands in a post, or by the
number that it has in the log (S12).

"2" is item 2 of the post that is answered, else of the newest digest of that chat.
"""

from __future__ import annotations

import re

from msgspec import Struct

from monitor.bot.context import Visit
from monitor.delivery.media import messages
from monitor.digest import sanitize
from monitor.digest.references import Item, edition_mark, item_of
from monitor.publishing.streams import stream_of
from monitor.views.rows import StoryRow

_TITLE_CHARS = 120
_STORY = re.compile(r"[SsСс](\d{1,15})", re.ASCII)  # in either alphabet: they look alike
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
_STORY_ID = re.compile(r"[0-9a-f]{16}")


class Meant(Struct, frozen=True, kw_only=True):
    """A story, and the item of an edition as which it was named. Without a story, `why` is the
    phrase that says so.
    """

    story: StoryRow | None = None
    edition: str = ""
    number: int = 0
    why: str = ""


def meant(visit: Visit, *, otherwise: str = "say.story_help") -> Meant:
    """What the button or the first word names; `otherwise` is said where nothing is named."""
    if visit.wish.argument:
        return by_reference(visit, visit.wish.argument.partition(":")[0])
    return by_words(visit, visit.wish.words.split(" ")[0], otherwise=otherwise)


def by_reference(visit: Visit, reference: str) -> Meant:
    """What a button carries."""
    item = item_of(reference)
    if item is not None:
        return _item(visit, item)
    if _NUMBER.fullmatch(reference):
        return _of_an_old_button(visit, reference)
    named = _STORY_ID.fullmatch(reference)
    return _known(visit.views.story(reference) if named else None, "say.other_home")


def _item(visit: Visit, item: Item) -> Meant:
    edition = visit.views.edition_marked(item.mark)
    if edition is None:
        return Meant(why="say.other_home")
    return of_edition(visit, edition, item.number)


def of_edition(visit: Visit, edition: str, number: int) -> Meant:
    story_id = visit.views.items(edition).get(number)
    if story_id is None:
        return Meant(why="say.item_none")
    return Meant(story=visit.views.story(story_id), edition=edition, number=number)


def _of_an_old_button(visit: Visit, number: str) -> Meant:
    """Of a post of before buttons named their edition: only if this log knows the post."""
    post = visit.views.post(visit.known.lane, visit.asked.message_id)
    told = visit.views.items(post.edition) if post else {}
    numbers = visit.views.numbers(told.values())
    items = {numbers.get(story_id): item for item, story_id in told.items()}
    if post is None or int(number) not in items:
        return Meant(why="say.other_home")
    return of_edition(visit, post.edition, items[int(number)])


def by_words(visit: Visit, word: str, *, otherwise: str = "say.story_help") -> Meant:
    """What a person typed: 2, S12."""
    if found := _STORY.fullmatch(word):
        return _known(visit.views.story(f"S{found[1]}"), "say.story_none")
    if not _NUMBER.fullmatch(word):
        return Meant(why="say.story_none" if _STORY.match(word) else otherwise)
    edition = edition_here(visit)
    if not edition:
        return Meant(why="say.no_post")
    return of_edition(visit, edition, int(word))


def edition_here(visit: Visit) -> str:
    """Of the post that is answered, else the newest of this chat; empty if there is none."""
    post = visit.views.post(visit.known.lane, visit.asked.reply_to)
    if post is not None:
        return post.edition
    if visit.reader is not None and visit.reader.last_edition:
        return visit.reader.last_edition
    last = visit.views.last_edition(stream_of(visit.wishes))
    return last.edition if last else ""


def _known(story: StoryRow | None, why: str) -> Meant:
    return Meant(story=story, why="" if story else why)


def mark_of(visit: Visit, edition: str) -> str:
    """By which buttons name the edition; empty for one that is not logged."""
    composed = visit.editor.composed(edition)
    return edition_mark(edition, composed.until) if composed else ""


def reference_of(visit: Visit, found: Meant) -> str:
    """As a button carries it."""
    if found.edition:
        return f"{mark_of(visit, found.edition)}-{found.number}"
    return found.story.id if found.story else ""


def titles_of(visit: Visit, edition: str) -> dict[int, str]:
    """The headline of each entry, in the edition's words."""
    composed = visit.editor.composed(edition)
    if composed is None:
        return {}
    return {entry.number: entry.title for entry in messages.read(composed.digest).entries}


def title_of(visit: Visit, found: Meant) -> str:
    """Its headline as the post has it; without a post, that of its first account. Not yet
    escaped.
    """
    told = titles_of(visit, found.edition).get(found.number) if found.edition else None
    first = visit.editor.title_of(found.story.id) if found.story else ""
    return sanitize.text(told or first, chars_max=_TITLE_CHARS)
