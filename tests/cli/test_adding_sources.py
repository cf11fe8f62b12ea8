"""`feeds add` where there is no feed: what is found, how it is chosen, what is written down."""

import json
import sys
import tomllib
from functools import partial

import pytest

from monitor.cli import feed_adding
from monitor.cli.root import run
from monitor.feeds.wiring import ClientSettings
from tests.feeds.feed_house import AT_ONCE
from tests.feeds.feed_servers import answer, in_a_loop_of_its_own
from tests.feeds.kinds import sites
from tests.feeds.kinds.sites import Site, address, card, headline, index, news_sitemap, sitemap


def served(pages=None):
    return in_a_loop_of_its_own(Site(pages))


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("MONITOR_ALLOW_PRIVATE_ADDRESSES", "1")
    at_once = partial(ClientSettings, pace=AT_ONCE)  # the loopback site needs no pauses
    monkeypatch.setattr(feed_adding, "ClientSettings", at_once)
    return tmp_path


@pytest.fixture
def ask(home, capsys):
    def ask(*args):
        capsys.readouterr()
        status = run(["--home", str(home), *args])
        return (status, *capsys.readouterr())

    return ask


def written(home):
    path = home / "config" / "feeds.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


NEWS = {"/en/news": sites.listing(*(card(n) for n in range(8)))}


def test_a_listing_is_shown_with_its_pattern_and_taken_only_when_it_is_named(home, ask):
    with served(NEWS) as site:
        url = f"{site.root}/en/news"
        status, _, err = ask("feeds", "add", url)
        assert status == 2
        assert f"{url}: no feed, but listing, 8 links like /en/news/#" in err
        assert '--kind listing --pattern "/en/news/#"' in err
        assert written(home) == {}
        status, out, _ = ask("feeds", "add", url, "--kind", "listing")
        assert status == 0
        assert "listing, 8 links like /en/news/#" in out
        assert [headline(n) in out for n in range(6)] == [True] * 5 + [False]
        (table,) = written(home).values()
        assert table == {"url": url, "kind": "listing", "pattern": "/en/news/#"}
        status, out, _ = ask("fetch")
    assert "first reading: 8 entries known, not told" in out
    assert json.loads(ask("feeds", "list", "--json")[1])["feeds"][0]["kind"] == "listing"
    assert "outline" not in ask("feeds", "export")[1].replace("<body/>", "")


def test_a_pattern_of_ones_own_is_asked_and_refused_if_it_finds_nothing(home, ask):
    with served(NEWS) as site:
        add = ("feeds", "add", f"{site.root}/en/news", "--kind", "listing", "--pattern")
        status, _, err = ask(*add, "/en/speeches/*")
        assert (status, written(home)) == (2, {})
        assert "no link of the pattern /en/speeches/*" in err
        assert ask(*add, "/en/news/*")[0] == 0
    (table,) = written(home).values()
    assert table["pattern"] == "/en/news/*"


def test_a_sitemap_is_added_by_its_own_address_at_once(home, ask):
    with served() as site:
        site.pages["/s.xml"] = news_sitemap(site.root, range(3))
        status, out, _ = ask("feeds", "add", f"{site.root}/s.xml")
    assert status == 0
    assert "news sitemap, 3 entries" in out
    (table,) = written(home).values()
    assert (table["kind"], table["title"]) == ("sitemap", "Example ministry")


def test_a_sitemap_that_robots_txt_names_is_found_news_first_and_pages_are_wished_for(home, ask):
    with served({"/": b"<html><body>Welcome</body></html>"}) as site:
        root = site.root
        site.pages |= {
            "/robots.txt": f"Sitemap: {root}/all.xml\nsitemap: {root}/news.xml\n".encode(),
            "/all.xml": sitemap(address(root, 1)),
            "/news.xml": index(f"{root}/today.xml"),
            "/today.xml": news_sitemap(root, range(4)),
        }
        status, _, err = ask("feeds", "add", f"{root}/")
        assert status == 2
        assert "no feed, but sitemap index, 4 entries" in err
        add = ("feeds", "add", f"{root}/", "--kind", "sitemap", "--full-text", "--json")
        status, out, _ = ask(*add)
        assert status == 0
        assert json.loads(out) == {"added": [f"{root}/news.xml"], "others": [], "kind": "sitemap"}
    (table,) = written(home).values()
    assert table["full_text"] is True


def test_sitemaps_in_their_usual_places_are_found_and_those_without_entries_are_not(home, ask):
    with served({"/": b"<html><body>Welcome</body></html>"}) as site:
        site.pages["/news-sitemap.xml"] = sitemap()
        site.pages["/sitemap.xml"] = news_sitemap(site.root, range(4))
        assert ask("feeds", "add", f"{site.root}/", "--kind", "sitemap")[0] == 0
        (table,) = written(home).values()
        assert table["url"] == f"{site.root}/sitemap.xml"


def test_on_a_terminal_the_operator_is_asked_which(home, ask, monkeypatch):
    answers = iter(["2", "0"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: next(answers))
    with served(NEWS) as site:
        site.pages["/sitemap.xml"] = news_sitemap(site.root, range(3))
        url = f"{site.root}/en/news"
        status, out, _ = ask("feeds", "add", url)
        assert status == 0
        assert "1  news sitemap, 3 entries" in out
        assert "2  listing, 8 links like /en/news/#" in out
        (table,) = written(home).values()
        assert table["kind"] == "listing"
        status, _, err = ask("feeds", "add", f"{url}")
    assert (status, "nothing was added" in err) == (2, True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--kind", "sitemap"), "no answer"),
        (("--kind", "listing"), "no listing is there"),
        (("--kind", "feed"), "a web page, not a feed"),
        (("--kind", "fed"), "“fed” is not a kind of source"),
        ((), "a web page, not a feed"),
        (("--kind", "listing", "--no-check"), "without a pattern"),
    ],
)
def test_where_nothing_is_to_be_had_it_says_so(home, ask, options, words):
    with served({"/": b"<html><body>Welcome</body></html>"}) as site:
        status, _, err = ask("feeds", "add", f"{site.root}/", *options)
    assert status == 2
    assert words in err or (words == "no answer" and "404" in err)
    assert written(home) == {}


def test_a_page_that_robots_txt_keeps_to_itself_is_not_looked_at(home, ask):
    with served(NEWS) as site:
        site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /"
        status, _, err = ask("feeds", "add", f"{site.root}/en/news", "--kind", "listing")
    assert (status, "robots.txt does not allow it" in err) == (2, True)
    assert written(home) == {}


def test_robots_txt_that_cannot_be_read_names_no_sitemap(home, ask):
    with served({"/": b"<html><body>Welcome</body></html>"}) as site:
        site.pages["/robots.txt"] = answer(body=b"x", length=50)
        status, _, _ = ask("feeds", "add", f"{site.root}/", "--kind", "sitemap")
    assert (status, written(home)) == (2, {})


def test_a_channel_goes_by_its_name_and_its_outlet_gets_no_host(home, ask):
    assert ask("feeds", "add", "@MFA_Example", "--no-check", "--outlet", "Example ministry")[0] == 0
    assert ask("feeds", "add", "t.me/mfa_example", "--no-check")[0] == 1
    (table,) = written(home).values()
    assert (table["url"], table["kind"]) == ("https://t.me/s/mfa_example", "telegram")
    (source,) = tomllib.loads((home / "config" / "sources.toml").read_text()).values()
    assert source == {"name": "Example ministry"}


def test_a_channel_is_asked_as_any_source_is(ask, home):
    with served() as site:
        site.pages["/s/mfa_example"] = sites.preview(sites.post(1))
        status, out, _ = ask("feeds", "add", f"{site.root}/s/mfa_example", "--kind", "telegram")
    assert status == 0
    assert "telegram preview, 1 entries" in out
    assert headline(1) in out
    assert next(iter(written(home).values()))["title"] == "Example ministry"


def test_check_says_of_every_kind_how_it_is(ask):
    with served(NEWS) as site:
        ask("feeds", "add", f"{site.root}/en/news", "--kind", "listing")
        status, out, _ = ask("feeds", "check")
        assert "listing, 8 entries" in out
        del site.pages["/en/news"]
        status, out, _ = ask("feeds", "check")
    assert (status, "404: no such page" in out) == (1, True)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('kind = "listing"', "is a listing without a pattern"),
        ('kind = "sitmap"', "did you mean “sitemap”?"),
        ('kind = "listing"\npattern = "news"', "a path from the first slash on"),
    ],
)
def test_mistakes_in_feeds_toml_are_told(home, ask, table, words):
    path = home / "config" / "feeds.toml"
    path.write_text(f'[mfa]\nurl = "https://mfa.example/news"\n{table}\n')
    status, out, _ = ask("check")
    assert status == 1
    assert words in out
