"""What a medium is: how its messages leave, and what they look like."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from msgspec import Struct

from monitor.delivery.phrases import phrase
from monitor.delivery.transport import Address, Transport
from monitor.digest.model import Digest
from monitor.events.deliveries import Message, ReaderKind


class Access(Struct, frozen=True, kw_only=True):
    """What the configuration has for opening media; empty where nothing is configured. `show` is
    handed each digest that is put where a person looks; None where nobody looks.

    A medium of a plugin takes what it needs from its own place.
    """

    token: str | None = None
    telegram_url: str = ""
    show: Callable[[Digest], object] | None = None
    smtp_url: str = ""  # smtp://user:password@host:port?security=starttls
    mail_from: str = ""  # "Desk <desk@example.org>"
    unsubscribe_url: str = ""  # https address before which a reader's id stands
    webhook_secret: str = ""  # whsec_…
    allow_private: bool = False  # whether webhooks may be in our own network


class Proof(Struct, frozen=True, kw_only=True):
    """What was found when a medium was tried without sending anything."""

    ok: bool
    says: str
    hint: str = ""


class Corrections(Struct, frozen=True, kw_only=True):
    """What a post is to say of itself: one note a correction, the newest last."""

    notes: tuple[str, ...]
    language: str
    day: str

    def worded(self) -> str:
        return phrase(self.language, "post.corrected", day=self.day, what=" ".join(self.notes))


_KINDS: dict[str, ReaderKind] = {"counted": "file", "given": "private", "none": "oneway"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """`transport` is None where the access lacks what it needs, which `missing` then names.

    `render` hands out a digest's messages with the entries that stand in each; `render_for` where
    that depends on the address. `ids`: "counted" are known before a message goes, like the numbers
    of lines; "given" only by the other side's answer; "none": nothing can be looked at later.
    """

    name: str
    transport: Callable[[Access], AbstractAsyncContextManager[Transport] | None]
    render: Callable[[Digest], tuple[Message, ...]]
    notice: Callable[[str], Message]
    corrected: Callable[[Message, Corrections], Message]
    ids: Literal["counted", "given", "none"]
    edits: bool  # whether a post can be corrected where it stands; else a new one says so
    knows_again: bool = False  # whether the other side knows a message by its id, and takes it once
    render_for: Callable[[Digest, str], tuple[Message, ...]] | None = None
    wrong: Callable[[str], str] = lambda _address: ""  # what is wrong with an address
    kept: Callable[[str], str] = lambda address: address  # the form in which it is kept
    prove: Callable[[Access], Coroutine[Any, Any, Proof]] | None = None
    missing: str = ""
    mend: str = ""

    def address(self, chat: str) -> Address:
        """Of a reader that is no person's chat."""
        return Address(medium=self.name, chat=chat, kind=_KINDS[self.ids])


def whole(text: str, digest: Digest) -> tuple[Message, ...]:
    """All of a digest in one message."""
    return (Message(text=text, entries=tuple(entry.number for entry in digest.entries)),)


def plain_notice(words: str) -> Message:
    return Message(text=words)


def number_of(key: str) -> int:
    """A message id for what has none: the same for the same key."""
    return int.from_bytes(sha256(key.encode()).digest()[:6], "big") | 1
