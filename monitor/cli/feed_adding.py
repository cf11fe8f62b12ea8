"""`feeds add`: what an address could be, which of it is meant, its entry in feeds.toml."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click
from msgspec import Struct
from msgspec.structs import replace

from monitor.cli import forms_feeds as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.root import Command
from monitor.errors import InputError, UsageError
from monitor.feeds import opml, subscriptions
from monitor.feeds.client import FeedClient
from monitor.feeds.full_text import Pages
from monitor.feeds.http.rate_limit import host_of
from monitor.feeds.kinds import finding, table
from monitor.feeds.kinds.asking import SourceClient
from monitor.feeds.kinds.finding import Offer, Wanted
from monitor.feeds.values import Feed, FetchError
from monitor.feeds.wiring import ClientSettings, open_client
from monitor.model import Source

T = TypeVar("T")


class Given(Struct, frozen=True, kw_only=True):
    """What stands on the command line beside the address."""

    no_check: bool
    kind: str
    pattern: str
    outlet: str | None
    language: str | None
    full_text: bool


@click.command("add", cls=Command)
@click.argument("address")
@click.option("--no-check", is_flag=True, help="Take it unasked.")
@click.option(
    "--kind",
    default="",
    help="What to take of what is there: feed, sitemap, listing, telegram, or a plugin's.",
)
@click.option(
    "--pattern",
    default="",
    help="Which links of a listing are articles, such as /en/news/*; found if left out.",
)
@click.option("--full-text", is_flag=True, help="Fetch each article's page too; licences differ.")
@click.option(
    "--outlet",
    help="Its outlet, by its name in sources.toml, or a new one; found by the host if left out.",
)
@click.option("--language", help="Its language, if it does not say so itself.")
@pass_shell
def add(shell: Shell, /, address: str, **options: str | bool | None) -> int:
    """Add a feed by its address, or by that of a page which names it; or another source.

    Where there is no feed, sitemaps and lists of articles are looked for, and shown before one of
    them is taken: --kind says which. It is asked first; --no-check takes it unasked. Exit status 1
    if it is there already.

    \b
    Example:  monitor feeds add https://astanatimes.com/feed/
              monitor feeds add timesca.com --outlet "The Times of Central Asia"
              monitor feeds add https://www.gov.kz/news --kind listing --pattern "/news/*"
              monitor feeds add https://t.me/s/telegram
    """
    given = Given(**options)  # type: ignore[arg-type] # click has checked them
    _check_kind(given)
    offer = _offer_of(shell, address, given)
    known = _outlet_named(shell, given.outlet) if given.outlet else outlet_of(shell, offer.url)
    new = _new_outlet(given.outlet) if given.outlet and not known else None
    feed = Feed(
        url=offer.url,
        kind=offer.kind,
        pattern=offer.pattern,
        title=offer.title or None,
        outlet=new.id if new else known,
        language=given.language or _language(offer),
        full_text=given.full_text,
    )
    added = subscriptions.add(feeds_file(shell), [feed])
    if added and new:
        _add_outlet(shell, new, feed)
    _say_added(shell, added, offer)
    return 0 if added else 1


def _say_added(shell: Shell, added: Sequence[Feed], offer: Offer) -> None:
    if shell.json:
        addresses = tuple(one.url for one in added)
        output.emit(forms.FeedsAdded(added=addresses, others=offer.others, kind=offer.kind))
        return
    output.say(f"added {added[0].name}: {offer.url}" if added else f"already there: {offer.url}")
    for other in offer.others:
        output.say(output.printable(f"the page also names {other}"))


# --- what is meant ---


def _check_kind(given: Given) -> None:
    if given.kind and given.kind not in table.names():
        raise UsageError(
            f"“{given.kind[:40]}” is not a kind of source",
            hint=f"kinds: {', '.join(table.names())}",
        )


def _offer_of(shell: Shell, address: str, given: Given) -> Offer:
    wanted = _wanted(address, given)
    if given.no_check:
        return _unasked(wanted)
    try:
        found = asked(shell, lambda client: _offers(client, wanted))
    except FetchError as error:
        hint = error.hint or "--no-check takes it unasked"
        raise InputError(f"{wanted.ways[0]}: {error.message}", hint=hint) from error
    return _chosen(shell, found, wanted)


def _wanted(address: str, given: Given) -> Wanted:
    """A kind may know an address by its form: @name, t.me/name."""
    claimed = None if given.kind else finding.claimed_by(address)
    if claimed:
        kind, url = claimed
        return Wanted(ways=[url], kind=kind.name, pattern=given.pattern)
    own = table.kind_of(given.kind).address_of(address) if given.kind else ""
    return Wanted(ways=[own] if own else _ways(address), kind=given.kind, pattern=given.pattern)


async def _offers(client: FeedClient, wanted: Wanted) -> list[Offer]:
    return await finding.offers(SourceClient(client, Pages(client)), wanted)


def _unasked(wanted: Wanted) -> Offer:
    kind = wanted.kind or "feed"
    if table.kind_of(kind).wants_pattern and not wanted.pattern:
        raise UsageError(
            f"a {kind} is not taken unasked without a pattern",
            hint='--pattern "/en/news/*" says which links are articles',
        )
    return Offer(kind=kind, says="unasked", url=wanted.ways[0], pattern=wanted.pattern or None)


def _chosen(shell: Shell, found: list[Offer], wanted: Wanted) -> Offer:
    """The one that is sure, or of the kind that was asked for; else the person says it."""
    if found[0].sure or wanted.kind:
        if not shell.json and found[0].kind != "feed":
            _show(found[0])
        return found[0]
    if shell.json or not sys.stdin.isatty():
        raise InputError(
            f"{wanted.ways[0]}: no feed, but {'; '.join(offer.says for offer in found)}",
            hint=f"say which to take: {' or '.join(map(_way_to_take, found))}",
        )
    output.say("no feed is there, but:")
    for number, offer in enumerate(found, start=1):
        _show(offer, number=f"{number}  ")
    which = click.prompt("Which one? 0 is none", type=click.IntRange(0, len(found)))
    if not which:
        raise InputError("nothing was added", hint="--kind and --pattern name another")
    return found[which - 1]


def _way_to_take(offer: Offer) -> str:
    if offer.kind == "listing":
        return f'--kind listing --pattern "{offer.pattern}"'
    return f"--kind {offer.kind}"


def _show(offer: Offer, *, number: str = "") -> None:
    output.say(output.printable(f"{number}{offer.says}: {offer.url}"))
    for sample in offer.samples:
        output.say(output.printable(f"{' ' * len(number)}  {sample}"))


def _ways(address: str) -> list[str]:
    """The addresses that are meant: of a host alone https, and http if that is not to be had."""
    bare = "://" not in address and not address.startswith("/")
    ways = [f"https://{address}", f"http://{address}"] if bare else [address]
    if not opml.may_be_asked(ways[0]) or (bare and not _HOST.match(address)):
        hint = "it begins with http:// or https://, or is a host's name, and carries no password"
        raise UsageError(f"“{address[:80]}” is not a web address", hint=hint)
    return ways


_HOST = re.compile(r"[^/?#\s@]+\.[^/?#\s@.]|\[|localhost\b", re.IGNORECASE)


# --- its outlet ---


def _new_outlet(name: str) -> Source:
    return Source(id=subscriptions.slug(name), name=name)


def _outlet_named(shell: Shell, outlet: str) -> str | None:
    """The source of this name or id; None for a new one."""
    if not subscriptions.slug(outlet):
        raise UsageError(f"“{outlet[:40]}” names no outlet", hint="a name has letters")
    wanted = outlet.casefold()
    for source in shell.config.sources:
        if wanted in {name.casefold() for name in (source.id, source.name, *source.aliases)}:
            return source.id
    if subscriptions.slug(outlet) in {source.id for source in shell.config.sources}:
        return subscriptions.slug(outlet)
    return None


def _add_outlet(shell: Shell, source: Source, feed: Feed) -> None:
    """With the feed's host, unless that is another outlet's, or many speak there."""
    host = host_of(feed.url).removeprefix("www.")
    is_shared = outlet_of(shell, feed.url) or table.kind_of(feed.kind).speaker_of(feed.url)
    hosts = () if is_shared else (host,)
    subscriptions.add_outlet(shell.home / "config" / "sources.toml", replace(source, hosts=hosts))
    if not shell.json:
        output.say(f"added the outlet [{source.id}] to config/sources.toml: say there what it is")


def outlet_of(shell: Shell, url: str) -> str | None:
    """The source that has this address's host."""
    host = host_of(url).removeprefix("www.")
    return next(
        (
            source.id
            for source in shell.config.sources
            if host in {h.removeprefix("www.") for h in source.hosts}
        ),
        None,
    )


def _language(offer: Offer) -> str | None:
    language = (offer.language or "").lower().replace("_", "-").partition("-")[0]
    if language.isascii() and language.isalpha() and len(language) in {2, 3}:
        return language
    return None


# --- asking ---


def feeds_file(shell: Shell) -> Path:
    return shell.home / "config" / "feeds.toml"


def manners(shell: Shell) -> ClientSettings:
    return ClientSettings(
        contact=shell.config.contact, allow_private=shell.config.allow_private_addresses
    )


def asked(shell: Shell, errand: Callable[[FeedClient], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_client(manners(shell)) as asker:
            return await errand(asker)

    return asyncio.run(run())
