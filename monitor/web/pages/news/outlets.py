"""The outlets that are read: whose each is, and what it is to the news that it tells."""

from __future__ import annotations

from msgspec import Struct

from monitor.model import CountryCode, Source, SourceKind
from monitor.web.pages.analysis.filters import Country
from monitor.web.pages.news.today import Limit
from monitor.web.requests import PageRequest, cursor_of, place_of


class OutletsFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    country: Country = ""
    kind: SourceKind | None = None
    after: str = ""
    limit: Limit = 100


class OutletShown(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    kind: SourceKind
    country: CountryCode | None
    owner: str | None
    language: str | None


class OutletsPage(Struct, frozen=True, kw_only=True):
    """By country, then by name."""

    outlets: tuple[OutletShown, ...]
    countries: tuple[CountryCode, ...]
    total: int
    next: str | None


def outlets(ask: PageRequest) -> OutletsPage:
    wish = ask.filter(OutletsFilter)
    place = place_of(wish.after, tuple[str, str, str])
    found = sorted(filter(lambda one: _is_wanted(one, wish), ask.settings.sources), key=_place)
    rest = [one for one in found if place is None or _place(one) > place]
    shown = rest[: wish.limit]
    countries = {one.country for one in ask.settings.sources if one.country}
    return OutletsPage(
        outlets=tuple(map(_shown, shown)),
        countries=tuple(sorted(countries)),
        total=len(found),
        next=cursor_of(*_place(shown[-1])) if len(rest) > wish.limit else None,
    )


def _is_wanted(source: Source, wish: OutletsFilter) -> bool:
    return (not wish.country or source.country == wish.country.upper()) and (
        wish.kind is None or source.kind == wish.kind
    )


def _place(source: Source) -> tuple[str, str, str]:
    return source.country or "", source.name, source.id


def _shown(source: Source) -> OutletShown:
    return OutletShown(
        id=source.id,
        name=source.name,
        kind=source.kind,
        country=source.country,
        owner=source.owner,
        language=source.language,
    )
