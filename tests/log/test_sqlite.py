"""Appending and reading: what the protocol promises, and the guards in the file itself."""

import sqlite3
import threading
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_samples import NOW, any_event, history, keyed, opened, redaction, taken, text_of, texts_of
from msgspec import structs

from monitor.errors import (
    InputError,
    LogBusyError,
    LogConflictError,
    LogDamagedError,
    LogNewerError,
    LogReadOnlyError,
    RefusedError,
)
from monitor.events.stories_and_feeds import StoryClosed, TextRedacted
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


def test_an_empty_log_stands_before_its_first_event(log) -> None:
    assert (log.head().position, log.head().hash) == (0, GENESIS)
    assert list(log.read()) == []
    assert log.verify().ok


def test_what_was_appended_is_read_as_it_was_returned(log) -> None:
    recorded = fill(log)
    assert list(log.read()) == list(recorded)
    assert [(one.key, one.event) for one in recorded] == history()
    assert log.head().position == len(recorded) == 9
    assert log.head().hash == recorded[-1].hash


def with_a_real_hash(event):
    return (
        structs.replace(event, text_hash=text_hash(""))
        if isinstance(event, TextRedacted)
        else event
    )


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(st.lists(st.lists(any_event.map(with_a_real_hash), min_size=1, max_size=3), max_size=4))
def test_any_events_in_any_batches_come_back_and_prove(tmp_path_factory, batches) -> None:
    with SqliteLog.open(tmp_path_factory.mktemp("any") / "log.db") as log:
        for number, batch in enumerate(batches):
            named = [
                (f"{number}/{index}/{text_hash('')}", event) for index, event in enumerate(batch)
            ]
            log.append(named, at=NOW, expected=log.head().position)
        assert [one.event for one in log.read()] == [event for batch in batches for event in batch]
        assert log.verify(head=log.head().hash).ok


def test_reading_begins_after_and_ends_with_the_positions_asked_for(log) -> None:
    fill(log)
    assert [one.position for one in log.read(after=2, until=5)] == [3, 4, 5]
    assert [one.position for one in log.read(after=8)] == [9]


def test_reading_goes_on_over_many_batches(log) -> None:
    log.append([one for n in range(2500) for one in closing(n)], at=NOW, expected=0)
    assert [one.position for one in log.read()] == list(range(1, 2501))


def test_a_reader_in_the_middle_holds_no_lock(log, tmp_path) -> None:
    log.append([one for n in range(2500) for one in closing(n)], at=NOW, expected=0)
    reading = log.read()
    list(islice(reading, 1500))
    with SqliteLog.open(tmp_path / "log.db") as other:
        other.append(closing(3000), at=NOW, expected=2500)
        assert other._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0  # not busy
    assert len(list(reading)) == 1001


def test_log_time_is_kept_in_utc_to_the_microsecond(log) -> None:
    almaty = datetime(2026, 11, 22, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5)))
    assert log.append(closing(1), at=almaty, expected=0)[0].at == almaty
    (read,) = log.read()
    assert (read.at, read.at.utcoffset()) == (almaty, timedelta(0))


def test_a_time_without_a_zone_is_refused(log) -> None:
    with pytest.raises(ValueError, match="zone"):
        log.append(closing(1), at=datetime(2026, 1, 1), expected=0)  # noqa: DTZ001 - that is the rule under test


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


def test_the_chain_can_be_proved_with_a_few_lines_of_ones_own(log) -> None:
    fill(log)
    prev = GENESIS
    for row in log.rows():
        assert row.prev == prev
        prev = hash_of(row)
        assert row.hash == prev


def test_no_two_rows_are_hashed_alike() -> None:
    row = Row(1, "ab", "c", 1, "t", "{}", GENESIS, "")
    others = [
        row._replace(key="a", type="bc"),
        row._replace(position=11, key="b"),
        row._replace(key="ab,1:c", type=""),
    ]
    assert len({hash_of(one) for one in (row, *others)}) == 4


# --- conflicts ---


def test_a_decision_made_on_an_older_head_is_refused_and_writes_nothing(log) -> None:
    fill(log)
    with pytest.raises(LogConflictError):
        log.append(closing(1), at=NOW, expected=3, texts={text_hash("x"): "x"})
    assert log.head().position == 9
    assert log.text(text_hash("x")) is None


def test_a_key_is_taken_once(log) -> None:
    fill(log)
    with pytest.raises(LogConflictError, match="key"):
        log.append(closing(1) + keyed(taken("a001")), at=NOW, expected=9)
    with pytest.raises(LogConflictError, match="key"):
        log.append(closing(1) + closing(1), at=NOW, expected=9)
    assert log.head().position == 9


def test_find_tells_where_a_key_is(log) -> None:
    fill(log)
    assert log.find("story/sa001") == 2
    assert log.find("story/none") is None


def test_appending_nothing_writes_nothing(log) -> None:
    assert log.append([], at=NOW, expected=99) == []


def test_a_log_that_another_process_holds_is_busy(log, tmp_path) -> None:
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    log._db.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(LogBusyError, match="5 s"):
        log.append(closing(1), at=NOW, expected=0)
    other.execute("ROLLBACK")
    other.close()
    assert log.append(closing(1), at=NOW, expected=0)[0].position == 1


def test_a_log_waits_five_seconds_by_itself(log) -> None:
    assert log._db.execute("PRAGMA busy_timeout").fetchone() == (5000,)
    assert log._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert log._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_following_tells_what_comes_later(log, tmp_path) -> None:
    fill(log)
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        with SqliteLog.open(tmp_path / "log.db") as other:
            other.append(closing(100 + len(waits)), at=NOW, expected=other.head().position)

    follow = log.follow(after=8, wait=wait, poll_s=0.1)
    assert [one.position for one in islice(follow, 3)] == [9, 10, 11]
    assert waits == [0.1, 0.1]


# --- what could not be read again is not written ---


@pytest.mark.parametrize(
    "event",
    [
        taken("a", title="a lone \ud800 surrogate"),
        opened("s", "a", "no number"),
        StoryClosed(story_id=None),
    ],
)
def test_an_event_that_could_not_be_read_again_is_refused(log, event) -> None:
    with pytest.raises(InputError):
        log.append([("key", event)], at=NOW, expected=0)
    assert log.head().position == 0


def test_a_text_under_another_s_hash_is_refused(log) -> None:
    with pytest.raises(InputError, match="another hash"):
        log.append(closing(1), at=NOW, expected=0, texts={"0" * 64: "text"})
    with pytest.raises(InputError, match="Unicode"):
        log.append(closing(1), at=NOW, expected=0, texts={"0" * 64: "\udfff"})


def test_a_row_of_an_unknown_type_is_a_newer_program_s(log) -> None:
    row = Row(
        1, "k", "StorySung", 1, "2026-11-22T09:00:00.000000Z", '{"type":"StorySung"}', GENESIS, ""
    )
    log.put([row._replace(hash=hash_of(row))], [])
    with pytest.raises(LogNewerError, match="StorySung"):
        list(log.read())


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


def test_texts_are_kept_with_their_events_and_found_by_their_hash(log) -> None:
    fill(log)
    assert log.text(text_hash(text_of("a002"))) == text_of("a002")
    assert log.text("0" * 64) is None


def test_the_same_text_from_two_outlets_is_kept_once(log) -> None:
    texts = {text_hash("wire"): "wire"}
    log.append(keyed(taken("a", text="wire")), at=NOW, expected=0, texts=texts)
    log.append(keyed(taken("b", text="wire")), at=NOW, expected=1, texts=texts)
    assert list(log.texts()) == [(text_hash("wire"), "wire")]


def test_any_text_is_kept_as_it_came(log) -> None:
    text = "null \0 in the middle\r\n\u2028 тоже 🙂"
    log.append(closing(1), at=NOW, expected=0, texts={text_hash(text): text})
    assert log.text(text_hash(text)) == text
    assert log.verify().ok


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


def test_a_redaction_whose_key_does_not_name_its_text_is_refused(log) -> None:
    fill(log)
    with pytest.raises(InputError, match="hash of its text"):
        log.append([("redacted/a002", redaction("a002"))], at=NOW, expected=9)


def test_redact_by_hand_needs_the_event_first(log) -> None:
    fill(log)
    name = text_hash(text_of("a002"))
    with pytest.raises(RefusedError):
        log.redact(name)
    log.append(keyed(redaction("a002")), at=NOW, expected=9)
    log.redact(name)
    assert log.text(name) is None


def test_an_erased_text_stays_erased_when_it_comes_again(log) -> None:
    fill(log)
    log.append(keyed(redaction("a002"), redaction("never kept")), at=NOW, expected=9)
    for name in ("a002", "never kept"):
        texts = {text_hash(text_of(name)): text_of(name)}
        log.append(keyed(taken(f"again {name}")), at=NOW, expected=log.head().position, texts=texts)
        assert log.text(text_hash(text_of(name))) is None
    assert log.verify().ok


# --- reading only ---


def test_a_log_opened_for_reading_appends_nothing(log, tmp_path) -> None:
    fill(log)
    with SqliteLog.open(tmp_path / "log.db", readonly=True) as reader:
        assert len(list(reader.read())) == 9
        with pytest.raises(LogReadOnlyError):
            reader.append(closing(1), at=NOW, expected=9)
        log.append(closing(7), at=NOW, expected=9)
        assert reader.head().position == 10


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
