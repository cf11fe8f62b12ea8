"""The views' tables about telling: editions, what they told, where each part of a digest is, and
what readers reported.

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
    AlertWaited,
    Delivered,
    DeliveryCancelled,
    DeliveryQueued,
    DeliveryUnknown,
    DigestComposed,
    ErrorReported,
    ReaderForgotten,
    ReportAnswered,
    ReportedError,
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
  kind TEXT NOT NULL, at TEXT NOT NULL
) STRICT""",
    "deliveries_by_edition": "CREATE INDEX deliveries_by_edition ON deliveries (edition)",
    "deliveries_by_purpose": "CREATE INDEX deliveries_by_purpose ON deliveries (purpose, at)",
    "waited": """\
CREATE TABLE waited (
  reader_id TEXT NOT NULL, story_id TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL
) STRICT""",
    "waited_by_time": "CREATE INDEX waited_by_time ON waited (at)",
    "posts": """\
CREATE TABLE posts (
  delivery_id TEXT, part INTEGER, reader_id TEXT NOT NULL, edition TEXT NOT NULL, \
message_id INTEGER, outcome TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (delivery_id, part)
) STRICT""",
    "posts_by_edition": "CREATE INDEX posts_by_edition ON posts (edition)",
    "reports": """\
CREATE TABLE reports (
  report INTEGER PRIMARY KEY, reader_id TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL, \
story_id TEXT NOT NULL, edition TEXT NOT NULL, entry INTEGER NOT NULL
) STRICT""",
}

TOLD = "SELECT story_id, at, number, facts FROM told WHERE stream = ? ORDER BY rowid"
TOLD_OF = (
    "SELECT story_id, at, number, facts FROM told WHERE stream = ? "
    "AND story_id IN (SELECT value FROM json_each(?)) ORDER BY rowid"
)
EDITION = "SELECT edition, stream, until, position FROM editions WHERE edition = ?"
EDITIONS_OF = (
    "SELECT edition, stream, until, position FROM editions WHERE stream = ? "
    "AND edition > 'digest/daily/' AND edition < 'digest/daily0' AND edition < ? "
    "ORDER BY edition DESC LIMIT ?"
)
EDITION_AFTER = (
    "SELECT edition, stream, until, position FROM editions WHERE stream = ? "
    "AND edition < 'digest/daily0' AND edition > ? ORDER BY edition LIMIT 1"
)
_ALERTS = """\
SELECT deliveries.reader_id, deliveries.delivery_id, deliveries.edition, told.at, story_id,
       facts, message_id
FROM deliveries JOIN told USING (edition) LEFT JOIN posts USING (delivery_id)
WHERE purpose = 'alert'"""
ALERTS_ABOUT = _ALERTS + " AND told.story_id = ? ORDER BY deliveries.rowid"
ALERTS_SINCE = _ALERTS + " AND deliveries.at > ? ORDER BY deliveries.rowid"
WAITED_SINCE = "SELECT reader_id, story_id, at, why FROM waited WHERE at > ? ORDER BY rowid"
LAST_EDITIONS = """
SELECT edition, stream, until, position FROM editions
       WHERE position IN (SELECT max(position) FROM editions GROUP BY stream)
ORDER BY position DESC
"""
LAST_EDITION = (
    "SELECT edition, stream, until, position FROM editions WHERE stream = ? AND edition < ? "
    "ORDER BY position DESC LIMIT 1"
)
_POSTS = """\
SELECT posts.delivery_id, part, posts.reader_id, lane, kind, posts.edition, message_id, posts.at
FROM posts JOIN deliveries USING (delivery_id)"""
POSTS_ABOUT = (
    _POSTS  # noqa: S608 — constants both
    + """
WHERE outcome = 'delivered' AND purpose IN ('digest', 'alert') AND posts.at > ?2
      AND posts.edition IN
      (SELECT edition FROM told WHERE story_id IN (SELECT value FROM json_each(?1)))
ORDER BY posts.at, posts.delivery_id, part"""
)
POST_AT = _POSTS + " WHERE lane = ? AND message_id = ? LIMIT 1"
POSTS_UNKNOWN = _POSTS + " WHERE outcome = 'unknown' ORDER BY posts.at DESC, part"


EDITION_MARKED = "SELECT edition FROM editions WHERE mark = ? ORDER BY position DESC LIMIT 1"
REPORTS = "SELECT report, at, what, story_id, edition, entry FROM reports ORDER BY report"
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


class AlertRow(NamedTuple):
    """One story told to one reader at once, as it was known at `until` (an ISO time, UTC).
    `message_id` is None while it is on its way, and where it stayed unknown whether it arrived.
    """

    reader_id: str
    delivery_id: str
    edition: str
    until: str
    story_id: str
    facts: tuple[str, ...]
    message_id: int | None


class WaitedRow(NamedTuple):
    """A story that was not told at once, but waits for the digest."""

    reader_id: str
    story_id: str
    at: str
    why: str


class ReportRow(NamedTuple):
    """A reader's word that something is wrong with a story, not answered yet. `at` is an ISO time,
    UTC; `edition` and `entry` are where it was read, if it is known.
    """

    report: int
    at: str
    what: ReportedError
    story_id: str
    edition: str
    entry: int


def alert_of(row: tuple[Any, ...]) -> AlertRow:
    reader_id, delivery_id, edition, until, story_id, facts, message_id = row
    known = msgspec.json.decode(facts, type=tuple[str, ...])
    return AlertRow(reader_id, delivery_id, edition, until, story_id, known, message_id)


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
        case DeliveryQueued(purpose="digest" | "correction" | "alert"):
            # an alert that only edits one tells nothing for the first time
            purpose = "edit" if event.purpose == "alert" and event.message_id else event.purpose
            do(
                "INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    event.delivery_id,
                    event.reader_id,
                    event.lane,
                    purpose,
                    event.edition,
                    event.kind,
                    at,
                ),
            )
        case AlertWaited():
            do(
                "INSERT INTO waited VALUES (?, ?, ?, ?)",
                (event.reader_id, event.story_id, at, event.why),
            )
        case Delivered(delivery_id=delivery_id, part=part, message_id=message_id):
            _posted(do, delivery_id, (part, message_id, "delivered", at))
        case DeliveryUnknown(delivery_id=delivery_id, part=part, final=True):
            _posted(do, delivery_id, (part, None, "unknown", at))
        case DeliveryCancelled(delivery_id=delivery_id):
            do("UPDATE deliveries SET purpose = 'cancelled' WHERE delivery_id = ?", (delivery_id,))
        case ErrorReported():
            _reported(do, event, at)
        case ReportAnswered(report=report):
            do("DELETE FROM reports WHERE report = ?", (report,))
        case ReaderForgotten(reader_id=reader_id):
            do("DELETE FROM reports WHERE reader_id = ?", (reader_id,))
        case _:
            return


def _reported(do: Callable[..., Any], event: ErrorReported, at: str) -> None:
    do(
        "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            event.report,
            event.reader_id,
            at,
            event.what,
            event.story_id,
            event.edition,
            event.number,
        ),
    )


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
    rows = [
        (told.story_id, told.number, msgspec.json.encode(told.facts).decode())
        for told in event.told
    ]
    do(_TELL, (event.edition, event.stream, until, msgspec.json.encode(rows).decode()))


# all of an edition's in one statement: editions of many wishes come together
_TELL = """\
INSERT INTO told SELECT ?1, json_extract(value, '$[0]'), ?2, ?3, json_extract(value, '$[1]'),
       json_extract(value, '$[2]')
FROM json_each(?4)"""


def _posted(
    do: Callable[..., Any], delivery_id: str, values: tuple[int, int | None, str, str]
) -> None:
    do(
        """INSERT INTO posts SELECT delivery_id, ?2, reader_id, edition, ?3, ?4, ?5 FROM deliveries
           WHERE delivery_id = ?1 AND purpose IN ('digest', 'alert')""",
        (delivery_id, *values),
    )
