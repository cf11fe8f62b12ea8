"""Prove a log from its file: every row's hash, every link, every kept text, and SQLite's own
structure.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.errors import LogDamagedError, UsageError
from monitor.log import schema
from monitor.log.chain import GENESIS, HASH_DIGITS, row_hash
from monitor.log.protocol import Position, Verification
from monitor.log.schema import connected, translated

_BATCH_ROWS = 1000
_TEXTS_BATCH_ROWS = 50
_PREFIX_DIGITS_MIN = 8

# Bytes, not text: what was damaged need not be UTF-8.
_ROWS = """SELECT position, CAST(key AS BLOB), CAST(type AS BLOB), version, CAST(at AS BLOB),
                  CAST(payload AS BLOB),
                  CAST(prev AS BLOB), CAST(hash AS BLOB) FROM events WHERE position > ?
                  ORDER BY position LIMIT ?"""
_TEXTS = (
    "SELECT id, CAST(hash AS BLOB), CAST(text AS BLOB) FROM texts WHERE id > ? ORDER BY id LIMIT ?"
)
_REDACTED = "SELECT 1 FROM events WHERE type = 'TextRedacted' AND substr(key, -64) = ?"
_KEPT = "SELECT 1 FROM texts WHERE hash = ?"
_COUNTED = "SELECT count(*), max(id), count(text) FROM texts"
_NO_TEXT = sha256(b"").hexdigest()
_NEWEST_NAMED = """
SELECT position, json_extract(payload, '$.article.text_hash') AS name FROM events
WHERE type IN ('ArticleTaken', 'ArticleSetAside', 'ArticleRevised')
      AND name <> ?
ORDER BY position DESC LIMIT 1"""
_PARTS = "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'"
_NAMING = "SELECT min(position) FROM events WHERE instr(payload, ?)"

Raw = tuple[Any, ...]


class BrokenError(Exception):
    """`at` is the position of the event that is not as it was written, if it is one."""

    def __init__(self, why: str, at: Position | None) -> None:
        super().__init__(why)
        self.why = why
        self.at = at


class ChainProof:
    """Proves rows as they come, each column as bytes; how far it came is known when it breaks off.

    `anchor` is a hash seen earlier, or its first 8 digits or more; raises UsageError for one that
    is none.
    """

    def __init__(self, anchor: str | None) -> None:
        self._anchor = _anchor(anchor)
        self._anchored = self._anchor is None or GENESIS.encode().startswith(self._anchor)
        self.last = GENESIS
        self._proven: Position = 0
        self.next_position: Position | None = 1  # of the event that is being proved

    def prove_row(self, row: Raw) -> None:
        """Raises BrokenError for a row that is not what was written at its place."""
        expected = self._proven + 1
        position, *columns, version, at, payload, prev, link = row
        if position != expected:
            raise BrokenError(f"event {expected} is missing: the next one is {position}", expected)
        texts = (*columns, at, payload, prev, link)
        if type(version) is not int or not all(type(value) is bytes for value in texts):
            raise BrokenError(f"event {expected} has a column of another kind", expected)
        if prev != self.last.encode():
            raise BrokenError(f"event {expected} does not follow the one before it", expected)
        proven = row_hash(prev, b"%d" % position, *columns, b"%d" % version, at, payload)
        if proven.encode() != link:
            raise BrokenError(f"event {expected} is not as it was written", expected)
        self.last, self._proven, self.next_position = proven, expected, expected + 1
        self._anchored = self._anchored or self._anchor is None or link.startswith(self._anchor)

    def rows_end(self) -> None:
        self.next_position = None

    def prove_anchor(self) -> None:
        """After all rows. Raises BrokenError if none had the hash that was seen earlier."""
        if not self._anchored:
            raise BrokenError(
                "the log does not hold that head: its tail was cut off, or it is another log", None
            )

    def verification(
        self, *, ok: bool, broken_at: Position | None = None, why: str = ""
    ) -> Verification:
        return Verification(
            ok=ok, events=self._proven, head=self.last, broken_at=broken_at, why=why
        )


def verify(path: Path, *, head: str | None = None) -> Verification:
    """Read the whole file anew, through a connection of its own that has nothing cached.

    `broken_at` is the first event that is not as it was written; for a kept text, the event that
    names it. With `head` (a hash seen earlier, or its first 8 digits or more), a log that does not
    hold it is not ok: its tail was cut off, or it is another log. Works on files that are too
    damaged to be opened for use. Raises UsageError for a `head` that is no hash, NotFoundError,
    LogForeignError and LogNewerError as opening does.
    """
    chain = ChainProof(head)
    with translated(path):
        schema.check_header(path)
        db = connected(path, readonly=True)
    proof = _Proof(db, chain)
    try:
        with translated(path):
            proof.run(path)
    except BrokenError as broken:
        return chain.verification(ok=False, broken_at=broken.at, why=broken.why)
    except LogDamagedError as error:
        what = (
            f"a damaged page: {error.__cause__}"
            if isinstance(error.__cause__, sqlite3.Error)
            else error.message
        )
        return chain.verification(ok=False, broken_at=chain.next_position, why=what)
    finally:
        db.close()
    return chain.verification(ok=True)


def _anchor(head: str | None) -> bytes | None:
    if head is None:
        return None
    digits = head.strip().lower()
    if not _PREFIX_DIGITS_MIN <= len(digits) <= HASH_DIGITS or set(digits) - set(
        "0123456789abcdef"
    ):
        raise UsageError(
            f"{head!r} is not a hash", hint="give the 64 digits that `monitor log head` printed"
        )
    return digits.encode()


class _Proof:
    """One pass over the file."""

    def __init__(self, db: sqlite3.Connection, chain: ChainProof) -> None:
        self._db = db
        self._chain = chain

    def run(self, path: Path) -> None:
        schema.check_schema(path, self._db)
        for row in self._batches(_ROWS, _BATCH_ROWS):
            self._chain.prove_row(row)
        self._chain.rows_end()
        self._prove_texts()
        self._prove_no_text_is_missing()
        self._prove_structure()
        self._prove_nothing_foreign()
        self._chain.prove_anchor()

    def _prove_texts(self) -> None:
        for _, name, text in self._batches(_TEXTS, _TEXTS_BATCH_ROWS):
            if text is None:
                self._prove_erased(bytes(name))
            elif type(text) is not bytes or sha256(text).hexdigest().encode() != name:
                raise self._broken_text(bytes(name), "is not as it was kept")

    def _prove_erased(self, name: bytes) -> None:
        if self._db.execute(_REDACTED, (name.decode(errors="replace"),)).fetchone() is None:
            raise self._broken_text(name, "is gone, and no event says that it was erased")

    def _prove_no_text_is_missing(self) -> None:
        """Texts are numbered in a row, and once any is kept, the newest article's is: what was
        imported without texts has none of the older ones.
        """
        count, last, kept = self._db.execute(_COUNTED).fetchone()
        if count != (last or 0):
            raise BrokenError(f"{(last or 0) - count} of {last} kept texts were deleted", None)
        for position, name in self._db.execute(_NEWEST_NAMED, (_NO_TEXT,)) if kept else ():
            if self._db.execute(_KEPT, (name,)).fetchone() is None:
                raise BrokenError(f"the text {name} (named by event {position}) is gone", position)

    def _prove_nothing_foreign(self) -> None:
        """What nobody here made may change what is written, or hide what stands there."""
        for kind, name in self._db.execute(_PARTS):
            if name not in schema.OBJECTS:
                raise BrokenError(f"a {kind} that is not the log's own: {name!r}", None)

    def _broken_text(self, name: bytes, what: str) -> BrokenError:
        digits = name.decode(errors="replace")
        at = self._db.execute(_NAMING, (digits,)).fetchone()[0]
        where = "no event names it" if at is None else f"named by event {at}"
        return BrokenError(f"the text {digits} ({where}) {what}", at)

    def _prove_structure(self) -> None:
        """Pages and indexes: damage there hides rows from `find` without touching any of them."""
        found = self._db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise BrokenError(f"a damaged page: {' '.join(str(found).split())}", None)

    def _batches(self, query: str, size: int) -> Iterator[Raw]:
        """No lock is held for the whole proof. A damaged tree may lead back: rows must come in
        rising order.
        """
        after = -(2**63)
        while rows := self._db.execute(query, (after, size)).fetchall():
            for row in rows:
                if row[0] <= after:
                    raise BrokenError(
                        "a damaged page: rows out of order", self._chain.next_position
                    )
                after = row[0]
                yield row
