"""The pages' own words, by language: `words_of("ru").say("nav.today")`. Names of countries, months,
languages and acts are those of digests.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from monitor.datafiles import parsed
from monitor.delivery import phrases
from monitor.digest.wording.locale import Words, words_for

_DATA = resources.files("monitor.web") / "words"
FALLBACK = "en"
_QUALITY = re.compile(r"\s*([A-Za-z]{2,3})(?:-[\w-]{1,30})?\s*(?:;\s*q=([01](?:\.\d{1,3})?))?\s*")
_ASKED_MAX = 12  # languages of one header that are looked at
_PRECISION_CHARS = len("2026-11-29")


@functools.cache
def languages() -> tuple[str, ...]:
    """Those with a file."""
    return tuple(
        sorted(entry.name[:-5] for entry in _DATA.iterdir() if entry.name.endswith(".toml"))
    )


@functools.cache
def table(language: str) -> dict[str, Any]:
    return parsed((_DATA / f"{language}.toml").read_text(encoding="utf-8"))


def chosen(asked: str, accepted: str, *, default: str) -> str:
    """The language of the page: what was asked for, else the first of the browser's that is there
    (RFC 9110, 12.5.4), else the home's.
    """
    wanted = [asked, *_by_preference(accepted), default]
    return next((one for one in wanted if one in languages()), FALLBACK)


def _by_preference(accepted: str) -> list[str]:
    found = [_QUALITY.fullmatch(one) for one in accepted.split(",")[:_ASKED_MAX]]
    ranked: Iterable[tuple[float, str]] = (
        (float(one[2] or 1), one[1].lower()) for one in found if one
    )
    return [language for quality, language in sorted(ranked, key=lambda one: -one[0]) if quality]


@dataclass(frozen=True, slots=True, eq=False)
class PageWords:
    language: str
    zone: str
    table: dict[str, Any]
    fallback: dict[str, Any]
    frame: Words  # of digests: acts, countries, dates

    def say(self, key: str, /, **values: object) -> str:
        """The phrase at "table.key"; values fill its {slots}. What a language lacks is said in
        English.
        """
        return str(self._found(key)).format(**values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The phrase at "table.key" in the plural form that `n` asks for."""
        forms = self._found(key)
        form = self.frame.locale.plural_form(n)
        return str(forms.get(form) or forms["other"]).format(n=n, **values)

    def _found(self, key: str) -> Any:
        section, _, name = key.partition(".")
        if name in self.table.get(section, {}):
            return self.table[section][name]
        return self.fallback[section][name]

    def label(self, section: str, name: str) -> str:
        """Of an id that may be newer than the words: then the id itself in plain words."""
        found = self.table.get(section, {}).get(name) or self.fallback.get(section, {}).get(name)
        return str(found or name.replace("-", " ").replace("_", " "))

    def factor(self, name: str) -> str:
        """Of a comparison; those that count only where little was read say so."""
        return ": ".join(self.label("factors", part) for part in name.split(": "))

    def chat(self, section: str, name: str) -> str:
        """A phrase that the bot has too, such as what may be wrong with a story."""
        return str(phrases.table(phrases.spoken(self.language))[section].get(name, name))

    def moment(self, at: datetime | str) -> str:
        """A time of the log in the home's zone: "29 Nov 2026, 12:20"."""
        when = datetime.fromisoformat(at) if isinstance(at, str) else at
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        local = when.astimezone(ZoneInfo(self.zone))
        return format_datetime(local, "d MMM y, HH:mm", locale=self.language)

    def day(self, when: str | None) -> str:
        """A partial date as precise as it is."""
        return self.frame.partial(when[:_PRECISION_CHARS]) if when else ""


@functools.cache
def words_of(language: str, zone: str = "UTC") -> PageWords:
    return PageWords(
        language=language,
        zone=zone,
        table=table(language),
        fallback=table(FALLBACK),
        frame=words_for(language),
    )
