"""Threads: the stories of an edition that belong together, under the highest ranked of them.

Two stories belong together if one recalls the other or may be the same, or if they are of one
visit: the same person away from home, in the same place, on days at most two apart. Who receives
guests at home is not on a visit.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from monitor.digest.compose.entry import Draft
from monitor.digest.dates import first_day, last_day, precision_of
from monitor.digest.wording.summary import Gist

_VISIT_DAYS_MAX = 2


def heads_of(by_rank: Sequence[Draft]) -> dict[str, str]:
    """Story id → the id of the first story, in this order, that it is linked with itself: what is
    linked only through a third stands alone.
    """
    neighbours: dict[str, set[str]] = {draft.story.id: set() for draft in by_rank}
    for one, other in (*_mentioned(by_rank), *_visiting(by_rank)):
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
        maybe = draft.story.maybe
        unsure = (maybe,) if maybe in here and may_be_one(draft.gist, here[maybe].gist) else ()
        for link in (*draft.story.links, *unsure):
            if link in here and here[link].archive == draft.archive:
                yield draft.story.id, link


def may_be_one(one: Gist, other: Gist) -> bool:
    """Whether readers may be told that two stories may be one: nobody is told so of two with no
    country and nobody in common.
    """
    in_common = (
        (frozenset(one.countries), frozenset(other.countries)),
        (_who_leads(one), _who_leads(other)),
    )
    known = [mine & theirs for mine, theirs in in_common if mine and theirs]
    return not known or any(known)


def _who_leads(gist: Gist) -> frozenset[str]:
    return frozenset(person.known or person.key for person in gist.leads)


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
    if gist.place is None or gist.date is None or precision_of(gist.date.start) != "day":
        return
    first, last = first_day(gist.date), last_day(gist.date)
    if first is None or last is None or not gist.place.country:
        return
    for person in gist.leads:
        if person.country not in (None, "", gist.place.country):
            yield person.known or person.key, gist.place.name, first, last
