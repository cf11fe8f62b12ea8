"""Parts of a service of several processes, in one: each as it stands on its machine."""

from contextlib import ExitStack

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.log.engines import open_log
from monitor.log.postgres.lease import ServerLease
from monitor.stores import Stores
from monitor.workers import inbox, queue
from monitor.workers.inbox import ARRIVALS, Inbox
from monitor.workers.matching import Matching, ReadElsewhere
from monitor.workers.reading import ArrivalReader
from tests.runtime.service_house import EVERYTHING, NOW


class Workshop:
    """`match` decides, `reader` reads, `put` is what fetching does."""

    def __init__(self, home, url, *, at=NOW):
        self.home, self.url, self._opened = home, url, ExitStack()
        (home / "state").mkdir(parents=True, exist_ok=True)
        self.stores = Stores(home / "state", url)
        self._opened.callback(self.stores.close)
        self.log = self._opened.enter_context(open_log(url))
        self.stores.tables(ARRIVALS)
        queue.prepare(self.log.server)
        self.inbox = Inbox(self.log.server)
        self.reader = ArrivalReader(self.inbox)
        self.clock = SetClock(at)
        self.read = ReadElsewhere()
        self.engine = self._opened.enter_context(
            Engine.open(home, rules=EVERYTHING, clock=self.clock, log=open_log(url), read=self.read)
        )
        self.matching = Matching(self.engine, self.engine.log, self.inbox, self.read)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._opened.close()

    def lease(self, name="acting", holder="match in a test"):
        return ServerLease(self.log.server, name, holder, on_taken=lambda _fence: None)

    def put(self, *incoming):
        with self.log.server.connection() as db, db.transaction():
            arrived = inbox.put(db, incoming)
            queue.to_read(db, arrived)
        return arrived

    def decide_all(self):
        """What is read, as long as there is any."""
        decided = []
        while some := self.matching.some():
            decided += some
        return decided

    def rows(self, question, *values):
        return self.log.server.query(question, values)
