"""What one edition depends on, handed from step to step: its window, its reader, the words and
sources to tell it with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.digest.wording.locale import Words
from monitor.digest.wording.sourcing import Sources
from monitor.model import Follow, Rules, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionContext:
    """The window is `since` (exclusive, None: from the beginning) to `until` (inclusive), in log
    time.
    """

    until: datetime
    since: datetime | None
    topics: tuple[Topic, ...]
    follows: tuple[Follow, ...]
    zone: str
    title: str
    ledger: bool
    words: Words
    sources: Sources
    rules: Rules

    @property
    def today(self) -> date:
        return self.until.astimezone(ZoneInfo(self.zone)).date()

    def holds(self, at: datetime) -> bool:
        """Whether a log time lies in the window."""
        return at <= self.until and (self.since is None or at > self.since)
