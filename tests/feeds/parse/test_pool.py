import asyncio
import socket

import pytest

from monitor.feeds.parse.pool import FORK_SERVER, Workers
from monitor.feeds.values import FetchError
from tests.feeds.feed_servers import feed


def test_a_worker_that_dies_is_replaced_and_only_its_own_job_fails():
    async def run():
        async with Workers(size=1, job_s_max=10) as workers:
            await workers.parse(feed(), url="https://a.example/", content_type="")
            worker = workers._free.get_nowait()
            FORK_SERVER.end(worker.number)
            assert await worker.answers.read() == b""
            workers._free.put_nowait(worker)
            with pytest.raises(FetchError, match="brought the parser down"):
                await workers.parse(feed(), url="https://a.example/", content_type="")
            return await workers.parse(feed(), url="https://a.example/", content_type="")

    assert len(asyncio.run(run()).entries) == 5


def test_a_job_that_is_given_up_leaves_its_answer_to_nobody():
    """A cancelled job's worker is replaced: its late answer must not be taken for the next
    one's.
    """

    async def run():
        async with Workers(size=1, job_s_max=10) as workers:
            slow = asyncio.ensure_future(
                workers.parse(b"<rss>" + b"<a" * 300_000, url="https://a.example/", content_type="")
            )
            await asyncio.sleep(1)
            slow.cancel()
            with pytest.raises(asyncio.CancelledError):
                await slow
            return await workers.parse(feed(3), url="https://a.example/", content_type="")

    assert len(asyncio.run(run()).entries) == 3


def test_another_worker_starts_behind_a_job_that_lasts_and_ends_when_nothing_waits():
    async def run():
        async with Workers(size=2, job_s_max=20, wait_s_max=0.0) as workers:
            jobs = [
                asyncio.ensure_future(
                    workers.parse(feed(), url="https://a.example/", content_type="")
                )
                for _ in range(3)
            ]
            for _ in range(3):
                await asyncio.sleep(0)
            at_most = workers._count
            parsed = await asyncio.gather(*jobs)
            left = workers._free.get_nowait()
            workers._free.put_nowait(left)
            return at_most, [len(one.entries) for one in parsed], workers._free.qsize(), left

    at_most, entries, free, left = asyncio.run(run())
    assert (at_most, entries, free) == (2, [5, 5, 5], 1)
    assert left is not None


def test_a_fork_server_that_dies_is_started_anew():
    async def run():
        async with Workers(size=1, job_s_max=10) as workers:
            await workers.parse(feed(), url="https://a.example/", content_type="")
            FORK_SERVER._process.kill()
            FORK_SERVER._process.wait()
            still = await workers.parse(feed(2), url="https://a.example/", content_type="")
        async with Workers(size=1, job_s_max=10) as workers:
            anew = await workers.parse(feed(3), url="https://a.example/", content_type="")
        return len(still.entries), len(anew.entries)

    assert asyncio.run(run()) == (2, 3)


def test_a_worker_that_cannot_be_asked_for_fails_a_job_and_not_the_next(monkeypatch):
    async def run():
        async with Workers(size=1, job_s_max=10) as workers:
            FORK_SERVER.fork()[1].close()  # it runs
            with monkeypatch.context() as gone:
                gone.setattr(FORK_SERVER, "_orders", closed())
                with pytest.raises(FetchError, match="no parser could be started"):
                    await workers.parse(feed(), url="https://a.example/", content_type="")
            return await workers.parse(feed(3), url="https://a.example/", content_type="")

    def closed():
        orders, server = socket.socketpair()
        server.close()
        orders.close()
        return orders

    assert len(asyncio.run(run()).entries) == 3
