"""Who tells a story: outlets by kind, country and language, how many owners they have, and whose
account is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import IntEnum

from monitor.digest import sanitize
from monitor.digest.model import Outlet, Run, Runs
from monitor.digest.wording.locale import Words, table
from monitor.digest.wording.summary import Gist
from monitor.events.stories_and_feeds import Member
from monitor.model import Article, CountryCode, Provenance, Source, SourceKind

OUTLETS_NAMED_MAX = 30  # with their links; the rest are counted
UNNAMED = "–"
_NAME_CHARS_MAX = 60
_FOUND_MAX = 10_000  # outlets that are remembered by how an article names them
_SIDES = 2  # a bilateral event has two sides whose own account a reader expects


class Backing(IntEnum):
    """Who tells something, the most to be relied on first. Several that nobody here knows may be
    one, so that they never stand in front of an outlet of the operator's.
    """

    KNOWN = 0
    SEVERAL_UNKNOWN = 1
    ONE_UNKNOWN = 2


class Sources:
    """Finds an article's outlet by how it was known; one of a file by name, alias, id or host."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_id: dict[str, Source] = {}
        self._by_name: dict[str, Source] = {}
        self._by_host: dict[str, Source] = {}
        self._owners: set[str] = set()
        self._found: dict[tuple[str | None, str | None], Source | None] = {}
        for source in sources:
            self._by_id[source.id] = source
            self._owners.add(source.owner or source.id)
            for name in (source.name, source.id, *source.aliases):
                self._by_name.setdefault(name.casefold(), source)
            for host in source.hosts:
                self._by_host.setdefault(host.casefold().removeprefix("www."), source)

    def of(self, article: Article) -> Source | None:
        if article.provenance:
            return self._known(article.provenance)
        asked = (article.outlet, sanitize.host(article.url))
        if asked not in self._found:
            if len(self._found) >= _FOUND_MAX:
                self._found.clear()
            self._found[asked] = self._find(*asked)
        return self._found[asked]

    def _known(self, provenance: Provenance) -> Source | None:
        """By the operator's word or the feed's host: what it calls itself says nothing."""
        return self._by_id.get(provenance.source or "") or self._at(provenance.host)

    def _find(self, outlet: str | None, host: str) -> Source | None:
        name = (outlet or "").casefold()
        return self._by_name.get(name) or self._by_host.get(name) or self._at(host)

    def _at(self, host: str) -> Source | None:
        while host and host not in self._by_host:
            _, _, host = host.partition(".")
        return self._by_host.get(host)

    def owner(self, article: Article) -> str:
        """Who speaks in the end: accounts of one owner are not independent of each other. Of an
        outlet that nobody knows it is the site of its feed, whatever names that has under it.
        """
        if source := self.of(article):
            return source.owner or source.id
        if article.provenance:
            return site_of(article.provenance.host)
        return (article.outlet or sanitize.host(article.url)).casefold()

    def knows(self, owner: str) -> bool:
        """Whether it is one of the operator's."""
        return owner in self._owners

    def backing(self, owners: Collection[str]) -> Backing:
        """How far in front what these owners tell may stand."""
        if any(map(self.knows, owners)):
            return Backing.KNOWN
        return Backing.SEVERAL_UNKNOWN if len(owners) > 1 else Backing.ONE_UNKNOWN

    def name(self, article: Article) -> str:
        """A dash for an article of which nobody said where it stood: its id would pass for a
        name.
        """
        source = self.of(article)
        named = source.name if source else article.outlet or sanitize.host(article.url)
        return sanitize.text(named, chars_max=_NAME_CHARS_MAX) or UNNAMED

    def kind(self, article: Article) -> SourceKind:
        source = self.of(article)
        return source.kind if source else "unknown"

    def country(self, article: Article) -> CountryCode | None:
        source = self.of(article)
        return source.country if source else None

    def vouch(self, members: Sequence[Member]) -> bool:
        """Whether these accounts make it a fact: one is a party's own, or cites it, or they have
        two owners.
        """
        own = any(
            self.kind(member.article) == "party" or member.reading.credit for member in members
        )
        return own or len({self.owner(member.article) for member in members}) > 1

    def outlet(self, member: Member) -> Outlet:
        article, reading = member.article, member.reading
        return Outlet(
            name=self.name(article),
            kind=self.kind(article),
            language=reading.language,
            article_id=article.id,
            country=self.country(article),
            url=sanitize.link(article.url),
            translated_by=sanitize.text(reading.translated_by or "", chars_max=_NAME_CHARS_MAX)
            or None,
            cites=sanitize.text(reading.credit or "", chars_max=_NAME_CHARS_MAX * 2) or None,
            via=article.provenance is not None and article.provenance.via,
        )


def site_of(host: str) -> str:
    """What one owner holds of a host's name: "news.example.org" is "example.org", and
    "a.b.com.kz" is "b.com.kz".
    """
    labels = host.split(".")
    is_address = labels[-1].isdigit()
    kept = _SITE_LABELS + (labels[-_SITE_LABELS:][0] in table("standing")["sites"]["shared"])
    return host if is_address else ".".join(labels[-kept:])


_SITE_LABELS = 2


def sourcing(outlets: Sequence[Outlet], gist: Gist, words: Words) -> Runs:
    """As "🏛 Kazinform (KZ, state), citing the Senate’s press service · English · no account from
    Russia seen".
    """
    named = _one_each(outlets)
    parts: list[list[Run]] = [_named(named, words)]
    if len(named) > 1:
        parts.append([Run(text=words.count("frame.outlet", len(named)))])
    languages = sorted({words.language_name(outlet.language) for outlet in outlets})
    parts.append([Run(text=", ".join(languages))])
    parts.extend([Run(text=note)] for note in _notes(named, gist, words))
    return _dotted(parts)


def _one_each(outlets: Sequence[Outlet]) -> list[Outlet]:
    """Each outlet once, those who take part first, then by the order seen."""
    first: dict[str, Outlet] = {}
    for outlet in outlets:
        first.setdefault(outlet.name, outlet)
    order = {"party": 0, "state": 1, "private": 2}
    return sorted(first.values(), key=lambda outlet: order.get(outlet.kind, 3))


def _named(outlets: Sequence[Outlet], words: Words) -> list[Run]:
    runs: list[Run] = []
    for outlet in outlets[:OUTLETS_NAMED_MAX]:
        if runs:
            runs.append(Run(text=", "))
        runs.extend(_linked(outlet, _described(outlet, words)))
    if len(outlets) > OUTLETS_NAMED_MAX:
        runs.append(Run(text=f" {words.count('sourcing.more', len(outlets) - OUTLETS_NAMED_MAX)}"))
    return runs


def _described(outlet: Outlet, words: Words) -> str:
    country = outlet.country or ""
    described = words.say(f"sourcing.{_form(outlet)}", name="\0", country=country)
    if outlet.via:
        described = words.say("sourcing.via", outlet=described)
    if not outlet.cites or outlet.language != words.language:
        return described  # whom it cites stands there in its own words
    # "press service of …"
    form = "citing_the" if outlet.cites[0].islower() and outlet.language == "en" else "citing"
    return f"{described}, {words.say(f'sourcing.{form}', whom=outlet.cites)}"


def _form(outlet: Outlet) -> str:
    if outlet.kind == "party":
        return "party"
    if not outlet.country:
        return "unknown"
    return "placed" if outlet.kind == "unknown" else outlet.kind


def _linked(outlet: Outlet, described: str) -> list[Run]:
    """The outlet's name carries the link; what is said about it does not."""
    before, _, after = described.partition("\0")
    name = Run(text=outlet.name, href=outlet.url)
    return [run for run in (Run(text=before), name, Run(text=after)) if run.text]


def _notes(outlets: Sequence[Outlet], gist: Gist, words: Words) -> Iterator[str]:
    translators = dict.fromkeys(outlet.translated_by for outlet in outlets)
    yield from (words.say("sourcing.translated", whom=whom) for whom in translators if whom)
    heard = {outlet.country for outlet in outlets}
    sides = _sides_of(gist)
    if len(sides) != _SIDES or None in heard:
        return  # nothing is said about what cannot be known
    silent = [side for side in sides if side not in heard]
    if len(silent) == _SIDES:
        yield words.say("sourcing.neither")
    else:
        yield from (words.say("sourcing.missing", country=words.country(side)) for side in silent)


def _sides_of(gist: Gist) -> Sequence[CountryCode]:
    named = dict.fromkeys(person.country for person in gist.leads if person.country)
    return tuple(named) or gist.countries


def _dotted(parts: Sequence[Sequence[Run]]) -> Runs:
    runs: list[Run] = []
    for part in parts:
        runs.extend([Run(text=" · "), *part] if runs else part)
    return tuple(runs)
