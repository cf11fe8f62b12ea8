"""Telegram as a medium: a digest as posts with their buttons, in its HTML. The bot library is
loaded with the transport, when it is opened.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from msgspec import structs

from monitor.delivery.media.medium import Access, Corrections, Medium
from monitor.delivery.phrases import phrase
from monitor.delivery.transport import Transport
from monitor.digest.model import Digest, Entry
from monitor.digest.references import edition_mark, reference
from monitor.digest.render.escape import escaped, inert
from monitor.digest.render.telegram import (
    CAPTION_UNITS_MAX,
    TEXT_UNITS_MAX,
    telegram_messages,
    week_photo,
)
from monitor.digest.wording.locale import words_for
from monitor.events.deliveries import Button, Message

NAME = "telegram"
BUTTONS_IN_A_ROW, BUTTONS_IN_A_FULL_ROW = 4, 8
FEW_ITEMS = 16  # of a post, whose buttons have room for words
BUTTONS_MAX = 99  # of 100, beside the one below them
_TAG = re.compile(r"</?[a-z][^<>]*>")


def posts_of(digest: Digest) -> tuple[Message, ...]:
    """Of what is no edition, items have the numbers of their stories: commands know those alone.
    The week's picture comes last, without a button: what it names stands above it, if it is new.
    """
    if not digest.edition:
        digest = structs.replace(digest, entries=tuple(map(_of_no_edition(digest), digest.entries)))
    messages = telegram_messages(digest, by_story=not digest.edition)
    posts = tuple(_with_buttons(message, digest) for message in messages)
    if len(posts) == len(digest.entries) == 1:
        posts = (structs.replace(posts[0], preview=_card_of(digest.entries[0])),)
    photo = week_photo(digest)
    return posts if photo is None else (*posts, photo)


def _of_no_edition(digest: Digest) -> Callable[[Entry], Entry]:
    """Without the number of the item that it belongs with, which is not shown there."""
    say = words_for(digest.language).say

    def entry_of(entry: Entry) -> Entry:
        belongs = say("entry.belongs", number=entry.under) if entry.under else ""
        return structs.replace(entry, tags=tuple(tag for tag in entry.tags if tag != belongs))

    return entry_of


def _card_of(entry: Entry) -> str:
    """The address that is shown as a card below a post of one story: its first account's."""
    return next((outlet.url for outlet in entry.outlets if outlet.url), "")


def _with_buttons(message: Message, digest: Digest) -> Message:
    here = [entry for entry in digest.entries if entry.number in message.entries]
    many = len(here) > FEW_ITEMS
    items = [
        Button(label=_label(digest, entry, short=many), data=f"item:{reference(digest, entry)}")
        for entry in here[:BUTTONS_MAX]
    ]
    wide = BUTTONS_IN_A_FULL_ROW if many else BUTTONS_IN_A_ROW
    rows = (items[i : i + wide] for i in range(0, len(items), wide))
    follow = Button(label=phrase(digest.language, "post.follow"), data="choose")
    last = ((follow,) if here else ()) + _report(digest, here)
    return structs.replace(message, buttons=(*map(tuple, rows), *filter(None, (last,))))


def _label(digest: Digest, entry: Entry, *, short: bool) -> str:
    if not digest.edition:
        return f"S{entry.story_number}"
    return str(entry.number) if short else phrase(digest.language, "post.item", number=entry.number)


def _report(digest: Digest, here: Sequence[Entry]) -> tuple[Button, ...]:
    """It asks which item, beginning with those of this post; with one alone it asks no more. Of
    what is no edition, each item's own button leads to it.
    """
    if len(here) == 1:
        data = f"report:{reference(digest, here[0])}"
    elif digest.edition:
        before = digest.entries.index(here[0]) if here else 0
        data = f"report:{edition_mark(digest.edition, digest.until)}-p{before}"
    else:
        return ()
    return (Button(label=phrase(digest.language, "post.report"), data=data),)


def notice(words: str) -> Message:
    return Message(text=escaped(words))


def corrected(message: Message, corrections: Corrections) -> Message:
    """Older notes give way where there is no room; without any, the post stays as it is."""
    units_max = CAPTION_UNITS_MAX if message.picture else TEXT_UNITS_MAX
    for first in range(len(corrections.notes)):
        kept = structs.replace(corrections, notes=corrections.notes[first:])
        text = f"{message.text}\n\n<i>✎ {escaped(inert(kept.worded()))}</i>"
        if _units(words_of(text)) <= units_max:
            return structs.replace(message, text=text)
    return message


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def words_of(markup: str) -> str:
    """The words alone, as a reader sees them."""
    return html.unescape(_TAG.sub("", markup))


def plain_text(markup: str) -> str:
    """The words alone, within what one message holds."""
    return words_of(markup)[:TEXT_UNITS_MAX]


def _transport(access: Access) -> AbstractAsyncContextManager[Transport] | None:
    if not access.token:
        return None
    from monitor.delivery.media.telegram import Telegram  # noqa: PLC0415 — half a second, only here

    return Telegram(token=access.token, url=access.telegram_url)


MEDIUM = Medium(
    name=NAME,
    transport=_transport,
    render=posts_of,
    notice=notice,
    corrected=corrected,
    ids="given",
    edits=True,
    missing="bot's token",
    mend="`monitor init` asks for it; or set MONITOR_TELEGRAM_TOKEN: docs/telegram.md",
)
