"""The frame's words in the reader's language: `words_for("en").say("lines.said")`.

Fixed words and the labels of the reading's ids come from data/<language>.toml; months, countries
and languages from CLDR through Babel, but for the names that data/house.toml prefers. An id without
a label is shown as the id in plain words, so that a newer reading never stops a digest.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

from monitor.datafiles import parsed
from monitor.digest import sanitize
from monitor.digest.dates import days_of, precision_of
from monitor.model import CountryCode, PartialDate, Place, Span

_DATA = resources.files("monitor.digest") / "data"
_NAME_CHARS_MAX = 80
_REGIONAL_A = 0x1F1E6  # REGIONAL INDICATOR SYMBOL LETTER A


@functools.cache
def table(name: str) -> dict[str, Any]:
    """A packaged data file, as TOML reads it."""
    return parsed((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


@functools.cache
def languages() -> tuple[str, ...]:
    """Languages the frame can speak: those with a file."""
    files = (entry.name for entry in _DATA.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name[:-5] for name in files if len(name) == len("xx.toml")))


@functools.cache
def words_for(language: str) -> Words:
    return Words(language=language, table=table(language), locale=Locale.parse(language))


@functools.lru_cache(maxsize=1_024)
def _formatted_day(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)


@functools.cache
def _city_zones(language: str) -> dict[str, str]:
    """English city name → its name in `language`, for the cities that stand for time zones in
    CLDR.
    """
    zones = Locale.parse(language).time_zones
    english = Locale.parse("en").time_zones
    named = (
        (str(english.get(zone, {}).get("city") or _city_in(str(zone))), zone) for zone in zones
    )
    return {city: str(zones[zone]["city"]) for city, zone in named if "city" in zones[zone]}


def _city_in(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _unlabelled(label_id: str) -> str:
    """An id or a name that no table knows, in plain words."""
    return sanitize.text(label_id.replace("-", " "), chars_max=_NAME_CHARS_MAX)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    language: str
    table: dict[str, Any]
    locale: Locale

    def say(self, key: str, /, **values: object) -> str:
        """The phrase at "table.key"; values fill its {slots}."""
        section, _, name = key.partition(".")
        return str(self.table[section][name]).format(**values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The phrase at "table.key" in the plural form that `n` asks for."""
        section, _, name = key.partition(".")
        forms = self.table[section][name]
        return str(forms.get(self.locale.plural_form(n)) or forms["other"]).format(n=n, **values)

    def label(self, section: str, label_id: str) -> str:
        return str(self.table.get(section, {}).get(label_id) or _unlabelled(label_id))

    def act(self, act_id: str, form: str = "noun") -> str | None:
        """A form of an act's words; None if this act has no such form. The noun always exists."""
        found = self.table["acts"].get(act_id, {}).get(form)
        if found:
            return str(found)
        if form != "noun":
            return None
        return _unlabelled(act_id)

    def office(self, office_id: str, *, plural: bool = False) -> str:
        """As "president", or "presidents"; a label is written "one|many" where the two differ."""
        one, _, many = self.label("offices", office_id).partition("|")
        return (many or one) if plural else one

    def country(self, code: CountryCode) -> str:
        preferred = table("house")["countries"].get(self.language, {})
        return str(
            preferred.get(code) or self.locale.territories.get(code) or self.organisation(code)
        )

    def organisation(self, name: str) -> str:
        return str(self.table.get("organisations", {}).get(name) or _unlabelled(name))

    def language_name(self, code: str) -> str:
        return str(self.locale.languages.get(code) or _unlabelled(code))

    def place(self, place: Place) -> str:
        """As "Astana", or "Nur-Sultan (now Astana)" where the text used a former name."""
        name = self.place_name(place.name)
        if not place.then or place.then == place.name:
            return name
        return self.say("entry.now", then=self.place_name(place.then), name=name)

    def place_name(self, name: str) -> str:
        house = table("house")["places"].get(self.language, {})
        zones = {} if self.language == "en" else _city_zones(self.language)
        return str(
            house.get(name) or zones.get(name) or sanitize.text(name, chars_max=_NAME_CHARS_MAX)
        )

    def zone_city(self, zone: str) -> str:
        city = self.locale.time_zones.get(zone, {}).get("city")
        return self.place_name(city or _city_in(zone))

    def partial(self, when: PartialDate) -> str:
        """A partial date as precise as it is: "12 Dec 2024", "March 2024", "2024"."""
        first, _ = days_of(when)
        precision = precision_of(when)
        if first is None or precision == "year":
            return when[:4]
        return _formatted_day(first, self.say(f"dates.{precision}"), self.language)

    def span(self, span: Span) -> str:
        """As "27–28 Nov 2024", with a note where the day is not stated, or the date is only the
        article's own.
        """
        if span.end and span.end != span.start:
            return self._range(span)
        date_words = self.partial(span.start)
        precision = precision_of(span.start)
        if precision != "day":
            return self.say(
                "dates.day_unknown" if precision == "month" else "dates.month_unknown",
                date=date_words,
            )
        if span.basis != "published":
            return date_words
        return self.say("dates.not_in_text", date=date_words)

    def _range(self, span: Span) -> str:
        """As "27–28 Nov 2024", "30 Nov – 2 Dec 2024", "May – June 2024"."""
        end = span.end or span.start
        first, last = days_of(span.start)[0], days_of(end)[0]
        precision = precision_of(span.start)
        if first is None or last is None or precision != precision_of(end) or precision == "year":
            return f"{self.partial(span.start)} – {self.partial(end)}"
        if precision == "month":
            short = first.year == last.year
            start = (
                _formatted_day(first, self.say("dates.month_short"), self.language)
                if short
                else self.partial(span.start)
            )
            return f"{start} – {self.partial(end)}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{_formatted_day(last, self.say('dates.day'), self.language)}"
        start = "dates.day_short" if first.year == last.year else "dates.day"
        return f"{_formatted_day(first, self.say(start), self.language)} – {self.partial(end)}"

    def moment(self, at: datetime, zone: str) -> str:
        """An edition's head: "Mon 23 Nov 2026, 09:00 Almaty"."""
        local = at.astimezone(ZoneInfo(zone))
        day_and_hour = format_datetime(local, self.say("dates.header"), locale=self.language)
        return f"{day_and_hour} {self.zone_city(zone)}"

    def day_before(self, at: datetime, now: datetime, zone: str) -> str:
        """A past day as people say it: "today", "yesterday", "12 Dec 2024"."""
        there = at.astimezone(ZoneInfo(zone)).date()
        days = (now.astimezone(ZoneInfo(zone)).date() - there).days
        if days in (0, 1):
            return self.say("dates.yesterday" if days else "dates.today")
        return _formatted_day(there, self.say("dates.day"), self.language)

    def joined(self, names: Sequence[str]) -> str:
        """As "a, b and c"."""
        if len(names) < 2:  # noqa: PLR2004 - a list of one needs no word between
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.say('entry.and')} {names[-1]}"


@functools.cache
def flag(code: CountryCode) -> str:
    """The flag's emoji, where it is uncontested; else empty."""
    if (
        len(code) != len("KZ")
        or not code.isascii()
        or not code.isalpha()
        or code in table("house")["flags"]["not_shown"]
    ):
        return ""
    return "".join(chr(_REGIONAL_A + ord(letter) - ord("A")) for letter in code.upper())
