"""Configurations of earlier builds are read as they were meant: every setting that one knew is
known today, or its reader is told so in a line.
"""

import shutil
import tomllib
from pathlib import Path

import pytest

from monitor.config import load, problems

EARLIER = Path(__file__).with_name("earlier")


def settings(table, prefix=""):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from settings(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


@pytest.mark.parametrize("build", sorted(path.name for path in EARLIER.iterdir()))
def test_each_setting_of_an_earlier_build_says_what_it_said(build, tmp_path):
    shutil.copytree(EARLIER / build, tmp_path / "config")
    config = load(tmp_path, {})
    found = {one.name: one.value for one in config.settings}
    written = tomllib.loads((tmp_path / "config" / "monitor.toml").read_text())
    said = dict(settings(written))
    assert len(said) > 15
    assert {name: _plain(found[name]) for name in said} == said
    assert [topic.id for topic in config.topics] == ["all"]
    assert len(config.sources) > 10
    assert config.feeds
    assert not problems(tmp_path, {})


def _plain(value):
    return list(value) if isinstance(value, tuple) else value
