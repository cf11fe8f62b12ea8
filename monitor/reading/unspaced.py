"""Names in scripts without capitals or spaces: holders by their aliases, newcomers beside an office."""

from __future__ import annotations

import re

from msgspec import Struct

from monitor.reading import holders
from monitor.reading.fold import fold_name
from monitor.reading.holders import Holder
from monitor.reading.offices import OfficeMention
from monitor.reading.scan import Scan


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


def unspaced(scan: Scan, number: int, published: str | None) -> list[Name]:
    """Holders named in scripts without capitals."""
    names = []
    countries = {mention.first for mention in scan.countries}
    for found in holders.named(scan.tokens):
        if found.first in countries:
            continue  # السوداني is a name, and "Sudanese"
        row = holders.row_at(found.value, published)
        written = scan.text[scan.tokens[found.first].start : scan.tokens[found.last - 1].end]
        names.append(
            Name(
                at=(number, found.first, found.last), key=row.key, name=written, surname=written, given=None, known=row,
                office=_next_to(scan, found.first, found.last), strong=True,
            )
        )  # fmt: skip
    return names + _titled(scan, number, {found.first for found in holders.named(scan.tokens)})


# A transliterated name behind an office: 外长穆罕默德·哈桑. It ends where a word of the sentence begins.
_DOTTED = re.compile(
    r"[^在同与與和说說表会會将將、，。（()）\s·]{1,6}(?:·[^在同与與和说說表会會将將、，。（()）\s·]{1,6})+"
)


def _titled(scan: Scan, number: int, taken: set[int]) -> list[Name]:
    """Newcomers beside an office in Chinese and Japanese: ランブカ首相, 外长穆罕默德·哈桑."""
    names = []
    ends = {token.end: at + 1 for at, token in enumerate(scan.tokens)}
    for office in scan.offices:
        before = office.first - 1
        countries = {at for mention in scan.countries for at in range(mention.first, mention.last)}
        if before >= 0 and scan.tokens[before].script == "kana" and len(scan.tokens[before].text) > 1:
            spans = [(before, office.first)] if before not in countries and before not in taken else []
        elif office.last < len(scan.tokens) and scan.tokens[office.first].script == "han":
            match = _DOTTED.match(scan.text, scan.tokens[office.last].start)
            spans = (
                [(office.last, ends[match.end()])] if match and match.end() in ends and office.last not in taken else []
            )
        else:
            spans = []
        for first, last in spans:
            written = scan.text[scan.tokens[first].start : scan.tokens[last - 1].end]
            key = fold_name(written.rsplit("·", 1)[-1])
            names.append(
                Name(
                    at=(number, first, last),
                    key=key,
                    name=written,
                    surname=written,
                    given=None,
                    known=None,
                    office=office,
                    strong=True,
                )
            )
    return names


def _next_to(scan: Scan, first: int, last: int) -> OfficeMention | None:
    return next((office for office in scan.offices if office.last == first or office.first == last), None)
