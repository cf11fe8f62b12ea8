"""The log's tables and guards in a database, in a schema of their own, and what is granted on them.

The guards hold for every connection and every role: a row comes at the end of the chain or not at
all, and nothing is changed or cut. The trigger that lets rows in moves the one row of `head` along,
whose lock puts all writers in one line: a position is taken when the one before it is committed,
so positions have no gaps and a reader that asks for what came after `n` misses nothing. They are
ENABLE ALWAYS, which a session that plays a replica does not get around. Only the owner of the
tables can take a guard off; the role that writes owns nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

from psycopg import Connection, sql

from monitor.errors import LogDamagedError, LogForeignError, NotFoundError
from monitor.log.schema import DAMAGED_HINT
from monitor.tables import check_version

SCHEMA = "monitor"
FORMAT = 1

# States of our own that the guards raise, beside PostgreSQL's.
CONFLICT, LOST, MOVED, GUARDED, SHRUNK = "MO001", "MO002", "MO003", "MO004", "MO005"

TABLES = """\
CREATE SCHEMA IF NOT EXISTS monitor;

CREATE TABLE monitor.about (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  format integer NOT NULL,
  moved_to text  -- where the log went on; then nothing more is taken here
);

CREATE TABLE monitor.events (
  position bigint PRIMARY KEY,
  version integer NOT NULL,
  type text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  prev bytea NOT NULL,
  hash bytea NOT NULL,
  payload bytea NOT NULL
);
-- a key may be longer than an index takes
CREATE UNIQUE INDEX events_key ON monitor.events (sha256(key));
-- `events.key_of` ends the key of a TextRedacted with the text's hash
CREATE INDEX redactions ON monitor.events (substring(key from octet_length(key) - 63))
  WHERE type = 'TextRedacted';

CREATE TABLE monitor.texts (
  id bigint PRIMARY KEY,
  hash bytea NOT NULL,
  text bytea
);
CREATE UNIQUE INDEX texts_hash ON monitor.texts (hash);

CREATE TABLE monitor.head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  position bigint NOT NULL,
  hash bytea NOT NULL,
  texts bigint NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE monitor.leases (
  name text PRIMARY KEY,
  fence bigint NOT NULL,
  holder text NOT NULL,
  ends timestamptz NOT NULL
);
"""

FUNCTIONS: dict[str, str] = {
    "events_grow": """
    DECLARE
      added bigint; first bigint; last bigint; link bytea; stands bigint;
    BEGIN
      SELECT count(*), min(position), max(position) INTO added, first, last FROM fresh;
      IF added = 0 THEN
        RETURN NULL;
      END IF;
      IF last - first + 1 <> added OR EXISTS (
        SELECT FROM (SELECT prev, lag(hash, 1, prev) OVER (ORDER BY position) AS due FROM fresh) one
        WHERE prev <> due)
      THEN
        RAISE EXCEPTION 'the log grows by one at its end' USING ERRCODE = 'MO004';
      END IF;
      SELECT prev INTO link FROM fresh WHERE position = first;
      UPDATE monitor.head
        SET position = last, hash = (SELECT hash FROM fresh WHERE position = last)
        WHERE position = first - 1 AND hash = link;
      IF NOT FOUND THEN
        SELECT position INTO stands FROM monitor.head;
        IF stands < first - 1 THEN
          RAISE EXCEPTION 'the log ends at %, before %', stands, first - 1
            USING ERRCODE = 'MO005';
        ELSIF stands = first - 1 THEN
          RAISE EXCEPTION 'event % is another one than was seen', stands USING ERRCODE = 'MO005';
        END IF;
        RAISE EXCEPTION 'the log stands at %, not at %', stands, first - 1
          USING ERRCODE = 'MO001';
      END IF;
      IF EXISTS (SELECT FROM monitor.about WHERE moved_to IS NOT NULL) THEN
        RAISE EXCEPTION 'the log went on elsewhere' USING ERRCODE = 'MO003';
      END IF;
      PERFORM pg_notify('monitor_log', last::text);
      RETURN NULL;
    END""",
    "texts_grow": """
    DECLARE
      added bigint; first bigint; last bigint;
    BEGIN
      SELECT count(*), min(id), max(id) INTO added, first, last FROM fresh;
      UPDATE monitor.head SET texts = last WHERE texts = first - 1 AND last - first + 1 = added;
      IF added > 0 AND NOT FOUND THEN
        RAISE EXCEPTION 'texts are numbered in a row' USING ERRCODE = 'MO004';
      END IF;
      RETURN NULL;
    END""",
    "texts_are_only_erased": """
    BEGIN
      IF NEW.text IS NOT NULL OR NEW.hash <> OLD.hash OR NEW.id <> OLD.id OR NOT EXISTS (
        SELECT FROM monitor.events WHERE type = 'TextRedacted'
          AND substring(key from octet_length(key) - 63)
              = convert_to(encode(OLD.hash, 'hex'), 'UTF8'))
      THEN
        RAISE EXCEPTION 'a text is only erased, and only when a TextRedacted event names it'
          USING ERRCODE = 'MO004';
      END IF;
      RETURN NEW;
    END""",
    "never": """
    BEGIN
      RAISE EXCEPTION '% is never changed or cut', TG_TABLE_NAME USING ERRCODE = 'MO004';
    END""",
    "head_follows": """
    BEGIN
      IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'the head follows the log by itself' USING ERRCODE = 'MO004';
      END IF;
      RETURN NEW;
    END""",
}

TRIGGERS: dict[tuple[str, str], str] = {
    ("events", "events_grow"): (
        "AFTER INSERT ON {on} REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT "
        "EXECUTE FUNCTION {schema}.events_grow()"
    ),
    ("events", "events_never_change"): (
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON {on} FOR EACH STATEMENT "
        "EXECUTE FUNCTION {schema}.never()"
    ),
    ("texts", "texts_grow"): (
        "AFTER INSERT ON {on} REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT "
        "EXECUTE FUNCTION {schema}.texts_grow()"
    ),
    ("texts", "texts_are_only_erased"): (
        "BEFORE UPDATE ON {on} FOR EACH ROW EXECUTE FUNCTION {schema}.texts_are_only_erased()"
    ),
    ("texts", "texts_never_go"): (
        "BEFORE DELETE OR TRUNCATE ON {on} FOR EACH STATEMENT EXECUTE FUNCTION {schema}.never()"
    ),
    ("head", "head_follows"): (
        "BEFORE UPDATE ON {on} FOR EACH ROW EXECUTE FUNCTION {schema}.head_follows()"
    ),
    ("head", "head_stays"): (
        "BEFORE INSERT OR DELETE OR TRUNCATE ON {on} FOR EACH STATEMENT "
        "EXECUTE FUNCTION {schema}.never()"
    ),
}

# One statement, so one commit and one way there and back. It runs with the caller's rights.
APPEND = """
    BEGIN
      IF held IS NOT NULL AND NOT EXISTS (
        SELECT FROM monitor.leases WHERE name = held AND leases.fence = append.fence FOR SHARE)
      THEN
        RAISE EXCEPTION 'another process has the lease' USING ERRCODE = 'MO002';
      END IF;
      INSERT INTO monitor.events (position, version, type, at, key, prev, hash, payload)
        SELECT first + n - 1, v, t, moment, k, p, h, b
        FROM unnest(versions, types, keys, prevs, hashes, payloads)
          WITH ORDINALITY AS one(v, t, k, p, h, b, n);
      IF cardinality(names) > 0 THEN
        INSERT INTO monitor.texts (id, hash, text)
          SELECT head.texts + row_number() OVER (ORDER BY n), name, body
          FROM unnest(names, bodies) WITH ORDINALITY AS one(name, body, n), monitor.head
          WHERE NOT EXISTS (SELECT FROM monitor.texts WHERE hash = name);
      END IF;
      IF cardinality(erased) > 0 THEN
        UPDATE monitor.texts SET text = NULL WHERE hash = ANY (erased) AND text IS NOT NULL;
        INSERT INTO monitor.texts (id, hash)
          SELECT head.texts + row_number() OVER (ORDER BY name), name
          FROM (SELECT DISTINCT unnest(erased) AS name) one, monitor.head
          WHERE NOT EXISTS (SELECT FROM monitor.texts WHERE hash = name);
      END IF;
    END"""
_APPEND_HEAD = """monitor.append(
  held text, fence bigint, first bigint, moment text, versions integer[], types text[],
  keys bytea[], prevs bytea[], hashes bytea[], payloads bytea[],
  names bytea[], bodies bytea[], erased bytea[]) RETURNS void"""

# Returns once no append is under way any more: what a lost connection left may still commit.
SETTLE = """
    BEGIN
      PERFORM FROM monitor.head FOR UPDATE;
    END"""

_OWN_FUNCTIONS = {**FUNCTIONS, "append": APPEND, "settle": SETTLE}

WRITING = """\
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role};
GRANT INSERT ON {schema}.events, {schema}.texts TO {role};
GRANT UPDATE (text) ON {schema}.texts TO {role};
GRANT INSERT, UPDATE ON {schema}.leases TO {role};
GRANT UPDATE (moved_to) ON {schema}.about TO {role};
"""
READING = """\
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role};
"""


_INVOKER = "LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp"
_DEFINER = f"SECURITY DEFINER {_INVOKER}"


_EMPTY = """INSERT INTO monitor.head (position, hash, texts)
            VALUES (0, decode(repeat('0', 64), 'hex'), 0);"""


def statements() -> str:
    """Everything that makes an empty log."""
    made = [TABLES]
    for name, body in FUNCTIONS.items():
        made.append(
            f"CREATE FUNCTION monitor.{name}() RETURNS trigger {_DEFINER} "
            f"AS $body${dedent(body)}$body$;"
        )
    append, settle = dedent(APPEND), dedent(SETTLE)
    made += [
        f"CREATE FUNCTION {_APPEND_HEAD} {_INVOKER} AS $body${append}$body$;",
        f"CREATE FUNCTION monitor.settle() RETURNS void {_DEFINER} AS $body${settle}$body$;",
        f"INSERT INTO monitor.about (format) VALUES ({FORMAT});",  # noqa: S608 — a number of ours
        _EMPTY,
    ]
    for (table, name), what in TRIGGERS.items():
        on = f"monitor.{table}"
        made.append(f"CREATE TRIGGER {name} {what.format(on=on, schema=SCHEMA)};")
        made.append(f"ALTER TABLE {on} ENABLE ALWAYS TRIGGER {name};")
    return "\n".join(made)


def create(db: Connection, name: object) -> None:
    """Make an empty log, unless another process was faster. Raises LogForeignError for a schema of
    that name that holds something else.
    """
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (SCHEMA,))
        if exists(db, name):
            return
        db.execute(statements())


def grant(db: Connection, role: str, *, writing: bool) -> None:
    """Let another role of the server read the log, and append to it if `writing`."""
    grants = sql.SQL(WRITING if writing else READING)
    db.execute(grants.format(schema=sql.Identifier(SCHEMA), role=sql.Identifier(role)))


# --- what stands there ---

_RELATIONS = """
SELECT relname FROM pg_catalog.pg_class
WHERE relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'monitor')
  AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"""
_COLUMNS = """
SELECT attname::text, atttypid::regtype::text, attnotnull
FROM pg_catalog.pg_attribute
WHERE attrelid IN ('monitor.events'::regclass, 'monitor.texts'::regclass)
  AND attnum > 0 AND NOT attisdropped"""
_TRIGGERS = """
SELECT relname::text, tgname::text, tgenabled::text, tgtype::integer, proname::text,
  tgqual IS NULL
FROM pg_catalog.pg_trigger
JOIN pg_catalog.pg_class ON pg_class.oid = tgrelid
JOIN pg_catalog.pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal
  AND relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'monitor')"""
_FUNCTIONS = """
SELECT proname::text, prosecdef, prosrc FROM pg_catalog.pg_proc
WHERE pronamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'monitor')"""
_INDEXES = """
SELECT relname::text, pg_get_indexdef(indexrelid), indisunique AND indisvalid AND indpred IS NULL
FROM pg_catalog.pg_index JOIN pg_catalog.pg_class ON pg_class.oid = indexrelid
WHERE indrelid IN ('monitor.events'::regclass, 'monitor.texts'::regclass)"""
_HIDING = """
SELECT relname::text FROM pg_catalog.pg_class
WHERE relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'monitor')
  AND (relrowsecurity OR relhasrules OR relhassubclass)"""

_OWN_TABLES = frozenset({"about", "events", "texts", "head", "leases"})
_OWN_COLUMNS = frozenset(
    {
        ("position", "bigint", True),
        ("version", "integer", True),
        ("type", "text", True),
        ("at", "text", True),
        ("key", "bytea", True),
        ("prev", "bytea", True),
        ("hash", "bytea", True),
        ("payload", "bytea", True),
        ("id", "bigint", True),
        ("text", "bytea", False),
    }
)
_UNIQUE = {
    "events_pkey": '("position")',
    "events_key": "(sha256(key))",
    "texts_pkey": "(id)",
    "texts_hash": "(hash)",
}
# How pg_trigger writes what a trigger is on: row 1, before 2, insert 4, delete 8, update 16,
# truncate 32.
_BITS = {"EACH ROW": 1, "BEFORE": 2, "INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}


def exists(db: Connection, name: object) -> bool:
    """Whether there is a log. Raises LogForeignError for a schema of ours that holds something
    else, LogNewerError for a newer program's.
    """
    found = {row[0] for row in db.execute(_RELATIONS)}
    if not found:
        return False
    if not {"about", "events"} <= found:
        raise LogForeignError(
            f"the schema {SCHEMA!r} of {name} is another program's, not an event log",
            hint="give another database; nothing was changed",
        )
    row = db.execute("SELECT format FROM monitor.about").fetchone()
    written = row[0] if row else 0
    check_version(name, stands=written, known=FORMAT)
    if written < 1:
        raise LogDamagedError(f"{name} says it has format {written}", hint=DAMAGED_HINT)
    return True


def check(db: Connection, name: object) -> None:
    """The tables and guards must be the ones that were made: a guard that was dropped or switched
    off is damage.
    """
    lost = next(_lost(db), None)
    if lost is not None:
        raise LogDamagedError(f"{name} has lost or changed its part {lost!r}", hint=DAMAGED_HINT)


def missing(name: object) -> NotFoundError:
    return NotFoundError(
        f"there is no log at {name}",
        hint=f"`monitor ingest seeds` starts one, `monitor log move {name}` brings a home's there",
    )


def foreign(db: Connection) -> Iterator[str]:
    """What nobody here made, and may change what is written or hide what stands there."""
    own = {(table, trigger) for table, trigger in TRIGGERS}
    for row in db.execute(_RELATIONS):
        if row[0] not in _OWN_TABLES:
            yield f"a table that is not the log's own: {row[0]!r}"
    for table, trigger, *_ in db.execute(_TRIGGERS):
        if (table, trigger) not in own:
            yield f"a trigger that is not the log's own: {trigger!r}"
    for row in db.execute(_HIDING):
        yield f"a rule or policy that is not the log's own, on {row[0]!r}"


def _lost(db: Connection) -> Iterator[str]:
    yield from sorted(_OWN_TABLES - {row[0] for row in db.execute(_RELATIONS)})
    columns = {tuple(row) for row in db.execute(_COLUMNS)}
    yield from sorted(name for name, *_ in _OWN_COLUMNS - columns)
    triggers = {tuple(row) for row in db.execute(_TRIGGERS)}
    yield from sorted(name for _, name, *_ in _own_triggers() - triggers)
    functions = {row[0]: (row[1], row[2]) for row in db.execute(_FUNCTIONS)}
    yield from (
        name for name, body in _OWN_FUNCTIONS.items() if functions.get(name) != _made(name, body)
    )
    indexes = {row[0]: row[1] if row[2] else "" for row in db.execute(_INDEXES)}
    yield from (name for name, on in _UNIQUE.items() if not indexes.get(name, "").endswith(on))


def _own_triggers() -> frozenset[tuple[str, str, str, int, str, bool]]:
    return frozenset(
        (table, name, "A", _type_of(what), what.rpartition(".")[2].removesuffix("()"), True)
        for (table, name), what in TRIGGERS.items()
    )


def _type_of(what: str) -> int:
    """As pg_trigger writes it."""
    words = what.partition(" REFERENCING ")[0] + what.partition(" FOR ")[2]
    return sum(bit for word, bit in _BITS.items() if word in words)


def _made(name: str, body: str) -> tuple[bool, str]:
    """(with its owner's rights, source), as pg_proc has them."""
    return name != "append", dedent(body)
