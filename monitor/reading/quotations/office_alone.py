"""Who is meant by "said the minister", with no name and no country beside it: whoever alone holds
such an office in the whole article.

Nobody where the article speaks of two of them, named or not, where the sentence before is about
somebody else, or where the word stands in a case in which nobody speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.datafiles import languages_with
from monitor.gazetteer.offices import OfficeMention
from monitor.model import Person
from monitor.reading.people.coreference import same_office
from monitor.reading.quotations.sentence_roles import HeardLine, word_list

# Endings of words for offices, as in "указали послу"; Latin ones where names are declined.
_OBLIQUE = re.compile(
    r"(?:[уюі]|[оеё]м|[ое]го|[ое]му|ой|ове|ові|(?<!замминистр)(?<![вк])а|[гғқ][аеә]|nek|nak|[rtv][ea]l|[დს]|ին|ից)$"
)
_OBLIQUE_LATIN = re.compile(r"(?:owi|ovi|[rt]em|[lr][au])$")


def holder_of(
    office: OfficeMention,
    lines: Sequence[HeardLine],
    people: Sequence[Person],
    before: HeardLine | None,
    language: str,
) -> Person | None:
    """The one person of the article with this office; `before` is the sentence before."""
    if office.country is not None or office.organisation is not None:
        return None
    holding = [one for one in people if one.office and same_office(one.office, office.office)]
    if len(holding) != 1 or _speaks_of_others(before, holding[0]):
        return None
    if _is_oblique(office, lines, language) or any(_rivals(office, holding[0], lines)):
        return None
    return holding[0]


def _is_oblique(office: OfficeMention, lines: Sequence[HeardLine], language: str) -> bool:
    words = (
        line.word(office.last - 1)
        for line in lines
        if any(one is office for one in line.scan.offices)
    )
    word = next(words, "")
    if word in word_list("small", "prepositions"):  # "после" looks like a case of "посол"
        return True
    is_declined = language in languages_with("cases_on_names")
    return bool(_OBLIQUE.search(word) or (is_declined and _OBLIQUE_LATIN.search(word)))


def _speaks_of_others(line: HeardLine | None, person: Person) -> bool:
    """Somebody is named there, and may hold the same office for all that is known."""
    if line is None:
        return False
    others = (other for other in line.named(0, len(line.scan.tokens)) if other is not person)
    return any(not other.office for other in others)


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
