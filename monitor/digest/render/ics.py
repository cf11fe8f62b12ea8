"""The dates ahead as a calendar (iCalendar, RFC 5545): one all-day event each, with ids that stay
the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain

from monitor.digest.model import Coming, Digest
from monitor.digest.render.walk import Pen, drawn

_LINE_BYTES_MAX = 74  # RFC 5545 folds lines of more than 75 bytes; the fold's own space counts
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})


def render_ics(digest: Digest) -> str:
    """A calendar with CRLF line ends, as the format asks."""
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//monitor//digest//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(digest.title)}",
    )
    parts = drawn(digest, _CalendarPen(digest.until))
    lines = (*head, *chain.from_iterable(parts), "END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


class _CalendarPen(Pen[list[str]]):
    """A calendar has dates alone."""

    def __init__(self, until: datetime) -> None:
        self._until = until

    def dates_ahead(self, coming: Sequence[Coming]) -> list[str]:
        return [line for item in coming for line in _event(item, self._until)]


def _event(item: Coming, now: datetime) -> list[str]:
    """DTEND is the day after the last one: RFC 5545 counts it as not included."""
    lines = [
        "BEGIN:VEVENT",
        f"UID:{item.uid}@monitor",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{item.start:%Y%m%d}",
        f"DTEND;VALUE=DATE:{item.end + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(item.what)}",
        f"DESCRIPTION:{_text(f'{item.when} · S{item.story_number} · {item.source}')}",
        "TRANSP:TRANSPARENT",
    ]
    lines += [f"LOCATION:{_text(item.place)}"] if item.place else []
    lines += [f"URL:{item.url}"] if item.url else []
    return [*lines, "END:VEVENT"]


def _text(text: str) -> str:
    return text.translate(_ESCAPES)


def _folded(line: str) -> str:
    """The line in pieces of at most 75 bytes, never inside a character."""
    pieces: list[str] = []
    piece, used = "", 0
    for char in line:
        size = len(char.encode())
        if used + size > _LINE_BYTES_MAX:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + char, used + size
    return "\r\n ".join([*pieces, piece])
