"""The table of media: a new one of our own is a file beside this with its `MEDIUM`, and a row here;
one of somebody else's is a package with an entry point.

A medium's file is loaded when the medium is used: what only reads or prints waits for none of them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from monitor.errors import ConfigError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from monitor.delivery.media.medium import Medium

GROUP = "monitor.media"


class MediaRow(NamedTuple):
    """`prefix` is what a person writes before an address of this medium; empty where the address
    says it by its form, or nobody writes one. A plugin's is its name and a colon.
    """

    module: str
    prefix: str = ""


MEDIA: Mapping[str, MediaRow] = {
    "telegram": MediaRow("telegram_posts"),
    "file": MediaRow("jsonl_file", prefix="file:"),
    "paper": MediaRow("folder"),
    "mail": MediaRow("mail", prefix="mailto:"),
    "webhook": MediaRow("webhook", prefix="webhook:"),
    "apprise": MediaRow("apprise_services", prefix="apprise:"),
    "feed": MediaRow("feed_files", prefix="feed:"),
}


def names() -> tuple[str, ...]:
    """Of all media: ours, then those of plugins."""
    return (*MEDIA, *_plugins())


@functools.cache
def medium(name: str) -> Medium:
    """Raises ConfigError for a medium that there is not, or whose plugin cannot be loaded."""
    if name in MEDIA:
        ours: Medium = import_module(f"monitor.delivery.media.{MEDIA[name].module}").MEDIUM
        return ours
    point = _plugins().get(name)
    if point is None:
        raise no_medium(name)
    return _loaded(point)


def no_medium(prefix: str) -> ConfigError:
    """What to say to an address that begins with something else than a medium's prefix."""
    prefixes = ", ".join(row.prefix for row in MEDIA.values() if row.prefix)
    return ConfigError(
        f"there is no medium {prefix[:40]}",
        hint=f"an address begins with {prefixes} or a plugin's name: docs/media.md",
    )


def _loaded(point: EntryPoint) -> Medium:
    from monitor.delivery.media.medium import Medium  # noqa: PLC0415 — only names are wanted mostly

    try:
        found = point.load()
    except Exception as error:  # a plugin's own mistake, of any kind, is told as its medium's
        raise ConfigError(
            f"the medium {point.name} cannot be loaded: {type(error).__name__}: {str(error)[:80]}",
            hint="mend or reinstall the package that brings it",
        ) from error
    if not isinstance(found, Medium):
        raise ConfigError(
            f"the medium {point.name} is no Medium",
            hint=f"its entry point {point.value} must name one: docs/media.md",
        )
    return found


@functools.cache
def _plugins() -> dict[str, EntryPoint]:
    """A plugin takes no name and no prefix of ours."""
    from importlib.metadata import entry_points  # noqa: PLC0415 — half of a tenth of a second, where plugins are asked for

    ours = {*MEDIA, *(row.prefix.rstrip(":") for row in MEDIA.values()), "http", "https"}
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in ours}


def prefix_of(name: str) -> str:
    """What stands before an address of this medium; empty where nobody writes one."""
    row = MEDIA.get(name)
    return f"{name}:" if row is None else row.prefix


def prefixed(channel: str) -> tuple[Medium, str] | None:
    """The medium that the channel's prefix names, and the address after it; None where nothing of
    that kind stands there. Raises ConfigError as `medium` does.
    """
    for name, row in MEDIA.items():
        address = channel.removeprefix(row.prefix)
        if address and address != channel:
            return medium(name), address
    name, colon, address = channel.partition(":")
    if colon and address and name in _plugins():
        return medium(name), address
    return None
