"""Sources without a feed, polled on loopback from their first reading on."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from monitor.events.stories_and_feeds import ArticleRevised, ArticleSetAside, ArticleTaken
from monitor.feeds.http.schedule import PollingPace
from monitor.feeds.values import Feed
from monitor.model import Source
from tests.feeds.feed_house import MANNERS, House
from tests.feeds.feed_servers import answer
from tests.feeds.kinds.sites import (
    FORWARDED,
    Site,
    address,
    article,
    card,
    headline,
    index,
    listing,
    news_sitemap,
    post,
    preview,
    sitemap,
    zipped,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


async def poll(house, feed, **how):
    (result,) = await house.polled(feed, now=True, **how)
    house.clock.at += 8 * HOUR
    return result


def taken(house):
    return [event.article for event in house.events() if isinstance(event, ArticleTaken)]


# --- sitemaps ---


def test_a_news_sitemaps_first_reading_is_known_and_then_what_is_new_is_told(house):
    async def run():
        async with Site() as site:
            feed = Feed(url=f"{site.root}/news.xml", kind="sitemap")
            site.pages["/news.xml"] = news_sitemap(site.root, range(5))
            first = await poll(house, feed)
            site.pages["/news.xml"] = news_sitemap(site.root, range(7), day="2026-11-23T12:{:02}Z")
            second = await poll(house, feed)
            third = await poll(house, feed)
            return first, second, third, site.asked("/robots.txt")

    first, second, third, robots = asyncio.run(run())
    assert (first.outcome, first.entries, first.new) == ("ok", 5, 0)
    assert (second.outcome, second.new) == ("ok", 2)
    assert (third.outcome, third.new) == ("not modified", 0)
    assert robots == 3, "once a run"
    assert [one.title for one in taken(house)] == [headline(5), headline(6)]
    assert taken(house)[0].lang == "en"
    assert taken(house)[0].provenance.via is False


def test_each_sitemap_of_an_index_is_asked_conditionally_and_read_when_it_changed(house):
    async def run():
        async with Site() as site:
            root = site.root
            feed = Feed(url=f"{root}/index.xml", kind="sitemap")
            site.pages |= {
                "/index.xml": index(
                    f"{root}/a.xml.gz 2026-11-20", f"{root}/b.xml 2026-11-21", f"{root}/gone.xml"
                ),
                "/a.xml.gz": zipped(news_sitemap(root, range(3))),
                "/b.xml": news_sitemap(root, range(10, 13)),
            }
            results = [await poll(house, feed), await poll(house, feed)]
            site.pages["/b.xml"] = news_sitemap(root, range(10, 15))
            results.append(await poll(house, feed))
            return results, site.asked("/a.xml.gz")

    (first, second, third), asked = asyncio.run(run())
    assert (first.outcome, first.entries, first.new) == ("ok", 6, 0)
    assert "gone.xml: 404: no such page" in first.reason
    assert second.outcome == "not modified"
    assert (third.outcome, third.entries, third.new) == ("ok", 5, 2)
    assert asked == 3


def test_an_index_that_lists_itself_or_other_indexes_is_no_loop(house):
    async def run():
        async with Site() as site:
            root = site.root
            site.pages |= {
                "/index.xml": index(f"{root}/index.xml", f"{root}/inner.xml", f"{root}/a.xml"),
                "/inner.xml": index(f"{root}/index.xml", f"{root}/inner.xml"),
                "/a.xml": news_sitemap(root, range(3)),
            }
            result = await poll(house, Feed(url=f"{root}/index.xml", kind="sitemap"))
            return result, len(site.server.requests)

    result, requests = asyncio.run(run())
    assert (result.outcome, result.entries) == ("ok", 3)
    assert "an index within an index: not followed" in result.reason
    assert requests == 4


def test_of_an_index_of_many_the_newest_few_are_read(house):
    async def run():
        async with Site() as site:
            parts = [f"{site.root}/{day:02}.xml 2026-11-{day:02}" for day in range(1, 21)]
            site.pages["/index.xml"] = index(*parts)
            for day in range(1, 21):
                site.pages[f"/{day:02}.xml"] = news_sitemap(site.root, [day])
            result = await poll(house, Feed(url=f"{site.root}/index.xml", kind="sitemap"))
            return result, {one.path for one in site.server.requests}

    result, paths = asyncio.run(run())
    assert result.entries == 5
    assert "20 parts: the newest 5 are read" in result.reason
    assert {"/20.xml", "/16.xml"} <= paths
    assert "/15.xml" not in paths


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (answer("503 Service Unavailable"), "is overloaded"),
        (b"<html>", "not a sitemap"),
        (None, "nothing of what its index lists is there"),
    ],
)
def test_a_sitemap_of_an_index_that_fails_makes_the_reading_fail(house, broken, words):
    """What it holds must not be missing from the baseline."""

    async def run():
        async with Site() as site:
            site.pages["/index.xml"] = index(f"{site.root}/a.xml")
            if broken:
                site.pages["/a.xml"] = broken
            return await poll(house, Feed(url=f"{site.root}/index.xml", kind="sitemap"))

    result = asyncio.run(run())
    assert result.outcome == "failed"
    assert words in result.reason
    assert house.told() == []


def test_addresses_alone_become_articles_by_their_pages_with_the_pages_own_day(house):
    async def run():
        async with Site() as site:
            feed = Feed(url=f"{site.root}/sitemap.xml", kind="sitemap", full_text=True)

            def listed(numbers):
                return sitemap(*(address(site.root, n, lastmod="2026-11-23") for n in numbers))

            site.pages["/sitemap.xml"] = listed(range(3))
            await poll(house, feed)
            site.pages["/sitemap.xml"] = listed(range(6))
            site.pages |= {
                "/en/news/3": article(3),
                "/en/news/4": article(4, day=""),
                "/en/news/5": article(5, day="2027-05-01"),
            }
            return await poll(house, feed)

    result = asyncio.run(run())
    assert (result.outcome, result.new) == ("ok", 3)
    found = {one.title: one.published for one in taken(house)}
    assert found == {
        headline(3): "2026-11-20",
        headline(4): "2026-11-23",
        headline(5): "2026-11-23",
    }


def test_addresses_alone_without_their_pages_are_counted_as_failed(house):
    async def run():
        async with Site() as site:
            feed = Feed(url=f"{site.root}/sitemap.xml", kind="sitemap")
            site.pages["/sitemap.xml"] = sitemap(address(site.root, 1))
            await poll(house, feed)
            site.pages["/sitemap.xml"] = sitemap(*(address(site.root, n) for n in (1, 2)))
            return await poll(house, feed)

    result = asyncio.run(run())
    assert "only full_text = true makes articles of them" in result.reason
    assert taken(house) == []


def test_a_page_that_cannot_be_had_leaves_nothing_to_read_and_says_so(house):
    async def run():
        async with Site() as site:
            feed = Feed(url=f"{site.root}/sitemap.xml", kind="sitemap", full_text=True)
            site.pages["/sitemap.xml"] = sitemap(address(site.root, 1))
            await poll(house, feed)
            site.pages["/sitemap.xml"] = sitemap(*(address(site.root, n) for n in (1, 2)))
            return await poll(house, feed)

    assert "404" in asyncio.run(run()).reason
    aside = [event for event in house.events() if isinstance(event, ArticleSetAside)]
    assert [event.article.url.rpartition("/")[2] for event in aside] == ["2"]


def test_an_old_page_that_comes_into_sight_is_no_news(house):
    """More than is looked at, or a sitemap of an archive that was touched."""

    async def run():
        async with Site() as site:
            feed = Feed(url=f"{site.root}/sitemap.xml", kind="sitemap", full_text=True)
            now = [address(site.root, n, lastmod="2026-11-20") for n in range(3)]
            old = [address(site.root, n, lastmod="2024-02-01") for n in range(50, 60)]
            site.pages["/sitemap.xml"] = sitemap(*now)
            await poll(house, feed)
            site.pages["/sitemap.xml"] = sitemap(*now, *old)
            return await poll(house, feed)

    result = asyncio.run(run())
    assert (result.entries, result.new) == (3, 0)


# --- robots, health ---


def test_robots_txt_is_obeyed_by_what_is_no_feed_and_failing_is_told(house):
    async def run():
        async with Site() as site:
            site.pages |= {
                "/robots.txt": b"User-agent: *\nDisallow: /en/",
                "/en/news": listing(card(1)),
            }
            feed = Feed(url=f"{site.root}/en/news", kind="listing", pattern="/en/news/#")
            results = [await poll(house, feed) for _ in range(3)]
            return results, site.asked("/en/news")

    results, asked = asyncio.run(run())
    assert {one.reason for one in results} == {"robots.txt does not allow it, or cannot be read"}
    assert asked == 0
    assert house.told() == ["FeedFailing"]


def test_an_index_whose_sitemaps_robots_txt_keeps_to_itself_is_not_read(house):
    async def run():
        async with Site() as site:
            site.pages |= {
                "/robots.txt": b"User-agent: *\nDisallow: /private/",
                "/index.xml": index(f"{site.root}/private/a.xml"),
                "/private/a.xml": news_sitemap(site.root, [1]),
            }
            return await poll(house, Feed(url=f"{site.root}/index.xml", kind="sitemap"))

    assert asyncio.run(run()).reason == "robots.txt does not allow it, or cannot be read"


# --- listings ---


def test_a_listings_first_reading_is_known_and_then_what_is_new_is_told_once(house):
    async def run():
        async with Site() as site:
            feed = Feed(
                url=f"{site.root}/en/news", kind="listing", pattern="/en/news/#", full_text=True
            )
            site.pages["/en/news"] = listing(*(card(n) for n in range(5)))
            first = await poll(house, feed)
            new = [card(7, day="23 November 2026"), card(6, day="23 November 2026")]
            site.pages["/en/news"] = listing(*new, *(card(n) for n in range(5)), card(7))
            site.pages |= {"/en/news/6": article(6), "/en/news/7": article(7)}
            second = await poll(house, feed)
            site.pages["/en/news"] = listing(*(card(n) for n in (7, 6, 4, 3)))
            return first, second, await poll(house, feed)

    first, second, third = asyncio.run(run())
    assert (first.outcome, first.entries, first.new) == ("ok", 5, 0)
    assert (second.entries, second.new) == (7, 2)
    assert (third.entries, third.new) == (4, 0)
    assert {one.title: one.published for one in taken(house)} == {
        headline(6): "2026-11-23",
        headline(7): "2026-11-23",
    }
    assert all(one.text_bytes > 500 for one in taken(house)), "the pages' words"


def test_a_listing_whose_pages_were_built_anew_fails_and_says_why(house):
    async def run():
        async with Site() as site:
            feed = Feed(url=f"{site.root}/en/news", kind="listing", pattern="/en/news/#")
            site.pages["/en/news"] = listing(card(1))
            await poll(house, feed)
            site.pages["/en/news"] = listing(card(1, path="/neu/"))
            return await poll(house, feed)

    result = asyncio.run(run())
    assert (result.outcome, result.reason) == (
        "failed",
        "no link of the pattern /en/news/# with a title",
    )


# --- Telegram ---


async def _loopback(*_args):
    return ["127.0.0.1"]


def test_a_channel_speaks_for_itself_and_what_it_forwards_is_anothers(tmp_path):
    manners = msgspec.structs.replace(MANNERS, resolve=_loopback)
    house = House(tmp_path, manners=manners)

    async def run():
        async with Site() as site:
            url = f"http://t.me:{site.server.port}/s/mfa_example"
            site.pages["/s/mfa_example"] = preview(post(1), post(2))
            first = await poll(house, Feed(url=url, kind="telegram"))
            new = [post(3), post(4, more=FORWARDED), post(5, words="-")]
            site.pages["/s/mfa_example"] = preview(post(2), *new)
            second = await poll(house, Feed(url=url, kind="telegram"))
            edited = post(
                3, words=f"<b>{headline(3)}</b><br/>They spoke of trade and of visas too."
            )
            site.pages["/s/mfa_example"] = preview(post(2), edited, *new[1:])
            return first, second, await poll(house, Feed(url=url, kind="telegram"))

    first, second, third = asyncio.run(run())
    assert (first.entries, first.new) == (2, 0)
    assert (second.entries, second.new) == (3, 2)
    assert (third.outcome, third.new) == ("ok", 0)
    own, forwarded = taken(house)
    assert (own.url, own.outlet) == ("https://t.me/mfa_example/3", "Example ministry")
    assert (own.provenance.owner, own.provenance.via) == ("t.me/mfa_example", False)
    assert (forwarded.provenance.owner, forwarded.provenance.via) == ("t.me/mfa_example", True)
    revised = [event.article.id for event in house.events() if isinstance(event, ArticleRevised)]
    assert revised == [own.id]


def test_a_channels_owner_is_the_operators_word(tmp_path):
    ministry = Source(
        id="mfa", name="Example foreign ministry", kind="party", hosts=("mfa.example",)
    )
    manners = msgspec.structs.replace(MANNERS, resolve=_loopback)
    house = House(tmp_path, manners=manners, sources=[ministry])

    async def run():
        async with Site() as site:
            url = f"http://t.me:{site.server.port}/s/mfa_example"
            site.pages["/s/mfa_example"] = preview(post(1))
            feed = Feed(url=url, kind="telegram", outlet="mfa")
            await poll(house, feed)
            site.pages["/s/mfa_example"] = preview(post(1), post(2))
            return await poll(house, feed)

    assert asyncio.run(run()).new == 1
    (article_taken,) = taken(house)
    known = article_taken.provenance
    assert (article_taken.outlet, known.source, known.known_by, known.via) == (
        "Example foreign ministry",
        "mfa",
        "operator",
        False,
    )


def test_two_channels_on_one_host_are_two_owners(tmp_path):
    manners = msgspec.structs.replace(MANNERS, resolve=_loopback)
    house = House(tmp_path, manners=manners)

    async def run():
        async with Site() as site:
            for name in ("mfa_example", "pm_example"):
                url = f"http://t.me:{site.server.port}/s/{name}"
                site.pages[f"/s/{name}"] = preview(post(1, channel=name), title="")
                await poll(house, Feed(url=url, kind="telegram"), announce=1)

    asyncio.run(run())
    assert {one.provenance.owner for one in taken(house)} == {"t.me/mfa_example", "t.me/pm_example"}
    assert {one.outlet for one in taken(house)} == {"t.me/mfa_example", "t.me/pm_example"}


def test_what_a_source_of_another_kind_costs_is_bounded_by_its_kind(tmp_path):
    limits = msgspec.structs.replace(MANNERS.limits, body_bytes_max=10_000)
    pace = PollingPace(host_gap_s=0.0, host_at_once=2, at_once=2)
    house = House(tmp_path, manners=msgspec.structs.replace(MANNERS, limits=limits, pace=pace))

    async def run():
        async with Site() as site:
            site.pages |= {
                "/sitemap.xml": news_sitemap(site.root, range(50)),
                "/en/news": listing(*(card(n) for n in range(50))),
            }
            large = Feed(url=f"{site.root}/sitemap.xml", kind="sitemap")
            page = Feed(url=f"{site.root}/en/news", kind="listing", pattern="/en/news/#")
            return await poll(house, large), await poll(house, page)

    whole, refused = asyncio.run(run())
    assert whole.entries == 50
    assert refused.reason == "larger than 0.01 MB: not read"
