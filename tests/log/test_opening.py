"""Files that are not a good log: the right error, one line, a hint, and nothing on the disk
changes.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from log_samples import NOW, history, texts_of

from monitor.errors import (
    LogDamagedError,
    LogError,
    LogForeignError,
    LogNewerError,
    LogReadOnlyError,
    MonitorError,
    NotFoundError,
)
from monitor.log import schema
from monitor.log.sqlite import SqliteLog

NOBODY = 65534


def made(path: Path, articles: int = 4) -> Path:
    with SqliteLog.open(path) as log:
        events = history(articles)
        log.append(events, at=NOW, expected=0, texts=texts_of(events))
    return path


def disk(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@contextmanager
def nothing_changes(folder: Path):
    before = disk(folder)
    yield
    assert disk(folder) == before


def refused(path: Path, kind: type[LogError], **how: bool) -> MonitorError:
    with nothing_changes(path.parent), pytest.raises(kind) as caught:
        SqliteLog.open(path, **how)
    assert "\n" not in caught.value.message + caught.value.hint
    assert caught.value.hint
    return caught.value


def test_opening_and_closing_a_good_log_changes_nothing_and_leaves_nothing_beside_it(
    tmp_path,
) -> None:
    path = made(tmp_path / "log.db")
    with nothing_changes(tmp_path):
        SqliteLog.open(path).close()
        with SqliteLog.open(path, readonly=True) as log:
            assert log.verify().ok


def test_a_new_log_is_made_whole_in_a_folder_that_is_made_too(tmp_path) -> None:
    path = tmp_path / "state" / "log.db"
    with SqliteLog.open(path) as log:
        assert log.head().position == 0
    assert [one.name for one in path.parent.iterdir()] == ["log.db"]


def test_a_log_that_must_exist_is_not_made(tmp_path) -> None:
    for how in ({"create": False}, {"readonly": True}):
        with pytest.raises(NotFoundError), nothing_changes(tmp_path):
            SqliteLog.open(tmp_path / "log.db", **how)


@pytest.mark.parametrize(
    "content", [b"", b"not a database", os.urandom(5000), b"SQLite format 3\0", b"x" * 99]
)
def test_bytes_of_another_kind_are_foreign(tmp_path, content) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(content)
    refused(path, LogForeignError)


def test_a_folder_is_foreign(tmp_path) -> None:
    (tmp_path / "log.db").mkdir()
    with pytest.raises(LogForeignError, match="folder"):
        SqliteLog.open(tmp_path / "log.db")


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_another_program_s_database_is_foreign(tmp_path, mode) -> None:
    db = sqlite3.connect(tmp_path / "log.db")
    db.execute(f"PRAGMA journal_mode = {mode}")
    db.execute("CREATE TABLE events (position INTEGER PRIMARY KEY)")
    db.close()
    refused(tmp_path / "log.db", LogForeignError)


def test_a_newer_program_s_log_is_left_to_it(tmp_path) -> None:
    path = made(tmp_path / "log.db")
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 2")
    db.close()
    assert "newer" in refused(path, LogNewerError).message
    refused(path, LogNewerError, readonly=True)


def test_a_newer_format_that_still_stands_in_the_write_ahead_log_is_seen_too(tmp_path) -> None:
    path = made(tmp_path / "log.db")
    code = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('PRAGMA "
        "user_version = 2'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert path.with_name("log.db-wal").stat().st_size > 0
    main, wal = path.read_bytes(), path.with_name("log.db-wal").read_bytes()
    with pytest.raises(LogNewerError):
        SqliteLog.open(path)
    assert (path.read_bytes(), path.with_name("log.db-wal").read_bytes()) == (main, wal)


def test_a_log_whose_last_event_was_changed_is_damaged(tmp_path) -> None:
    path = made(tmp_path / "log.db")
    path.write_bytes(re.sub(rb'"story_id":"sa004"', rb'"story_id":"sa005"', path.read_bytes()))
    assert refused(path, LogDamagedError).broken_at == 9


@pytest.mark.parametrize("left", [150, 4096, 8192, 5000])
def test_a_log_that_was_cut_short_is_damaged(tmp_path, left) -> None:
    path = made(tmp_path / "log.db")
    path.write_bytes(path.read_bytes()[:left])
    refused(path, LogDamagedError)


def test_a_log_with_a_damaged_page_is_damaged(tmp_path) -> None:
    path = made(tmp_path / "log.db")
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"\xa5" * 4096
    path.write_bytes(content)
    refused(path, LogDamagedError)
    refused(path, LogDamagedError, readonly=True)


@pytest.mark.parametrize("place", [16, 18, 19, 21, 28, 44, 47, 56, 63])
def test_a_log_with_a_damaged_header_is_damaged_or_as_good_as_before(tmp_path, place) -> None:
    path = made(tmp_path / "log.db")
    content = bytearray(path.read_bytes())
    content[place] ^= 0x5A
    path.write_bytes(content)
    try:
        with SqliteLog.open(path) as log:
            assert len(list(log.read())) == 9
            assert log.append([("k", history(1)[1][1])], at=NOW, expected=9)
    except (LogDamagedError, LogForeignError, LogNewerError, LogReadOnlyError) as error:
        assert "\n" not in error.message  # noqa: PT017 - one of two outcomes is allowed


def test_a_log_left_by_a_crash_is_opened_with_all_it_holds(tmp_path) -> None:
    path = made(tmp_path / "log.db")
    code = """
import os, sys
from pathlib import Path
from datetime import UTC, datetime
from monitor.events.stories_and_feeds import StoryClosed
from monitor.log import schema
from monitor.log.sqlite import SqliteLog
log = SqliteLog.open(Path(sys.argv[1]))
log.append([("k", StoryClosed(story_id="s"))], at=datetime.now(UTC), expected=9)
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert path.with_name("log.db-wal").stat().st_size > 0
    with SqliteLog.open(path) as log:
        assert log.head().position == 10
        assert log.verify().ok
    assert [one.name for one in tmp_path.iterdir()] == ["log.db"]


# --- what may not be written ---


@contextmanager
def without_rights():
    """As a user who owns nothing: permissions do not stop root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shelf():
    """A folder that anybody can walk into, with a log in it; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        made(folder / "log.db")
        yield folder
        folder.chmod(0o755)


def readable_only(folder: Path, *, file: int = 0o444, mode: int = 0o555) -> Path:
    (folder / "log.db").chmod(file)
    folder.chmod(mode)
    return folder / "log.db"


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o555), (0o444, 0o777), (0o666, 0o555)])
def test_a_log_that_cannot_be_written_says_so_at_once(shelf, file, folder) -> None:
    path = readable_only(shelf, file=file, mode=folder)
    with without_rights():
        refused(path, LogReadOnlyError)


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o555), (0o444, 0o777), (0o666, 0o555)])
def test_a_log_that_cannot_be_written_can_be_read_and_proved(shelf, file, folder) -> None:
    path = readable_only(shelf, file=file, mode=folder)
    with without_rights(), nothing_changes(shelf), SqliteLog.open(path, readonly=True) as log:
        assert len(list(log.read())) == 9
        assert log.verify(head=log.head().hash).ok


@pytest.mark.parametrize("shared", [True, False])
def test_what_stands_in_the_write_ahead_log_is_read_where_nothing_can_be_written(
    shelf, shared
) -> None:
    code = """
import os, sys
from pathlib import Path
from monitor.events.stories_and_feeds import StoryClosed
from monitor.log.sqlite import SqliteLog
from log_samples import NOW
SqliteLog.open(Path(sys.argv[1])).append([("k", StoryClosed(story_id="s"))], at=NOW, expected=9)
os._exit(0)
"""
    here = str(Path(__file__).parent)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([here, *sys.path])}
    subprocess.run([sys.executable, "-c", code, str(shelf / "log.db")], check=True, env=environment)
    if not shared:  # as on a file system that was mounted elsewhere
        (shelf / "log.db-shm").unlink()
    for one in shelf.iterdir():
        one.chmod(0o444)
    path = readable_only(shelf)
    with without_rights(), nothing_changes(shelf), SqliteLog.open(path, readonly=True) as log:
        assert log.head().position == 10
        assert log.verify(head=log.head().hash).ok
    with without_rights():
        refused(path, LogReadOnlyError)


def test_a_log_that_may_not_even_be_read_says_so(shelf) -> None:
    path = readable_only(shelf, file=0o000)
    with without_rights(), pytest.raises(LogReadOnlyError, match="read"):
        SqliteLog.open(path)


@pytest.mark.parametrize("readonly", [True, False])
def test_a_log_in_a_folder_that_nobody_may_walk_into_says_so(shelf, readonly) -> None:
    path = readable_only(shelf, mode=0o644)
    with without_rights(), pytest.raises(LogReadOnlyError, match="cannot be read"):
        SqliteLog.open(path, readonly=readonly)


def test_a_log_that_cannot_be_made_says_so(shelf) -> None:
    shelf.chmod(0o555)
    with without_rights(), pytest.raises(LogReadOnlyError, match="cannot be written"):
        SqliteLog.open(shelf / "other.db")


def test_a_log_that_can_no_longer_be_written_says_so(shelf) -> None:
    """SQLite's own words for it, whatever the reason: here, the connection was told to write
    nothing more.
    """
    with SqliteLog.open(shelf / "log.db") as log:
        log._db.execute("PRAGMA query_only = 1")
        with pytest.raises(LogReadOnlyError):
            log.append(history(1), at=NOW, expected=9)


def test_a_log_that_could_not_be_made_leaves_nothing_beside_it(tmp_path, monkeypatch):
    def full(_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(schema, "create", full)
    with pytest.raises(LogError):
        SqliteLog.open(tmp_path / "log.db")
    assert list(tmp_path.iterdir()) == []


def test_a_write_ahead_file_that_comes_and_goes_disturbs_nobody(tmp_path) -> None:
    """Whoever closes the last other connection takes it away while we look."""
    path = made(tmp_path / "log.db")
    beside = path.with_name("log.db-wal")

    def come_and_go() -> None:
        for _ in range(2_000):
            beside.touch()
            beside.unlink(missing_ok=True)

    other = threading.Thread(target=come_and_go)
    other.start()
    while other.is_alive():
        schema.probe(path)
    other.join()


def test_a_second_opening_leaves_the_first_one_its_locks(tmp_path) -> None:
    """POSIX locks belong to a process: any closing of the file there lets go of all of them, and
    another process that closes its own connection then takes the write-ahead file for nobody's.
    """
    path = made(tmp_path / "log.db")
    events = history(9)
    known = len(history(4))
    with SqliteLog.open(path) as log:
        log.append(events[known:-2], at=NOW, expected=known)
        SqliteLog.open(path, readonly=True).close()
        elsewhere(path)
        log.append(events[-2:], at=NOW, expected=len(events) - 2)
        assert elsewhere(path) == len(events)
    with SqliteLog.open(path) as log:
        assert log.head().position == len(events)


def elsewhere(path: Path) -> int:
    """Where the log stands, as another process sees it that opens and closes it."""
    look = (
        "import sys; from pathlib import Path; from monitor.log.sqlite import SqliteLog\n"
        "with SqliteLog.open(Path(sys.argv[1])) as log: print(log.head().position)"
    )
    said = subprocess.run(
        [sys.executable, "-c", look, str(path)], capture_output=True, text=True, check=True
    )
    return int(said.stdout)
