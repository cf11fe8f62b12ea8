import json
import shutil

import pytest

from monitor.cli.root import run
from tests.clusters import server_binaries
from tests.house import HOUSE, copy_config

# `make test` says in a line that it is not run.
collect_ignore_glob = [] if server_binaries() else ["test_postgres*.py"]


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    @property
    def json(self):
        return json.loads(self.out)


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
def ask(capsys, seeded):
    """Run a command on the seeded home, or another."""

    def ask(*args, home=seeded):
        capsys.readouterr()
        status = run(["--home", str(home), *map(str, args)])
        return Result(status, *capsys.readouterr())

    return ask
