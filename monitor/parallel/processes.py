"""Processes of this machine that read: started by a fork server, a fresh process without threads
that has loaded what reading needs, so that they share its memory and no lock is copied while held.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from multiprocessing.connection import wait

from monitor.parallel.pool import LotWorkers, ReadingPool

_PRELOADED = "monitor.parallel.preloaded"


def cores() -> int:
    """How many this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pool_of(count: int, *, notice: Callable[[str], object]) -> ReadingPool | None:
    """None where one process reads: the one that asks."""
    if count == 1:
        return None
    return ReadingPool(LotWorkers(start=partial(start_processes, count), size=count), notice=notice)


def start_processes(count: int) -> Executor:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Ctrl-C is for the parent, which ends its workers; where it was killed, they end too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
