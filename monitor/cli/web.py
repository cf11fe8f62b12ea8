"""`web`: the pages, from a home."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from typing import TYPE_CHECKING

import click
from msgspec import structs

from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.format import moment
from monitor.cli.output import Column
from monitor.cli.root import Group
from monitor.errors import NotFoundError, UsageError, installing
from monitor.stores import Stores

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from monitor.config import Config
    from monitor.publishing.publisher import Publisher
    from monitor.web.answers import Answers
    from monitor.web.changes import Changes
    from monitor.web.security.access import AccessStore, WebSession
    from monitor.web.settings import WebSettings


@click.group(cls=Group, invoke_without_command=True)
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of [web] port; 0: a free one.")
@click.option("--host", metavar="ADDRESS", help="Instead of [web] host; 127.0.0.1 is this machine.")
@click.pass_context
def web(context: click.Context, port: int | None, host: str | None) -> None:
    """Show stories, digests and the log as pages, until it is stopped.

    They are read from this home, which other commands may change meanwhile. Ctrl-C ends it.

    \b
    Example:  monitor web
              monitor web --port 9000
    """
    if context.invoked_subcommand is not None:
        return
    shell = context.ensure_object(Shell)
    serve(shell, settings_of(shell.config, port=port, host=host))


def settings_of(config: Config, *, port: int | None = None, host: str | None = None) -> WebSettings:
    """Raises UsageError where the pages' packages are not installed."""
    try:
        from monitor.cli.outbox import brief_of
        from monitor.publishing.streams import stream_of
        from monitor.web.settings import PORT, WebSettings
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the pages need a package that is not here: {error.name}",
            hint=f"{installing('web')}; `make install` has it",
        ) from error
    return WebSettings(
        host=host or config.web.host,
        port=config.web.port or PORT if port is None else port,
        address=config.web.address,
        proxies=config.web.proxies,
        public=config.web.public,
        session_minutes=config.web.session_minutes,
        idle_minutes=config.web.idle_minutes,
        requests_per_minute=config.web.requests_per_minute,
        zone=config.zone,
        language=config.language,
        stream=stream_of(brief_of(config).default, home_zone=config.zone),
        rules=config.rules,
        sources=config.sources,
        topics=config.topics,
        people=config.people,
        feeds=config.feeds,
        log_url=config.log_url,
    )


def serve(shell: Shell, settings: WebSettings) -> None:
    asyncio.run(_served(shell, settings))


@contextmanager
def room_of(shell: Shell) -> Iterator[Publisher]:
    """The home, opened for one change; what it owes readers is sent by whoever runs here."""
    from monitor.cli import outbox
    from monitor.publishing.publisher import Publisher

    config = shell.config
    operators = config.chat.operators_chat if config.token else ""
    with shell.engine(create=False) as engine, shell.stores.readers() as readers:
        yield Publisher(
            engine=engine,
            readers=readers,
            transports={},
            brief=outbox.brief_of(config),
            alarm=output.say,
            operators=outbox.address_of(operators) if operators else None,
        )


async def _served(shell: Shell, settings: WebSettings) -> None:
    from monitor.web.changes import OpenedForEach

    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    changes = OpenedForEach(lambda: room_of(shell))
    async with serving(shell.home, settings, now=shell.clock.now, changes=changes) as port:
        output.say(f"pages at http://{settings.host}:{port}/ · Ctrl-C ends it")
        await stop.wait()
    changes.close()


@asynccontextmanager
async def serving(
    home: Path, settings: WebSettings, *, now: Callable[[], datetime], changes: Changes
) -> AsyncIterator[int]:
    """The pages of a home, until it is left; hands out the port. Raises ConfigError, and what
    opening the log raises.
    """
    from monitor.web.app import create_app
    from monitor.web.making.process import PageProcess
    from monitor.web.server import listening
    from monitor.web.shown import ShownAt, announced

    with closing(Stores(home / "state", settings.log_url).log(readonly=True)):
        pass  # a home without a log is said now, not on each page
    async with PageProcess(home, settings) as making:
        app = create_app(home, settings, now=now, changes=changes, making=making)
        answers: Answers = app.state.answers
        following = asyncio.create_task(answers.follow_on())
        try:
            async with listening(app, settings, ending=app.state.stream.close) as port:
                with announced(home / "state", ShownAt(host=settings.host, port=port)):
                    yield port
        finally:
            following.cancel()
            answers.close()


def login_link(shell: Shell, name: str, *, port: int | None = None) -> str:
    """An address that lets one operator in, once, where the pages are shown. Raises UsageError
    where they are at several ports, none of which is the configured one.
    """
    settings = _where_shown(shell, settings_of(shell.config, port=port), asked=port is not None)
    with _access(shell) as access:
        return settings.url(f"/login/{access.link(name, now=shell.clock.now())}")


def _where_shown(shell: Shell, settings: WebSettings, *, asked: bool) -> WebSettings:
    """With the port at which the pages are shown now, if `asked` named none; as configured where
    nobody shows them, or a web server does.
    """
    from monitor.web.shown import shown_at

    found = [] if asked or settings.address else shown_at(shell.home / "state")
    if not found or settings.port in {one.port for one in found}:
        return settings
    if len(found) > 1:
        raise UsageError(
            f"pages are shown at the ports {', '.join(str(one.port) for one in found)}",
            hint=f"say which: monitor web login --port {found[0].port}",
        )
    return structs.replace(settings, host=found[0].host, port=found[0].port)


@web.command
@click.option("--name", metavar="NAME", default="operator", help="Who it is for, in the list.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Of the pages, if not that at which they are."
)
@pass_shell
def login(shell: Shell, name: str, port: int | None) -> None:
    """Make a link that lets one operator in, once, within ten minutes.

    It leads to where the pages of this home are shown just now, else to the configured port.

    \b
    Example:  monitor web login
              monitor web login --name Aigerim
    """
    output.say(login_link(shell, name, port=port))


@web.command
@click.argument("name")
@pass_shell
def token(shell: Shell, name: str) -> None:
    """Make a token for a reader or a program called NAME; it is shown this once.

    A reader gives it at /enter, a program sends it as "Authorization: Bearer …".

    \b
    Example:  monitor web token newsroom
    """
    with _access(shell) as access:
        output.say(access.token(name, now=shell.clock.now()))


@web.command
@pass_shell
def sessions(shell: Shell) -> None:
    """List who is logged in, and the tokens.

    \b
    Example:  monitor web sessions
    """
    with _access(shell) as access:
        found = access.sessions(now=shell.clock.now())
    if shell.json:
        from monitor.cli import forms_web as forms

        output.emit(forms.WebSessions(sessions=tuple(found)))
    elif found:
        zone = shell.config.zone
        rows = [
            (one.id, one.role, one.name, moment(one.began_at, zone), _seen(one, zone))
            for one in found
        ]
        output.say(output.table(_COLUMNS, rows))
    else:
        output.say("nobody is logged in, and there are no tokens")


@web.command
@click.argument("which", metavar="ID|NAME|all")
@pass_shell
def revoke(shell: Shell, which: str) -> None:
    """End a session or a token, those of a name, or all of them.

    \b
    Example:  monitor web revoke 4f0c2a
              monitor web revoke all
    """
    with _access(shell) as access:
        output.say(f"ended: {access.revoke(which)}")


_COLUMNS = (
    Column("id"),
    Column("what"),
    Column("name", flexible=True),
    Column("since"),
    Column("seen"),
)


def _seen(one: WebSession, zone: str) -> str:
    return moment(one.seen_at, zone) if one.seen_at else "–"


def _access(shell: Shell) -> AccessStore:
    from monitor.web.security.access import ACCESS, AccessStore

    settings_of(shell.config)
    if not shell.stores.has_log():
        raise NotFoundError(
            f"there is nothing at {shell.stores.log_place}",
            hint="`monitor ingest seeds` starts a home",
        )
    return AccessStore(shell.stores.tables(ACCESS))
