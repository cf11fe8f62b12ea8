"""Digests for whoever runs this without a channel: a page and an Atom feed each in a folder, and
shown where a person looks.

What is on paper is listed in `index.jsonl`, a line an edition; its ids are line numbers, so that an
edition whose end nobody saw is looked for there. The pages of the last edition stand as
`latest.html` and `feed.atom` too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import structs

from monitor.delivery.media.jsonl_file import FileTransport
from monitor.delivery.media.medium import Access, Corrections, Medium, plain_notice
from monitor.delivery.media.messages import as_data, digest_in, read, written
from monitor.delivery.transport import (
    UNMARKED,
    Address,
    Envelope,
    MessageComparison,
    Refused,
    SendOutcome,
    Standing,
    Transport,
    Unknown,
)
from monitor.digest.model import Digest
from monitor.digest.render.atom import render_atom
from monitor.digest.render.html import render_html
from monitor.events.deliveries import Message

NAME = "paper"
INDEX = "index.jsonl"


class PaperTransport:
    """An address is a folder; a message's text is the digest itself, as JSON."""

    medium = NAME

    def __init__(self, show: Callable[[Digest], object] = lambda _digest: None) -> None:
        """`show` is handed each digest once it is on paper."""
        self._index, self._show = FileTransport(), show

    async def send(
        self,
        address: Address,
        message: Message,
        *,
        envelope: Envelope = UNMARKED,
        silent: bool = False,
        plain: bool = False,
    ) -> SendOutcome:
        del envelope, silent, plain  # paper makes no noise, and has no markup that could be refused
        return await self._put(address, message, edited=0)

    async def edit(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> SendOutcome:
        del plain
        return await self._put(address, message, edited=message_id)

    async def _put(self, address: Address, message: Message, *, edited: int) -> SendOutcome:
        digest = digest_in(message)
        if digest is not None and (refused := _unwritable(address, digest)) is not None:
            return refused
        line, listed = _line(message), _listed(address)
        outcome = await (
            self._index.edit(listed, edited, line) if edited else self._index.send(listed, line)
        )
        if isinstance(outcome, Refused):
            # a disk may have room again
            return structs.replace(outcome, why="unreachable", scope="message")
        if digest is not None and not edited:
            self._show(digest)
        return outcome

    async def compare(
        self, address: Address, message_id: int, message: Message, *, plain: bool = False
    ) -> MessageComparison | Refused | Unknown:
        line = _line(message)
        return await self._index.compare(_listed(address), message_id, line, plain=plain)

    async def whose(self, address: Address, message_id: int) -> Standing | Refused | Unknown:
        return await self._index.whose(address, message_id)

    async def remove(self, address: Address, message_id: int) -> SendOutcome:
        return await self._index.remove(_listed(address), message_id)


def name_of(digest: Digest) -> str:
    """When it was composed, in its readers' time."""
    return digest.until.astimezone(ZoneInfo(digest.zone)).strftime("%Y-%m-%d-%H%M")


def _line(message: Message) -> Message:
    digest = digest_in(message)
    if digest is None:
        return message
    return Message(text=f"{name_of(digest)} {sha256(message.text.encode()).hexdigest()[:16]}")


def _unwritable(address: Address, digest: Digest) -> Refused | None:
    """Writes the pages; why not, if that fails."""
    try:
        _write(Path(address.chat), digest)
    except OSError as error:
        reason = f"{address.medium} cannot be written: {error.strerror or error}"
        return Refused(why="unreachable", reason=reason)
    return None


def _listed(address: Address) -> Address:
    return structs.replace(address, chat=str(Path(address.chat) / INDEX))


def _write(folder: Path, digest: Digest) -> None:
    """Each file is in place at once or not at all; writing the same digest again changes
    nothing.
    """
    folder.mkdir(exist_ok=True)  # in a state folder that is there
    name, page, feed = name_of(digest), render_html(digest), render_atom(digest)
    for file, text in (
        (f"{name}.html", page),
        (f"{name}.atom", feed),
        ("latest.html", page),
        ("feed.atom", feed),
    ):
        draft = folder / f".{file}"
        draft.write_text(text, encoding="utf-8")
        draft.replace(folder / file)


def corrected(message: Message, corrections: Corrections) -> Message:
    digest = read(message.text)
    closing = f"{digest.closing} ✎ {corrections.worded()}"
    return structs.replace(message, text=written(structs.replace(digest, closing=closing)))


def _transport(access: Access) -> AbstractAsyncContextManager[Transport] | None:
    if access.show is None:
        return None
    return nullcontext(PaperTransport(access.show))


MEDIUM = Medium(
    name=NAME,
    transport=_transport,
    render=as_data,
    notice=plain_notice,
    corrected=corrected,
    ids="counted",
    edits=True,
    missing="place where anybody would look",
    mend="`monitor run` has one",
)
