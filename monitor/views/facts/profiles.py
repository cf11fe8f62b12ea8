"""A person, a country, a body: meetings by month, with whom, where, and acts over time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal, NamedTuple

from monitor.gazetteer.coordinates import coordinates_of
from monitor.names import office_holders
from monitor.views.facts.filters import Ask
from monitor.views.facts.forms import (
    ActCount,
    CalledSo,
    Encounter,
    FactProfile,
    MonthCount,
    OfficeTerm,
    PlaceCount,
)

ROWS_MAX = 50  # of each list but months
_MONTHS_MAX = 240


class _Part(NamedTuple):
    month: str
    act: str
    came: str
    place: str
    place_country: str
    office: str
    country: str
    name: str


class _Met(NamedTuple):
    """One side's row of a meeting."""

    number: int
    month: str
    other: str
    other_country: str
    came: str


ProfileKind = Literal["person", "country", "body"]


def profile(ask: Ask, kind: ProfileKind, key: str) -> FactProfile | None:
    """None for whom no story names."""
    parts = [
        _Part(*row)
        for row in ask(
            """SELECT month, act, came, place, place_country, office, country, name
               FROM fact_parts WHERE kind = ? AND of = ?""",
            kind,
            key,
        )
    ]
    if not parts:
        return None
    name, country = named(ask, kind, key)
    met = _met(ask, kind, key)
    return FactProfile(
        kind=kind,
        key=key,
        name=name,
        country=country or None,
        stories=len(parts),
        listed=kind != "person" or office_holders.knows(key),
        called=_called(parts) if kind == "person" else (),
        offices=_offices(parts) if kind == "person" else (),
        months=_months(met),
        met=_encounters(ask, met),
        places=_places(parts),
        acts=_acts(parts),
    )


def named(ask: Ask, kind: str, key: str) -> tuple[str, str]:
    """Name and country, as the story with the highest number has them; the key itself where nobody
    has.
    """
    rows = ask(
        """SELECT name, country FROM fact_parts WHERE kind = ? AND of = ?
           ORDER BY number DESC LIMIT 1""",
        kind,
        key,
    )
    if not rows:
        return key, ""
    name, country = rows[0]
    return name or key, country


def _met(ask: Ask, kind: ProfileKind, key: str) -> list[_Met]:
    if kind == "body":
        return []
    column = "one" if kind == "person" else "one_country"
    rows = ask(
        f"""SELECT number, month, other, other_country, came FROM fact_meetings
            WHERE {column} = ?""",  # noqa: S608 — one of two constants
        key,
    )
    return [_Met(*row) for row in rows]


def _months(met: Sequence[_Met]) -> tuple[MonthCount, ...]:
    """Each story once, however many sides it has."""
    stories = {(one.month, one.came, one.number) for one in met}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for month, came, _ in stories:
        counts[month][came] += 1
    return tuple(
        MonthCount(month=month, meetings=of["done"], ahead=of["ahead"], off=of["off"])
        for month, of in sorted(counts.items())[-_MONTHS_MAX:]
    )


def _encounters(ask: Ask, met: Sequence[_Met]) -> tuple[Encounter, ...]:
    """Of what took place."""
    done = [one for one in met if one.came == "done"]
    times = Counter((one.other, one.other_country) for one in done)
    last: dict[tuple[str, str], str] = {}
    for one in done:
        key = one.other, one.other_country
        last[key] = max(last.get(key, ""), one.month)
    first = sorted(times.items(), key=lambda found: (-found[1], found[0]))[:ROWS_MAX]
    return tuple(
        Encounter(
            key=other or country,
            name=named(ask, "person", other)[0] if other else country,
            country=country or None,
            times=count,
            last_month=last[other, country],
        )
        for (other, country), count in first
    )


def _places(parts: Sequence[_Part]) -> tuple[PlaceCount, ...]:
    counts = Counter((one.place, one.place_country) for one in parts if one.place)
    first = sorted(counts.items(), key=lambda found: (-found[1], found[0]))[:ROWS_MAX]
    return tuple(place_count(name, country, stories) for (name, country), stories in first)


def place_count(name: str, country: str, stories: int) -> PlaceCount:
    at = coordinates_of(name, country or None)
    return PlaceCount(
        name=name,
        country=country or None,
        stories=stories,
        latitude=at[0] if at else None,
        longitude=at[1] if at else None,
    )


def _acts(parts: Sequence[_Part]) -> tuple[ActCount, ...]:
    counts = Counter((one.month, one.act) for one in parts if one.act)
    return tuple(
        ActCount(month=month, act=act, stories=stories)
        for (month, act), stories in sorted(counts.items())
    )


def _called(parts: Sequence[_Part]) -> tuple[CalledSo, ...]:
    counts = Counter((one.name, one.country) for one in parts)
    first = sorted(counts.items(), key=lambda found: (-found[1], found[0]))[:ROWS_MAX]
    return tuple(
        CalledSo(name=name, country=country or None, stories=stories)
        for (name, country), stories in first
    )


def _offices(parts: Sequence[_Part]) -> tuple[OfficeTerm, ...]:
    counts = Counter((one.office, one.country) for one in parts if one.office)
    first = sorted(counts.items(), key=lambda found: (-found[1], found[0]))[:ROWS_MAX]
    return tuple(
        OfficeTerm(office=office, country=country or None, stories=stories)
        for (office, country), stories in first
    )
