import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.intake.urls import article_id, canonical, encoded, version_of, web_address

PLAIN = "https://example.org/news/2024/talks"


@pytest.mark.parametrize(
    "same",
    [
        "http://example.org/news/2024/talks",
        "https://EXAMPLE.org/news/2024/talks/",
        "https://www.example.org:443/news/2024/talks",
        "http://example.org:80/news/2024/talks",
        "https://example.org/news/2024/talks#comments",
        "https://example.org/news/2024/talks?utm_source=x&utm_medium=rss&fbclid=1",
        "https://example.org/news//2024/talks/amp",
        "https://example.org/news/2024/talks/amp/",
        "https://amp.example.org/news/2024/talks?amp=1",
        "https://m.example.org/news/2024/talks",
        "https://example.org/news/2024/talks/index.html",
        "https://example.org/news/2024/talks/amp/index.php/amp//",
        "https://user:secret@example.org./news/2024/talks?",
        "https://example.org/news/2024/t%61lks",
    ],
)
def test_one_page_has_one_canonical_address_however_it_was_passed_around(same):
    assert canonical(same) == PLAIN


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/news/2024/talks2",
        "https://example.org/news/2024/talks?id=7",
        "https://example.org:8443/news/2024/talks",
        "https://en.example.org/news/2024/talks",
        "https://example.org/news/2024/campamp",
        "https://example.org/News/2024/talks",
    ],
)
def test_what_may_be_another_page_keeps_an_address_of_its_own(other):
    assert canonical(other) != PLAIN


def test_the_order_of_query_parameters_does_not_matter():
    assert canonical("http://a.example/?id=2&lang=ru") == canonical("http://a.example?lang=ru&id=2")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "http://a b/",
        "http://[::1",
        "//example.org",
        'https://x.example/"onclick',
        "http://a.example:99999/",
        "mailto:a@b.example",
    ],
)
def test_what_is_no_web_address_has_no_canonical_form(bad):
    assert canonical(bad) is None
    assert web_address(bad) is None


def test_an_id_comes_from_the_address_else_outlet_and_guid_else_title_and_text():
    words = {"title": "T", "text": "x"}
    by_url = article_id(url=PLAIN, outlet="O", guid="g", **words)
    assert by_url == article_id(
        url=PLAIN + "?utm_source=x", outlet="Other", guid=None, title=None, text="y"
    )
    by_guid = article_id(url=None, outlet="O", guid="g", **words)
    assert by_guid == article_id(url="not an address", outlet="O", guid="g", title=None, text="y")
    assert by_guid != article_id(url=None, outlet="P", guid="g", **words)
    by_text = article_id(url=None, outlet="O", guid=None, **words)
    assert by_text == article_id(url=None, outlet="P", guid=None, **words)
    assert by_text != article_id(url=None, outlet="O", guid=None, title="T", text="y")
    assert {len(by_url), len(by_guid), len(by_text)} == {16}


def test_a_version_changes_with_title_or_text():
    assert version_of(title="a", text="b") == version_of(title="a", text="b")
    assert (
        len(
            {
                version_of(title="a", text="b"),
                version_of(title="a", text="c"),
                version_of(title="ab", text=""),
            }
        )
        == 3
    )


@given(st.text(max_size=200))
def test_no_text_makes_an_address_raise(text):
    canonical(text)
    canonical("http://" + text)


@given(st.from_regex(r"https?://[a-z]{1,9}\.example/[a-z/%&=?.-]{0,30}", fullmatch=True))
def test_a_canonical_address_is_its_own_canonical_address(url):
    once = canonical(url)
    assert once is None or canonical(once) == once


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("http://a.example/a b", "http://a.example/a%20b"),
        ("http://a.example/a|b", "http://a.example/a%7Cb"),
        ("http://a.example/a?q=x y^z", "http://a.example/a?q=x%20y%5Ez"),
        ("http://a.example\\news\\1", "http://a.example/news/1"),
        ("http://a.example/a?p=c:\\d", "http://a.example/a?p=c:%5Cd"),
        (" http://a.example/ne\nws/1 ", "http://a.example/news/1"),
        ("http://a.example/a%20b", "http://a.example/a%20b"),
        ("http://a.example/новости/1", "http://a.example/новости/1"),
        ("http://a.example/{id}/`x`", "http://a.example/%7Bid%7D/%60x%60"),
        ("http://a.example?q=a b", "http://a.example?q=a%20b"),
        ("http://a.example/100%", "http://a.example/100%"),
    ],
)
def test_what_browsers_encode_is_encoded_and_the_rest_stays(written, shown):
    assert encoded(written) == shown
    assert web_address(written) is not None
    assert canonical(written) == canonical(shown)


@pytest.mark.parametrize("escape", ["%2F", "%2f", "%3F", "%23", "%25", "%5C"])
def test_an_escape_that_keeps_a_path_together_is_no_separator(escape):
    kept = canonical(f"http://a.example/a{escape}b")
    assert kept == f"https://a.example/a{escape.upper()}b"
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    "query",
    [
        "at_medium=RSS&at_campaign=rss",
        "mtm_source=x&mtm_kwd=y",
        "gbraid=1&wbraid=2",
        "srsltid=1",
        "_hsenc=1&_hsmi=2",
        "traffic_source=rss",
        "itm_source=x&itm_medium=y",
        "piwik_campaign=x",
        "ns_mchannel=rss&ns_source=PublicRSS20-sa",
        "int_source=x",
        "__hstc=1",
        "GCLID=1",
    ],
)
def test_what_says_where_a_reader_came_from_is_no_part_of_an_address(query):
    assert canonical(f"https://a.example/x?{query}&id=7") == "https://a.example/x?id=7"
