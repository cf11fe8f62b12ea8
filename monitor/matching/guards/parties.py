"""Where it was and whose it was: another place, no state or body in both."""

from __future__ import annotations

from monitor.matching.guards.in_common import anybody_in_both
from monitor.matching.guards.leads import leads_in_both
from monitor.matching.traits import SAID_MAX, Traits, exact, gap
from monitor.model import AHEAD

TWO = 2  # who met, or their countries
SURE = 0.8  # as sure as a place that is told
LIKELY = 0.5  # that a place or day is the event's own
SUMMIT = "summit"
DAYS_AHEAD_MIN = 2  # one day may be the zones
NAMES_SAID_MANY = 3  # the place among them


def elsewhere_with_little_in_both(a: Traits, b: Traits) -> bool:
    """At another place, both sure, and nobody in both; or at most one state or body in both too,
    and both places are likely, both have somebody who leads, or they share not even a state.
    """
    if not elsewhere(a, b) or anybody_in_both(a, b):
        return False
    if len(_parties_in_both(a, b)) >= TWO:
        return min(a.sure_place, b.sure_place) >= SURE
    likely = min(a.sure_place, b.sure_place) >= LIKELY
    led = min(a.leads, b.leads) > 0
    return any((likely, led, set(a.countries).isdisjoint(b.countries)))


def at_no_place_of_the_other(a: Traits, b: Traits) -> bool:
    return _not_among_its_places(a, b) or _not_among_its_places(b, a)


def _not_among_its_places(a: Traits, b: Traits) -> bool:
    """The first is surely at a place that the other does not name among its own, of which none is
    the event's for certain; and nobody and at most one state or body is in both.
    """
    named = bool(b.places) and b.place is None and a.place not in b.places
    if a.place is None or a.sure_place < SURE or not named or anybody_in_both(a, b):
        return False
    return len(_parties_in_both(a, b)) < TWO


def elsewhere_through_others(a: Traits, b: Traits) -> bool:
    """At two likely places, and none of those who lead is in both; two bodies in both may be one
    event that moves on.
    """
    bodies = set(a.organisations).intersection(b.organisations)
    led = min(a.leads, b.leads) > 0
    return led and len(bodies) < TWO and _likely_elsewhere(a, b) and not leads_in_both(a, b)


def elsewhere_on_another_day(a: Traits, b: Traits) -> bool:
    """At two likely places, on two likely days."""
    likely = min(a.sure_when, b.sure_when) >= LIKELY
    return likely and (gap(a.when, b.when) or 0) > 0 and _likely_elsewhere(a, b)


def ahead_elsewhere(a: Traits, b: Traits) -> bool:
    return _ahead_elsewhere(a, b) or _ahead_elsewhere(b, a)


def _ahead_elsewhere(a: Traits, b: Traits) -> bool:
    """The first announces what is to be at a likely place that the other, which tells of what came
    about, does not name; on likely days of their own.
    """
    if a.stage not in AHEAD or b.stage is None or b.stage in AHEAD:
        return False
    place = a.place is not None and bool(b.places) and a.place not in b.places
    likely = min(a.sure_place, a.sure_when, b.sure_when) >= LIKELY
    days = exact(a.when) and exact(b.when) and (gap(a.when, b.when) or 0) >= DAYS_AHEAD_MIN
    return all((place, likely, days))


def _likely_elsewhere(a: Traits, b: Traits) -> bool:
    return elsewhere(a, b) and min(a.sure_place, b.sure_place) >= LIKELY


def elsewhere(a: Traits, b: Traits) -> bool:
    return len({a.place, b.place} - {None}) == TWO


def no_party_in_both(a: Traits, b: Traits) -> bool:
    """Both name states or bodies, and none of them nor anybody is in both; but for what shares a
    place and several other names, and for a summit, of which each outlet may name its own.
    """
    if not _parties(a) or not _parties(b) or _both_of_summits(a, b):
        return False
    if None is not a.place == b.place and _names_said_in_both(a, b) >= NAMES_SAID_MANY:
        return False
    return not (_parties_in_both(a, b) or anybody_in_both(a, b))


def one_party_in_both(a: Traits, b: Traits) -> bool:
    """Of several states and bodies of each, one is in both, and nobody; in another act, and not at
    one place.
    """
    several = min(len(_parties(a)), len(_parties(b))) >= TWO
    another_act = () != a.acts[:1] != b.acts[:1] != ()
    if not several or not another_act or None is not a.place == b.place:
        return False
    return len(_parties_in_both(a, b)) == 1 and not anybody_in_both(a, b)


def a_body_alone_in_both(a: Traits, b: Traits) -> bool:
    """A body deals with many states in a day: theirs are others, and no place, no number and nobody
    is in both; but for a summit. Of 43 pairs that this alone keeps apart in the sets under
    bench/data, none told one event.
    """
    others = bool(a.countries and b.countries) and set(a.countries).isdisjoint(b.countries)
    several = len(_parties_in_both(a, b)) > 1
    if not others or several or None is not a.place == b.place or anybody_in_both(a, b):
        return False
    return not _both_of_summits(a, b) and set(a.figures).isdisjoint(b.figures)


def _both_of_summits(a: Traits, b: Traits) -> bool:
    at_one = (a.multilateral and b.multilateral) or None is not a.place == b.place
    return at_one and not (a.alone or b.alone) and SUMMIT in a.acts and SUMMIT in b.acts


def _names_said_in_both(a: Traits, b: Traits) -> int:
    return len(set(a.names_said(SAID_MAX)).intersection(b.names_said(SAID_MAX)))


def _parties(a: Traits) -> set[str]:
    return {*a.countries, *a.organisations}


def _parties_in_both(a: Traits, b: Traits) -> set[str]:
    return _parties(a) & _parties(b)
