"""What stands in a home, opened for one request, only to be read.

The views follow the log; whoever asks first after something came brings them up to it, on a
connection of its own, and others meanwhile see them as they were. What is told of stories is made
anew then too, so much at a time that nobody waits long.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

from msgspec import Struct

from monitor.errors import LogBusyError, NotFoundError
from monitor.log.protocol import EventLog
from monitor.stores import Stores
from monitor.views.facts.forms import FactSettings
from monitor.views.views import Views
from monitor.web.making.jobs import NotReadyError

FACTS_AT_ONCE = 30  # stories whose facts are made while somebody waits
EVENTS_AT_ONCE = 20_000  # that are gone through while somebody waits: some seconds


class OpenHome(Struct, frozen=True, kw_only=True):
    views: Views
    log: EventLog


class HomeReader:
    """For several threads at once: each request has connections of its own."""

    def __init__(self, stores: Stores, settings: FactSettings) -> None:
        self.stores, self._settings = stores, settings
        self._following = threading.Lock()
        self._made_to: tuple[int, str] | None = None  # the head to which all facts were made

    @contextmanager
    def opened(self, *, newest: bool = False) -> Iterator[OpenHome]:
        """With `newest`, who asks waits until the views are at the log, as an operator does who has
        just corrected something. Raises what opening the log raises, NotFoundError where there is
        none.
        """
        with (
            closing(self.stores.log(readonly=True)) as log,
            closing(self._views(log, newest=newest)) as views,
        ):
            yield OpenHome(views=views, log=log)

    def follow(self) -> bool:
        """Bring the views up to the log, and some facts up to the views; whether there are more to
        make. Raises what opening the log raises.
        """
        with closing(self.stores.log(readonly=True)) as log:
            views = self._current()
            is_fresh = views is not None and self._is_fresh(views, log)
            if views is not None:
                views.close()
            if is_fresh:
                return False
            with self._following:
                self._follow(log)
                head = log.head()
                return self._made_to != (head.position, head.hash)

    def _views(self, log: EventLog, *, newest: bool) -> Views:
        views = self._current()
        if views is not None and self._is_fresh(views, log):
            return views
        _check_ready(views, log)
        # who has nothing to show waits until they are made; who is a little behind does not
        nothing_yet = views is None or views.position == 0
        if self._following.acquire(blocking=nothing_yet or newest):
            try:
                self._follow(log)
            except LogBusyError:
                if views is None:  # another process makes them; it is seen when it is done
                    raise
            finally:
                self._following.release()
        if views is not None:
            return views
        made = self._current()
        if made is None:
            raise NotFoundError("the views are not there", hint="try again in a moment")
        return made

    def _is_fresh(self, views: Views, log: EventLog) -> bool:
        head = log.head()
        return views.position == head.position and self._made_to == (head.position, head.hash)

    def _follow(self, log: EventLog) -> None:
        with self.stores.views() as writing:
            head = log.head()
            writing.catch_up(log)
            if writing.refresh_facts(self._settings, stories_max=FACTS_AT_ONCE) < FACTS_AT_ONCE:
                self._made_to = head.position, head.hash

    def _current(self) -> Views | None:
        return self.stores.views_to_read()


def _check_ready(views: Views | None, log: EventLog) -> None:
    """Views that are made anew are no views yet: they know of the oldest news alone. Raises
    NotReadyError.
    """
    done, of = views.position if views is not None else 0, log.head().position
    if of - done <= EVENTS_AT_ONCE:
        return
    if views is not None:
        views.close()
    raise NotReadyError(
        "the pages are being made from the log", hint="come again in a moment", done=done, of=of
    )
