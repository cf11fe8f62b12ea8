"""Fourteen simulated days of the whole service: killed, stopped, down, with faults of feeds and of
the chat.
"""

import pytest

from bench.soak import WRONG_IF_NOT_ZERO, Plan, soak


@pytest.mark.slow
def test_fourteen_days_with_kills_and_faults_lose_nothing_and_double_nothing(tmp_path):
    found = soak(
        Plan(days=14, feeds=20, articles=30, kills=6, seed=7, step_minutes=30, hostile=5), tmp_path
    )
    assert {name: found[name] for name in WRONG_IF_NOT_ZERO} == dict.fromkeys(
        WRONG_IF_NOT_ZERO, 0
    ), found
    assert (found["replay --check"], found["log verify"]) == (True, True)
    assert found["kill -9"] + found["stops by SIGTERM"] >= 4
    assert found["editions queued"] > 8 * 9
    assert found["entries fetched"] > 400
    assert found["held for a person"] > 150
