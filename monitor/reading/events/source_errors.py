"""What the source got wrong, as far as the article itself states both the wrong and the right.

What this program could not read is its own limit, and no slip. A misspelt name is one only if the
office agrees and the text also spells it right; an ambassadorship turned round ("Ambassador of
Kazakhstan to Russia" under the headline "Russian ambassador") only if the headline names the other
country and the text names both.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs
from rapidfuzz.distance import OSA

from monitor.gazetteer.offices import OfficeMention
from monitor.model import PartialDate, Person, Slip
from monitor.names.known_holders import KnownHolders
from monitor.reading.events.event import Sentence
from monitor.text.normalize import fold_name

_VOWELS = frozenset("aeiouy")
_LETTERS_MIN = 5
_NEAR_TOKENS = 3
_LEAD_SENTENCES = 2  # that tell what the headline tells


def name_slips(
    people: Sequence[Person], published: PartialDate | None, text: str, holders: KnownHolders
) -> list[Slip]:
    """Names one consonant off the holder of the office that the text gives them, where the same
    `text`, its links included, has the right spelling too.
    """
    found = []
    for person in people:
        if not person.known or not person.office:
            continue
        row = holders.row_at(person.known, published)
        written, right = fold_name(person.surname), row.name.split()[-1]
        misspelt = bool(written) and written not in row.keys and _one_letter_off(written, row.key)
        if misspelt and right in text.split():
            found.append(
                Slip(
                    as_written=person.surname,
                    read_as=right,
                    because="same given name and office",
                )
            )
    return found


def _one_letter_off(one: str, other: str) -> bool:
    """One consonant put for another, left out, doubled or swapped: vowels differ between spellings
    without being wrong.
    """
    if min(len(one), len(other)) < _LETTERS_MIN or OSA.distance(one, other, score_cutoff=1) != 1:
        return False
    bare = ["".join(letter for letter in name if letter not in _VOWELS) for name in (one, other)]
    return bare[0] != bare[1]


def office_slips(every: Sequence[Sentence]) -> list[tuple[Slip, str, str, str]]:
    """Each slip with the office, the country written and the country meant."""
    if not every or every[0].number >= 0:
        return []
    title = every[0].scan
    found = []
    for named in title.offices:
        for one in every[1 : 1 + _LEAD_SENTENCES]:
            for office in one.scan.offices:
                if (
                    one.own
                    and named.country
                    and not _held_apart(every, named)
                    and _turned_round(one, office, named)
                ):
                    written, read_as = (
                        _words(one, office.start, _end(one, office)),
                        title.text[
                            title.tokens[named.start].start : title.tokens[named.end - 1].end
                        ],
                    )
                    slip = Slip(
                        as_written=written, read_as=read_as, because=f"its headline has “{read_as}”"
                    )
                    found.append((slip, office.office, office.country or "", named.country))
    return found[:4]


def _held_apart(every: Sequence[Sentence], named: OfficeMention) -> bool:
    """The text itself gives this office to the headline's country: it knows two who hold it."""
    return any(
        office.office == named.office and office.country == named.country
        for one in every[1:]
        for office in one.scan.offices
    )


def _turned_round(one: Sentence, office: OfficeMention, named: OfficeMention) -> bool:
    same = office.office == named.office == "ambassador" and office.country not in (
        None,
        named.country,
    )
    return (
        same
        and _end(one, office) > office.end
        and any(
            mention.code == named.country and 0 <= mention.first - office.end <= _NEAR_TOKENS
            for mention in one.scan.countries
        )
    )


def _end(one: Sentence, office: OfficeMention) -> int:
    """Where "… to Russia" ends after the office; its own end if nothing follows."""
    end = office.end
    return next(
        (
            mention.last
            for mention in one.scan.countries
            if 0 <= mention.first - end <= _NEAR_TOKENS
        ),
        end,
    )


def _words(one: Sentence, first: int, last: int) -> str:
    return one.scan.text[one.scan.tokens[first].start : one.scan.tokens[last - 1].end]


def mended(people: Sequence[Person], slips: Sequence[tuple[Slip, str, str, str]]) -> list[Person]:
    """People with the country that the headline gives their office."""
    meant = {(office, written): country for _, office, written, country in slips}
    return [
        structs.replace(
            person, country=meant.get((person.office or "", person.country or ""), person.country)
        )
        for person in people
    ]
