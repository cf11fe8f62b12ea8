import shutil

import pytest

from monitor.cli.root import run
from tests.clusters import server_binaries
from tests.house import HOUSE, copy_config
from tests.web.site import Site

# `make test` says in a line that it is not run.
collect_ignore_glob = [] if server_binaries() else ["test_postgres*.py"]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory):
    """A home that has taken the seeds; not to be changed."""
    home = tmp_path_factory.mktemp("seeded")
    copy_config(home)
    assert run(["--home", str(home), "ingest", "-q", str(HOUSE / "seeds")]) == 0
    return home


@pytest.fixture
def home(seeded, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(seeded, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def site(home):
    with Site(home) as site:
        yield site
