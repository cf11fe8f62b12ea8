"""A file as a reader: each message is appended to it as a line of JSON. The plainest transport
there is, and no network.

Its ids are line numbers, so that an append whose end nobody saw can be looked for like any other
message.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from monitor.delivery.media.medium import Corrections, Medium, plain_notice, whole
from monitor.delivery.transport import (
    UNMARKED,
    Address,
    Envelope,
    MessageComparison,
    Refused,
    SendOutcome,
    Sent,
    Standing,
    Unknown,
)
from monitor.digest.render.text import render_text
from monitor.events.deliveries import Message

NAME = "file"


class FileLine(Struct, frozen=True, kw_only=True):
    id: int
    text: str
    edited: int = 0  # the id that this line replaces


class FileTransport:
    medium = NAME

    async def send(
        self,
        address: Address,
        message: Message,
        *,
        envelope: Envelope = UNMARKED,
        silent: bool = False,
        plain: bool = False,
    ) -> SendOutcome:
        del envelope, silent, plain  # a file makes no noise, and its words are plain as they are
        return self._append(address, message, edited=0)

    async def edit(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> SendOutcome:
        del plain
        return self._append(address, message, edited=message_id)

    async def compare(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> MessageComparison | Refused | Unknown:
        del plain
        try:
            lines = _lines(Path(address.chat))
        except (OSError, msgspec.DecodeError) as error:
            return Refused(why="setup", reason=_said(error), scope="chat")
        if message_id > len(lines):
            return MessageComparison(found="absent")
        return MessageComparison(
            found="same" if lines[message_id - 1].text == message.text else "other"
        )

    async def whose(self, address: Address, message_id: int) -> Standing | Refused | Unknown:
        del address, message_id
        return "unclear"  # a line does not say who wrote it

    async def remove(self, address: Address, message_id: int) -> SendOutcome:
        """Nothing is taken out of a file, and no mark is ever put into one: its ids are known."""
        del address
        return Sent(message_id=message_id)

    def _append(self, address: Address, message: Message, *, edited: int) -> SendOutcome:
        path = Path(address.chat)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            number = len(_lines(path)) + 1
            with path.open("ab") as file:
                file.write(
                    msgspec.json.encode(FileLine(id=number, text=message.text, edited=edited))
                    + b"\n"
                )
                file.flush()
                os.fsync(file.fileno())
        except (OSError, msgspec.DecodeError) as error:
            return Refused(why="setup", reason=_said(error), scope="chat")
        return Sent(message_id=number)


def _lines(path: Path) -> list[FileLine]:
    if not path.exists():
        return []
    return [msgspec.json.decode(line, type=FileLine) for line in path.read_bytes().splitlines()]


def _said(error: Exception) -> str:
    return f"the file cannot be used: {getattr(error, 'strerror', None) or error}"


def corrected(message: Message, corrections: Corrections) -> Message:
    return structs.replace(message, text=f"{message.text}\n{corrections.worded()}\n")


MEDIUM = Medium(
    name=NAME,
    transport=lambda _access: nullcontext(FileTransport()),
    render=lambda digest: whole(render_text(digest), digest),
    notice=plain_notice,
    corrected=corrected,
    ids="counted",
    edits=True,
)
