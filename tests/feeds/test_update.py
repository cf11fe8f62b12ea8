import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from monitor.events.stories_and_feeds import ArticleRevised, ArticleTaken, FeedFetched, FeedHeld
from monitor.feeds.http.schedule import PollingPace
from monitor.feeds.values import Feed
from monitor.model import Source
from tests.feeds.feed_house import MANNERS, House
from tests.feeds.feed_servers import Server, answer, feed, item, rss, says, serves

HOUR = timedelta(hours=1)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


class Play:
    """A feed whose server is told what to say next; each poll is some hours after the one
    before.
    """

    def __init__(self, house):
        self.house = house

    async def polls(self, *steps, hours=8, **how):
        results = []
        async with Server(serves(feed())) as server:
            self.server, self.url = server, server.url
            for step in steps:
                server._handler = step if callable(step) else serves(step)
                results += await self.house.polled(
                    Feed(url=server.url, **how.get("feed", {})), now=how.get("now", False)
                )
                self.house.clock.at += hours * HOUR
        return results

    def __call__(self, *steps, **how):
        return asyncio.run(self.polls(*steps, **how))


def taken(house):
    return [event.article for event in house.events() if isinstance(event, ArticleTaken)]


def test_the_first_reading_is_known_and_not_told_and_the_second_tells_what_is_new(house):
    first, second = Play(house)(feed(5), feed(6, first=1))
    assert (first.outcome, first.entries, first.new) == ("ok", 5, 0)
    assert (second.outcome, second.entries, second.new) == ("ok", 6, 2)
    assert [article.guid for article in taken(house)] == ["news-5", "news-6"]


def test_losing_the_cache_announces_nothing_twice(house):
    async def run():
        async with Server(serves(feed(5))) as server:
            await house.polled(server.url)
            (house.home / "state" / "feeds.db").unlink()
            again = await house.polled(server.url)
            (house.home / "state" / "feeds.db").write_bytes(b"not a database, but something" * 100)
            return again + await house.polled(server.url)

    results = asyncio.run(run())
    assert [(result.outcome, result.new) for result in results] == [("ok", 0), ("ok", 0)]
    assert house.told() == ["FeedBaselined"]


def test_a_ledger_of_another_log_is_made_again(house, tmp_path_factory):
    other = House(tmp_path_factory.mktemp("other"))

    async def run():
        async with Server(serves(feed(5))) as server:
            await house.polled(server.url)
            other.home.joinpath("state").mkdir()
            for name in ("feeds.db", "feeds.db-wal"):
                source = house.home / "state" / name
                if source.exists():
                    (other.home / "state" / name).write_bytes(source.read_bytes())
            return await other.polled(server.url, now=True)

    (result,) = asyncio.run(run())
    assert "first reading" in result.reason


def test_announce_takes_the_newest_of_a_first_reading(house):
    async def run():
        async with Server(serves(feed(5))) as server:
            return await house.polled(server.url, announce=2)

    (result,) = asyncio.run(run())
    assert result.new == 2
    assert [article.guid for article in taken(house)] == ["news-3", "news-4"]
    (day,) = house.days()
    assert (day.fetched, day.outcomes["baseline"]) == (5, 3)


def test_an_edited_entry_is_a_new_version_of_its_article(house):
    other = item(
        5,
        text=(
            "The minister cancelled the visit of the ambassador, his ministry said. No reason was "
            "given. "
        )
        * 2,
    )
    Play(house)(feed(5), feed(6), rss([other, *(item(n) for n in range(5))]))
    revised = [event.article for event in house.events() if isinstance(event, ArticleRevised)]
    assert [article.id for article in revised] == [article.id for article in taken(house)]


def test_a_changed_guid_sends_nothing_again(house):
    renamed = rss(item(n, guid=f"other-{n}") for n in range(5))
    results = Play(house)(feed(5), renamed)
    assert [(result.outcome, result.new) for result in results] == [("ok", 0), ("ok", 0)]


def test_a_feed_whose_entries_are_all_new_at_once_is_held_and_can_be_released(house):
    async def run():
        async with Server(serves(feed(5))) as server:
            await house.polled(server.url)
            server._handler = serves(feed(5, first=500))
            house.clock.at += 24 * HOUR
            (held,) = await house.polled(server.url)
            (released,) = await house.polled(server.url, announce=3)
            return held, released

    held, released = asyncio.run(run())
    assert (held.outcome, held.new, released.new) == ("held", 0, 3)
    assert [event.reason for event in house.events() if isinstance(event, FeedHeld)] == [
        held.reason
    ]
    assert sum(day.fetched for day in house.days()) == 10


def test_conservation_holds_per_feed_and_day_over_a_mixed_week(house):
    edited = rss(
        [item(6, text="Signed."), item(5), rss([]).decode()[:0], "<item></item>", item(4), item(3)]
    )
    Play(house)(feed(5), feed(7), edited, feed(7), feed(5, first=900), feed(8, first=900), hours=20)
    days = house.days()
    assert len({day.day for day in days}) > 2
    for day in days:
        assert day.fetched == sum(day.outcomes.values())
    fetched = sum(len(event.entries) for event in house.events() if isinstance(event, FeedFetched))
    silent = sum(day.outcomes.get("baseline", 0) + day.outcomes.get("held", 0) for day in days)
    assert sum(day.fetched for day in days) == fetched + silent
    assert not any("owed" in day.outcomes for day in days)
    assert sum(day.outcomes.get("failed", 0) for day in days) == 1


def test_the_same_bytes_are_not_read_again_and_validators_are_sent_back(house):
    play = Play(house)
    with_tag = serves(feed(5), etag='"one"', last_modified="Mon, 23 Nov 2026 08:00:00 GMT")
    results = play(with_tag, says(answer("304 Not Modified", length=None)), feed(5), hours=24)
    assert [result.outcome for result in results] == ["ok", "not modified", "not modified"]
    sent = play.server.requests[1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == (
        '"one"',
        "Mon, 23 Nov 2026 08:00:00 GMT",
    )
    assert "if-none-match" not in play.server.requests[0].headers


def test_a_feed_that_is_not_due_waits_and_now_asks_it(house):
    results = Play(house)(feed(5), feed(5), hours=0)
    assert [result.outcome for result in results] == ["ok", "waiting"]
    assert "asked again after 2026-11-23 09:30 UTC" in results[1].reason
    assert Play(house)(feed(5), feed(5), hours=0, now=True)[1].outcome == "not modified"


def test_retry_after_binds_even_now_and_a_paused_feed_is_left_alone(house):
    play = Play(house)
    results = play(says(answer("429 Slow", retry_after="86400")), feed(5), hours=1, now=True)
    assert [result.outcome for result in results] == ["waiting", "waiting"]
    assert len(play.server.requests) == 1
    assert Play(house)(feed(5), feed={"paused": True})[0].reason.startswith("paused")


def test_one_429_speaks_for_all_feeds_of_its_host(tmp_path):
    house = House(
        tmp_path,
        manners=msgspec.structs.replace(MANNERS, pace=PollingPace(host_gap_s=0.2, host_at_once=1)),
    )

    async def run():
        async with Server(says(answer("429 Slow", retry_after="3600"))) as server:
            results = await house.polled(
                *(server.url.replace("feed", f"feed{n}") for n in range(4))
            )
            return results, len(server.requests)

    results, asked = asyncio.run(run())
    assert {result.outcome for result in results} <= {"waiting", "failed"}
    assert asked == 1


def test_three_failures_are_told_once_and_so_is_the_recovery(house):
    broken = says(answer("500 Oops"))
    Play(house)(feed(5), *[broken] * 5, feed(6), feed(6), hours=48)
    assert [name for name in house.told() if name.startswith("Feed")] == [
        "FeedBaselined",
        "FeedFailing",
        "FeedRecovered",
        "FeedFetched",
    ]


def test_a_feed_that_is_gone_is_asked_again_only_on_request_and_may_come_back(house):
    play = Play(house)
    gone = says(answer("410 Gone"))
    assert [result.outcome for result in play(gone, gone, hours=240)] == ["gone", "gone"]
    assert len(play.server.requests) == 1
    assert [name for name in house.told() if name.startswith("Feed")] == ["FeedGone"]


def test_a_permanent_redirect_is_adopted_after_it_repeats(house):
    async def moved(request, writer):
        writer.write(
            answer("301 Moved", location="/new")
            if request.path == "/feed"
            else answer(body=feed(5))
        )

    play = Play(house)
    results = play(*[moved] * 5, hours=24)
    assert [request.path for request in play.server.requests] == ["/feed", "/new"] * 3 + [
        "/new"
    ] * 2
    assert "now at" in results[2].reason
    assert house.told().count("FeedMoved") == 1


def test_a_feed_configured_at_the_address_it_moved_to_is_the_same_feed(house):
    async def moved(request, writer):
        writer.write(
            answer("301 Moved", location="/new")
            if request.path == "/feed"
            else answer(body=feed(5))
        )

    async def run():
        async with Server(moved) as server:
            for _ in range(3):
                await house.polled(server.url)
                house.clock.at += 24 * HOUR
            return await house.polled(server.url.replace("feed", "new"))

    assert asyncio.run(run())[0].outcome == "not modified"
    assert house.told().count("FeedBaselined") == 1


def test_a_feed_down_for_a_month_costs_few_requests_and_comes_back_by_itself(house):
    async def run():
        async with Server(serves(feed(5))) as server, house.poller() as poller:
            feeds = [Feed(url=server.url)]
            await poller.poll(feeds)
            server._handler = says(answer("503 Down"))
            back_at = house.clock.at + timedelta(days=30)
            while house.clock.at < back_at:
                house.clock.at += HOUR
                await poller.poll(feeds)
            asked = len(server.requests) - 1
            server._handler = serves(feed(7))
            while (await poller.poll(feeds))[0].outcome != "ok":
                house.clock.at += HOUR
            return asked, house.clock.at - back_at

    asked, waited = asyncio.run(run())
    assert asked < 50
    assert waited < timedelta(days=2)
    assert [article.guid for article in taken(house)] == ["news-5", "news-6"]
    assert [name for name in house.told() if name.startswith("Feed")][1:3] == [
        "FeedFailing",
        "FeedRecovered",
    ]


def test_a_slow_feed_holds_up_no_other(house):
    async def run():
        async def slow(_request, _writer):
            await asyncio.sleep(30)

        async with Server(slow) as tortoise, Server(serves(feed())) as hare:
            heard = {}
            async with house.poller(
                lambda result: heard.setdefault(result.url, time.monotonic())
            ) as poller:
                begun = time.monotonic()
                await poller.poll([Feed(url=tortoise.url), Feed(url=hare.url)])
            return heard[hare.url] - begun, heard[tortoise.url] - begun

    hare_s, tortoise_s = asyncio.run(run())
    assert hare_s < tortoise_s


def test_a_host_is_asked_by_so_many_at_once(tmp_path):
    at_once, most, two_met = 0, 0, asyncio.Event()

    async def handle(_request, writer):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        if at_once == 2:
            two_met.set()
        await asyncio.wait_for(two_met.wait(), 60)  # seconds
        await asyncio.sleep(0.05)  # for a third, if it may
        at_once -= 1
        writer.write(answer(body=feed()))

    house = House(
        tmp_path,
        manners=msgspec.structs.replace(
            MANNERS, pace=PollingPace(host_gap_s=0.001, host_at_once=2)
        ),
    )

    async def run():
        async with Server(handle) as server:
            await house.polled(*(server.url.replace("feed", f"feed{n}") for n in range(8)))

    asyncio.run(run())
    assert most == 2


# --- articles ---


def test_an_article_has_its_outlets_name_zone_and_language(tmp_path):
    source = Source(id="news", name="Example News", zone="Asia/Almaty", language="kk")
    house = House(tmp_path, sources=[source])
    local = rss([item(9).replace(" +0000", ""), *(item(n) for n in range(5))])
    Play(house)(feed(5), local, feed={"outlet": "news", "language": "kk"})
    (article,) = taken(house)
    assert (article.outlet, article.lang, article.published) == (
        "Example News",
        "kk",
        "2026-11-20T03:09:00+00:00",
    )


LEAD = (
    "The minister of foreign affairs of country 5 received the ambassador of country 6 on Friday. "
    "They spoke about trade, transport and culture, and agreed to meet again in spring."
)
SENTENCES = [LEAD] + [
    f"On point {n} the two sides agreed that much more is to be said than a feed can hold."
    for n in range(12)
]
PAGE = "<html><body><article><h1>Talks</h1>" + "".join(
    f"<p>{sentence}</p>" for sentence in SENTENCES
)


def test_full_text_comes_from_the_page_where_robots_txt_allows_it(house):
    async def site(request, writer):
        path = request.path
        host = f"http://127.0.0.1:{house.port}"
        if path == "/robots.txt":
            writer.write(
                answer(body=b"User-agent: *\nDisallow: /closed", content_type="text/plain")
            )
        elif path == "/feed":
            fresh = (
                [item(6, link=f"{host}/closed/6"), item(5, link=f"{host}/open/5")]
                if house.later
                else []
            )
            writer.write(answer(body=rss([*fresh, *(item(n) for n in range(3))])))
        else:
            writer.write(answer(body=PAGE.encode(), content_type="text/html"))

    async def run():
        async with Server(site) as server:
            house.port, house.later = server.port, False
            await house.polled(Feed(url=server.url, full_text=True))
            house.later = True
            house.clock.at += 8 * HOUR
            await house.polled(Feed(url=server.url, full_text=True))
            return [request.path for request in server.requests]

    paths = asyncio.run(run())
    assert "/closed/6" not in paths
    assert paths.count("/robots.txt") == 1
    notes = {
        event.article.guid: " ".join(event.reading.notes)
        for event in house.events()
        if isinstance(event, ArticleTaken)
    }
    assert "full text from the article's page" in notes["news-5"]
    assert "robots.txt does not allow it" in notes["news-6"]
    sizes = {article.guid: article.text_bytes for article in taken(house)}
    assert sizes["news-5"] > 500 > sizes["news-6"]


# --- crashes ---

POLLER = """
import asyncio, sys
sys.path.insert(0, {here!r})
from pathlib import Path
from tests.feeds.feed_house import House, NOW
from datetime import timedelta
from itertools import pairwise
house = House(Path(sys.argv[1]), at=NOW + timedelta(days=int(sys.argv[2])))
print("ready", flush=True)
house.poll(*sys.argv[3:], now=True)
"""


class CrashError(Exception):
    pass


def test_what_a_feed_dropped_while_we_were_down_is_taken_all_the_same(house):
    """The run dies between logging entries as fetched and taking them; when it is back, the feed
    has other entries.
    """

    async def run():
        async with Server(serves(feed(5))) as server:
            await house.polled(server.url)
            server._handler = serves(feed(8))
            async with house.poller() as poller:
                engine = poller._ports.sink
                engine.take_many = lambda _incoming: (_ for _ in ()).throw(CrashError)
                with pytest.raises(CrashError):
                    await poller.poll([Feed(url=server.url)], now=True)
            assert taken(house) == []
            assert [day.outcomes for day in house.days()] == [{"baseline": 5, "owed": 3}]
            server._handler = serves(feed(6, first=6))
            await house.polled(server.url, now=True)

    asyncio.run(run())
    assert sorted(article.guid for article in taken(house)) == sorted(
        f"news-{n}" for n in range(5, 12)
    )
    assert not any("owed" in day.outcomes for day in house.days())


async def _kill_often(home, kills):
    house = House(home)
    servers = [Server(serves(feed(5, first=1000 * n))) for n in range(3)]
    for server in servers:
        await server.__aenter__()
    urls = [server.url for server in servers]
    await house.polled(*urls)
    for n, server in enumerate(servers):
        server._handler = serves(feed(25, first=1000 * n))
    landed = 0
    for kill in range(kills):
        program = POLLER.format(here=str(ROOT))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, str(home), "1", *urls, stdout=subprocess.PIPE
        )
        await process.stdout.readline()
        try:
            async with asyncio.timeout(0.15 + 0.06 * kill):
                await process.wait()
        except TimeoutError:
            os.kill(process.pid, signal.SIGKILL)
            landed += 1
        await process.wait()
        process._transport.close()
    house.clock.at += timedelta(days=2)
    await house.polled(*urls, now=True)
    for server in servers:
        await server.__aexit__()
    return house, landed


@pytest.mark.slow
def test_killed_with_9_while_polling_no_entry_is_lost_and_none_is_doubled(tmp_path):
    house, landed = asyncio.run(_kill_often(tmp_path, 10))
    guids = [article.guid for article in taken(house)]
    assert sorted(guids) == sorted(f"news-{1000 * n + k}" for n in range(3) for k in range(5, 25))
    assert landed >= 1
    for day in house.days():
        assert day.fetched == sum(day.outcomes.values())
        assert "owed" not in day.outcomes
    assert sum(day.fetched for day in house.days()) == 75


def test_another_document_under_a_known_id_is_taken_as_an_article_of_its_own(house):
    talks = (
        "Foreign Minister Yermek Kosherbayev met Johann Wadephul in Astana and "
        "they agreed to open an office."
    )
    decree = (
        "By presidential decree Yerlan Baudarbek was appointed ambassador of "
        "Kazakhstan to Japan, Akorda reports."
    )
    first, second = (rss([item(1, title="x", text=text), item(2)]) for text in (talks, decree))
    Play(house)(rss([item(2)]), first, second, second)
    told = [event for event in house.events() if isinstance(event, ArticleTaken | ArticleRevised)]
    assert [type(event).__name__ for event in told] == ["ArticleTaken", "ArticleTaken"]
    assert len({event.article.id for event in told}) == 2
    assert len({event.article.url for event in told}) == 1


def test_a_time_that_cannot_be_read_is_not_the_day_of_its_reading(house):
    strange = item(3).replace("<pubDate>", "<pubDate>around ")
    Play(house)(rss([item(1)]), rss([strange, item(1)]))
    assert [article.published for article in taken(house)] == [None]


WALLS = {
    "/wall": ("asks for consent", ("<html><head><title>Before you " "continue</title></head><body><main><p>Our partners use cookies and " "personal data. Accept all, or manage your choices.</p><p>The privacy " "policy of our partners speaks of cookies, " "too.</p></main></body></html>")),
    "/robot": ("checks for robots", ("<html><head><title>Just a moment...</title></head><body><p>Verifying " "you are human. This takes a few seconds, and then the page comes up by" " itself.</p></body></html>")),
    "/other": ("about something else", "<html><head><title>Rain</title></head><body><article>" + "".join(f"<p>Rain and wind of force {n} are expected in the north, while the south stays dry.</p>" for n in range(9))),
    "/short": ("no more than the feed", "<html><body><article><p>A few words.</p></article></body></html>"),
    "/moved": ("leads to the front page", ""),
}  # fmt: skip


def test_a_page_that_is_not_the_articles_leaves_the_feeds_words_and_is_counted(house):
    async def site(request, writer):
        if request.path == "/feed":
            links = [
                item(n, link=f"http://127.0.0.1:{house.port}{path}") for n, path in enumerate(WALLS)
            ]
            writer.write(answer(body=rss([*(links if house.later else []), item(9), item(8)])))
        elif request.path == "/moved":
            writer.write(answer("302 Found", location="/en/"))
        elif request.path in WALLS or request.path == "/en/":
            writer.write(
                answer(
                    body=WALLS.get(request.path, ("", PAGE))[1].encode(), content_type="text/html"
                )
            )
        else:
            writer.write(answer("404 Not Found"))

    async def run():
        async with Server(site) as server:
            house.port, house.later = server.port, False
            await house.polled(Feed(url=server.url, full_text=True), now=True)
            house.later = True
            return await house.polled(Feed(url=server.url, full_text=True), now=True)

    (result,) = asyncio.run(run())
    notes = {
        event.article.guid: " ".join(event.reading.notes)
        for event in house.events()
        if isinstance(event, ArticleTaken)
    }
    for n, (said, _) in enumerate(WALLS.values()):
        assert said in notes[f"news-{n}"]
    assert "full text: 5 of 5 pages not used" in result.reason
