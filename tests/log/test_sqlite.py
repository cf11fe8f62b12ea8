"""Appending and reading: what the protocol promises, and the guards in the file itself."""

import sqlite3
import threading
from itertools import islice
from pathlib import Path

import pytest
from log_samples import NOW, history, keyed, redaction, text_of, texts_of

from monitor.errors import (
    LogDamagedError,
    RefusedError,
)
from monitor.events.stories_and_feeds import StoryClosed
from monitor.log import schema
from monitor.log.chain import GENESIS, Row, hash_of, text_hash
from monitor.log.sqlite import SqliteLog


@pytest.fixture
def log(tmp_path):
    with SqliteLog.open(tmp_path / "log.db") as log:
        yield log


def fill(log, articles=4):
    events = history(articles)
    return log.append(events, at=NOW, expected=0, texts=texts_of(events))


def closing(number: int):
    return keyed(StoryClosed(story_id=f"s{number}"))


def test_a_reader_in_the_middle_holds_no_lock(log, tmp_path) -> None:
    log.append([one for n in range(2500) for one in closing(n)], at=NOW, expected=0)
    reading = log.read()
    list(islice(reading, 1500))
    with SqliteLog.open(tmp_path / "log.db") as other:
        other.append(closing(3000), at=NOW, expected=2500)
        assert other._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0  # not busy
    assert len(list(reading)) == 1001


def test_the_payload_is_readable_in_any_sqlite_shell(log, tmp_path) -> None:
    fill(log)
    db = sqlite3.connect(tmp_path / "log.db")
    assert db.execute(
        "SELECT payload ->> 'story_id', typeof(payload) FROM events WHERE key = 'story/sa002'"
    ).fetchone() == (
        "sa002",
        "text",
    )
    db.close()


def test_no_two_rows_are_hashed_alike() -> None:
    row = Row(1, "ab", "c", 1, "t", "{}", GENESIS, "")
    others = [
        row._replace(key="a", type="bc"),
        row._replace(position=11, key="b"),
        row._replace(key="ab,1:c", type=""),
    ]
    assert len({hash_of(one) for one in (row, *others)}) == 4


def test_a_log_waits_five_seconds_by_itself(log) -> None:
    assert log._db.execute("PRAGMA busy_timeout").fetchone() == (5000,)
    assert log._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert log._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_row_that_cannot_be_read_is_named(log) -> None:
    fill(log)
    row = Row(10, "k", "StoryClosed", 1, "2026-11-22T09:00:00.000000Z", "{}", log.head().hash, "x")
    log._db.execute(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*row[:5], row.prev, row.hash, row.payload),
    )
    with pytest.raises(LogDamagedError, match="event 10") as caught:
        list(log.read())
    assert caught.value.broken_at == 10


# --- guards, from a connection that knows nothing of us ---

ROW = "(10, 'k', 'StoryClosed', 1, 't', (SELECT hash FROM events WHERE position = 9), 'h', '{}')"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET payload = '{}' WHERE position = 3",
        "UPDATE OR REPLACE events SET position = 4 WHERE position = 3",
        "UPDATE OR IGNORE events SET at = 'x'",
        "DELETE FROM events WHERE position = 9",
        "DELETE FROM events",
        (
            "INSERT OR REPLACE INTO events SELECT position, key, type, version, 'later', prev, "
            "hash, payload FROM events"
        ),
        (
            "REPLACE INTO events SELECT 10, key, type, version, at, hash, hash, payload FROM "
            "events WHERE position = 9"
        ),
        (
            "INSERT OR REPLACE INTO events SELECT 9, 'new', type, version, at, hash, hash, payload "
            "FROM events WHERE position = 9"
        ),
        "INSERT OR IGNORE INTO events SELECT * FROM events WHERE position = 9",
        """INSERT INTO events SELECT 9, key, type, version, at, prev, hash, payload FROM events
           WHERE position = 9 ON CONFLICT DO UPDATE SET payload = '{}'""",
        f"INSERT INTO events VALUES {ROW.replace('10', '11', 1)}",
        f"INSERT INTO events VALUES {ROW.replace('10', '0', 1)}",
        f"INSERT INTO events VALUES {ROW.replace('10', '-1', 1)}",
        f"INSERT INTO events VALUES {ROW.replace('10', 'NULL', 1)}",
        (
            "INSERT INTO events VALUES (10, 'k', 'StoryClosed', 1, 't', 'not the last hash', 'h', "
            "'{}')"
        ),
        "DELETE FROM texts",
        "UPDATE texts SET text = 'softened'",
        "UPDATE texts SET text = NULL",
        "UPDATE OR REPLACE texts SET hash = (SELECT hash FROM texts WHERE id = 2) WHERE id = 1",
        "INSERT OR REPLACE INTO texts (hash, text) SELECT hash, 'softened' FROM texts",
        "INSERT OR REPLACE INTO texts (id, hash, text) VALUES (1, 'another', 'text')",
        "REPLACE INTO texts (rowid, hash, text) VALUES (1, 'another', 'text')",
    ],
)
def test_the_file_itself_refuses(log, tmp_path, statement) -> None:
    fill(log)
    before = (list(log.rows()), list(log.texts()))
    fresh = sqlite3.connect(tmp_path / "log.db")
    with pytest.raises(sqlite3.IntegrityError):
        fresh.execute(statement)
    fresh.commit()
    fresh.close()
    assert (list(log.rows()), list(log.texts())) == before
    assert log.verify().ok


def test_a_log_whose_guards_were_dropped_is_not_opened(tmp_path) -> None:
    SqliteLog.open(tmp_path / "log.db").close()
    for name, statement in schema.OBJECTS.items():
        db = sqlite3.connect(tmp_path / "log.db")
        kind = statement.split()[1]
        if kind == "TRIGGER":
            db.execute(f"DROP TRIGGER {name}")
            db.commit()
            with pytest.raises(LogDamagedError, match=name):
                SqliteLog.open(tmp_path / "log.db")
            db.execute(statement)
            db.commit()
        db.close()


# --- texts ---


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_redacting_erases_the_text_from_the_disk_and_leaves_the_hashes(log, tmp_path) -> None:
    recorded = fill(log)
    erased, kept = text_of("a002").encode(), text_of("a003").encode()
    assert erased in on_disk(tmp_path)
    log.append(keyed(redaction("a002")), at=NOW, expected=9)
    assert log.text(text_hash(text_of("a002"))) is None
    assert erased not in on_disk(tmp_path)
    assert kept in on_disk(tmp_path)
    assert list(log.read(until=9)) == list(recorded)
    assert log.verify().ok


def test_a_long_text_is_erased_to_its_last_page(log, tmp_path) -> None:
    text = "".join(f"{n:06}," for n in range(9000))
    event = redaction("a")
    event = type(event)(article_id="a", version="1" * 12, text_hash=text_hash(text), reason="long")
    log.append(closing(1), at=NOW, expected=0, texts={text_hash(text): text})
    log.append(keyed(event), at=NOW, expected=1)
    disk = on_disk(tmp_path)
    assert not any(f"{n:06},{n + 1:06}".encode() in disk for n in range(0, 8999, 7))


def test_redact_by_hand_needs_the_event_first(log) -> None:
    fill(log)
    name = text_hash(text_of("a002"))
    with pytest.raises(RefusedError):
        log.redact(name)
    log.append(keyed(redaction("a002")), at=NOW, expected=9)
    log.redact(name)
    assert log.text(name) is None


def test_a_log_may_be_used_from_another_thread_if_that_thread_opened_it(tmp_path) -> None:
    heads = []

    def work() -> None:
        with SqliteLog.open(tmp_path / "log.db") as log:
            fill(log)
            heads.append(log.head().position)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert heads == [9]
