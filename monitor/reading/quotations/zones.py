"""A stretch of a sentence beside marks: which of its tokens it holds, who is named and what is said
there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from msgspec import Struct

from monitor.model import Person
from monitor.reading.quotations.sentence_roles import HeardLine
from monitor.text.lexicon import Found
from monitor.text.tokens import within

_start = attrgetter("start")


class ZoneBeside(Struct, frozen=True):
    """The tokens `low:high` of a sentence."""

    line: HeardLine
    low: int
    high: int

    @property
    def verbs(self) -> list[Found[str]]:
        """Of saying, within these words."""
        return self.line.saying(self.low, self.high)

    @property
    def named(self) -> list[Person]:
        return self.line.named(self.low, self.high)


def zone_in(lines: Sequence[HeardLine], start: int, end: int) -> ZoneBeside | None:
    """The first of the sentences with words in `start:end` of their paragraph, and which of its
    tokens these are.
    """
    # sentences stand apart: those before the one that holds `start` have no words behind it
    for line in lines[max(0, bisect_right(lines, start, key=_start) - 1) :]:
        if line.start >= end:
            return None
        inside = within(line.scan.tokens, [(start - line.start, end - line.start)])
        if inside:
            return ZoneBeside(line, inside[0], inside[-1] + 1)
    return None
