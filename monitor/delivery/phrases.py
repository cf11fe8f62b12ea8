"""What the bot says, by language: `phrase("en", "post.report")`. A language without a file is
answered in English. Plural forms are CLDR's, through Babel.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

from babel import Locale

from monitor.datafiles import parsed

_DATA = resources.files("monitor.delivery") / "data"
FALLBACK = "en"


@functools.cache
def table(language: str) -> dict[str, Any]:
    return parsed((_DATA / f"{language}.toml").read_text(encoding="utf-8"))


@functools.cache
def languages() -> tuple[str, ...]:
    return tuple(
        sorted(entry.name[:-5] for entry in _DATA.iterdir() if entry.name.endswith(".toml"))
    )


def phrase(language: str, key: str, /, **values: object) -> str:
    """The phrase at "table.key"; values fill its {slots}."""
    return str(_found(spoken(language), key)).format(**values)


def counted(language: str, key: str, n: int, /, **values: object) -> str:
    """The phrase at "table.key" in the plural form that `n` asks for; `{n}` is the number."""
    known = spoken(language)
    forms = _found(known, key)
    form = Locale.parse(known).plural_form(n)
    return str(forms.get(form) or forms["other"]).format(n=n, **values)


def spoken(language: str) -> str:
    """The language, or the one that stands in for what has no file."""
    return language if language in languages() else FALLBACK


def _found(language: str, key: str) -> Any:
    section, _, name = key.partition(".")
    return table(language)[section][name]
