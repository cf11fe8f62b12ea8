"""Writes monitor/pictures/data/world.json, the base map, from Natural Earth as the npm package
world-atlas carries it (TopoJSON; `npm pack world-atlas`, then unpack it).

    python scripts/build_world.py FOLDER-OF-THE-PACKAGE

Natural Earth is in the public domain; world-atlas 2.0.2 (ISC) holds its version 4.1.0. The coasts
and borders of 1:110m are projected (Equal Earth), thinned and rounded; from 1:50m come only the
middles of countries. Borders about which states disagree stand apart and are drawn as such,
whichever line Natural Earth follows.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

from monitor.pictures.world import projected

OUT = Path(__file__).parent.parent / "monitor" / "pictures" / "data" / "world.json"
AREA_MIN = 1.0  # of a triangle that a point makes with its neighbours, in square units
ISLAND_MIN = 1.2  # area of what is shown at all
ANTARCTICA = "Antarctica"
_POINTS_MIN = 3  # of a line
_CODE_CHARS = 2

# Each pair disagrees about some or all of the line between them, or about who may draw it.
# Natural Earth's names. The whole line is drawn as contested, for the map is too small for parts.
CONTESTED = {
    frozenset(pair)
    for pair in (
        ("Morocco", "W. Sahara"),
        ("Algeria", "W. Sahara"),
        ("Mauritania", "W. Sahara"),
        ("Somalia", "Somaliland"),
        ("Ethiopia", "Somaliland"),
        ("Djibouti", "Somaliland"),
        ("Cyprus", "N. Cyprus"),
        ("Serbia", "Kosovo"),
        ("Albania", "Kosovo"),
        ("Macedonia", "Kosovo"),
        ("Montenegro", "Kosovo"),
        ("Israel", "Palestine"),
        ("Jordan", "Palestine"),
        ("Israel", "Syria"),
        ("Israel", "Lebanon"),
        ("India", "Pakistan"),
        ("India", "China"),
        ("Bhutan", "China"),
        ("Russia", "Ukraine"),
        ("Russia", "Georgia"),
        ("Armenia", "Azerbaijan"),
        ("North Korea", "South Korea"),
        ("Sudan", "S. Sudan"),
        ("Sudan", "Egypt"),
        ("Guyana", "Venezuela"),
        ("Guyana", "Suriname"),
        ("Thailand", "Cambodia"),
    )
}
Point = tuple[float, float]


class Topology:
    def __init__(self, path: Path) -> None:
        raw = json.loads(path.read_text(encoding="utf-8"))
        self.geometries: list[dict[str, Any]] = raw["objects"]["countries"]["geometries"]
        scale, move = raw["transform"]["scale"], raw["transform"]["translate"]
        self.arcs = [_arc(arc, scale, move) for arc in raw["arcs"]]

    def ring(self, parts: Sequence[int]) -> list[Point]:
        """In degrees, going on beyond 180 where it crosses that line: no edge runs around the
        world.
        """
        points: list[Point] = []
        for part in parts:
            arc = self.arcs[part] if part >= 0 else self.arcs[~part][::-1]
            for longitude, latitude in arc[1:] if points else arc:
                points.append((_beside(points, longitude), latitude))
        return points


def _beside(points: Sequence[Point], longitude: float) -> float:
    """The longitude, turns of 360 degrees apart, that is nearest to the point before it."""
    if not points:
        return longitude
    return longitude - 360 * round((longitude - points[-1][0]) / 360)


def _arc(
    arc: Iterable[Sequence[int]], scale: Sequence[float], move: Sequence[float]
) -> list[Point]:
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale[0] + move[0], y * scale[1] + move[1]))
    return points


def polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]


def area(points: Sequence[Point]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def thinned(points: list[Point]) -> list[Point]:
    """Without points that change the line least (Visvalingam and Whyatt, 1993)."""
    points = list(points)
    while len(points) > _POINTS_MIN:
        flat = [projected(*point) for point in points]
        sizes = [abs(area(flat[i - 1 : i + 2])) for i in range(1, len(flat) - 1)]
        least = min(sizes)
        if least >= AREA_MIN:
            break
        del points[sizes.index(least) + 1]
    return points


def as_path(points: Sequence[Point], *, closed: bool) -> str:
    """Projected; relative steps of a tenth of a unit, as whole numbers: the map scales them."""
    flat = (projected(*point) for point in points)
    rounded = [(round(x * 10), round(y * 10)) for x, y in flat]
    steps = [f"M{rounded[0][0]} {rounded[0][1]}l"]
    told = []
    for (x1, y1), (x2, y2) in pairwise(rounded):
        if (x1, y1) != (x2, y2):
            told.append(f"{x2 - x1} {y2 - y1}")
    return steps[0] + " ".join(told).replace(" -", "-") + ("z" if closed else "")


def land_and_borders(world: Topology) -> tuple[str, str, str]:
    owners: defaultdict[int, list[str]] = defaultdict(list)
    thin = [thinned(arc) for arc in world.arcs]
    world.arcs = thin
    land = []
    for geometry in world.geometries:
        name = geometry["properties"]["name"]
        for polygon in polygons(geometry):
            for ring in polygon:
                for part in ring:
                    owners[part if part >= 0 else ~part].append(name)
            outer = world.ring(polygon[0])
            if (
                name != ANTARCTICA
                and abs(area([projected(*point) for point in outer])) >= ISLAND_MIN
            ):
                land += [as_path(world.ring(ring), closed=True) for ring in polygon]
    lines = list(_lines(owners, thin))
    settled = "".join(line for line, contested in lines if not contested)
    return "".join(land), settled, "".join(line for line, contested in lines if contested)


def _lines(owners: dict[int, list[str]], arcs: Sequence[list[Point]]) -> Iterator[tuple[str, bool]]:
    for number, names in sorted(owners.items()):
        if len(set(names)) > 1:
            yield as_path(arcs[number], closed=False), frozenset(names) in CONTESTED


def middles(world: Topology) -> dict[str, tuple[float, float]]:
    """ISO code → longitude and latitude of the middle of its largest part."""
    codes: dict[str, str] = {
        old: new[0] for old, new in get_global("territory_aliases").items() if old.isdigit()
    }
    named = {"Kosovo": "XK"}
    found = {}
    for geometry in world.geometries:
        code = codes.get(geometry.get("id", ""), named.get(geometry["properties"]["name"]))
        if code is None or len(code) != _CODE_CHARS:
            continue
        rings = [world.ring(polygon[0]) for polygon in polygons(geometry)]
        ring = max(rings, key=lambda points: abs(area(points)))
        found[code] = _centroid(ring)
    return dict(sorted(found.items()))


def _centroid(ring: Sequence[Point]) -> tuple[float, float]:
    whole = area(ring) * 6
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    cross = [(x1 * y2 - x2 * y1, x1 + x2, y1 + y2) for (x1, y1), (x2, y2) in pairs]
    return (
        round(sum(c * x for c, x, _ in cross) / whole, 1),
        round(sum(c * y for c, _, y in cross) / whole, 1),
    )


def main() -> None:
    folder = Path(sys.argv[1])
    land, settled, contested = land_and_borders(Topology(folder / "countries-110m.json"))
    document = {
        "source": "Natural Earth 4.1.0, 1:110m (public domain), as npm's world-atlas 2.0.2 has it;"
        " written by scripts/build_world.py",
        "land": land,
        "borders": settled,
        "contested": contested,
        "middles": middles(Topology(folder / "countries-50m.json")),
    }
    OUT.write_text(json.dumps(document, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{OUT}: {OUT.stat().st_size} bytes, {len(document['middles'])} countries")


if __name__ == "__main__":
    main()
