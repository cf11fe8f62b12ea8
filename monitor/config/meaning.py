"""What stands in the files rightly, each for itself, and does not go together: two of one address,
a wish that nothing can meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from monitor.config.key import Value
from monitor.config.reading import TomlFile, nearest
from monitor.errors import ConfigError
from monitor.model import Interests

Entries = Mapping[str, Mapping[str, Value]]  # id → key → value


def of_sources(read: TomlFile, entries: Entries) -> Iterator[ConfigError]:
    """One outlet for each host and each name, so that an article has one."""
    for key in ("hosts", "name", "aliases"):
        yield from _twice(read, entries, key)


def of_feeds(read: TomlFile, entries: Entries, sources: Entries) -> Iterator[ConfigError]:
    yield from _twice(read, entries, "url")
    for name, values in entries.items():
        outlet = values["outlet"]
        if outlet and outlet not in sources:
            hint = "config/sources.toml has no sources"
            if sources:
                hint = nearest(str(outlet), sources, what="sources")
            what = f"“{str(outlet)[:40]}” is not a source of config/sources.toml"
            yield read.error(f"{name}.outlet", what, hint=hint)
        if values["kind"] == "listing" and not values["pattern"]:
            hint = f"monitor feeds add --kind listing {values['url']} finds one"
            yield read.error(name, f"[{name}] is a listing without a pattern", hint=hint)


def of_people(read: TomlFile, entries: Entries) -> Iterator[ConfigError]:
    """Each holds the office of one country or body, and does not leave before coming."""
    for name, values in entries.items():
        said = [key for key in ("country", "body") if f"{name}.{key}" in read.lines]
        if len(said) != 1:
            what = f"[{name}] is of " + ("a country and a body" if said else "no country or body")
            yield read.error(name, what, hint='name one: country = "KZ", or body = "UN"')
        start, end = str(values["from"]), str(values["to"])
        if start and end and end < start[: len(end)]:
            what = f"[{name}] ends {end}, before it begins {start}"
            yield read.error(f"{name}.to", what, hint="put the days the other way round")


def of_topics(read: TomlFile, entries: Entries) -> Iterator[ConfigError]:
    for name, values in entries.items():
        countries = _listed(values["countries"])
        if values["together"] and len(countries) < len(("KZ", "RU")):
            hint = 'name them: countries = ["KZ", "RU"]; or take “together” out'
            yield read.error(
                f"{name}.together", "“together” says nothing without two countries", hint=hint
            )
        for part in Interests.__struct_fields__:
            yield from _taken_and_left_out(read, name, values, part)


def of_mail_server(url: str) -> Iterator[ConfigError]:
    """A server that there may be; and a password never goes in clear over a network."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # out of range it raises
    except ValueError:
        yield ConfigError(
            "MONITOR_SMTP_URL names no server that there can be",
            hint="a port is 1 to 65535, an IPv6 address stands in brackets: smtp://[::1]:25",
        )
        return
    if "security=none" in parts.query and parts.password and parts.hostname not in _LOOPBACK:
        yield ConfigError(
            "MONITOR_SMTP_URL would send its password in clear",
            hint="say ?security=starttls or tls; none is for a server on this machine",
        )


_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _taken_and_left_out(
    read: TomlFile, name: str, values: Mapping[str, Value], part: str
) -> Iterator[ConfigError]:
    left_out = _listed(values[f"exclude.{part}"])
    both = [one for one in _listed(values[part]) if one in left_out]
    if both:
        what = f"[{name}] takes “{both[0][:40]}” and leaves it out"
        hint = f"take it out of {part} or of exclude.{part}"
        yield read.error(f"{name}.exclude.{part}", what, hint=hint)


def _twice(read: TomlFile, entries: Entries, key: str) -> Iterator[ConfigError]:
    """The same value of a key in two entries."""
    first: dict[str, str] = {}
    for name, values in entries.items():
        for value in _listed(values[key]):
            other = first.setdefault(value.casefold(), name)
            if other != name:
                what = f"[{name}] and [{other}] have one {_ONE[key]}: {value[:80]}"
                yield read.error(f"{name}.{key}", what, hint="take it out of one of them")


_ONE = {"url": "address", "hosts": "host", "name": "name", "aliases": "alias"}


def _listed(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    if isinstance(value, str) and value:
        return (value,)
    return ()
