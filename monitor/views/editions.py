"""The views' tables about telling: editions, what they told, and where each part of a digest is.

Answers to commands are not kept here: once they are settled, they are nobody's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from monitor.digest.model import ToldBefore
from monitor.digest.references import edition_mark
from monitor.events.deliveries import (
    Delivered,
    DeliveryCancelled,
    DeliveryQueued,
    DeliveryUnknown,
    DigestComposed,
    TellingEvent,
)

TABLES: dict[str, str] = {
    "editions": """\
CREATE TABLE editions (
  edition TEXT PRIMARY KEY, stream TEXT NOT NULL, until TEXT NOT NULL, at TEXT NOT NULL, \
position INTEGER NOT NULL, mark TEXT NOT NULL
) STRICT""",
    "editions_by_mark": "CREATE INDEX editions_by_mark ON editions (mark)",
    "editions_by_stream": "CREATE INDEX editions_by_stream ON editions (stream, position)",
    "told": """\
CREATE TABLE told (
  edition TEXT, story_id TEXT, stream TEXT NOT NULL, at TEXT NOT NULL, number INTEGER NOT NULL, \
facts TEXT NOT NULL,
  PRIMARY KEY (edition, story_id)
) STRICT""",
    "told_by_stream": "CREATE INDEX told_by_stream ON told (stream)",
    "told_by_story": "CREATE INDEX told_by_story ON told (story_id)",
    "deliveries": """\
CREATE TABLE deliveries (
  delivery_id TEXT PRIMARY KEY, reader_id TEXT NOT NULL, lane TEXT NOT NULL, \
purpose TEXT NOT NULL, edition TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT""",
    "posts": """\
CREATE TABLE posts (
  delivery_id TEXT, part INTEGER, reader_id TEXT NOT NULL, edition TEXT NOT NULL, \
message_id INTEGER, outcome TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (delivery_id, part)
) STRICT""",
    "posts_by_edition": "CREATE INDEX posts_by_edition ON posts (edition)",
}

TOLD = "SELECT story_id, at, number, facts FROM told WHERE stream = ? ORDER BY rowid"
LAST_EDITIONS = """
SELECT edition, stream, until, position FROM editions
       WHERE position IN (SELECT max(position) FROM editions GROUP BY stream)
ORDER BY position DESC
"""
LAST_EDITION = (
    "SELECT edition, stream, until, position FROM editions WHERE stream = ? ORDER "
    "BY position DESC LIMIT 1"
)
_POSTS = """\
SELECT posts.delivery_id, part, posts.reader_id, lane, kind, posts.edition, message_id, posts.at
FROM posts JOIN deliveries USING (delivery_id)"""
POSTS_ABOUT = (
    _POSTS  # noqa: S608 — constants both
    + """
WHERE outcome = 'delivered' AND purpose = 'digest' AND posts.at > ?2 AND posts.edition IN
      (SELECT edition FROM told WHERE story_id IN (SELECT value FROM json_each(?1)))
ORDER BY posts.at, posts.delivery_id, part"""
)
POST_AT = _POSTS + " WHERE lane = ? AND message_id = ? LIMIT 1"
POSTS_UNKNOWN = _POSTS + " WHERE outcome = 'unknown' ORDER BY posts.at DESC, part"


EDITION_MARKED = "SELECT edition FROM editions WHERE mark = ? ORDER BY position DESC LIMIT 1"
ITEMS = "SELECT number, story_id FROM told WHERE edition = ? ORDER BY number"


class EditionRow(NamedTuple):
    edition: str
    stream: str
    until: str
    position: int


class Post(NamedTuple):
    """One part of a digest with one reader. `message_id` is None where it stayed unknown whether it
    arrived.
    """

    delivery_id: str
    part: int
    reader_id: str
    lane: str
    kind: str
    edition: str
    message_id: int | None
    at: str


def ledger_of(rows: Iterable[tuple[str, str, int, str]]) -> dict[str, ToldBefore]:
    """Where each story was told first, and every fact that was told of it since."""
    ledger: dict[str, ToldBefore] = {}
    for story_id, at, number, facts in rows:
        before = ledger.get(story_id) or ToldBefore(at=datetime.fromisoformat(at), number=number)
        known = dict.fromkeys((*before.facts, *msgspec.json.decode(facts, type=tuple[str, ...])))
        ledger[story_id] = ToldBefore(at=before.at, number=before.number, facts=tuple(known))
    return ledger


def apply(do: Callable[..., Any], event: TellingEvent, position: int, at: str) -> None:
    """What the event changes; most leave nothing to be asked about."""
    match event:
        case DigestComposed():
            _composed(do, event, position, at)
        case DeliveryQueued(purpose="digest" | "correction"):
            do(
                "INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?)",
                (
                    event.delivery_id,
                    event.reader_id,
                    event.lane,
                    event.purpose,
                    event.edition,
                    event.kind,
                ),
            )
        case Delivered(delivery_id=delivery_id, part=part, message_id=message_id):
            _posted(do, delivery_id, (part, message_id, "delivered", at))
        case DeliveryUnknown(delivery_id=delivery_id, part=part, final=True):
            _posted(do, delivery_id, (part, None, "unknown", at))
        case DeliveryCancelled(delivery_id=delivery_id):
            do("UPDATE deliveries SET purpose = 'cancelled' WHERE delivery_id = ?", (delivery_id,))
        case _:
            return


def _composed(do: Callable[..., Any], event: DigestComposed, position: int, at: str) -> None:
    until = event.until.isoformat(timespec="microseconds")
    do(
        "INSERT INTO editions VALUES (?, ?, ?, ?, ?, ?)",
        (
            event.edition,
            event.stream,
            until,
            at,
            position,
            edition_mark(event.edition, event.until),
        ),
    )
    for told in event.told:
        facts = msgspec.json.encode(told.facts).decode()
        do(
            "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?)",
            (event.edition, told.story_id, event.stream, until, told.number, facts),
        )


def _posted(
    do: Callable[..., Any], delivery_id: str, values: tuple[int, int | None, str, str]
) -> None:
    do(
        """INSERT INTO posts SELECT delivery_id, ?2, reader_id, edition, ?3, ?4, ?5 FROM deliveries
           WHERE delivery_id = ?1 AND purpose = 'digest'""",
        (delivery_id, *values),
    )
