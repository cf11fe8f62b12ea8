"""Who may ask now, on a clock of the test's own."""

import asyncio

import pytest

from monitor.feeds.http.rate_limit import RateLimit
from monitor.feeds.http.schedule import PollingPace
from monitor.feeds.values import FetchError


def test_a_host_has_a_pause_between_two_starts_and_others_do_not_wait_for_it():
    now_s, starts = 0.0, []

    async def sleep(for_s):
        nonlocal now_s
        now_s += for_s

    async def asked(limit, url):
        async with limit.slot(url):
            starts.append((url, now_s))

    async def run():
        limit = RateLimit(PollingPace(host_gap_s=2.0), now_s=lambda: now_s, sleep=sleep)
        for path in "abc":
            await asked(limit, f"https://one.example/{path}")
        await asked(limit, "https://other.example/")
        now_s_before = now_s
        await asked(limit, "https://other.example/again")
        assert now_s == now_s_before + 2.0

    asyncio.run(run())
    assert starts == [
        ("https://one.example/a", 0.0),
        ("https://one.example/b", 2.0),
        ("https://one.example/c", 4.0),
        ("https://other.example/", 4.0),
        ("https://other.example/again", 6.0),
    ]


def test_runs_at_once_share_turns_and_slots_and_keep_to_themselves_what_a_host_asked_for():
    page, got = "https://one.example/page", []

    async def ask(limit):
        async with limit.slot(page):
            got.append(limit)

    async def run():
        limit = RateLimit(PollingPace(host_gap_s=0.0, host_at_once=1))
        first = limit.for_run()
        async with first.slot(page):
            second = limit.for_run()  # the host is being asked, and not forgotten
            waiting = asyncio.create_task(ask(second))
            await asyncio.sleep(0.05)
            assert got == []
            first.close(page, FetchError("status", "429: too many requests"))
        await waiting
        assert got == [second]
        with pytest.raises(FetchError, match="said to another feed"):
            await ask(first)

    asyncio.run(run())


def test_a_host_is_forgotten_once_its_pause_is_over():
    now_s = 0.0

    async def run():
        nonlocal now_s
        limit = RateLimit(PollingPace(host_gap_s=2.0), now_s=lambda: now_s)
        async with limit.slot("https://one.example/"):
            pass
        limit.for_run()
        assert list(limit._turns.hosts) == ["one.example"]
        now_s = 2.0
        limit.for_run()
        assert list(limit._turns.hosts) == []

    asyncio.run(run())
