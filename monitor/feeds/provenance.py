"""Who speaks: what the operator says, or the host that the feed was fetched from. A feed's title is
a label, and a link to another host gives neither its name nor the right to revise what stands
there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from msgspec.structs import replace

from monitor.feeds.values import Feed
from monitor.intake.urls import account_id
from monitor.model import Article, Provenance, Source

# Parts of a host that say what is served there, not whose it is.
_SERVICES = ("www.", "feeds.", "feed.", "rss.", "m.", "amp.")


def provenance_of(
    feed: Feed, *, fetched: str, sources: Mapping[str, Source], speaker: str = ""
) -> Provenance:
    """`fetched`: where the document came from, after redirects; `speaker`: who speaks there, where
    many speak on one host.
    """
    host = speaker or bare_host(fetched)
    if feed.outlet:
        return Provenance(known_by="operator", host=host, source=feed.outlet)
    source = source_at(host, sources.values())
    if source:
        return Provenance(known_by="host", host=host, source=source.id)
    return Provenance(known_by="feed", host=host)


def bare_host(url: str) -> str:
    """Without what says only how it is served, and without a port."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    for service in _SERVICES:
        rest = host.removeprefix(service)
        if rest != host and "." in rest:
            return rest
    return host


def source_at(host: str, sources: Iterable[Source]) -> Source | None:
    """The one that the operator says has this host, or what it is a part of."""
    own = _by_host(tuple(sources))
    while host:
        if host in own:
            return own[host]
        _, _, host = host.partition(".")
    return None


@lru_cache(maxsize=4)
def _by_host(sources: tuple[Source, ...]) -> Mapping[str, Source]:
    return {bare_host(f"//{name}"): source for source in sources for name in source.hosts}


@lru_cache(maxsize=4)
def _names(sources: tuple[Source, ...]) -> frozenset[str]:
    return frozenset(
        _plain(name) for one in sources for name in (one.id, one.name, *one.aliases, *one.hosts)
    )


def label_of(title: str, host: str, sources: Iterable[Source]) -> str:
    """What to call an outlet that nobody knows: its feed's title, unless that is another's name."""
    return host if not title or _plain(title) in _names(tuple(sources)) else title


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in folded if char.isalnum())


def with_provenance(
    article: Article, known: Provenance, source: Source | None, *, passed_on: bool = False
) -> Article:
    """The article with who speaks in it; under an id of its own if its link is not its outlet's, or
    it has none: whoever brings the same address or guid is another account of it. `passed_on`: it
    says itself that the words are another's.
    """
    hosts = (
        {known.host, *(bare_host(f"//{name}") for name in source.hosts)} if source else {known.host}
    )
    own = article.url is not None and _is_within(_place(article.url, known.host), hosts)
    via = passed_on or (article.url is not None and not own)
    is_unnamed = article.url is None and article.guid is not None and known.known_by == "feed"
    own_id = account_id(article, known.owner) if via or is_unnamed else article.id
    return replace(article, id=own_id, provenance=replace(known, via=via))


def _place(url: str, host: str) -> str:
    """Where many speak on one host, the place of one of them within it."""
    place = bare_host(url)
    within = f"{place}{urlsplit(url).path}/".lower()
    return host if "/" in host and within.startswith(f"{host}/") else place


def _is_within(host: str, hosts: Iterable[str]) -> bool:
    return any(host == own or host.endswith(f".{own}") for own in hosts if own)
