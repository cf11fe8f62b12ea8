"""A medium of somebody else's, as it is installed: a package with its metadata on the path."""

import asyncio
import re
from pathlib import Path

import pytest

from monitor.cli.outbox import loadable
from monitor.delivery.media import table
from monitor.delivery.transport import Envelope, Sent
from monitor.digest.compose.compose import compose
from monitor.errors import ConfigError
from tests.digest.digest_seeds import DAY_2, SOURCES, both_days

PLUGIN = Path(__file__).with_name("plugin")


@pytest.fixture
def plugin(monkeypatch):
    monkeypatch.syspath_prepend(PLUGIN)
    monkeypatch.setenv("PYTHONPATH", str(PLUGIN))
    _forget()
    yield
    _forget()


def _forget():
    table.medium.cache_clear()
    table._plugins.cache_clear()


def test_the_example_of_the_page_is_the_package_that_is_tested():
    page = (PLUGIN.parents[2] / "docs" / "media.md").read_text()
    (code,) = re.findall(r"```python\n(from __future__.+?)\n```", page, re.DOTALL)
    package = (PLUGIN / "example_pager" / "__init__.py").read_text()
    assert code in package.replace('\nBROKEN = "no Medium"', "")
    assert all(f"`{row.prefix}" in page for row in table.MEDIA.values() if row.prefix)


@pytest.mark.usefixtures("plugin")
def test_a_plugins_medium_is_found_and_takes_no_name_or_prefix_of_ours():
    assert set(table.names()) == {*table.MEDIA, "pager", "broken", "absent"}
    assert table.medium("mail").prove is not None
    found, address = table.prefixed("pager:/dev/null")
    assert (found.name, address, table.prefix_of("pager")) == ("pager", "/dev/null", "pager:")
    assert table.prefixed("mailto:a@example.org")[0].name == "mail"


@pytest.mark.usefixtures("plugin")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere", "there is no medium nowhere"),
        ("absent", "the medium absent cannot be loaded: ModuleNotFoundError"),
        ("broken", "the medium broken is no Medium"),
    ],
)
def test_a_medium_that_cannot_be_had_says_so_and_how_to_mend_it(name, words):
    with pytest.raises(ConfigError, match=words) as raised:
        table.medium(name)
    assert raised.value.hint


@pytest.mark.usefixtures("plugin")
def test_a_plugin_that_cannot_be_loaded_stops_no_other_medium(capsys):
    assert set(loadable()) == {*table.MEDIA, "pager"}
    assert "is no Medium" in capsys.readouterr().err
    with pytest.raises(ConfigError):
        loadable("broken")


@pytest.mark.usefixtures("plugin")
def test_a_plugins_medium_is_sent_to_like_any_other(tmp_path):
    medium = table.medium("pager")
    digest = compose(both_days(), until=DAY_2, sources=SOURCES)

    async def go():
        async with medium.transport(None) as way:
            address = medium.address(str(tmp_path / "pager"))
            return [
                await way.send(address, one, envelope=Envelope(key=f"d/{number}"))
                for number, one in enumerate(medium.render(digest))
            ]

    assert all(isinstance(one, Sent) for one in asyncio.run(go()))
    assert len((tmp_path / "pager").read_text().splitlines()) == len(digest.entries)
