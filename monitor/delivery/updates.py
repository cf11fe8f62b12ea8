"""What comes in from a chat, neutral of any medium, and what it is understood to mean. Pure;
everything is bounded.

What a person typed stands in `IncomingUpdate.text` alone, which never reaches the log.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from monitor.delivery.transport import Address
from monitor.events.deliveries import ReaderKind

TEXT_CHARS_MAX = 512
_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?", re.DOTALL)
_DATA = re.compile(r"([a-z]{1,12})(?::([\w.-]{1,48}(?::[\w.-]{1,48})?))?")

COMMANDS = frozenset(
    [
        "start",
        "subscribe",
        "unsubscribe",
        "topics",
        "time",
        "language",
        "quiet",
        "preview",
        "latest",
        "search",
        "story",
        "mute",
        "unmute",
        "pause",
        "resume",
        "privacy",
        "forget",
        "help",
    ]
)
OPERATORS = frozenset({"unsure", "aside", "why", "undo"})
BUTTONS = frozenset({"line", "report", "topic", "language", "preview", "topics"})
OPERATOR_BUTTONS = frozenset({"same", "apart", "aside", "take", "undo"})
CHANGES = frozenset(
    [
        "start",
        "subscribe",
        "unsubscribe",
        "topic",
        "time",
        "language",
        "quiet",
        "mute",
        "unmute",
        "pause",
        "resume",
        "forget",
        "same",
        "apart",
        "aside",
        "take",
        "undo",
    ]
)
"""What changes something: in groups only for their admins, and never answered twice."""


class IncomingUpdate(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One update. `anonymous`: written in the name of the chat itself, as anonymous admins do."""

    update_id: int
    what: Literal["text", "button", "left", "moved", "other"]
    medium: str
    chat: str = ""
    kind: ReaderKind = "private"
    thread: int | None = None
    user_id: int = 0
    anonymous: bool = False
    text: str = ""
    data: str = ""
    query_id: str = ""
    message_id: int = 0
    language: str = ""
    moved_to: str = ""

    @property
    def address(self) -> Address:
        return Address(medium=self.medium, chat=self.chat, thread=self.thread, kind=self.kind)


class Understood(Struct, frozen=True, kw_only=True):
    """`argument` was offered by the program itself; `words` were typed."""

    command: str
    argument: str = ""
    words: str = ""

    @property
    def changes(self) -> bool:
        return self.command in CHANGES


def understood(asked: IncomingUpdate, *, bot_name: str = "") -> Understood | None:
    """None: nothing was asked of us."""
    match asked.what:
        case "text":
            return _of_text(asked, bot_name)
        case "button":
            return _of_button(asked.data)
        case "left" | "moved":
            return Understood(command=asked.what)
        case _:
            return None


def _of_text(asked: IncomingUpdate, bot_name: str) -> Understood | None:
    found = _COMMAND.fullmatch(asked.text[:TEXT_CHARS_MAX].strip())
    if found is None:
        if asked.kind != "private":
            return None
        return Understood(command="unknown")
    name, addressed, words = found.groups()
    if addressed and bot_name and addressed.casefold() != bot_name.casefold():
        return None
    command = name.lower()
    if command not in COMMANDS | OPERATORS:
        if asked.kind == "private" or addressed:
            return Understood(command="unknown")
        return None
    return Understood(command=command, words=" ".join((words or "").split()))


def _of_button(data: str) -> Understood:
    found = _DATA.fullmatch(data)
    if found is None or found.group(1) not in BUTTONS | OPERATOR_BUTTONS:
        return Understood(command="stale")
    return Understood(command=found.group(1), argument=found.group(2) or "")
