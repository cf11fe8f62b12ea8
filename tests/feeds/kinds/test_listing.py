import pytest

from monitor.feeds.kinds import listing as kind
from monitor.feeds.kinds.kind import SourcePage
from monitor.feeds.values import FetchError
from tests.feeds.kinds.sites import card, headline, listing

URL = "https://www.mfa.example/en/news"


def read(body, *, pattern="/en/news/*", url=URL):
    return kind.KIND.read(SourcePage(body=body, url=url, pattern=pattern))


def patterns(body, *, url=URL):
    return kind.patterns_in(SourcePage(body=body, url=url))


def test_a_listing_gives_addresses_titles_and_days_in_the_pages_order():
    found = read(listing(card(2), card(1, day="19.11.2026")))
    assert (found.form, found.title, found.language, found.total) == (
        "listing",
        "Example ministry",
        "en",
        2,
    )
    assert [(one.url, one.title, one.published) for one in found.entries] == [
        ("https://www.mfa.example/en/news/2", headline(2), "2026-11-20"),
        ("https://www.mfa.example/en/news/1", headline(1), "2026-11-19"),
    ]


def test_menus_footers_pages_and_other_hosts_are_no_articles():
    other = f'<a href="https://other.example/en/news/7">{headline(7)}</a>'
    itself = f'<a href="{URL}">News of the ministry, all of them</a>'
    assert read(listing(card(1), other, itself), pattern="/en/news/*").total == 1
    with pytest.raises(FetchError, match="no link of the pattern"):
        read(listing(card(1), other, itself), pattern="/en/ministry/*")
    with pytest.raises(FetchError, match="no link of the pattern"):
        read(listing(card(1), other, itself), pattern="/en/*")


def test_what_several_links_are_called_is_nobodys_title():
    plain = "".join(
        f'<li><p>{headline(n)}</p><a href="/en/news/{n}">Подробнее об этом событии</a></li>'
        for n in (1, 2)
    )
    with pytest.raises(FetchError, match="no link of the pattern /en/news/"):
        read(listing(plain))


def test_a_heading_that_is_no_headline_does_not_win():
    block = f'<div><h4>Press</h4><a href="/en/news/1">{headline(1)}</a></div>'
    assert read(listing(block)).entries[0].title == headline(1)


def test_a_title_may_stand_in_the_links_own_attribute():
    block = f'<div><a href="/en/news/1" title="{headline(1)}"><img></a></div>'
    assert read(listing(block)).entries[0].title == headline(1)


def test_of_a_link_around_a_whole_item_the_title_is_taken():
    block = f'<div><a href="/en/news/1"><span>Friday, 20 November 2026</span><span>{headline(1)}</span><p>They spoke about trade, about transport, and about culture at length.</p></a></div>'
    entry = read(listing(block)).entries[0]
    assert entry.title == headline(1)
    pieces = '<div><a href="/en/news/1"><span>New</span> Minister <b>of country</b> 1 met guests</a></div>'
    assert read(listing(pieces)).entries[0].title == "New Minister of country 1 met guests"


def test_a_row_of_a_table_has_its_day_in_another_cell():
    row = f'<table><tr><td>20.11.2026</td><td><a href="/en/news/1">{headline(1)}</a></td></tr><tr><td>19.11.2026</td><td><a href="/en/news/2">{headline(2)}</a></td></tr></table>'
    assert [one.published for one in read(listing(row)).entries] == ["2026-11-20", "2026-11-19"]


def test_a_time_that_says_so_comes_before_words():
    block = f'<div>1 May 2020 <time datetime="2026-11-20T08:00:00Z">now</time><a href="/en/news/1">{headline(1)}</a></div>'
    assert read(listing(block)).entries[0].published == "2026-11-20T08:00:00+00:00"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20.11.2026 | Press release", "2026-11-20"),
        ("Politics · 20 ноября 2026", "2026-11-20"),
        ("2026", None),
        ("1999 views", None),
        ("No. 12", None),
    ],
)
def test_a_day_is_read_beside_a_rubric_and_out_of_no_other_figure(written, day):
    block = f'<div><span>{written}</span><a href="/en/news/1">{headline(1)}</a></div>'
    assert read(listing(block)).entries[0].published == day


def test_a_day_of_a_neighbour_is_not_its_own():
    dated, bare = card(1), f'<div><a href="/en/news/2">{headline(2)}</a></div>'
    days = {one.title: one.published for one in read(listing(dated, bare)).entries}
    assert days[headline(2)] is None


def test_scripts_are_no_words():
    block = f'<div><a href="/en/news/1"><script>var x = "20 November 2026 and more";</script>{headline(1)}</a></div>'
    entry = read(listing(block)).entries[0]
    assert (entry.title, entry.published) == (headline(1), None)


def test_headlines_in_chinese_are_short():
    block = '<div><a href="/en/news/1">外交部部长会见大使</a></div>'
    assert read(listing(block)).total == 1


def test_the_base_of_a_page_counts_and_broken_links_do_not():
    body = f'<html><head><base href="https://www.mfa.example/en/"></head><body><a href="news/1">{headline(1)}</a><a href="http://[">{headline(2)}</a><a href="//[">{headline(4)}</a><a>{headline(3)}</a></body></html>'.encode()
    assert [one.url for one in read(body).entries] == ["https://www.mfa.example/en/news/1"]


def test_of_very_many_links_so_many_are_looked_at():
    found = read(listing(*(card(number) for number in range(1_000))))
    assert len(found.entries) == kind.ENTRIES_OF_A_PAGE_MAX


def test_a_page_without_such_links_or_without_anything_is_refused():
    for body in (b"", b"<html><body>Closed</body></html>"):
        with pytest.raises(FetchError, match="no link of the pattern"):
            read(body)
    with pytest.raises(FetchError, match="an empty page"):
        read(b"<!-- nothing -->")


# --- which pattern ---


def test_the_pattern_is_found_and_shown_with_titles():
    found, *others = patterns(listing(*(card(number) for number in range(1, 9))))
    assert (found.pattern, found.count) == ("/en/news/#", 8)
    assert found.samples == tuple(headline(number) for number in range(1, 6))
    assert others == []


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/press/2026/11/minister-met-guest-{}/", "/press/#/#/*/"),
        ("/node/{}", "/node/#"),
        ("/news/story-{}.html", "/news/*.html"),
        ("/?p={}", "/?p=#"),
        ("/view.php?id={}&lang=en", "/view.php?id=#&lang=en"),
        ("/a-story-about-{}", "/*"),
    ],
)
def test_what_varies_from_address_to_address_is_the_pattern(path, pattern):
    cards = (f'<div><a href="{path.format(n)}">{headline(n)}</a></div>' for n in range(1, 5))
    body = listing(*cards)
    assert patterns(body)[0].pattern == pattern
    assert read(body, pattern=pattern).total == 4


def test_sections_of_one_list_are_one_pattern():
    cards = [
        f'<div><a href="/news/{section}/story-{n}">{headline(n)}</a></div>'
        for n, section in enumerate(("politics", "economy", "culture", "politics"))
    ]
    assert patterns(listing(*cards))[0].pattern == "/news/*/*"


def test_lists_side_by_side_are_offered_together_and_each_alone():
    cards = [card(n) for n in range(5)] + [card(n, path="/en/speeches/") for n in range(10, 14)]
    assert [(one.pattern, one.count) for one in patterns(listing(*cards))] == [
        ("/en/*/#", 9),
        ("/en/news/#", 5),
        ("/en/speeches/#", 4),
    ]


def test_two_links_are_no_list():
    assert patterns(listing(card(1), card(2))) == ()
