"""Processes that append at once, and processes that are killed: nothing acknowledged is lost,
nothing is doubled.
"""

import os
import random
import signal
import subprocess
import sys
import time

# Appends one event after another, decided on the head it knows, and says each position once it is
# on disk.
APPENDER = """
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from monitor.errors import LogBusyError, LogConflictError
from monitor.events.stories_and_feeds import StoryClosed
from monitor.log.chain import text_hash
from monitor.log.engines import open_log
from monitor.log.postgres.url import ServerUrl, is_url

place, name, many = sys.argv[1], sys.argv[2], int(sys.argv[3])
url = ServerUrl(text=place, password=os.environ.get("LOG_PASSWORD"))
with open_log(url if is_url(place) else Path(place)) as log:
    head = log.head().position
    for number in range(many):
        key = f"{name}/{number}"
        while log.find(key) is None:
            try:
                log.append([(key, StoryClosed(story_id=key))], at=datetime.now(UTC), expected=head,
                           texts={text_hash(key): key})
                print(key, flush=True)
            except (LogBusyError, LogConflictError):  # its turn comes
                pass
            head = log.head().position
"""


def appender(engine, name: str, many: int) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-c", APPENDER, engine.argument, name, str(many)]
    environment = {**os.environ, **engine.environment}
    return subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )


def test_four_processes_appending_at_once_lose_and_double_nothing(engine) -> None:
    running = [appender(engine, f"process {n}", 60) for n in range(4)]
    told = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0] * 4, told
    with engine.open() as log:
        keys = [one.key for one in log.read()]
        assert sorted(keys) == sorted(
            f"process {n}/{number}" for n in range(4) for number in range(60)
        )
        assert [one.position for one in log.read()] == list(range(1, 241))
        assert log.verify(head=log.head().hash).ok
    for output, _ in told:
        assert len(output.splitlines()) == 60


def test_a_process_that_is_killed_at_any_moment_has_lost_nothing_it_acknowledged(engine) -> None:
    chance = random.Random(7)
    acknowledged: list[str] = []
    for life in range(6):
        process = appender(engine, f"life {life}", 100_000)
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()  # it lives; now let it die somewhere
        time.sleep(chance.uniform(0.0, 0.12))
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines(keepends=True)
        process.wait(timeout=10)
        process.stdout.close()
        process.stderr.close()
        acknowledged += [line.decode().strip() for line in (first, *rest) if line.endswith(b"\n")]
        with engine.open() as log:
            assert log.verify().ok
            kept = [one.key for one in log.read()]
            assert len(set(kept)) == len(kept)
            assert set(acknowledged) <= set(kept)
            # at most the one it could not yet speak of, each time
            assert len(kept) <= len(acknowledged) + life + 1
            assert {text for _, text in log.texts()} == set(kept)


def test_a_log_that_several_processes_make_at_once_is_made_once(engine) -> None:
    running = [appender(engine, f"{n}", 1) for n in range(5)]
    for process in running:
        assert process.communicate(timeout=60)[0]
    with engine.open() as log:
        assert log.head().position == 5
        assert log.verify().ok
    assert engine.beside() == []
