"""Who met whom, how often, and for what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal

from monitor.views.facts.filters import Ask
from monitor.views.facts.forms import Knot, Network, Tie
from monitor.views.facts.profiles import named

By = Literal["people", "countries"]
_COLUMNS: dict[By, str] = {"people": "one, other", "countries": "one_country, other_country"}


def network(  # noqa: PLR0913 — the filters of one page
    ask: Ask, *, since: str, until: str, act: str | None, by: By, ties_max: int
) -> Network:
    """Of meetings that took place in that time (ISO days, both within)."""
    columns = _COLUMNS[by]
    rows = ask(
        f"""SELECT {columns}, act, count(*) FROM fact_meetings
            WHERE forward = 1 AND day >= ? AND day <= ? AND came = 'done'
            AND (? IS NULL OR act = ?) GROUP BY 1, 2, 3""",  # noqa: S608 — one of two constants
        since,
        until,
        act,
        act,
    )
    acts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one, other, which, times in rows:
        if one and other and one != other:
            acts[min(one, other), max(one, other)][which] += times
    ordered = sorted(acts.items(), key=lambda tie: (-tie[1].total(), tie[0]))
    shown = ordered[:ties_max]
    return Network(
        knots=_knots(ask, shown, by),
        ties=tuple(
            Tie(one=one, other=other, meetings=of.total(), acts=dict(of.most_common()))
            for (one, other), of in shown
        ),
        left_out=len(ordered) - len(shown),
    )


def _knots(
    ask: Ask, ties: Sequence[tuple[tuple[str, str], Counter[str]]], by: By
) -> tuple[Knot, ...]:
    meetings: Counter[str] = Counter()
    for pair, acts in ties:
        for key in pair:
            meetings[key] += acts.total()
    return tuple(_knot(ask, key, times, by) for key, times in meetings.most_common())


def _knot(ask: Ask, key: str, meetings: int, by: By) -> Knot:
    if by == "countries":
        return Knot(key=key, name=key, country=key, meetings=meetings)
    name, country = named(ask, "person", key)
    return Knot(key=key, name=name, country=country or None, meetings=meetings)
