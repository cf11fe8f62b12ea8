"""What two articles have in common, beyond the day."""

from __future__ import annotations

from monitor.gazetteer.acts import acts_that_are
from monitor.matching.traits import SAID_MAX, Traits

TWO = 2
NOBODY = frozenset({None, ""})  # a person whom no row of office holders fits


def only_the_date(a: Traits, b: Traits) -> bool:
    """They share nobody, no party with its act, no place with a telling word, and no other name: a
    day alone makes no two articles one. So what nothing was read of joins nothing.
    """
    return not (
        anybody_in_both(a, b)
        or _parties_with_an_act(a, b)
        or _place_with_a_word(a, b)
        or _names_said_in_both(a, b)
    )


def _parties_with_an_act(a: Traits, b: Traits) -> bool:
    """A body or a state in what both tell, as far as both tell an act; or two of them, though their
    acts are others.
    """
    shared = {*a.organisations, *a.countries}.intersection((*b.organisations, *b.countries))
    return len(shared) >= TWO or bool(shared and not other_acts(a, b))


def other_acts(a: Traits, b: Traits) -> bool:
    """Both tell acts, of which none is in both; "talks" and "meeting" are no others."""
    if not a.acts or not b.acts or not set(a.acts).isdisjoint(b.acts):
        return False
    of_two = acts_that_are("of_two")
    return of_two.isdisjoint(a.acts) or of_two.isdisjoint(b.acts)


def _place_with_a_word(a: Traits, b: Traits) -> bool:
    """Between languages, an act is the word that both share."""
    if set(a.places).isdisjoint(b.places):
        return False
    if not set(a.words).isdisjoint(b.words):
        return True
    return bool(a.acts and b.acts) and not other_acts(a, b)


def _names_said_in_both(a: Traits, b: Traits) -> bool:
    """A name that no list holds, in the telling words of both."""
    theirs = set(b.names_said(SAID_MAX))
    return not theirs.isdisjoint(a.names_said(SAID_MAX))


def anybody_in_both(a: Traits, b: Traits) -> bool:
    """Whether one person stands in both, under whatever spelling."""
    return not _all_names(a).isdisjoint(_all_names(b))


def _all_names(a: Traits) -> set[str | None]:
    return {*a.names, *a.known} - NOBODY
