import pytest

from bench.made_up import made_up
from monitor.engine import snapshots
from monitor.log.memory import MemoryLog
from monitor.stories import queries
from monitor.stories.state import State


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "snapshots"


@pytest.fixture
def saved(start):
    engine = start()
    engine.take_many([made_up(number) for number in range(12)])
    assert engine.save_snapshot(events_min=1)
    return engine


def the_file(folder):
    (file,) = folder.iterdir()
    return file


def test_a_snapshot_is_the_state_at_its_position(saved, folder):
    state, head = snapshots.load(folder, saved.log)
    assert head == saved.head
    assert queries.fingerprint(state) == queries.fingerprint(saved.state)


def test_an_engine_that_starts_from_a_snapshot_folds_the_rest(saved, start):
    saved.take_many([made_up(number) for number in range(12, 24)])
    again = start()
    assert again.replay().same
    assert queries.fingerprint(again.state) == queries.fingerprint(saved.state)


def test_a_state_from_a_snapshot_goes_on_as_the_live_one_does(saved, start):
    again = start()
    saved.take_many([made_up(number) for number in range(12, 18)])
    again.catch_up()
    assert list(again.state.stories) == list(saved.state.stories)
    assert again.replay().same


@pytest.mark.parametrize("at", [0, 5, 150, -1])
def test_a_damaged_snapshot_is_as_good_as_none(saved, folder, start, at):
    file = the_file(folder)
    body = bytearray(file.read_bytes())
    body[at] ^= 1
    file.write_bytes(body)
    assert snapshots.load(folder, saved.log) is None
    assert start().replay().same


def test_half_a_snapshot_is_as_good_as_none(saved, folder):
    file = the_file(folder)
    file.write_bytes(file.read_bytes()[:200])
    assert snapshots.load(folder, saved.log) is None


def test_a_snapshot_of_another_log_is_as_good_as_none(saved, folder, start, tmp_path):
    assert snapshots.load(folder, saved.log)
    other = start(home=tmp_path / "other")
    other.take_many([made_up(number) for number in range(50, 62)])
    assert snapshots.load(folder, other.log) is None
    assert snapshots.load(folder, MemoryLog()) is None


def test_a_snapshot_of_other_code_is_as_good_as_none(saved, folder):
    file = the_file(folder)
    file.write_bytes(file.read_bytes().replace(snapshots.code_version().encode(), b"0" * 16, 1))
    assert snapshots.load(folder, saved.log) is None


def test_deleting_snapshots_changes_nothing(saved, folder, start):
    the_file(folder).unlink()
    assert start().replay().fingerprint == queries.fingerprint(saved.state)


def test_few_events_are_not_worth_a_snapshot(start, folder):
    engine = start()
    engine.take(made_up(0))
    assert not engine.save_snapshot()
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_costs_no_more_than_the_snapshot(tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    assert not snapshots.save(tmp_path / "state", State(), MemoryLog().head())


def test_what_a_killed_process_left_beside_it_goes_with_the_next_one(saved, folder):
    (folder / "state.snapshot.99999").write_bytes(b"half")
    saved.take(made_up(12))
    assert saved.save_snapshot(events_min=1)
    assert the_file(folder).name == "state.snapshot"
    assert snapshots.position_of(folder, saved.log) == saved.head.position
