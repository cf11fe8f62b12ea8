"""A Dask cluster on loopback: its workers read what this process would have read."""

import os
import socket
import subprocess
import sys

import pytest
from distributed import Client

from monitor.errors import RefusedError, UsageError
from monitor.parallel import choice, cluster
from monitor.parallel.choice import ReadingWorkers, open_pool
from tests.parallel.house import taken

START_S = 120
# A worker looks a hundred times a second at what it does, for charts that nobody sees here.
UNWATCHED = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Cluster:
    """A scheduler and workers as processes of their own."""

    def __init__(self):
        self.port = free_port()
        self.processes = []
        self._start("dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port))

    @property
    def address(self):
        return f"dask://127.0.0.1:{self.port}"

    def work(self, count, *, version=None):
        at = f"tcp://127.0.0.1:{self.port}"
        for _ in range(count):
            self._start("dask_worker", at, "--nthreads", "1", "--no-nanny", version=version)
        with Client(at, timeout=START_S) as client:
            client.wait_for_workers(count, timeout=START_S)

    def _start(self, what, *arguments, version=None):
        changed = f"import monitor; monitor.__version__ = {version!r}; " if version else ""
        code = f"{changed}from distributed.cli.{what} import main; main()"
        command = [sys.executable, "-c", code, *arguments, "--no-dashboard"]
        environment = os.environ | UNWATCHED
        self.processes.append(subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment))

    def end(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def dask():
    found = Cluster()
    try:
        found.work(2)
        yield found
    finally:
        found.end()


def test_a_cluster_reads_as_one_process_does(dask, few, alone):
    lines = []
    with open_pool(ReadingWorkers(cluster=dask.address), notice=lines.append) as pool:
        assert pool.workers.size == 2
        assert taken(few, pool=pool) == alone
    assert lines == []


def test_a_worker_of_another_version_is_refused_in_a_line():
    older = Cluster()
    try:
        older.work(1, version="0.0.9")
        with pytest.raises(RefusedError, match=r"has version 0\.0\.9 .* and this is"):
            open_pool(ReadingWorkers(cluster=older.address))
    finally:
        older.end()


def test_a_worker_of_another_version_that_comes_later_reads_nothing(dask, few, alone):
    lines = []
    with open_pool(ReadingWorkers(cluster=dask.address), notice=lines.append) as pool:
        other = cluster.LotWorkers(start=pool.workers.start, size=2, start_lots=1, version="0.0.9")
        pool.workers = other
        assert taken(few, pool=pool) == alone
    assert "0.0.9 was to read" in lines[0]


def test_a_cluster_that_goes_away_costs_lines_and_no_article(few, alone):
    lines, away = [], Cluster()
    try:
        away.work(1)
        with open_pool(ReadingWorkers(cluster=away.address), notice=lines.append) as pool:
            away.end()
            assert taken(few, pool=pool) == alone
        assert "was lost" in lines[0]
        assert "all else is read by this one process" in lines[-1]
    finally:
        away.end()


def test_a_cluster_without_workers_is_refused():
    empty = Cluster()
    try:
        with Client(f"tcp://127.0.0.1:{empty.port}", timeout=START_S):
            pass
        with pytest.raises(RefusedError, match="has no workers") as raised:
            open_pool(ReadingWorkers(cluster=empty.address))
        assert "dask worker tcp://" in raised.value.hint
    finally:
        empty.end()


def test_nobody_at_the_address_is_said(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S_MAX", 1.0)
    with pytest.raises(RefusedError, match="no Dask scheduler answers"):
        open_pool(ReadingWorkers(cluster=f"dask://127.0.0.1:{free_port()}"))


def test_a_library_that_is_not_installed_is_said(monkeypatch):
    monkeypatch.setattr(choice, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match="distributed"):
        open_pool(ReadingWorkers(cluster="dask://127.0.0.1:8786"))
