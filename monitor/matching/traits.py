"""What of an article decides whether two articles tell one story: computed once, and small enough
to keep for every open story.

Days are proleptic Gregorian ordinals (`date.toordinal`); a period is (first, last) day, both
included. Names are the Reading's folded keys, so that spellings and scripts meet.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import math
import sys
from collections.abc import Iterable
from typing import TypeGuard

from msgspec import Struct, structs

from monitor.gazetteer.offices import held_by_one
from monitor.matching.sharing import one
from monitor.model import Article, ClaimField, Person, Reading, Span
from monitor.names.matching import name_key
from monitor.names.office_holders import holder_of

Period = tuple[int, int]

WORDS_MAX = 40
SAID_MAX = 20
TIMES_MAX = 255
STEM_CHARS = 5  # where stems of one word meet across languages and scripts
OF_TWO = frozenset({"meeting", "talks", "call"})
DIPLOMACY = OF_TWO | {
    "visit",
    "summit",
    "signing",
    "credentials",
    "consultations",
    "mediation",
    "ceasefire",
}
DONE_BY_TWO = OF_TWO | {"visit", "signing", "agreement", "consultations", "message", "exchange"}
COUNTRIES_OF_TWO_MAX = 3  # where more countries act, no two people are the whole of it
KEY_CHARS_MIN = 3  # shorter name keys say too little: "Xi"
PEOPLE_MAX = 12
FIGURES_MAX = 20
DAYS_MAX = 8
TITLE_CHARS_MAX = 160
# what a reading notes where a feed gives no time
AS_SEEN_NOTE = "the feed gives no time: published, as far as known, on the day it was first seen"


class Traits(Struct, frozen=True, kw_only=True, gc=False):
    """`published` and `when` are periods because dates may be partial; None is unknown. `names` and
    `known` run side by side.
    """

    article_id: str
    language: str
    published: Period | None
    as_seen: bool  # no outlet said so: it is the day on which the article was first seen
    when: Period | None  # the event's own days, where the text says them
    written: bool  # they are written out, not counted from the published date ("on Saturday")
    sure_when: float  # that they are the event's own, 0 to 1
    days: tuple[int, ...]  # every exact day the text names outside its background
    names: tuple[str, ...]  # surnames as `name_key` files them, most prominent first
    # the office-holder row each of them is, by name or office; else an office that one person holds
    known: tuple[str | None, ...]
    spelt: tuple[str, ...]  # their surnames as this article has them
    leads: int  # how many of them, from the first, act in the event
    paired: bool  # the first two are the two who met: office holders of two countries
    alone: bool  # two lead, of the only two countries, in what two do: also beside a summit
    in_title: bool  # the first two stand in the title
    countries: tuple[str, ...]
    organisations: tuple[str, ...]
    place: str | None
    sure_place: float  # that it is the event's own, 0 to 1
    places: tuple[str, ...]
    acts: tuple[str, ...]
    ordinals: tuple[str, ...]
    themes: tuple[str, ...]
    figures: tuple[float, ...]
    stage: str | None
    multilateral: bool
    title: str
    # folded stems, most telling first; names that are seldom said stand last
    words: tuple[str, ...]
    times: bytes  # how often each of them is said
    # which of them are written as names, of whatever it may be: positions in `words`, most said
    # first
    said: bytes
    thin: bool  # nothing diplomatic was read: words, names and days must say it all

    def names_said(self, limit: int) -> list[str]:
        return [self.words[at] for at in self.said[:limit]]


def traits_of(article: Article, reading: Reading) -> Traits:
    """The traits of an article as it was read. Anything may be missing."""
    people, paired = _people(reading, article.published)
    words, said = _words(reading)
    return Traits(
        article_id=article.id,
        language=sys.intern(reading.language),
        published=period_of(article.published),
        as_seen=AS_SEEN_NOTE in reading.notes,
        when=period_of_event(reading.date),
        written=reading.date is not None and reading.date.basis == "text",
        sure_when=_sureness(reading, "date"),
        days=one(_days(reading.dates)),
        names=one(tuple(filed(person.key) for person in people)),
        known=one(tuple(sys.intern(person.known) if person.known else None for person in people)),
        spelt=tuple(person.surname or person.name for person in people),
        leads=sum(person.role == "lead" for person in people),
        paired=paired,
        alone=_two_alone(reading, people),
        in_title=_in_title(people[:TWO], reading.title or article.title or ""),
        countries=_interned(reading.countries),
        organisations=_interned(reading.organisations),
        place=sys.intern(reading.place.name) if reading.place else None,
        sure_place=_sureness(reading, "place"),
        places=_interned(place.name for place in reading.places),
        acts=_interned(reading.acts),
        ordinals=_interned(reading.ordinals),
        themes=_interned(reading.themes),
        figures=tuple({figure.value: None for figure in reading.figures})[:FIGURES_MAX],
        stage=reading.stage,
        multilateral=reading.multilateral,
        title=(reading.title or article.title or "")[:TITLE_CHARS_MAX],
        words=tuple(sys.intern(word) for word, _ in words),
        times=bytes(min(times, TIMES_MAX) for _, times in words),
        said=said,
        thin=not _of_diplomacy(reading, people),
    )


def _interned(names: Iterable[str]) -> tuple[str, ...]:
    return one(tuple(map(sys.intern, dict.fromkeys(names))))


TWO = 2
ROLES = {"lead": 0, "present": 1, "mentioned": 2}


def _people(reading: Reading, published: str | None) -> tuple[list[Person], bool]:
    """The two who met first, then other leads, then the rest; one entry a person, as far as the
    keys tell.
    """
    in_order = _by_role(_likely(reading), published)
    two = _two(in_order) if _may_be_of_two(reading, in_order) else None
    if two is None:
        return in_order[:PEOPLE_MAX], False
    others = [person for person in in_order if person not in two]
    return [*two, *others][:PEOPLE_MAX], True


LIKELY = 0.5
SPEAKS = "spokesperson"


def _likely(reading: Reading) -> Iterable[Person]:
    """Who leads less likely than not is only present, and so is who speaks for those who do."""
    doubted = {c.of for c in reading.claims if c.field == "lead" and c.confidence < LIKELY}
    for person in reading.people:
        doubtful = person.office == SPEAKS or not doubted.isdisjoint((person.known, person.key))
        yield structs.replace(person, role="present") if _leads(person) and doubtful else person


def _leads(person: Person) -> bool:
    return person.role == "lead"


def _sureness(reading: Reading, field: ClaimField) -> float:
    """Of the first claim of that field; what an older version read is taken as sure."""
    return next((c.confidence for c in reading.claims if c.field == field), 1.0)


def _by_role(named: Iterable[Person], published: str | None) -> list[Person]:
    """Leads first; of several entries for one person, the first: an account may write one name of
    one country in two ways, and only one of them is found among the office holders.
    """
    in_order = [
        structs.replace(person, known=_known_as(person, published))
        for person in sorted(named, key=lambda person: ROLES[person.role])
        if person.key
    ]
    holders = {_family(person): person.known for person in in_order if person.known}
    people: dict[str, Person] = {}
    for person in in_order:
        known = person.known or holders.get(_family(person))
        people.setdefault(known or filed(person.key), structs.replace(person, known=known))
    return list(people.values())


def _known_as(person: Person, published: str | None) -> str | None:
    """A state has one foreign minister, however a script that writes no vowels may spell him."""
    if person.known or not person.country or person.office not in held_by_one(in_body=False):
        return person.known
    row = holder_of(person.office, person.country, published)
    return row.id if row else f"{person.country} {person.office}"


def _family(person: Person) -> tuple[str, str | None]:
    return filed(person.key), person.country


def _may_be_of_two(reading: Reading, people: list[Person]) -> bool:
    """A summit has two guests only where they are all who is named, and what they did is to
    meet.
    """
    if not reading.multilateral:
        return len(reading.countries) <= COUNTRIES_OF_TWO_MAX
    leads = sum(person.role == "lead" for person in people)
    return leads == TWO and bool(reading.acts) and reading.acts[0] in OF_TWO


def _two_alone(reading: Reading, people: list[Person]) -> bool:
    leads = [person for person in people if person.role == "lead"]
    return (
        len(leads) == len(reading.countries) == TWO
        and _two(leads) is not None
        and not DONE_BY_TWO.isdisjoint(reading.acts)
    )


def _in_title(two: list[Person], title: str) -> bool:
    said = title.casefold()
    stems = [(person.surname or person.name).casefold()[:STEM_CHARS] for person in two]
    return len(stems) == TWO and all(stem in said for stem in stems)


def _of_diplomacy(reading: Reading, people: list[Person]) -> bool:
    """A summit, office holders of two countries, or two countries in what diplomats do."""
    if reading.multilateral or _two(people) is not None:
        return True
    return len(reading.countries) >= TWO and not DIPLOMACY.isdisjoint(reading.acts[:TWO])


def _two(people: list[Person]) -> tuple[Person, Person] | None:
    """The first lead who holds an office of a country, and the first such lead of another
    country.
    """
    principals = list(filter(_is_principal, people))
    for other in principals[1:]:
        if principals[0].country != other.country:
            return principals[0], other
    return None


def _is_principal(person: Person) -> bool:
    return person.role == "lead" and bool(person.country) and bool(person.office or person.known)


@functools.lru_cache(maxsize=8_192)
def filed(folded: str) -> str:
    """Spellings of one surname meet in its consonants; a name with too few of them stands for
    itself.
    """
    key = name_key(folded)
    return sys.intern(key if len(key) >= KEY_CHARS_MIN else folded)


def _words(reading: Reading) -> tuple[list[tuple[str, int]], bytes]:
    """The first letters of the most telling stems with how often they are said, and which of them
    are written as names.
    """
    stems: dict[str, int] = {}
    names: dict[str, None] = {}
    for word, times, as_name in reading.words.stems():
        stem = word[:STEM_CHARS]
        stems[stem] = stems.get(stem, 0) + times
        if as_name:
            names[stem] = None
    most_said = sorted(names, key=lambda stem: -stems[stem])[:SAID_MAX]
    kept = dict.fromkeys([*list(stems)[:WORDS_MAX], *most_said])
    at = {stem: position for position, stem in enumerate(kept)}
    return [(stem, stems[stem]) for stem in kept], bytes(at[stem] for stem in most_said)


# by how often a word is said
WEIGHTS = (0.0, *(1.0 + math.log(times) for times in range(1, TIMES_MAX + 1)))


def period_of_event(span: Span | None) -> Period | None:
    """A date that is only the published one says nothing about the event."""
    if span is None or span.basis == "published":
        return None
    return period_of_span(span)


def _days(spans: tuple[Span, ...]) -> tuple[int, ...]:
    days: dict[int, None] = {}
    for span in spans:
        period = period_of_event(span)
        if exact(period):
            days.update(dict.fromkeys(range(period[0], period[1] + 1)))
    return tuple(days)[:DAYS_MAX]


def period_of_span(span: Span) -> Period | None:
    first = period_of(span.start)
    last = period_of(span.end) if span.end else first
    if first is None or last is None:
        return first or last
    return (first[0], max(first[1], last[1]))


@functools.lru_cache(maxsize=1_024)
def period_of(written: str | None) -> Period | None:
    """The days a partial date can mean: "2024" a whole year, "2024-03" a month, anything longer one
    day. None if it is no date.
    """
    if not written:
        return None
    try:
        numbers = list(map(int, written[:10].split("-")))
        match numbers:
            case [year]:
                return (dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal())
            case [year, month]:
                last = calendar.monthrange(year, month)[1]
                return (dt.date(year, month, 1).toordinal(), dt.date(year, month, last).toordinal())
            case [year, month, day]:
                ordinal = dt.date(year, month, day).toordinal()
                return (ordinal, ordinal)
            case _:
                return None
    except (ValueError, OverflowError):
        return None


def gap(a: Period | None, b: Period | None) -> int | None:
    """The fewest days that can lie between two periods; None when one is unknown."""
    if a is None or b is None:
        return None
    return max(0, a[0] - b[1], b[0] - a[1])


def exact(period: Period | None) -> TypeGuard[Period]:
    """Narrow enough to tell one meeting from the next: a day, or a conference of a few."""
    return period is not None and period[1] - period[0] < DAYS_MAX
