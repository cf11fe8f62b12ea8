"""The stories of one moment, on the table for as long as its editions are made: read from the views
and decoded once for all of them.

Editions of a moment tell what was known then, whatever comes meanwhile; a correction clears the
table, for nobody is told again what a person put right.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from monitor.digest.model import CorrectionNotice
from monitor.digest.workbench import Workbench
from monitor.engine.engine import Engine
from monitor.events.stories_and_feeds import Member
from monitor.model import Rules, Source
from monitor.publishing.window import Window, week_stories, window

_DAYS_BACK = 2  # a table laid for one edition serves those that begin up to so long ago


class Counted(Struct, frozen=True, kw_only=True):
    """What a digest says of its window beside its stories."""

    set_aside: int
    held: int
    aside: tuple[Member, ...]
    corrections: tuple[CorrectionNotice, ...]


class Desk:
    """`aside` where a topic asks for everything: only then is read what was set aside."""

    def __init__(
        self, engine: Engine, *, rules: Rules, sources: tuple[Source, ...], aside: bool
    ) -> None:
        self._engine, self._rules, self._sources = engine, rules, sources
        self._aside = aside
        self._laid: tuple[datetime | None, datetime, int] | None = None
        self._bench: Workbench | None = None
        self._counted: dict[datetime | None, Counted] = {}
        self._week: Workbench | None = None

    def bench(self, since: datetime | None, until: datetime) -> Workbench:
        """Stories for an edition of this window, and maybe of a longer one."""
        if self._bench is None or not self._serves(since, until):
            self.clear()
            begin = min(since, until - timedelta(days=_DAYS_BACK)) if since else None
            views = self._engine.archive.views
            found = window(views, since=begin, until=until, aside=self._aside)
            self._bench = Workbench(
                found.stories, until=until, rules=self._rules, sources=self._sources
            )
            self._laid = begin, until, self._engine.state.corrections
            self._counted[begin] = _counted(found)
        return self._bench

    def _serves(self, since: datetime | None, until: datetime) -> bool:
        if self._laid is None:
            return False
        begin, end, corrections = self._laid
        reaches = begin is None or (since is not None and begin <= since)
        return reaches and end == until and corrections == self._engine.state.corrections

    def week(self, until: datetime) -> Workbench:
        """Stories of the week before, for its threads."""
        if self._week is None or self._week.until != until:
            _clear(self._week)
            found = week_stories(self._engine.archive.views, until)
            self._week = Workbench(found, until=until, rules=self._rules, sources=self._sources)
        return self._week

    def counted(self, since: datetime | None, until: datetime) -> Counted:
        """Of this very window."""
        if since not in self._counted:
            found = window(
                self._engine.archive.views,
                since=since,
                until=until,
                stories=False,
                aside=self._aside,
            )
            self._counted[since] = _counted(found)
        return self._counted[since]

    def clear(self) -> None:
        _clear(self._bench)
        _clear(self._week)
        self._laid, self._bench, self._counted, self._week = None, None, {}, None


def _clear(bench: Workbench | None) -> None:
    if bench is not None:
        bench.clear()


def _counted(found: Window) -> Counted:
    return Counted(
        set_aside=found.set_aside, held=found.held, aside=found.aside, corrections=found.corrections
    )
