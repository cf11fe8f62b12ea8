"""Who met whom, how often, and for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from monitor.views.facts.filters import Ask
from monitor.views.facts.forms import Knot, Network, Tie
from monitor.views.facts.profiles import named

By = Literal["people", "countries"]
_COLUMNS: dict[By, tuple[str, str]] = {
    "people": ("one", "other"),
    "countries": ("one_country", "other_country"),
}
MEETINGS_MAX = 5_000  # that are counted at once, give or take a day's: 10 ms
_TOOK_PLACE = "came = 'done' AND day >= ? AND day <= ? AND (? IS NULL OR act = ?)"


def network(  # noqa: PLR0913 — the filters of one page
    ask: Ask,
    *,
    since: str,
    until: str,
    act: str | None,
    by: By,
    ties_max: int,
    meetings_max: int = MEETINGS_MAX,
) -> Network:
    """Of meetings that took place in that time (ISO days, both within); where these are too many,
    from a later day on.
    """
    one, other = _COLUMNS[by]
    counted_from = _first_counted(ask, (since, until, act, act), meetings_max)
    asked = (counted_from or since, until, act, act)
    rows = ask(
        f"""SELECT min({one}, {other}) AS a, max({one}, {other}) AS b, count(*) AS times,
                   count(*) OVER ()
            FROM fact_meetings WHERE forward = 1 AND {_TOOK_PLACE}
            AND {one} <> '' AND {other} <> '' AND {one} <> {other}
            GROUP BY a, b ORDER BY times DESC, a, b LIMIT ?""",  # noqa: S608 — constants
        *asked,
        ties_max,
    )
    ties = tuple(
        Tie(one=a, other=b, meetings=times, acts=_acts(ask, by, (a, b), asked))
        for a, b, times, _ in rows
    )
    every = rows[0][-1] if rows else 0
    return Network(
        knots=_knots(ask, ties, by),
        ties=ties,
        left_out=every - len(ties),
        counted_from=counted_from,
    )


def _first_counted(
    ask: Ask, asked: tuple[str, str, str | None, str | None], meetings_max: int
) -> str:
    """The day from which on meetings are counted, all of that day's; empty where all are."""
    rows = ask(
        f"""SELECT day FROM fact_meetings WHERE forward = 1 AND {_TOOK_PLACE}
            ORDER BY day DESC LIMIT 2 OFFSET ?""",  # noqa: S608 — constants
        *asked,
        meetings_max - 1,
    )
    last_counted, *further = [found for (found,) in rows] or [""]
    return last_counted if further else ""


def _acts(
    ask: Ask, by: By, pair: tuple[str, str], asked: tuple[str, str, str | None, str | None]
) -> dict[str, int]:
    one, other = _COLUMNS[by]
    return dict(
        ask(
            f"""SELECT act, count(*) FROM fact_meetings
                WHERE {one} = ? AND {other} = ? AND {_TOOK_PLACE}
                GROUP BY act ORDER BY 2 DESC, act""",  # noqa: S608 — constants
            *pair,
            *asked,
        )
    )


def _knots(ask: Ask, ties: Sequence[Tie], by: By) -> tuple[Knot, ...]:
    meetings: Counter[str] = Counter()
    for tie in ties:
        for key in (tie.one, tie.other):
            meetings[key] += tie.meetings
    return tuple(_knot(ask, key, times, by) for key, times in meetings.most_common())


def _knot(ask: Ask, key: str, meetings: int, by: By) -> Knot:
    if by == "countries":
        return Knot(key=key, name=key, country=key, meetings=meetings)
    name, country = named(ask, "person", key)
    return Knot(key=key, name=name, country=country or None, meetings=meetings)
