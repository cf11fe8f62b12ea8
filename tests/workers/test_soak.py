"""The soak of bench.soak_roles, short: processes as machines, killed in between."""

import pytest

from bench import soak_roles


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_told_twice_whoever_is_killed():
    found = soak_roles.soak(minutes=0.5, rate=2.0, kills=4, primaries=1, each=2, seed=3)
    assert soak_roles.all_well(found), found
