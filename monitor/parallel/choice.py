"""Who reads, as an operator says it: so many processes, or the workers of a Dask cluster."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from msgspec import Struct

from monitor.errors import UsageError
from monitor.later import later

if TYPE_CHECKING:
    from monitor.parallel import cluster, processes
    from monitor.parallel.pool import ReadingPool
else:
    cluster, processes = later("monitor.parallel.cluster"), later("monitor.parallel.processes")

CLUSTER_FORM = re.compile(r"dask://(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
CLUSTER_MEANT = "dask://HOST:8786, the scheduler of a Dask cluster"
PROCESSES_MAX = 256


class ReadingWorkers(Struct, frozen=True, kw_only=True):
    """`processes` 0: as many as the cores that this process may use. A `cluster` goes before."""

    processes: int = 0
    cluster: str = ""


def open_pool(
    wanted: ReadingWorkers, *, notice: Callable[[str], object] = lambda _line: None
) -> ReadingPool | None:
    """None where this process reads alone. Raises UsageError without the cluster's library, and
    RefusedError as `cluster.join` does.
    """
    if not wanted.cluster:
        return processes.pool_of(wanted.processes or processes.cores(), notice=notice)
    if find_spec("distributed") is None:
        raise UsageError(
            "a Dask cluster is to read, and the library for it (distributed) is not installed",
            hint=".venv/bin/pip install 'distributed>=2025.1'",
        )
    return cluster.join(wanted.cluster, notice=notice)
