"""Arrivals: articles that were fetched and are not decided yet, with their reading once it is made.

They are put in the transaction that logs them as fetched and go in the one that logs what became of
them, so that none is lost and none is decided twice, whoever is killed. The queue's jobs only say
that something is to be read: a job that is lost is made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Struct
from psycopg import Connection

from monitor.log.postgres.server import Server
from monitor.model import Incoming
from monitor.tables import Migration, TablesForm

PATIENCE_S = 5.0  # what is unread for so long holds nobody up any more who came later

ARRIVALS = TablesForm(
    name="arrivals",
    application_id=0,
    migrations=(
        Migration(
            1,
            (
                """CREATE TABLE arrivals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  article_id {text} NOT NULL,
  version {text} NOT NULL,
  incoming bytea NOT NULL,
  put_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  read_at timestamptz,
  program {text} NOT NULL DEFAULT '',  -- version that read it
  reading bytea,
  left_out boolean NOT NULL DEFAULT false,  -- it ended whoever read it
  UNIQUE (article_id, version)
)""",
                "CREATE INDEX arrivals_unread ON arrivals (id) WHERE read_at IS NULL",
                """CREATE TABLE holders (
  one boolean PRIMARY KEY DEFAULT true CHECK (one), digest {text} NOT NULL, packed bytea NOT NULL
)""",
            ),
        ),
        # of reading it that ended the process
        Migration(2, ("ALTER TABLE arrivals ADD COLUMN tries {number} NOT NULL DEFAULT 0",)),
    ),
    tables=("arrivals", "holders"),
    damaged_hint="drop the schema monitor_arrivals: what was fetched and not decided is asked for "
    "again",
)

_PUT = """
INSERT INTO monitor_arrivals.arrivals (article_id, version, incoming)
SELECT * FROM unnest(%s::text[], %s::text[], %s::bytea[]) ON CONFLICT DO NOTHING RETURNING id"""
_UNREAD = """
SELECT id, incoming FROM monitor_arrivals.arrivals
WHERE id = ANY (%s) AND read_at IS NULL AND NOT left_out ORDER BY id"""
_READ = """
UPDATE monitor_arrivals.arrivals AS one
SET reading = done.reading, read_at = clock_timestamp(), program = %s
FROM unnest(%s::bigint[], %s::bytea[]) AS done (id, reading)
WHERE one.id = done.id AND one.read_at IS NULL"""
_NEXT = """
SELECT id, incoming, program, reading FROM monitor_arrivals.arrivals
WHERE read_at IS NOT NULL AND id < coalesce(
  (SELECT min(id) FROM monitor_arrivals.arrivals WHERE read_at IS NULL AND NOT left_out
   AND put_at > clock_timestamp() - make_interval(secs => %s)), 9223372036854775807)
ORDER BY id LIMIT %s"""
_GONE = """
DELETE FROM monitor_arrivals.arrivals WHERE id = ANY (%s)
RETURNING extract(epoch FROM clock_timestamp() - put_at)::float8"""
_FORGOTTEN = """
SELECT id, tries FROM monitor_arrivals.arrivals WHERE read_at IS NULL AND NOT left_out
AND put_at < clock_timestamp() - make_interval(secs => %s)
AND id NOT IN (
  SELECT jsonb_array_elements_text(args -> 'arrivals')::bigint
  FROM monitor_queue.procrastinate_jobs WHERE task_name = 'read' AND status IN ('todo', 'doing'))
ORDER BY id LIMIT %s"""
_TRIED = """
UPDATE monitor_arrivals.arrivals SET tries = tries + 1, left_out = tries >= %s
WHERE id = ANY (%s) AND read_at IS NULL AND NOT left_out RETURNING id, tries, left_out"""
_LEFT_OUT = """SELECT article_id FROM monitor_arrivals.arrivals WHERE left_out
               ORDER BY id LIMIT 20"""
_COUNTS = """
SELECT count(*) FILTER (WHERE read_at IS NULL AND NOT left_out),
  count(*) FILTER (WHERE read_at IS NOT NULL), count(*) FILTER (WHERE left_out),
  coalesce(extract(epoch FROM clock_timestamp() - min(put_at) FILTER (WHERE NOT left_out)), 0)
    ::float8
FROM monitor_arrivals.arrivals"""
_STANDS = "SELECT to_regclass('monitor_arrivals.arrivals') IS NOT NULL"
_KNOWN = "SELECT digest, packed FROM monitor_arrivals.holders WHERE digest <> %s"
_TELL_KNOWN = """
INSERT INTO monitor_arrivals.holders (digest, packed) VALUES (%s, %s)
ON CONFLICT (one) DO UPDATE SET digest = excluded.digest, packed = excluded.packed"""


class ReadArrival(NamedTuple):
    """An arrival that is ready to be decided. `reading` is a packed `ReadJob` that a process of
    version `program` made.
    """

    id: int
    incoming: Incoming
    program: str
    reading: bytes


class TriedArrival(NamedTuple):
    """An arrival that is unread. `tries` of reading it ended a process."""

    id: int
    tries: int
    left_out: bool = False


class ArrivalCounts(Struct, frozen=True):
    unread: int
    read: int
    left_out: int
    oldest_s: float


class Inbox:
    """May be used by several threads."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def unread(self, ids: Sequence[int]) -> list[tuple[int, Incoming]]:
        rows = self._server.query(_UNREAD, (list(ids),))
        return [(row[0], _DECODER.decode(row[1])) for row in rows]

    def read(self, done: Sequence[tuple[int, bytes]], *, program: str) -> None:
        ids, readings = [one[0] for one in done], [one[1] for one in done]
        self._server.run(lambda db: db.execute(_READ, (program, ids, readings)))

    def ready(self, most: int, *, patience_s: float = PATIENCE_S) -> list[ReadArrival]:
        """The next ones in the order of arrival, up to the first that is still to be read."""
        rows = self._server.query(_NEXT, (patience_s, most))
        return [ReadArrival(row[0], _DECODER.decode(row[1]), row[2], row[3]) for row in rows]

    def forgotten(self, *, after_s: float, most: int) -> list[TriedArrival]:
        """What is unread for so long, and no job is about it."""
        return [TriedArrival(*row) for row in self._server.query(_FORGOTTEN, (after_s, most))]

    def tried(self, ids: Sequence[int], *, most: int) -> list[TriedArrival]:
        """Reading them ended a process once more. Those of them that are unread yet; what did so
        more than `most` times is left out by it.
        """
        with self._server.connection() as db:  # done again it would count again
            rows = db.execute(_TRIED, (most, list(ids))).fetchall()
        return [TriedArrival(*row) for row in sorted(rows)]

    def left_out(self) -> list[str]:
        """Articles, the first twenty."""
        return [row[0] for row in self._server.query(_LEFT_OUT)]

    def counts(self) -> ArrivalCounts:
        return ArrivalCounts(*self._server.query(_COUNTS)[0])

    def holders(self, digest: str) -> tuple[str, bytes] | None:
        """Who is known to hold which office, packed, if that is not what `digest` stands for."""
        rows = self._server.query(_KNOWN, (digest,))
        return (rows[0][0], rows[0][1]) if rows else None

    def tell_holders(self, digest: str, packed: bytes) -> None:
        self._server.run(lambda db: db.execute(_TELL_KNOWN, (digest, packed)))

    def forget(self, arrivals: Sequence[int]) -> list[float]:
        """As `gone`, where nothing was appended."""
        return self._server.run(lambda db: gone(db, arrivals))


def waiting(server: Server) -> int:
    """How many arrivals there are that somebody may still read or decide, also where there never
    were roles.
    """
    if not server.query(_STANDS)[0][0]:
        return 0
    counts = Inbox(server).counts()
    return counts.unread + counts.read


def put(db: Connection, incoming: Iterable[Incoming]) -> list[int]:
    """Within the caller's transaction; the numbers of those that did not wait already."""
    given = list(incoming)
    values = (
        [one.article.id for one in given],
        [one.article.version for one in given],
        [_ENCODER.encode(one) for one in given],
    )
    return [row[0] for row in db.execute(_PUT, values)]


def gone(db: Connection, arrivals: Sequence[int]) -> list[float]:
    """Within the caller's transaction: they are decided. Seconds since each arrived, of those that
    had not gone before.
    """
    return [float(row[0]) for row in db.execute(_GONE, (list(arrivals),))]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Incoming)
