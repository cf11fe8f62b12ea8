"""A stretch of a sentence beside marks: which of its tokens it holds, who is named and what is said
there.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from monitor.model import Person
from monitor.reading.quotations.sentence_roles import HeardLine
from monitor.text.lexicon import Found
from monitor.text.tokens import within


class ZoneBeside(Struct, frozen=True):
    """The tokens `low:high` of a sentence."""

    line: HeardLine
    low: int
    high: int

    @property
    def verbs(self) -> list[Found[str]]:
        """Of saying, within these words."""
        return [verb for verb in self.line.verbs if self.low <= verb.first < self.high]

    @property
    def named(self) -> list[Person]:
        return self.line.named(self.low, self.high)


def zone_in(lines: Sequence[HeardLine], start: int, end: int) -> ZoneBeside | None:
    """The first of the sentences with words in `start:end` of their paragraph, and which of its
    tokens these are.
    """
    for line in lines:
        inside = within(line.scan.tokens, [(start - line.start, end - line.start)])
        if inside:
            return ZoneBeside(line, inside[0], inside[-1] + 1)
    return None
