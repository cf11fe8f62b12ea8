"""Names in scripts without capitals or spaces: holders by their aliases, newcomers beside an
office.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from monitor.gazetteer.offices import OfficeMention
from monitor.names import office_holders
from monitor.names.matching import same_name
from monitor.names.office_holders import Holder
from monitor.names.tables import name_parts
from monitor.names.tables import plain as parts_plain
from monitor.reading.events.annotate import Scan
from monitor.reading.people.unlisted import Span, given_before, newcomers, with_given
from monitor.text.declension import surname_forms

_AND_WORD_CHARS = 3
_SAME_MIN = 0.5  # of a whole name and a holder's
_WITH_CAPITALS = frozenset(("latin", "cyrillic", "number"))


class Name(Struct, kw_only=True):
    """One mention, with the person it was read as."""

    at: tuple[int, int, int]
    key: str
    name: str
    surname: str
    given: str | None
    known: Holder | None
    office: OfficeMention | None
    strong: bool
    listed: bool = False
    said: bool = False  # begins a sentence, and a verb of saying follows
    # in a language whose speakers go by their given name, and of no other country
    by_given: bool = False
    learnt: float | None = None  # how sure the recogniser is that a name stands here


def tokens_of(names: Iterable[Name]) -> set[int]:
    """The tokens of their sentence that these names are."""
    return {at for name in names for at in range(name.at[1], name.at[2])}


def unspaced(scan: Scan, number: int, published: str | None) -> list[Name]:
    """Holders named in scripts without capitals."""
    if scan.text.isascii() or all(token.script in _WITH_CAPITALS for token in scan.tokens):
        return []
    names = []
    countries = {mention.first for mention in scan.countries}
    known = office_holders.named(scan.tokens)
    for found in known:
        if found.first in countries:
            continue  # السوداني is a name, and "Sudanese"
        row = office_holders.row_at(found.value, published)
        if _is_namesake(scan, found.first, found.last, row):
            continue
        first = with_given(scan, found.first, found.last)
        begin, end = scan.tokens[found.first].start, scan.tokens[found.last - 1].end
        names.append(
            Name(
                at=(number, first, found.last), key=row.key,
                name=_without_and(scan.text[scan.tokens[first].start : end]),
                surname=_without_and(scan.text[begin:end]),
                given=None, known=row,
                office=next_to(scan, first, found.last), strong=True,
            )
        )  # fmt: skip
    taken = tokens_of(names)
    return names + [_new(scan, number, span, office) for span, office in newcomers(scan, taken)]


def _is_namesake(scan: Scan, first: int, last: int, row: Holder) -> bool:
    """No given name before the surname is the holder's: محمد السيسي is not the president."""
    given = given_before(scan, first)
    surname = scan.text[scan.tokens[first].start : scan.tokens[last - 1].end]
    alike = max((same_name(f"{one} {surname}", row.name) for one in given), default=1.0)
    return alike < _SAME_MIN


def _without_and(written: str) -> str:
    """Arabic writes "and" on the name: وميرتس."""
    word = written.split(maxsplit=1)[0]
    is_and = len(word) > _AND_WORD_CHARS and word.startswith("و")
    if is_and and name_parts().get(parts_plain(word)) is None:
        return written[1:]
    return written


def _new(scan: Scan, number: int, span: Span, office: OfficeMention) -> Name:
    first, last, key = span
    start, end = scan.tokens[last - 1].start, scan.tokens[last - 1].end
    written = scan.text[scan.tokens[first].start : start] + surname_forms(scan.text[start:end])[0]
    return Name(
        at=(number, first, last), key=key, name=written, surname=written, given=None, known=None,
        office=office, strong=True
    )  # fmt: skip


def next_to(scan: Scan, first: int, last: int) -> OfficeMention | None:
    """The office that stands right before or behind the name."""
    near = scan.offices_by_place.near(first, last + 1)
    before = (office for office in near if first in (office.last, office.reach))
    behind = (office for office in near if office.first == last)
    return next(before, None) or next(behind, None) or _behind_given(scan, last)


def _behind_given(scan: Scan, last: int) -> OfficeMention | None:
    """As in "기시다 후미오 일본 총리": Korean writes the office behind the given name."""
    if scan.tokens[last - 1].script != "hangul":
        return None
    near = scan.offices_by_place.near(last, last + 2)
    behind = (office for office in near if 0 <= office.start - last <= 1)
    return next((office for office in behind if _only_spaced(scan, last, office.start)), None)


def _only_spaced(scan: Scan, first: int, last: int) -> bool:
    """No mark stands before any of these tokens."""
    tokens = scan.tokens
    return all(
        scan.text[tokens[at - 1].end : tokens[at].start] == " " for at in range(first, last + 1)
    )
