"""Pages of stories, and what stands in all that meet a filter, counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import msgspec

from monitor.names.asked import asked
from monitor.names.matching import same_name
from monitor.views.facts import bits
from monitor.views.facts.bits import Bits
from monitor.views.facts.filters import (
    WORDS_CHARS_MAX,
    Ask,
    StorySets,
    after_of,
    cursor_of,
)
from monitor.views.facts.forms import (
    KINDS,
    FacetCount,
    Facets,
    PlaceCount,
    StoryFacts,
    StoryFilter,
    StoryList,
)
from monitor.views.facts.profiles import named, place_count

_LOOKED_AT = 400  # of a kind's values, the most frequent of all stories
_SAME_NAME = 0.75  # of `same_name`, as for topics
_FEW = 1000  # stories whose every value is counted
_decode = msgspec.json.Decoder(StoryFacts).decode
_decode_named = msgspec.json.Decoder(list[tuple[str, str]]).decode


def page(ask: Ask, wanted: StoryFilter, *, cursor: str | None, limit: int) -> StoryList:
    sets = StorySets(ask)
    among = sets.meeting(wanted)
    rows = sets.page(among, after=after_of(cursor), limit=limit + 1)
    shown = rows[:limit]
    return StoryList(
        stories=tuple(told_of(ask, [number for _, number in shown])),
        total=bits.count(sets.every() if among is None else among),
        cursor=cursor_of(shown[-1]) if len(rows) > limit else None,
    )


def told_of(ask: Ask, numbers: Sequence[int]) -> Iterable[StoryFacts]:
    """In that order."""
    marks = ", ".join("?" * len(numbers))
    rows = dict(
        ask(f"SELECT number, told FROM fact_stories WHERE number IN ({marks})", *numbers)  # noqa: S608 — marks
    )
    return [_decode(rows[number]) for number in numbers if number in rows]


# --- facets ---


def facets(
    ask: Ask, wanted: StoryFilter, *, kinds: Sequence[str] = KINDS, values_max: int
) -> Facets:
    """Every count is exact; beyond `_FEW` stories they are those of the values that are the most
    frequent of all.
    """
    among = StorySets(ask).meeting(wanted)
    if among is not None and bits.count(among) <= _FEW:
        counted = _counted(ask, among)
        return {kind: _first(ask, kind, counted.get(kind, {}), values_max) for kind in kinds}
    return {
        kind: _first(ask, kind, _counted_by_bits(ask, kind, among, values_max), values_max)
        for kind in kinds
    }


def _counted(ask: Ask, among: Bits) -> dict[str, dict[str, int]]:
    numbers = list(bits.numbers_of(among))
    marks = ", ".join("?" * len(numbers))
    rows = ask(f"SELECT named FROM fact_stories WHERE number IN ({marks})", *numbers)  # noqa: S608 — marks
    counts: dict[str, dict[str, int]] = {}
    for (written,) in rows:
        for kind, of in _decode_named(written):
            of_kind = counts.setdefault(kind, {})
            of_kind[of] = of_kind.get(of, 0) + 1
    return counts


def _counted_by_bits(ask: Ask, kind: str, among: Bits | None, values_max: int) -> dict[str, int]:
    first = ask(
        "SELECT of, stories FROM fact_counts WHERE kind = ? ORDER BY stories DESC, of LIMIT ?",
        kind,
        values_max if among is None else _LOOKED_AT,
    )
    if among is None:
        return dict(first)
    rows = ask(
        """SELECT fact_counts.of, chunk, bits FROM
           (SELECT of FROM fact_counts WHERE kind = ?1 ORDER BY stories DESC, of LIMIT ?2)
           AS fact_counts
           JOIN fact_bits ON fact_bits.kind = ?1 AND fact_bits.of = fact_counts.of""",
        kind,
        _LOOKED_AT,
    )
    counts: dict[str, int] = {}
    for of, chunk, held in rows:
        found = (int.from_bytes(held, "little") & among.get(chunk, 0)).bit_count()
        counts[of] = counts.get(of, 0) + found
    return {of: found for of, found in counts.items() if found}


def _first(ask: Ask, kind: str, counts: dict[str, int], values_max: int) -> tuple[FacetCount, ...]:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:values_max]
    return tuple(_facet(ask, kind, of, stories) for of, stories in ordered)


def _facet(ask: Ask, kind: str, of: str, stories: int) -> FacetCount:
    if kind != "person":
        return FacetCount(value=of, stories=stories)
    name, country = named(ask, kind, of)
    return FacetCount(value=of, stories=stories, label=name, country=country or None)


# --- people ---


def people(ask: Ask, words: str, *, people_max: int) -> tuple[FacetCount, ...]:
    """Of the people of the stories that the words find, those who are called so."""
    if not words.strip():
        return ()
    wanted = StoryFilter(words=words)
    found = facets(ask, wanted, kinds=("person",), values_max=_LOOKED_AT)["person"]
    meant = {person for one in asked(words[:WORDS_CHARS_MAX]) for person in one.ids}
    called = (
        one
        for one in found
        if one.value in meant or same_name(one.label, words[:WORDS_CHARS_MAX]) >= _SAME_NAME
    )
    return tuple(islice(called, people_max))


# --- places ---


def places(ask: Ask, wanted: StoryFilter, *, places_max: int) -> tuple[PlaceCount, ...]:
    """Where the stories that meet the filter took place, the most frequent first. A place is known
    by its name: of two of one name the country is that of the newest story's.
    """
    found = facets(ask, wanted, kinds=("place",), values_max=places_max)["place"]
    return tuple(
        place_count(one.value, named(ask, "place", one.value)[1], one.stories) for one in found
    )
