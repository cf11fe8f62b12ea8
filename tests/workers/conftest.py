import importlib.util

import pytest

from tests.clusters import server_binaries

IS_INSTALLED = server_binaries() and importlib.util.find_spec("procrastinate")
# `make test` says in a line that it is not run.
collect_ignore_glob = [] if IS_INSTALLED else ["test_*.py"]

if IS_INSTALLED:
    from tests.workers.workshop import Workshop


@pytest.fixture(scope="session")
def opened_once(cluster, tmp_path_factory):
    """The name of a database in which all that a workshop makes was made, and nothing came."""
    url = cluster.database()
    with Workshop(tmp_path_factory.mktemp("once"), url):
        return url.text.rpartition("/")[2]


@pytest.fixture
def ready(cluster, opened_once):
    """A copy of it: quicker than to make all of it again. `server` is a database without a log."""
    return cluster.database(template=opened_once)
