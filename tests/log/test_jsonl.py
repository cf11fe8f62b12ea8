"""A log as lines and back: the same hashes, or a refusal that says which line."""

import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_samples import NOW, any_event, history, keyed, redaction, text_of, texts_of

from monitor.errors import InputError, LogNewerError, RefusedError
from monitor.events.stories_and_feeds import TextRedacted
from monitor.log import jsonl
from monitor.log.chain import text_hash
from monitor.log.sqlite import SqliteLog
from tests.house import examples


@pytest.fixture
def log(tmp_path):
    with SqliteLog.open(tmp_path / "log.db") as log:
        events = history(5)
        log.append(events, at=NOW, expected=0, texts=texts_of(events))
        log.append(keyed(redaction("a004")), at=NOW, expected=log.head().position)
        yield log


def exported(log, *, texts=True) -> bytes:
    out = io.BytesIO()
    assert jsonl.export(log, out, texts=texts) == log.head()
    return out.getvalue()


def imported(content: bytes, path):
    return jsonl.import_(io.BytesIO(content), path)


def test_a_copy_has_the_same_rows_texts_and_hashes(log, tmp_path) -> None:
    assert imported(exported(log), tmp_path / "copy.db") == log.head()
    with SqliteLog.open(tmp_path / "copy.db") as copy:
        assert list(copy.rows()) == list(log.rows())
        assert list(copy.texts()) == list(log.texts())
        assert copy.verify(head=log.head().hash).ok
        assert exported(copy) == exported(log)


def test_texts_are_exported_only_when_asked_for(log, tmp_path) -> None:
    content = exported(log, texts=False)
    assert text_of("a001").encode() not in content
    assert imported(content, tmp_path / "copy.db") == log.head()
    with SqliteLog.open(tmp_path / "copy.db") as copy:
        assert list(copy.texts()) == []
        assert copy.verify().ok


def test_a_redacted_text_is_in_no_export_and_stays_erased_in_the_copy(log, tmp_path) -> None:
    content = exported(log)
    assert text_of("a004").encode() not in content
    imported(content, tmp_path / "copy.db")
    with SqliteLog.open(tmp_path / "copy.db") as copy:
        assert copy.text(text_hash(text_of("a004"))) is None


def test_each_line_is_json_that_says_what_it_is(log) -> None:
    first, *lines = [json.loads(line) for line in exported(log).splitlines()]
    assert first == {"monitor_log": 1, "texts": True}
    assert lines[1]["payload"]["story_id"] == "sa001"
    assert {frozenset(line) for line in lines} == {
        frozenset({"position", "key", "type", "version", "at", "payload", "prev", "hash"}),
        frozenset({"text_hash", "text"}),
    }


def test_an_empty_log_is_copied_as_one(tmp_path) -> None:
    with SqliteLog.open(tmp_path / "log.db") as log:
        imported(exported(log), tmp_path / "copy.db")
    with SqliteLog.open(tmp_path / "copy.db") as copy:
        assert copy.head().position == 0


@settings(
    max_examples=examples(15),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(st.lists(any_event.filter(lambda event: not isinstance(event, TextRedacted)), max_size=3))
def test_any_events_come_through(tmp_path_factory, events) -> None:
    folder = tmp_path_factory.mktemp("any")
    with SqliteLog.open(folder / "log.db") as log:
        log.append([(str(n), event) for n, event in enumerate(events)], at=NOW, expected=0)
        assert imported(exported(log), folder / "copy.db") == log.head()
        with SqliteLog.open(folder / "copy.db") as copy:
            assert list(copy.read()) == list(log.read())


def changed(content: bytes, line: int, old: bytes, new: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    return b"".join(lines)


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (2, b"A title", b"A titel"),
        (3, b'"position":2', b'"position":3'),
        (4, b'"key":"article', b'"key":"artikel'),
        (5, b'"at":"2026', b'"at":"2025'),
        (6, b'"payload":{"', b'"payload":{ "'),
        (7, b'"version":1', b'"version":1.5'),
        (5, b"{", b"["),
        (5, b'"story_id"', b'"st\xffory_id"'),
        (14, b'"text":"The', b'"text":"A'),
        (14, b'"text_hash":"', b'"text_hash":"0'),
    ],
)
def test_a_line_that_is_not_as_it_was_exported_is_named_and_nothing_is_imported(
    log, tmp_path, line, old, new
) -> None:
    content = changed(exported(log), line, old, new)
    with pytest.raises(InputError, match=f"line {line} "):
        imported(content, tmp_path / "copy.db")
    assert {one.name for one in tmp_path.iterdir() if "copy" in one.name} == set()


def test_a_line_that_is_missing_or_cut_off_is_named(log, tmp_path) -> None:
    lines = exported(log).splitlines(keepends=True)
    with pytest.raises(InputError, match="line 4 does not follow"):
        imported(b"".join(lines[:3] + lines[4:]), tmp_path / "copy.db")
    with pytest.raises(InputError, match="line 5 is cut off"):
        imported(b"".join(lines[:5])[:-10], tmp_path / "copy.db")


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"\n", b"not json\n", b'{"id": "1", "text": "an article"}\n']
)
def test_another_kind_of_file_is_refused_by_its_first_line(tmp_path, content) -> None:
    with pytest.raises(InputError, match="line 1 "):
        imported(content, tmp_path / "copy.db")


def test_a_newer_program_s_export_is_left_to_it(tmp_path) -> None:
    with pytest.raises(LogNewerError):
        imported(b'{"monitor_log": 2, "texts": false}\n', tmp_path / "copy.db")


def test_a_log_with_events_is_never_overwritten(log, tmp_path) -> None:
    before = list(log.rows())
    with pytest.raises(RefusedError):
        imported(exported(log), tmp_path / "log.db")
    assert list(log.rows()) == before


def test_an_empty_log_can_be_filled(log, tmp_path) -> None:
    SqliteLog.open(tmp_path / "copy.db").close()
    assert imported(exported(log), tmp_path / "copy.db") == log.head()
