"""An example of a plugin: a pager, which is a file here, told the headlines alone.

It stands in docs/media.md too.
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from pathlib import Path

from monitor.delivery.media.medium import Medium, number_of, plain_notice
from monitor.delivery.transport import UNMARKED, OneWay, Refused, Sent
from monitor.events.deliveries import Message


class Pager(OneWay):
    medium = "pager"

    async def send(self, address, message, *, envelope=UNMARKED, **_how):
        return await asyncio.to_thread(_page, Path(address.chat), message.text, envelope)


def _page(pager, text, envelope):
    try:
        with pager.open("a", encoding="utf-8") as screen:
            screen.write(f"{text}\n")
    except OSError as error:
        return Refused(why="unreachable", reason=f"the pager is off: {error.strerror}")
    return Sent(message_id=number_of(envelope.key))


def _render(digest):
    headlines = tuple(
        Message(text=f"{entry.number} {entry.title}", entries=(entry.number,))
        for entry in digest.entries
    )
    return headlines or (Message(text=digest.summary),)


def _corrected(message, corrections):
    return Message(text=corrections.worded(), entries=message.entries)


def _wrong(address):
    return "" if address.startswith("/") else "a pager is a path from / on"


MEDIUM = Medium(
    name="pager",
    transport=lambda _access: nullcontext(Pager()),
    render=_render,
    notice=plain_notice,
    corrected=_corrected,
    ids="none",
    edits=False,
    wrong=_wrong,
)
BROKEN = "no Medium"
