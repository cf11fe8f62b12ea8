"""What a medium is: how its messages leave, and what they look like."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from monitor.delivery.phrases import phrase
from monitor.delivery.transport import Address, Transport
from monitor.digest.model import Digest
from monitor.events.deliveries import Message


class Access(Struct, frozen=True, kw_only=True):
    """What the configuration has for opening media. `show` is handed each digest that is put where
    a person looks; None where nobody looks.
    """

    token: str | None = None
    telegram_url: str = ""
    show: Callable[[Digest], object] | None = None


class Corrections(Struct, frozen=True, kw_only=True):
    """What a post is to say of itself: one note a correction, the newest last."""

    notes: tuple[str, ...]
    language: str
    day: str

    def worded(self) -> str:
        return phrase(self.language, "post.corrected", day=self.day, what=" ".join(self.notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """`transport` is None where the access lacks what it needs, which `missing` then names.

    `render` hands out a digest's messages with the entries that stand in each. `ids`: "counted" are
    known before a message goes, like the numbers of lines; "given" only by the other side's answer.
    """

    name: str
    transport: Callable[[Access], AbstractAsyncContextManager[Transport] | None]
    render: Callable[[Digest], tuple[Message, ...]]
    notice: Callable[[str], Message]
    corrected: Callable[[Message, Corrections], Message]
    ids: Literal["counted", "given"]
    edits: bool  # whether a post can be corrected where it stands
    missing: str = ""
    mend: str = ""

    def address(self, chat: str) -> Address:
        """Of a reader that is no person's chat."""
        kind: Literal["file", "private"] = "file" if self.ids == "counted" else "private"
        return Address(medium=self.name, chat=chat, kind=kind)


def whole(text: str, digest: Digest) -> tuple[Message, ...]:
    """All of a digest in one message."""
    return (Message(text=text, entries=tuple(entry.number for entry in digest.entries)),)


def plain_notice(words: str) -> Message:
    return Message(text=words)
