"""`web`: the pages, from a home."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import click

from monitor.cli import output
from monitor.cli.context import Shell
from monitor.cli.root import Group
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config import Config
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
            hint="pip install diplomacy-monitor[web]; `make install` has it",
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
        feeds=tuple((feed.name or feed.url, feed.url) for feed in config.feeds),
    )


def serve(shell: Shell, settings: WebSettings) -> None:
    asyncio.run(_served(shell, settings))


async def _served(shell: Shell, settings: WebSettings) -> None:
    from monitor.web.app import create_app
    from monitor.web.server import listening

    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    app = create_app(shell.home, settings, now=shell.clock.now)
    async with listening(app, settings) as port:
        output.say(f"pages at http://{settings.host}:{port}/ · Ctrl-C ends it")
        await stop.wait()
