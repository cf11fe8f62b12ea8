"""The engines that stay, each as the contract's tests ask for it."""

import sqlite3
from contextlib import contextmanager
from types import MappingProxyType

import msgspec
import psycopg
import pytest

from monitor.log.engines import open_log
from tests.clusters import ENGINES, server_binaries

# What is about the server alone; `make test` says in a line that it is not run.
collect_ignore_glob = [] if server_binaries() else ["test_postgres*.py"]


class FileEngine:
    def __init__(self, new_folder) -> None:
        self._new_folder = new_folder
        self.begin_anew()

    def begin_anew(self):
        """Elsewhere, where there is no log."""
        self.place = self._new_folder("log") / "log.db"

    @property
    def argument(self):
        """For a process that opens it."""
        return str(self.place)

    environment = MappingProxyType({})

    def beside(self):
        """What else came to lie there."""
        return [path for path in self.place.parent.iterdir() if path != self.place]

    def open(self, **how):
        return open_log(self.place, **how)

    @contextmanager
    def held(self):
        """While another process writes."""
        db = sqlite3.connect(self.place, isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("ROLLBACK")
        db.close()

    def impatient(self):
        """The log, waiting for 50 ms only."""
        log = self.open()
        log._db.execute("PRAGMA busy_timeout = 50")
        return log


class ServerEngine:
    def __init__(self, cluster) -> None:
        self._cluster = cluster
        self.begin_anew()

    def begin_anew(self):
        self.place = self._cluster.emptied()

    @property
    def argument(self):
        return self.place.text

    @property
    def environment(self):
        return {"LOG_PASSWORD": self._cluster.password}

    def beside(self):
        return []

    def open(self, **how):
        return open_log(self.place, **how)

    @contextmanager
    def held(self):
        with psycopg.connect(self._cluster.conninfo(self.place)) as db, db.transaction():
            db.execute("SELECT monitor.settle()")
            yield

    def impatient(self):
        text = f"{self.place.text}?options=-c%20lock_timeout%3D50ms"
        return open_log(msgspec.structs.replace(self.place, text=text))


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path_factory):
    if request.param == "file":
        return FileEngine(tmp_path_factory.mktemp)
    return ServerEngine(request.getfixturevalue("cluster"))
