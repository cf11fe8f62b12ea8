"""What stands in a home's state/, each opened here and nowhere else: the log, the views, the
readers, the feeds.

Without a log there is nothing to show, so a missing one is said; the others are made where they are
not.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import LogGoneError
from monitor.later import later
from monitor.log import engines
from monitor.log.past import Past
from monitor.log.protocol import EventLog, Verification
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
    def __init__(self, state: Path) -> None:
        self.state = state

    @property
    def log_path(self) -> Path:
        return engines.log_path(self.state)

    def log(self, *, create: bool = False, readonly: bool = False) -> EventLog:
        """Raises what the engine's opening raises: NotFoundError, LogForeignError, LogNewerError,
        LogDamagedError, LogReadOnlyError.
        """
        return engines.open_log(self.log_path, create=create, readonly=readonly)

    def verify_log(self, *, head: str | None = None) -> Verification:
        return engines.verify_log(self.log_path, head=head)

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
