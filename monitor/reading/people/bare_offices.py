"""Whether an office without a name means whoever holds it: only where the whole phrase says so.

Not in "former president of X", "wife of the president", "adviser to the president", "the PM's
Uzbekistan trip", where the country belongs to the trip, nor beside the name of its bearer.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import cache

from monitor.datafiles import table
from monitor.gazetteer.offices import OfficeMention
from monitor.reading.events import bystanders
from monitor.reading.events.annotate import Scan
from monitor.text.normalize import plain

# Tokens behind an office that may belong to it: "president-elect", "prime minister designate".
_BEHIND = 2
_POSSESSIVE = ("'s", "’s", "s'", "s’")


def means_its_holder(
    scan: Scan, office: OfficeMention, named: AbstractSet[int], language: str
) -> bool:
    """`named` are the tokens of the sentence's names."""
    return not (
        _is_named_next(scan, office, named)
        or _is_partial(scan, office)
        or _governs_another_noun(scan, office)
        or bystanders.is_behind_aide(scan, office.start, language)
        or bystanders.owns_aide(scan, _end(office), language)
    )


def _is_named_next(scan: Scan, office: OfficeMention, named: AbstractSet[int]) -> bool:
    """His name follows, in Arabic perhaps behind a given name that was not read as part of it."""
    end = _end(office)
    if end in named:
        return True
    arabic = scan.tokens[office.first].script == "arabic"
    return arabic and end + 1 in named


def _end(office: OfficeMention) -> int:
    return max(office.reach, office.last)


@cache
def _partial() -> frozenset[str]:
    return frozenset(plain(word) for word in table("aides.toml")["partial"]["words"])


def _is_partial(scan: Scan, office: OfficeMention) -> bool:
    low, end = max(0, office.start - 1), _end(office)
    beside = (*scan.tokens[low : office.first], *scan.tokens[office.last : end + _BEHIND])
    return any(plain(token.text) in _partial() for token in beside)


def _governs_another_noun(scan: Scan, office: OfficeMention) -> bool:
    """As in "the PM's Uzbekistan trip": what stands behind the possessive is not the office's."""
    if not scan.tokens[office.last - 1].text.endswith(_POSSESSIVE):
        return False
    return any(country.first >= office.last for country in scan.countries) and (
        office.reach > office.last
    )
