"""Where it happened: circles on a base map of land and borders, as large as what happened there.

The base map is Natural Earth's (`data/world.json` says how it was made), in the Equal Earth
projection (Šavrič, Patterson and Jenny, 2018: doi 10.1080/13658816.2018.1504949). No country is
filled in a colour of its own; borders about which states disagree are dashed, whole, and the
picture says so (`contested_note`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct

from monitor.pictures import svg
from monitor.pictures.svg import Picture

WIDTH, HEIGHT = 960, 435
_NOTE = 26  # height of the line below the map
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2
_SCALE = 176.0  # units a radian
_TOP = 230.0  # the height of the equator: less of the empty south is shown
_RADIUS_MIN, _RADIUS_MORE = 3.5, 13.0
_LABELS_MAX = 24
_LABEL_SIZE = 12
_AROUND = 60.0  # units of room around the outermost places
_ZOOM_MAX, _NEAR = 4.0, 1.8
Nearness = Literal["near", "far"]  # how thick borders are drawn
NEARNESSES: tuple[Nearness, ...] = ("near", "far")
_DRAWN_HERE: Mapping[Nearness, str] = {}
_Box = tuple[float, float, float, float]  # left, top, right, bottom
PATH_SCALE = 0.1  # the base map's steps are tenths of a unit


class Spot(Struct, frozen=True, kw_only=True):
    """A place with how much happened there."""

    name: str
    longitude: float
    latitude: float
    weight: int
    href: str = ""
    said: str = ""  # shown by a pointer; the name and the number if empty


class BaseMap(Struct, frozen=True, kw_only=True):
    source: str
    land: str
    borders: str
    contested: str
    middles: dict[str, tuple[float, float]]


@cache
def base_map() -> BaseMap:
    raw = (resources.files("monitor.pictures") / "data" / "world.json").read_bytes()
    return msgspec.json.decode(raw, type=BaseMap)


def middle_of(country: str) -> tuple[float, float] | None:
    """Longitude and latitude of about the middle of a country (ISO code)."""
    return base_map().middles.get(country)


def projected(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees → the picture's x and y."""
    latitude = min(max(latitude, -89.9), 89.9)
    theta = math.asin(_M * math.sin(math.radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    x = (
        math.radians(longitude)
        * math.cos(theta)
        / (_M * (_A1 + 3 * _A2 * squared + sixth * (7 * _A3 + 9 * _A4 * squared)))
    )
    y = theta * (_A1 + _A2 * squared + sixth * (_A3 + _A4 * squared))
    return WIDTH / 2 + _SCALE * x, _TOP - _SCALE * y


class _Frame(NamedTuple):
    """Which part of the whole map is shown, and how many times as large."""

    left: float
    top: float
    zoom: float

    @property
    def nearness(self) -> Nearness:
        return "near" if self.zoom >= _NEAR else "far"

    def place(self, spot: Spot) -> tuple[float, float]:
        x, y = projected(spot.longitude, spot.latitude)
        return (x - self.left) * self.zoom, (y - self.top) * self.zoom


def _frame(spots: Sequence[Spot]) -> _Frame:
    """The smallest part that holds all spots with room around them, and names them in place."""
    if not spots:
        return _Frame(0, 0, 1)
    points = [projected(spot.longitude, spot.latitude) for spot in spots]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs) + 2 * _AROUND, max(ys) - min(ys) + 2 * _AROUND
    zoom = min(_ZOOM_MAX, max(1.0, min(WIDTH / wide, HEIGHT / high)))
    left = (max(xs) + min(xs)) / 2 - WIDTH / zoom / 2
    top = (max(ys) + min(ys)) / 2 - HEIGHT / zoom / 2
    return _Frame(
        min(max(left, 0), WIDTH - WIDTH / zoom), min(max(top, 0), HEIGHT - HEIGHT / zoom), zoom
    )


def world(  # noqa: PLR0913 - all spoken by keyword
    spots: Sequence[Spot],
    *,
    heading: str,
    desc: str,
    contested_note: str,
    name: str = "map",
    base_maps: Mapping[Nearness, str] = _DRAWN_HERE,
) -> Picture:
    """The part of the world where all spots lie. The largest circles lie lowest; the weightiest
    places are named, as far as names find room.

    `contested_note` says, in the reader's language, what dashed borders mean.
    `base_maps` are addresses of `base_document`s, for many maps that share them; without them the
    base map is drawn into the picture.
    """
    frame = _frame(spots)
    ordered = sorted(spots, key=lambda spot: (-spot.weight, spot.name))
    heaviest = max((spot.weight for spot in spots), default=1)
    placed = [_placed(spot, frame, heaviest) for spot in ordered]
    body = [
        svg.rect(0, 0, WIDTH, HEIGHT, "sea"),
        _land_at(base_maps[frame.nearness], frame) if base_maps else _land(frame),
        *map(_circle, placed),
        *_labels(placed),
        svg.rect(0, HEIGHT, WIDTH, _NOTE, "paper"),
        svg.text(10, HEIGHT + 17, contested_note, kind="soft", size=11, room=WIDTH - 20),
    ]
    return svg.picture(
        name=name, width=WIDTH, height=HEIGHT + _NOTE, title=heading, desc=desc, body=body
    )


def base_document(nearness: Nearness) -> str:
    """The whole base map as a document of its own."""
    land = _drawn(nearness, f"scale({PATH_SCALE})")
    drawn = svg.picture(name="world", width=WIDTH, height=HEIGHT, title="", desc="", body=[land])
    return drawn.file


def _land_at(href: str, frame: _Frame) -> str:
    zoom = frame.zoom
    x, y, width, height = map(
        svg.number, (-frame.left * zoom, -frame.top * zoom, WIDTH * zoom, HEIGHT * zoom)
    )
    return (
        f'<image href="{svg.escaped(href)}" x="{x}" y="{y}" width="{width}" height="{height}"'
        ' aria-hidden="true"/>'
    )


def _land(frame: _Frame) -> str:
    x, y = svg.number(-frame.left * frame.zoom), svg.number(-frame.top * frame.zoom)
    return _drawn(frame.nearness, f"translate({x} {y}) scale({PATH_SCALE * frame.zoom:.4f})")


def _drawn(nearness: Nearness, transform: str) -> str:
    base = base_map()
    drawn = (
        svg.path(base.land, "land"),
        svg.path(base.borders, "border"),
        svg.path(base.contested, "contested"),
    )
    return f'<g class="{nearness}" transform="{transform}">{"".join(drawn)}</g>'


class _Placed(NamedTuple):
    spot: Spot
    x: float
    y: float
    radius: float

    @property
    def box(self) -> _Box:
        x, y, radius = self.x, self.y, self.radius
        return x - radius, y - radius, x + radius, y + radius


def _placed(spot: Spot, frame: _Frame, heaviest: int) -> _Placed:
    radius = _RADIUS_MIN + _RADIUS_MORE * math.sqrt(spot.weight / heaviest)
    return _Placed(spot, *frame.place(spot), radius)


def _circle(one: _Placed) -> str:
    said = one.spot.said or f"{one.spot.name}: {one.spot.weight}"
    drawn = svg.circle(one.x, one.y, one.radius, "place", title=said)
    return svg.linked(one.spot.href, drawn, label=said)


def _labels(spots: Sequence[_Placed]) -> list[str]:
    """Beside its circle, to the right or the left, above or below; nowhere if all is taken."""
    circles = [one.box for one in spots]
    words: list[_Box] = []
    drawn: list[str] = []
    for index, one in enumerate(spots):
        taken = [*circles[:index], *circles[index + 1 :], *words]
        free = (box for box in _places(one) if _inside(box))
        box = next((box for box in free if not any(_meet(box, other) for other in taken)), None)
        if box is not None and len(drawn) < _LABELS_MAX:
            words.append(box)
            drawn.append(_label(one.spot, box))
    return drawn


def _places(one: _Placed) -> list[_Box]:
    left, top, right, bottom = one.box
    width = svg.width_of(one.spot.name, size=_LABEL_SIZE) + 6
    middle, across, high = (top + bottom) / 2, (left + right) / 2, _LABEL_SIZE + 3
    return [
        (right + 1, middle - high / 2, right + 1 + width, middle + high / 2),
        (left - 1 - width, middle - high / 2, left - 1, middle + high / 2),
        (across - width / 2, top - high, across + width / 2, top),
        (across - width / 2, bottom, across + width / 2, bottom + high),
    ]


def _inside(box: _Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _label(spot: Spot, box: _Box) -> str:
    left, top, right, bottom = box
    back = svg.rect(left, top, right - left, bottom - top, "halo")
    word = svg.text((left + right) / 2, bottom - 4, spot.name, size=_LABEL_SIZE, anchor="middle")
    return back + word
