import asyncio
import resource
import ssl
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.feeds.feed_house import House
from tests.feeds.feed_servers import Server, feed, serves
from tests.feeds.feed_zoo import BOUNDED, ZOO

HERE = Path(__file__).parent


async def _visit(house):
    """Every hostile feed and three good ones in one run; name → result."""
    async with AsyncExitStack() as servers:
        urls = {}
        for name, (handler, _, _) in ZOO.items():
            urls[name] = (await servers.enter_async_context(Server(handler))).url
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(HERE / "data" / "loopback.crt", HERE / "data" / "loopback.key")
        secure = await servers.enter_async_context(Server(serves(feed()), ssl=context))
        urls["signs its own certificate"] = secure.url
        urls["speaks TLS unasked"] = secure.url.replace("https", "http")
        for number in range(3):
            good = await servers.enter_async_context(Server(serves(feed(first=100 * number))))
            urls[f"good {number}"] = good.url
        urls["speaks no TLS"] = good.url.replace("http", "https")
        urls["is not an address"] = "http://:/feed"
        urls["is nobody's name"] = "http://nobody.invalid/feed"
        results = await house.polled(*urls.values())
    by_url = {result.url: result for result in results}
    return {name: by_url[url] for name, url in urls.items()}


@pytest.fixture(scope="module")
def visit(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("zoo"))
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    results = asyncio.run(asyncio.wait_for(_visit(house), timeout=60))
    return house, results, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb


BOUNDED_WORDS = {"failed": ("stopped",), "ok": ("read as far as it goes", "is cut off")}
OTHERS = {
    "signs its own certificate": ("failed", "certificate does not hold"),
    "speaks TLS unasked": ("failed", "not HTTP as it should be"),
    "speaks no TLS": ("failed", "no connection within 6 s"),
    "is not an address": ("failed", "not an address"),
    "is nobody's name": ("failed", "the name nobody.invalid is not known"),
}
EXPECTED = {name: (outcome, words) for name, (_, outcome, words) in ZOO.items()} | OTHERS


def test_the_zoo_has_more_than_forty_animals():
    assert len(EXPECTED) >= 40


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_feed_ends_in_a_stated_line(visit, name):
    result = visit[1][name]
    outcome, words = EXPECTED[name]
    if outcome == BOUNDED:
        outcome = result.outcome
        words = next((one for one in BOUNDED_WORDS[outcome] if one in result.reason), "stated")
    assert (result.outcome, words in result.reason) == (outcome, True), result


def test_no_hostile_feed_touches_a_good_one(visit):
    good = [result for name, result in visit[1].items() if name.startswith("good")]
    assert [(result.outcome, result.entries) for result in good] == [("ok", 5)] * 3


def test_the_whole_zoo_takes_bounded_memory(visit):
    assert visit[2] < 200_000  # kB, the servers' own documents included


def test_every_entry_of_the_zoo_is_accounted_for(visit):
    house, results, _ = visit
    for day in house.days():
        assert day.fetched == sum(day.outcomes.values())
        assert "owed" not in day.outcomes
    gone = [type(event).__name__ for event in house.events() if type(event).__name__ == "FeedGone"]
    assert gone == ["FeedGone"]
    assert sum(result.outcome == "gone" for result in results.values()) == 1
