"""What stands in a home's state/, each opened here and nowhere else: the log, the views, the
readers, the feeds.

Without a log there is nothing to show, so a missing one is said; the others are made where they are
not.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import LogGoneError, RefusedError
from monitor.later import later
from monitor.log import engines
from monitor.log.past import Past
from monitor.log.postgres.url import ServerUrl
from monitor.log.protocol import StoredLog, Verification
from monitor.log.sqlite import MOVED
from monitor.views.views import Views

if TYPE_CHECKING:
    from monitor.delivery import address_book
    from monitor.feeds import store
else:
    # Showing what is known needs neither.
    address_book = later("monitor.delivery.address_book")
    store = later("monitor.feeds.store")

VIEWS, READERS, FEEDS = "views.db", "readers.db", "feeds.db"


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
        log = engines.open_log(self.log_place, create=create, readonly=readonly)
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

    def readers(self) -> address_book.Readers:
        return address_book.Readers.open(self.state / READERS)

    def feeds(self) -> store.Ledger:
        return store.Ledger.open(self.state / FEEDS)


def views_of(past: Past) -> Views:
    """Of a log as it stood earlier: made in memory, and forgotten when they are closed."""
    views = Views.open(Path(":memory:"))
    views.catch_up(past)
    return views
