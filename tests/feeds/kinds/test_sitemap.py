import zlib

import pytest

from monitor.feeds.kinds import sitemap as kind
from monitor.feeds.kinds.kind import SourcePage
from monitor.feeds.parse.documents import ENTRIES_MAX
from monitor.feeds.values import FetchError
from tests.feeds.kinds.sites import address, headline, index, news_sitemap, sitemap, zipped

ROOT = "https://www.mfa.example"


def read(body, *, url=f"{ROOT}/sitemap.xml", pattern=""):
    return kind.KIND.read(SourcePage(body=body, url=url, pattern=pattern))


def test_a_news_sitemap_gives_titles_times_languages_and_its_name():
    found = read(news_sitemap(ROOT, [1, 2]))
    assert (found.form, found.title, found.total) == ("news sitemap", "Example ministry", 2)
    first = found.entries[0]
    assert (first.url, first.title, first.language) == (
        f"{ROOT}/en/news/1",
        headline(1),
        "en",
    )
    assert first.published == "2026-11-20T08:01:00+00:00"


def test_when_a_page_was_changed_is_not_when_it_was_published():
    (entry,) = read(sitemap(address(ROOT, 1, lastmod="2026-11-20"))).entries
    assert (entry.published, entry.touched) == (None, "2026-11-20")


def test_addresses_without_titles_are_told_to_need_their_pages():
    found = read(sitemap(address(ROOT, 1)))
    assert found.form == "sitemap"
    assert found.notes == (
        "addresses without titles: only full_text = true makes articles of them",
    )
    assert read(sitemap()).notes == ()


def test_a_sitemap_speaks_for_its_own_host_alone():
    found = read(
        sitemap(
            address(ROOT, 1),
            address("https://mfa.example", 2),
            address("https://other.example", 3),
            "<url><loc>/en/news/4</loc></url>",
            "<url><loc></loc></url>",
            "<url><loc>https://[broken</loc></url>",
        )
    )
    assert [entry.url for entry in found.entries] == [
        f"{ROOT}/en/news/1",
        "https://mfa.example/en/news/2",
        f"{ROOT}/en/news/4",
    ]
    assert "3 addresses of other hosts, or none at all: left out" in found.notes


def test_an_address_that_stands_twice_is_one_entry():
    assert read(sitemap(address(ROOT, 1), address(ROOT, 1))).total == 1


def test_a_pattern_keeps_what_is_no_article_out():
    about = f"<url><loc>{ROOT}/en/about</loc></url>"
    assert read(sitemap(about, address(ROOT, 1)), pattern="/en/news/#").total == 1


def test_of_fifty_thousand_addresses_the_newest_are_looked_at():
    days = [f"20{10 + number % 16:02}-01-{1 + number % 28:02}" for number in range(50_000)]
    urls = [address(ROOT, number, lastmod=day) for number, day in enumerate(days)]
    found = read(sitemap(*urls))
    assert (found.total, len(found.entries)) == (50_000, ENTRIES_MAX)
    assert min(entry.touched for entry in found.entries) == "2025-01-20"
    assert f"50000 addresses: {ENTRIES_MAX} of them are looked at" in found.notes


def test_without_dates_the_newest_stand_at_one_of_the_ends():
    found = read(sitemap(*(address(ROOT, number) for number in range(3_000))))
    numbers = {int(entry.url.rpartition("/")[2]) for entry in found.entries}
    assert {0, 2_999} <= numbers
    assert 1_500 not in numbers


def test_a_file_that_is_gzip_itself_is_unpacked():
    assert read(zipped(news_sitemap(ROOT, [1]))).total == 1


def test_a_gzip_bomb_is_stopped_at_once():
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = bomb.compress(b" " * 200_000_000) + bomb.flush()
    with pytest.raises(FetchError, match=r"larger than 20 MB|unpacks to more than"):
        read(body)


def test_an_index_names_its_newest_sitemaps_first_and_none_of_another_host():
    found = read(
        index(
            f"{ROOT}/old.xml 2024-01-01",
            f"{ROOT}/new.xml 2026-11-20",
            "https://other.example/s.xml 2026-11-21",
            f"{ROOT}/a.xml",
            f"{ROOT}/news.xml",
            f"{ROOT}/b.xml",
            f"{ROOT}/sitemap.xml",
        )
    )
    assert found.form == "sitemap index"
    assert [url.rpartition("/")[2] for url in found.further] == [
        "new.xml",
        "old.xml",
        "news.xml",
        "b.xml",
        "a.xml",
    ]
    assert "1 sitemaps of other hosts, or none at all: left out" in found.notes


def test_entities_of_its_own_are_not_expanded():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + sitemap(
        address(ROOT, 1, news="2026-11-20", title="ha &b; ha")
    ).removeprefix(b'<?xml version="1.0" encoding="UTF-8"?>')
    found = read(laughs)
    assert found.entries[0].title == "ha &b; ha"
    assert "entities of its own are declared: not expanded" in found.notes
    assert "broken XML: mended" in found.notes


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><body>not found</body></html>", "not a sitemap"),
        (b"", "not a sitemap"),
        (sitemap(address(ROOT, 1))[:-12], "broken or cut off"),
    ],
)
def test_what_is_no_whole_sitemap_is_refused(body, words):
    with pytest.raises(FetchError, match=words):
        read(body)
