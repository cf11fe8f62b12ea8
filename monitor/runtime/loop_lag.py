"""How long the event loop was held up: a probe that wants to wake often and says how late it
was.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

_logger = logging.getLogger(__name__)

LAG_S_MAX = 0.05  # what nothing may hold the loop up for


@dataclass(slots=True)
class Lag:
    """Seconds. `over` counts the wakings that were later than LAG_S_MAX."""

    worst_s: float = 0.0
    total_s: float = 0.0
    looks: int = 0
    over: int = 0

    def note(self, late_s: float) -> None:
        self.worst_s, self.total_s = max(self.worst_s, late_s), self.total_s + late_s
        self.looks, self.over = self.looks + 1, self.over + (late_s > LAG_S_MAX)


@asynccontextmanager
async def probed(lag: Lag, *, every_s: float, tell: bool = False) -> AsyncIterator[Lag]:
    """Looks each `every_s` seconds within the context; with `tell`, each look that came too late is
    a line.
    """
    task = asyncio.create_task(_probe(lag, every_s, tell=tell))
    try:
        yield lag
    finally:
        task.cancel()


async def _probe(lag: Lag, every_s: float, *, tell: bool) -> None:
    loop = asyncio.get_running_loop()
    while True:
        wanted = loop.time() + every_s
        await asyncio.sleep(every_s)
        late_s = loop.time() - wanted
        lag.note(late_s)
        if tell and late_s > LAG_S_MAX:
            _logger.warning("the event loop was held up", extra={"ms": round(late_s * 1000)})
