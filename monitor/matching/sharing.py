"""One object for what many articles say alike: the same day, place, office holder, list of acts.

Each decoded Reading brings objects of its own, and open stories hold thousands of them. Here equal
ones become one, in place: nothing that can be read of a Reading changes. It is done where an
article enters the index, so that a replay does not pay for it, and while a snapshot is decoded, so
that what is let go of makes room for what comes next.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Hashable
from typing import TypeVar, cast

from msgspec.structs import force_setattr

from monitor.model import Article, Claim, Figure, Person, Place, Quotation, Reading, Span

KEPT = 8_192  # the latest of what was seen; more than one month of news names

NONE: dict[str, int] = {}  # shared by all who dropped no line

Value = TypeVar("Value", bound=Hashable)


@functools.lru_cache(maxsize=KEPT)
def _first(value: Hashable) -> Hashable:
    return value


def one(value: Value) -> Value:
    """The first of equal values that was asked about."""
    return cast(Value, _first(value))


@functools.lru_cache(maxsize=KEPT)
def _first_reasons(value: tuple[str, ...]) -> tuple[str, ...]:
    return value


@functools.lru_cache(maxsize=KEPT)
def _first_number(value: float) -> float:
    return value


def share(article: Article, reading: Reading) -> None:
    """Make the parts of `reading` one with equal parts of others that were shared before."""
    _intern(article, "outlet", "lang")
    if reading.title == article.title:
        force_setattr(reading, "title", article.title)
    force_setattr(reading, "language", sys.intern(reading.language))
    for name in ("countries", "organisations", "acts", "themes"):
        force_setattr(reading, name, one(tuple(map(sys.intern, getattr(reading, name)))))
    force_setattr(reading, "date", reading.date and _day(reading.date))
    force_setattr(reading, "dates", one(tuple(map(_day, reading.dates))))
    force_setattr(reading, "place", reading.place and _place(reading.place))
    force_setattr(reading, "places", one(tuple(map(_place, reading.places))))
    force_setattr(reading, "people", tuple(map(_person, reading.people)))
    if not reading.lines_dropped:
        force_setattr(reading, "lines_dropped", NONE)
    for figure in reading.figures:
        _intern(figure, "unit", "counts", "owner", "owner_key")
    for quotation in reading.quotations:
        _intern(quotation, "speaker", "speaker_key", "language")
    for claim in reading.claims:
        _share_claim(claim)


def _share_claim(claim: Claim) -> None:
    """Nine of them in an article, with four reasons each, were half of what an open story took."""
    _intern(claim, "field", "of")
    force_setattr(claim, "confidence", _first_number(claim.confidence))
    force_setattr(claim, "how", _first_reasons(tuple(map(sys.intern, claim.how))))


def _day(span: Span) -> Span:
    return one(_intern(span, "start", "end"))


def _place(place: Place) -> Place:
    return one(_intern(place, "name", "country"))


def _person(person: Person) -> Person:
    if person.name == person.surname:
        force_setattr(person, "name", person.surname)
    return one(_intern(person, "key", "given", "office", "country", "organisation", "known"))


Named = TypeVar("Named", Article, Claim, Figure, Person, Place, Quotation, Span)


def _intern(value: Named, *fields: str) -> Named:
    for field in fields:
        text = getattr(value, field)
        if text:
            force_setattr(value, field, sys.intern(text))
    return value
