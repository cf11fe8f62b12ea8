"""What all tests share: nothing fails because a machine is slow, and nothing of the operator's own
is seen.
"""

import importlib.util
import os
import signal
import sys
from contextlib import closing

import pytest
from hypothesis import HealthCheck, settings

from monitor.log.engines import room_beside
from tests import clusters
from tests.browser import chromium
from tests.house import EXAMPLES

for name in [name for name in os.environ if name.startswith("MONITOR_")]:
    del os.environ[name]

# httpcore looks for it at each step of a request, through every folder of modules where it is not.
if importlib.util.find_spec("sniffio") is None:
    sys.modules["sniffio"] = None

# What a shell starts in the background ignores Control-C, and hands that on to all that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A property is tried with a quarter of its examples while somebody waits, and with all of them by
# `make test-slow`: --hypothesis-profile=thorough.
settings.register_profile(
    "thorough",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=EXAMPLES,
)
settings.register_profile("quick", settings.get_profile("thorough"), max_examples=EXAMPLES // 4)
settings.load_profile("quick")


def pytest_addoption(parser):
    parser.addoption(
        "--quick-elsewhere",
        action="append",
        default=[],
        metavar="PATH",
        help="what of these tests is neither slow nor a property is run by somebody else",
    )


@pytest.hookimpl(trylast=True)  # once it is known which are properties
def pytest_collection_modifyitems(config, items):
    paths = [config.rootpath / path for path in config.getoption("quick_elsewhere")]
    ours, elsewhere = [], []
    for item in items:
        stays = item.get_closest_marker("slow") or item.get_closest_marker("hypothesis")
        is_there = any(path in (item.path, *item.path.parents) for path in paths)
        (elsewhere if is_there and not stays else ours).append(item)
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = ours


# --- PostgreSQL: a real server, where there is one ---

BINARIES = clusters.server_binaries()


def pytest_terminal_summary(terminalreporter):
    if BINARIES is None:
        terminalreporter.write_line(
            f"not run: what needs a PostgreSQL server (15 or newer); to install one: "
            f"{clusters.INSTALL}",
            yellow=True,
        )
    if chromium.found() is None:
        terminalreporter.write_line(chromium.LACKING)


@pytest.fixture(scope="session")
def cluster():
    """One server for all tests of a process: without fsync, which no test is about but its own."""
    cluster = clusters.Cluster(BINARIES)
    try:
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def server(cluster):
    """A database without a log."""
    return cluster.database()


@pytest.fixture(params=clusters.ENGINES)
def place(request, tmp_path):
    """Where a log may stand, and its tables beside it, on each engine."""
    if request.param == "file":
        return tmp_path / "log.db"
    return request.getfixturevalue("cluster").emptied()


@pytest.fixture
def room(place):
    """Where tables stand, without any."""
    with closing(room_beside(place)) as opened:
        yield opened
