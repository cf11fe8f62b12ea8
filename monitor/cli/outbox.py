"""`outbox`, what `digest --send` does, and where readers are: what the commands that reach them
share.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import click

from monitor.cli import forms_chat as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.format import moment
from monitor.cli.root import Group
from monitor.config import Config
from monitor.config.forms import FORMS
from monitor.delivery.address_book import Readers
from monitor.delivery.media.medium import Access
from monitor.delivery.media.table import medium, names, no_medium, prefixed
from monitor.delivery.media.telegram_posts import NAME as TELEGRAM
from monitor.delivery.transport import Address, Transport
from monitor.digest.model import Digest
from monitor.engine.engine import Engine
from monitor.errors import ConfigError, NotFoundError
from monitor.events.deliveries import (
    DeliveryCancelled,
    DeliveryRetried,
    LaneReleased,
    ReaderKind,
    Wishes,
)
from monitor.events.stories_and_feeds import Event
from monitor.publishing.editor import Brief
from monitor.publishing.publisher import Publisher, Settled, added_to, why_waiting
from monitor.runtime.fetch_once import LOCK
from monitor.runtime.lock import acting, leased

_NO_CHANNEL = (
    "`monitor init` asks for it; or set MONITOR_CHANNEL to its chat id or @name "
    "(chat/thread for a forum topic), or to mailto:…, webhook:…, apprise:…, feed:… or file:PATH; "
    "or add readers: `monitor readers add`"
)
_NO_TOKEN = "`monitor init` asks for it; or set MONITOR_TELEGRAM_TOKEN: docs/telegram.md"  # noqa: S105 — a hint


def address_of(channel: str | None) -> Address:
    """Where the default channel is. Raises ConfigError, which does not repeat it: a chat id is
    nobody's business.
    """
    if not channel:
        raise ConfigError("there is no channel to send to", hint=_NO_CHANNEL)
    if (named := prefixed(channel)) is not None:
        way, address = named
        if wrong := way.wrong(address):
            raise ConfigError(wrong, hint="docs/media.md says how each is written")
        return way.address(address)
    found = FORMS["channel"][0].fullmatch(channel)
    if found is None:
        raise ConfigError(
            "environment: MONITOR_CHANNEL is neither a chat id nor an @name", hint=_NO_CHANNEL
        )
    chat, thread = found.groups()
    if chat is None:
        raise no_medium(channel.partition(":")[0])
    topic = int(thread) if thread and int(thread) != _GENERAL else None
    return Address(medium=TELEGRAM, chat=chat, thread=topic, kind=_kind(chat))


_GENERAL = 1  # a forum's first topic, to which messages without a thread go


def _kind(chat: str) -> ReaderKind:
    if chat.startswith(("@", "-100")):
        return "channel"
    return "group" if chat.startswith("-") else "private"


def brief_of(config: Config) -> Brief:
    wishes = Wishes(
        topics=tuple(topic.id for topic in config.topics),
        language=config.language,
        zone=config.zone,
        hour=config.hour,
        quiet=config.chat.quiet,
    )
    return Brief(
        default=wishes,
        topics=config.all_topics,
        sources=config.sources,
        rules=config.rules,
        silent_when_empty=config.chat.silent_when_empty,
        week=config.week,
        alerts_per_hour=config.chat.alerts_per_hour,
    )


def access_of(config: Config, *, show: Callable[[Digest], object] | None = None) -> Access:
    return Access(
        token=config.token,
        telegram_url=config.telegram_url,
        show=show,
        smtp_url=config.smtp_url or "",
        mail_from=config.mail.sender,
        unsubscribe_url=config.mail.unsubscribe,
        webhook_secret=config.webhook_secret or "",
        allow_private=config.allow_private_addresses,
    )


def loadable(needed: str = "") -> list[str]:
    """The media there are. A plugin that cannot be loaded is told of and stops nothing, unless it
    is needed.
    """
    found = []
    for name in names():
        try:
            medium(name)
        except ConfigError as error:
            if name == needed:
                raise
            _alarm(f"{error.message}: {error.hint}")
        else:
            found.append(name)
    return found


@asynccontextmanager
async def transports(
    config: Config, *, needed: str = "", show: Callable[[Digest], object] | None = None
) -> AsyncIterator[dict[str, Transport]]:
    """The ways messages go: every medium for which the configuration has what it takes. Raises
    ConfigError if the `needed` one is not among them.
    """
    access, usable = access_of(config, show=show), loadable(needed)
    opening = {name: medium(name).transport(access) for name in usable}
    if needed and opening[needed] is None:
        raise ConfigError(f"there is no {medium(needed).missing}", hint=medium(needed).mend)
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(one)
            for name, one in opening.items()
            if one is not None
        }


@contextmanager
def engine_and_readers(shell: Shell) -> Iterator[tuple[Engine, Readers]]:
    with shell.engine() as engine, shell.stores.readers() as readers:
        yield engine, readers


def _alarm(line: str) -> None:
    click.echo(f"monitor: {output.printable(line)}", err=True)


# --- digest --send ---


def send_today(shell: Shell) -> Settled:
    """Today's edition to the default channel and to everybody added, and all else that they are
    owed. Without a channel, to those who were added; raises ConfigError if there is nobody.
    """
    channel = address_of(shell.config.channel) if shell.config.channel else None
    with (
        acting(shell.state / LOCK),
        engine_and_readers(shell) as (engine, readers),
        leased(shell.log),
    ):
        return asyncio.run(_send_today(shell.config, engine, readers, channel))


async def _send_today(
    config: Config, engine: Engine, readers: Readers, channel: Address | None
) -> Settled:
    first = channel or _first_added(engine, readers) or address_of(None)
    async with transports(config, needed=first.medium) as ways:
        room = Publisher(
            engine=engine, readers=readers, transports=ways, brief=brief_of(config), alarm=_alarm
        )
        reader = room.channel(channel) if channel else added_to(engine, readers)[0]
        return await room.send_today(reader)


def _first_added(engine: Engine, readers: Readers) -> Address | None:
    added = added_to(engine, readers)
    return readers.address(added[0].id) if added else None


# --- outbox ---


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def outbox(context: click.Context) -> int:
    """What is owed to readers and why it waits: list, retry, cancel.

    \b
    Example:  monitor outbox
              monitor outbox retry digest/daily/2026-11-23/all/en/5f0c…
    """
    if context.invoked_subcommand:
        return 0
    return int(context.invoke(list_owed))


@outbox.command("list")
@pass_shell
def list_owed(shell: Shell) -> int:
    """What is owed, in the order in which it goes, and what stayed unknown.

    \b
    Example:  monitor outbox list
    """
    with shell.engine(create=False) as engine:
        lanes = [lane for lane in engine.state.lanes.values() if lane.owed or lane.replies]
        owed = tuple(
            forms.OwedDelivery(
                id=one.id,
                reader=one.reader_id,
                part=one.part + 1,
                parts=one.parts,
                status=(lane.held and "chat on hold") or one.status,
                why=why_waiting(lane, one, shell.config.zone).split(": ", 1)[1],
                queued_at=one.queued_at,
                tries=one.attempt,
            )
            for lane in lanes
            for one in (*lane.replies.values(), *lane.owed.values())
        )
        unknown = tuple(
            forms.UnknownPart(id=post.delivery_id, part=post.part + 1, at=post.at)
            for post in engine.archive.views.posts_unknown()
        )
    if shell.json:
        output.emit(forms.Outbox(owed=owed, unknown=unknown))
        return 0
    if not owed and not unknown:
        output.say("nothing is owed")
    for line in owed:
        at = moment(line.queued_at, shell.config.zone)
        output.say(
            f"{line.id}  part {line.part} of {line.parts}  since {at}  {output.printable(line.why)}"
        )
    for part in unknown:
        output.say(
            f"{part.id}  part {part.part}  unknown for good: it is not known whether it arrived"
        )
    return 0


@outbox.command("retry")
@click.argument("delivery", metavar="ID")
@pass_shell
def retry(shell: Shell, delivery: str) -> None:
    """Try a delivery again that waits for a person, and its chat with it.

    If it is unknown whether it arrived, this sends it again: look into the chat first.

    \b
    Example:  monitor outbox retry digest/daily/2026-11-23/all/en/5f0c…
    """
    with shell.engine(create=False) as engine:
        engine.record(
            lambda: [
                DeliveryRetried(delivery_id=_known(engine, delivery)),
                *_release(engine, delivery),
            ]
        )
    output.say(f"{delivery} will be tried again by `monitor run` or `monitor digest --send`")


@outbox.command("cancel")
@click.argument("delivery", metavar="ID")
@click.option(
    "--reason", metavar="TEXT", default="cancelled by an operator", help="Why: it is logged."
)
@pass_shell
def cancel(shell: Shell, delivery: str, reason: str) -> None:
    """Let go of a delivery: what is left of it will not be sent.

    \b
    Example:  monitor outbox cancel digest/daily/2026-11-23/all/en/5f0c… --reason "it did arrive"
    """
    with shell.engine(create=False) as engine:
        engine.record(
            lambda: [
                *_release(engine, delivery),
                DeliveryCancelled(delivery_id=_known(engine, delivery), reason=reason),
            ]
        )
    output.say(f"{delivery} is let go")


def _known(engine: Engine, delivery: str) -> str:
    if delivery not in engine.state.owed_in:
        raise NotFoundError("no delivery of that id is owed", hint="`monitor outbox` lists them")
    return delivery


def _release(engine: Engine, delivery: str) -> list[Event]:
    lane = engine.state.lanes[engine.state.owed_in[_known(engine, delivery)]]
    if lane.held and lane.held_until is None:
        return [LaneReleased(lane=lane.id)]
    return []
