"""What every command is handed: the home folder, the configuration, the clock, and what stands in
state/, each opened on demand.

Only commands open things; only here paths are put together.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import UTC, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from monitor.closing import Closing
from monitor.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from monitor.clock import Clock
    from monitor.config import Config
    from monitor.engine.engine import Engine
    from monitor.log.protocol import StoredLog
    from monitor.stores import Stores
    from monitor.views.documents import Passing
    from monitor.views.facts.forms import FactSettings
    from monitor.views.rows import ArticleRow, StoryRow
    from monitor.views.views import Views


class Shell(Closing):
    """One run of the command line. `json` and `home` come from options that may stand before or
    after the command.
    """

    def __init__(self, home: Path = Path()) -> None:
        self.home = home
        self.json = False
        self.debug = False
        self._opened = ExitStack()

    def close(self) -> None:
        self._opened.close()

    @property
    def state(self) -> Path:
        return self.home / "state"

    @cached_property
    def stores(self) -> Stores:
        from monitor.config.log_server import log_url
        from monitor.stores import Stores

        stores = Stores(self.state, log_url(self.home, os.environ))
        self._opened.callback(stores.close)
        return stores

    @cached_property
    def config(self) -> Config:
        from monitor.config import load
        from monitor.config.zone_data import use_newest_zones

        use_newest_zones()
        return load(self.home, os.environ)

    @cached_property
    def clock(self) -> Clock:
        from monitor.clock import Clock

        return Clock(self.config.now)

    def engine(self, *, create: bool = True) -> Engine:
        """The engine on this home, for commands that change something; close it."""
        from monitor.engine.engine import Engine

        config = self.config
        return Engine.open(
            self.home,
            rules=config.rules,
            clock=self.clock,
            sources=config.sources,
            people=config.people,
            log=self.stores.log(create=create),
        )

    @cached_property
    def log(self) -> StoredLog:
        """The log of this home, which must be there."""
        log = self.stores.log()
        self._opened.callback(log.close)
        return log

    @cached_property
    def views(self) -> Views:
        """What the log says now."""
        return self.views_at(None)

    def views_at(self, at: datetime | None) -> Views:
        """What the log said at a log time; views of the past are made in memory and forgotten."""
        log = self.log  # first: a home without one is left as it was
        if at is None:
            views = self._opened.enter_context(self.stores.views())
            views.catch_up(log)
            return views
        from monitor.log.past import Past
        from monitor.stores import views_of

        return self._opened.enter_context(views_of(Past.at(log, at)))

    @cached_property
    def fact_settings(self) -> FactSettings:
        """What decides what is told of stories."""
        from monitor.views.facts.forms import FactSettings

        config = self.config
        return FactSettings(
            rules=config.rules, sources=tuple(config.sources), topics=tuple(config.all_topics)
        )

    @cached_property
    def passing(self) -> Passing:
        """What readers are told of a story's accounts."""
        from monitor.views.facts.told import FactMaker

        return FactMaker(self.fact_settings).passing

    def moment(self, written: str | None) -> datetime | None:
        """A time as an operator writes it: ISO, a day alone being its end; without a zone, the
        configured one.
        """
        if written is None:
            return None
        try:
            found = datetime.fromisoformat(written)
            if len(written) == len("2026-11-23"):
                found = datetime.combine(found, time.max)
            return (
                found if found.tzinfo else found.replace(tzinfo=ZoneInfo(self.config.zone))
            ).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            hint = "an ISO time or day: 2026-11-23T09:00 or 2026-11-23"
            raise UsageError(f"“{written[:40]}” is not a time", hint=hint) from error


def story_of(views: Views, ref: str) -> StoryRow:
    """The story an operator names; a merged one's number leads to where it went."""
    found = views.story(ref)
    if found is None:
        raise NotFoundError(f"there is no story {ref}", hint="`monitor stories` lists them")
    return found


def article_of(views: Views, ref: str) -> ArticleRow:
    """The article an operator names: by id, address, what its file called it, or the first digits
    of its id.
    """
    found = views.article(ref)
    if found is None:
        hint = (
            "an id, an address, or what its file called it; `monitor search` finds "
            "articles by words"
        )
        raise NotFoundError(f"there is no article {ref}", hint=hint)
    return found


pass_shell = click.make_pass_decorator(Shell, ensure=True)
