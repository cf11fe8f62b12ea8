"""A digest as the log holds it, without what one reader does not want to hear of, and as what
corrects it.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import structs

from monitor.delivery.media.medium import Corrections, whole
from monitor.digest.model import Digest, Week
from monitor.events.deliveries import Message

_digests = msgspec.json.Decoder(Digest)


def written(digest: Digest) -> str:
    return msgspec.json.encode(digest).decode()


def read(text: str) -> Digest:
    return _digests.decode(text)


def as_data(digest: Digest) -> tuple[Message, ...]:
    """For media that draw a digest when it is sent."""
    return whole(written(digest), digest)


def digest_in(message: Message) -> Digest | None:
    """None for a notice, which is nothing but words."""
    if not message.text.startswith("{"):
        return None
    return read(message.text)


def correcting(message: Message, corrections: Corrections) -> Message:
    """The digest that says what was wrong with one, where that one cannot be changed any more."""
    digest = structs.replace(
        read(message.text),
        entries=(),
        coming=(),
        corrections=(),
        week=None,
        folded=0,
        folded_line="",
        mark="",
        conservation="",
        summary=f"✎ {corrections.worded()}",
    )
    return structs.replace(message, text=written(digest))


def without(digest: Digest, story_ids: Iterable[str]) -> Digest:
    """The digest without stories that its reader does not want to hear of."""
    muted = set(story_ids)
    wanted = tuple(entry for entry in digest.entries if entry.story_id not in muted)
    return structs.replace(digest, entries=wanted, week=_without(digest.week, muted))


def _without(week: Week | None, story_ids: set[str]) -> Week | None:
    if week is None:
        return None
    threads = tuple(one for one in week.threads if one.story_id not in story_ids)
    return structs.replace(week, threads=threads) if threads else None
