"""Who is known to hold which office: the rows of the data files, and what goes before them.

What an operator wrote goes before what was learnt from the log, and that before the rows; whoever
holds an office in a layer above ends the term of everybody below from that day on. A value of this
kind is an argument of reading, as names and rules are: the same text and the same holders give the
same reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter

from msgspec import structs

from monitor.names import office_holders
from monitor.names.office_holders import Holder
from monitor.names.transliteration import same_given
from monitor.text.normalize import fold_name

_DAY = len("2026-11-29")


class KnownHolders:
    """`layers` stand above the rows of the data files, the first above the next."""

    def __init__(self, *layers: Iterable[Holder]) -> None:
        self.layers = tuple(map(tuple, layers))  # what it is made of, and can be made of again
        self._layers = tuple(tuple(map(_identified, layer)) for layer in self.layers)
        self._seats = tuple(map(_by_office, self._layers))
        everyone = list(chain(*self._layers))
        self._ends = {_seat(one): one.end for one in everyone if one.end}
        self._by_key: dict[str, list[Holder]] = {}
        self._by_id: dict[str, list[Holder]] = {}
        for one in everyone:
            self._by_id.setdefault(one.id, []).append(one)
            for key in one.keys:
                self._by_key.setdefault(key, []).append(one)

    def holder_of(self, office: str, where: str, published: str | None) -> Holder | None:
        """Who held this office there and then, as far as is known for certain."""
        row = next(self._above(office, where, published), None)
        row = row or office_holders.holder_of(office, where, published)
        return row if row and self.is_in_office(row, published) else None

    def _above(self, office: str, where: str, published: str | None) -> Iterator[Holder]:
        """Of each layer who holds it: of several the one who came last."""
        alike = office_holders.offices_like(office)
        for seats in self._seats:
            terms = chain(*(seats.get((where, one), ()) for one in alike))
            held = (one for one in terms if covers(one, published))
            yield from sorted(held, key=attrgetter("start"))[-1:]

    def is_in_office(self, row: Holder, published: str | None) -> bool:
        """Whether he held it then, and nobody is known to have followed him."""
        above = next(self._above(row.office, row.where, published), None)
        if above is not None:
            return above.id == row.id
        return office_holders.is_in_office(row, published) and not self._has_left(row, published)

    def _has_left(self, row: Holder, published: str | None) -> bool:
        """Whether a layer above knows when this term ended."""
        end = self._ends.get(_seat(row), "")
        return row.start <= end < (published or "")

    def row_at(self, person_id: str, published: str | None) -> Holder:
        """The term of this person that fits the date best."""
        own = self._by_id.get(person_id, [])
        now = [one for one in own if covers(one, published)]
        if not now and office_holders.knows(person_id):
            return office_holders.row_at(person_id, published)
        return (now or own)[-1]

    def named(self, key: str, given: str | None, name: str) -> Holder | None:
        """Whom a layer above knows by this folded surname, or whole name; another given name is
        somebody else's.
        """
        keys = (key, fold_name(name.replace(" ", "").replace("-", "")))
        found = {one.id: one for each in keys for one in self._by_key.get(each, ())}
        alike = [one for one in found.values() if _may_be_called(one, given)]
        return alike[0] if len(alike) == 1 else None

    def everyone(self, published: str) -> Iterator[tuple[int, Holder]]:
        """Whoever is in office then, with the number of the layer that says so; the rows of the
        data files come last.
        """
        told: set[tuple[str, str, str]] = set()
        for number, layer in enumerate((*self._layers, office_holders.holders())):
            for one in layer:
                if _seat(one) not in told and self.is_in_office(one, published):
                    told.add(_seat(one))
                    yield number, one


def _by_office(layer: Iterable[Holder]) -> dict[tuple[str, str], list[Holder]]:
    seats: dict[tuple[str, str], list[Holder]] = {}
    for one in layer:
        seats.setdefault((one.where, one.office), []).append(one)
    return seats


def _seat(one: Holder) -> tuple[str, str, str]:
    return one.where, one.office, one.id


def _may_be_called(one: Holder, given: str | None) -> bool:
    return not (given and one.given) or same_given(given, one.given)


WRITTEN = KnownHolders()
"""Nobody but those of the data files."""


def covers(one: Holder, published: str | None) -> bool:
    """As `office_holders.is_in_office`, to the day where days are known."""
    if not published:
        return not one.end
    day = published[:_DAY]
    # a mark that stands behind all digits: a month's end is its last day, and none is for ever
    return one.start <= day <= f"{one.end}~" and office_holders.is_in_office(one, published)


def _identified(one: Holder) -> Holder:
    """The person of the data files, if it is one; else an id that is nobody's there."""
    keys = one.keys if one.given else (one.key,)
    known = office_holders.find(keys, one.given or None, one.start)
    if known is not None and known.where == one.where:
        return structs.replace(one, id=known.id)
    if not office_holders.knows(one.id):
        return one
    return structs.replace(one, id=f"{one.id}-{one.given}")


def spelt(names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The name to show, the fullest in Latin letters if there is one, and the surnames of the
    others.
    """
    ranked = sorted(dict.fromkeys(names), key=lambda name: (not name.isascii(), -len(name), name))
    return ranked[0], tuple(dict.fromkeys(name.split()[-1] for name in ranked[1:]))
