"""What every engine promises: appending, reading, conflicts, texts."""

from datetime import datetime, timedelta, timezone
from itertools import islice
from threading import Thread

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
    NotFoundError,
    RefusedError,
    UsageError,
)
from monitor.events.stories_and_feeds import StoryClosed, TextRedacted
from monitor.log.chain import GENESIS, Row, hash_of, text_hash
from monitor.log.engines import log_exists, verify_log
from monitor.log.sqlite import SqliteLog
from tests.house import examples


@pytest.fixture
def log(engine):
    with engine.open() as log:
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
    max_examples=examples(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(st.lists(st.lists(any_event.map(with_a_real_hash), min_size=1, max_size=3), max_size=4))
def test_any_events_in_any_batches_come_back_and_prove(engine, batches) -> None:
    engine.begin_anew()
    with engine.open() as log:
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


def test_log_time_is_kept_in_utc_to_the_microsecond(log) -> None:
    almaty = datetime(2026, 11, 22, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5)))
    assert log.append(closing(1), at=almaty, expected=0)[0].at == almaty
    (read,) = log.read()
    assert (read.at, read.at.utcoffset()) == (almaty, timedelta(0))


def test_a_time_without_a_zone_is_refused(log) -> None:
    with pytest.raises(ValueError, match="zone"):
        log.append(closing(1), at=datetime(2026, 1, 1), expected=0)  # noqa: DTZ001 - that is the rule under test


def test_the_chain_can_be_proved_with_a_few_lines_of_ones_own(log) -> None:
    fill(log)
    prev = GENESIS
    for row in log.rows():
        assert row.prev == prev
        prev = hash_of(row)
        assert row.hash == prev


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


@pytest.mark.usefixtures("log")
def test_a_log_that_another_process_holds_is_busy(engine) -> None:
    with engine.impatient() as waiting:
        with engine.held(), pytest.raises(LogBusyError, match="5 s"):
            waiting.append(closing(1), at=NOW, expected=0)
        assert waiting.append(closing(1), at=NOW, expected=0)[0].position == 1


def test_following_tells_what_comes_later(log, engine) -> None:
    fill(log)
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        with engine.open() as other:
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


def test_a_redaction_whose_key_does_not_name_its_text_is_refused(log) -> None:
    fill(log)
    with pytest.raises(InputError, match="hash of its text"):
        log.append([("redacted/a002", redaction("a002"))], at=NOW, expected=9)


def test_an_erased_text_stays_erased_when_it_comes_again(log) -> None:
    fill(log)
    log.append(keyed(redaction("a002"), redaction("never kept")), at=NOW, expected=9)
    for name in ("a002", "never kept"):
        texts = {text_hash(text_of(name)): text_of(name)}
        log.append(keyed(taken(f"again {name}")), at=NOW, expected=log.head().position, texts=texts)
        assert log.text(text_hash(text_of(name))) is None
    assert log.verify().ok


# --- reading only ---


def test_a_log_opened_for_reading_appends_nothing(log, engine) -> None:
    fill(log)
    with engine.open(readonly=True) as reader:
        assert len(list(reader.read())) == 9
        with pytest.raises(LogReadOnlyError):
            reader.append(closing(1), at=NOW, expected=9)
        log.append(closing(7), at=NOW, expected=9)
        assert reader.head().position == 10


@pytest.mark.usefixtures("log")
def test_following_by_itself_hears_of_what_another_process_appends(engine) -> None:
    heard = []

    def listen() -> None:
        with engine.open() as log:
            follow = log.follow(after=0)
            heard.extend(recorded.position for recorded in islice(follow, 3))
            follow.close()

    listening = Thread(target=listen)
    listening.start()
    with engine.open() as other:
        for number in range(3):
            other.append(closing(number), at=NOW, expected=number)
    listening.join(timeout=30)
    assert heard == [1, 2, 3]


def test_a_row_that_cannot_be_read_is_named(log) -> None:
    row = Row(1, "k", "StoryClosed", 1, "2026-11-22T09:00:00.000000Z", "{}", GENESIS, "")
    log.put([row._replace(hash=hash_of(row))], [])
    with pytest.raises(LogDamagedError, match="event 1") as caught:
        list(log.read())
    assert caught.value.broken_at == 1


def test_a_key_of_any_length_and_any_letters_is_found_again(log) -> None:
    keys = ["k" * 20_000, "nul \0 inside", "ключ", ""]
    for position, key in enumerate(keys):
        log.append([(key, StoryClosed(story_id="s"))], at=NOW, expected=position)
    assert [log.find(key) for key in keys] == [1, 2, 3, 4]
    assert [one.key for one in log.read()] == keys
    assert log.verify().ok


def test_a_log_is_filled_only_while_it_is_empty(log, engine) -> None:
    fill(log)
    rows, texts = list(log.rows()), list(log.texts())
    with pytest.raises(RefusedError):
        log.put(rows, texts)
    engine.begin_anew()
    with engine.open() as copy:
        assert copy.put(rows, texts) == 9
        assert (list(copy.rows()), list(copy.texts())) == (rows, texts)
        assert copy.verify(head=rows[-1].hash).ok


def test_what_is_wrong_half_way_leaves_a_filled_log_empty(log) -> None:
    def broken():
        yield Row(1, "k", "StoryClosed", 1, "t", "{}", GENESIS, "00" * 32)
        raise InputError("line 3")

    with pytest.raises(InputError, match="line 3"):
        log.put(broken(), [])
    assert log.head().position == 0


def test_a_head_seen_before_must_still_be_there(log) -> None:
    fill(log)
    assert log.verify(head=log.head().hash[:12]).ok
    assert not log.verify(head="0123456789").ok
    with pytest.raises(UsageError):
        log.verify(head="none")


def test_a_log_that_is_not_there_is_not_made_for_looking(engine) -> None:
    for how in ({"create": False}, {"readonly": True}):
        with pytest.raises(NotFoundError, match="there is no log"):
            engine.open(**how)
    with pytest.raises(NotFoundError):
        verify_log(engine.place)
    assert not log_exists(engine.place)
    engine.open().close()
    assert log_exists(engine.place)


def test_a_copy_in_a_file_has_the_same_hashes(log, tmp_path) -> None:
    fill(log)
    log.append(keyed(redaction("a002")), at=NOW, expected=9)
    log.copy_to(tmp_path / "copy.db")
    with SqliteLog.open(tmp_path / "copy.db") as copy:
        assert list(copy.rows()) == list(log.rows())
        assert list(copy.texts()) == list(log.texts())
        assert copy.verify(head=log.head().hash).ok
    assert log.size_bytes() > 0
