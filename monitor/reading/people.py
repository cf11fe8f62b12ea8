"""Who takes part: names with their offices and countries, one entry a person however often and in whatever form named."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from monitor.model import Person
from monitor.reading.fold import fold_name
from monitor.reading.scan import Scan
from monitor.reading.tokens import Token


class PersonMention(Struct, frozen=True, kw_only=True):
    """One person; `at` are (sentence, first token, end token), the title being sentence -1."""

    person: Person
    at: tuple[tuple[int, int, int], ...]
    weight: float


def people_in(
    scans: Sequence[Scan],
    *,
    language: str = "",
    published: str | None = None,
    title: Scan | None = None,
) -> list[PersonMention]:
    """Most prominent first. `scans` are the sentences of the body, in order; `published` is a partial date."""
    mentions: list[PersonMention] = []
    for nth, scan in enumerate([*([title] if title else []), *scans]):
        for first, end in _runs(scan.tokens):
            words = [token.text for token in scan.tokens[first:end]]
            person = Person(key=fold_name(words[-1]), name=" ".join(words), surname=words[-1])
            mentions.append(PersonMention(person=person, at=((nth, first, end),), weight=1.0 / (1 + nth)))
    return mentions


def _runs(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and tokens[end].capital:
            end += 1
        if end - at > 1:
            runs.append((at, end))
        at = end + 1
    return runs
