"""Who is meant by "said the minister", with no name and no country beside it: whoever alone holds
such an office in the whole article.

Nobody where the article speaks of two of them, named or not, or where the sentence before is about
somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.gazetteer.offices import OfficeMention
from monitor.model import Person
from monitor.reading.people.coreference import same_office
from monitor.reading.quotations.sentence_roles import HeardLine


def holder_of(
    office: OfficeMention,
    lines: Sequence[HeardLine],
    people: Sequence[Person],
    before: HeardLine | None,
) -> Person | None:
    """The one person of the article with this office; `before` is the sentence before."""
    if office.country is not None or office.organisation is not None:
        return None
    holding = [one for one in people if one.office and same_office(one.office, office.office)]
    if len(holding) != 1 or _speaks_of_others(before, holding[0]):
        return None
    return None if any(_rivals(office, holding[0], lines)) else holding[0]


def _speaks_of_others(line: HeardLine | None, person: Person) -> bool:
    if line is None:
        return False
    return any(other is not person for other in line.named(0, len(line.scan.tokens)))


def _rivals(
    office: OfficeMention, person: Person, lines: Sequence[HeardLine]
) -> Iterator[OfficeMention]:
    """Mentions of such an office that are somebody else's: of another country, or a counterpart."""
    for line in lines:
        for other in line.scan.offices:
            if not (same_office(other.office, office.office) or other.like):
                continue
            if other.like or other.country not in (None, person.country):
                yield other
