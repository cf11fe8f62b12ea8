"""The table of media: a new one is a file beside this with its `MEDIUM`, and a row here.

A medium's file is loaded when the medium is used: what only reads or prints waits for none of them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from monitor.delivery.media.medium import Medium


class MediaRow(NamedTuple):
    """`prefix` is what a person writes before an address of this medium as the channel; empty where
    the address says it by its form, or nobody writes one.
    """

    module: str
    prefix: str = ""


MEDIA: Mapping[str, MediaRow] = {
    "telegram": MediaRow("telegram_posts"),
    "file": MediaRow("jsonl_file", prefix="file:"),
    "paper": MediaRow("folder"),
}


@functools.cache
def medium(name: str) -> Medium:
    """Raises ValueError for a medium that there is not."""
    if name not in MEDIA:
        raise ValueError(f"there is no medium {name}")
    found: Medium = import_module(f"monitor.delivery.media.{MEDIA[name].module}").MEDIUM
    return found


def prefixed(channel: str) -> tuple[Medium, str] | None:
    """The medium that the channel's prefix names, and the address after it."""
    for name, row in MEDIA.items():
        address = channel.removeprefix(row.prefix)
        if address and address != channel:
            return medium(name), address
    return None
