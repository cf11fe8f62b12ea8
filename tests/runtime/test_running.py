"""The running service: what it does by itself, and what it does when something stands in its
way.
"""

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.engine.engine import Engine
from monitor.errors import LogGoneError
from monitor.feeds import update
from monitor.runtime import scheduler
from monitor.runtime.scheduler import ScheduledJob, waking
from monitor.runtime.service import can_write
from tests.delivery.bot_api import TOKEN, BotApi
from tests.feeds.feed_servers import Server, feed, item, rss, serves
from tests.runtime.service_house import NOW, SLOW, Play, news, until

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def play(tmp_path):
    return Play(tmp_path)


def editions(play):
    return sorted(path.name for path in (play.home / "state" / "digests").glob("2*.html"))


# --- what it does ---


def test_without_a_channel_a_digest_is_a_page_and_a_feed_and_is_shown(play):
    async def living():
        async with play.serving() as running:
            await running.house.hand(lambda: news(running.house.engine, "water"))
            play.clock.at = NOW + timedelta(hours=1)
            await until(lambda: play.shown)

    asyncio.run(living())
    folder = play.home / "state" / "digests"
    assert editions(play) == ["2026-11-23-0900.html"]
    assert "Ivarsson" in (folder / "2026-11-23-0900.html").read_text()
    assert "<feed " in (folder / "feed.atom").read_text()
    assert [digest.entries[0].title for digest in play.shown]


def test_feeds_are_asked_when_they_are_due_and_what_is_new_is_taken(tmp_path):
    async def living():
        async with Server(serves(feed(3))) as server:
            play = Play(tmp_path, feeds=[server.url])
            async with play.serving() as running:
                await until(lambda: running.seen.asked)
                asked = len(server.requests)
                await asyncio.sleep(0.5)
                assert len(server.requests) == asked
                server._handler = serves(feed(5))
                play.clock.at = NOW + timedelta(hours=2)
                await until(lambda: len(running.house.engine.state.where) == 2)

    asyncio.run(living())


def test_quiet_stories_close_by_themselves(play):
    async def living():
        async with play.serving() as running:
            engine = running.house.engine
            await running.house.hand(lambda: news(engine, "water", "rail"))
            play.clock.at = NOW + timedelta(days=60)
            await until(lambda: not engine.state.stories)

    asyncio.run(living())


def test_one_feed_that_brings_a_bug_to_light_stops_no_other(tmp_path, monkeypatch):
    sound = update.sort

    def sort(found, *rest, **fields):
        assert found[0].entry.title != "a bug", "of ours"
        return sound(found, *rest, **fields)

    monkeypatch.setattr(update, "sort", sort)

    async def living():
        async with (
            Server(serves(feed(3))) as good,
            Server(serves(rss([item(1, title="a bug")]))) as bad,
        ):
            play = Play(tmp_path, feeds=[bad.url, good.url])
            async with play.serving() as running:
                await until(lambda: len(running.seen.outcomes) == 2)
                assert [running.seen.outcomes[url] for url in play.feeds] == ["failed", "ok"]
                assert not running.troubles.now

    asyncio.run(living())


def test_a_worker_that_is_killed_costs_one_answer_and_no_more(tmp_path):
    async def living():
        async with Server(serves(feed(3))) as server:
            play = Play(tmp_path, feeds=[server.url])
            async with play.serving() as running:
                await until(lambda: running.seen.asked)
                (forking,) = children(os.getpid())
                workers = children(forking)
                assert workers
                for worker in workers:
                    os.kill(worker, signal.SIGKILL)  # as the system does when memory runs out
                server._handler = serves(feed(5))
                play.clock.at = NOW + timedelta(hours=2)
                await until(lambda: running.seen.asked == 2)
                play.clock.at = NOW + timedelta(hours=4)
                await until(lambda: len(running.house.engine.state.where) == 2)

    asyncio.run(living())


def children(pid):
    """Of this process, the server that forks its workers; of that server, they."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(
                line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line
            )
            arguments = (status.parent / "cmdline").read_text()
        except OSError:
            continue
        if int(fields["PPid"]) == pid and "monitor.feeds.parse.worker" in arguments:
            found.append(int(fields["Pid"]))
    return found


# --- what stands in its way ---


def on_the_log(running, pragma):
    return running.house.hand(
        lambda: running.house.engine.log._db.execute(f"PRAGMA {pragma}").fetchone()
    )


def full(running):
    async def fill():
        (pages,) = await on_the_log(running, "page_count")
        await on_the_log(running, f"max_page_count = {pages}")

    return fill(), on_the_log(running, "max_page_count = 1000000"), "the disk is full"


def read_only(running):
    return (
        on_the_log(running, "query_only = 1"),
        on_the_log(running, "query_only = 0"),
        "cannot be written",
    )


def held(running):
    other = sqlite3.connect(
        running.house.engine.log.path, isolation_level=None, check_same_thread=False
    )

    async def hold():
        await on_the_log(running, "busy_timeout = 20")
        other.execute("BEGIN IMMEDIATE")

    async def let_go():
        other.execute("ROLLBACK")
        other.close()

    return hold(), let_go(), "another process held"


@pytest.mark.parametrize("trouble", [full, read_only, held])
def test_what_stops_writing_is_told_once_and_once_when_it_is_gone_and_nothing_is_lost(
    play, trouble
):
    async def living():
        async with play.serving() as running:
            await running.house.hand(lambda: news(running.house.engine, "water"))
            stops, ends, words = trouble(running)
            await stops
            play.clock.at = NOW + timedelta(hours=1)  # the digest is due
            await until(lambda: running.troubles.now)
            await asyncio.sleep(1.0)  # ten tries
            assert running.seen.failures["digests"] > 2
            assert not play.shown
            told = [line for line in play.said if words in line]
            assert len(told) == 1, play.said
            await ends
            await until(lambda: play.shown)
            await until(lambda: not running.troubles.now)
            assert [line for line in play.said if "goes on again" in line] == play.said[-1:]
            assert len(play.said) == 2

    asyncio.run(living())
    assert len(play.shown) == 1
    with Engine.open(play.home, rules=play.rules, clock=play.clock) as engine:
        assert engine.replay().same
        assert engine.log.verify().ok


def test_a_job_that_crashes_is_told_once_and_stops_no_other(play):
    async def living():
        async with play.running() as running:

            async def broken():
                raise ZeroDivisionError("a mistake")

            running.jobs = (ScheduledJob("broken", 0.05, broken), *running.jobs)
            stop = asyncio.Event()
            work = asyncio.create_task(running.serve(stop))
            await running.house.hand(lambda: news(running.house.engine, "water"))
            play.clock.at = NOW + timedelta(hours=1)
            await until(lambda: play.shown and running.seen.failures.get("broken", 0) > 5)
            stop.set()
            await work
            (line,) = play.said
            assert "a bug of ours, ZeroDivisionError in test_running.py" in line

    asyncio.run(living())


def test_a_log_that_is_moved_away_ends_the_service_before_anything_is_written_into_the_void(play):
    async def living():
        async with play.running() as running:
            await running.house.hand(lambda: news(running.house.engine, "water"))
            head = await running.house.hand(running.house.engine.log.head)
            (play.home / "state").rename(play.home / "elsewhere")
            play.clock.at = NOW + timedelta(hours=1)
            async with asyncio.timeout(20):
                await running.serve(asyncio.Event())
            assert running.gone.is_set()
            (play.home / "elsewhere").rename(play.home / "state")
            assert await running.house.hand(running.house.engine.log.head) == head
        assert any("nothing is written or sent until it is back" in line for line in play.said)

    asyncio.run(living())


def test_a_log_that_is_replaced_takes_nothing_meant_for_the_old_one(play):
    with Engine.open(play.home, rules=play.rules, clock=play.clock) as engine:
        news(engine, "water")
        path = play.home / "state" / "log.db"
        shutil.copy(path, path.with_name("copy"))
        path.with_name("copy").replace(path)
        with pytest.raises(LogGoneError, match="moved, deleted or replaced"):
            news(engine, "rail")


def test_a_folder_that_takes_no_file_cannot_be_written(tmp_path):
    assert can_write(tmp_path)
    assert not can_write(tmp_path / "nowhere")
    assert not list(tmp_path.iterdir())


# --- waking ---


def test_when_the_clock_was_set_everything_is_woken_at_once(monkeypatch):
    woken = []

    async def attempt(name, _do):
        woken.append(name)

    async def living():
        with waking([ScheduledJob("hourly", 3600.0, dict)], attempt, look_s=0.05):
            await until(lambda: woken == ["hourly"])
            await asyncio.sleep(0.3)
            assert woken == ["hourly"]
            set_back = time.time() - 3 * 3600
            monkeypatch.setattr(scheduler, "wall_s", lambda: set_back)
            await until(lambda: len(woken) > 1)

    asyncio.run(living())


def test_a_job_never_runs_twice_at_once(play):
    play.rhythm = SLOW
    at_work = []

    async def slow():
        at_work.append(1)
        await asyncio.sleep(0.3)
        assert sum(at_work) == 1
        at_work.append(-1)

    async def attempt(_name, do):
        await do()

    async def living():
        with waking([ScheduledJob("slow", 0.02, slow)], attempt):
            await asyncio.sleep(1.0)
        assert at_work.count(1) >= 2

    asyncio.run(living())


# --- as people run it ---


@pytest.fixture
def home(tmp_path):
    (tmp_path / "config").mkdir()
    for name in ("monitor.toml", "topics.toml", "sources.toml"):
        (tmp_path / "config" / name).write_text((HOUSE / "config" / name).read_text())
    return tmp_path


def started(home, **env):
    fields = {
        name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")
    } | env
    command = [sys.executable, "-m", "monitor", "--home", str(home), "run"]
    return subprocess.Popen(
        command, cwd=HOUSE, env=fields, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def lines_until(process, *words):
    """Lines for machines, up to one that says this."""
    found, too_late = [], threading.Timer(60, process.kill)
    too_late.start()
    for line in process.stderr:
        found.append(json.loads(line))
        if all(word in line for word in words):
            too_late.cancel()
            return found
    raise AssertionError(f"it never said {words}: {found}")


@pytest.mark.slow
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_soon_though_a_call_hangs_and_leaves_nothing_half_done(home, asked):
    with BotApi() as api:
        api.channel(-1001)
        api.faults = lambda method, _chat: (
            ("silence after", 0.0) if method == "sendMessage" else None
        )
        env = {
            "MONITOR_TELEGRAM_TOKEN": TOKEN,
            "MONITOR_TELEGRAM_URL": api.url,
            "MONITOR_CHANNEL": "-1001",
        }
        with Engine.open(home, rules=Play(home).rules, clock=Play(home).clock) as engine:
            news(engine, "water")
        process = started(home, MONITOR_NOW="2026-11-24T03:59:50+00:00", **env)
        try:
            deadline = time.monotonic() + 60
            while not any(request.method == "sendMessage" for request in api.requests):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            process.send_signal(asked)
            # five seconds, on a machine that has nothing else to do
            _, errors = process.communicate(timeout=10)
        finally:
            process.kill()
        assert process.returncode == 0
        assert json.loads(errors.splitlines()[-1])["says"] == "stopped"
        assert TOKEN not in errors
    with Engine.open(home, rules=Play(home).rules, clock=Play(home).clock) as engine:
        (owed,) = [one for lane in engine.state.lanes.values() for one in lane.owed.values()]
        assert owed.status == "started"  # it may be there: it is looked for at the next start
        assert engine.replay().same
        assert engine.log.verify().ok


@pytest.mark.slow
def test_a_state_folder_that_vanishes_is_told_and_taken_up_again_when_it_is_back(home):
    process = started(home, MONITOR_NOW="2026-11-24T03:59:40+00:00")
    try:
        lines_until(process, "running")
        (home / "state").rename(home / "elsewhere")
        lines_until(process, "operator", "until it is back")
        time.sleep(1.0)
        assert not (home / "state" / "log.db").exists()
        shutil.rmtree(home / "state", ignore_errors=True)
        (home / "elsewhere").rename(home / "state")
        lines_until(process, "goes on again")
        lines_until(process, "sent", "digest/daily/2026-11-24")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.communicate()
    assert len(list((home / "state" / "digests").glob("2*.html"))) == 1


def test_who_starts_it_without_feeds_or_a_channel_is_told_what_that_means(home):
    process = started(home)
    try:
        said = [line["says"] for line in lines_until(process, "no channel")]
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "no feeds: nothing will come in" in said
