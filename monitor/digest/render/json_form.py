"""A digest as one JSON document, whose schema is docs/schemas/digest.json; and its stories as the
items of a feed, in the form of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import msgspec
from msgspec import Struct, field

from monitor.digest.model import Digest, Entry
from monitor.digest.render.html import render_entry_body
from monitor.digest.render.walk import Pen, drawn, update_mark
from monitor.digest.wording.locale import words_for


class FeedItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One telling of a story; its id stays the same for the same telling. `url` is the first
    account's, `related` those of the others.
    """

    id: str
    title: str
    content_html: str
    date_modified: str
    url: str = ""
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = field(default=(), name="_related")


class StoryFeed(Struct, frozen=True, kw_only=True):
    version: str = "https://jsonfeed.org/version/1.1"
    title: str
    description: str
    language: str
    items: tuple[FeedItem, ...] = ()


def render_json(digest: Digest) -> str:
    """Indented JSON, ending in a newline. Every field is present; unknown ones are null or
    empty.
    """
    return msgspec.json.format(msgspec.json.encode(digest), indent=2).decode() + "\n"


def feed_items(digest: Digest) -> tuple[FeedItem, ...]:
    return tuple(drawn(digest, _ItemPen(digest)))


class _ItemPen(Pen[FeedItem]):
    """A feed has entries alone: its frame is the feed's own head."""

    def __init__(self, digest: Digest) -> None:
        self._words, self._until = words_for(digest.language), digest.until

    def entry(self, entry: Entry) -> FeedItem:
        urls = tuple(dict.fromkeys(outlet.url for outlet in entry.outlets if outlet.url))
        return FeedItem(
            id=urn_of(f"{entry.story_id}/{entry.version}"),
            title=f"{update_mark(entry, self._words)}{entry.title}",
            content_html=render_entry_body(entry),
            date_modified=moment(entry.updated_at or self._until),
            url=urls[0] if urls else "",
            tags=entry.countries,
            related=urls[1:],
        )


def urn_of(name: str) -> str:
    """With a name-based UUID (RFC 9562, version 8: our own hash)."""
    digits = bytearray(hashlib.sha256(f"monitor digest\n{name}".encode()).digest()[:16])
    digits[6] = digits[6] & 0x0F | 0x80
    digits[8] = digits[8] & 0x3F | 0x80
    hexed = digits.hex()
    return f"urn:uuid:{'-'.join((hexed[:8], hexed[8:12], hexed[12:16], hexed[16:20], hexed[20:]))}"


def moment(at: datetime) -> str:
    """RFC 3339, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
