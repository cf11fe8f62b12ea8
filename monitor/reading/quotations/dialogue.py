"""Speech that a dash opens in place of marks: "— We are ready, — said X. — The rest will follow."

It is the whole paragraph, and whoever speaks is named right behind the second dash.
"""

from __future__ import annotations

import re

from msgspec import Struct

CHARS_MAX = 2_500

_DIALOGUE = re.compile(
    r"^[—–]\s?(?P<words>[^—–]{12,1500}?)(?P<stop>[,!?…])\s[—–]\s?(?P<clause>[^—–]{3,160}?)"
    r"(?:[.]\s*$|(?P<end>[.,])\s[—–]\s(?P<rest>[^—–]{3,900})$)"
)


class Dialogue(Struct, frozen=True, kw_only=True):
    """`words` are what is said; `start:end` of the paragraph is the clause of who says it."""

    words: str
    start: int
    end: int


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
