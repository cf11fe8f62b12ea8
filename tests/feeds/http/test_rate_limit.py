"""Who may ask now, on a clock of the test's own."""

import asyncio

from monitor.feeds.http.rate_limit import RateLimit
from monitor.feeds.http.schedule import PollingPace


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
