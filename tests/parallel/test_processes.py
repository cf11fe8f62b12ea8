"""Real processes end with their work, with Ctrl-C and with their parent; they may be killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.parallel.lots import ReadingJob, packed_lot
from monitor.parallel.pool import LotWorkers, ReadingPool
from monitor.parallel.processes import cores, pool_of, start_processes
from tests.parallel.house import taken

WAIT_S = 60.0


def children(pid):
    """The process ids below it, their own children too."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *children(child)]
    return found


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def until(said, *, what):
    end = time.monotonic() + WAIT_S
    while not (found := said()):
        assert time.monotonic() < end, what
        time.sleep(0.05)
    return found


@pytest.fixture
def home(tmp_path, articles):
    """An archive that takes a while, as a file."""
    lines = (
        {"url": f"{one.article.url}/{again}", "title": one.article.title, "text": one.text}
        for again in range(200)
        for one in articles
    )
    (tmp_path / "archive.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tmp_path


def ingesting(home):
    """`monitor ingest`, once its two processes read."""
    command = [sys.executable, "-u", "-m", "monitor", "--home", str(home), "ingest"]
    process = subprocess.Popen(
        [*command, "--workers", "2", str(home / "archive.jsonl")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    process.stdout.readline()  # the first article is in the log
    workers = children(process.pid)
    assert len(workers) >= 3  # the fork server, and two that read; a tracker of resources
    return process, workers


def test_processes_read_as_one_does(few, alone):
    with ReadingPool(LotWorkers(start=lambda: start_processes(2), size=2, start_lots=1)) as pool:
        assert taken(few, pool=pool) == alone


def test_a_killed_process_costs_a_line_and_no_article(few, alone):
    lines = []
    workers = LotWorkers(start=lambda: start_processes(1), size=1, start_lots=1)
    with ReadingPool(workers, notice=lines.append) as pool:
        lot = packed_lot([ReadingJob(one.article, one.text) for one in few[:2]])
        pool.submit(lot).result(WAIT_S)
        for pid in pool._executor._processes:
            os.kill(pid, signal.SIGKILL)
        assert taken(few, pool=pool) == alone
    assert len(lines) == 1
    assert "BrokenProcessPool" in lines[0]


def test_one_process_needs_no_pool():
    assert pool_of(1, notice=print) is None
    assert cores() >= 1


def test_control_c_ends_the_command_and_its_processes_without_their_words(home):
    process, workers = ingesting(home)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, errors = process.communicate(timeout=WAIT_S)
    assert process.returncode == 130
    assert "Traceback" not in errors
    until(lambda: not any(map(is_running, workers)), what="a process was left behind")


def test_processes_end_when_their_parent_is_killed(home):
    process, workers = ingesting(home)
    process.kill()
    process.communicate(timeout=WAIT_S)
    until(lambda: not any(map(is_running, workers)), what="a process was left behind")
