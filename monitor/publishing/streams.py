"""What editions go by: the stream of readers who are told the same, and its day."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256

from monitor.events.deliveries import Wishes

_STREAM_CHARS_MAX = 80


def stream_of(wishes: Wishes) -> str:
    """Whose readers know the same: <topics>/<language>."""
    topics = "+".join(sorted(re.sub(r"[^\w-]", "-", topic) for topic in wishes.topics)) or "all"
    if len(topics) > _STREAM_CHARS_MAX:
        topics = sha256(topics.encode()).hexdigest()[:16]
    return f"{topics}/{wishes.language}"


def edition_of(day: date, wishes: Wishes) -> str:
    return f"digest/daily/{day.isoformat()}/{stream_of(wishes)}"


def day_of(edition: str) -> str:
    """The day of an edition; empty for none."""
    return edition.split("/")[2] if edition else ""
