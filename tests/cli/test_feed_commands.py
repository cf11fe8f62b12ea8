"""`fetch` and `feeds …` as people use them, against loopback servers, with an own home each
time.
"""

import fcntl
import json

import pytest

from monitor.cli.root import run
from tests.feeds.feed_servers import Server, answer, feed, in_a_loop_of_its_own, rss, says, serves
from tests.house import copy_config


def served(handler):
    return in_a_loop_of_its_own(Server(handler))


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("MONITOR_ALLOW_PRIVATE_ADDRESSES", "1")
    return tmp_path


@pytest.fixture
def ask(home, capsys):
    def ask(*args):
        capsys.readouterr()
        status = run(["--home", str(home), *args])
        out, err = capsys.readouterr()
        return status, out, err

    return ask


def listed(home):
    return (home / "config" / "feeds.toml").read_text()


def test_a_feed_is_added_fetched_listed_and_removed(home, ask):
    with served(serves(feed(5))) as server:
        status, out, _ = ask("feeds", "add", server.url)
        assert (status, out.startswith("added")) == (0, True)
        status, out, _ = ask("fetch")
        assert status == 0
        assert "first reading: 5 entries known, not told" in out
        assert "1 feeds = ok 1 · 0 new entries" in out
        server._handler = serves(feed(7))
        document = json.loads(ask("fetch", "--now", "--json")[1])
        assert document == {
            "feeds": [{"url": server.url, "outcome": "ok", "reason": None, "entries": 7, "new": 2}]
        }
    assert "well" in ask("feeds", "list")[1]
    assert json.loads(ask("feeds", "list", "--json")[1])["feeds"][0]["health"] == "well"
    assert ask("feeds", "remove", server.url)[0] == 0
    assert server.url not in listed(home)
    assert ask("feeds", "remove", server.url)[0] == 1


def test_status_shows_what_became_of_each_entry_and_the_sum_holds(ask):
    with served(serves(feed(5))) as server:
        ask("feeds", "add", server.url)
        ask("fetch")
        server._handler = serves(feed(7))
        ask("fetch", "--now")
    (day,) = json.loads(ask("status", "--json")[1])["feeds"]
    counts = {name: value for name, value in day.items() if isinstance(value, int)}
    assert counts.pop("fetched") == sum(counts.values()) == 7
    assert (day["baseline"], day["owed"]) == (5, 0)
    assert server.url in ask("status")[1]


def flooded(home, ask):
    (home / "config" / "monitor.toml").write_text("[rules]\nsure_diplomatic = 0\n")
    with served(serves(feed(5))) as server:
        ask("feeds", "add", server.url)
        ask("fetch")
        server._handler = serves(feed(95))
        return ask("fetch", "--now")[1]


def test_a_flood_is_said_listed_and_settled_by_one_command(home, ask):
    assert "held" in flooded(home, ask)
    assert "90 articles wait for a person" in ask("status")[1]
    assert json.loads(ask("status", "--json")[1])["held"] == 90
    listed = json.loads(ask("aside", "--held", "--limit", "3", "--json")[1])["articles"]
    assert [one["reason"].startswith("held for a person") for one in listed] == [True] * 3
    assert "held for a person" in ask("why", listed[0]["id"])[1]
    assert "nothing of that is held" in ask("aside", "take", "--held", "elsewhere.example")[1]
    told = ask("aside", "leave", "--held", "127.0.0.1", "--reason", "invented")[1]
    assert told.startswith("90 articles left aside")
    assert ask("aside", "--held")[1] == "nothing is held\n"
    assert "wait for a person" not in ask("status")[1]
    assert "it is told in S1" in ask("aside", "take", listed[0]["id"])[1]


def test_a_flood_that_was_none_is_let_in_by_one_command(home, ask):
    flooded(home, ask)
    assert ask("aside", "take", "--held")[1].count("it is told in S") == 90
    assert json.loads(ask("status", "--json")[1])["held"] == 0


def test_an_account_of_what_stands_elsewhere_is_told_as_via_and_its_address_explains_each(
    home, ask
):
    (home / "config" / "monitor.toml").write_text("[rules]\nsure_diplomatic = 0\n")
    (home / "config" / "sources.toml").write_text(
        '[wire]\nname = "The Wire"\nkind = "private"\nhosts = ["news.example"]\n'
    )
    with served(serves(rss([]))) as own, served(serves(rss([]))) as other:
        ask("feeds", "add", own.url, "--outlet", "wire")
        ask("feeds", "add", other.url)
        ask("fetch")
        own._handler = other._handler = serves(feed(1))
        ask("fetch", "--now")
    # which of the two feeds answers first is chance, and so is whose story is S1
    told = "".join(ask("story", number)[1] for number in ("S1", "S2"))
    assert told.count("via Example news") == 1
    explained = ask("why", "https://news.example/0")[1]
    assert explained.count("outlet known") == 2
    document = json.loads(ask("why", "https://news.example/0", "--json")[1])
    assert (document["url"], len(document["articles"])) == ("https://news.example/0", 2)


def test_a_page_leads_to_its_feed(home, ask):
    page = (
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/dead"><link '
        b'rel="alternate" type="application/rss+xml" href="/news.xml">'
    )

    async def site(request, writer):
        known = {
            "/feed": answer(body=page, content_type="text/html"),
            "/news.xml": answer(body=feed()),
        }
        writer.write(known.get(request.path) or answer("404 Not Found"))

    with served(site) as server:
        status, _, _ = ask("feeds", "add", server.url)
    assert status == 0
    assert server.url.replace("/feed", "/news.xml") in listed(home)


def test_what_is_no_feed_is_not_added_unless_unchecked(home, ask):
    with served(serves(b"<html>", content_type="text/html")) as server:
        status, _, err = ask("feeds", "add", server.url)
    assert status == 2
    assert "a web page, not a feed" in err
    assert not (home / "config" / "feeds.toml").exists()
    assert ask("feeds", "add", "--no-check", "https://news.example/rss")[0] == 0
    assert ask("feeds", "add", "--no-check", "https://news.example/rss")[0] == 1
    assert ask("feeds", "add", "--no-check", "ftp://news.example/rss")[0] == 2
    assert ask("feeds", "add", "--no-check", "https://me:secret@news.example/rss")[0] == 2


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (says(answer("403 Forbidden")), "403: refuses us"),
        (serves(b"<html>"), "a web page, not a feed"),
        (serves(rss([])), "empty: a feed without entries"),
        (serves(feed(5)), None),
    ],
)
def test_check_says_in_words_what_is_wrong_and_takes_nothing(home, ask, handler, words):
    with served(handler) as server:
        ask("feeds", "add", "--no-check", server.url)
        status, out, _ = ask("feeds", "check")
        assert status == (1 if words else 0)
        assert (words or "rss20, 5 entries") in out
        assert json.loads(ask("feeds", "check", "--json")[1])["feeds"][0]["ok"] is (words is None)
    assert not (home / "state").exists()


def test_check_says_that_a_feed_moved(ask):
    async def moved(request, writer):
        writer.write(
            answer("301 Moved", location="/new")
            if request.path == "/feed"
            else answer(body=feed(5))
        )

    with served(moved) as server:
        ask("feeds", "add", "--no-check", server.url)
        assert "moved for good to" in ask("feeds", "check")[1]


def test_opml_goes_out_and_comes_back(home, ask, tmp_path):
    ask("feeds", "add", "--no-check", "https://news.example/rss", "--language", "ru")
    written = tmp_path / "feeds.opml"
    written.write_text(ask("feeds", "export")[1])
    (home / "config" / "feeds.toml").write_text("# mine\n")
    assert "added 1 + already there 0" in ask("feeds", "import", str(written))[1]
    assert listed(home).startswith("# mine\n")
    assert "added 0 + already there 1" in ask("feeds", "import", str(written))[1]


def test_without_a_network_each_feed_says_so_in_one_line_and_the_status_is_1(
    home, ask, monkeypatch
):
    copy_config(home)
    # a proxy that is not there stands for no network
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    status, out, _ = ask("fetch")
    lines = out.splitlines()
    assert status == 1
    assert len(lines) == 20
    assert all(" failed " in line and "cannot be reached" in line for line in lines[:-1])
    assert lines[-1] == "19 feeds = failed 19 · 0 new entries"


def test_one_feed_that_answers_makes_the_status_0(ask):
    with served(serves(feed(5))) as server:
        ask("feeds", "add", server.url)
        ask("feeds", "add", "--no-check", "http://127.0.0.1:9/feed")
        assert ask("fetch")[0] == 0


def test_a_second_fetch_at_the_same_time_is_refused_with_the_first_ones_number(home, ask):
    ask("feeds", "add", "--no-check", "http://127.0.0.1:9/feed")
    (home / "state").mkdir()
    with (home / "state" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711")
        lock.flush()
        status, _, err = ask("fetch")
    assert status == 1
    assert "process 4711 already fetches" in err


def test_private_addresses_are_refused_unless_allowed(ask, monkeypatch):
    monkeypatch.delenv("MONITOR_ALLOW_PRIVATE_ADDRESSES")
    with served(serves(feed())) as server:
        ask("feeds", "add", "--no-check", server.url)
        status, out, _ = ask("fetch")
        assert (status, server.requests) == (1, [])
    assert "is a private or local address" in out


def test_a_home_without_feeds_says_how_to_begin(ask):
    status, _, err = ask("fetch")
    assert status == 2
    assert "monitor feeds add" in err


def test_a_host_without_a_scheme_is_asked_and_the_feeds_title_is_its_name(home, ask):
    body = feed(3).replace(b"<channel>", b"<channel><title>The Astana Times</title>")
    with served(serves(body)) as server:
        status, out, _ = ask("feeds", "add", server.url.removeprefix("http://"))
    assert (status, out.split(":")[0]) == (0, "added the-astana-times")
    assert server.url in listed(home)
    assert ask("feeds", "add", "--no-check", "news.example/rss")[0] == 0
    assert 'url = "https://news.example/rss"' in listed(home)


@pytest.mark.parametrize(
    "address", ["news", "/etc/passwd", "mailto:a@b.example", "a b.example", ""]
)
def test_what_is_no_host_is_not_asked(ask, address):
    status, _, err = ask("feeds", "add", address)
    assert status == 2
    assert "is not a web address" in err


def test_a_feed_that_is_cut_off_is_not_added(home, ask):
    with served(serves(feed(5)[:-200])) as server:
        status, _, err = ask("feeds", "add", server.url)
    assert (status, (home / "config" / "feeds.toml").exists()) == (2, False)
    assert "cut off in the middle" in err


def test_a_new_outlet_is_added_with_its_feed_and_a_known_one_is_found_by_its_name(home, ask):
    sources = home / "config" / "sources.toml"
    sources.write_text('# ours\n[tass]\nname = "TASS"\nhosts = ["tass.com"]\naliases = ["ТАСС"]\n')
    add = ("feeds", "add", "--no-check")
    assert (
        "added the outlet [the-times]"
        in ask(*add, "https://times.example/rss", "--outlet", "The Times")[1]
    )
    assert '[the-times]\nname = "The Times"\nhosts = ["times.example"]' in sources.read_text()
    assert sources.read_text().startswith("# ours\n")
    for n, name in enumerate(("the-times", "the times", "The-Times")):
        ask(*add, f"https://times.example/{n}", "--outlet", name)
    ask(*add, "https://tass.com/rss", "--outlet", "ТАСС")
    ask(*add, "https://tass.com/via", "--outlet", "Somebody")  # the host stays TASS's
    assert listed(home).count('outlet = "the-times"') == 4
    assert listed(home).count('outlet = "tass"') == 1
    assert '[somebody]\nname = "Somebody"\n' in sources.read_text() + "\n"
    assert ask("feeds", "add", "--no-check", "https://x.example/", "--outlet", "…")[0] == 2
    assert ask("check")[0] in {0, 1}
    added = ask(*add, "https://x.example/", "--outlet", "Other", "--json")[1]
    assert json.loads(added)["added"] == ["https://x.example/"]


def test_a_bad_outline_is_named_and_the_others_are_added(ask, tmp_path):
    file = tmp_path / "list.opml"
    file.write_text(
        '<opml><body><outline title="Bad" xmlUrl="x:y"/><outline title="Good" xmlUrl="https://a.example/"/></body></opml>'
    )
    status, out, err = ask("feeds", "import", str(file))
    assert (status, out.strip()) == (0, "1 feeds = added 1 + already there 0; not taken: 1")
    assert "not taken: “Bad”: its address is not one of the web: x:y" in err


def test_why_says_how_the_outlet_was_known(ask):
    with served(serves(feed(3))) as server:
        ask("feeds", "add", server.url)
        ask("fetch", "--announce", "1")
    said = ask("why", "https://news.example/2")[1]
    words = " ".join(said.split())
    assert "by its feed alone, fetched from 127.0.0.1: its title is a label" in words
    assert "via: its link leads to another host" in words
    article = json.loads(ask("why", "https://news.example/2", "--json")[1])["article"]
    assert article["provenance"]["known_by"] == "feed"
