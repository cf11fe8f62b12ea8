"""The table of kinds: a new one of our own is a file beside this with its `KIND`, and a row here;
one of somebody else's is a package with an entry point.

A kind's file is loaded when a source of that kind is met.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from monitor.feeds.values import FetchError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from monitor.feeds.kinds.kind import FeedKind

GROUP = "monitor.sources"
BUILT_IN: Mapping[str, str] = {
    "feed": "monitor.feeds.kinds.feed",
    "sitemap": "monitor.feeds.kinds.sitemap",
    "listing": "monitor.feeds.kinds.listing",
    "telegram": "monitor.feeds.kinds.telegram",
}
"""Each kind's module."""


def names() -> tuple[str, ...]:
    """Of all kinds: ours, then those of plugins."""
    return (*BUILT_IN, *_plugins())


def built_in() -> tuple[str, ...]:
    return tuple(BUILT_IN)


def kinds() -> Iterator[FeedKind]:
    """All that can be loaded: what cannot is told where it is asked for by its name."""
    for name in names():
        with suppress(FetchError):
            yield kind_of(name)


@functools.cache
def kind_of(name: str) -> FeedKind:
    """Raises FetchError if there is none of this name, or its plugin cannot be loaded."""
    if name in BUILT_IN:
        ours: FeedKind = import_module(BUILT_IN[name]).KIND
        return ours
    point = _plugins().get(name)
    if point is None:
        raise FetchError(
            "parser",
            f"no kind of source is called “{name[:40]}”",
            hint="install the package that brings it, or mend `kind` in config/feeds.toml",
        )
    return _loaded(point)


def _loaded(point: EntryPoint) -> FeedKind:
    from monitor.feeds.kinds.kind import FeedKind  # noqa: PLC0415 — only names are wanted mostly

    try:
        kind = point.load()
    except Exception as error:  # a plugin's own mistake, of any kind, is told as its source's
        raise FetchError(
            "parser",
            f"the kind “{point.name}” cannot be loaded: {type(error).__name__}: {str(error)[:80]}",
            hint="mend or reinstall the package that brings it",
        ) from error
    if not isinstance(kind, FeedKind):
        raise FetchError(
            "parser",
            f"the kind “{point.name}” is no FeedKind",
            hint=f"its entry point {point.value} must name one: docs/sources.md",
        )
    return kind


@functools.cache
def _plugins() -> dict[str, EntryPoint]:
    """A plugin takes no name of ours."""
    from importlib.metadata import entry_points  # noqa: PLC0415 — half of a tenth of a second, where plugins are asked for

    return {point.name: point for point in entry_points(group=GROUP) if point.name not in BUILT_IN}
