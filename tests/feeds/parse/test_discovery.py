import pytest

from monitor.feeds.parse.discovery import feeds_named_in
from monitor.feeds.parse.worker import ParseJob, work

FEED = "<link rel=alternate type=application/rss+xml href='r'>"
HERE = "http://a.example/x/r"


def named(head, body="", codec="utf-8"):
    page = f"<html><head>{head}</head><body>{body}</body></html>".encode(codec)
    return feeds_named_in(page, url="http://a.example/x/")


@pytest.mark.parametrize(
    "before",
    [
        "<base href='http://[bad'>",
        "<base href=''>",
        "<base target=_blank>",
        "<base href='javascript:1'>",
        "<link rel=alternate type=application/rss+xml href='http://[bad'>",
        "<link rel=alternate type=application/rss+xml href='javascript:alert(1)'>",
        "<link rel=alternate type=application/rss+xml href='feed:x'>",
        "<link rel=alternate type=application/rss+xml href=' '>",
        "<link rel=alternate type=application/rss+xml>",
        "<link rel=alternate hreflang=en href='/en'>",
        "<link rel=alternate type=application/json href='/wp-json/wp/v2/posts/1'>",
        "<link rel=alternate type='application/json+oembed' href='/oembed?x'>",
        "<link rel=alternate type=text/xml href='/oembed?format=xml'>",
        "<link rel=stylesheet type=text/xml href='/a'>",
    ],
)
def test_one_broken_thing_in_a_head_does_not_end_the_search(before):
    assert named(before + FEED) == (HERE,)


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/xml",
        "application/xml",
        "application/rdf+xml",
        "Application/RSS+XML; charset=utf-8",
        "application/feed+json",
        "application/x-rss+xml",
    ],
)
def test_feeds_are_known_by_many_types(kind):
    assert named(f"<link rel=alternate type='{kind}' href='/f'>") == ("http://a.example/f",)


def test_a_link_that_calls_itself_a_feed_is_one():
    assert named("<link rel=feed href='/f'>") == ("http://a.example/f",)
    assert named("<link rel='feed alternate' type=text/html href='/f'>") == ()
    assert named("", "<a rel=alternate type=application/atom+xml href=/a>Feed</a>") == (
        "http://a.example/a",
    )


def test_the_first_base_with_an_address_counts():
    assert named(f"<base target=_blank><base href='/z/'><base href='/y/'>{FEED}") == (
        "http://a.example/z/r",
    )


def test_addresses_in_another_encoding_are_read():
    head = "<meta charset=windows-1251><link rel=alternate type=application/rss+xml href='/лента'>"
    assert named(head, codec="cp1251") == ("http://a.example/лента",)
    job = ParseJob(
        what="links",
        body="<link rel=feed href='/лента'>".encode("cp1251"),
        url="http://a.example/",
        content_type="text/html; charset=windows-1251",
    )
    assert work(job).links == ("http://a.example/лента",)
