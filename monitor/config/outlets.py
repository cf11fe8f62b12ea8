"""What of config/sources.toml is wrong between outlets though each is right for itself: one that
stands there twice under two spellings, a host that two claim. Such a file can be used; these are
for a person to mend.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from monitor.feeds.provenance import bare_host
from monitor.feeds.values import Feed
from monitor.model import Source


class OutletDoubt(Struct, frozen=True):
    """What is odd, and how to mend it."""

    says: str
    hint: str


def doubts(sources: Sequence[Source], feeds: Iterable[Feed]) -> list[OutletDoubt]:
    return [
        *_shared(sources, _names, "one name but for its spelling", "make them one"),
        *_shared(sources, _hosts, "one host", "take it out of one of them"),
        *_unlike(sources),
        *_strangers_feeds(sources, feeds),
    ]


def _names(source: Source) -> Iterator[tuple[str, str]]:
    return ((_folded(name), name) for name in (source.id, source.name, *source.aliases))


def _hosts(source: Source) -> Iterator[tuple[str, str]]:
    return ((bare_host(f"//{host}"), host) for host in source.hosts)


def _folded(name: str) -> str:
    """Letters and figures alone: "The Korea-Herald" is "Korea Herald"."""
    plain = unicodedata.normalize("NFKC", name).casefold().removeprefix("the ")
    return "".join(char for char in plain if char.isalnum())


def _shared(
    sources: Iterable[Source],
    told: Callable[[Source], Iterator[tuple[str, str]]],
    what: str,
    hint: str,
) -> Iterator[OutletDoubt]:
    first: dict[str, Source] = {}
    for source in sources:
        for key, shown in told(source):
            other = first.setdefault(key, source)
            if key and other is not source:
                yield OutletDoubt(f"[{source.id}] and [{other.id}] have {what}: {shown}", hint)


def _unlike(sources: Iterable[Source]) -> Iterator[OutletDoubt]:
    """An owner without a word on where that is known from."""
    for source in sources:
        if source.owner and not source.evidence:
            yield OutletDoubt(
                f"[{source.id}] has an owner and nothing says where that is known from",
                "say it in evidence, or take the owner out",
            )


def _strangers_feeds(sources: Sequence[Source], feeds: Iterable[Feed]) -> Iterator[OutletDoubt]:
    """Feeds that are said to be one outlet's and stand on another's host."""
    owners = {host: source for source in sources for host, _ in _hosts(source)}
    for feed in feeds:
        owner = owners.get(bare_host(feed.url))
        if owner and feed.outlet and feed.outlet != owner.id:
            yield OutletDoubt(
                f"feed [{feed.name}] is said to be of [{feed.outlet}], and its host is of "
                f"[{owner.id}]",
                "mend outlet in config/feeds.toml, or hosts in config/sources.toml",
            )
