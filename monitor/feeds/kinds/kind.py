"""What a kind of source is. A plugin makes one `FeedKind` and names it under the entry point
`monitor.sources`; nothing else of this program needs to know it.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from monitor.feeds.values import ACCEPT_PAGE, Parsed


class SourcePage(Struct, frozen=True, kw_only=True):
    """A document as it was fetched. `url` is where it came from, after redirects; `asked` the
    address that was asked for; `pattern` what the operator wrote.
    """

    body: bytes
    url: str
    asked: str = ""
    content_type: str = ""
    content_language: str = ""
    pattern: str = ""


class Pattern(Struct, frozen=True, kw_only=True):
    """What a page's links could mean: a pattern, how many articles it finds, some titles."""

    pattern: str
    count: int
    samples: tuple[str, ...]


def _nowhere(_typed: str) -> str:
    return ""


class FeedKind(Struct, frozen=True, kw_only=True):
    """`read` runs in a worker process: bytes in, entries out, no network; it raises FetchError for
    what is no document of its kind. `address_of` says what to ask for an address that a person
    typed, "" if that is none of this kind. `speaker_of` says whose words stand at an address, where
    that is not its host's: many speak on one host.
    """

    name: str
    says: str  # for people: "news sitemap"
    read: Callable[[SourcePage], Parsed]
    accept: str = ACCEPT_PAGE
    obeys_robots: bool = True
    wants_pattern: bool = False
    body_bytes_max: int = 0  # of one document; 0: as for a feed
    address_of: Callable[[str], str] = _nowhere
    speaker_of: Callable[[str], str] = _nowhere
