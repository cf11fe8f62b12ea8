"""The checkout that the tests run in, without what its operator keeps there."""

from __future__ import annotations

import shutil
from pathlib import Path

from hypothesis import settings

HOUSE = Path(__file__).parents[1]
_SHIPPED = ("feeds.toml", "monitor.toml", "sources.toml", "topics.toml")

EXAMPLES = 100  # of a property that names no number, when all are tried


def examples(number: int) -> int:
    """So many when all are tried, and their share otherwise: tests/conftest.py."""
    return max(1, number * settings().max_examples // EXAMPLES)


def copy_config(home: Path, *, house: Path = HOUSE) -> None:
    """The shipped files of config/, and nothing else that stands there: a token, say."""
    (home / "config").mkdir(exist_ok=True)
    for name in _SHIPPED:
        shutil.copyfile(house / "config" / name, home / "config" / name)
