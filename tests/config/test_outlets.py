import pytest

from monitor.config.outlets import doubts
from monitor.feeds.values import Feed
from monitor.model import Source


def source(name, **fields):
    return Source(id=name.lower().replace(" ", "-"), name=name, **fields)


TWO = [source("Example Times", hosts=("example.com",)), source("Other", hosts=("other.example",))]


def said(sources, feeds=()):
    return [doubt.says for doubt in doubts(sources, feeds)]


def test_outlets_that_share_nothing_are_right():
    feeds = [
        Feed(name="own", url="https://www.example.com/rss", outlet="example-times"),
        Feed(name="bare", url="https://www.example.com/rss"),
        Feed(name="else", url="https://elsewhere.example/rss", outlet="other"),
    ]
    assert said(TWO, feeds) == []


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (source("The Example-Times"), "one name but for its spelling: The Example-Times"),
        (source("Third", aliases=("EXAMPLE TIMES",)), "one name but for its spelling"),
        (source("Third", hosts=("www.example.com",)), "one host: www.example.com"),
        (source("Third", hosts=("rss.example.com",)), "one host: rss.example.com"),
    ],
)
def test_doubles_and_hosts_that_two_claim_are_told(other, words):
    (found,) = set(said([*TWO, other]))
    assert found.startswith(f"[{other.id}] and [example-times] have ")
    assert words in found


def test_an_outlet_may_be_within_anothers_host():
    assert said([*TWO, source("News of it", hosts=("news.example.com",))]) == []


def test_an_owner_needs_its_evidence():
    owned = source("Third", owner="Somebody")
    assert said([owned]) == ["[third] has an owner and nothing says where that is known from"]
    assert said([source("Third", owner="Somebody", evidence="imprint")]) == []


def test_a_feed_on_anothers_host_is_told():
    feed = Feed(name="x", url="https://example.com/rss", outlet="other")
    assert said(TWO, [feed]) == [
        "feed [x] is said to be of [other], and its host is of [example-times]"
    ]
