"""`run --role` and `workers`: several processes on one log."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from monitor.cli import outbox, run
from monitor.cli.context import Shell
from monitor.delivery.transport import Transport
from monitor.errors import UsageError
from monitor.executor import at_once
from monitor.runtime.bootstrap import Means, Orders
from monitor.runtime.incidents import STORAGE, Troubles
from monitor.runtime.service import pause

if TYPE_CHECKING:
    from monitor.publishing.publisher import Publisher
    from monitor.workers.process import RoleMeans


def check_library() -> None:
    """Raises UsageError where the queue's packages are not installed."""
    missing = next(filter(lambda name: find_spec(name) is None, ("procrastinate", "psycopg")), None)
    if missing:
        raise UsageError(
            f"roles need a package that is not here: {missing}",
            hint="pip install 'diplomacy-monitor[workers]'",
        )


async def serve(shell: Shell, orders: Orders, written: str, *, health_port: int) -> None:
    """Until it is told to end. Raises UsageError for a role that is none, RefusedError for a home
    whose log is in a file, and what opening raises the first time.
    """
    from monitor.workers.roles import roles_of

    roles = roles_of(written)
    check_library()
    from monitor.workers import figures
    from monitor.workers.process import AGAIN_S, RoleProcess

    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    troubles, first = Troubles(run.alarm), True
    async with outbox.transports(
        shell.config, needed=_needed(orders, roles), show=run.show
    ) as ways:
        while not stop.is_set():
            process = RoleProcess(orders, roles, _means(shell, ways))
            try:
                async with run.answering_at(health_port, partial(figures.answer, process)):
                    await process.serve(stop)
                troubles.well("opening")
            except STORAGE as error:
                if first:
                    raise
                troubles.failed("opening", error)
                await pause(AGAIN_S, stop)
            first = False


def _needed(orders: Orders, roles: Sequence[str]) -> str:
    return orders.channel.medium if "deliver" in roles else ""


def _means(shell: Shell, ways: Mapping[str, Transport]) -> RoleMeans:
    from monitor.workers.process import RoleMeans

    config = shell.config

    def listener(room: Publisher) -> run.Listen | None:
        return run.listener_of(ways, room, config, room.hand, run.web_link_of(shell, config))

    async def pages(end: asyncio.Event) -> None:
        from monitor.cli import web
        from monitor.web.changes import OpenedForEach

        changes = OpenedForEach(lambda: web.room_of(shell))
        async with web.serving(shell, web.settings_of(config), changes):
            await end.wait()
        changes.close()

    means = Means(clock=shell.clock, hand=at_once, ways=ways, alarm=run.alarm)
    return RoleMeans(means=means, listener=listener, pages=pages)
