"""What a killed process had in hand is done by another."""

import asyncio
import subprocess
import sys
from contextlib import closing

import pytest
from msgspec import structs

from bench.made_up import made_up
from monitor.log.engines import open_log
from monitor.stores import Stores
from monitor.workers import inbox, queue
from monitor.workers.inbox import ARRIVALS
from monitor.workers.recovery import TRIES_MAX, Recovery
from tests.workers.workshop import Workshop


@pytest.fixture
def shop(tmp_path, ready):
    with Workshop(tmp_path / "a", ready) as opened:
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


def waits_for_an_hour(shop):
    say(
        shop,
        lambda db: db.execute(
            "UPDATE monitor_arrivals.arrivals SET put_at = put_at - interval '1 hour'"
        ),
    )


def recovered(shop, task, *looks, stalled_s=0.0, before=lambda: None):
    """What operators hear of it. `looks` are those before the last, while it gives signs of
    life.
    """
    said = []

    async def look():
        app = queue.worker_app(shop.url)
        async with app.open_async():
            await begin(app, task)
            before()
            recovery = Recovery(shop.log.server, shop.inbox, alarm=said.append)
            for one in (*looks, stalled_s):
                await recovery.look(app, stalled_s=one)

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
        lambda db: queue.to_fetch(db, "a.example"),
    )
    waits_for_an_hour(shop)
    recovered(shop, "fetch")
    assert ("read", "todo", {"arrivals": arrived, "tries": 0}) in jobs(shop)


def test_one_that_hangs_for_longer_than_a_job_is_forgotten_is_left_out_too(shop):
    """Others look meanwhile, and its reader gives signs of life until it is ended."""
    shop.put(made_up(1))
    waits_for_an_hour(shop)
    said = []
    for tries in range(1, TRIES_MAX + 1):
        said += recovered(shop, "read", 60.0)
        assert [args["tries"] for _, _, args in jobs(shop)] == [tries]
    assert said == []
    assert len(recovered(shop, "read", 60.0)) == 1
    assert shop.inbox.left_out() == [made_up(1).article.id]
    assert jobs(shop) == []


def test_how_often_it_was_tried_outlives_the_queue(shop):
    (arrived,) = shop.put(made_up(1))
    recovered(shop, "read")
    say(
        shop,
        lambda db: db.execute("DELETE FROM monitor_queue.procrastinate_jobs"),
        lambda db: queue.to_fetch(db, "a.example"),
    )
    waits_for_an_hour(shop)
    recovered(shop, "fetch")
    assert ("read", "todo", {"arrivals": [arrived], "tries": 1}) in jobs(shop)


def test_arrivals_that_were_put_before_tries_were_counted_are_counted(tmp_path, server):
    before = structs.replace(ARRIVALS, migrations=ARRIVALS.migrations[:1])
    stores = Stores(tmp_path / "old" / "state", server)
    with closing(stores), open_log(server) as log, log.server.connection() as db:
        stores.tables(before)
        (arrived,) = inbox.put(db, [made_up(1)])
    with Workshop(tmp_path / "a", server) as shop:
        assert shop.inbox.tried([arrived], most=1) == [(arrived, 1, False)]
        assert shop.inbox.tried([arrived], most=1) == [(arrived, 2, True)]
        assert shop.inbox.tried([arrived], most=1) == []


def test_a_backlog_gets_no_jobs_beside_its_own(shop):
    arrived = shop.put(*map(made_up, range(10)))
    waits_for_an_hour(shop)
    recovered(shop, "read", stalled_s=60.0)
    assert jobs(shop) == [
        ("read", "doing", {"arrivals": arrived[:8]}),
        ("read", "todo", {"arrivals": arrived[8:]}),
    ]


def test_what_was_read_before_its_process_was_killed_is_not_read_again(shop):
    first, second = shop.put(made_up(1), made_up(4))
    shop.reader.read_some([first])
    recovered(shop, "read")
    assert jobs(shop) == [("read", "todo", {"arrivals": [second], "tries": 1})]


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
