"""The week's threads: a row for each, with a dot for every day on which something came, as large as
what came.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import format_date
from msgspec import Struct

from monitor.pictures import svg
from monitor.pictures.svg import Picture

WIDTH = 640
_EDGE, _HEAD, _ROW, _TRACK = 16, 46, 52, 34  # heights, and a track's below its row's top
_RADIUS_MIN, _RADIUS_MAX = 3.5, 9.0
_DOT_ROOM = 20  # at either end of the tracks
_FULL_AT = 12  # accounts of a day that make the largest dot


class Thread(Struct, frozen=True, kw_only=True):
    """`accounts` are how many came on each day, the first day first; `note` stands beside the
    title's end ("3 stories").
    """

    title: str
    accounts: tuple[int, ...]
    note: str = ""
    href: str = ""


def week(  # noqa: PLR0913 - all spoken by keyword
    threads: Sequence[Thread],
    *,
    first: date,
    language: str,
    heading: str,
    desc: str,
    name: str = "week",
) -> Picture:
    """`first` is the day of each thread's first count; all have as many days."""
    days = max((len(thread.accounts) for thread in threads), default=1)
    columns = [
        _EDGE + _DOT_ROOM + (WIDTH - 2 * (_EDGE + _DOT_ROOM)) * day / max(days - 1, 1)
        for day in range(days)
    ]
    height = _HEAD + _ROW * len(threads) + _EDGE
    body = [svg.rect(0, 0, WIDTH, height, "paper")]
    body += _days(columns, first, language, height)
    for index, thread in enumerate(threads):
        body.append(_row(thread, columns, _HEAD + _ROW * index))
    return svg.picture(name=name, width=WIDTH, height=height, title=heading, desc=desc, body=body)


def _days(columns: Sequence[float], first: date, language: str, height: float) -> list[str]:
    drawn = []
    for index, x in enumerate(columns):
        day = first + timedelta(days=index)
        last = index == len(columns) - 1
        label = format_date(day, "EEE d", locale=language)
        drawn.append(svg.line(x, 28, x, height - _EDGE))
        drawn.append(
            svg.text(
                x,
                20,
                label,
                kind="ink" if last else "soft",
                size=12,
                bold=last,
                anchor="middle",
            )
        )
    return drawn


def _row(thread: Thread, columns: Sequence[float], top: float) -> str:
    note = svg.width_of(thread.note, size=12) if thread.note else 0.0
    room = WIDTH - 2 * _EDGE - (note + 12 if note else 0)
    title = svg.text(_EDGE, top + 16, thread.title, size=14, bold=True, room=room)
    beside = svg.text(WIDTH - _EDGE, top + 16, thread.note, kind="soft", size=12, anchor="end")
    back = svg.rect(0, top, WIDTH, 22, "paper")
    return back + svg.linked(thread.href, title) + beside + _dots(thread, columns, top + _TRACK)


def _dots(thread: Thread, columns: Sequence[float], y: float) -> str:
    told = [(x, count) for x, count in zip(columns, thread.accounts, strict=False) if count]
    if not told:
        return ""
    track = svg.line(told[0][0], y, told[-1][0], y, "track")
    return track + "".join(
        svg.circle(x, y, _radius(count), "dot", title=str(count)) for x, count in told
    )


def _radius(count: int) -> float:
    """Areas grow with the count."""
    share = math.sqrt(min(count, _FULL_AT) / _FULL_AT)
    return max(_RADIUS_MIN, _RADIUS_MAX * share)
