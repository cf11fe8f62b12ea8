"""What a killed process had in hand is done by another."""

import asyncio
import subprocess
import sys

import pytest

from bench.made_up import made_up
from monitor.workers import queue
from monitor.workers.recovery import TRIES_MAX, Recovery
from tests.workers.workshop import Workshop


@pytest.fixture
def shop(tmp_path, server):
    with Workshop(tmp_path / "a", server) as opened:
        yield opened


def say(shop, *sayings):
    for saying in sayings:
        with shop.log.server.connection() as db, db.transaction():
            db.execute("SET LOCAL search_path TO monitor_queue, pg_catalog")
            saying(db)


def jobs(shop):
    return shop.rows(
        "SELECT task_name, status::text, args FROM monitor_queue.procrastinate_jobs ORDER BY id"
    )


async def begin(app, task):
    """A process takes the next job of a task, and is killed."""
    worker = await app.job_manager.register_worker()
    job = await app.job_manager.fetch_job(queues=[task], worker_id=worker)
    assert job is not None
    return job


def recovered(shop, task, *, stalled_s=0.0, before=lambda: None):
    """What operators hear of it."""
    said = []

    async def look():
        app = queue.worker_app(shop.url)
        async with app.open_async():
            await begin(app, task)
            before()
            recovery = Recovery(shop.log.server, shop.inbox, alarm=said.append)
            await recovery.look(app, stalled_s=stalled_s)

    asyncio.run(look())
    return said


def test_a_host_whose_process_was_killed_is_asked_by_another(shop):
    say(shop, lambda db: queue.to_fetch(db, "a.example"))
    recovered(shop, "fetch")
    assert jobs(shop) == [("fetch", "todo", {"host": "a.example"})]


def test_it_is_also_where_the_host_was_said_to_be_due_meanwhile(shop):
    """Only one job of a host may wait: putting the stalled one back would fail, and its lock would
    stay.
    """
    due = lambda db: queue.to_fetch(db, "a.example")  # noqa: E731
    say(shop, due)
    recovered(shop, "fetch", before=lambda: say(shop, due))
    assert jobs(shop) == [("fetch", "todo", {"host": "a.example"})]


def test_a_process_that_gives_signs_of_life_keeps_its_job(shop):
    say(shop, lambda db: queue.to_fetch(db, "a.example"))
    recovered(shop, "fetch", stalled_s=60.0)
    assert [status for _, status, _ in jobs(shop)] == ["doing"]


def test_articles_whose_reader_was_killed_are_read_one_by_one(shop):
    arrived = shop.put(made_up(1), made_up(4))
    recovered(shop, "read")
    assert jobs(shop) == [("read", "todo", {"arrivals": [one], "tries": 1}) for one in arrived]


def test_an_article_that_ends_whoever_reads_it_is_left_out_and_told(shop):
    (bad, good) = shop.put(made_up(1), made_up(4))
    said = []
    for _ in range(TRIES_MAX):
        said += recovered(shop, "read")
        shop.reader.read_some([good])
        say(shop, lambda db: db.execute(
            "DELETE FROM monitor_queue.procrastinate_jobs WHERE args -> 'arrivals' = %s",
            (f"[{good}]",),
        ))  # fmt: skip
    assert jobs(shop) == [("read", "todo", {"arrivals": [bad], "tries": TRIES_MAX})]
    said += recovered(shop, "read")
    assert len(said) == 1
    assert "it is left out" in said[0]
    assert jobs(shop) == []
    assert shop.inbox.left_out() == [made_up(1).article.id]
    assert [one.article_id for one in shop.decide_all()] == [made_up(4).article.id]


def test_arrivals_are_read_even_if_the_queue_was_made_anew(shop):
    arrived = shop.put(made_up(1))
    say(
        shop,
        lambda db: db.execute("DELETE FROM monitor_queue.procrastinate_jobs"),
        lambda db: db.execute(
            "UPDATE monitor_arrivals.arrivals SET put_at = put_at - interval '1 hour'"
        ),
        lambda db: queue.to_fetch(db, "a.example"),
    )
    recovered(shop, "fetch")
    assert ("read", "todo", {"arrivals": arrived, "tries": 0}) in jobs(shop)


def test_a_reading_that_does_not_end_ends_its_process_and_says_where_it_was():
    hangs = (
        "from monitor.workers import reading\n"
        "reading.READING_S_MAX = 0.2\n"
        "with reading.ending_what_hangs():\n"
        "    while True: pass\n"
    )
    ended = subprocess.run([sys.executable, "-c", hangs], capture_output=True, check=False)
    assert ended.returncode == 1
    assert b"line 4 in <module>" in ended.stderr


def test_a_reading_that_ends_is_watched_no_longer():
    ends = (
        "import time\n"
        "from monitor.workers import reading\n"
        "reading.READING_S_MAX = 0.2\n"
        "with reading.ending_what_hangs(): pass\n"
        "time.sleep(0.5)\n"
    )
    subprocess.run([sys.executable, "-c", ends], check=True)
