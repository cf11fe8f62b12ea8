"""Speech that a dash opens in place of marks: "— We are ready, — said X. — The rest will follow."

It is the whole paragraph, and whoever speaks is named right behind the second dash. Nordic papers
set a comma for that one, "– Vi är redo, säger X.", and may tell something in the paragraph before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

CHARS_MAX = 2_500

_DIALOGUE = re.compile(
    r"^[—–]\s?(?P<words>[^—–]{12,1500}?)(?P<stop>[,!?…]?)\s[—–]\s?(?P<clause>[^—–]{3,160}?)"
    r"(?:[.]\s*$|[.]\s(?!\s*[—–])[^—–]*$|(?P<end>[.,])\s[—–]\s(?P<rest>[^—–]{3,900})$)"
)


_OPENING = re.compile(r"(?:^|(?<=[.!?…] ))[–—]\s?(?=\w)")
_SPLIT = re.compile(r"[,!?…]\s(?=\w)")
_CLAUSE_CHARS_MAX = 160


class Dialogue(Struct, frozen=True, kw_only=True):
    """`words` are what is said, from `opens` on; `start:end` of the paragraph is the clause of who
    says it.
    """

    words: str
    start: int
    end: int
    opens: int = 0


def dialogue_in(paragraph: str) -> Dialogue | None:
    """The speech of a paragraph that a dash opens, and where the words of its speaker stand."""
    match = _DIALOGUE.match(paragraph) if len(paragraph) <= CHARS_MAX else None
    if match is None:
        return None
    first, last = match.span("clause")
    return Dialogue(words=_joined(match), start=first, end=last)


def _joined(match: re.Match[str]) -> str:
    stop = "" if match["stop"] == "," else match["stop"]
    if match["rest"] is None:
        return f"{match['words']}{stop}"
    if match["end"] == "," and not stop:
        stop = ","
    elif not stop:
        stop = "."
    return f"{match['words']}{stop} {match['rest'].strip()}"


def nordic_speeches(paragraph: str) -> list[list[Dialogue]]:
    """For each stretch that a dash opens the ways to part it into words and the clause behind
    them.
    """
    if len(paragraph) > CHARS_MAX:
        return []
    opened = [match.span() for match in _OPENING.finditer(paragraph)]
    ends = [*(start for start, _ in opened), len(paragraph)][1:]
    return [
        list(_parted(paragraph, start, first, end))
        for (start, first), end in zip(opened, ends, strict=True)
    ]


def _parted(paragraph: str, start: int, first: int, end: int) -> Iterator[Dialogue]:
    stretch = paragraph[first:end].rstrip()
    if not stretch.endswith("."):
        return
    for match in _SPLIT.finditer(stretch):
        clause = stretch[match.end() : -1]
        if len(clause) <= _CLAUSE_CHARS_MAX and ". " not in clause:
            words = stretch[: match.start() + 1]
            clause_at = first + match.end()
            yield Dialogue(words=words, start=clause_at, end=clause_at + len(clause), opens=start)
