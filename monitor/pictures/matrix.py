"""A month matrix: a row for each person or country, a column for each month, a number in each cell
that has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from msgspec import Struct

from monitor.pictures import svg
from monitor.pictures.svg import Picture

_EDGE, _HEAD, _ROW, _GAP = 16, 44, 26, 2
_NAMES, _CELL, _SUM = 190, 32, 44
_SHADES = 4
_YEAR_FITS_UNTIL = 11  # in December, the next year's number begins beside it
_LIGHT_UP_TO = 2  # shades on which dark figures are read


class MatrixRow(Struct, frozen=True, kw_only=True):
    """`counts` has a number for each month."""

    name: str
    counts: tuple[int, ...]
    href: str = ""


def matrix(  # noqa: PLR0913 - all spoken by keyword
    rows: Sequence[MatrixRow],
    *,
    months: Sequence[date],
    language: str,
    heading: str,
    desc: str,
    name: str = "months",
) -> Picture:
    """`months` are any days of consecutive months."""
    width = 2 * _EDGE + _NAMES + _CELL * len(months) + _SUM
    height = _HEAD + _ROW * len(rows) + _EDGE
    highest = max((count for row in rows for count in row.counts), default=0)
    body = [svg.rect(0, 0, width, height, "paper"), *_months(months, language)]
    for index, row in enumerate(rows):
        body.append(_row(row, _HEAD + _ROW * index, highest, months, language))
    return svg.picture(name=name, width=width, height=height, title=heading, desc=desc, body=body)


def _months(months: Sequence[date], language: str) -> list[str]:
    drawn = []
    for index, month in enumerate(months):
        middle = _EDGE + _NAMES + _CELL * index + _CELL / 2
        label = format_date(month, "LLL", locale=language).rstrip(".")
        drawn.append(svg.text(middle, 36, label, kind="soft", size=11, anchor="middle", room=_CELL))
        if month.month == 1 or (index == 0 and month.month <= _YEAR_FITS_UNTIL):
            year = svg.text(middle - _CELL / 2 + 2, 18, str(month.year), size=12, bold=True)
            drawn.append(year)
    return drawn


def _row(row: MatrixRow, top: float, highest: int, months: Sequence[date], language: str) -> str:
    label = svg.text(_EDGE, top + 17, row.name, room=_NAMES - 10)
    cells = (
        _cell(
            count, _EDGE + _NAMES + _CELL * index, top, highest, _said(row, month, count, language)
        )
        for index, (month, count) in enumerate(zip(months, row.counts, strict=True))
    )
    right = _EDGE + _NAMES + _CELL * len(months) + _SUM - 4
    total = svg.text(right, top + 17, str(sum(row.counts)), bold=True, anchor="end")
    return svg.linked(row.href, label) + "".join(cells) + total


def _said(row: MatrixRow, month: date, count: int, language: str) -> str:
    return f"{row.name}, {format_date(month, 'LLLL y', locale=language)}: {count}"


def _cell(count: int, x: float, y: float, highest: int, said: str) -> str:
    shade = shade_of(count, highest)
    square = svg.rect(
        x + _GAP / 2, y + _GAP / 2, _CELL - _GAP, _ROW - _GAP, f"q{shade}", title=said
    )
    kind = "ink" if shade <= _LIGHT_UP_TO else "on"
    figure = svg.text(x + _CELL / 2, y + 17, str(count), kind=kind, size=12, anchor="middle")
    return square + (figure if count else "")


def shade_of(count: int, highest: int) -> int:
    """0 for none, else 1 to 4 in equal steps up to the highest."""
    if not count:
        return 0
    return min(_SHADES, 1 + (count - 1) * _SHADES // max(highest, _SHADES))
