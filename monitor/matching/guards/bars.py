"""What forbids two articles to tell one story, whatever the weights say: other two who met, another
round, the meeting beside the summit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from monitor.gazetteer.acts import acts_that_are
from monitor.matching import compare
from monitor.matching.guards.in_common import NOBODY, anybody_in_both, other_acts
from monitor.matching.traits import DONE_BY_TWO, OF_TWO, SAID_MAX, Traits, exact, gap

TWO = 2  # who met, or their countries
COUNTRIES_FIRST = 3  # of an account's: whoever is named further on may be an onlooker
SURE = 0.8  # as sure as a place that is told
LIKELY = 0.5  # that a place or day is the event's own
SUMMIT = "summit"
NAMES_SAID_MANY = 3  # the place among them


def guard(a: Traits, b: Traits) -> str | None:
    """What forbids two articles to tell one story, whatever the weights say."""
    for forbids, reason in GUARDS:
        if forbids(a, b):
            return reason
    return None


def _other_pair(a: Traits, b: Traits) -> bool:
    """Each names its two who met, and at most one of them is in both."""
    if not (a.paired and b.paired and _of_two(a) and _of_two(b)):
        return False
    return len(_shared_of_two(a, b)) < TWO


def _others_who_met(a: Traits, b: Traits) -> bool:
    """Of 3,200 pairs of accounts that this keeps apart in the sets under bench/data, 2 told one
    event.
    """
    if not _of_leads(a) or not _of_leads(b) or anybody_in_both(a, b):
        return False
    return (a.paired and b.paired) or _other_two_countries(a, b)


def _two_beside_a_summit(a: Traits, b: Traits) -> bool:
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


def _other_first_countries(a: Traits, b: Traits) -> bool:
    """The two countries that each names first are not among the other's; and the two lead alone, or
    they are at another place or act, or share nobody, no body and no place.
    """
    if min(len(a.countries), len(b.countries)) < TWO:
        return False
    if a.alone and b.alone:
        return _of_two(a) and set(a.countries) != set(b.countries)
    mine, theirs = set(a.countries[:TWO]), set(b.countries[:TWO])
    many, within = (
        (a.multilateral, b.multilateral),
        (mine <= {*b.countries}, theirs <= {*a.countries}),
    )
    if any((*many, *within)):
        return False
    return any((_elsewhere(a, b), other_acts(a, b), _nothing_else_in_both(a, b)))


def _nothing_else_in_both(a: Traits, b: Traits) -> bool:
    bodies = set(a.organisations).intersection(b.organisations)
    places = {a.place}.intersection({b.place}) - {None}
    return not any((bodies, places, anybody_in_both(a, b)))


def _elsewhere(a: Traits, b: Traits) -> bool:
    return len({a.place, b.place} - {None}) == TWO


def _two_and_nobody(a: Traits, b: Traits) -> bool:
    return _not_of_their_two(a, b) or _not_of_their_two(b, a)


def _not_of_their_two(a: Traits, b: Traits) -> bool:
    """The first tells of two who met; the other of nobody in particular, and of other countries."""
    if not a.paired or a.multilateral or b.leads or len(b.countries) < TWO:
        return False
    return not set(a.countries[:TWO]) <= set(b.countries[:COUNTRIES_FIRST])


def _elsewhere_with_little_in_both(a: Traits, b: Traits) -> bool:
    """At another place, both sure, and nobody in both; or at most one state or body in both too, and
    both places are likely, both have somebody who leads, or it is not even a state that they share.
    """
    if not _elsewhere(a, b) or anybody_in_both(a, b):
        return False
    if len(_parties_in_both(a, b)) >= TWO:
        return min(a.sure_place, b.sure_place) >= SURE
    likely = min(a.sure_place, b.sure_place) >= LIKELY
    led = min(a.leads, b.leads) > 0
    return any((likely, led, set(a.countries).isdisjoint(b.countries)))


def _elsewhere_through_others(a: Traits, b: Traits) -> bool:
    """At two likely places, and none of those who lead is in both; two bodies in both may be one
    event that moves on.
    """
    bodies = set(a.organisations).intersection(b.organisations)
    led = min(a.leads, b.leads) > 0
    return led and len(bodies) < TWO and _likely_elsewhere(a, b) and not _leads_in_both(a, b)


def _elsewhere_on_another_day(a: Traits, b: Traits) -> bool:
    """At two likely places, on two likely days."""
    likely = min(a.sure_when, b.sure_when) >= LIKELY
    return likely and (gap(a.when, b.when) or 0) > 0 and _likely_elsewhere(a, b)


def _likely_elsewhere(a: Traits, b: Traits) -> bool:
    return _elsewhere(a, b) and min(a.sure_place, b.sure_place) >= LIKELY


def _others_lead(a: Traits, b: Traits) -> bool:
    """Each is led by several, and by nobody who leads the other."""
    many = a.multilateral and b.multilateral
    return min(a.leads, b.leads) >= TWO and not many and not _leads_in_both(a, b)


def _another_of_two(a: Traits, b: Traits) -> bool:
    """Two met in each, of whom at most one is in both; and the others are known to hold an office,
    or one of them is named in the other account, and led nothing there.
    """
    two = a.leads == b.leads == TWO and not (a.multilateral and b.multilateral)
    met = not (OF_TWO.isdisjoint(a.acts[:TWO]) or OF_TWO.isdisjoint(b.acts[:TWO]))
    if not two or not met:
        return False
    mine, theirs = _not_led_by(a, b), _not_led_by(b, a)
    if all((_of_office(mine), _of_office(theirs))):
        return True
    single = len(mine) == len(theirs) == 1
    return single and (_named(b, mine) or _named(a, theirs))


def _not_led_by(a: Traits, b: Traits) -> list[tuple[str, str | None]]:
    """Who of the first's leads does not lead the other, by name and by office."""
    led = _leads(b)
    mine = zip(a.names[: a.leads], a.known[: a.leads], strict=True)
    return [(name, known) for name, known in mine if led.isdisjoint((name, known))]


def _of_office(people: Iterable[tuple[str, str | None]]) -> bool:
    return any(known for _, known in people)


def _named(a: Traits, people: Iterable[tuple[str, str | None]]) -> bool:
    """One of them under any spelling."""
    here = {*a.names, *a.known} - NOBODY
    return any(not here.isdisjoint(one) for one in people)


def _others_did_another_thing(a: Traits, b: Traits) -> bool:
    """Nobody leads both, the main acts are two, and so are the two countries that each names first."""
    many = a.multilateral and b.multilateral
    another_act = () != a.acts[:1] != b.acts[:1] != ()
    led = min(a.leads, b.leads) > 0 and not _leads_in_both(a, b)
    return led and another_act and not many and _of_others(a, b) and _of_others(b, a)


def _of_others(a: Traits, b: Traits) -> bool:
    two = a.countries[:TWO]
    return len(two) == TWO and not set(two) <= set(b.countries[:COUNTRIES_FIRST])


def _two_not_named(a: Traits, b: Traits) -> bool:
    """Each is led by two, of whom a holder of an office is not even named in the other."""
    if not a.leads == b.leads == TWO or (a.multilateral and b.multilateral):
        return False
    return _one_not_named(a, b) and _one_not_named(b, a)


def _one_not_named(a: Traits, b: Traits) -> bool:
    return any(known and known not in b.known for _, known in _not_led_by(a, b))


def _one_in_the_title_is_not_named(a: Traits, b: Traits) -> bool:
    return _names_neither_nor(a, b) or _names_neither_nor(b, a)


def _names_neither_nor(a: Traits, b: Traits) -> bool:
    """The first has the two who met in its title; the other does not name one of them, who is known
    to hold an office, nor both of their countries among its first.
    """
    met = a.in_title and a.leads >= TWO and not OF_TWO.isdisjoint(a.acts[:TWO])
    others = min(len(b.names), len(b.countries)) >= TWO and not _through_one_of_two(b, a)
    if not met or not others or (a.multilateral and b.multilateral):
        return False
    named = {*b.names, *b.known}
    missing = any(known and known not in named for known in a.known[:TWO])
    return missing and not set(a.countries[:TWO]) <= set(b.countries[:COUNTRIES_FIRST])


def _through_one_of_two(b: Traits, a: Traits) -> bool:
    return b.leads == 1 and bool(_shared_of_two(b, a))


def _leads(a: Traits) -> set[str | None]:
    return {*a.names[: a.leads], *a.known[: a.leads]} - NOBODY


def _leads_in_both(a: Traits, b: Traits) -> bool:
    return not _leads(a).isdisjoint(_leads(b))


def _no_party_in_both(a: Traits, b: Traits) -> bool:
    """Both name states or bodies, and none of them nor anybody is in both; but for what shares a
    place and several other names, and for a summit, of which each outlet may name its own.
    """
    if not _parties(a) or not _parties(b) or _both_of_summits(a, b):
        return False
    if None is not a.place == b.place and _names_said_in_both(a, b) >= NAMES_SAID_MANY:
        return False
    return not (_parties_in_both(a, b) or anybody_in_both(a, b))


def _one_party_in_both(a: Traits, b: Traits) -> bool:
    """Of several states and bodies of each, one is in both, and nobody; in another act, and not at
    one place.
    """
    several = min(len(_parties(a)), len(_parties(b))) >= TWO
    another_act = () != a.acts[:1] != b.acts[:1] != ()
    if not several or not another_act or None is not a.place == b.place:
        return False
    return len(_parties_in_both(a, b)) == 1 and not anybody_in_both(a, b)


def _one_of_two_is_missing(a: Traits, b: Traits) -> bool:
    return _misses_one_of_two(a, b) or _misses_one_of_two(b, a)


def _misses_one_of_two(a: Traits, b: Traits) -> bool:
    """The first tells of two who met, alone; the other names several states, or a state where many
    met, and not both of theirs. A summit may be told through two of those who came, and a meeting
    through one of the two.
    """
    many = 1 if b.multilateral else TWO
    if not a.alone or len(b.countries) < many or set(a.countries) <= set(b.countries):
        return False
    through_one = not b.multilateral and _through_one_of_two(b, a)
    return not through_one and (a.in_title or not _both_mainly_of_summits(a, b))


def _others_met_at_a_summit(a: Traits, b: Traits) -> bool:
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


def _deed_beside_a_summit(a: Traits, b: Traits) -> bool:
    return _done_beside(a, b) or _done_beside(b, a)


def _done_beside(a: Traits, b: Traits) -> bool:
    """The first tells mainly of what its several leaders met for, agreed or signed; the other mainly
    of a summit, through one leader or two, and the two countries of the first are not its own.
    """
    main = DONE_BY_TWO.difference(("visit",)).intersection(a.acts[:1])
    if not main or a.leads < TWO or not b.multilateral or b.acts[:1] != (SUMMIT,):
        return False
    theirs = set(a.countries[:TWO]) <= set(b.countries[:COUNTRIES_FIRST])
    return b.leads <= TWO and not b.alone and not theirs


def _names_said_in_both(a: Traits, b: Traits) -> int:
    return len(set(a.names_said(SAID_MAX)).intersection(b.names_said(SAID_MAX)))


def _parties(a: Traits) -> set[str]:
    return {*a.countries, *a.organisations}


def _parties_in_both(a: Traits, b: Traits) -> set[str]:
    return _parties(a) & _parties(b)


def _both_of_summits(a: Traits, b: Traits) -> bool:
    at_one = (a.multilateral and b.multilateral) or None is not a.place == b.place
    return at_one and not (a.alone or b.alone) and SUMMIT in a.acts and SUMMIT in b.acts


def _both_mainly_of_summits(a: Traits, b: Traits) -> bool:
    return a.acts[:1] == b.acts[:1] == (SUMMIT,)


def _same_act_to_another(a: Traits, b: Traits) -> bool:
    """One ministry hands two notes on one day: to other states."""
    alike = a.acts[:1] == b.acts[:1] and not acts_that_are("to_one").isdisjoint(a.acts[:1])
    return alike and _other_two_countries(a, b) and not (a.multilateral or b.multilateral)


def _act_of_its_own(a: Traits, b: Traits) -> bool:
    alone = acts_that_are("of_their_own")
    return not alone.isdisjoint({*a.acts[:1]}.difference(b.acts) | {*b.acts[:1]}.difference(a.acts))


def _of_leads(a: Traits) -> bool:
    return a.leads > 0 and not a.multilateral


def _other_two_countries(a: Traits, b: Traits) -> bool:
    return _of_two(a) and _of_two(b) and set(a.countries) != set(b.countries)


def _of_two(a: Traits) -> bool:
    return len(a.countries) == TWO


def _other_round(a: Traits, b: Traits) -> bool:
    """Both write out the event's own day and its number in a row, and neither names the other's."""
    if not a.ordinals or not b.ordinals or not set(a.ordinals).isdisjoint(b.ordinals):
        return False
    exact_days = exact(a.when) and exact(b.when)
    return exact_days and _written_days_apart(a, b, at_least_days=1)


def _call_and_meeting(a: Traits, b: Traits) -> bool:
    if not compare.from_afar(a.acts, b.acts):
        return False
    return _written_days_apart(a, b, at_least_days=compare.DAYS_APART_MIN)


def _written_days_apart(a: Traits, b: Traits, *, at_least_days: int) -> bool:
    """Both write out the event's days: so far from each other, and none of them named by both."""
    if not a.written or not b.written:
        return False
    apart_days = gap(a.when, b.when) or 0
    return apart_days >= at_least_days and set(a.days).isdisjoint(b.days)


def _shared_of_two(a: Traits, b: Traits) -> set[str]:
    """Who of the first's two is one of the other's two."""
    theirs = {*b.names[:TWO], *b.known[:TWO]} - NOBODY
    mine = zip(a.names[:TWO], a.known[:TWO], strict=True)
    return {name for name, known in mine if not theirs.isdisjoint((name, known))}


GUARDS: tuple[tuple[Callable[[Traits, Traits], bool], str], ...] = (
    (_other_pair, "both name the two who met, and they are not the same two"),
    (
        _others_who_met,
        "two who met, or two countries, that are not the same two, and nobody in common",
    ),
    (_two_beside_a_summit, "one tells of two who met at its side, the other of the summit"),
    (
        _other_first_countries,
        "other two countries, and another place or act, or nothing else in both",
    ),
    (_two_and_nobody, "one names two who met, the other nobody, and not their countries"),
    (_same_act_to_another, "the same act to another state"),
    (_elsewhere_with_little_in_both, "another place, and nobody and at most one party in both"),
    (_elsewhere_through_others, "another place, both likely, and none of those who lead in both"),
    (_elsewhere_on_another_day, "another place on another day, all of them likely"),
    (_others_lead, "each is led by several, and none of them leads the other"),
    (_others_did_another_thing, "another main act of other two countries, and led by others"),
    (_another_of_two, "two met in each, and it is another who met one of them"),
    (_one_in_the_title_is_not_named, "one of the two in its title is not named in the other"),
    (_two_not_named, "each is led by two, of whom one is not named in the other"),
    (_no_party_in_both, "both name states or bodies, and none of them nor anybody is in both"),
    (_one_party_in_both, "another act, and of several states and bodies one alone in both"),
    (_one_of_two_is_missing, "one tells of two who met, the other not of both their countries"),
    (_others_met_at_a_summit, "one tells of two who met, the other of a summit of others"),
    (_deed_beside_a_summit, "one tells of what several did at its side, the other of the summit"),
    (_act_of_its_own, "credentials or a ratification, of which the other says nothing"),
    (_other_round, "another round, on days that both write out"),
    (_call_and_meeting, "a call and a meeting, on days that both write out"),
)
