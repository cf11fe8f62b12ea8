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
from monitor.text.lexicon import Found

_DASHED = re.compile(
    r"(?P<stop>[,.!?…]?)\s?[–—-]\s(?P<clause>[^–—]{3,160}?)(?P<end>[,.։]?)\s?[–—-]\s"
)
# French turns the pronoun round: "a-t-il poursuivi"; between commas it is seldom anything else
_TURNED = re.compile(r"[,!?»\"]\s\w+(?:[-‑]t)?[-‑](?:il|elle)s?\b[^,.]{0,90}[,.]\s?\w")
_CLAUSE_WORDS_MAX = 14


class Insertion(Struct, frozen=True, kw_only=True):
    """`words` are the speaker's without the clause; `verb` is that of the clause, `line` the
    sentence in which `low:high` are its tokens.
    """

    words: str
    line: HeardLine
    low: int
    high: int
    verb: Found[str]

    @property
    def subject(self) -> Subject | None:
        """Who says it by the clause; None where it names nobody."""
        inverted = self.verb.first == self.low
        return attribution.subject_of(self.line, self.verb, self.low, self.high, inverted=inverted)

    @property
    def is_subjectless(self) -> bool:
        """The verb ends the clause, or a day and a place stand behind it, but nobody."""
        return self.subject is None and self.verb.first == self.low


def is_turned(content: str, language: str) -> bool:
    """A clause between commas that French tells by its turned pronoun: "…, a-t-il dit, …"."""
    return language == "fr" and _TURNED.search(content) is not None


def insertions_in(content: str, offset: int, lines: Sequence[HeardLine]) -> list[Insertion]:
    """Each clause of saying between dashes; `offset` is where `content` begins in the paragraph,
    whose sentences `lines` are.
    """
    found = (_insertion(content, match, offset, lines) for match in _matches(content))
    return [one for one in found if one is not None]


def _matches(content: str) -> list[re.Match[str]]:
    matches, at = [], 0
    while match := _DASHED.search(content, at):
        matches.append(match)
        at = match.start("clause")
    return matches


def _insertion(
    content: str, match: re.Match[str], offset: int, lines: Sequence[HeardLine]
) -> Insertion | None:
    start, end = offset + match.start("clause"), offset + match.end("clause")
    line = next((one for one in lines if one.start <= start < one.end), None)
    if line is None:
        return None
    starts = [line.start + token.start for token in line.scan.tokens]
    places = [at for at, place in enumerate(starts) if start <= place < end]
    if not places or len(places) > _CLAUSE_WORDS_MAX:
        return None
    open_line = unmasked(line)
    verb = next((one for one in open_line.verbs if one.first in places), None)
    if verb is None or not titles.only_titles(open_line, places[0], verb.first):
        return None
    first, rest = content[: match.start()], content[match.end() :]
    ended = match["stop"] in (".", "!", "?", "…") or match["end"] in (".", "։")
    stop = match["stop"] or ("," if match["end"] == "," else "")
    if ended and match["stop"] in ("", ","):
        stop = "։" if match["end"] == "։" else "."
    words = f"{first}{stop} {rest}" if ended else joined(f"{first}{stop}", rest, "")
    return Insertion(words=words, line=open_line, low=places[0], high=places[-1] + 1, verb=verb)
