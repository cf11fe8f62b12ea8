"""The order of entries, by a stated formula; `--explain` prints its summands line by line.

    score = newness (0-30) + people (0-30) + act and stage (-20-33) + breadth (0-20) + topics (0-15)

- newness: 30 × (1 − days since the event ÷ fresh_days), never below 0; for an update, the points of
its weightiest new fact.
- people: 4 × standing of the highest lead + 2 × standing of the next (5: head of state or
government, … 1: any office).
- act and stage: their points in data/standing.toml.
- breadth: 4 × log2(independent owners) + 2 × (languages − 1), at most 20: many outlets of one owner
count once.
- topics: 5 for each of the reader's topics that the story meets, at most 15.

Whatever the score, nobody drowns the others: `shares` says what stands behind them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from monitor.digest.compose.context import EditionContext
from monitor.digest.dates import last_day
from monitor.digest.model import Reason
from monitor.digest.wording.locale import table
from monitor.digest.wording.sourcing import Sources
from monitor.digest.wording.summary import Gist
from monitor.events.stories_and_feeds import Member
from monitor.gazetteer.offices import rank_of
from monitor.model import Fact

NEWNESS_MAX = 30.0
BREADTH_MAX = 20.0
TOPICS_MAX = 15.0
_HEAD_LEVEL = 5
_FIRST_LEAD, _NEXT_LEAD, _OWNERS, _LANGUAGES, _TOPIC = 4.0, 2.0, 4.0, 2.0, 5.0


def reasons_for(
    gist: Gist,
    members: Sequence[Member],
    *,
    new_facts: Sequence[Fact],
    topics: int,
    edition: EditionContext,
) -> tuple[Reason, ...]:
    """The summands of a story's score. `new_facts` is empty unless the story is told again;
    `topics` is how many it meets.
    """
    newness = (
        _update(new_facts) if new_facts else _newness(gist, edition.today, edition.rules.fresh_days)
    )
    return (
        newness,
        _people(gist),
        _act(gist),
        _breadth(members, edition.sources),
        topics_met(topics),
    )


def standing(gist: Gist) -> int:
    """The level, 0 to 5, of the highest-standing person who takes part."""
    return max((level(person.office) for person in (*gist.leads, *gist.present)), default=0)


def level(office: str | None) -> int:
    """0 without an office, 1 with any, 5 for a head of state or government."""
    if not office:
        return 0
    # a chamber does not change the standing
    house = office.removesuffix("-upper").removesuffix("-lower")
    return max(1, _HEAD_LEVEL + 1 - rank_of(house))


def _newness(gist: Gist, today: date, fresh_days: int) -> Reason:
    day = last_day(gist.date)
    if day is None:
        return Reason(name="newness", points=NEWNESS_MAX / 2, note="date unknown: half")
    age = max(0, (today - day).days)
    points = NEWNESS_MAX * max(0.0, 1 - age / max(1, fresh_days))
    return Reason(
        name="newness", points=round(points, 1), note=f"{age} days since {day.isoformat()}"
    )


def _update(facts: Sequence[Fact]) -> Reason:
    weights = table("standing")["facts"]
    best = max(facts, key=lambda fact: weights.get(fact.kind, 0))
    return Reason(
        name="newness",
        points=float(weights.get(best.kind, 0)),
        note=f"weightiest new fact: {best.kind}",
    )


def _people(gist: Gist) -> Reason:
    levels = sorted((level(person.office) for person in gist.leads), reverse=True)[:2]
    points = sum(
        standing_of * weight
        for standing_of, weight in zip(levels, (_FIRST_LEAD, _NEXT_LEAD), strict=False)
    )
    return Reason(
        name="people",
        points=points,
        note="standing " + " and ".join(map(str, levels)) if levels else "nobody named",
    )


def _act(gist: Gist) -> Reason:
    weights = table("standing")
    act = float(weights["acts"].get(gist.act, weights["unknown_act"])) if gist.act else 0.0
    stage = float(weights["stages"].get(gist.stage, 0))
    note = ", ".join(filter(None, (gist.act, gist.stage)))
    return Reason(name="act and stage", points=act + stage, note=note or "unknown")


def _breadth(members: Sequence[Member], sources: Sources) -> Reason:
    owners = len({sources.owner(member.article) for member in members})
    languages = len({member.reading.language for member in members})
    points = min(BREADTH_MAX, _OWNERS * math.log2(max(1, owners)) + _LANGUAGES * (languages - 1))
    return Reason(
        name="breadth",
        points=round(points, 1),
        note=f"independent owners {owners}, languages {languages}",
    )


def topics_met(met: int) -> Reason:
    return Reason(name="topics", points=min(TOPICS_MAX, _TOPIC * met), note=f"topics met {met}")
