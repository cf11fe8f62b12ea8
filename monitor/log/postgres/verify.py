"""Prove a log from its tables: every row's hash, every link, every kept text, and the guards.

All of it is read in one snapshot, while others go on appending. Pages and indexes are the server's
business: data checksums and pg_amcheck, docs/postgres.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgspec
from psycopg import Connection

from monitor.errors import LogDamagedError
from monitor.log.chain import GENESIS
from monitor.log.postgres import schema
from monitor.log.postgres.server import Server, translated
from monitor.log.postgres.url import ServerUrl
from monitor.log.protocol import Position, Verification
from monitor.log.verify import BrokenError, ChainProof

_BATCH_ROWS = 1000
_BATCH_TEXTS = 50

_ROWS = """SELECT position, key, convert_to(type, 'UTF8'), version, convert_to(at, 'UTF8'),
                   payload, convert_to(encode(prev, 'hex'), 'UTF8'),
                  convert_to(encode(hash, 'hex'), 'UTF8')
            FROM monitor.events WHERE position > %s ORDER BY position LIMIT %s"""
_TEXTS = """SELECT id, hash, text FROM monitor.texts WHERE id > %s ORDER BY id LIMIT %s"""
_REDACTED = """SELECT 1 FROM monitor.events WHERE type = 'TextRedacted'
                AND substring(key from octet_length(key) - 63) = %s"""
_COUNTED = "SELECT count(*), coalesce(max(id), 0), count(text) FROM monitor.texts"
_KEPT = "SELECT 1 FROM monitor.texts WHERE hash = %s"
_NEWEST = """SELECT position, payload FROM monitor.events
              WHERE type IN ('ArticleTaken', 'ArticleSetAside', 'ArticleRevised') AND position < %s
              ORDER BY position DESC LIMIT 50"""
_NAMING = """SELECT min(position) FROM monitor.events
             WHERE position(%s::bytea in payload) > 0"""
_HEAD = "SELECT position, encode(hash, 'hex'), texts FROM monitor.head"
_NO_TEXT = sha256(b"").digest()
_BEFORE_ALL, _BEHIND_ALL = -(2**63), 2**63 - 1


def verify(url: ServerUrl, *, head: str | None = None) -> Verification:
    """Read the whole log anew, through a connection of its own.

    As the proof of a file: `broken_at` is the first event that is not as it was written, or the one
    that names a damaged text; works on a log that has lost a guard. Raises UsageError for a `head`
    that is no hash, NotFoundError, LogUnreachableError, LogForeignError and LogNewerError as
    opening does.
    """
    chain = ChainProof(head)
    with Server(url, readonly=True).alone() as db:
        if not schema.exists(db, url):
            raise schema.missing(url)
        db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        db.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        try:
            with translated(url):
                _TablesProof(db, chain).run(url)
        except BrokenError as broken:
            return chain.verification(ok=False, broken_at=broken.at, why=broken.why)
        except LogDamagedError as error:
            return chain.verification(ok=False, broken_at=chain.next_position, why=error.message)
    return chain.verification(ok=True)


class _TablesProof:
    """One pass over the tables."""

    def __init__(self, db: Connection, chain: ChainProof) -> None:
        self._db = db
        self._chain = chain

    def run(self, url: ServerUrl) -> None:
        schema.check(self._db, url)
        for row in self._batches(_ROWS, _BATCH_ROWS):
            self._chain.prove_row(row)
        self._chain.rows_end()
        texts = self._prove_texts()
        self._prove_no_text_is_missing()
        self._prove_head(texts)
        for what in schema.foreign(self._db):
            raise BrokenError(what, None)
        self._chain.prove_anchor()

    def _prove_texts(self) -> int:
        """How many there are."""
        last = 0
        for number, name, text in self._batches(_TEXTS, _BATCH_TEXTS):
            last = number
            if text is None:
                self._prove_erased(name)
            elif sha256(text).digest() != name:
                raise self._broken_text(name, "is not as it was kept")
        return last

    def _prove_erased(self, name: bytes) -> None:
        if self._one(_REDACTED, name.hex().encode()) is None:
            raise self._broken_text(name, "is gone, and no event says that it was erased")

    def _prove_no_text_is_missing(self) -> None:
        """Texts are numbered in a row, and once any is kept, the newest article's is: what was
        imported without texts has none of the older ones.
        """
        count, last, kept = self._one(_COUNTED)
        if count != last:
            raise BrokenError(f"{last - count} of {last} kept texts were deleted", None)
        position, name = next(self._named(), (0, b"")) if kept else (0, b"")
        if name and self._one(_KEPT, name) is None:
            what = f"the text {name.hex()} (named by event {position}) is gone"
            raise BrokenError(what, position)

    def _named(self) -> Iterator[tuple[Position, bytes]]:
        """The texts that articles name, the newest first."""
        before = _BEHIND_ALL
        while rows := self._all(_NEWEST, before):
            for position, payload in rows:
                name = bytes.fromhex(msgspec.json.decode(payload)["article"]["text_hash"])
                if name != _NO_TEXT:
                    yield position, name
            before = rows[-1][0]

    def _prove_head(self, texts: int) -> None:
        position, link, counted = self._one(_HEAD) or (0, GENESIS, 0)
        stands = self._chain.verification(ok=True)
        if (position, link, counted) != (stands.events, stands.head, texts):
            raise BrokenError(
                f"the head says {position} events and {counted} texts, and {stands.events} and "
                f"{texts} stand there",
                None,
            )

    def _broken_text(self, name: bytes, what: str) -> BrokenError:
        at = self._one(_NAMING, name.hex().encode())[0]
        where = "no event names it" if at is None else f"named by event {at}"
        return BrokenError(f"the text {name.hex()} ({where}) {what}", at)

    def _batches(self, query: str, size: int) -> Iterator[tuple[Any, ...]]:
        after = _BEFORE_ALL
        while rows := self._all(query, after, size):
            yield from rows
            after = rows[-1][0]

    def _one(self, query: str, *values: object) -> Any:
        return next(iter(self._all(query, *values)), None)

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._db.cursor(binary=True).execute(query, values).fetchall()
