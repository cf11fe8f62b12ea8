import gzip
import time
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.http.decompress import Inflater
from monitor.feeds.http.robots import robots_of
from monitor.feeds.parse.discovery import feeds_named_in
from monitor.feeds.parse.documents import document_of
from monitor.feeds.parse.parse import parse
from monitor.feeds.parse.worker import ParseJob, work
from monitor.feeds.values import FetchError, Limits
from monitor.intake.markup import line_of, text_of
from tests.feeds.feed_servers import item, rss

BASE = "https://news.example/rss/feed.xml"


def read(body, content_type="application/xml"):
    return parse(
        body if isinstance(body, bytes) else body.encode(), url=BASE, content_type=content_type
    )


RSS_091 = (
    '<?xml version="1.0"?><rss version="0.91"><channel><title>T</title>'
    "<item><title>A talk</title><link>/1</link></item></channel></rss>"
)
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title></channel>
 <item rdf:about="https://news.example/1"><title>A talk</title><link>https://news.example/1</link>
 <dc:date>2026-11-20T10:00:00+05:00</dc:date></item></rdf:RDF>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="kk">
 <title>T</title>
 <entry><id>urn:1</id><title type="html">&lt;b&gt;A&lt;/b&gt; talk</title>
 <link rel="alternate" href="../1"/><updated>2026-11-20T05:00:00Z</updated>
 <content type="html">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [
 {"id": 1, "url": "/1", "title": "A talk",
 "content_html": "<p>One.</p><p>Two.</p>", "date_published": "2026-11-20T10:00:00+05:00"}]}"""


@pytest.mark.parametrize(
    "body", [RSS_091, RDF, ATOM, JSON], ids=["RSS 0.91", "RDF", "Atom", "JSON Feed"]
)
def test_every_form_of_feed_gives_the_same_entry(body):
    (entry,) = read(body).entries
    assert (entry.title, entry.address) == ("A talk", "https://news.example/1")


@pytest.mark.parametrize("body", [RDF, ATOM], ids=["RDF", "Atom"])
def test_times_keep_their_moment(body):
    assert read(body).entries[0].published == "2026-11-20T05:00:00+00:00"


def test_paragraphs_stand_on_their_own_lines():
    assert read(ATOM).entries[0].text == read(JSON).entries[0].text == "One.\nTwo."


def test_a_time_without_a_zone_says_so():
    body = rss([item(1)]).replace(b" +0000", b"")
    assert read(body).entries[0].published == "2026-11-20T08:01:00"


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "windows-1251",
        "koi8-r",
        "iso8859-5",
        "utf-16-le",
        "utf-16-be",
    ],
)
def test_a_declared_encoding_is_read_whatever_it_is(encoding):
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    text = rss(
        [item(1, title="Президент принял посла")],
        prolog=f'<?xml version="1.0" encoding="{declared}"?>',
    ).decode()
    assert read(mark + text.encode(encoding)).entries[0].title == "Президент принял посла"


@pytest.mark.parametrize(
    "lie", ["utf-16", "iso-8859-1", "ascii", "rot13", "unicode_escape", "nonsense"]
)
def test_what_is_utf_8_is_read_as_utf_8_whatever_is_declared(lie):
    body = rss(
        [item(1, title="Президент принял посла")], prolog=f'<?xml version="1.0" encoding="{lie}"?>'
    )
    assert read(body, f"text/xml; charset={lie}").entries[0].title == "Президент принял посла"


def test_an_undeclared_cyrillic_encoding_is_guessed():
    titles = [
        "Президент принял посла",
        "Министр иностранных дел провел переговоры",
        "Подписано соглашение о торговле",
    ]
    text = rss([item(n, title=title, text=title * 5) for n, title in enumerate(titles)]).decode()
    assert read(text.encode("cp1251")).entries[0].title == "Президент принял посла"


@pytest.mark.parametrize(
    "body", [b"/etc/passwd", b"http://127.0.0.1:9/", b"", b"<html>", b"{}", b"\x00\x01"]
)
def test_what_is_no_feed_is_said_to_be_none_and_nothing_is_opened(body):
    with pytest.raises(FetchError) as told:
        read(body)
    assert told.value.kind == "not a feed"


def test_an_entity_of_the_feeds_own_is_never_expanded():
    prolog = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "multiplied"><!ENTITY b SYSTEM '
        '"file:///etc/hostname">]>'
    )
    entry = read(rss([item(1, title="x &a; &b; y")], prolog=prolog)).entries[0]
    assert "multiplied" not in entry.title


def test_a_worker_says_that_the_parser_failed_and_lives_on():
    answer = work(
        ParseJob(what="feed", body=b"<rss><channel><item>", url="http://[", content_type="")
    )
    assert answer.parsed or answer.failed


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_feed_or_in_words(raw):
    for body in (
        raw,
        b"<rss version='2.0'><channel><item><title>" + raw,
        b'{"version": "https://jsonfeed.org/version/1", ' + raw,
    ):
        answer = work(ParseJob(what="feed", body=body, url=BASE))
        assert (answer.parsed is None) == (answer.failed is not None)
        assert answer.failed is None or answer.failed[0] in {"not a feed", "parser"}


@given(st.text(max_size=300))
def test_plain_text_has_no_tags_and_no_markup_raises(markup):
    assert "<script>" not in text_of(markup + "<script>x</script>")
    assert "\n" not in line_of(markup)


@pytest.mark.parametrize(
    "bait", ["<", "<a", "&", "<!--", "<script>", "<p ", "</script", "&#", "<![CDATA[", "-->"]
)
def test_markup_made_to_hurt_is_read_in_linear_time(bait):
    begun = time.process_time()
    text_of(bait * 100_000)
    document_of((f"<rss>{bait * 100_000}").encode(), "")
    assert time.process_time() - begun < 5  # a bound on runaway, not a measurement


# --- bodies ---


@given(
    st.binary(max_size=2_000),
    st.sampled_from(["gzip", "deflate", "", "identity"]),
    st.integers(1, 300),
)
def test_an_inflated_body_is_what_was_sent_in_pieces_of_any_size(body, encoding, size):
    sent = {"gzip": gzip.compress, "deflate": zlib.compress}.get(encoding, bytes)(body)
    inflater = Inflater(encoding, Limits())
    for start in range(0, len(sent), size):
        inflater.feed(sent[start : start + size])
    assert inflater.finish() == body


@given(st.binary(max_size=500), st.sampled_from(["gzip", "deflate"]))
def test_a_body_that_is_not_what_it_says_ends_in_words(body, encoding):
    inflater = Inflater(encoding, Limits())
    with suppress(FetchError):  # anything else would be a bug
        inflater.feed(body)
        inflater.finish()


@pytest.mark.parametrize(
    "coding", ["utf-8", "none", "br", "zstd", "gzip, br", "binary", "x-unknown"]
)
def test_a_plain_body_is_read_whatever_coding_it_names(coding):
    inflater = Inflater(coding, Limits())
    inflater.feed(b"\n <rss/>")
    assert inflater.finish() == b"\n <rss/>"
    compressed = Inflater(coding, Limits())
    compressed.feed(b"\x1b\x03\x00")
    with pytest.raises(FetchError, match="was not asked for"):
        compressed.finish()


# --- pages ---

PAGE = b"""<html><head><base href="/x/"><link rel="stylesheet" href="a.css">
<link rel="ALTERNATE" type="application/rss+xml" href="feed">
<link rel="alternate" type="application/atom+xml; charset=utf-8" href="https://b.example/atom">
<link rel="alternate" hreflang="en" href="/en"></head>"""


def test_the_feeds_a_page_names_are_found_in_its_order():
    assert feeds_named_in(PAGE, url="https://a.example/page") == (
        "https://a.example/x/feed",
        "https://b.example/atom",
    )
    assert feeds_named_in(b"", url="https://a.example/") == ()


ROBOTS = """
User-agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$

User-agent: diplomacy-monitor
User-agent: other
Disallow: /news/
Allow: /news/today # by them
"""


@pytest.mark.parametrize(
    ("robot", "path", "allowed"),
    [
        ("other-bot", "/private/x", False),
        ("other-bot", "/private/open/x", True),
        ("other-bot", "/a/b.pdf", False),
        ("other-bot", "/a/b.pdf?x", True),
        ("diplomacy-monitor", "/private/x", True),
        ("diplomacy-monitor", "/news/1", False),
        ("diplomacy-monitor", "/news/today", True),
        ("diplomacy-monitor", "/n%65ws/1", False),
    ],
)
def test_robots_txt_is_read_as_the_standard_says(robot, path, allowed):
    assert robots_of(ROBOTS, robot=robot).allow(f"https://a.example{path}") is allowed


@given(
    st.text(alphabet="*$/a\n: DisalowUgentr-", max_size=300), st.text(alphabet="a/*$", max_size=30)
)
def test_no_robots_txt_brings_us_down(text, path):
    robots_of(f"User-agent: *\n{text}", robot="x").allow(f"https://a.example/{path}")
