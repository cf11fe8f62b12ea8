"""`run`: the service. Wired here from the configuration; what it does stands in
`runtime.service`.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from logging import getLogger
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import click

from monitor.bot import menu
from monitor.bot.context import BotSettings
from monitor.bot.receiver import Receiver
from monitor.cli import outbox, output
from monitor.cli.arrivals import check_none_waits
from monitor.cli.context import Shell, pass_shell
from monitor.cli.root import Command
from monitor.config import Config
from monitor.delivery.media.folder import NAME as PAPER
from monitor.delivery.media.table import medium
from monitor.delivery.media.telegram import Telegram
from monitor.delivery.media.telegram_posts import NAME as TELEGRAM
from monitor.delivery.transport import Transport
from monitor.digest.model import Digest
from monitor.digest.render.terminal import render_terminal
from monitor.errors import ConfigError, LogGoneError
from monitor.executor import Executor, OneThread
from monitor.feeds.wiring import ClientSettings
from monitor.publishing.publisher import Publisher
from monitor.runtime import log_lines
from monitor.runtime.bootstrap import Means, Orders, open_house
from monitor.runtime.fetch_once import LOCK
from monitor.runtime.health import HOST, AnswerTo, answering, listening
from monitor.runtime.incidents import STORAGE, Troubles
from monitor.runtime.lock import acting
from monitor.runtime.service import House, Running, pause, take_the_process

DIGESTS = "digests"
_logger = getLogger(__name__)

T = TypeVar("T")
Listen = Callable[[asyncio.Event], Coroutine[Any, Any, object]]


@click.command(cls=Command)
@click.option(
    "--role",
    "written",
    metavar="ROLES",
    help="Only these: fetch, read, match, compose, deliver, web.",
)
@click.option(
    "--health-port", type=click.IntRange(0, 65535), help="Instead of [service] health_port."
)
@pass_shell
def run(shell: Shell, written: str | None, health_port: int | None) -> None:
    """Run: feeds, digests at their hours, the bot, the outbox, until it is stopped.

    With --role this process does only a part, beside others on any machine that share a log in
    PostgreSQL: docs/roles.md.

    Without a channel, digests are shown here and written to state/digests/ as pages and Atom feeds.
    Ctrl-C or SIGTERM end it within five seconds; kill -9 loses nothing either. Lines for people on
    a terminal, JSON lines otherwise.

    \b
    Example:  monitor run
              MONITOR_TELEGRAM_TOKEN=… MONITOR_CHANNEL=@your_channel monitor run
              monitor run --role fetch,read
    """
    config = shell.config
    port = config.health_port if health_port is None else health_port
    orders = orders_of(shell, config)
    log_lines.write_to(
        sys.stderr, secrets=_secrets(config), people=sys.stderr.isatty(), zone=config.zone
    )
    take_the_process()
    if written is not None:
        from monitor.cli import roles

        asyncio.run(roles.serve(shell, orders, written, health_port=port))
        return
    with OneThread() as hand:
        service = _Service(shell=shell, config=config, orders=orders, hand=hand, health_port=port)
        asyncio.run(service.run())


def _secrets(config: Config) -> list[str]:
    password = urlsplit(config.smtp_url or "").password or ""
    log_password = config.log_url.password if config.log_url else None
    given = [config.token, config.channel, config.smtp_url, config.webhook_secret, log_password]
    return [one or "" for one in (*given, password, unquote(password))]


def orders_of(shell: Shell, config: Config) -> Orders:
    """Raises ConfigError for a channel that is none."""
    paper = medium(PAPER).address(str(shell.state / DIGESTS))
    operators = config.chat.operators_chat if config.token else ""
    return Orders(
        home=shell.home,
        log_url=config.log_url,
        rules=config.rules,
        brief=outbox.brief_of(config),
        channel=outbox.address_of(config.channel) if config.channel else paper,
        operators=outbox.address_of(operators) if operators else None,
        feeds=config.feeds,
        sources=config.sources,
        people=config.people,
        manners=ClientSettings(
            contact=config.contact, allow_private=config.allow_private_addresses
        ),
        reading=config.reading,
        debug=shell.debug,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    """One `monitor run`: it lives once, or again where its files were put in another place
    meanwhile.
    """

    shell: Shell
    config: Config
    orders: Orders
    hand: OneThread
    health_port: int

    async def run(self) -> None:
        stop = asyncio.Event()
        for one in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, stop.set)
        async with outbox.transports(
            self.config, needed=self.orders.channel.medium, show=show
        ) as ways:
            await self._live(ways, stop)
            troubles = Troubles(alarm)
            while not stop.is_set():
                try:
                    self._check_there()
                    await self._live(ways, stop, opened=lambda: troubles.well("opening"))
                except STORAGE as error:
                    troubles.failed("opening", error)
                    await pause(self.orders.rhythm.again_s, stop)
        _logger.info("stopped")

    def _check_there(self) -> None:
        """A log that was there is never begun anew: that would tell old news again."""
        if not self.shell.stores.has_log():
            raise LogGoneError(
                f"{self.shell.stores.log_place} is not there any more", hint="put it back"
            )

    async def _live(
        self,
        ways: Mapping[str, Transport],
        stop: asyncio.Event,
        *,
        opened: Callable[[], object] = lambda: None,
    ) -> None:
        """From opening the files to closing them."""
        closing, means = (
            ExitStack(),
            Means(clock=self.shell.clock, hand=self.hand, ways=ways, alarm=alarm),
        )
        with acting(self.shell.state / LOCK):
            try:
                house = await self.hand(lambda: self._opened(means, closing))
                opened()
                _say_hello(house)
                _say_what_is_missing(self.orders, await self.hand(lambda: _sent_to(house)))
                listener = listener_of(
                    ways, house.room, self.config, self.hand, web_link_of(self.shell, self.config)
                )
                async with (
                    Running(house) as running,
                    _health(running, self.health_port),
                    self._pages(house),
                ):
                    await running.serve(stop, listener)
            finally:
                await self.hand(closing.close)

    def _opened(self, means: Means, closing: ExitStack) -> House:
        house = open_house(self.orders, means, closing)
        check_none_waits(
            house.engine.log,
            hint="let `monitor run --role read,match` decide them, until `monitor workers` says "
            "that nothing waits; then run without --role",
        )
        return house

    @asynccontextmanager
    async def _pages(self, house: House) -> AsyncIterator[None]:
        """The pages, if a port is configured; what is changed there is done here."""
        if not self.config.web.port:
            yield
            return
        from monitor.cli import web

        settings = web.settings_of(self.config)
        now, changes = self.shell.clock.now, _InHouse(house)
        async with web.serving(self.shell.home, settings, now=now, changes=changes) as port:
            _logger.info("showing", extra={"pages": f"http://{settings.host}:{port}/"})
            yield


def web_link_of(shell: Shell, config: Config) -> Callable[[], str] | None:
    """Makes a link by which an operator logs in; None where no pages are shown."""
    if not config.web.port:
        return None
    from monitor.cli import web

    return lambda: web.login_link(shell, "chat")


@dataclass(frozen=True, slots=True)
class _InHouse:
    """What pages change, on the thread of the engine."""

    house: House

    async def __call__(self, work: Callable[[Publisher], T], /) -> T:
        return await self.house.hand(lambda: work(self.house.room))


@asynccontextmanager
async def _health(running: Running, port: int) -> AsyncIterator[None]:
    """/healthz and /metrics, if a port is configured."""
    if not port:
        yield
        return
    async with _answering(lambda: listening(running, running.lag, port=port), port):
        yield


@asynccontextmanager
async def answering_at(port: int, answer: AnswerTo) -> AsyncIterator[None]:
    """The same for a process with roles."""
    if not port:
        yield
        return
    async with _answering(lambda: answering(answer, port=port), port):
        yield


@asynccontextmanager
async def _answering(
    start: Callable[[], Awaitable[asyncio.Server]], port: int
) -> AsyncIterator[None]:
    try:
        server = await start()
    except OSError as error:
        what = (
            f"config/monitor.toml: [service] health_port: {HOST}:{port} cannot be used: "
            f"{error.strerror}"
        )
        raise ConfigError(
            what, hint="is another `monitor run` there? choose another port, or 0 for none"
        ) from error
    _logger.info("answering", extra={"health": f"http://{HOST}:{port}/healthz"})
    async with server:
        yield


def _say_hello(house: House) -> None:
    engine = house.engine
    values = {
        "feeds": len(house.feeds),
        "readers": len(engine.state.readers),
        "stories_open": len(engine.state.stories),
    }
    _logger.info("running", extra={**values, "events": engine.head.position})


_NOBODY = "no channel: nobody is sent anything"
_ONLY_READERS = "no channel: only readers who were added or subscribed are sent anything"


def _sent_to(house: House) -> int:
    """How many readers are sent digests: not those that are kept in a folder here."""
    readers = (one for one in house.engine.state.readers.values() if not one.off)
    addresses = (house.readers.address(one.id) for one in readers)
    return sum(address is not None and address.medium != PAPER for address in addresses)


def _say_what_is_missing(orders: Orders, readers: int) -> None:
    """It runs without feeds and without a channel; whoever starts it so should know what that
    means.
    """
    if not orders.feeds:
        _logger.warning(
            "no feeds: nothing will come in",
            extra={"mend": "monitor feeds add URL, or monitor ingest FILE…"},
        )
    if orders.channel.medium == PAPER:
        extra = {"digests": orders.channel.chat, "mend": "monitor init sets a channel up"}
        told = _ONLY_READERS if readers else _NOBODY
        _logger.warning(told, extra=extra | {"readers": readers})


def listener_of(
    ways: Mapping[str, Transport],
    room: Publisher,
    config: Config,
    hand: Executor,
    web_link: Callable[[], str] | None,
) -> Listen | None:
    telegram = ways.get(TELEGRAM)
    if not isinstance(telegram, Telegram):
        return None

    async def listen(end: asyncio.Event) -> None:
        await _warn_of_webhook(telegram, room, hand)
        me = await telegram.ask(lambda bot: bot.get_me())
        manners = BotSettings(
            operators=config.chat.operators,
            operators_chat=config.chat.operators_chat,
            commands_per_minute=config.chat.commands_per_minute,
            bot_name=getattr(me, "username", "") or "",
            web_link=web_link,
        )
        operators = outbox.address_of(manners.operators_chat) if manners.operators_chat else None
        if why := await menu.register(telegram, operators):
            _logger.warning("the menu of commands is not set", extra={"reason": why})
        await Receiver(room, telegram, manners, report=room.report).serve(stop=end)

    return listen


async def _warn_of_webhook(telegram: Telegram, room: Publisher, hand: Executor) -> None:
    """A webhook that we did not set takes what readers say away from us: perhaps somebody has our
    token.
    """
    found = await telegram.ask(lambda bot: bot.get_webhook_info())
    if getattr(found, "url", ""):
        line = (
            "a webhook is set for our bot, and we never set one: somebody may have the "
            "token; docs/token.md"
        )
        await hand(lambda: room.report(line))


def alarm(line: str) -> None:
    _logger.warning("operator", extra={"needs": line})


def show(digest: Digest) -> None:
    output.say(render_terminal(digest, width=output.page_width(), colour=output.colourful()))
