"""The workers of a Dask cluster that read: the extra `dask`.

A cluster runs whatever it is sent by whoever reaches its scheduler: it belongs into a network of
one's own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from typing import ParamSpec, TypeVar, cast

from distributed import Client

from monitor.errors import RefusedError
from monitor.parallel.pool import LotWorkers, ReadingPool
from monitor.parallel.version import version

CONNECT_S_MAX = 10.0
LOT_S_MAX = 60.0  # a cluster whose workers all went away never answers

P = ParamSpec("P")
T = TypeVar("T")


def join(address: str, *, notice: Callable[[str], object]) -> ReadingPool:
    """`address` is dask://HOST:PORT. Raises RefusedError: nobody answers there, no worker is there,
    one has no such program, or another version of it.
    """
    for name in ("distributed", "distributed.client"):  # what is lost is told in one line
        logging.getLogger(name).setLevel(logging.CRITICAL)
    client = _client(address)
    try:
        _check(client, address)
    except BaseException:
        client.close(timeout=CONNECT_S_MAX)
        raise
    workers = LotWorkers(
        start=partial(_ClusterExecutor, client),
        close=partial(client.close, timeout=CONNECT_S_MAX),
        size=sum(client.nthreads().values()),
        start_lots=1,
        version=version(),
        lot_s_max=LOT_S_MAX,
    )
    return ReadingPool(workers, notice=notice)


def _client(address: str) -> Client:
    try:
        return Client(address.replace("dask://", "tcp://"), timeout=CONNECT_S_MAX)
    except OSError as error:
        raise RefusedError(
            f"no Dask scheduler answers at {address}",
            hint="start one with `dask scheduler`, or read here: --workers 2",
        ) from error


def _check(client: Client, address: str) -> None:
    if not client.nthreads():
        hint = f"start one with `dask worker {address.replace('dask://', 'tcp://')}`"
        raise RefusedError(f"the Dask cluster at {address} has no workers", hint=hint)
    for worker, theirs in client.run(version, on_error="return").items():
        if theirs != version():
            what = f"version {theirs}" if isinstance(theirs, str) else "no such program"
            raise RefusedError(
                f"the worker {worker} has {what}, and this is {version()}: it would not read the "
                "same",
                hint="install the same version on every machine",
            )


class _ClusterExecutor(Executor):
    """Dask's own, with the standard library's manners: what cannot be read is refused at once, each
    call is one of its own though the same was made before, and waiting calls can be dropped.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)

    def submit(self, work: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> Future[T]:
        """Raises BrokenExecutor where nobody is there: Dask would wait for ever."""
        if self._client.status != "running" or not self._client.nthreads():
            raise BrokenExecutor
        return cast(Future[T], self._executor.submit(work, *given, **named))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 — the standard library's
        self._executor.shutdown(wait=wait and not cancel_futures)
