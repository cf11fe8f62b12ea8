"""What the tests of this folder share: an engine on a log in memory, at one set time."""

from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.log.memory import MemoryLog
from monitor.log.protocol import LogHead
from monitor.model import Rules
from monitor.views.views import Views

NOW = datetime(2026, 11, 29, tzinfo=UTC)


class Said(Struct, frozen=True, kw_only=True):
    """What became of some articles: the log's head stands for every byte of it."""

    head: LogHead
    kinds: tuple[str, ...]
    fingerprint: str


def engine():
    return Engine(
        log=MemoryLog(),
        views=lambda: Views.open(Path(":memory:")),
        rules=Rules(sure_diplomatic=0.0),
        clock=SetClock(NOW),
    )


def taken(articles, *, pool=None):
    with engine() as house:
        house.read_on(pool)
        outcomes = house.take_many(house.ahead(articles))
        return Said(
            head=house.log.head(),
            kinds=tuple(one.kind for one in outcomes),
            fingerprint=house.replay().fingerprint,
        )
