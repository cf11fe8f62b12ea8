"""What a home has, each opened here and nowhere else: the log, the readers and what else stands
beside the log, wherever that is; and in state/, whatever the log's engine, what follows it: the
views, the feeds.

Without a log there is nothing to show, so a missing one is said; the others are made where they are
not.
"""

from __future__ import annotations

from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from monitor.errors import LogGoneError, RefusedError
from monitor.later import later
from monitor.log import engines
from monitor.log.past import Past
from monitor.log.postgres.url import ServerUrl
from monitor.log.protocol import StoredLog, Verification
from monitor.log.sqlite import MOVED
from monitor.tables import TableRoom, Tables, TablesForm, copy
from monitor.views.views import Views

if TYPE_CHECKING:
    from monitor.delivery import address_book
    from monitor.feeds import store
else:
    # Showing what is known needs neither.
    address_book = later("monitor.delivery.address_book")
    store = later("monitor.feeds.store")

L = TypeVar("L", bound="store.Ledger")
VIEWS, FEEDS = "views.db", "feeds.db"


class Stores:
    """`log_url` is the server that has the log, if none of state/'s files is it."""

    def __init__(self, state: Path, log_url: ServerUrl | None = None) -> None:
        self.state = state
        self._log_url = log_url

    @property
    def log_place(self) -> engines.Place:
        return self._log_url or engines.log_path(self.state)

    def log(self, *, create: bool = False, readonly: bool = False) -> StoredLog:
        """Raises what the engine's opening raises: NotFoundError, LogForeignError, LogNewerError,
        LogDamagedError, LogReadOnlyError, LogUnreachableError; RefusedError where the home's log is
        elsewhere: begun anew, all its news would be told again.
        """
        self._check_not_moved()
        if readonly:
            log = engines.log_to_read(self.log_place, self._room)
        else:
            log = engines.open_log(self.log_place, create=create)
        try:
            if self._log_url:  # what stands beside a log on a server is here all the same
                self.state.mkdir(parents=True, exist_ok=True)
            self._check_not_left_behind(log)
        except BaseException:
            log.close()
            raise
        return log

    def has_log(self) -> bool:
        """Raises LogUnreachableError where that cannot be known."""
        return engines.log_exists(self.log_place)

    def verify_log(self, *, head: str | None = None) -> Verification:
        return engines.verify_log(self.log_place, head=head)

    def _check_not_moved(self) -> None:
        place = self.log_place
        if not isinstance(place, Path) or place.exists():
            return
        moved = place.with_name(place.name + MOVED)
        if moved.exists():
            raise RefusedError(
                f"the log of this home went on elsewhere: {moved} is what was left",
                hint="set [log] url in config/monitor.toml; `monitor log move file` brings it back",
            )

    def _check_not_left_behind(self, log: StoredLog) -> None:
        file = engines.log_path(self.state)
        if self._log_url and file.exists() and log.head().position == 0:
            raise RefusedError(
                f"{file} holds the log of this home, and {log.name} none yet",
                hint=f"`monitor log move {log.name}` brings it there; or move the file away",
            )

    def views(self) -> Views:
        """Raises LogGoneError for a folder that vanished since the log in it was opened: it is not
        begun anew.
        """
        if not self.state.exists():
            raise LogGoneError(
                f"{self.state} is not there any more",
                hint="put it back, or restore the last backup",
            )
        return Views.open(self.state / VIEWS)

    def views_to_read(self) -> Views | None:
        """Those that are there, only to be read; None where they have to be made first."""
        return Views.to_read(self.state / VIEWS)

    @cached_property
    def _room(self) -> TableRoom:
        return engines.room_beside(self.log_place)

    def tables(self, form: TablesForm) -> Tables:
        """A store's tables, for who knows what stands in them. Raises what opening the log raises,
        RefusedError where this home's stand in a file yet, and not beside its log.
        """
        if self._is_left_behind(form):
            raise RefusedError(
                f"{self.state / form.file} holds {form.name} of this home, and {self.log_place} "
                "none yet",
                hint=f"`monitor log move {self.log_place}` brings them there; or move the file "
                "away",
            )
        return self._room.tables(form)

    def _is_left_behind(self, form: TablesForm) -> bool:
        return (
            self._log_url is not None
            and (self.state / form.file).exists()
            and not self._room.has(form)
        )

    def has(self, form: TablesForm) -> bool:
        """Whether the tables are there; else, opening makes them."""
        return self._room.has(form)

    def bring(self, form: TablesForm, to: Stores, *, replace: bool) -> None:
        """Copy a store's tables to where the log of `to` is. Raises RefusedError where others stand
        there, unless they are to be replaced.
        """
        if self._room.has(form):
            source, target = self._room.tables(form), to._room.tables(form)
            with closing(source), closing(target):
                copy(source, target, form, replace=replace)

    def erase(self, form: TablesForm) -> None:
        """What stands in a store's tables, for ever."""
        if self._room.has(form):
            self._room.erase(form)

    def grant(self, form: TablesForm, role: str) -> None:
        """Let another role of the server keep what stands in a store's tables."""
        self._room.grant(form, role)

    def close(self) -> None:
        """What tables were opened on a server take no connection any more."""
        self._room.close()

    def readers(self) -> address_book.Readers:
        return address_book.Readers(self.tables(address_book.READERS))

    def feeds(self) -> store.Ledger:
        return self.feeds_as(store.Ledger)

    def feeds_as(self, kind: type[L]) -> L:
        return kind.open(self.state / FEEDS, self._room.shared(store.FETCHING))


def views_of(past: Past) -> Views:
    """Of a log as it stood earlier: made in memory, and forgotten when they are closed."""
    views = Views.open(Path(":memory:"))
    views.catch_up(past)
    return views
