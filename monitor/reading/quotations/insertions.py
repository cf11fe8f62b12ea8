"""The clause of saying that stands within the marks: «Мы готовы, – сказал Путин, – работать».

It is the reporter's, so it is cut out of the speaker's words, or nothing is told of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from monitor.reading.people.coreference import Subject
from monitor.reading.quotations import attribution, titles
from monitor.reading.quotations.joins import joined
from monitor.reading.quotations.sentence_roles import HeardLine, unmasked
from monitor.reading.quotations.zones import ZoneBeside, zone_in
from monitor.text.lexicon import Found

_DASHED = re.compile(
    r"(?P<stop>[,.!?…]?)\s?[–—-]\s(?P<clause>[^–—]{3,160}?)(?P<end>[,.։]?)\s?[–—-]\s"
)
# French turns the pronoun round: "a-t-il poursuivi"; between commas it is seldom anything else
_TURNED = re.compile(r"[,!?»\"]\s\w+(?:[-‑]t)?[-‑](?:il|elle)s?\b[^,.]{0,90}[,.]\s?\w")
_CLAUSE_WORDS_MAX = 14


class Insertion(Struct, frozen=True, kw_only=True):
    """`words` are the speaker's without the clause, which is `zone`; `verb` is its verb."""

    words: str
    zone: ZoneBeside
    verb: Found[str]

    @property
    def subject(self) -> Subject | None:
        """Who says it by the clause; None where it names nobody."""
        line, low, high = self.zone.line, self.zone.low, self.zone.high
        return attribution.subject_of(line, self.verb, low, high, inverted=self.verb.first == low)

    @property
    def is_subjectless(self) -> bool:
        """The verb ends the clause, or a day and a place stand behind it, but nobody."""
        return self.subject is None and self.verb.first == self.zone.low


def is_turned(content: str, language: str) -> bool:
    """A clause between commas that French tells by its turned pronoun: "…, a-t-il dit, …"."""
    return language == "fr" and _TURNED.search(content) is not None


def insertions_in(content: str, offset: int, lines: Sequence[HeardLine]) -> list[Insertion]:
    """Each clause of saying between dashes; `offset` is where `content` begins in the paragraph,
    whose sentences `lines` are.
    """
    found = (_insertion(content, match, offset, lines) for match in _matches(content))
    return list(filter(None, found))


def _matches(content: str) -> list[re.Match[str]]:
    matches, at = [], 0
    while match := _DASHED.search(content, at):
        matches.append(match)
        at = match.start("clause")
    return matches


def _insertion(
    content: str, match: re.Match[str], offset: int, lines: Sequence[HeardLine]
) -> Insertion | None:
    zone = zone_in(lines, offset + match.start("clause"), offset + match.end("clause"))
    if zone is None or zone.high - zone.low > _CLAUSE_WORDS_MAX:
        return None
    open_zone = ZoneBeside(unmasked(zone.line), zone.low, zone.high)
    verb = next(iter(open_zone.verbs), None)
    if verb is None or not titles.only_titles(open_zone.line, zone.low, verb.first):
        return None
    return Insertion(words=_without(content, match), zone=open_zone, verb=verb)


def _without(content: str, match: re.Match[str]) -> str:
    """The words before and behind the clause, with the stop that parts their sentences, if one
    does.
    """
    marks = match["stop"] + match["end"]
    first, rest = content[: match.start()], content[match.end() :]
    if stop := marks.strip(","):
        return f"{first}{stop[0]} {rest}"
    return joined(f"{first}{marks[:1]}", rest, "")
