"""What was done beside a summit is no part of it."""

from __future__ import annotations

from monitor.matching.guards.leads import through_one_of_two
from monitor.matching.traits import DONE_BY_TWO, OF_TWO, Traits

TWO = 2  # who met, or their countries
COUNTRIES_FIRST = 3  # of an account's: whoever is named further on may be an onlooker
SUMMIT = "summit"


def two_beside_a_summit(a: Traits, b: Traits) -> bool:
    return _two_of_a_side_meeting(a, b) or _two_of_a_side_meeting(b, a)


def _two_of_a_side_meeting(a: Traits, b: Traits) -> bool:
    """The first tells of two who met, alone in its title or by its main act; the other of a summit,
    through one leader or several.
    """
    if b.alone or not b.multilateral or SUMMIT not in b.acts:
        return False
    met = b.leads < TWO and not OF_TWO.isdisjoint(a.acts[:1])
    if not a.alone:
        return all((met, a.paired, b.acts[0] == SUMMIT))
    return any((all((met, not b.in_title)), all((a.in_title, b.leads != TWO))))


def one_of_two_is_missing(a: Traits, b: Traits) -> bool:
    return _misses_one_of_two(a, b) or _misses_one_of_two(b, a)


def _misses_one_of_two(a: Traits, b: Traits) -> bool:
    """The first tells of two who met, alone; the other names several states, or a state where many
    met, and not both of theirs. A summit may be told through two of those who came, and a meeting
    through one of the two.
    """
    many = 1 if b.multilateral else TWO
    if not a.alone or len(b.countries) < many or set(a.countries) <= set(b.countries):
        return False
    through_one = not b.multilateral and through_one_of_two(b, a)
    return not through_one and (a.in_title or not _both_mainly_of_summits(a, b))


def others_met_at_a_summit(a: Traits, b: Traits) -> bool:
    return _met_beside(a, b) or _met_beside(b, a)


def _met_beside(a: Traits, b: Traits) -> bool:
    """The first tells of two who met; the other mainly of a summit, through at most one leader, and
    of none of their countries.
    """
    two, met = a.countries[:TWO], not OF_TWO.isdisjoint(a.acts[:TWO])
    if a.leads != TWO or len(two) < TWO or not met:
        return False
    of_summit = b.multilateral and b.acts[:1] == (SUMMIT,) and b.leads < TWO
    return of_summit and bool(b.countries) and set(two).isdisjoint(b.countries)


def a_states_own_meeting_at_a_summit(a: Traits, b: Traits) -> bool:
    return _met_through_nobody(a, b) or _met_through_nobody(b, a)


def _met_through_nobody(a: Traits, b: Traits) -> bool:
    """The first tells, through nobody, of a meeting of two sides, or of talks with a body that the
    other does not name; the other mainly of a summit of many, without the first's own state.
    """
    body = set(a.organisations).difference(b.organisations)
    with_a_body = bool(body) and not OF_TWO.isdisjoint(a.acts)
    met = not OF_TWO.union((SUMMIT,)).isdisjoint(a.acts[:1])
    if a.leads or not met or not a.countries or (a.multilateral and not with_a_body):
        return False
    of_summit = b.multilateral and b.acts[:1] == (SUMMIT,)
    return of_summit and bool(b.countries) and a.countries[0] not in b.countries


def deed_beside_a_summit(a: Traits, b: Traits) -> bool:
    return _done_beside(a, b) or _done_beside(b, a)


def _done_beside(a: Traits, b: Traits) -> bool:
    """The first tells mainly of what its several leaders met for, agreed or signed; the other
    mainly of a summit, through one leader or two, and the two countries of the first are not its
    own.
    """
    main = DONE_BY_TWO.difference(("visit",)).intersection(a.acts[:1])
    if not main or a.leads < TWO or not b.multilateral or b.acts[:1] != (SUMMIT,):
        return False
    theirs = set(a.countries[:TWO]) <= set(b.countries[:COUNTRIES_FIRST])
    return b.leads <= TWO and not b.alone and not theirs


def _both_mainly_of_summits(a: Traits, b: Traits) -> bool:
    return a.acts[:1] == b.acts[:1] == (SUMMIT,)
