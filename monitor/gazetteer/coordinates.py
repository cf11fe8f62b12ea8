"""Where places lie, for maps and exports: degrees north and east, as data/coordinates.tsv has
them.
"""

from __future__ import annotations

from functools import cache

from monitor.datafiles import rows
from monitor.model import CountryCode

Degrees = tuple[float, float]


def coordinates_of(place: str, country: CountryCode | None) -> Degrees | None:
    """Of a place by today's English name, latitude before longitude; None if nobody wrote it down.
    A place of no country is the only one of its name.
    """
    if country is not None:
        return _known().get((country, place))
    found = _by_name().get(place, ())
    return found[0] if len(found) == 1 else None


@cache
def _known() -> dict[tuple[str, str], Degrees]:
    return {
        (country, place): (float(latitude), float(longitude))
        for country, place, latitude, longitude in rows("coordinates.tsv")
    }


@cache
def _by_name() -> dict[str, tuple[Degrees, ...]]:
    found: dict[str, tuple[Degrees, ...]] = {}
    for (_, place), degrees in _known().items():
        found[place] = (*found.get(place, ()), degrees)
    return found
