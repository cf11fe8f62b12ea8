"""How late an event loop woke, and whose fault that was.

A probe wants to wake every few milliseconds. How late it woke is divided by what Linux says of the
loop's own thread in that time (/proc/thread-self/schedstat): it ran (the loop's own work), or it
could have run and waited for a processor (the machine's load), or it slept (behind the interpreter
lock, or in a call). The second is no fault of ours and is told apart.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

LOOK_S = 0.005
LATE_MS = 50
_NS = 1e6  # of a millisecond


@dataclass(frozen=True, slots=True)
class Look:
    """Milliseconds. `ran` and `queued` are of the whole look, so at most LOOK_S too much."""

    late: float
    ran: float
    queued: float

    @property
    def ours(self) -> float:
        """What would be left on a machine that nobody else uses."""
        return max(0.0, self.late - self.queued)


@dataclass(slots=True)
class Watch:
    looks: list[Look] = field(default_factory=list)

    def said(self) -> dict[str, Any]:
        """Of the latest look of all, what it was made of; of the latest by our own fault, how
        late.
        """
        worst = max(self.looks, key=lambda look: look.late)
        ours = sorted(look.ours for look in self.looks)
        return {
            "looks": len(self.looks),
            "worst_ms": worst.late,
            "worst_ran_ms": worst.ran,
            "worst_queued_ms": worst.queued,
            "over": sum(look.late > LATE_MS for look in self.looks),
            "ours_ms": ours[-1],
            "ours_over": sum(late > LATE_MS for late in ours),
            "ours_at_99_ms": ours[int(0.99 * (len(ours) - 1))],
        }


@asynccontextmanager
async def watched() -> AsyncIterator[Watch]:
    """The running loop, within the context."""
    watch = Watch()
    task = asyncio.create_task(_look_on(watch))
    try:
        yield watch
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _look_on(watch: Watch) -> None:
    loop = asyncio.get_running_loop()
    stat = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
    try:
        ran, queued = _spent(stat)
        while True:
            wanted = loop.time() + LOOK_S
            await asyncio.sleep(LOOK_S)
            late = max(0.0, loop.time() - wanted) * 1000
            ran_to, queued_to = _spent(stat)
            watch.looks.append(Look(late=late, ran=ran_to - ran, queued=queued_to - queued))
            ran, queued = ran_to, queued_to
    finally:
        os.close(stat)


def _spent(stat: int) -> tuple[float, float]:
    """Milliseconds in which this thread ran, and in which it was ready and did not."""
    ran, queued, _ = os.pread(stat, 100, 0).split()
    return int(ran) / _NS, int(queued) / _NS


def told(name: str, said: dict[str, Any], *, limit_ms: float = LATE_MS) -> str:
    """One line."""
    held = "  over" if said["ours_ms"] > limit_ms else ""
    return (
        f"  {name:34} {said['ours_ms']:6.0f} ms ({said['ours_at_99_ms']:.1f} at 99 %), "
        f"{said['ours_over']} of {said['looks']} over {limit_ms:.0f} ms{held}; with what the "
        f"machine added {said['worst_ms']:.0f} ms (it ran {said['worst_ran_ms']:.0f}, waited for "
        f"a processor {said['worst_queued_ms']:.0f})"
    )
