"""How late an event loop woke, and whose fault that was.

A probe wants to wake every few milliseconds. What it woke too late is divided by what Linux says of
this process's threads in that time (/proc/self/task/*/schedstat): the loop's own thread ran, or it
could have run and no processor was free; or it waited behind the interpreter lock for another
thread, which ran, or could have run and no processor was free. What was waited for processors is
the machine's load and no fault of ours; it is told apart, and at most too much is taken for it.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOOK_S = 0.005
LATE_MS = 50
_NS = 1e6  # of a millisecond


@dataclass(frozen=True, slots=True)
class Look:
    """Milliseconds. What threads did is of the whole look, so at most LOOK_S too much: the loop's
    thread `ran`, and `queued` for a processor; the others `queued_beside`.
    """

    late: float
    ran: float
    queued: float
    queued_beside: float

    @property
    def ours(self) -> float:
        """What would be left on a machine that nobody else uses."""
        return max(0.0, self.late - self.queued - self.queued_beside)


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
            "worst_beside_ms": worst.queued_beside,
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
    before = _spent()
    while True:
        wanted = loop.time() + LOOK_S
        await asyncio.sleep(LOOK_S)
        late = max(0.0, loop.time() - wanted) * 1000
        now = _spent()
        watch.looks.append(Look(late=late, **{name: now[name] - before[name] for name in now}))
        before = now


def _spent() -> dict[str, float]:
    """Milliseconds so far. A thread that ended is missed, which takes less for the machine's."""
    own, spent = (
        str(threading.get_native_id()),
        dict.fromkeys(("ran", "queued", "queued_beside"), 0.0),
    )
    for task in os.scandir("/proc/self/task"):
        with (
            suppress(FileNotFoundError, ProcessLookupError),
            Path(task.path, "schedstat").open(encoding="ascii") as stat,
        ):
            ran, queued, _ = stat.read().split()
            if task.name == own:
                spent |= {"ran": int(ran) / _NS, "queued": int(queued) / _NS}
            else:
                spent["queued_beside"] += int(queued) / _NS
    return spent


def told(name: str, said: dict[str, Any], *, limit_ms: float = LATE_MS) -> str:
    """One line."""
    held = "  over" if said["ours_ms"] > limit_ms else ""
    return (
        f"  {name:34} {said['ours_ms']:6.0f} ms ({said['ours_at_99_ms']:.1f} at 99 %), "
        f"{said['ours_over']} of {said['looks']} over {limit_ms:.0f} ms{held}; with what the "
        f"machine added {said['worst_ms']:.0f} ms (it ran {said['worst_ran_ms']:.0f}, waited for a "
        f"processor {said['worst_queued_ms']:.0f}, others {said['worst_beside_ms']:.0f})"
    )
