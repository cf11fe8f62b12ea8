"""Whom an article calls the holder of an office, in its own words: what is learnt from, so rather
nothing than a doubt.

As in "Swedish Foreign Minister Anna Berg", "Sweden's new foreign minister, Anna Berg", "Anna Berg,
the foreign minister of Sweden,". Not in a quotation, a supposition, a headline, or a sentence of
another time; nor where the article calls two people so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from monitor.gazetteer.offices import (
    OfficeMention,
    chief_minister,
    held_by_one,
    names_others,
    respells,
)
from monitor.model import OfficeSaid, PartialDate, Person
from monitor.reading.events.annotate import Scan
from monitor.reading.events.event import Sentence
from monitor.reading.people.bare_offices import (
    country_before,
    is_doubted,
    is_of_another,
    says_whose,
)
from monitor.reading.people.persons import PersonMention

TEXT_CHARS = 300
_SAID_MAX = 12  # of one article
_DAY = len("2026-11-29")
_YEAR = re.compile(r"(?:19|20)\d\d")
_GREEK, _ALPHABETS_END = range(0x370, 0x400), 0x530  # Latin and Cyrillic stand below and between


class _NameAt(Struct, frozen=True):
    """A name in a sentence: `tokens[first:end]`."""

    person: Person
    first: int
    end: int


def offices_said(
    sentences: Iterable[Sentence],
    people: Sequence[PersonMention],
    published: PartialDate | None,
    language: str,
) -> tuple[OfficeSaid, ...]:
    """`published` is the day from which it would hold: without a whole day nothing is learnt."""
    if published is None or len(published) < _DAY or respells(language):
        return ()
    named = _by_sentence(people)
    found: dict[tuple[str, str], dict[str, OfficeSaid]] = {}
    for one in sentences:
        if one.number in named and _tells_of_now(one, published):
            for said in _in_sentence(one, named[one.number], language):
                found.setdefault((said.where, said.office), {}).setdefault(said.key, said)
    alone = [next(iter(said.values())) for said in found.values() if len(said) == 1]
    return tuple(alone[:_SAID_MAX])


def _by_sentence(people: Sequence[PersonMention]) -> Mapping[int, list[_NameAt]]:
    named: dict[int, list[_NameAt]] = {}
    for mention in people:
        if mention.named:
            for number, first, end in mention.at:
                named.setdefault(number, []).append(_NameAt(mention.person, first, end))
    return named


def _is_whole(name: _NameAt) -> bool:
    """A surname with a given name, in letters by which other languages' outlets can meet."""
    letter = ord(name.person.name[0])
    alike = letter < _ALPHABETS_END and letter not in _GREEK
    return alike and name.person.given is not None


def _tells_of_now(one: Sentence, published: PartialDate) -> bool:
    if not one.own or not one.scan.offices or is_doubted(one.scan):
        return False
    return all(year >= published[:4] for year in _YEAR.findall(one.text))


def _in_sentence(one: Sentence, named: Sequence[_NameAt], language: str) -> Iterator[OfficeSaid]:
    starts = {name.first for name in named}
    for office in one.scan.offices:
        where = _where(office)
        if where is None or not _is_plain(one, office, language):
            continue
        for name in filter(_is_whole, named):
            if name.first not in one.quoted and _bears(one.scan, office, name, starts):
                yield _said(office, where, name.person, one.text)


def _is_plain(one: Sentence, office: OfficeMention, language: str) -> bool:
    """The phrase says no more than whose office it is: it stands in no quotation, no genitive and
    behind no other country.
    """
    if office.first in one.quoted or is_of_another(one.scan, office, language):
        return False
    others = names_others(one.scan.tokens[office.last - 1], language)
    return not others and country_before(one.scan, office) is None


def _where(office: OfficeMention) -> str | None:
    """Whose office it is, if it is one that a single person holds."""
    in_body = office.organisation is not None
    if office.office not in held_by_one(in_body=in_body) or office.like:
        return None
    return office.organisation or office.country


def _bears(scan: Scan, office: OfficeMention, name: _NameAt, starts: set[int]) -> bool:
    if office.end in starts:  # whoever is named right behind bears it
        return office.end == name.first and _is_his(scan, name)
    return _is_apposition(scan, office, name)


def _is_his(scan: Scan, name: _NameAt) -> bool:
    """Nothing stands between, or a comma that another mark closes: not "the Emir, Berg and …"."""
    before, behind = _gap(scan, name.first), _gap(scan, name.end)
    return not before or (before == "," and behind != "")


def _is_apposition(scan: Scan, office: OfficeMention, name: _NameAt) -> bool:
    """As in "Anna Berg, the foreign minister of Sweden": a comma, and no words but articles."""
    between = scan.tokens[name.end : office.start]
    if office.start < name.end or _gap(scan, name.end) != ",":
        return False
    return all(map(says_whose, between)) and not any(
        _gap(scan, at) for at in range(name.end + 1, office.start + 1)
    )


def _gap(scan: Scan, at: int) -> str:
    """What stands before this token, but spaces; of the end, a stop."""
    if at >= len(scan.tokens):
        return "."
    return scan.text[scan.tokens[at - 1].end : scan.tokens[at].start].strip()


def _said(office: OfficeMention, where: str, person: Person, text: str) -> OfficeSaid:
    return OfficeSaid(
        office=chief_minister(office.office, where),
        where=where,
        name=person.name,
        key=person.key,
        given=person.given,
        known=person.known,
        text=text[:TEXT_CHARS],
    )
