"""Nobody speaks for another: the four impersonations, each by a real feed."""

import asyncio

import pytest

from monitor.digest.wording.sourcing import Sources
from monitor.events.stories_and_feeds import ArticleRevised, ArticleTaken
from monitor.feeds.provenance import bare_host, label_of, provenance_of, source_at, with_provenance
from monitor.feeds.values import Feed
from monitor.intake.normalize import incoming
from monitor.model import Provenance, Source
from tests.feeds.feed_house import House
from tests.feeds.feed_servers import Server, item, rss, serves

COUNCIL = Source(
    id="federation-council",
    name="Federation Council",
    kind="party",
    country="RU",
    hosts=("council.example", "www.sovet.example"),
    aliases=("Совет Федерации",),
)
WIRE = Source(id="wire", name="The Wire", kind="private", hosts=("wire.example",))


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, sources=[COUNCIL, WIRE])


def titled(title, items):
    return rss(items).replace(b"<channel>", f"<channel><title>{title}</title>".encode())


def polled(house, *bodies, **feed):
    """What a feed at loopback says, one poll after the other."""

    async def run():
        async with Server(serves(rss([]))) as server:
            await house.polled(Feed(url=server.url, **feed), now=True)
            for body in bodies:
                server._handler = serves(body)
                await house.polled(Feed(url=server.url, **feed), now=True)

    asyncio.run(run())
    return [one for one in house.events() if isinstance(one, ArticleTaken | ArticleRevised)]


def test_a_feed_that_calls_itself_a_party_is_not_the_party(house):
    for name in (
        "Federation Council",
        "FEDERATION  council!",
        "Совет Федерации",
        "council.example",
    ):
        (event, *_) = reversed(polled(house, titled(name, [item(9), item(8)])))
        assert event.article.outlet == "127.0.0.1"
        assert event.article.provenance == Provenance(known_by="feed", host="127.0.0.1", via=True)
        assert Sources([COUNCIL]).kind(event.article) == "unknown"


def test_an_item_that_links_to_a_party_is_not_its_word(house):
    events = polled(house, rss([item(9, link="https://council.example/9"), item(8)]))
    article = next(one.article for one in events if one.article.guid == "news-9")
    sources = Sources([COUNCIL])
    assert (sources.kind(article), sources.of(article)) == ("unknown", None)
    assert article.provenance.via


def test_a_link_equal_to_anothers_article_does_not_revise_it(house):
    link = "https://wire.example/talks"
    first = polled(house, rss([item(1, link=link), item(2)]), outlet="wire")
    genuine = next(one.article for one in first if one.article.guid == "news-1")
    liar = polled(
        house,
        titled(
            "Liar",
            [
                item(
                    1,
                    link=link,
                    text="It was all cancelled, and nobody met anybody in any country at all.",
                ),
                item(3),
            ],
        ),
    )
    kinds = [type(one).__name__ for one in liar if one.article.url == link]
    assert kinds == ["ArticleTaken", "ArticleTaken"]
    assert {one.article.id for one in liar if one.article.url == link} > {genuine.id}


def test_an_outlets_own_feed_revises_its_article(house):
    link = "https://wire.example/talks"
    edited = item(
        1,
        link=link,
        text="The minister of country 1 received the ambassador of country 2 and they agreed on trade.",
    )
    events = polled(
        house, rss([item(1, link=link), item(2)]), rss([edited, item(2)]), outlet="wire"
    )
    kinds = [type(one).__name__ for one in events if one.article.url == link]
    assert kinds == ["ArticleTaken", "ArticleRevised"]


def test_a_feed_that_changes_its_title_stays_one_owner(house):
    bodies = [titled(f"Name {n}", [item(k) for k in range(n, n + 2)]) for n in range(3)]
    events = polled(house, *bodies)
    assert len({one.article.outlet for one in events}) > 1
    assert len({Sources([]).owner(one.article) for one in events}) == 1


# --- the parts ---


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.a.example/x", "a.example"),
        ("https://RSS.a.example:8080/x", "a.example"),
        ("https://a.example.", "a.example"),
        ("https://news.a.example", "news.a.example"),
        ("https://www.example", "www.example"),
        ("https://[bad", ""),
        ("nonsense", ""),
    ],
)
def test_a_host_is_known_without_what_says_how_it_is_served(url, host):
    assert bare_host(url) == host


def test_an_outlet_is_known_by_the_operator_then_by_its_host():
    sources = {one.id: one for one in (COUNCIL, WIRE)}
    feed = Feed(url="https://x.example/feed", outlet="wire")
    assert (
        provenance_of(feed, fetched="https://x.example/feed", sources=sources).known_by
        == "operator"
    )
    bare = Feed(url="https://x.example/feed")
    for host in (
        "council.example",
        "en.council.example",
        "sovet.example",
        "www.sovet.example",
        "rss.sovet.example",
    ):
        known = provenance_of(bare, fetched=f"https://{host}/feed", sources=sources)
        assert (known.known_by, known.source) == ("host", "federation-council")
    for host in ("x.example", "notcouncil.example", "council.example.evil.example"):
        assert (
            provenance_of(bare, fetched=f"https://{host}/feed", sources=sources).known_by == "feed"
        )
    assert source_at("", sources.values()) is None


def test_a_label_is_a_feeds_title_unless_it_is_anothers_name():
    assert label_of("A blog", "x.example", [COUNCIL]) == "A blog"
    assert label_of("federation-council", "x.example", [COUNCIL]) == "x.example"
    assert label_of("", "x.example", []) == "x.example"


def article(**fields):
    return incoming(text="x", **fields).article


def test_an_own_link_keeps_the_articles_id_and_a_foreign_one_does_not():
    known = Provenance(known_by="host", host="wire.example", source="wire")
    own = article(url="https://en.wire.example/1")
    assert with_provenance(own, known, WIRE).id == own.id
    foreign = article(url="https://other.example/1")
    via = with_provenance(foreign, known, WIRE)
    assert (via.id != foreign.id, via.provenance.via) == (True, True)
    assert with_provenance(foreign, known, WIRE).id == via.id


def test_a_guid_without_an_address_is_its_feeds_own():
    unknown = Provenance(known_by="feed", host="x.example")
    one = article(guid="1", outlet="The Wire")
    assert with_provenance(one, unknown, None).id != one.id
    listed = Provenance(known_by="operator", host="wire.example", source="wire")
    assert with_provenance(one, listed, WIRE).id == one.id


def test_who_speaks_is_found_by_how_it_was_known_and_in_files_by_its_name():
    sources = Sources([COUNCIL, WIRE])
    named = article(url="https://council.example/1", outlet="Federation Council")
    assert sources.of(named) == COUNCIL
    unknown = with_provenance(named, Provenance(known_by="feed", host="x.example"), None)
    assert sources.of(unknown) is None
    assert sources.owner(unknown) == "x.example"
    told = with_provenance(
        named, Provenance(known_by="operator", host="x.example", source="wire"), WIRE
    )
    assert sources.of(told) == WIRE
    later = with_provenance(named, Provenance(known_by="feed", host="wire.example"), None)
    assert sources.of(later) == WIRE  # listed since
