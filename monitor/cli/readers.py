"""`readers`: who gets digests beside the default channel, on any medium, as an operator says."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click
from msgspec import structs

from monitor.cli import forms_chat as forms
from monitor.cli import init, outbox, output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.output import Column
from monitor.cli.root import Group
from monitor.delivery.address_book import Readers
from monitor.delivery.media.table import medium, prefix_of
from monitor.delivery.transport import Address
from monitor.digest.wording.locale import languages
from monitor.engine.engine import Engine
from monitor.errors import MonitorError, NotFoundError, UsageError
from monitor.events.deliveries import ReaderForgotten, ReaderSubscribed, Wishes
from monitor.events.stories_and_feeds import Event
from monitor.stories.deliveries import Reader

# the id of a channel begins with a minus
_MINUS = {"ignore_unknown_options": True}
_READER_ID = re.compile(r"[0-9a-f]{16}")


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def readers(context: click.Context) -> int:
    """Who gets digests beside the default channel: add, list, remove.

    \b
    Example:  monitor readers add mailto:reader@example.org
              monitor readers
    """
    if context.invoked_subcommand:
        return 0
    return int(context.invoke(list_readers))


@readers.command("list")
@click.option("--addresses", is_flag=True, help="With their addresses: they are personal data.")
@pass_shell
def list_readers(shell: Shell, *, addresses: bool) -> int:
    """List all readers, of chats too: medium, hour, topics, and why one gets nothing.

    \b
    Example:  monitor readers list --addresses
    """
    with shell.engine(create=False) as engine, shell.stores.readers() as book:
        added = book.added()
        lines = tuple(
            _line(reader, book.address(reader.id), added=reader.id in added, shown=addresses)
            for reader in engine.state.readers.values()
        )
    if shell.json:
        output.emit(forms.ReadersListed(readers=lines))
        return 0
    if not lines:
        output.say("nobody: monitor readers add mailto:reader@example.org")
        return 0
    heads = ("reader", "medium", "hour", "zone", "lang", "gets digests", "topics")
    columns = [Column(head, flexible=head in {"topics", "gets digests"}) for head in heads]
    rows = [
        [
            one.reader,
            one.address or one.medium,
            one.hour,
            one.zone,
            one.language,
            one.off or ("paused" if one.paused else "yes"),
            ", ".join(one.topics) or "all",
        ]
        for one in lines
    ]
    output.say(output.table(columns, rows))
    return 0


def _line(
    reader: Reader, address: Address | None, *, added: bool, shown: bool
) -> forms.ReaderListed:
    wishes = reader.wishes
    return forms.ReaderListed(
        reader=reader.id,
        medium=address.medium if address else "",
        address=f"{prefix_of(address.medium)}{address.chat}" if address and shown else "",
        added=added,
        off=reader.off,
        paused=wishes.paused,
        hour=wishes.hour,
        zone=wishes.zone,
        language=wishes.language,
        topics=wishes.topics,
        since=reader.since,
    )


@readers.command("add", context_settings=_MINUS)
@click.argument("address")
@click.option(
    "--topic",
    "topics",
    multiple=True,
    metavar="ID",
    help="Of topics.toml; may be given several times.  [default: the default channel's]",
)
@click.option("--language", type=click.Choice(languages()), help="Of the digest's frame.")
@click.option("--zone", metavar="ZONE", help="An IANA name.  [default: the default channel's]")
@click.option("--hour", metavar="HH:MM", help="When the digest comes, in that zone.")
@pass_shell
def add(  # noqa: PLR0913, PLR0917 — one argument for each option
    shell: Shell,
    address: str,
    topics: tuple[str, ...],
    language: str | None,
    zone: str | None,
    hour: str | None,
) -> None:
    """Add a reader at an address: mailto:…, webhook:https://…, apprise:…, feed:…, file:…, a chat.

    The next digest is its first. Of a feed's folder (feed:/srv/www/feeds/) the reader gets a name
    that nobody guesses: it is printed once. Ask people before you add them.

    \b
    Example:  monitor readers add mailto:reader@example.org --hour 07:30 --zone Europe/Berlin
              monitor readers add webhook:https://example.org/news
              monitor readers add feed:/srv/www/feeds/ --topic kazakhstan-russia
    """
    where = _address(address, new=True)
    wishes = _wishes(shell, topics, language, zone, hour)
    with outbox.engine_and_readers(shell) as (engine, book):
        known = book.known(where)
        before = engine.state.readers.get(known.reader_id)
        if before is not None and not before.off:
            raise UsageError(
                "that address is a reader already", hint=f"monitor readers remove {known.reader_id}"
            )
        book.add(known.reader_id)
        subscribed = ReaderSubscribed(
            reader_id=known.reader_id, lane=known.lane, kind=where.kind, wishes=wishes
        )
        engine.record(lambda: [subscribed])
    output.say(f"{known.reader_id} gets digests daily at {wishes.hour} ({wishes.zone})")
    if where.chat != address.removeprefix(prefix_of(where.medium)):
        output.say(f"  {prefix_of(where.medium)}{where.chat}")


def _wishes(
    shell: Shell,
    topics: Sequence[str],
    language: str | None,
    zone: str | None,
    hour: str | None,
) -> Wishes:
    from monitor.cli.digest import wishes_for

    wishes = wishes_for(shell, topics, language)
    return structs.replace(
        wishes,
        zone=init.zone_of(zone) if zone else wishes.zone,
        hour=init.hour_of(hour) if hour else wishes.hour,
    )


def _address(written: str, *, new: bool = False) -> Address:
    """Raises UsageError, which says what is wrong and does not repeat it."""
    try:
        found = outbox.address_of(written)
    except MonitorError as error:
        if "MONITOR_CHANNEL" not in error.message:
            raise UsageError(error.message, hint=error.hint) from error
        says = "that is no address of a reader"
        raise UsageError(says, hint="docs/media.md says how each is written") from error
    if not new:
        return found
    return structs.replace(found, chat=medium(found.medium).kept(found.chat))


@readers.command("remove", context_settings=_MINUS)
@click.argument("reader", metavar="ADDRESS|ID")
@pass_shell
def remove(shell: Shell, reader: str) -> None:
    """Let a reader go and erase its address for ever; what it was owed is let go too.

    \b
    Example:  monitor readers remove mailto:reader@example.org
              monitor readers remove 5f0c1b2a3d4e5f60
    """
    with shell.engine(create=False) as engine, shell.stores.readers() as book:
        found = reader if _READER_ID.fullmatch(reader) else book.find(_address(reader))
        if found is None or found not in engine.state.readers:
            raise NotFoundError("there is no such reader", hint="`monitor readers` lists them")
        address = book.address(found)
        forget(engine, book, found)
    if address is not None and address.medium == "feed":
        output.say(f"its files stay until you delete them: {address.chat}.atom and .json")
    output.say(f"{found} is forgotten")


def forget(engine: Engine, book: Readers, reader_id: str) -> None:
    """The event first: it is what erases again, should an older readers.db come back."""
    gone: list[Event] = [ReaderForgotten(reader_id=reader_id)]
    engine.record(lambda: gone)
    book.forget(reader_id)
    book.scrub()  # where they are in use just now, `monitor run` does it within a day
