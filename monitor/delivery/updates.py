"""What comes in from a chat, neutral of any medium, and what it is understood to mean. Pure;
everything is bounded.

What a person typed stands in `IncomingUpdate.text` alone, which never reaches the log.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from monitor.delivery.transport import Address
from monitor.events.deliveries import ChatKind

TEXT_CHARS_MAX = 512
TOAST_CHARS = 200  # of what is shown where a button was pressed
MenuScope = Literal["default", "private"] | Address
"""Whose menu of commands: everybody's, that of private chats, or one chat's."""
_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?", re.DOTALL)
_DATA = re.compile(r"([a-z]{1,12})(?::([\w.-]{1,48}(?::[\w.-]{1,48}){0,2}))?")
_PAYLOAD = re.compile(r"(item|report)_([\w.-]{1,56})")  # of a link that opens the chat with us

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
        "report",
        "pause",
        "resume",
        "privacy",
        "forget",
        "help",
        "follow",
        "unfollow",
        "following",
        "alert",
    ]
)
OPERATORS = frozenset(
    [
        "unsure",
        "aside",
        "why",
        "undo",
        "merge",
        "split",
        "move",
        "apart",
        "status",
        "people",
        "reports",
        "web",
    ]
)
BUTTONS = frozenset(
    [
        "item",
        "line",
        "report",
        "wrong",
        "mute",
        "unmute",
        "topic",
        "language",
        "preview",
        "topics",
        "follow",
        "unfollow",
        "alert",
        "choose",
    ]
)
ON_POSTS = frozenset({"item", "line", "report", "choose"})
"""Buttons that hang on posts: in a channel there are no others, whatever its readers' programs
send. They are answered where they were pressed, never by a post.
"""
OPERATOR_BUTTONS = frozenset(
    [
        "same",
        "apart",
        "aside",
        "take",
        "held",
        "undo",
        "why",
        "leave",
        "fixed",
        "kept",
        "answer",
    ]
)
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
        "wrong",
        "follow",
        "unfollow",
        "alert",
        "same",
        "apart",
        "aside",
        "take",
        "held",
        "undo",
        "merge",
        "split",
        "move",
        "fixed",
        "kept",
    ]
)
"""What changes something: in groups only for their admins, and never answered twice."""
FOR_EVERYBODY = frozenset({"wrong"})
"""Of those, what changes nothing for the chat: anybody in a group may say it."""


class IncomingUpdate(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One update. `anonymous`: written in the name of the chat itself, as anonymous admins do."""

    update_id: int
    what: Literal["text", "button", "left", "moved", "other"]
    medium: str
    chat: str = ""
    kind: ChatKind = "private"
    thread: int | None = None
    user_id: int = 0
    anonymous: bool = False
    text: str = ""
    data: str = ""
    query_id: str = ""
    message_id: int = 0
    reply_to: int = 0  # the message that it answers
    to_us: bool = False  # and that one is the bot's own
    language: str = ""
    moved_to: str = ""

    @property
    def address(self) -> Address:
        return Address(medium=self.medium, chat=self.chat, thread=self.thread, kind=self.kind)


class Understood(Struct, frozen=True, kw_only=True):
    """`argument` came by a button or a link of ours, or was made to look so; `words` were typed.
    Neither reaches the log.
    """

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
        return _of_answer(asked)
    name, addressed, words = found.groups()
    if addressed and bot_name and addressed.casefold() != bot_name.casefold():
        return None
    command = name.lower()
    if command not in COMMANDS | OPERATORS:
        if asked.kind == "private" or addressed:
            return Understood(command="unknown")
        return None
    words = " ".join((words or "").split())
    if command == "start" and (link := _PAYLOAD.fullmatch(words)):
        return Understood(command=link[1], argument=link[2])
    return Understood(command=command, words=words)


def _of_answer(asked: IncomingUpdate) -> Understood | None:
    """Plain words: perhaps what was asked for. In a group only those that answer us are read."""
    if asked.kind != "private" and not asked.to_us:
        return None
    return Understood(command="text", words=" ".join(asked.text[:TEXT_CHARS_MAX].split()))


def _of_button(data: str) -> Understood:
    found = _DATA.fullmatch(data)
    if found is None or found.group(1) not in BUTTONS | OPERATOR_BUTTONS:
        return Understood(command="stale")
    return Understood(command=found.group(1), argument=found.group(2) or "")
