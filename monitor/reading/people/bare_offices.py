"""Whether an office means whoever holds it: only where the whole phrase says so.

Not in "former president of X", "wife of the president", "adviser to the president", "the PM's
Uzbekistan trip", where the country belongs to the trip, nor beside the name of its bearer.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from monitor.datafiles import table
from monitor.gazetteer.countries import CountryMention
from monitor.gazetteer.offices import OfficeMention, names_others
from monitor.reading.events import bystanders
from monitor.reading.events.annotate import Scan
from monitor.text.normalize import plain
from monitor.text.tokens import Token

# Tokens behind an office that may belong to it: "president-elect", "prime minister designate".
_BEHIND = 2
_BEFORE = 2  # tokens before it, as in "former long-time president"
_POSSESSIVE = ("'s", "’s", "s'", "s’")
_PAUSE = frozenset(",;:.!?،؛–—、，。；")


def means_its_holder(
    scan: Scan, office: OfficeMention, named: AbstractSet[int], language: str
) -> bool:
    """`named` are the tokens of the sentence's names."""
    return not _is_named_next(scan, office, named) and not is_of_another(scan, office, language)


def is_of_another(scan: Scan, office: OfficeMention, language: str) -> bool:
    """Whether the phrase around the office says that its bearer is not, or not yet, or no longer,
    the holder; or that somebody else is meant, whom it names by his office.
    """
    return (
        _is_partial(scan, office)
        or _governs_another_noun(scan, office)
        or _is_behind_office(scan, office)
        or _owns_office(scan, office, language)
        or _is_of_two(scan, office)
        or bystanders.is_behind_aide(scan, office.start, language)
        or bystanders.owns_aide(scan, office.end, language)
    )


def _is_named_next(scan: Scan, office: OfficeMention, named: AbstractSet[int]) -> bool:
    """His name follows, in Arabic perhaps behind a given name that was not read as part of it."""
    if office.end in named:
        return True
    script = scan.tokens[office.first].script
    if script == "hangul":
        return _is_named_before(scan, office, named)
    return script == "arabic" and office.end + 1 in named


def _is_named_before(scan: Scan, office: OfficeMention, named: AbstractSet[int]) -> bool:
    """As in "기시다 후미오 일본 총리", of whose name the given one was perhaps not read."""
    start = min(office.first, office.start)
    near = {at for at in range(max(0, start - _BEFORE), start) if at in named}
    return bool(near) and not any(_pauses(scan, at) for at in range(min(near) + 1, start + 1))


class _Words:
    """Plain words; those that end in * stand for all that begin so."""

    def __init__(self, words: list[str]) -> None:
        self._whole = frozenset(plain(word) for word in words if word[-1] != "*")
        self._begun = tuple(plain(word[:-1]) for word in words if word[-1] == "*")

    def has(self, token: Token) -> bool:
        word = plain(token.text)
        return word in self._whole or word.startswith(self._begun)


@cache
def _aides(part: str) -> _Words:
    return _Words(table("aides.toml")[part]["words"])


def _is_partial(scan: Scan, office: OfficeMention) -> bool:
    return (
        any(map(_aides("partial").has, _beside(scan, office)))
        or any(map(_aides("partial_before").has, _before(scan, office)))
        or _text_before(scan, office).endswith(_abbreviations())
    )


@cache
def _abbreviations() -> tuple[str, ...]:
    return tuple(table("aides.toml")["partial_before"]["abbreviations"])


def _text_before(scan: Scan, office: OfficeMention) -> str:
    return scan.text[: scan.tokens[office.start].start].rstrip().lower()


def is_doubted(scan: Scan) -> bool:
    """Whether the sentence only supposes what it says."""
    return any(map(_aides("doubt").has, scan.tokens))


def says_whose(token: Token) -> bool:
    """An article, or a word as "of"."""
    return _aides("whose").has(token)


def is_fresh(scan: Scan, office: OfficeMention) -> bool:
    """As in "the new foreign minister": whoever is known for long is not meant."""
    return any(map(_aides("fresh").has, _beside(scan, office)))


def _beside(scan: Scan, office: OfficeMention) -> Sequence[Token]:
    """The words around it and inside its phrase, without its own."""
    return *_before(scan, office), *scan.tokens[office.last : office.end + _BEHIND]


def _before(scan: Scan, office: OfficeMention) -> Sequence[Token]:
    at = office.start
    while at > max(0, office.start - _BEFORE) and not _pauses(scan, at):
        at -= 1
    return scan.tokens[at : office.first]


def _pauses(scan: Scan, at: int) -> bool:
    """Whether a comma or a stop stands before this token."""
    return not _PAUSE.isdisjoint(scan.text[scan.tokens[at - 1].end : scan.tokens[at].start])


def _governs_another_noun(scan: Scan, office: OfficeMention) -> bool:
    """As in "the PM's Uzbekistan trip": what stands behind the possessive is not the office's."""
    if not scan.tokens[office.last - 1].text.endswith(_POSSESSIVE):
        return False
    return any(country.first >= office.last for country in scan.countries) and (
        office.reach > office.last
    )


def _is_behind_office(scan: Scan, office: OfficeMention) -> bool:
    """As in "Berater des Außenministers", "مستشار وزير الخارجية": it says whose the other is."""
    last = max((other.last for other in scan.offices if other.last <= office.start), default=-1)
    if last < 0 or any(_pauses(scan, at) for at in range(last, office.start + 1)):
        return False
    return all(map(says_whose, scan.tokens[last : office.start]))


def _is_of_two(scan: Scan, office: OfficeMention) -> bool:
    """As in "Turkish Cypriot President": of neither of the two states."""
    before = country_before(scan, office)
    return before is not None and before.how == "adjective"


def country_before(scan: Scan, office: OfficeMention) -> CountryMention | None:
    """One that stands right before the office's own country."""
    if office.start == office.first:
        return None
    return next((one for one in scan.countries if one.last == office.start), None)


def _owns_office(scan: Scan, office: OfficeMention, language: str) -> bool:
    """As in "министрінің кеңесшісі": the genitive of a language that puts it before."""
    if not names_others(scan.tokens[office.last - 1], language):
        return False
    behind = scan.tokens[office.last : office.last + _BEHIND]
    offices = {other.first for other in scan.offices}
    return office.last in offices or any(map(_aides("partial").has, behind))
