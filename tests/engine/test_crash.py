"""Small rounds of bench/crash.py: a process is killed while it takes articles, and several take
articles at once.
"""

import random

import pytest

from bench import crash


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_acknowledged_before_a_kill_is_there_once_and_the_chain_holds(tmp_path, seed):
    draw = random.Random(seed)
    acknowledged = set()
    for _ in range(2):
        acknowledged |= crash.acknowledged_by(
            crash.started(tmp_path, 0, 90), kill_at=draw.randrange(1, 30)
        )
        assert crash.check(tmp_path, acknowledged).fine


@pytest.mark.slow
def test_processes_that_take_articles_at_once_lose_and_double_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(crash, "TOGETHER_ARTICLES", 12)
    acknowledged = crash.together(tmp_path, first=0, processes=3)
    found = crash.check(tmp_path, acknowledged)
    assert found.fine
    assert found.articles == found.acknowledged == 4 * 12
