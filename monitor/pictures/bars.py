"""Factors as bars that sum to a score: each begins where the one before it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct

from monitor.pictures import svg
from monitor.pictures.svg import Picture

WIDTH = 640
_EDGE, _ROW, _BAR = 16, 26, 14
_NAMES, _FIGURES = 200, 64  # widths of what stands left and right of the bars


class Summand(Struct, frozen=True, kw_only=True):
    """One summand; `note` says why it is that much."""

    name: str
    points: float
    note: str = ""


def bars(  # noqa: PLR0913 - all spoken by keyword
    factors: Sequence[Summand],
    *,
    sum_name: str,
    heading: str,
    desc: str,
    threshold: float | None = None,
    name: str = "factors",
) -> Picture:
    """The last bar is the sum, from nothing; `threshold` is what it is compared with."""
    ends = list(accumulate((factor.points for factor in factors), initial=0.0))
    marks = [*ends, *([] if threshold is None else [threshold])]
    low, high = min(marks), max(marks)
    room = WIDTH - 2 * _EDGE - _NAMES - _FIGURES
    scale = room / ((high - low) or 1)

    def x_of(value: float) -> float:
        return _EDGE + _NAMES + (value - low) * scale

    rows = [
        _row(factor, (begin, end), x_of, _EDGE + _ROW * index)
        for index, (factor, (begin, end)) in enumerate(zip(factors, pairwise(ends), strict=True))
    ]
    top = _EDGE + _ROW * len(factors) + 4
    height = top + _ROW + _EDGE
    zero = svg.line(x_of(0), _EDGE - 4, x_of(0), height - _EDGE, "axis")
    limit = [] if threshold is None else [_limit(x_of(threshold), height, threshold)]
    total = _row(Summand(name=sum_name, points=ends[-1]), (0.0, ends[-1]), x_of, top, kind="sum")
    rule = svg.line(_EDGE, top - 2, WIDTH - _EDGE, top - 2)
    body = [svg.rect(0, 0, WIDTH, height, "paper"), zero, *rows, rule, total, *limit]
    return svg.picture(name=name, width=WIDTH, height=height, title=heading, desc=desc, body=body)


def signed(points: float) -> str:
    """With a true minus sign, which is as wide as the plus."""
    return f"{points:+.2f}".replace("-", "\u2212")


def _limit(x: float, height: float, threshold: float) -> str:
    drawn = svg.line(x, _EDGE - 4, x, height - _EDGE, "stage")
    return drawn + svg.text(x, height - 4, signed(threshold), kind="mark", size=11, anchor="middle")


def _row(
    factor: Summand,
    span: tuple[float, float],
    x_of: Callable[[float], float],
    top: float,
    *,
    kind: str = "",
) -> str:
    left, right = sorted(map(x_of, span))
    look = kind or ("plus" if factor.points >= 0 else "minus")
    figure = signed(factor.points)
    said = f"{factor.name}: {figure}" + (f" ({factor.note})" if factor.note else "")
    bold = bool(kind)
    return (
        svg.text(_EDGE, top + 13, factor.name, bold=bold, room=_NAMES - 10)
        + svg.rect(left, top + 2, max(right - left, 1), _BAR, look, title=said)
        + svg.text(WIDTH - _EDGE, top + 13, figure, bold=bold, anchor="end")
    )
