"""A story's time line: a row for each owner, a mark for each account at its hour, and the stages on
the way as lines across.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from msgspec import Struct

from monitor.model import SourceKind
from monitor.pictures import svg
from monitor.pictures.svg import Picture

WIDTH = 680
ROWS_MAX = 16
_EDGE, _ROW, _NAMES, _AXIS = 16, 26, 190, 34
_STAGE_ROW = 18
_SIZE = 5.5  # half of a mark's height
_TICKS_MAX = 7
_HOUR, _DAY = 3600, 86400
_STEPS_S = (
    *(hours * _HOUR for hours in (1, 2, 3, 6, 12)),
    *(days * _DAY for days in (1, 2, 7, 14, 30, 91, 182, 365)),
)
_SPAN_MIN_S = 2 * _HOUR


class AccountMark(Struct, frozen=True, kw_only=True):
    """One account, when it was published; `label` is its headline. Where only the day is known, it
    is drawn as long as that day, and `at` is a time within it.
    """

    at: datetime  # aware
    day: date | None = None
    owner: str
    label: str
    kind: SourceKind = "unknown"
    href: str = ""


class StageMark(Struct, frozen=True, kw_only=True):
    """When a stage was first told; `label` is its word."""

    at: datetime
    label: str


class _Scale(Struct, frozen=True, kw_only=True):
    begin: datetime
    seconds: float

    def x_of(self, at: datetime) -> float:
        share = (at - self.begin).total_seconds() / self.seconds
        return _EDGE + _NAMES + share * (WIDTH - 2 * _EDGE - _NAMES)


def timeline(  # noqa: PLR0913 - all spoken by keyword
    accounts: Sequence[AccountMark],
    stages: Sequence[StageMark] = (),
    *,
    zone: str,
    language: str,
    heading: str,
    desc: str,
    more: str = "+{count}",
    name: str = "timeline",
) -> Picture:
    """Times are shown in `zone` (IANA). Owners beyond `ROWS_MAX` share the last row, which is
    called by `more`.
    """
    rows = _rows(accounts, more)
    where = ZoneInfo(zone)
    spans = (at for one in accounts for at in _span(one, where))
    scale = _scale([*spans, *(one.at for one in stages)])
    placed = _staggered(sorted(stages, key=lambda one: one.at), scale)
    top = _EDGE + _STAGE_ROW * (1 + max((level for level, _ in placed), default=-1))
    bottom = top + _ROW * max(len(rows), 1)
    height = bottom + _AXIS
    body = [svg.rect(0, 0, WIDTH, height, "paper")]
    body += _bands(len(rows), top)
    body += _axis(scale, where, language, top, bottom)
    body += [_stage(stage, level, scale, bottom) for level, stage in placed]
    for index, (owner, marks) in enumerate(rows):
        y = top + _ROW * (index + 0.5)
        body.append(svg.text(_EDGE + 6, y + 4.5, owner, room=_NAMES - 20))
        body += [_mark(mark, y, scale, where, language) for mark in marks]
    return svg.picture(name=name, width=WIDTH, height=height, title=heading, desc=desc, body=body)


def _rows(accounts: Sequence[AccountMark], more: str) -> list[tuple[str, list[AccountMark]]]:
    """Who came first stands first."""
    rows: dict[str, list[AccountMark]] = {}
    for account in sorted(accounts, key=lambda one: (one.at, one.owner)):
        rows.setdefault(account.owner, []).append(account)
    if len(rows) <= ROWS_MAX:
        return list(rows.items())
    listed = list(rows.items())
    rest = [mark for _, marks in listed[ROWS_MAX - 1 :] for mark in marks]
    return [*listed[: ROWS_MAX - 1], (more.format(count=len(rows) - ROWS_MAX + 1), rest)]


def _scale(times: Sequence[datetime]) -> _Scale:
    if not times:
        times = [datetime.fromisoformat("2000-01-01T00:00:00+00:00")]
    first, last = min(times), max(times)
    seconds = max((last - first).total_seconds(), _SPAN_MIN_S)
    margin = 0.06 * seconds
    spare = seconds - (last - first).total_seconds()
    begin = first - timedelta(seconds=margin + spare / 2)
    return _Scale(begin=begin, seconds=seconds + 2 * margin)


def _bands(count: int, top: float) -> list[str]:
    return [
        svg.rect(_EDGE, top + _ROW * index, WIDTH - 2 * _EDGE, _ROW, "band")
        for index in range(0, count, 2)
    ]


# --- the axis ---


def _axis(scale: _Scale, zone: ZoneInfo, language: str, top: float, bottom: float) -> Iterator[str]:
    yield svg.line(_EDGE + _NAMES, bottom, WIDTH - _EDGE, bottom, "axis")
    step = next((one for one in _STEPS_S if scale.seconds / one <= _TICKS_MAX), _STEPS_S[-1])
    day_before = ""
    for at in _ticks(scale, step, zone):
        x = scale.x_of(at)
        yield svg.line(x, top, x, bottom + 4)
        day = format_datetime(at, "d MMM", locale=language)
        year = format_datetime(at, "y", locale=language)
        upper = format_datetime(at, "HH:mm", locale=language) if step < _DAY else day
        lower = day if step < _DAY else year
        yield svg.text(x, bottom + 16, upper, kind="soft", size=11, anchor="middle")
        if lower != day_before:
            yield svg.text(x, bottom + 29, lower, size=11, anchor="middle")
        day_before = lower


def _ticks(scale: _Scale, step_s: int, zone: ZoneInfo) -> Iterator[datetime]:
    """Round local times, a step apart by the clock on the wall."""
    start = scale.begin.astimezone(zone).replace(tzinfo=None)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    skipped = math.ceil((start - midnight).total_seconds() / step_s)
    end = scale.begin + timedelta(seconds=scale.seconds)
    for index in range(skipped, skipped + 3 * _TICKS_MAX):
        wall = midnight + timedelta(seconds=step_s * index)
        at = wall.replace(tzinfo=zone)
        if at > end:
            return
        yield at


# --- what stands in it ---


def _staggered(stages: Sequence[StageMark], scale: _Scale) -> list[tuple[int, StageMark]]:
    """Each stage with the line that its word stands in, so that none covers another."""
    ends: list[float] = []
    placed = []
    for stage in stages:
        left, right = _word_span(stage, scale)
        level = next((at for at, end in enumerate(ends) if end < left), len(ends))
        ends[level : level + 1] = [right + 8]
        placed.append((level, stage))
    return placed


def _word_span(stage: StageMark, scale: _Scale) -> tuple[float, float]:
    width = svg.width_of(stage.label, size=12, bold=True) + 4
    left = min(scale.x_of(stage.at), WIDTH - _EDGE - width)
    return left, left + width


def _stage(stage: StageMark, level: int, scale: _Scale, bottom: float) -> str:
    x, y = scale.x_of(stage.at), _EDGE + _STAGE_ROW * level
    left, _ = _word_span(stage, scale)
    word = svg.text(left + 3, y + 10, stage.label, kind="mark", size=12, bold=True)
    return svg.line(x, y, x, bottom, "stage") + word


def _mark(mark: AccountMark, y: float, scale: _Scale, zone: ZoneInfo, language: str) -> str:
    begin, end = map(scale.x_of, _span(mark, zone))
    if mark.day is None:
        when, bar = format_datetime(mark.at.astimezone(zone), "d MMM y HH:mm", locale=language), ""
    else:
        when = format_date(mark.day, "d MMM y", locale=language)
        bar = svg.rect(begin, y - 1.5, end - begin, 3, mark.kind)
    said = f"{when}, {mark.owner}: {mark.label}"
    shape = svg.path(_SHAPES[mark.kind]((begin + end) / 2, y), mark.kind, title=said)
    return svg.linked(mark.href, bar + shape, label=said)


def _span(mark: AccountMark, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When it may have been published: the day from midnight to midnight on the reader's wall."""
    if mark.day is None:
        return mark.at, mark.at
    begin = datetime.combine(mark.day, time(), zone)
    return begin, begin + timedelta(days=1)


def shape_of(kind: SourceKind, x: float, y: float) -> str:
    """The mark of an outlet's kind as path data, for legends too: kinds differ in shape as well as
    in colour.
    """
    return _SHAPES[kind](x, y)


def _square(x: float, y: float) -> str:
    return f"M{svg.number(x - 5)} {svg.number(y - 5)}h10v10h-10z"


def _triangle(x: float, y: float) -> str:
    return f"M{svg.number(x)} {svg.number(y - 6)}l6 11h-12z"


def _disc(x: float, y: float) -> str:
    return f"M{svg.number(x - _SIZE)} {svg.number(y)}a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0z"


def _diamond(x: float, y: float) -> str:
    return f"M{svg.number(x)} {svg.number(y - 6)}l6 6l-6 6l-6 -6z"


_SHAPES = {"party": _triangle, "state": _square, "private": _disc, "unknown": _diamond}
