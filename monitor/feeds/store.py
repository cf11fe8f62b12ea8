"""`state/feeds.db`: what the log says about feeds, ready to be asked, and what fetching remembers.
A cache: delete it, and the first is made again from the log, the second is learned again.

Known keys, health and the count of entries come from the log alone (`catch_up`); so losing this
file announces nothing twice. `remember` keeps validators and times, which no person needs. Where
the log is in a database, what fetching remembers stands beside it, for all machines that fetch.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Self, assert_never

import msgspec
from msgspec import Struct

from monitor import database
from monitor.database import FileTables
from monitor.errors import LogDamagedError
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleLetIn,
    ArticleRevised,
    ArticleSetAside,
    ArticleTaken,
    FeedBaselined,
    FeedEvent,
    FeedFailing,
    FeedFetched,
    FeedGone,
    FeedHeld,
    FeedMoved,
    FeedRecovered,
    FetchedEntry,
    StoryOpened,
)
from monitor.feeds.decide import LEARNT_DAYS, Brought, KnownEntry
from monitor.feeds.http.schedule import Health, Memory
from monitor.feeds.sketch import owner_of
from monitor.feeds.values import Feed, FeedHealth, feed_id_of
from monitor.log.protocol import Recorded
from monitor.model import HELD, Incoming
from monitor.tables import Migration, Tables, TablesForm, copy
from monitor.views.follower import Follower

_VERSION = 3
_SCHEMA = f"""
PRAGMA user_version = {_VERSION};
CREATE TABLE followed (
  one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, hash TEXT NOT NULL
);
CREATE TABLE feeds (
  feed_id TEXT PRIMARY KEY, url TEXT NOT NULL, read INTEGER NOT NULL DEFAULT 0,
  health TEXT NOT NULL DEFAULT 'well',
  since TEXT, reason TEXT NOT NULL DEFAULT '', moved_to TEXT, last_at TEXT
) STRICT;
CREATE INDEX feeds_by_move ON feeds (moved_to) WHERE moved_to IS NOT NULL;
CREATE TABLE keys (
  feed_id TEXT, key TEXT, article_id TEXT NOT NULL, PRIMARY KEY (feed_id, key)
) WITHOUT ROWID;
-- One row an entry (or a new version of one); `subject` is its article's id, or its first key if
-- it was never to be taken.
CREATE TABLE fetched (
  feed_id TEXT, subject TEXT, version TEXT, position INTEGER NOT NULL, day TEXT NOT NULL,
  outcome TEXT, hour TEXT NOT NULL,
  PRIMARY KEY (feed_id, subject, version)
) WITHOUT ROWID;
CREATE INDEX fetched_by_day ON fetched (feed_id, day);
CREATE TABLE articles (
  article_id TEXT, version TEXT, position INTEGER NOT NULL, outcome TEXT,
  PRIMARY KEY (article_id, version)
) WITHOUT ROWID;
CREATE TABLE pending (
  article_id TEXT, version TEXT, incoming BLOB NOT NULL, PRIMARY KEY (article_id, version)
) WITHOUT ROWID;
CREATE TABLE memory (feed_id TEXT PRIMARY KEY, memory BLOB NOT NULL) WITHOUT ROWID;
"""

FETCHING = TablesForm(
    name="feeds",
    application_id=0,  # in a file they stand among the ledger's own
    migrations=(
        Migration(
            1,
            (
                """CREATE TABLE pending (
  article_id {text}, version {text}, incoming {bytes} NOT NULL, PRIMARY KEY (article_id, version)
)""",
                "CREATE TABLE memory (feed_id {text} PRIMARY KEY, memory {bytes} NOT NULL)",
            ),
        ),
    ),
    tables=("pending", "memory"),
    damaged_hint="empty it: it is learned again",
)

Outcome = Literal[
    "new",
    "development",
    "duplicate",
    "unsure",
    "new version",
    "baseline",
    "held",
    "set aside",
    "failed",
    "owed",
]
OUTCOMES: tuple[Outcome, ...] = Outcome.__args__  # type: ignore[attr-defined] # typing keeps the words there, untyped


class FeedRecord(Struct, frozen=True, kw_only=True):
    """What the log says of one feed."""

    feed_id: str
    url: str
    read: bool = False  # it was read before: its baseline is known
    health: Health = "well"
    since: str | None = None  # log time of the last change of health
    reason: str = ""
    moved_to: str | None = None
    last_at: str | None = None  # log time of the last thing it brought


def health_of(feed: Feed, record: FeedRecord, memory: Memory) -> FeedHealth:
    """How a configured feed is, as people ask for it."""
    if feed.paused:
        return "paused"
    if record.health != "well":
        return record.health
    if memory.failures:
        return "stumbling"
    return "well" if record.read else "not asked yet"


class FeedDay(Struct, frozen=True, kw_only=True):
    """Conservation: `fetched` = the sum of `outcomes`; what is "owed" was fetched and is not
    accounted for yet.
    """

    feed_id: str
    url: str
    day: str  # UTC, of the log
    fetched: int
    outcomes: dict[str, int]


class Ledger(Follower):
    def __init__(self, path: Path, db: sqlite3.Connection, shared: Tables | None = None) -> None:
        super().__init__(path, db)
        own = FileTables(path, db, damaged_hint=self.damaged_hint)
        self._fetching: Tables = shared or own
        self._encode = msgspec.msgpack.Encoder().encode
        self._decoder = msgspec.msgpack.Decoder(Memory)

    @classmethod
    def open(cls, path: Path, shared: Tables | None = None) -> Self:
        """`shared` are the tables of what fetching remembers, where other machines fetch too; else
        the file's own. A file that is damaged, foreign or of another version is replaced: it holds
        nothing that cannot be made again.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return cls(path, _connected(path), shared)
        except (LogDamagedError, _OtherVersionError):
            database.delete(path)
            return cls(path, _connected(path), shared)

    # --- following the log ---

    def _start_again(self) -> None:
        for table in ("followed", "feeds", "keys", "fetched", "articles", "pending", "memory"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 — names from the line above

    def _apply(self, recorded: Recorded) -> None:
        match recorded.event:
            case ArticleTaken(article=article):
                self._arrived(article.id, article.version, recorded.position, None)
            case ArticleSetAside(article=article, reason=reason):
                outcome: Outcome = "held" if reason.startswith(HELD) else "set aside"
                self._arrived(article.id, article.version, recorded.position, outcome)
            case ArticleLetIn(article=article):
                self._let_in(article.id)
            case ArticleRevised(article=article):
                self._arrived(article.id, article.version, recorded.position, "new version")
            case StoryOpened(article_id=article_id, maybe=maybe):
                self._decided(article_id, "unsure" if maybe else "new")
            case ArticleAttached(article_id=article_id, verdict=verdict):
                self._decided(article_id, verdict)
            case event if isinstance(event, FeedEvent):
                self._fold_feed(event, recorded)
            case _:
                pass  # corrections change no entry's outcome on arrival

    def _arrived(
        self, article_id: str, version: str, position: int, outcome: Outcome | None
    ) -> None:
        row = (article_id, version, position, outcome)
        self._db.execute("INSERT OR IGNORE INTO articles VALUES (?, ?, ?, ?)", row)

    def _let_in(self, article_id: str) -> None:
        """What was held becomes what the next event says: it was no flood, and teaches as much."""
        self._db.execute(
            "UPDATE articles SET outcome = NULL WHERE article_id = ? AND outcome = 'held'",
            (article_id,),
        )

    def _decided(self, article_id: str, outcome: Outcome) -> None:
        self._db.execute(
            "UPDATE articles SET outcome = ? WHERE article_id = ? AND outcome IS NULL",
            (outcome, article_id),
        )

    def _fold_feed(self, event: FeedEvent, line: Recorded) -> None:
        at = line.at.isoformat(timespec="seconds")
        self._db.execute(
            "INSERT OR IGNORE INTO feeds (feed_id, url) VALUES (?, ?)", (event.feed_id, event.url)
        )
        match event:
            case FeedBaselined(entries=entries):
                self._entries(event.feed_id, entries, line, "baseline")
            case FeedHeld(entries=entries, reason=reason):
                self._entries(event.feed_id, entries, line, "held")
                self._set(event.feed_id, "reason = ?", reason)
            case FeedFetched(entries=entries):
                self._entries(event.feed_id, entries, line, None)
            case FeedFailing(reason=reason):
                self._turned(event.feed_id, "failing", at, reason)
            case FeedGone():
                self._turned(event.feed_id, "gone", at, "410: gone for ever")
            case FeedRecovered():
                self._turned(event.feed_id, "well", at, "")
            case FeedMoved(to=to):
                self._set(event.feed_id, "moved_to = ?", to)
            case _:
                assert_never(event)

    def _turned(self, feed_id: str, health: Health, at: str, reason: str) -> None:
        self._set(feed_id, "health = ?, since = ?, reason = ?", health, at, reason)

    def _set(self, feed_id: str, assignments: str, *values: str | None) -> None:
        self._db.execute(f"UPDATE feeds SET {assignments} WHERE feed_id = ?", (*values, feed_id))  # noqa: S608 — our own words

    def _entries(
        self, feed_id: str, entries: Sequence[FetchedEntry], line: Recorded, outcome: Outcome | None
    ) -> None:
        """`outcome` None: each entry's article tells."""
        at = line.at.isoformat(timespec="microseconds")
        self._set(feed_id, "read = 1, last_at = ?", at)
        self._db.executemany(
            "INSERT OR REPLACE INTO keys VALUES (?, ?, ?)",
            [(feed_id, key, entry.article_id) for entry in entries for key in entry.keys],
        )
        if outcome is None:  # an entry that was silent until now is counted where it is taken
            silent = [(feed_id, key) for entry in entries for key in entry.keys]
            self._db.executemany("DELETE FROM fetched WHERE feed_id = ? AND subject = ?", silent)
        rows = [_row(entry, outcome) for entry in entries]
        self._db.executemany(
            "INSERT OR IGNORE INTO fetched VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (feed_id, subject, version, line.position, at[:10], what, at[:13])
                for subject, version, what in rows
            ],
        )

    # --- questions ---

    def record(self, url: str) -> FeedRecord:
        """Of the feed configured at `url`; one that moved there is the same feed."""
        feed_id = feed_id_of(url)
        for column, value in (("feed_id", feed_id), ("moved_to", url)):
            query = f"SELECT {_RECORD} FROM feeds WHERE {column} = ? LIMIT 1"  # noqa: S608 — our own
            row = self._one(query, value)
            if row is not None:
                return _record(row)
        return FeedRecord(feed_id=feed_id, url=url)

    def records(self) -> list[FeedRecord]:
        rows = self._query(f"SELECT {_RECORD} FROM feeds ORDER BY url")  # noqa: S608 — columns
        return list(map(_record, rows))

    def known(self, feed_id: str, keys: Sequence[str]) -> dict[str, KnownEntry]:
        found = {}
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            some = keys[start : start + _KEYS_AT_ONCE]
            question = _KNOWN.format(", ".join("?" * len(some)))
            for key, article_id, settled, editions in self._query(question, feed_id, *some):
                found[key] = KnownEntry(
                    article_id=article_id,
                    settled=not article_id or bool(settled),
                    editions=editions,
                )
        return found

    def sketches(self, feed_id: str, key: str) -> list[str]:
        """Of all editions of the entry that is known by this key."""
        first = owner_of(key)
        question = "SELECT key FROM keys WHERE feed_id = ? AND key >= ? AND key < ?"
        return [found for (found,) in self._query(question, feed_id, first, f"{first}g")]

    def days(self, *, since: str = "") -> Iterator[FeedDay]:
        """Per feed and day from `since` (YYYY-MM-DD) on, the latest day first."""
        counted: dict[tuple[str, str, str], dict[str, int]] = {}
        for feed_id, url, day, outcome, count in self._query(_DAYS, since):
            counted.setdefault((day, url, feed_id), {})[outcome] = count
        for day, url, feed_id in sorted(counted, key=lambda key: (key[0], key[1]), reverse=True):
            outcomes = counted[day, url, feed_id]
            yield FeedDay(
                feed_id=feed_id, url=url, day=day, fetched=sum(outcomes.values()), outcomes=outcomes
            )

    def brought(self, feed_id: str, *, now: datetime) -> Brought:
        """How much of a feed was to be taken, in this hour and day and in those before."""
        at = now.astimezone(UTC).isoformat()
        day, hour = at[:10], at[:13]
        since = (now - timedelta(days=LEARNT_DAYS)).astimezone(UTC).isoformat()[:10]
        hours: dict[str, int] = {}
        days: Counter[str] = Counter()
        for of_day, of_hour, taken, held in self._query(_BROUGHT, feed_id, since):
            days[of_day] += taken + (held if of_day == day else 0)
            hours[of_hour] = taken + (held if of_hour == hour else 0)
        return Brought(
            hour=hours.pop(hour, 0),
            day=days.pop(day, 0),
            hours=tuple(filter(None, hours.values())),
            days=tuple(filter(None, days.values())),
            first=self._one(_FIRST, feed_id)[0],
        )

    # --- what fetching remembers ---

    def memory(self, feed_id: str) -> Memory:
        row = self._fetching.one("SELECT memory FROM memory WHERE feed_id = ?", feed_id)
        try:
            if not row:
                return Memory()
            return self._decoder.decode(row[0])
        except msgspec.DecodeError:  # written by another version: learned again
            return Memory()

    def remember(self, memories: Iterable[tuple[str, Memory]]) -> None:
        """With it, what was pending and of which the log says what became of it is done with."""
        rows = [(feed_id, self._encode(memory)) for feed_id, memory in memories]
        pending = self._fetching.query("SELECT article_id, version FROM pending")
        settled = [key for key in pending if self._one(_SETTLED, *key)]
        with self._fetching.writing():
            self._fetching.many(
                "INSERT INTO memory VALUES (?, ?)"
                " ON CONFLICT (feed_id) DO UPDATE SET memory = excluded.memory",
                rows,
            )
            self._fetching.many("DELETE FROM pending WHERE article_id = ? AND version = ?", settled)

    def teach(self, other: Ledger) -> None:
        """What fetching remembers here is all that it remembers there."""
        copy(self._fetching, other._fetching, FETCHING, replace=True)

    def keep(self, pending: Iterable[Incoming]) -> None:
        """What is about to be logged as fetched, until it is taken: its feed may have dropped it by
        the time a crash is over.
        """
        rows = [(one.article.id, one.article.version, self._encode(one)) for one in pending]
        with self._fetching.writing():
            self._fetching.many(
                "INSERT INTO pending VALUES (?, ?, ?)"
                " ON CONFLICT (article_id, version) DO UPDATE SET incoming = excluded.incoming",
                rows,
            )

    def owed(self) -> list[Incoming]:
        """What was kept and logged as fetched, and of which the log does not say what became of
        it.
        """
        pending = self._fetching.query("SELECT article_id, version, incoming FROM pending")
        owed = [
            raw
            for article_id, version, raw in pending
            if not self._one(_SETTLED, article_id, version)
            and self._one(_FETCHED, article_id, version)
        ]
        try:
            return [msgspec.msgpack.decode(raw, type=Incoming) for raw in owed]
        except msgspec.DecodeError:  # written by another version: the feeds are asked for it again
            return []


_RECORD = "feed_id, url, read, health, since, reason, moved_to, last_at"
_KEYS_AT_ONCE = 500
_KNOWN = """
SELECT key, article_id,
       EXISTS (SELECT 1 FROM articles a
               WHERE a.article_id = k.article_id AND a.outcome IS NOT NULL),
       (SELECT count(*) FROM articles a WHERE a.article_id = k.article_id)
FROM keys k WHERE feed_id = ? AND key IN ({})
"""
# An article that the log knew before this feed brought it (from another feed, or an earlier poll)
# was a duplicate here.
_DAYS = """
SELECT f.feed_id, feeds.url, f.day,
       CASE WHEN f.outcome IS NOT NULL THEN f.outcome WHEN a.outcome IS NULL THEN 'owed'
            WHEN a.position < f.position THEN 'duplicate' ELSE a.outcome END AS what, count(*)
FROM fetched f JOIN feeds USING (feed_id)
LEFT JOIN articles a ON a.article_id = f.subject AND a.version = f.version
WHERE f.day >= ? GROUP BY f.feed_id, f.day, what
"""


_BROUGHT = """
SELECT f.day, f.hour, sum(a.outcome IS NOT 'held'), sum(a.outcome IS 'held')
FROM fetched f
LEFT JOIN articles a ON a.article_id = f.subject AND a.version = f.version
WHERE f.feed_id = ? AND f.day >= ? AND f.outcome IS NULL GROUP BY f.day, f.hour
"""
_FIRST = "SELECT count(*) FROM fetched WHERE feed_id = ? AND outcome = 'baseline'"
_FETCHED = "SELECT 1 FROM fetched WHERE subject = ? AND version = ? AND outcome IS NULL LIMIT 1"
_SETTLED = """SELECT 1 FROM articles
              WHERE article_id = ? AND version = ? AND outcome IS NOT NULL"""


def _row(entry: FetchedEntry, outcome: Outcome | None) -> tuple[str, str, Outcome | None]:
    subject = entry.article_id or entry.keys[0]
    return subject, entry.version, "failed" if entry.failed else outcome


def _record(
    row: tuple[str, str, int, Health, str | None, str, str | None, str | None],
) -> FeedRecord:
    feed_id, url, read, health, since, reason, moved_to, last_at = row
    return FeedRecord(
        feed_id=feed_id,
        url=url,
        read=bool(read),
        health=health,
        since=since,
        reason=reason,
        moved_to=moved_to,
        last_at=last_at,
    )


class _OtherVersionError(Exception):
    pass


def _connected(path: Path) -> sqlite3.Connection:
    with database.translated(path, damaged_hint=Ledger.damaged_hint):
        db = database.connect(path)
        try:
            database.set_mode(db, database.CACHE)
            _make_tables(db)
        except BaseException:
            db.close()
            raise
        return db


def _make_tables(db: sqlite3.Connection) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version == _VERSION:
        return
    if db.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,):
        raise _OtherVersionError
    db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
