"""The three ways of bench.same, short: all roles as processes, one process on a file, and Dask."""

import msgspec
import pytest

from bench import same

RUN = same.Run(
    head="a", fingerprint="b", articles=60, stories=20, took_s=1.0, spent_s={"decides": 1.0}
)


@pytest.mark.parametrize("changed", [{"head": "c"}, {"fingerprint": "c"}, {"stories": 21}])
def test_what_differs_in_what_was_decided_is_not_the_same_and_what_it_cost_is_no_matter(changed):
    slower = msgspec.structs.replace(RUN, took_s=9.0, spent_s={})
    assert same.all_same({"roles": RUN, "file": slower}, 60)
    assert not same.all_same({"roles": RUN, "file": slower}, 61)
    other = msgspec.structs.replace(RUN, **changed)
    assert not same.all_same({"roles": RUN, "file": slower, "dask": other}, 60)


@pytest.mark.slow
def test_all_roles_one_process_and_a_cluster_decide_the_same():
    runs = same.compared(60, ["file", "dask"])
    assert list(runs) == ["roles", "file", "dask"]
    assert same.all_same(runs, 60), runs
