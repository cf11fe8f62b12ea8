"""A digest as messages of a medium: which entries stand in which, and the buttons under them; and a
message that was corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import structs

from monitor.delivery.media import folder, jsonl_file, telegram
from monitor.delivery.phrases import phrase
from monitor.digest.model import Digest
from monitor.digest.render.escape import escaped, inert
from monitor.digest.render.telegram import TEXT_UNITS_MAX, render_telegram
from monitor.digest.render.text import render_text
from monitor.events.deliveries import Button, Message

BUTTONS_IN_A_ROW = 4
BUTTONS_MAX = 24
_ENTRY = re.compile(r"^<b>(\d{1,4}) · ", re.MULTILINE)
_digests = msgspec.json.Decoder(Digest)


def written(digest: Digest) -> str:
    """The digest as the log holds it."""
    return msgspec.json.encode(digest).decode()


def read(text: str) -> Digest:
    return _digests.decode(text)


def messages_of(digest: Digest, medium: str) -> tuple[Message, ...]:
    """In their order. Telegram's carry buttons; a file gets the plain text in one."""
    match medium:
        case telegram.MEDIUM:
            return tuple(_with_buttons(text, digest) for text in render_telegram(digest))
        case jsonl_file.MEDIUM:
            return (
                Message(
                    text=render_text(digest),
                    entries=tuple(entry.number for entry in digest.entries),
                ),
            )
        case folder.MEDIUM:
            return (
                Message(
                    text=written(digest), entries=tuple(entry.number for entry in digest.entries)
                ),
            )
        case _:
            raise ValueError(f"no renderer for the medium {medium}")


def without(digest: Digest, story_ids: Iterable[str]) -> Digest:
    """The digest without stories that its reader does not want to hear of."""
    muted = set(story_ids)
    return structs.replace(
        digest, entries=tuple(one for one in digest.entries if one.story_id not in muted)
    )


def _with_buttons(text: str, digest: Digest) -> Message:
    shown = {int(number) for number in _ENTRY.findall(text)}
    here = [entry for entry in digest.entries if entry.number in shown]
    lines = [
        Button(
            label=phrase(digest.language, "post.time_line", number=entry.number),
            data=f"line:{entry.story_number}",
        )
        for entry in here[:BUTTONS_MAX]
    ]
    rows = [tuple(lines[i : i + BUTTONS_IN_A_ROW]) for i in range(0, len(lines), BUTTONS_IN_A_ROW)]
    report = Button(label=phrase(digest.language, "post.report"), data="report")
    return Message(
        text=text, buttons=(*rows, (report,)), entries=tuple(entry.number for entry in here)
    )


def corrected(
    message: Message, notes: Sequence[str], *, medium: str, language: str, day: str
) -> Message:
    """The message with what was corrected since, the newest last; older notes give way where there
    is no room.
    """
    kept = list(notes)
    if medium == folder.MEDIUM:
        digest = read(message.text)
        mark = phrase(language, "post.corrected", day=day, what=" ".join(kept))
        return structs.replace(
            message, text=written(structs.replace(digest, closing=f"{digest.closing} ✎ {mark}"))
        )
    if medium != telegram.MEDIUM:
        mark = phrase(language, "post.corrected", day=day, what=" ".join(kept))
        return structs.replace(message, text=f"{message.text}\n{mark}\n")
    while kept:
        mark = phrase(language, "post.corrected", day=day, what=" ".join(kept))
        text = f"{message.text}\n\n<i>✎ {escaped(inert(mark))}</i>"
        if _units(telegram.words_of(text)) <= TEXT_UNITS_MAX:
            return structs.replace(message, text=text)
        kept.pop(0)
    return message


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
