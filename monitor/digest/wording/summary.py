"""What a story's accounts say together: its people, act, stage, place and day, each chosen from the
readings by a stated rule.

Choices: what most accounts say, the earlier one on a tie; for the date the most precise that was
read from a text; for the stage the furthest one, unless the newest account cancels or denies what
nobody saw happen.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, starmap
from typing import TypeVar

from msgspec import Struct

from monitor.digest import sanitize
from monitor.digest.wording.locale import table
from monitor.digest.wording.progress import credible, date_of, stage_of
from monitor.digest.wording.spelling import in_latin
from monitor.digest.wording.transliterate import in_cyrillic
from monitor.events.stories_and_feeds import Member
from monitor.gazetteer.acts import acts_that_are
from monitor.gazetteer.offices import held_by_one
from monitor.model import CountryCode, Figure, Person, Place, Quotation, Reading, Span, Stage
from monitor.names.declension_learnt import nominative
from monitor.names.matching import name_words, same_name
from monitor.names.office_holders import Holder, holders
from monitor.text.normalize import fold_name

_Key = TypeVar("_Key")
_SPOKEN = frozenset({"statement", "interview"})  # acts of whoever speaks
_MET = {"meeting", "talks"}
_CYRILLIC_FRAMES = {"ru", "uk", "be", "bg", "kk", "ky", "mn", "sr", "tg", "mk"}
_NAME_CHARS_MAX = 60
_ALIKE, _SURELY_ALIKE = 0.85, 0.95  # `same_name` says: more likely one person's; hardly another's


class Gist(Struct, frozen=True, kw_only=True):
    leads: tuple[Person, ...]  # the sides: most prominent first, one a country
    present: tuple[Person, ...]  # all others who take part
    act: str | None
    met: str | None  # "meeting" or "talks", where the act is another but that took place too
    stage: Stage | None
    visit: str | None
    place: Place | None
    date: Span | None
    countries: tuple[CountryCode, ...]  # of those who act
    sides: tuple[CountryCode, ...]  # the two states that it is between, if that is sure
    organisations: tuple[str, ...]
    ordinals: tuple[str, ...]
    themes: tuple[str, ...]
    multilateral: bool


def gist_of(members: Sequence[Member]) -> Gist:
    readings = [member.reading for member in members]
    act = _commonest(map(_foremost_act, readings))
    people = _taking_part(_people(readings), act)
    leads = _sides([person for person in people if person.role == "lead"] or people[:2])
    leads = _named_together(leads, readings)
    acts = list(chain.from_iterable(reading.acts for reading in readings))
    many = sum(reading.multilateral for reading in readings)
    told = credible(members)
    stage = stage_of([member.reading for member in told])
    return Gist(
        leads=leads,
        present=_present(people, leads, _quoted(readings)),
        act=act,
        met=_commonest(act for act in acts if act in _MET),
        stage=stage,
        visit=_agreed({reading.visit for reading in readings if reading.visit}),
        place=None if act in acts_that_are("from_afar") else _place(readings),
        date=date_of(told, stage),
        countries=_in_order(reading.countries for reading in readings),
        sides=_agreed_sides([one.sides for one in readings if one.acts[:1] in ((), (act,))]),
        organisations=_named_by_most([reading.organisations for reading in readings]),
        ordinals=_in_order(reading.ordinals for reading in readings),
        themes=_in_order(map(_discussed, readings)),
        multilateral=many * 2 > len(readings),
    )


def _agreed_sides(said: Sequence[tuple[CountryCode, ...]]) -> tuple[CountryCode, ...]:
    """In the order of the first account; none where accounts name different ones."""
    named = [sides for sides in said if sides]
    return named[0] if len(set(map(frozenset, named))) == 1 else ()


def _present(
    people: Sequence[Person], leads: Sequence[Person], quoted: set[str]
) -> tuple[Person, ...]:
    """Not who is only quoted, nobody who may be one of the leads under another of his names, and
    not another of a side's leads, of whom one in four was not there.
    """
    rest = (person for person in people if person not in leads and person.role != "lead")
    lead_words = set(chain.from_iterable(map(_folded_words, leads)))
    return tuple(
        person
        for person in rest
        if _id(person) not in quoted
        and not lead_words & _folded_words(person)
        and (person.office or len(name_words(person.name)) > 1)
    )


def _namesakes(member: Member) -> Iterator[str]:
    """Surnames that the account gives two people of other given names."""
    given: dict[str, str] = {}
    for person in member.reading.people:
        if person.given and given.setdefault(person.key, person.given) != person.given:
            yield person.key


def _folded_words(person: Person) -> set[str]:
    return {fold_name(word) for word in name_words(person.name)}


def _agreed(said: set[str]) -> str | None:
    """What accounts say if none says another."""
    return next(iter(said)) if len(said) == 1 else None


def _foremost_act(reading: Reading) -> str | None:
    return reading.acts[0] if reading.acts else None


def _place(readings: Sequence[Reading]) -> Place | None:
    """Where most say that it was; not where as many say that they will meet next."""
    planned = _counted(
        name
        for reading in readings
        for name in {plan.place.name for plan in reading.upcoming if plan.place}
        if reading.place is None or reading.place.name != name
    )
    own = list(filter(None, (reading.place for reading in readings)))
    told = _counted(map(_place_name, own))
    likely = (place for place in own if told[place.name] > planned.get(place.name, 0))
    return _commonest(likely, key=_place_name)


def _place_name(place: Place) -> str:
    return place.name


def _sides(leads: Sequence[Person]) -> tuple[Person, ...]:
    """Who stands for each side: one a country, or an organisation. Within a single country, or with
    none known, the two foremost.
    """
    first: dict[str, Person] = {}
    for person in leads:
        first.setdefault(
            person.country or (f"?{person.key}" if person.organisation else ""), person
        )
    if len(list(filter(None, first))) < 2:  # noqa: PLR2004 - two sides
        return tuple(leads[:2])
    return tuple(person for side, person in first.items() if side)


def _named_together(leads: tuple[Person, ...], readings: Sequence[Reading]) -> tuple[Person, ...]:
    """The foremost, and those of whom some account says that they took part with him: several
    accounts of a gathering may each tell of others.
    """
    if len(leads) < 2 or len(readings) < 2:  # noqa: PLR2004 - one account names all together
        return leads
    same = _one_person(readings)
    accounts = [
        {same.get(_id(one), _id(one)) for one in reading.people if one.role != "mentioned"}
        for reading in readings
    ]
    first, *others = leads
    beside = set(chain.from_iterable(who for who in accounts if _of(first, same) in who))
    return (first, *(one for one in others if _of(one, same) in beside))


def _of(person: Person, same: dict[str, str]) -> str:
    return same.get(_id(person), _id(person))


def _people(readings: Sequence[Reading]) -> tuple[Person, ...]:
    """Each person once: the highest role that an account gives, most often prominent first.

    Who takes part according to one account, and is only mentioned by as many others, is left out.
    """
    found: dict[str, list[tuple[int, Person]]] = {}
    mentioned: dict[str, int] = {}
    same = _one_person(readings)
    for reading in readings:
        for rank, person in enumerate(reading.people):
            who = same.get(_id(person), _id(person))
            if person.role != "mentioned":
                found.setdefault(who, []).append((rank, person))
            else:
                mentioned[who] = mentioned.get(who, 0) + 1
    for who, times in mentioned.items():
        seen = found.get(who, [])
        if len(seen) <= times and not any(person.role == "lead" for _, person in seen):
            found.pop(who, None)
    ordered = sorted(found.values(), key=lambda seen: (-len(seen), min(rank for rank, _ in seen)))
    return tuple(_fullest([person for _, person in seen]) for seen in ordered)


def _quoted(readings: Sequence[Reading]) -> set[str]:
    """Who is quoted or gives figures, and may be anybody whom an outlet asked."""
    keys: set[str] = set()
    for reading in readings:
        keys |= {quotation.speaker_key for quotation in reading.quotations}
        keys |= {figure.owner_key for figure in reading.figures if figure.owner_key}
    people = chain.from_iterable(reading.people for reading in readings)
    return keys | {_id(person) for person in people if person.key in keys}


def _taking_part(people: tuple[Person, ...], act: str | None) -> tuple[Person, ...]:
    """Without those who only speak for somebody, unless it is speaking that is told and nobody
    else is there.
    """
    asides = table("standing")["asides"]["offices"]
    others = tuple(person for person in people if person.office not in asides)
    return others or (people if act in _SPOKEN else ())


def _id(person: Person) -> str:
    return person.known or person.key


def _one_person(readings: Sequence[Reading]) -> dict[str, str]:
    """Ids that two accounts give one person, by the one met first: "Kocherbaïev" and "Kosherbayev"
    of one country and office.

    One account never names a person by two names without saying so, but what was read of it may:
    "Cumhurbaşkanı Abdulfettah es-Sisi" is one president.
    """
    first: dict[str, Person] = {}
    same: dict[str, str] = {}
    for reading in readings:
        here = set(map(_id, reading.people))
        for person in reading.people:
            if _id(person) in first or _id(person) in same:
                continue
            if person.role == "mentioned":
                first[_id(person)] = person
                continue
            other = next(
                (
                    known
                    for who, known in first.items()
                    if _hold_one_office(person, known)
                    or (who not in here and _is_one(person, known))
                ),
                None,
            )
            if other is None:
                first[_id(person)] = person
            else:
                same[_id(person)] = _id(other)
    return same


def _hold_one_office(person: Person, other: Person) -> bool:
    """An office of one person, of whom one of the two names is not that of a known holder."""
    office = person.country, person.office
    unlisted = None in (person.known, other.known)
    same = office == (other.country, other.office) and person.country is not None
    return same and unlisted and person.office in held_by_one(in_body=False)


def _is_one(person: Person, other: Person) -> bool:
    """Nothing speaks against it, and where an account leaves office or country out, both have a
    given name too.
    """
    if (person.known and other.known) or not (person.country or other.country):
        return False
    alike = same_name(person.name, other.name)
    if (person.country, person.office) == (other.country, other.office):
        return alike > _ALIKE
    whole = " " in person.name and " " in other.name
    return whole and alike > _SURELY_ALIKE and _agree(person, other)


def _agree(person: Person, other: Person) -> bool:
    """Country and office are the same, as far as both accounts tell them."""
    told = ((person.country, other.country), (person.office, other.office))
    return all(None in pair or len(set(pair)) == 1 for pair in told)


def _fullest(seen: Sequence[Person]) -> Person:
    """By the name that most accounts have, the first of equals; in the highest role."""
    names = _counted(map(_id, seen))
    most = max(names.values())
    return max(
        (person for person in seen if names[_id(person)] == most),
        key=lambda person: (
            person.role == "lead",
            person.office is not None,
            person.body is not None,
        ),
    )


def _discussed(reading: Reading) -> Sequence[str]:
    """Readings of versions that did not ask have all themes that they name."""
    return reading.discussed if reading.claims else reading.themes


def _same(value: _Key) -> object:
    return value


def _commonest(values: Iterable[_Key | None], key: Callable[[_Key], object] = _same) -> _Key | None:
    """The value whose key comes most often; the first one on a tie. None and empty ones are
    nobody's.
    """
    listed = list(filter(None, values))
    if len(listed) < 2:  # noqa: PLR2004 - nothing to choose from
        return listed[0] if listed else None
    keys = list(map(key, listed))
    counts = _counted(keys)
    most = max(counts.values())
    return next(
        value for value, its_key in zip(listed, keys, strict=True) if counts[its_key] == most
    )


def _in_order(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Each value once, most often named first, then as they came."""
    counts = _counted(value for values in lists for value in values)
    return tuple(sorted(counts, key=lambda value: -counts[value]))


def _named_by_most(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """As `_in_order`, but only what at least half of the accounts name: one that recalls another
    summit does not name this one.
    """
    return tuple(
        value
        for value in _in_order(lists)
        if sum(value in values for values in lists) * 2 >= len(lists)
    )


def _counted(values: Iterable[_Key]) -> dict[_Key, int]:
    """As Counter, at a third of its cost for a handful of values."""
    counts: dict[_Key, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


@functools.lru_cache(maxsize=4_096)
def _is_base_form(name: str, language: str) -> bool:
    """Whether it is certain that the name stands as a dictionary has it."""
    return nominative(name, language) is not None


class Names:
    """How a story's people are called in one language: by the form its accounts use in that
    language's script.
    """

    def __init__(self, members: Sequence[Member], language: str) -> None:
        self._cyrillic = language in _CYRILLIC_FRAMES
        self._language = language
        self._house = _house_forms(language)
        self._countries: dict[str, CountryCode] = {}
        self._holders = _house_names()
        self._known: dict[str, str] = {}  # in Latin letters but for those of `_own`
        self._own: dict[str, str] = {}  # the house's form in the frame's language
        self._forms: dict[str, list[tuple[bool, str]]] = {}
        self._written: dict[str, set[tuple[str, str]]] = {}  # whole names, each with its language
        self._namesakes = set(chain.from_iterable(map(_namesakes, members)))  # keys of several
        for member in members:
            own = member.reading.language == language
            for person in member.reading.people:
                if person.country:
                    self._countries.setdefault(person.key, person.country)
                if person.known in self._holders:
                    holder = self._holders[person.known]
                    self._known[person.key] = self._house.get(person.known, holder)
                if person.known in self._holders and person.known in self._house:
                    self._own[person.key] = self._house[person.known]
                form = sanitize.text(person.surname or person.name, chars_max=_NAME_CHARS_MAX)
                if form:
                    self._forms.setdefault(person.key, []).append((own, form))
                written = person.name, member.reading.language
                self._written.setdefault(person.key, set()).add(written)

    def of(self, person: Person) -> str:
        """The house's form of a known office holder, else the form of the accounts."""
        known = person.known or ""
        if house := self._house.get(known):
            return house
        if not self._cyrillic and (holder := self._holders.get(known)):
            return holder
        return self.by_key(person.key, otherwise=person.surname or person.name)

    def of_speaker(self, quotation: Quotation) -> str:
        """As others are called, but by his whole name where an account names another of that
        surname; empty where that cannot be said.
        """
        key, name = quotation.speaker_key, quotation.speaker
        if key not in self._namesakes:
            return self.by_key(key, otherwise=name) if self.is_base_form(key) else ""
        whole = self._whole(name)
        is_base = _is_base_form(name, quotation.language)
        return whole if is_base and self._is_sayable(whole) and " " in whole else ""

    def of_owner(self, figure: Figure) -> str:
        """Likewise, of a figure."""
        key, name = figure.owner_key or "", figure.owner or ""
        if key in self._namesakes:
            return self._whole(name)
        return self.by_key(key, otherwise=name)

    def _whole(self, name: str) -> str:
        spelled = self._spelled(name, None)
        return in_cyrillic(spelled, None) if self._language == "ru" else spelled

    def can_say(self, person: Person) -> bool:
        """Whether the frame's letters can spell the name without guessing at vowels, readings or
        cases.
        """
        if person.known in self._holders:
            return True
        return self.is_base_form(person.key) and (
            self._form_in_script(person.key) is not None
            or self._is_sayable(self._respelled(person.key, person.surname or person.name))
        )

    def is_base_form(self, key: str) -> bool:
        """Whether some account has the name as a dictionary has it, as far as can be told."""
        written = self._written.get(key, ())
        return key in self._known or not written or any(starmap(_is_base_form, written))

    def _is_sayable(self, form: str) -> bool:
        """A Cyrillic frame can leave a name in Latin letters; a Latin one none in others."""
        return _is_letters(form) and (self._cyrillic or not is_cyrillic(form))

    def by_key(self, key: str, *, otherwise: str) -> str:
        """The form of the frame's language; else of its script; else the commonest, transliterated
        if need be.
        """
        house = self._own.get(key) or ("" if self._cyrillic else self._known.get(key))
        return house or self._form_in_script(key) or self._respelled(key, otherwise)

    def _form_in_script(self, key: str) -> str | None:
        """The commonest form in the frame's script, of the frame's language if one has it."""
        fitting = [one for one in self._forms.get(key, ()) if self._fits(one[1])]
        own = [form for is_own, form in fitting if is_own]
        form = _commonest(own or [form for _, form in fitting])
        # of two surnames, one who knows their bearer's language keeps both
        both = (whole for _, whole in fitting if form and whole.endswith(f" {form}"))
        return next(both, form)

    def _fits(self, form: str) -> bool:
        return is_cyrillic(form) == self._cyrillic and _is_letters(form)

    def _respelled(self, key: str, otherwise: str) -> str:
        """The table's names are in Latin letters."""
        form = _commonest(form for _, form in self._forms.get(key, ())) or otherwise
        country = self._countries.get(key)
        name = self._known.get(key) or self._spelled(form, country)
        if self._language != "ru":
            return name
        return in_cyrillic(name, country)

    def _spelled(self, name: str, country: CountryCode | None) -> str:
        """In Latin letters where the frame is; Cyrillic frames leave a name as it is written, and
        so does every frame where the script does not say how it is spelt.
        """
        name = sanitize.text(name, chars_max=_NAME_CHARS_MAX)
        if self._cyrillic or name.isascii():
            return name
        return sanitize.text(in_latin(name, country) or name, chars_max=_NAME_CHARS_MAX)


@functools.cache
def _house_forms(language: str) -> dict[str, str]:
    """The house's forms in a frame's language, over those of the language that it borrows from."""
    names = table("names")
    borrowed = names.get(names["borrow"].get(language, ""), {})
    return {**borrowed, **names.get(language, {})}


@functools.cache
def _house_names() -> dict[str, str]:
    """Id of an office holder → the name that a headline uses: the surname, or the whole where that
    stands first.
    """
    return {holder.id: _short(holder) for holder in holders()}


def _short(holder: Holder) -> str:
    words = holder.name.split()
    if fold_name(words[-1]) == holder.key or len(words) == 1:
        return words[-1]
    together = next(
        (n for n in range(2, len(words)) if fold_name("".join(words[-n:])) == holder.key),
        len(words),
    )
    return " ".join(words[-together:])


def is_cyrillic(form: str) -> bool:
    return any("\u0400" <= char <= "\u052f" for char in form)


def _is_letters(form: str) -> bool:
    """Latin or Cyrillic."""
    return all(
        not char.isalpha() or unicodedata.name(char, "").startswith(("LATIN", "CYRILLIC"))
        for char in form
    )
