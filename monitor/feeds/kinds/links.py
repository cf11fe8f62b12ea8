"""Addresses of one site: which are its own, and which are of a pattern such as `/en/news/*`.

In a pattern `*` stands for anything within one part of the path or one value of the query, `#` for
figures. Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from monitor.feeds.provenance import bare_host
from monitor.intake.urls import web_address

PATTERN_CHARS_MAX = 500
_WILD = {"*": "[^/?&]+", "#": "[0-9]+"}


def joined(base: str, href: str | None) -> str:
    """The address without its fragment; "" for what is no address of the web."""
    if not href or not href.strip():
        return ""
    try:
        address = _absolute(base, href.strip()).partition("#")[0]
    except ValueError:
        return ""
    return address if web_address(address) else ""


def _absolute(base: str, href: str) -> str:
    return href if href.startswith(("https://", "http://")) else urljoin(base, href)


def is_own(address: str, site: str) -> bool:
    """Of the same host, with or without www."""
    return bare_host(address) == bare_host(site)


def target_of(address: str) -> str:
    """What patterns are about: the path and the query."""
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    pieces = re.split(r"([*#])", pattern[:PATTERN_CHARS_MAX])
    return re.compile("".join(_WILD.get(piece) or re.escape(piece) for piece in pieces))


def is_of(pattern: str, address: str) -> bool:
    """An empty pattern takes all."""
    return not pattern or _compiled(pattern).fullmatch(target_of(address)) is not None
