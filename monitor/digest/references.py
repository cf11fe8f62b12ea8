"""What a button, a link or a command means by an item: "4f0c2a91d3-2" is item 2 of one edition of
one log, and a story's id is that story.

The mark is made of what the edition was logged with: a log that was begun anew has other marks.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from monitor.digest.model import Digest, Entry

_MARK_DIGITS = 10
_ITEM = re.compile(rf"([0-9a-f]{{{_MARK_DIGITS}}})-([1-9]\d{{0,5}})")


class Item(NamedTuple):
    mark: str
    number: int


def edition_mark(edition: str, until: datetime) -> str:
    """Ten hex digits; `until` is the edition's log time."""
    at = until.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(f"{edition}\n{at}".encode()).hexdigest()[:_MARK_DIGITS]


def reference(digest: Digest, entry: Entry) -> str:
    """Of an entry: by its edition where the digest is of one, else by its story."""
    if not digest.edition:
        return entry.story_id
    return f"{edition_mark(digest.edition, digest.until)}-{entry.number}"


def item_of(text: str) -> Item | None:
    """None for what names no item of an edition."""
    found = _ITEM.fullmatch(text)
    return Item(found[1], int(found[2])) if found else None
