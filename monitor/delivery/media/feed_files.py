"""Feeds as media: a reader's own Atom and JSON Feed in a folder that a web server hands out, with a
name that nobody guesses.

An address is a path without its ending: NAME.atom and NAME.json stand there. Items are kept by
their ids, so putting a digest there again changes nothing; the oldest make room.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path

import msgspec

from monitor.delivery.media.medium import Access, Medium, number_of, plain_notice
from monitor.delivery.media.messages import as_data, correcting, digest_in
from monitor.delivery.transport import (
    UNMARKED,
    Address,
    Envelope,
    OneWay,
    Refused,
    SendOutcome,
    Sent,
    Transport,
)
from monitor.digest.model import Digest
from monitor.digest.render.atom import FeedHead, atom_of, head_of
from monitor.digest.render.escape import escaped
from monitor.digest.render.json_form import FeedItem, StoryFeed, feed_items, moment, urn_of
from monitor.events.deliveries import Message

NAME = "feed"
ITEMS_MAX = 200
_NAME_BYTES = 24
_feeds = msgspec.json.Decoder(StoryFeed)


class FeedFiles(OneWay):
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
        del silent, plain
        digest = digest_in(message)
        if digest is None:  # a greeting: a feed begins with its first digest
            return Sent(message_id=number_of(envelope.key))
        try:
            await asyncio.to_thread(_put, Path(address.chat), digest, envelope)
        except (OSError, msgspec.DecodeError) as error:
            said = getattr(error, "strerror", None) or type(error).__name__
            return Refused(why="unreachable", reason=f"the feed cannot be written: {said}")
        return Sent(message_id=number_of(envelope.key))


def _put(path: Path, digest: Digest, envelope: Envelope) -> None:
    """Both files are in place at once or not at all."""
    page = path.with_name(f"{path.name}.json")
    before = _feeds.decode(page.read_bytes()).items if page.exists() else ()
    new = (_correction(digest, envelope),) if envelope.answers else feed_items(digest)
    items = tuple({item.id: item for item in (*new, *before)}.values())[:ITEMS_MAX]
    head = head_of(digest)
    feed = StoryFeed(
        title=head.title, description=head.subtitle, language=head.language, items=items
    )
    _write(page, msgspec.json.format(msgspec.json.encode(feed), indent=1))
    _write(path.with_name(f"{path.name}.atom"), _atom(head, path, items))


def _atom(head: FeedHead, path: Path, items: tuple[FeedItem, ...]) -> bytes:
    own = msgspec.structs.replace(head, id=urn_of(f"feed/{path.name}"))
    return atom_of(own, items).encode()


def _correction(digest: Digest, envelope: Envelope) -> FeedItem:
    return FeedItem(
        id=urn_of(envelope.key),
        title=digest.summary,
        content_html=f"<p>{escaped(digest.summary)}</p>",
        date_modified=moment(digest.until),
    )


def _write(file: Path, content: bytes) -> None:
    draft = file.with_name(f".{file.name}")
    draft.write_bytes(content)
    draft.replace(file)


def kept(address: str) -> str:
    """A folder, which ends in a slash, gets a name within it."""
    if not address.endswith("/"):
        return address
    return f"{address}{secrets.token_urlsafe(_NAME_BYTES)}"


def wrong(address: str) -> str:
    path = Path(address)
    folder = path if address.endswith("/") else path.parent
    if not folder.is_dir():
        return f"there is no folder {folder}: make it, where your web server finds it"
    return ""


def _transport(_access: Access) -> AbstractAsyncContextManager[Transport] | None:
    return nullcontext(FeedFiles())


MEDIUM = Medium(
    name=NAME,
    transport=_transport,
    render=as_data,
    notice=plain_notice,
    corrected=correcting,
    ids="none",
    edits=False,
    knows_again=True,
    wrong=wrong,
    kept=kept,
)
