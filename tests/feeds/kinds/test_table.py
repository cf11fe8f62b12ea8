"""The table of kinds, and a plugin as it is installed: a package with its metadata on the path."""

import asyncio
import re
from pathlib import Path

import pytest

from monitor.feeds.kinds import finding, table
from monitor.feeds.parse.pool import FORK_SERVER
from monitor.feeds.values import Feed, FetchError
from tests.feeds.feed_house import House
from tests.feeds.feed_servers import answer
from tests.feeds.kinds.sites import Site, headline

PLUGIN = Path(__file__).parents[1] / "plugin"


@pytest.fixture
def plugin(monkeypatch):
    """For this process, and for the workers that it starts."""
    monkeypatch.syspath_prepend(PLUGIN)
    monkeypatch.setenv("PYTHONPATH", str(PLUGIN))
    _forget()
    yield
    _forget()


def _forget():
    table.kind_of.cache_clear()
    table._plugins.cache_clear()


def test_the_example_of_the_page_is_the_package_that_is_tested():
    page = (PLUGIN.parents[2] / "docs" / "sources.md").read_text()
    (code,) = re.findall(r"```python\n(.+?)\n```", page, re.DOTALL)
    package = (PLUGIN / "example_gazette" / "__init__.py").read_text()
    assert code in package.replace('\nBROKEN = "no FeedKind"', "")
    assert all(f"| `{name}` |" in page for name in table.BUILT_IN)


def test_every_kind_of_ours_goes_by_its_name():
    assert [table.kind_of(name).name for name in table.BUILT_IN] == list(table.BUILT_IN)
    assert table.names() == table.built_in()


@pytest.mark.usefixtures("plugin")
def test_a_plugins_kind_is_found_and_takes_no_name_of_ours():
    assert "gazette" in table.names()
    assert table.kind_of("gazette").says == "gazette"
    assert table.kind_of("feed").says == "feed"


@pytest.mark.usefixtures("plugin")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere", "no kind of source is called “nowhere”"),
        ("absent", "the kind “absent” cannot be loaded: ModuleNotFoundError"),
        ("broken", "the kind “broken” is no FeedKind"),
    ],
)
def test_a_kind_that_cannot_be_had_says_so_and_how_to_mend_it(name, words):
    with pytest.raises(FetchError, match=words) as raised:
        table.kind_of(name)
    assert raised.value.hint


@pytest.mark.usefixtures("plugin")
def test_a_plugin_that_cannot_be_loaded_stops_no_address_from_being_known():
    kind, url = finding.claimed_by("gazette:daily")
    assert (kind.name, url) == ("gazette", "https://gazette.example/daily.tsv")
    kind, url = finding.claimed_by("@mfa_example")
    assert (kind.name, url) == ("telegram", "https://t.me/s/mfa_example")
    assert finding.claimed_by("https://mfa.example/news") is None


@pytest.mark.usefixtures("plugin")
def test_a_plugins_source_is_polled_like_any_other(tmp_path):
    house = House(tmp_path)

    def notices(count):
        lines = (f"2026-11-22\t/notices/{n}\t{headline(n)}" for n in range(count))
        return answer(body="\n".join(lines).encode(), content_type="text/plain")

    async def run():
        async with Site() as site:
            feed = Feed(url=f"{site.root}/notices.tsv", kind="gazette")
            results = []
            for served in (notices(3), notices(5), answer(body=b"Closed")):
                site.pages["/notices.tsv"] = served
                results += await house.polled(feed, now=True)
            return results

    FORK_SERVER.close()  # one that began earlier knows no plugin that came since
    first, second, third = asyncio.run(run())
    FORK_SERVER.close()
    assert (first.entries, first.new) == (3, 0)
    assert (second.entries, second.new) == (5, 2)
    assert (third.outcome, third.reason) == ("failed", "no list of notices")


def test_a_source_of_a_kind_that_is_not_installed_fails_alone_and_says_so(tmp_path):
    house = House(tmp_path)
    _forget()
    (result,) = house.poll(Feed(url="http://127.0.0.1:9/x", kind="gazette"))
    assert (result.outcome, result.reason) == (
        "failed",
        "no kind of source is called “gazette”",
    )
