"""One file out, one file back: proved both ways, and nothing is overwritten."""

import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
from functools import partial

import pytest
from log_samples import NOW, history, keyed, texts_of

from monitor.delivery.address_book import READERS
from monitor.errors import (
    InputError,
    LogDamagedError,
    LogError,
    MonitorError,
    NotFoundError,
    RefusedError,
)
from monitor.events.stories_and_feeds import StoryClosed
from monitor.log import backup as backups
from monitor.log.sqlite import SqliteLog
from monitor.log.verify import verify

backup = partial(backups.backup, readers=READERS)
restore = partial(backups.restore, readers=READERS)


@pytest.fixture
def home(tmp_path):
    with SqliteLog.open(tmp_path / "home" / "state" / "log.db") as log:
        events = history(5)
        log.append(events, at=NOW, expected=0, texts=texts_of(events))
    return tmp_path / "home"


def readers(home) -> None:
    db = sqlite3.connect(home / "state" / "readers.db")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE IF NOT EXISTS readers (reader_id TEXT)")
    db.execute("INSERT INTO readers VALUES ('r1')")
    db.commit()
    db.close()


def everything(path):
    with SqliteLog.open(path, readonly=True) as log:
        return list(log.rows()), list(log.texts())


def test_what_was_backed_up_is_restored_with_its_texts_and_readers(home, tmp_path) -> None:
    readers(home)
    head = backup(home, tmp_path / "monitor.tar")
    assert restore(tmp_path / "monitor.tar", tmp_path / "new") == head
    state = tmp_path / "new" / "state"
    assert everything(state / "log.db") == everything(home / "state" / "log.db")
    db = sqlite3.connect(state / "readers.db")
    assert db.execute("SELECT * FROM readers").fetchall() == [("r1",)]
    db.close()
    assert {one.name for one in state.iterdir()} == {"log.db", "readers.db"}


def test_a_backup_holds_what_cannot_be_made_again_and_nothing_else(home, tmp_path) -> None:
    (home / "state" / "views.db").write_bytes(b"a cache")
    backup(home, tmp_path / "monitor.tar")
    with tarfile.open(tmp_path / "monitor.tar") as tar:
        assert tar.getnames() == ["manifest.json", "log.db"]
        assert {(one.uid, one.uname, one.mode) for one in tar.getmembers()} == {(0, "", 0o600)}
    assert {one.name for one in tmp_path.iterdir()} == {"home", "monitor.tar"}


def test_a_backup_is_taken_while_others_append(home, tmp_path) -> None:
    stop = threading.Event()
    failed = []

    def append() -> None:
        with SqliteLog.open(home / "state" / "log.db") as log:
            for number in range(10_000):
                if stop.is_set():
                    return
                try:
                    log.append(
                        keyed(StoryClosed(story_id=f"x{number}")),
                        at=NOW,
                        expected=log.head().position,
                    )
                except MonitorError as error:
                    failed.append(error)

    writer = threading.Thread(target=append)
    writer.start()
    try:
        heads = [backup(home, tmp_path / f"{number}.tar") for number in range(4)]
    finally:
        stop.set()
        writer.join()
    assert not failed
    for number, head in enumerate(heads):
        assert restore(tmp_path / f"{number}.tar", tmp_path / f"home {number}") == head
        assert verify(home / "state" / "log.db", head=head.hash).ok


def test_a_backup_never_overwrites(home, tmp_path) -> None:
    (tmp_path / "monitor.tar").write_bytes(b"last week's")
    with pytest.raises(RefusedError):
        backup(home, tmp_path / "monitor.tar")
    assert (tmp_path / "monitor.tar").read_bytes() == b"last week's"


def test_restoring_never_overwrites(home, tmp_path) -> None:
    backup(home, tmp_path / "monitor.tar")
    with pytest.raises(RefusedError):
        restore(tmp_path / "monitor.tar", home)
    readers(home)
    backup(home, tmp_path / "with readers.tar")
    readers(tmp_path / "home")
    (home / "state" / "log.db").unlink()
    with pytest.raises(RefusedError, match="readers"):
        restore(tmp_path / "with readers.tar", home)
    assert not (home / "state" / "log.db").exists()


def test_a_restore_that_was_interrupted_can_be_run_again(home, tmp_path) -> None:
    readers(home)
    backup(home, tmp_path / "monitor.tar")
    restore(tmp_path / "monitor.tar", tmp_path / "new")
    (tmp_path / "new" / "state" / "log.db").unlink()  # as if it had stopped between the two
    restore(tmp_path / "monitor.tar", tmp_path / "new")
    assert verify(tmp_path / "new" / "state" / "log.db").ok


def test_a_log_that_does_not_prove_is_not_backed_up(home, tmp_path) -> None:
    path = home / "state" / "log.db"
    path.write_bytes(path.read_bytes().replace(b'"story_id":"sa001"', b'"story_id":"sa00x"'))
    with pytest.raises(LogDamagedError, match="event 2"):
        backup(home, tmp_path / "monitor.tar")
    assert {one.name for one in tmp_path.iterdir()} == {"home"}


def test_readers_that_cannot_be_copied_are_told_and_nothing_is_written(home, tmp_path) -> None:
    (home / "state" / "readers.db").mkdir()
    with pytest.raises(LogError, match=r"readers\.db cannot be copied"):
        backup(home, tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()


def test_without_a_log_there_is_nothing_to_back_up(tmp_path) -> None:
    with pytest.raises(NotFoundError):
        backup(tmp_path, tmp_path / "monitor.tar")


def test_every_damage_to_a_backup_is_seen_and_nothing_is_restored(home, tmp_path) -> None:
    backup(home, tmp_path / "monitor.tar")
    content = (tmp_path / "monitor.tar").read_bytes()
    for place in (0, 200, 700, 2000, 10_000, len(content) // 2):
        damaged = bytearray(content)
        damaged[place] ^= 255
        (tmp_path / "damaged.tar").write_bytes(damaged)
        if damaged[place] == content[place]:
            continue
        try:
            restore(tmp_path / "damaged.tar", tmp_path / "new")
        except (InputError, LogDamagedError):
            assert list((tmp_path / "new" / "state").iterdir()) == []
        else:
            assert everything(tmp_path / "new" / "state" / "log.db") == everything(
                home / "state" / "log.db"
            ), place
            (tmp_path / "new" / "state" / "log.db").unlink()


@pytest.mark.parametrize("content", [b"", b"not a tar", b"x" * 20_000])
def test_another_kind_of_file_is_no_backup(tmp_path, content) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(InputError):
        restore(tmp_path / "file", tmp_path / "new")


def test_a_file_cut_short_is_no_backup(home, tmp_path) -> None:
    backup(home, tmp_path / "monitor.tar")
    content = (tmp_path / "monitor.tar").read_bytes()
    for left in (600, 3000, len(content) // 2):
        (tmp_path / "cut.tar").write_bytes(content[:left])
        with pytest.raises(InputError):
            restore(tmp_path / "cut.tar", tmp_path / "new")


def test_a_backup_s_names_cannot_lead_out_of_its_folder(home, tmp_path) -> None:
    backup(home, tmp_path / "monitor.tar")
    with tarfile.open(tmp_path / "monitor.tar") as tar:
        manifest = tar.extractfile("manifest.json").read().replace(b'"log.db"', b'"../../log.db"')
    (tmp_path / "manifest.json").write_bytes(manifest)
    with tarfile.open(tmp_path / "hostile.tar", "w") as tar:
        tar.add(tmp_path / "manifest.json", "manifest.json")
        tar.add(tmp_path / "monitor.tar", "../../log.db")
    with pytest.raises(InputError, match="names other files"):
        restore(tmp_path / "hostile.tar", tmp_path / "new")


def test_a_missing_file_is_not_found(tmp_path) -> None:
    with pytest.raises(NotFoundError):
        restore(tmp_path / "none.tar", tmp_path / "new")


# --- what others left, and who may read it ---

_LEFT_BY_A_KILL = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from monitor.events.stories_and_feeds import StoryClosed
from monitor.log.sqlite import SqliteLog
log = SqliteLog.open(Path(sys.argv[1]))
for number in range(40):
    log.append([(f"k{number}", StoryClosed(story_id=f"s{number}"))], at=datetime.now(UTC),
               expected=log.head().position)
os._exit(0)
"""


def killed(path) -> None:
    """The log's process died: its last events stand in the write-ahead log alone, and somebody
    moved the database away without it.
    """
    subprocess.run([sys.executable, "-c", _LEFT_BY_A_KILL, str(path)], check=True)
    path.rename(path.with_name("moved.db"))
    assert path.with_name("log.db-wal").stat().st_size > 0


def test_a_restore_takes_nothing_from_the_write_ahead_log_of_a_killed_process(
    home, tmp_path
) -> None:
    head = backup(home, tmp_path / "monitor.tar")
    state = home / "state"
    killed(state / "log.db")
    left = state.joinpath("log.db-wal").read_bytes()
    told: list[str] = []
    assert restore(tmp_path / "monitor.tar", home, on_set_aside=lambda one: told.append(one.name))
    assert "log.db-wal.left-1" in told
    assert (state / "log.db-wal.left-1").read_bytes() == left
    with SqliteLog.open(state / "log.db") as log:
        assert log.head() == head
        assert log.verify().ok
    killed(state / "log.db")
    (state / "log.db").unlink(missing_ok=True)
    restore(tmp_path / "monitor.tar", home)
    assert (state / "log.db-wal.left-2").exists()


def test_a_new_log_takes_nothing_from_the_write_ahead_log_of_a_killed_process(tmp_path) -> None:
    killed(tmp_path / "log.db")
    with SqliteLog.open(tmp_path / "log.db") as log:
        assert log.head().position == 0
        log.append(keyed(StoryClosed(story_id="x")), at=NOW, expected=0)
        assert log.verify().ok
    with SqliteLog.open(tmp_path / "log.db", readonly=True) as log:
        assert log.head().position == 1


def test_the_journal_of_other_readers_is_not_played_into_restored_ones(home, tmp_path) -> None:
    readers(home)
    backup(home, tmp_path / "monitor.tar")
    state = tmp_path / "new" / "state"
    state.mkdir(parents=True)
    (state / "readers.db-journal").write_bytes(b"another's")
    restore(tmp_path / "monitor.tar", tmp_path / "new")
    assert (state / "readers.db-journal.left-1").read_bytes() == b"another's"


def test_what_is_restored_is_proved_where_it_was_put(home, tmp_path, monkeypatch) -> None:
    backup(home, tmp_path / "monitor.tar")
    put = backups.put_in_place

    def put_another(draft, path):
        left = put(draft, path)
        with SqliteLog.open(path) as log:
            log.append(keyed(StoryClosed(story_id="x")), at=NOW, expected=log.head().position)
        return left

    monkeypatch.setattr(backups, "put_in_place", put_another)
    with pytest.raises(LogDamagedError, match="not what was restored"):
        restore(tmp_path / "monitor.tar", tmp_path / "new")


def test_what_holds_readers_is_its_owner_s_alone_whatever_the_umask(home, tmp_path) -> None:
    readers(home)
    before = os.umask(0o000)
    try:
        backup(home, tmp_path / "monitor.tar")
        restore(tmp_path / "monitor.tar", tmp_path / "new")
    finally:
        os.umask(before)
    state = tmp_path / "new" / "state"
    held = [tmp_path / "monitor.tar", state / "readers.db", state / "log.db"]
    assert [f"{path.stat().st_mode & 0o777:o}" for path in held] == ["600"] * 3


def test_no_folder_is_left_by_a_backup_that_was_killed(home, tmp_path) -> None:
    code = """
import os, sys
from pathlib import Path
from monitor.delivery.address_book import READERS
from monitor.log import backup
backup._pack = lambda *_: os.kill(os.getpid(), 9)
backup.backup(Path(sys.argv[1]), Path(sys.argv[2]), readers=READERS)
"""
    ended = subprocess.run(
        [sys.executable, "-c", code, str(home), str(tmp_path / "a.tar")], check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".monitor-*"))) == 1
    (tmp_path / ".monitor-notes").write_text("not a folder")
    with backups._workshop(tmp_path) as at_work:
        backup(home, tmp_path / "b.tar")
        assert at_work.is_dir()  # another's, that is alive
    assert {one.name for one in tmp_path.iterdir()} == {"home", "b.tar", ".monitor-notes"}
