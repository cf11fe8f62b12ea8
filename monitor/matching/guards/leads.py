"""Who leads: other two who met, another who met one of them, others who did something else."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.matching.guards.in_common import NOBODY, anybody_in_both
from monitor.matching.traits import OF_TWO, Traits

TWO = 2  # who met, or their countries
NAMED_MANY = 4  # people, and the second of two who met would be among them
MANY_PARTIES = 5  # of an account that is wider than a meeting of two
COUNTRIES_FIRST = 3  # of an account's: whoever is named further on may be an onlooker


def others_lead(a: Traits, b: Traits) -> bool:
    """Each is led by several, and by nobody who leads the other."""
    many = a.multilateral and b.multilateral
    return min(a.leads, b.leads) >= TWO and not many and not leads_in_both(a, b)


def another_of_two(a: Traits, b: Traits) -> bool:
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


def others_did_another_thing(a: Traits, b: Traits) -> bool:
    """Nobody leads both, and the main acts and the two countries that each names first differ."""
    many = a.multilateral and b.multilateral
    another_act = () != a.acts[:1] != b.acts[:1] != ()
    led = min(a.leads, b.leads) > 0 and not leads_in_both(a, b)
    return led and another_act and not many and _of_others(a, b) and _of_others(b, a)


def a_protest_and_talks(a: Traits, b: Traits) -> bool:
    return _protest_and_talks(a, b) or _protest_and_talks(b, a)


def _protest_and_talks(a: Traits, b: Traits) -> bool:
    """One state protests, and the two sit together: nobody in both."""
    talked = not OF_TWO.union(("consultations",)).isdisjoint(b.acts[:1])
    return a.acts[:1] == ("protest",) and talked and not anybody_in_both(a, b)


def others_in_a_wider_account(a: Traits, b: Traits) -> bool:
    return _wider(a, b) or _wider(b, a)


def _wider(a: Traits, b: Traits) -> bool:
    """The first tells of two who met, alone; the other, in another act, of many states and bodies,
    led by others and naming neither of the two.
    """
    another_act = () != a.acts[:1] != b.acts[:1] != ()
    many = len({*b.countries, *b.organisations}) >= MANY_PARTIES and not b.multilateral
    return a.alone and b.leads > 0 and another_act and many and not anybody_in_both(a, b)


def _of_others(a: Traits, b: Traits) -> bool:
    two = a.countries[:TWO]
    return len(two) == TWO and not set(two) <= set(b.countries[:COUNTRIES_FIRST])


def two_not_named(a: Traits, b: Traits) -> bool:
    """Each is led by two, of whom a holder of an office is not even named in the other."""
    if not a.leads == b.leads == TWO or (a.multilateral and b.multilateral):
        return False
    return _one_not_named(a, b) and _one_not_named(b, a)


def _one_not_named(a: Traits, b: Traits) -> bool:
    return any(known and known not in b.known for _, known in _not_led_by(a, b))


def one_in_the_title_is_not_named(a: Traits, b: Traits) -> bool:
    return _names_neither_nor(a, b) or _names_neither_nor(b, a)


def _names_neither_nor(a: Traits, b: Traits) -> bool:
    """The first has the two who met in its title; the other does not name one of them, who is known
    to hold an office, nor both of their countries among its first.
    """
    met = a.in_title and a.leads >= TWO and not OF_TWO.isdisjoint(a.acts[:TWO])
    wide = len(b.names) >= NAMED_MANY and not set(a.countries[:TWO]) <= set(b.countries)
    through_one = not wide and through_one_of_two(b, a)
    others = min(len(b.names), len(b.countries)) >= TWO and not through_one
    if not met or not others or (a.multilateral and b.multilateral):
        return False
    named = {*b.names, *b.known}
    missing = any(known and known not in named for known in a.known[:TWO])
    return missing and not set(a.countries[:TWO]) <= set(b.countries[:COUNTRIES_FIRST])


def through_one_of_two(b: Traits, a: Traits) -> bool:
    """The account is led by one of the other's two, and tells mainly of a meeting or a visit."""
    met = not OF_TWO.union(("visit",)).isdisjoint(b.acts[:1])
    return met and b.leads == 1 and bool(shared_of_two(b, a))


def shared_of_two(a: Traits, b: Traits) -> set[str]:
    """Who of the first's two is one of the other's two."""
    theirs = {*b.names[:TWO], *b.known[:TWO]} - NOBODY
    mine = zip(a.names[:TWO], a.known[:TWO], strict=True)
    return {name for name, known in mine if not theirs.isdisjoint((name, known))}


def two_lead(a: Traits, b: Traits) -> bool:
    """The two of the first are among those who lead the other."""
    led = _leads(b)
    two = zip(a.names[:TWO], a.known[:TWO], strict=True)
    return all(not led.isdisjoint(one) for one in two)


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


def _leads(a: Traits) -> set[str | None]:
    return {*a.names[: a.leads], *a.known[: a.leads]} - NOBODY


def leads_in_both(a: Traits, b: Traits) -> bool:
    return not _leads(a).isdisjoint(_leads(b))
