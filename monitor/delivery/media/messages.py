"""A digest as the log holds it, and without what one reader does not want to hear of."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import structs

from monitor.digest.model import Digest

_digests = msgspec.json.Decoder(Digest)


def written(digest: Digest) -> str:
    return msgspec.json.encode(digest).decode()


def read(text: str) -> Digest:
    return _digests.decode(text)


def without(digest: Digest, story_ids: Iterable[str]) -> Digest:
    """The digest without stories that its reader does not want to hear of."""
    muted = set(story_ids)
    wanted = tuple(entry for entry in digest.entries if entry.story_id not in muted)
    return structs.replace(digest, entries=wanted)
