"""Names that return in scripts without capitals: whoever stood beside an office once is known again
by his whole name, or by his surname where words are parted: სომხეთის პრემიერი … კობახიძემ თქვა.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from monitor.reading.events.annotate import Scan
from monitor.reading.people.unsegmented import Name, next_to
from monitor.text.declension import surname_forms
from monitor.text.normalize import plain
from monitor.text.tokens import Token, covered

_JOINED = frozenset(("han", "kana", "hangul"))  # a surname alone says too little there
_LETTERS_MIN = 3  # of a surname alone
# By the first word, forms of names: the place in which they are looked for, the words, whose.
_Written = dict[str, list[tuple[int, tuple[str, ...], Name]]]


def repeated(numbered: Sequence[tuple[int, Scan]], names: Sequence[Name]) -> list[Name]:
    """Further mentions of those whom no table knows; `numbered` are the sentences with their
    numbers.
    """
    scans = dict(numbered)
    written = _written(scans, names)
    if not written:
        return []
    taken: dict[int, set[int]] = {}
    for name in names:
        taken.setdefault(name.at[0], set()).update(range(name.at[1], name.at[2]))
    return [
        found
        for number, scan in numbered
        for found in _again(scan, number, written, taken.get(number, set()) | _listed(scan))
    ]


def _listed(scan: Scan) -> set[int]:
    """Tokens of countries, bodies and offices."""
    return covered(scan.countries, scan.organisations, scan.offices)


def _written(scans: dict[int, Scan], names: Sequence[Name]) -> _Written:
    """The forms by which each may be called, but for those by which two are."""
    forms: dict[tuple[str, ...], Name | None] = {}
    for name in names:
        words = scans[name.at[0]].tokens[name.at[1] : name.at[2]]
        if not name.strong or any(map(_has_case, words)):
            continue
        for form in _forms(words):
            same = forms.get(form, name)
            forms[form] = name if same is not None and same.key == name.key else None
    found: _Written = {}
    longest_first = sorted(forms.items(), key=lambda item: -len(item[0]))
    for place, (form, whose) in enumerate(longest_first):
        if whose is not None:
            found.setdefault(form[0], []).append((place, form, whose))
    return found


def _has_case(token: Token) -> bool:
    return token.text.lower() != token.text.upper() and not "\u10a0" <= token.text[0] <= "\u10ff"


def _forms(words: Sequence[Token]) -> list[tuple[str, ...]]:
    whole = tuple(map(_base, words))
    if words[0].script in _JOINED:
        return [whole] if len(whole) > 1 else []
    if len(whole[-1]) >= _LETTERS_MIN:
        return [whole, whole[-1:]]
    return [whole]


def _base(token: Token) -> str:
    return plain(surname_forms(token.text)[0])


def _again(scan: Scan, number: int, written: _Written, taken: set[int]) -> Iterator[Name]:
    words = ["" if _has_case(token) else _base(token) for token in scan.tokens]
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    beginning = sorted(form for word in places for form in written.get(word, ()))
    for _, form, name in beginning:
        for first in places[form[0]]:
            at = range(first, first + len(form))
            if tuple(words[at.start : at.stop]) != form or taken.intersection(at):
                continue
            taken.update(at)
            yield structs.replace(
                name, at=(number, at.start, at.stop), office=next_to(scan, at.start, at.stop)
            )
