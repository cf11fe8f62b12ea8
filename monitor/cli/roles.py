"""`run --role` and `workers`: several processes on one log."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import forms_log as forms
from monitor.cli import outbox, output, run
from monitor.cli.context import Shell, pass_shell
from monitor.cli.root import Group
from monitor.delivery.transport import Transport
from monitor.errors import RefusedError, UsageError, installing
from monitor.executor import at_once
from monitor.runtime.bootstrap import Means, Orders
from monitor.runtime.incidents import STORAGE, Troubles
from monitor.runtime.service import pause

if TYPE_CHECKING:
    from monitor.log.postgres.server import Server
    from monitor.publishing.publisher import Publisher
    from monitor.workers.process import RoleMeans


def check_shared(shell: Shell) -> None:
    """Raises RefusedError for a home whose log is in a file, UsageError where the queue's packages
    are not installed.
    """
    place = shell.stores.log_place
    if isinstance(place, Path):
        raise RefusedError(
            f"roles share their work through a database, and the log is {place}",
            hint="`monitor log move postgresql://…` brings it into one: docs/roles.md",
        )
    missing = next(filter(lambda name: find_spec(name) is None, ("procrastinate", "psycopg")), None)
    if missing:
        raise UsageError(
            f"roles need a package that is not here: {missing}",
            hint=installing("workers"),
        )


async def serve(shell: Shell, orders: Orders, written: str, *, health_port: int) -> None:
    """Until it is told to end. Raises UsageError for a role that is none, RefusedError for a home
    whose log is in a file, and what opening raises the first time.
    """
    from monitor.workers.roles import roles_of

    roles = roles_of(written)
    check_shared(shell)
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
        async with web.serving(
            shell.home, web.settings_of(config), now=shell.clock.now, changes=changes
        ):
            await end.wait()
        changes.close()

    means = Means(clock=shell.clock, hand=at_once, ways=ways, alarm=run.alarm)
    return RoleMeans(means=means, listener=listener, pages=pages)


# --- workers ---


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def workers(context: click.Context) -> None:
    """Who acts on a shared log, and what waits between the roles; prepare its tables.

    \b
    Example:  monitor workers
              monitor workers prepare --grant monitor_desk
    """
    if context.invoked_subcommand is None:
        _show(context.ensure_object(Shell))


def _server(shell: Shell) -> Server:
    check_shared(shell)
    from monitor.log.postgres.log import PostgresLog

    log = shell.log
    assert isinstance(log, PostgresLog)  # noqa: S101 — it is in no file
    return log.server


def _show(shell: Shell) -> None:
    server = _server(shell)
    from monitor.log.postgres.lease import holders_of
    from monitor.workers import queue
    from monitor.workers.inbox import ARRIVALS, Inbox

    shell.stores.tables(ARRIVALS)
    queue.check(server)
    inbox = Inbox(server)
    counts = inbox.counts()
    said = forms.WorkersShown(
        acting=[forms.Acting(lease=name, holder=holder) for name, holder in holders_of(server)],
        unread=counts.unread,
        read=counts.read,
        oldest_s=round(counts.oldest_s, 1),
        left_out=inbox.left_out(),
        jobs=queue.waiting(server),
    )
    if shell.json:
        output.emit(said)
        return
    for one in said.acting:
        output.say(f"{one.lease:20} {one.holder}")
    if not said.acting:
        output.say("nobody acts")
    jobs = ", ".join(f"{name} {count}" for name, count in said.jobs.items()) or "none"
    output.say(f"{'arrivals':20} {said.unread} to be read · {said.read} to be decided")
    output.say(f"{'jobs':20} {jobs}")
    for article in said.left_out:
        output.say(f"{'left out':20} {article}: it ended whoever read it; please report it")


@workers.command
@click.option("--grant", "role", metavar="ROLE", help="Let this role of the server use them.")
@pass_shell
def prepare(shell: Shell, role: str | None) -> None:
    """Make what roles share in the database, or step it up after an upgrade. For the role that made
    the log to say; where `monitor run --role` is that role, it does so itself.

    \b
    Example:  monitor workers prepare
              monitor workers prepare --grant monitor_desk
    """
    server = _server(shell)
    from monitor.workers import queue
    from monitor.workers.inbox import ARRIVALS

    shell.stores.tables(ARRIVALS)
    queue.prepare(server)
    if role:
        shell.stores.grant(ARRIVALS, role)
        with server.connection() as db:
            queue.grant(db, role)
    output.say(f"what roles share is ready at {shell.log.name}")
