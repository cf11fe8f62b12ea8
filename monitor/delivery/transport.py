"""How messages leave: a protocol that fits a chat, a mailbox or a file. A transport reports; it
decides nothing and keeps nothing.

Every call ends in one of a few outcomes, and never raises for what the other side does: `Unknown`
is an outcome too.
"""

from __future__ import annotations

from typing import Literal, Protocol

from msgspec import Struct

from monitor.errors import MonitorError
from monitor.events.deliveries import ChatKind, Message, ReaderKind, Refusal


class TransportDownError(MonitorError):
    """Nothing at all can be sent: the token is refused."""


class Address(Struct, frozen=True, kw_only=True):
    """Where a reader is. Personal data: it lives in readers.db and in memory, never in an event, a
    line or an error.
    """

    medium: str
    chat: str
    thread: int | None = None
    kind: ReaderKind = "private"
    reply_to: int | None = None  # of a message there, which what is sent goes on from


class Envelope(Struct, frozen=True, kw_only=True):
    """What a medium may write on the outside: names that stay the same however often it is tried.

    `key` is this very message's; `thread` that of all editions of one stream to one reader;
    `answers` the key of the message that this one corrects; empty for none.
    """

    key: str = ""
    reader_id: str = ""
    thread: str = ""
    answers: str = ""


UNMARKED = Envelope()


class Sent(Struct, frozen=True, kw_only=True):
    message_id: int


class Refused(Struct, frozen=True, kw_only=True):
    """Certainly not sent. `scope` says what is to wait: this message, or everything for the
    chat.
    """

    why: Refusal
    reason: str
    retry_after_s: float | None = None
    scope: Literal["message", "chat"] = "message"


class Moved(Struct, frozen=True, kw_only=True):
    """Certainly not sent: the chat has another id now."""

    chat: str
    kind: ChatKind


class Unknown(Struct, frozen=True, kw_only=True):
    """It may be there or not."""

    reason: str


class MessageComparison(Struct, frozen=True, kw_only=True):
    """What stands at a message id: this very message, nothing, somebody else's; or it was ours and
    has these words now.
    """

    found: Literal["same", "absent", "other", "changed"]


SendOutcome = Sent | Refused | Moved | Unknown
Standing = Literal["ours", "other", "absent", "unclear"]
"""Who wrote what stands at a message id."""


class Transport(Protocol):
    @property
    def medium(self) -> str: ...

    async def send(
        self,
        address: Address,
        message: Message,
        *,
        envelope: Envelope = UNMARKED,
        silent: bool = False,
        plain: bool = False,
    ) -> SendOutcome: ...

    async def edit(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> SendOutcome:
        """Editing twice is editing once; a post that is gone is Refused as absent."""
        ...

    async def compare(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> MessageComparison | Refused | Unknown:
        """Is this very message there? Changes nothing that is not ours."""
        ...

    async def whose(self, address: Address, message_id: int) -> Standing | Refused | Unknown:
        """Who wrote what is there? Changes nothing."""
        ...

    async def remove(self, address: Address, message_id: int) -> SendOutcome:
        """Take back a message of ours that carries nothing. Removing twice is removing once."""
        ...


class OneWay:
    """The part of a transport whose messages cannot be looked at or changed once they went."""

    calls_at_once = 8  # more would only wait, and be unknown should the program be killed

    async def edit(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> SendOutcome:
        del address, message_id, message, plain
        return Refused(why="absent", reason="what went one way cannot be changed")

    async def compare(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> MessageComparison | Refused | Unknown:
        del address, message_id, message, plain
        return Unknown(reason="what went one way cannot be looked at")

    async def whose(self, address: Address, message_id: int) -> Standing | Refused | Unknown:
        del address, message_id
        return "unclear"

    async def remove(self, address: Address, message_id: int) -> SendOutcome:
        del address, message_id
        return Refused(why="absent", reason="what went one way cannot be taken back")
