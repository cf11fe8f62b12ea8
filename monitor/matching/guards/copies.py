"""Two articles in the same words, whatever was read of them: outlets carry one agency's copy."""

from __future__ import annotations

from monitor.matching.traits import Traits, gap

# telling words, of which all are in both; of more of them, nearly all
WORDS_MIN, WORDS_LONG = 4, 8
SHARE_MIN = 0.85
DAYS_APART_MAX = 2  # of publishing: the same words a week later are of the next meeting


def in_the_same_words(a: Traits, b: Traits) -> bool:
    """The same telling words, names, figures and days, published within two days; and whatever was
    read of the one was read of the other.
    """
    near = (gap(a.published, b.published) or 0) <= DAYS_APART_MAX
    return near and _read_alike(a, b) and _said_alike(a, b)


def _read_alike(a: Traits, b: Traits) -> bool:
    return _read_of(a) == _read_of(b)


def _read_of(a: Traits) -> tuple[object, ...]:
    sets = map(frozenset, (a.names, a.countries, a.figures, a.days))
    return (a.language, a.place, a.ordinals, *sets)


def _said_alike(a: Traits, b: Traits) -> bool:
    mine, theirs = set(a.words), set(b.words)
    fewer, shared = min(len(mine), len(theirs)), len(mine & theirs)
    least = SHARE_MIN if fewer >= WORDS_LONG else 1.0
    return fewer >= WORDS_MIN and shared >= least * len(mine | theirs) and _names(a) == _names(b)


def _names(a: Traits) -> set[str]:
    return {a.words[at] for at in a.said}
