"""Who met whom: two half rings of names, and a curve between each two, as wide as they met often.

Places follow from names and edges alone: no chance, the same picture each time. Those who met stand
on opposite sides, as far as that goes, at about one height; names stand outside the ring at equal
heights, so that none covers another.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from monitor.pictures import svg
from monitor.pictures.svg import Picture

WIDTH = 680
NODES_MAX = 36
_EDGE, _ROW, _NAMES = 20, 24, 190
_SIDE_MIN = 4  # rows that a ring has at least
_ROUNDS = 8  # of putting each beside those it met; more change little for so few
_SURPLUS_MAX = 3  # by which one side may hold more than the other
_RADIUS_MIN, _RADIUS_MORE, _TIE_MIN, _TIE_MORE = 4.0, 5.0, 1.2, 4.8

Kind = Literal["country", "person", "body"]


class Node(Struct, frozen=True, kw_only=True):
    key: str
    name: str
    kind: Kind = "country"
    href: str = ""


class Edge(Struct, frozen=True, kw_only=True):
    """How often two met; `said` is shown by a pointer."""

    one: str  # keys of nodes
    other: str
    weight: int
    said: str = ""


class _Spot(NamedTuple):
    x: float
    y: float
    right: bool


def network(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    heading: str,
    desc: str,
    name: str = "network",
) -> Picture:
    """At most `NODES_MAX` nodes, those that met most; edges of others are left out."""
    chosen = _chosen(nodes, edges)
    keys = {node.key for node in chosen}
    held = [
        edge for edge in edges if edge.one in keys and edge.other in keys and edge.one != edge.other
    ]
    left, right = sides([node.key for node in chosen], held)
    rows = max(_SIDE_MIN, len(left), len(right))
    height = 2 * _EDGE + _ROW * rows
    spots = _spots(left, rows, height, -1) | _spots(right, rows, height, 1)
    degree = _degrees(held)
    heaviest = max((edge.weight for edge in held), default=1)
    most = max(degree.values(), default=1)
    body = [svg.rect(0, 0, WIDTH, height, "paper")]
    body += [_curve(edge, spots, heaviest, height) for edge in sorted(held, key=_lightest)]
    body += [_node(node, spots[node.key], degree[node.key] / most) for node in chosen]
    return svg.picture(name=name, width=WIDTH, height=height, title=heading, desc=desc, body=body)


def _lightest(edge: Edge) -> tuple[int, str, str]:
    return edge.weight, edge.one, edge.other


def _degrees(edges: Sequence[Edge]) -> defaultdict[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for edge in edges:
        found[edge.one] += edge.weight
        found[edge.other] += edge.weight
    return found


def _chosen(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[Node]:
    """Those that met anybody, who met most first."""
    degree = _degrees(edges)
    met = [node for node in nodes if degree[node.key]]
    return sorted(met, key=lambda node: (-degree[node.key], node.key))[:NODES_MAX]


def sides(keys: Sequence[str], edges: Sequence[Edge]) -> tuple[list[str], list[str]]:
    """The keys of the left and the right side, from above. In the order given, each goes where
    fewer of those stand whom it met; then each side is put, round by round, at the heights of whom
    it met on the other.
    """
    met: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for edge in edges:
        met[edge.one].append((edge.other, edge.weight))
        met[edge.other].append((edge.one, edge.weight))
    side_of: dict[str, int] = {}
    for key in keys:
        pull = sum(weight * side_of.get(other, 0) for other, weight in met[key])
        surplus = sum(side_of.values())
        full = abs(surplus) >= _SURPLUS_MAX and surplus
        side_of[key] = _sign(-full or -pull or -surplus)
    left, right = ([key for key in keys if side_of[key] == side] for side in (-1, 1))
    for _ in range(_ROUNDS):
        right = _by_height(right, left, met)
        left = _by_height(left, right, met)
    return left, right


def _sign(value: float) -> int:
    return 1 if value > 0 else -1


def _by_height(
    moved: Sequence[str], fixed: Sequence[str], met: dict[str, list[tuple[str, int]]]
) -> list[str]:
    height = {key: (place + 0.5) / len(fixed) for place, key in enumerate(fixed)}
    own = {key: (place + 0.5) / len(moved) for place, key in enumerate(moved)}

    def mean(key: str) -> float:
        across = [(height[other], weight) for other, weight in met[key] if other in height]
        whole = sum(weight for _, weight in across)
        return sum(at * weight for at, weight in across) / whole if whole else own[key]

    return sorted(moved, key=lambda key: (round(mean(key), 9), key))


def _spots(keys: Sequence[str], rows: int, height: float, side: int) -> dict[str, _Spot]:
    """From above, in the middle of the height; `side` is -1 for the left, 1 for the right."""
    spots = {}
    for row, key in enumerate(keys):
        y = _EDGE + _ROW * (row + (rows - len(keys)) / 2 + 0.5)
        lean = math.sqrt(max(0.0, 1 - ((y - height / 2) / (height / 2)) ** 2))
        reach = (WIDTH / 2 - _NAMES) * (0.6 + 0.4 * lean)
        spots[key] = _Spot(WIDTH / 2 + side * reach, y, right=side > 0)
    return spots


def _curve(edge: Edge, spots: dict[str, _Spot], heaviest: int, height: float) -> str:
    """It bends towards the middle of the ring."""
    one, other = spots[edge.one], spots[edge.other]
    middle_x, middle_y = (one.x + other.x) / 2, (one.y + other.y) / 2
    pull = 0.6 if one.right == other.right else 0.0
    x = middle_x + (WIDTH / 2 - middle_x) * pull
    y = middle_y + (height / 2 - middle_y) * 0.15
    d = (
        f"M{svg.number(one.x)} {svg.number(one.y)}Q{svg.number(x)} {svg.number(y)} "
        f"{svg.number(other.x)} {svg.number(other.y)}"
    )
    wide = _TIE_MIN + _TIE_MORE * (edge.weight - 1) / max(heaviest - 1, 1)
    return svg.path(d, "tie", title=edge.said, width=wide)


def _node(node: Node, spot: _Spot, share: float) -> str:
    radius = _RADIUS_MIN + _RADIUS_MORE * math.sqrt(share)
    away = radius + 5 if spot.right else -radius - 5
    room = (WIDTH - spot.x if spot.right else spot.x) - radius - 9
    label = svg.text(
        spot.x + away,
        spot.y + 4.5,
        node.name,
        anchor="start" if spot.right else "end",
        room=room,
    )
    shape = svg.circle(spot.x, spot.y, radius, node.kind, title=node.name)
    return svg.linked(node.href, shape + label)
