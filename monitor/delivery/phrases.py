"""What the bot says, by language: `phrase("en", "post.report")`. A language without a file is
answered in English.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

_DATA = resources.files("monitor.delivery") / "data"
FALLBACK = "en"


@functools.cache
def table(language: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / f"{language}.toml").read_text(encoding="utf-8"))


@functools.cache
def languages() -> tuple[str, ...]:
    return tuple(
        sorted(entry.name[:-5] for entry in _DATA.iterdir() if entry.name.endswith(".toml"))
    )


def phrase(language: str, key: str, /, **values: object) -> str:
    """The phrase at "table.key"; values fill its {slots}."""
    section, _, name = key.partition(".")
    found = table(language if language in languages() else FALLBACK)[section][name]
    return str(found).format(**values)
