"""Whom "he", "the minister" or a name means, of those in the article; nobody where more than one
could be meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from monitor.datafiles import rows, table
from monitor.gazetteer.offices import OfficeMention
from monitor.model import Person
from monitor.text.normalize import fold_name

# a name that stands for nobody certain: it is in the way, but never speaks
SOMEBODY = Person(key="", name="")
Subject = (
    tuple[Literal["person"], Person]
    | tuple[Literal["pronoun"], str]
    | tuple[Literal["office"], OfficeMention]
)

_MANLY = tuple("dkmopbgfvwu")  # no woman's given name of Europe ends so, folded, but for a few
_FEMININE = (
    "ova",
    "eva",
    "yeva",
    "ina",
    "aya",
    "ová",
    "ова",
    "ева",
    "ёва",
    "ина",
    "ая",
)  # surnames that are declined by gender
_MASCULINE = (
    "ov",
    "ev",
    "yev",
    "in",
    "sky",
    "skiy",
    "skij",
    "ов",
    "ев",
    "ёв",
    "ин",
    "ский",
    "цкий",
)


def resolve(subject: Subject, last: Person | None, people: Sequence[Person]) -> Person | None:
    """The person of the article whom a subject means; None if more than one could be meant."""
    if subject[0] == "person":
        return None if subject[1] is SOMEBODY else subject[1]
    if subject[0] == "pronoun":
        return last if last is not None and _gender_fits(subject[1], last) else None
    return _holder(subject[1], last, people)


@cache
def _given_genders() -> dict[str, str]:
    """Folded given name → m or f, where all spellings agree."""
    genders: dict[str, set[str]] = {}
    for mark, *names in rows("given_names.tsv"):
        for name in " ".join(names).split():
            genders.setdefault(fold_name(name), set()).add(mark)
    return {name: next(iter(marks)) for name, marks in genders.items() if len(marks) == 1}


def _gender_fits(gender: str, person: Person) -> bool:
    surname = (person.surname or person.name).casefold()
    mark = _given_genders().get(person.given or "")
    if (gender, mark) in (("he", "f"), ("she", "m")):
        return False
    if gender == "he":
        return not surname.endswith(_FEMININE)
    return gender != "she" or not (
        surname.endswith(_MASCULINE) or (person.given or "a").endswith(_MANLY)
    )


def _holder(office: OfficeMention, last: Person | None, people: Sequence[Person]) -> Person | None:
    def fits(person: Person) -> bool:
        is_of_country = office.country in (None, person.country)
        return is_of_country and _is_same(person.office or "", office.office)

    if last is not None and fits(last):
        return last
    holding = list(filter(fits, people))
    if office.country is not None and len(holding) == 1:
        return holding[0]
    return None


def same_office(held: str, said: str) -> bool:
    """As in "speaker" may be "speaker-upper", "minister" a foreign minister: the shorter says
    less.
    """
    if held in table("offices.toml")["shortened"].get(said, ()):
        return True
    return _is_same(held, said)


def _is_same(held: str, said: str) -> bool:
    return held == said or held.startswith(f"{said}-") or said.startswith(f"{held}-")
