"""The option `--workers`: who reads, for the commands that read many articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cli.output import printable

if TYPE_CHECKING:
    from monitor.cli.context import Shell
    from monitor.parallel.choice import ReadingWorkers
    from monitor.parallel.pool import ReadingPool

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


def _read_by(
    _ctx: click.Context, _option: click.Parameter, given: str | None
) -> ReadingWorkers | None:
    from monitor.parallel.choice import (
        CLUSTER_FORM,
        CLUSTER_MEANT,
        PROCESSES_MAX,
        ReadingWorkers,
    )

    if given is None:
        return None
    if given.isdecimal() and 1 <= int(given) <= PROCESSES_MAX:
        return ReadingWorkers(processes=int(given))
    if CLUSTER_FORM.fullmatch(given):
        return ReadingWorkers(cluster=given)
    raise click.BadParameter(
        f"“{given}” is neither a number from 1 to {PROCESSES_MAX} nor {CLUSTER_MEANT}"
    )


def workers_option(command: AnyFunction) -> AnyFunction:
    return click.option(
        "--workers",
        metavar="N",
        callback=_read_by,
        help="Read on so many processes, or on a Dask cluster: dask://HOST:8786.  [default: config "
        "reading.workers]",
    )(command)


@contextmanager
def reading_pool(shell: Shell, asked: ReadingWorkers | None) -> Iterator[ReadingPool | None]:
    """None where this process reads alone."""
    from monitor.parallel.choice import open_pool

    pool = open_pool(
        asked or shell.config.reading, notice=lambda line: click.echo(printable(line), err=True)
    )
    if pool is None:
        yield None
        return
    with pool:
        yield pool
