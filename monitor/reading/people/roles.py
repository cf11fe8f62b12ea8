"""What part each person has in what is told: who leads, who is there too, who is only mentioned.

Leads act in the title or the first sentences that name people; present are those who speak or act
later. Whom a later sentence only expects somewhere ("will visit in May") is not present.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct, structs

from monitor.model import Person
from monitor.reading.events import bystanders
from monitor.reading.events.event import Sentence
from monitor.reading.people.persons import PersonMention
from monitor.reading.quotations import attribution
from monitor.reading.quotations.sentence_roles import HeardLine

Role = Literal["lead", "present", "mentioned"]
At = tuple[int, int, int]  # sentence, first token, end token

LEAD_SENTENCES = 2  # with people in them, that say who leads
_FAR = 1_000_000
_ORDER: dict[str, int] = {"lead": 0, "present": 1, "mentioned": 2}


class Named(Struct, frozen=True, kw_only=True):
    """An article with everybody whom it names; `sentences` begin with the title, if any."""

    sentences: Sequence[Sentence]
    people: Sequence[PersonMention]
    lines: Sequence[HeardLine]
    language: str


class _Ground(Struct, frozen=True, kw_only=True):
    """Numbers of sentences, and places in them, that decide on roles."""

    leading: frozenset[int]
    beside: frozenset[int]  # tell who was there too
    counted: frozenset[int]  # of the article's own event, and not of who stayed away
    acting: frozenset[int]  # ids of people who speak or act
    quoted: frozenset[tuple[int, int]]


def roles(article: Named) -> list[Person]:
    """Everybody with a role, leads first."""
    ground = _ground(article)
    scans = {one.number: one for one in article.sentences}
    persons = [
        structs.replace(mention.person, role=_role(mention, article, ground, scans))
        for mention in article.people
    ]
    return sorted(persons, key=lambda person: _ORDER[person.role])


def _role(
    mention: PersonMention, article: Named, ground: _Ground, scans: dict[int, Sentence]
) -> Role:
    taking = [
        at
        for at in mention.at
        if at[0] in ground.counted
        and at[:2] not in ground.quoted
        and not _is_bystander(scans[at[0]], at, mention.person, article.language)
    ]
    if any(_leads(at, article, ground) for at in taking):
        return "lead"
    acts = id(mention.person) in ground.acting or any(at[0] in ground.beside for at in taking)
    return "present" if taking and acts else "mentioned"


def _leads(at: At, article: Named, ground: _Ground) -> bool:
    return at[0] in ground.leading - ground.beside and not _is_aside(article.lines, at)


def _is_bystander(one: Sentence, at: At, person: Person, language: str) -> bool:
    """Named to say whose envoy or what former president acts, or as the blogger who tells."""
    number, first, last = at
    if bystanders.is_owner(one.scan, first, last, person, language) or bystanders.is_teller(
        one.scan, first, language
    ):
        return True
    return number > 0 and bystanders.is_former(one.scan, first)


def _is_aside(lines: Sequence[HeardLine], at: At) -> bool:
    """Behind "from", "about" and the like in a later sentence: "conveyed greetings from the
    president".
    """
    return at[0] > 0 and attribution.stands_behind(lines[at[0]], at[1], "asides")


def _ground(article: Named) -> _Ground:
    own = frozenset(one.number for one in article.sentences if one.own)
    expected = {one.number for one in article.sentences if one.ahead and one.number > 0}
    away = {one.number for one in article.sentences if _is_away(one, article.language)}
    return _Ground(
        leading=_leading(article.people, own, expected),
        beside=frozenset(
            one.number for one in article.sentences if _is_beside(one, article.people)
        ),
        counted=own - away,
        acting=frozenset(_speaking(article.lines, own) | _acting(article.lines, own - expected)),
        quoted=frozenset(_quoted(article.lines)),
    )


def _leading(
    people: Sequence[PersonMention], own: frozenset[int], expected: set[int]
) -> frozenset[int]:
    numbers = sorted({at[0] for mention in people for at in mention.at} & own - {-1})
    named = [number for number in numbers if number == numbers[0] or number not in expected]
    return frozenset({-1, *named[:LEAD_SENTENCES]})


def _speaking(lines: Iterable[HeardLine], own: frozenset[int]) -> set[int]:
    return {id(line.speaker) for line in lines if line.speaker and line.index in own}


def _acting(lines: Iterable[HeardLine], own: frozenset[int]) -> set[int]:
    return {
        id(person)
        for line in lines
        if line.index in own
        for first, _, person in line.people
        if _is_subject(line, first)
    }


def _is_subject(line: HeardLine, first: int) -> bool:
    return first < attribution.SUBJECT_WORDS_MAX and not attribution.is_object(line, first)


def _quoted(lines: Iterable[HeardLine]) -> Iterable[tuple[int, int]]:
    for line in lines:
        outside = {first for first, *_ in line.people}
        yield from ((line.index, at) for at, *_ in line.everybody if at not in outside)


def _is_away(one: Sentence, language: str) -> bool:
    return one.number > 0 and bystanders.tells_of_absence(one.scan, one.quoted, language)


def _is_beside(one: Sentence, people: Sequence[PersonMention]) -> bool:
    """Tells who was there too, after it was said which two met."""
    if not one.own or one.number <= 0 or not any(cue.value == "presence" for cue in one.told):
        return False
    return sum(_first(mention) < one.number for mention in people) > 1


def _first(mention: PersonMention) -> int:
    """The first sentence of the body that names somebody."""
    return next((at[0] for at in mention.at if at[0] >= 0), _FAR)
