"""What editions go by: the stream of readers who are told the same, and its day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from monitor.events.deliveries import Wishes

_STREAM_CHARS_MAX = 80
_HASH_CHARS = 16


def stream_of(wishes: Wishes, *, home_zone: str = "") -> str:
    """Whose readers know the same: <topics>/<language>. What they follow by name is in it as a
    hash of opaque ids, and their zone where it is not the home's, for days begin and end with it.
    """
    topics = "+".join(sorted(map(_plain, wishes.topics))) or ("" if wishes.follows else "all")
    if len(topics) > _STREAM_CHARS_MAX:
        topics = _hash_of([topics])
    follows = f"~{_hash_of(sorted(wishes.follows))}" if wishes.follows else ""
    elsewhere = f"@{_plain(wishes.zone)}" if home_zone and wishes.zone != home_zone else ""
    return f"{topics}{follows}{elsewhere}/{wishes.language}"


def _plain(name: str) -> str:
    return re.sub(r"[^\w-]", "-", name)


def _hash_of(parts: Iterable[str]) -> str:
    return sha256("+".join(parts).encode()).hexdigest()[:_HASH_CHARS]


def edition_of(day: date, wishes: Wishes, *, home_zone: str = "", known: str = "") -> str:
    """`known` is what some of its readers were told already, at once: they get another edition."""
    edition = f"digest/daily/{day.isoformat()}/{stream_of(wishes, home_zone=home_zone)}"
    return f"{edition}/{_hash_of([known])}" if known else edition


def day_of(edition: str) -> str:
    """The day of an edition; empty for none."""
    return edition.split("/")[2] if edition else ""
