"""What outlets of two countries tell of the same stories, and what only one side's tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from monitor.model import CountryCode
from monitor.views.facts import bits
from monitor.views.facts.bits import Bits
from monitor.views.facts.filters import Ask, StorySets
from monitor.views.facts.forms import Compared, Comparing, SideTold, StoryFacts, StoryFilter
from monitor.views.facts.stories import told_of


def compare(
    ask: Ask, country_a: CountryCode, country_b: CountryCode, wanted: StoryFilter, *, limit: int
) -> Comparing:
    """Among the stories that meet the filter; `limit` of each kind are shown."""
    sets = StorySets(ask)
    among = sets.meeting(wanted)
    told_a, told_b = (
        _among(sets.having("outlet_country", country), among) for country in (country_a, country_b)
    )
    both, only_a = bits.both(told_a, told_b), bits.without(told_a, told_b)
    only_b = bits.without(told_b, told_a)
    sides = (country_a, country_b)
    return Comparing(
        country_a=country_a,
        country_b=country_b,
        both=bits.count(both),
        only_a=bits.count(only_a),
        only_b=bits.count(only_b),
        told_by_both=_latest(ask, both, sides, limit),
        told_by_a=_latest(ask, only_a, sides[:1], limit),
        told_by_b=_latest(ask, only_b, sides[1:], limit),
    )


def _among(told: Bits, among: Bits | None) -> Bits:
    return told if among is None else bits.both(told, among)


def _latest(
    ask: Ask, among: Bits, sides: Sequence[CountryCode], limit: int
) -> tuple[Compared, ...]:
    page = StorySets(ask).page(among, after=None, limit=limit)
    return tuple(
        Compared(story=story, sides=tuple(_sides(ask, story, sides)))
        for story in told_of(ask, [number for _, number in page])
    )


def _sides(ask: Ask, story: StoryFacts, sides: Sequence[CountryCode]) -> Iterable[SideTold]:
    for country in sides:
        rows = ask(
            """SELECT outlet, coalesce(published_at, nullif(published, ''), seen_at), act, stage
               FROM fact_accounts WHERE number = ? AND country = ? ORDER BY seq""",
            story.number,
            country,
        )
        if rows:
            yield _side(country, rows)


def _side(country: CountryCode, rows: Sequence[Sequence[Any]]) -> SideTold:
    outlets, times, acts, stages = zip(*rows, strict=True)
    return SideTold(
        country=country,
        accounts=len(rows),
        outlets=_once(outlets),
        first_at=min(times),
        acts=_once(acts),
        stages=_once(stages),
    )


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))
