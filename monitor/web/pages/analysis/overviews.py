"""All stories of a span at once: who met whom, where it was, what comes up, and what the outlets of
two countries tell.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from monitor.views.facts.facts import PAGE_MAX
from monitor.views.facts.forms import Comparing, FacetCount, Network, PlaceCount, PlannedDay
from monitor.web.pages.analysis.filters import Country, Day, LookFilter, Words, check_act, wanted
from monitor.web.requests import PageRequest, cursor_of, place_of

NETWORK_DAYS, CALENDAR_DAYS, COMPARE_DAYS = 365, 120, 365
CALENDAR_MAX = 100_000  # days that somebody may leaf through
COUNTRIES_MAX = 40  # that are offered for comparing


def _day(ask: PageRequest, days: int) -> str:
    """So many days from today in the home's zone."""
    today = ask.now.astimezone(ZoneInfo(ask.settings.zone)).date()
    return (today + timedelta(days=days)).isoformat()


class NetworkFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    since: Day = ""
    until: Day = ""
    act: Words = ""
    by: Literal["countries", "people"] = "countries"


class NetworkPage(Struct, frozen=True, kw_only=True):
    """`acts` are those of all meetings of which there is a choice."""

    since: str
    until: str
    act: str
    by: str
    acts: tuple[FacetCount, ...]
    network: Network


def network(ask: PageRequest) -> NetworkPage:
    look = ask.filter(NetworkFilter)
    if look.act:
        check_act(look.act)
    since, until = look.since or _day(ask, -NETWORK_DAYS), look.until or _day(ask, 0)
    found = ask.facts.network(since=since, until=until, act=look.act or None, by=look.by)
    acts = ask.facts.facets(kinds=("act",))["act"]
    return NetworkPage(since=since, until=until, act=look.act, by=look.by, acts=acts, network=found)


class MapPage(Struct, frozen=True, kw_only=True):
    places: tuple[PlaceCount, ...]
    acts: tuple[FacetCount, ...]


def places(ask: PageRequest) -> MapPage:
    filtered = wanted(ask.filter(LookFilter))
    acts = ask.facts.facets(kinds=("act",))["act"]
    return MapPage(places=ask.facts.places(filtered), acts=acts)


class CalendarFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    since: Day = ""
    until: Day = ""
    after: str = ""
    limit: Annotated[int, Meta(ge=1, le=PAGE_MAX)] = 50


class CalendarPage(Struct, frozen=True, kw_only=True):
    since: str
    until: str
    days: tuple[PlannedDay, ...]
    next: str | None


def calendar(ask: PageRequest) -> CalendarPage:
    look = ask.filter(CalendarFilter)
    since, until = look.since or _day(ask, 0), look.until or _day(ask, CALENDAR_DAYS)
    place = place_of(look.after, tuple[Annotated[int, Meta(ge=0, le=CALENDAR_MAX)]])
    skip = place[0] if place else 0
    found = ask.facts.calendar(since, until, skip=skip, limit=look.limit + 1)
    return CalendarPage(
        since=since,
        until=until,
        days=found[: look.limit],
        next=cursor_of(skip + look.limit) if len(found) > look.limit else None,
    )


class CompareFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    a: Country = ""
    b: Country = ""
    since: Day = ""
    until: Day = ""


class ComparePage(Struct, frozen=True, kw_only=True):
    """`countries` are those whose outlets tell anything; `compared` is None where there are fewer
    than two.
    """

    a: str
    b: str
    since: str
    until: str
    countries: tuple[FacetCount, ...]
    compared: Comparing | None


def compare(ask: PageRequest) -> ComparePage:
    look = ask.filter(CompareFilter)
    offered = ask.facts.facets(kinds=("outlet_country",), values_max=COUNTRIES_MAX)
    codes = [one.value for one in offered["outlet_country"]]
    a, b = look.a.upper(), look.b.upper()
    a = a or next((code for code in codes if code != b), "")
    b = b or next((code for code in codes if code != a), "")
    found = None
    if a and b:
        found = ask.facts.compare(a, b, since=look.since or None, until=look.until or None)
    return ComparePage(
        a=a,
        b=b,
        since=look.since,
        until=look.until,
        countries=offered["outlet_country"],
        compared=found,
    )
