"""Threads: the stories of an edition that belong together, under the highest ranked of them.

Two stories belong together if one recalls the other, if they are of one visit (the same person away
from home, in the same place, on days at most two apart; who receives guests at home is not on a
visit), or if one is a meeting on the sidelines of the other: of two, where and while several met.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from monitor.digest.compose.entry import Draft
from monitor.digest.dates import first_day, last_day, precision_of
from monitor.digest.wording.summary import Gist
from monitor.gazetteer.acts import acts_that_are

_VISIT_DAYS_MAX = 2


def heads_of(by_rank: Sequence[Draft]) -> dict[str, str]:
    """Story id → the id of the first story, in this order, that it is linked with itself: what is
    linked only through a third stands alone.
    """
    neighbours: dict[str, set[str]] = {draft.story.id: set() for draft in by_rank}
    links = (*_mentioned(by_rank), *_visiting(by_rank), *_on_the_sidelines(by_rank))
    for one, other in links:
        neighbours[one].add(other)
        neighbours[other].add(one)
    heads: dict[str, str] = {}
    for draft in by_rank:
        head = draft.story.id
        if head not in heads:
            heads |= dict.fromkeys(({head} | neighbours[head]) - heads.keys(), head)
    return heads


def _mentioned(drafts: Sequence[Draft]) -> Iterator[tuple[str, str]]:
    here = {draft.story.id: draft for draft in drafts}
    for draft in drafts:
        for link in draft.story.links:
            if link in here and here[link].archive == draft.archive:
                yield draft.story.id, link


def _visiting(drafts: Sequence[Draft]) -> Iterator[tuple[str, str]]:
    """Neighbours in time among the stories of one traveller in one place."""
    stays: dict[tuple[str, str, bool], list[tuple[date, date, str]]] = {}
    for draft in drafts:
        for who, place, first, last in _stays(draft.gist):
            stays.setdefault((who, place, draft.archive), []).append((first, last, draft.story.id))
    for stay in stays.values():
        ordered = sorted(stay)
        for (_, last, one), (first, _, other) in itertools.pairwise(ordered):
            if first - last <= timedelta(days=_VISIT_DAYS_MAX) and one != other:
                yield one, other


def _stays(gist: Gist) -> Iterator[tuple[str, str, date, date]]:
    """(who, where, first day, last day) of each lead who is abroad, if the day is known."""
    stay = _when_and_where(gist)
    if stay is None or gist.place is None or not gist.place.country:
        return
    for person in gist.leads:
        if person.country not in (None, "", gist.place.country):
            yield person.known or person.key, *stay


def _on_the_sidelines(drafts: Sequence[Draft]) -> Iterator[tuple[str, str]]:
    """Meetings of two in the town of a summit, on its days, with the summit."""
    summits: dict[tuple[str, bool], list[tuple[date, date, str]]] = {}
    for draft in drafts:
        if draft.gist.multilateral and (held := _when_and_where(draft.gist)):
            summits.setdefault((held[0], draft.archive), []).append((*held[1:], draft.story.id))
    for draft in drafts if summits else ():
        if draft.gist.multilateral or draft.gist.act not in acts_that_are("of_two"):
            continue
        if (own := _when_and_where(draft.gist)) is None:
            continue
        for first, last, summit in summits.get((own[0], draft.archive), ()):
            if own[1] <= last and first <= own[2]:
                yield draft.story.id, summit


def _when_and_where(gist: Gist) -> tuple[str, date, date] | None:
    """(town, first day, last day), where all are known."""
    if gist.place is None or gist.date is None or precision_of(gist.date.start) != "day":
        return None
    first, last = first_day(gist.date), last_day(gist.date)
    return (gist.place.name, first, last) if first and last else None
