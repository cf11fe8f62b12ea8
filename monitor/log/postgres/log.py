"""The event log in PostgreSQL: appending, reading, following.

An append is one statement, so one commit and one way to the server and back; it is on disk there
(and on a synchronous standby, if the server has one) when it returns. Any process may append; who
holds a lease appends with its fencing number. A PostgresLog belongs to one thread at a time; its
server's connections are for several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from psycopg import Connection

from monitor.closing import Closing
from monitor.errors import (
    LogConflictError,
    LogUnreachableError,
    RefusedError,
)
from monitor.events.stories_and_feeds import Event, TextRedacted
from monitor.log import records
from monitor.log.chain import GENESIS, Row
from monitor.log.postgres import schema
from monitor.log.postgres.lease import ServerLease
from monitor.log.postgres.server import Listener, Server, lease_lost, translated
from monitor.log.postgres.url import ServerUrl
from monitor.log.postgres.verify import verify
from monitor.log.protocol import (
    POLL_S,
    Fence,
    LogHead,
    Position,
    Recorded,
    Remark,
    TextCounts,
    Verification,
    Wait,
    following,
)
from monitor.log.schema import DAMAGED_HINT
from monitor.log.sqlite import MOVED_ROWS, SqliteLog

BATCH_ROWS = 500  # read at once: no snapshot is held between batches
BATCH_TEXTS = 50
CLOCKS_APART_S = 5  # log time is the writing machine's; leases go by the server's alone
TOGETHER_IDLE_S = 2  # who is paused in a transaction holds the others up for no longer
ACTING = "acting"  # the lease of who fetches, decides and sends
_ANY = 2**63 - 1
BesideAppend = Callable[[Connection], object]

_APPEND = """SELECT monitor.append(%b::text, %b::bigint, %b::bigint, %b::text,
  %b::integer[], %b::text[], %b::bytea[], %b::bytea[], %b::bytea[], %b::bytea[], %b::bytea[],
  %b::bytea[], %b::bytea[])"""
_INSERT = """INSERT INTO monitor.events (position, version, type, at, key, prev, hash, payload)
  VALUES (%b, %b, %b, %b, %b, %b, %b, %b)"""
_INSERT_UNDER_LEASE = """WITH held AS (
    SELECT FROM monitor.leases WHERE name = %b AND fence = %b FOR SHARE)
  INSERT INTO monitor.events (position, version, type, at, key, prev, hash, payload)
  SELECT %b::bigint, %b::integer, %b::text, %b::text, %b::bytea, %b::bytea, %b::bytea, %b::bytea
  FROM held"""
_IMPATIENT = f"SET LOCAL idle_in_transaction_session_timeout = '{TOGETHER_IDLE_S}s'"
_POSITIONS = """SELECT key, position FROM monitor.events
                 WHERE sha256(key) = ANY (%s::bytea[])"""
_HEAD = "SELECT position, hash FROM monitor.head"
_READ = """SELECT position, key, type, version, at, hash, payload FROM monitor.events
            WHERE position > %s AND position <= %s ORDER BY position LIMIT %s"""
_ROWS = """SELECT position, key, type, version, at, payload, prev, hash
            FROM monitor.events WHERE position > %s AND position <= %s
            ORDER BY position LIMIT %s"""
_TEXTS = """SELECT id, hash, text FROM monitor.texts
             WHERE id > %s AND id <= %s ORDER BY id LIMIT %s"""
_PATIENT = "SET LOCAL idle_in_transaction_session_timeout = 0"
_KEPT_HOW = """SELECT clock_timestamp(), current_setting('fsync'),
  current_setting('data_checksums'), current_setting('synchronous_standby_names')"""
_COPY_ROWS = """COPY monitor.events (position, version, type, at, key, prev, hash, payload)
                 FROM STDIN (FORMAT BINARY)"""
_ROW_TYPES = ("int8", "int4", "text", "text", "bytea", "bytea", "bytea", "bytea")
_COPY_TEXTS = "COPY monitor.texts (id, hash, text) FROM STDIN (FORMAT BINARY)"
_TEXT_TYPES = ("int8", "bytea", "bytea")


@dataclass(slots=True)
class _Together:
    """What is written as one. The first append is sent at once, and what follows waits for the end:
    from then on nobody else can append.
    """

    db: Connection
    found: dict[str, Position | None]  # keys, those that are taken and those that are not
    moment: str = ""  # of the first append, shared by the others
    rows: list[Row] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)  # all texts, those that were sent too
    erased: list[str] = field(default_factory=list)


class PostgresLog(Closing):
    path: Path | None = None

    def __init__(self, server: Server) -> None:
        self._server = server
        self._seen = LogHead(position=0, hash=GENESIS)  # the newest that was met here
        self._fence: Fence | None = None
        self._beside: BesideAppend | None = None
        self._together: _Together | None = None

    @classmethod
    def open(cls, url: ServerUrl, *, create: bool = True, readonly: bool = False) -> Self:
        """Open the log at `url`, making an empty one in a database that has none if `create` is
        set.

        Raises NotFoundError if there is none, LogUnreachableError, LogForeignError, LogNewerError,
        LogDamagedError or LogReadOnlyError as their names say; nothing was changed then.
        """
        server = Server(url, readonly=readonly)
        server.open()
        try:
            _prepare(server, create=create and not readonly)
        except BaseException:
            server.close()
            raise
        return cls(server)

    @property
    def name(self) -> str:
        return str(self._server.url)

    def close(self) -> None:
        self._server.close()

    def lent(self) -> PostgresLog:
        """The same, for one more user: only closing this one closes the connections."""
        return _LentLog(self._server)

    # --- writing ---

    def append(
        self,
        events: Sequence[tuple[str, Event]],
        *,
        at: datetime,
        expected: Position,
        texts: Mapping[str, str] | None = None,
    ) -> Sequence[Recorded]:
        """As the protocol says, and as a file takes it.

        Raises LogLeaseLostError where this process had the lease and another has it now,
        LogUnreachableError where the server went away: what was under way is then known to be
        lost, or shows when the log is read again.
        """
        if not events:
            return []
        records.check_texts(texts or {})
        waiting = self._together
        moment = (waiting and waiting.moment) or records.as_written(at)
        written = [records.written_as(key, event) for key, event in events]
        before = self._expected(expected)
        rows = list(records.chained(before.position, before.hash, moment, written))
        erased = [event.text_hash for _, event in events if isinstance(event, TextRedacted)]
        if waiting is not None:
            self._append_together(waiting, rows, texts or {}, erased)
        else:
            self._append_now(rows, texts or {}, erased)
        self._seen = LogHead(position=rows[-1].position, hash=rows[-1].hash)
        return records.as_recorded(rows, written, at=datetime.fromisoformat(moment))

    def _append_together(
        self,
        waiting: _Together,
        rows: Sequence[Row],
        texts: Mapping[str, str],
        erased: Sequence[str],
    ) -> None:
        if not waiting.moment:
            try:
                with translated(self._server.url), waiting.db.transaction():
                    self._insert_many(waiting.db, rows, texts, erased)
            except LogConflictError:
                waiting.found.clear()  # another was faster: it may have taken some of them
                raise
        else:
            _check_free(waiting, rows)
            waiting.rows += rows
            waiting.texts.update(texts)
            waiting.erased += erased
        waiting.moment = rows[0].at
        waiting.found.update((row.key, row.position) for row in rows)
        waiting.kept.update(texts)

    def _append_now(
        self, rows: Sequence[Row], texts: Mapping[str, str], erased: Sequence[str]
    ) -> None:
        try:
            self._append(rows, texts, erased)
        except LogUnreachableError:
            if not self._was_taken(rows[0]):
                raise

    def _expected(self, expected: Position) -> LogHead:
        if self._seen.position == expected:
            return self._seen
        head = self.head()
        if head.position != expected:
            raise LogConflictError(
                f"the log stands at {head.position}, not at {expected}",
                hint="read on and decide again",
            )
        return head

    def _append(self, rows: Sequence[Row], texts: Mapping[str, str], erased: Sequence[str]) -> None:
        with self._server.connection() as db, self._one_transaction(db):
            if len(rows) == 1 and not texts and not erased:
                self._insert(db, rows[0])
            else:
                self._insert_many(db, rows, texts, erased)

    @contextmanager
    def _one_transaction(self, db: Connection) -> Iterator[None]:
        """With what is done beside the append, if anything is."""
        if self._beside is None:
            yield
            return
        with db.transaction():
            yield
            self._beside(db)

    def _insert(self, db: Connection, row: Row) -> None:
        """One event alone: arrays of one would cost as much again as all the rest."""
        if self._fence is None:
            db.execute(_INSERT, as_bytes(row))
        elif not db.execute(_INSERT_UNDER_LEASE, (*self._fence, *as_bytes(row))).rowcount:
            raise lease_lost(self._server.url)

    def _insert_many(
        self, db: Connection, rows: Sequence[Row], texts: Mapping[str, str], erased: Sequence[str]
    ) -> None:
        lease, fence = self._fence or (None, None)
        values = (
            lease,
            fence,
            rows[0].position,
            rows[0].at,
            [row.version for row in rows],
            [row.type for row in rows],
            [row.key.encode() for row in rows],
            [bytes.fromhex(row.prev) for row in rows],
            [bytes.fromhex(row.hash) for row in rows],
            [row.payload.encode() for row in rows],
            [bytes.fromhex(name) for name in texts],
            [text.encode() for text in texts.values()],
            [bytes.fromhex(name) for name in erased],
        )
        db.execute(_APPEND, values)

    def _was_taken(self, first: Row) -> bool:
        """Whether an append whose answer was lost was committed all the same. Asked once nothing
        that an earlier connection left is under way any more.
        """
        with self._server.connection() as db:
            db.execute("SELECT monitor.settle()")
        found = self._server.query(
            "SELECT hash FROM monitor.events WHERE position = %s", (first.position,)
        )
        return bool(found) and found[0][0].hex() == first.hash

    def lease(self, holder: str) -> ServerLease:
        return ServerLease(self._server, ACTING, holder, on_taken=self._append_with)

    def _append_with(self, fence: Fence | None) -> None:
        self._fence = fence

    # --- for several processes that share the work ---

    @property
    def server(self) -> Server:
        return self._server

    @contextmanager
    def fenced(self, fence: Fence | None) -> Iterator[None]:
        """What is appended in the block is refused once another process has that lease."""
        before, self._fence = self._fence, fence
        try:
            yield
        finally:
            self._fence = before

    @contextmanager
    def beside(self, work: BesideAppend) -> Iterator[None]:
        """Each append of the block and `work` are one transaction. `work` must be such that doing
        it again changes nothing.
        """
        self._beside = work
        try:
            yield
        finally:
            self._beside = None

    @contextmanager
    def together(self, work: BesideAppend, *, keys: Iterable[str]) -> Iterator[None]:
        """The appends of the block and `work` are one transaction: two statements, however many
        they are. Whoever else appends waits for its end, so it should be short. Of `keys` it is
        asked once whether they are taken. `read` gives what others wrote only.

        Where it raises, nothing of the block may be in the log: whoever knows its events is to
        forget them. Only a commit whose answer was lost can have written them, all of them.
        """
        try:
            with self._server.connection() as db, db.transaction():
                db.execute(_IMPATIENT)
                self._together = waiting = _Together(db, _positions(db, keys))
                yield
                if waiting.rows:
                    self._insert_many(db, waiting.rows, waiting.texts, waiting.erased)
                work(db)
        except BaseException:
            self._seen = LogHead(position=0, hash=GENESIS)  # asked for anew
            raise
        finally:
            self._together = None

    def put(self, rows: Iterable[Row], texts: Iterable[tuple[str, str | None]]) -> int:
        """Fill an empty log with rows and texts that another log wrote, all or nothing; how many
        rows. For importing.

        Raises RefusedError if the log holds anything. What `rows` or `texts` raise passes through,
        and nothing is written.
        """
        with self._server.connection() as db, db.transaction():
            db.execute(_PATIENT)  # rows may come slowly
            if self.head().position:
                raise RefusedError(
                    f"{self.name} already holds events", hint="import into another database"
                )
            for lot in _lots(rows):
                _copy_rows(db, lot)
            _copy_texts(db, texts, after=0)
        return self.head().position

    # --- going elsewhere ---

    def extend(self, rows: Iterable[Row]) -> Iterator[Position]:
        for lot in _lots(rows):
            with self._server.connection() as db:
                _copy_rows(db, lot)
            yield lot[-1].position

    def extend_texts(self, texts: Iterable[tuple[str, str | None]]) -> None:
        with self._server.connection() as db, db.transaction():
            counts = self.count_texts()
            _copy_texts(db, texts, after=counts.kept + counts.erased)

    def redact(self, text_hash: str) -> None:
        with self._server.connection() as db:
            db.execute(
                "UPDATE monitor.texts SET text = NULL "
                "WHERE hash = decode(%s, 'hex') AND text IS NOT NULL",
                (text_hash,),
            )

    @contextmanager
    def leaving(self, to: str) -> Iterator[None]:
        with self._server.alone() as db, db.transaction():
            db.execute(_PATIENT)
            db.execute("SELECT monitor.settle()")  # and nobody appends until this is over
            yield
            db.execute("UPDATE monitor.about SET moved_to = %s", (to,))

    def reopen(self) -> None:
        with self._server.connection() as db:
            db.execute("UPDATE monitor.about SET moved_to = NULL WHERE moved_to IS NOT NULL")

    def grant(self, role: str, *, writing: bool) -> None:
        """Let another role of the server read the log, and append to it if `writing`; it can change
        nothing and take no guard off. For the owner to say.
        """
        with self._server.connection() as db:
            schema.grant(db, role, writing=writing)

    # --- reading ---

    def head(self) -> LogHead:
        if self._together is not None and self._together.moment:
            return self._seen
        position, link = self._server.query(_HEAD)[0]
        self._seen = LogHead(position=position, hash=link.hex())
        return self._seen

    def read(self, *, after: Position = 0, until: Position | None = None) -> Iterator[Recorded]:
        """Events after `after` up to and with `until`, in order, in batches: no lock and no
        snapshot is held while the caller works.

        Raises LogDamagedError with `broken_at` where a row cannot be read, LogNewerError for events
        of a newer version.
        """
        if self._together is not None and after == self._seen.position and self._together.moment:
            return
        last = _ANY if until is None else until
        for rows in self._batches(_READ, after, last):
            if rows:
                self._seen = LogHead(position=rows[-1][0], hash=rows[-1][5].hex())
            yield from records.recorded(map(_columns, rows), damaged_hint=DAMAGED_HINT)

    def rows(self, *, after: Position = 0) -> Iterator[Row]:
        for rows in self._batches(_ROWS, after, _ANY):
            yield from map(row_of, rows)

    def _batches(
        self, question: str, after: Position, last: Position, size: int = BATCH_ROWS
    ) -> Iterator[list[Any]]:
        """The next one is fetched while the caller works on one."""
        rows = self._server.query(question, (after, last, size))
        if len(rows) < size:
            yield rows
            return
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="log") as ahead:
            while rows:
                values = (rows[-1][0], last, size)
                coming = ahead.submit(self._server.query, question, values)
                yield rows
                rows = coming.result()

    def texts(self) -> Iterator[tuple[str, str | None]]:
        for rows in self._batches(_TEXTS, 0, _ANY, BATCH_TEXTS):
            yield from map(text_of, rows)

    def follow(
        self, *, after: Position, poll_s: float = POLL_S, wait: Wait | None = None
    ) -> Iterator[Recorded]:
        """As the protocol says. Without `wait` the server wakes it at once; where the connection
        that it listens on broke, it looks again every `poll_s`.
        """
        if wait is not None:
            yield from following(self, after=after, poll_s=poll_s, wait=wait)
            return
        with closing(Listener(self._server)) as listener:
            yield from following(self, after=after, poll_s=poll_s, wait=listener.wait)

    def find(self, key: str) -> Position | None:
        if self._together is not None and key in self._together.found:
            return self._together.found[key]
        found = self._server.query(
            "SELECT position FROM monitor.events WHERE sha256(key) = sha256(%s)",
            (key.encode(),),
        )
        return found[0][0] if found else None

    def text(self, text_hash: str) -> str | None:
        if self._together is not None and text_hash in self._together.kept:
            return self._together.kept[text_hash]
        found = self._server.query(
            "SELECT 0, hash, text FROM monitor.texts WHERE hash = decode(%s, 'hex')",
            (text_hash,),
        )
        return text_of(found[0])[1] if found else None

    def count_texts(self) -> TextCounts:
        kept, all_ = self._server.query("SELECT count(text), count(*) FROM monitor.texts")[0]
        return TextCounts(kept=kept, erased=all_ - kept)

    def remarks(self) -> Sequence[Remark]:
        began = datetime.now(UTC)
        now, fsync, checksums, standbys = self._server.query(_KEPT_HOW)[0]
        apart = abs((now - began).total_seconds())
        held = standbys or "none: losing its disk loses what came after the last copy"
        return (
            Remark(
                ok=apart <= CLOCKS_APART_S,
                says=f"the server's clock and this machine's are {apart:.0f} s apart",
                hint="" if apart <= CLOCKS_APART_S else "set both by NTP: events carry this one's",
            ),
            Remark(
                ok=fsync == "on",
                says=f"{self.name}: fsync {fsync}, data checksums {checksums}",
                hint="" if fsync == "on" else "fsync = on: a power cut loses what was written",
            ),
            Remark(ok=True, says=f"synchronous standbys: {held}"),
        )

    def size_bytes(self) -> int:
        """What the log's tables take on the server's disk."""
        sizes = """SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
                    WHERE relnamespace = 'monitor'::regnamespace AND relkind = 'r'"""
        return int(self._server.query(sizes)[0][0])

    def verify(self, *, head: str | None = None) -> Verification:
        return verify(self._server.url, head=head)

    def copy_to(self, path: Path) -> None:
        """Write the log as it stands now to a new file of SQLite, while others go on appending."""
        with TemporaryDirectory(prefix=".monitor-", dir=path.parent) as folder:
            draft = Path(folder) / path.name
            with self._server.alone() as db, SqliteLog.open(draft) as file:
                db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                db.execute(_PATIENT)
                file.put(_streamed(db, _ROWS, row_of), _streamed(db, _TEXTS, text_of))
            draft.rename(path)


class _LentLog(PostgresLog):
    def close(self) -> None:
        """The connections are the lender's."""


def exists(url: ServerUrl) -> bool:
    """Raises what opening does for what cannot be used."""
    with Server(url, readonly=True).alone() as db:
        return schema.exists(db, url)


def _positions(db: Connection, keys: Iterable[str]) -> dict[str, Position | None]:
    by_key: dict[str, Position | None] = dict.fromkeys(keys)
    digests = [sha256(key.encode()).digest() for key in by_key]
    taken = db.cursor(binary=True).execute(_POSITIONS, (digests,)).fetchall()
    return by_key | {key.decode(): position for key, position in taken}


def _check_free(waiting: _Together, rows: Sequence[Row]) -> None:
    """As the log would: raises LogConflictError for a key that waits already."""
    taken = [row.key for row in rows if waiting.found.get(row.key) is not None]
    if taken:
        raise LogConflictError(
            f"not appended: the log takes a key once: {taken[0]}", hint="read on and decide again"
        )


def _prepare(server: Server, *, create: bool) -> None:
    with server.connection() as db:
        if not schema.exists(db, server.url):
            if not create:
                raise schema.missing(server.url)
            schema.create(db, server.url)
        schema.check(db, server.url)


# --- rows ---


def _columns(row: Sequence[Any]) -> records.Columns:
    position, key, kind, version, at, link, payload = row
    return position, key.decode(), kind, version, at, link.hex(), payload


def row_of(row: Sequence[Any]) -> Row:
    position, key, kind, version, at, payload, prev, link = row
    return Row(position, key.decode(), kind, version, at, payload.decode(), prev.hex(), link.hex())


def text_of(row: Sequence[Any]) -> tuple[str, str | None]:
    _, name, text = row
    return name.hex(), None if text is None else text.decode()


def _streamed(db: Connection, query: str, made: Any) -> Iterator[Any]:
    after = 0
    while rows := db.cursor(binary=True).execute(query, (after, _ANY, BATCH_ROWS)).fetchall():
        yield from map(made, rows)
        after = rows[-1][0]


def _lots(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while lot := list(islice(left, MOVED_ROWS)):
        yield lot


def _copy_rows(db: Connection, lot: Iterable[Row]) -> None:
    """The guards look at all of them together."""
    with db.cursor().copy(_COPY_ROWS) as copy:
        copy.set_types(_ROW_TYPES)
        for row in lot:
            copy.write_row(as_bytes(row))


def as_bytes(row: Row) -> tuple[int, int, str, str, bytes, bytes, bytes, bytes]:
    """As the columns stand in the table."""
    return (
        row.position,
        row.version,
        row.type,
        row.at,
        row.key.encode(),
        bytes.fromhex(row.prev),
        bytes.fromhex(row.hash),
        row.payload.encode(),
    )


def _copy_texts(
    db: Connection, texts: Iterable[tuple[str, str | None]], *, after: Position
) -> None:
    """Numbered on behind `after`."""
    with db.cursor().copy(_COPY_TEXTS) as copy:
        copy.set_types(_TEXT_TYPES)
        for number, (name, text) in enumerate(texts, after + 1):
            body = None if text is None else text.encode()
            copy.write_row((number, bytes.fromhex(name), body))
