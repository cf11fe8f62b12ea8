"""What every engine behind a log promises beyond appending and reading, and where engines stand."""

from datetime import timedelta

import pytest
from log_samples import NOW, history

from monitor.log.chain import text_hash
from monitor.log.engines import ENGINES, log_path, open_log
from monitor.log.memory import MemoryLog
from monitor.log.past import Past
from monitor.log.protocol import TextCounts
from tests.clusters import ENGINES as STAYING


@pytest.fixture(params=[*STAYING, "memory"])
def log(request, tmp_path):
    made = {
        "memory": MemoryLog,
        "file": lambda: open_log(tmp_path / "log.db"),
        "server": lambda: open_log(request.getfixturevalue("server")),
    }
    log = made[request.param]()
    log.append(history(3), at=NOW, expected=0, texts={text_hash("wire"): "wire"})
    yield log
    log.close()


def test_rows_and_texts_are_what_was_written(log):
    assert [row.hash for row in log.rows()] == [recorded.hash for recorded in log.read()]
    assert list(log.texts()) == [(text_hash("wire"), "wire")]
    assert log.count_texts() == TextCounts(kept=1, erased=0)


def test_a_log_that_is_followed_tells_what_is_appended_later(log):
    def later(_seconds):
        log.append(history(4)[7:], at=NOW + timedelta(seconds=1), expected=7)

    following = log.follow(after=6, wait=later)
    assert [next(following).position, next(following).position] == [7, 8]


def test_the_past_ends_where_it_stood(log):
    head = log.head()
    log.append(history(4)[7:], at=NOW + timedelta(seconds=1), expected=7)
    past = Past(log, head)
    assert [row.position for row in past.rows()] == list(range(1, 8))
    assert [recorded.position for recorded in past.follow(after=5)] == [6, 7]
    assert past.count_texts() == log.count_texts()


def test_a_new_home_gets_the_first_engine(tmp_path):
    assert log_path(tmp_path).name == next(iter(ENGINES))
    with open_log(log_path(tmp_path)) as log:
        assert log.head().position == 0
