"""Who is meant by "said the minister", with no name beside it: whoever the sentence before is
about, or alone holds such an office in the whole article.

Nobody where the article speaks of two of them, named or not, where the sentence before is about
somebody else, or where the word stands in a case in which nobody speaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from monitor.datafiles import languages_with
from monitor.gazetteer.offices import OfficeMention
from monitor.model import Person
from monitor.reading.people.coreference import same_office
from monitor.reading.quotations.sentence_roles import HeardLine, word_list

# Endings of words for offices, as in "указали послу"; Latin ones where names are declined.
_OBLIQUE = re.compile(
    r"(?:[уюі]|[оеё]м|[ое]го|[ое]му|ой|ове|ові|(?<!замминистр)(?<![вк])а|[гғқ][аеә]|nek|nak|[rtv][ea]l|[დს]|ին|ից)$"
)
_OBLIQUE_LATIN = re.compile(rf"{_OBLIQUE.pattern}|(?:owi|ovi|[rt]em|[lr][au])$")


def holder_of(
    office: OfficeMention,
    lines: Sequence[HeardLine],
    people: Sequence[Person],
    before: HeardLine | None,
    language: str,
) -> Person | None:
    """The one person with this office; `before` is the sentence before."""
    if office.organisation or _is_oblique(office, lines, language):
        return None
    last = before.holder if before else None
    if before and last and _fits(last, office):
        return None if _has_rivals(office, last, [before]) else last
    holding = [one for one in people if _fits(one, office)]
    if office.country or len(holding) != 1 or _speaks_of_others(before):
        return None
    return None if _has_rivals(office, holding[0], lines) else holding[0]


def _fits(person: Person, office: OfficeMention) -> bool:
    is_of_country = office.country in (None, person.country)
    return is_of_country and same_office(person.office or "", office.office)


def _is_oblique(office: OfficeMention, lines: Sequence[HeardLine], language: str) -> bool:
    line = next(line for line in lines if id(office) in map(id, line.scan.offices))
    word = line.word(office.last - 1)
    pattern = _OBLIQUE_LATIN if language in languages_with("cases_on_names") else _OBLIQUE
    # "после" looks like a case of "посол"
    return bool(pattern.search(word)) or word in word_list("small", "prepositions")


def _speaks_of_others(line: HeardLine | None) -> bool:
    """Somebody is named there, and may hold the same office for all that is known."""
    named = line.named(0, len(line.scan.tokens)) if line else []
    return not all(other.office for other in named)


def _has_rivals(office: OfficeMention, person: Person, lines: Sequence[HeardLine]) -> bool:
    """Such an office is somebody else's too: another country's, or a counterpart's."""
    offices = chain.from_iterable(line.scan.offices for line in lines)
    return any(_is_rival(other, office, person) for other in offices)


def _is_rival(other: OfficeMention, office: OfficeMention, person: Person) -> bool:
    is_foreign = other.country not in (None, person.country)
    return other.like or (is_foreign and same_office(other.office, office.office))
