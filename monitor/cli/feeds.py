"""`fetch` and `feeds …`: polling, and the list of what is polled."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from msgspec.structs import replace

from monitor.cli import forms_feeds as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.feed_adding import add, asked, feeds_file, manners, outlet_of
from monitor.cli.format import moment
from monitor.cli.output import Column
from monitor.cli.root import Command, Group
from monitor.cli.workers import reading_pool, workers_option
from monitor.errors import NotFoundError, UsageError
from monitor.feeds import check as checking
from monitor.feeds import opml, subscriptions
from monitor.feeds.check import FeedCheck
from monitor.feeds.store import Ledger, health_of
from monitor.feeds.update import OutcomeOfFeed, Result
from monitor.feeds.values import Feed
from monitor.parallel.choice import ReadingWorkers
from monitor.runtime import fetch_once
from monitor.runtime.lock import leased

_WRONG = frozenset({"failed", "gone"})
_COLOURS: dict[OutcomeOfFeed, str] = {
    "ok": "green",
    "not modified": "green",
    "held": "yellow",
    "waiting": "yellow",
    "failed": "red",
    "gone": "red",
}


@click.command(cls=Command)
@click.option(
    "--now", is_flag=True, help="Ask every feed, due or not, that did not ask us to wait."
)
@click.option(
    "--announce",
    metavar="N",
    type=click.IntRange(0, 1000),
    default=0,
    help="Take the newest N entries of new and held feeds as news.",
)
@workers_option
@pass_shell
def fetch(shell: Shell, *, now: bool, announce: int, workers: ReadingWorkers | None) -> int:
    """Ask the feeds that are due, once, and take what is new.

    The first reading of a feed is a baseline: its entries are known from then on, and not told.
    Exit status 1 if every feed that was asked failed.

    \b
    Example:  monitor fetch
              monitor fetch --now --announce 5
    """
    feeds = shell.config.feeds
    if not feeds:
        raise UsageError("config/feeds.toml has no feeds", hint="monitor feeds add ADDRESS")
    names = {feed.url: feed.name for feed in feeds}
    errand = fetch_once.Errand(
        feeds=feeds,
        sources=shell.config.sources,
        manners=manners(shell),
        now=now,
        announce=announce,
    )
    size = max(map(len, names.values()))
    with reading_pool(shell, workers) as pool, shell.engine() as engine, leased(shell.log):
        engine.read_on(pool)
        results = fetch_once.fetch(
            engine,
            shell.stores,
            errand,
            told=lambda result: None if shell.json else _tell(result, names, size),
        )
    if shell.json:
        output.emit(forms.Fetched(feeds=tuple(map(_fetched, results))))
    else:
        output.say(_counts(results))
    asked = [result for result in results if result.outcome != "waiting"]
    if asked and all(result.outcome in _WRONG for result in asked):
        return 1
    return 0


def _tell(result: Result, names: dict[str, str], size: int) -> None:
    outcome = output.style(f"{result.outcome:<12}", fg=_COLOURS[result.outcome])
    counts = f"{result.entries} entries, {result.new} new" if result.entries else ""
    said = "; ".join(filter(None, (counts, result.reason)))
    output.say(f"{names[result.url]:<{size}}  {outcome}  {output.printable(said)}".rstrip())


def _counts(results: list[Result]) -> str:
    found = Counter(result.outcome for result in results)
    parts = [f"{name} {count}" for name in _COLOURS if (count := found[name])]
    return (
        f"{len(results)} feeds = {' + '.join(parts)} · "
        f"{sum(result.new for result in results)} new entries"
    )


def _fetched(result: Result) -> forms.FetchedFeed:
    return forms.FetchedFeed(
        url=result.url,
        outcome=result.outcome,
        reason=result.reason or None,
        entries=result.entries,
        new=result.new,
    )


# --- the list ---


@click.group(cls=Group)
def feeds() -> None:
    """The feeds: add, list, remove, check, import, export."""


feeds.add_command(add)


@feeds.command("list")
@pass_shell
def list_(shell: Shell) -> None:
    """List the feeds: their addresses, how they are, when each is asked next.

    \b
    Example:  monitor feeds list
    """
    found = _listing(shell)
    if shell.json:
        output.emit(forms.Feeds(feeds=found))
        return
    columns = [
        Column("feed"),
        Column("health"),
        Column("asked again"),
        Column("address", flexible=True),
    ]
    rows = [
        (
            one.name,
            one.health,
            moment(one.next_at, shell.config.zone) if one.next_at else "–",
            one.url,
        )
        for one in found
    ]
    output.say(output.table(columns, rows) if rows else "no feeds yet: monitor feeds add ADDRESS")


def _listing(shell: Shell) -> tuple[forms.Feed, ...]:
    with shell.stores.feeds() as ledger:
        if shell.stores.has_log():
            ledger.catch_up(shell.log)
        return tuple(_listed(feed, ledger) for feed in shell.config.feeds)


def _listed(feed: Feed, ledger: Ledger) -> forms.Feed:
    record = ledger.record(feed.url)
    memory = ledger.memory(record.feed_id)
    return forms.Feed(
        name=feed.name,
        url=feed.url,
        outlet=feed.outlet,
        language=feed.language,
        health=health_of(feed, record, memory),
        reason=memory.reason or record.reason or None,
        moved_to=record.moved_to,
        failures=memory.failures,
        read_at=memory.read_at,
        next_at=memory.next_at,
        kind=feed.kind,
    )


@feeds.command("remove")
@click.argument("feed")
@pass_shell
def remove(shell: Shell, feed: str) -> None:
    """Take a feed out of the list, by its name or address; what it brought stays.

    \b
    Example:  monitor feeds remove tengrinews
    """
    url = subscriptions.remove(feeds_file(shell), feed)
    if shell.json:
        output.emit(forms.FeedRemoved(removed=url))
    else:
        output.say(f"removed: {url}")


@feeds.command("check")
@click.argument("names", metavar="[FEED]...", nargs=-1)
@pass_shell
def check(shell: Shell, names: tuple[str, ...]) -> int:
    """Ask each feed, and say what is wrong with it; nothing is taken.

    Without names, all are asked. Exit status 1 if anything is wrong.

    \b
    Example:  monitor feeds check
              monitor feeds check tass-en kremlin-en
    """
    wanted = _chosen(shell.config.feeds, names)
    size = max((len(feed.name) for feed in wanted), default=0)
    told = (lambda _finding: None) if shell.json else (lambda finding: _say_finding(finding, size))
    found = asked(
        shell, lambda asker: checking.check(asker, wanted, now=shell.clock.now(), told=told)
    )
    if shell.json:
        output.emit(forms.FeedsChecked(feeds=tuple(map(_finding, found))))
    return 0 if all(one.ok for one in found) else 1


def _chosen(feeds: tuple[Feed, ...], names: tuple[str, ...]) -> list[Feed]:
    unknown = [
        name
        for name in names
        if name not in {key for feed in feeds for key in (feed.name, feed.url)}
    ]
    if unknown:
        raise NotFoundError(
            f"no feed is called “{unknown[0]}”", hint="monitor feeds list shows their names"
        )
    return [feed for feed in feeds if not names or feed.name in names or feed.url in names]


def _say_finding(finding: FeedCheck, size: int) -> None:
    mark = output.style("ok   ", fg="green") if finding.ok else output.style("WRONG", fg="red")
    hint = f" ({finding.hint})" if finding.hint else ""
    output.say(f"{mark}  {finding.feed.name:<{size}}  {output.printable(finding.says)}{hint}")


def _finding(finding: FeedCheck) -> forms.FeedFinding:
    return forms.FeedFinding(
        name=finding.feed.name,
        url=finding.feed.url,
        ok=finding.ok,
        says=finding.says,
        hint=finding.hint,
    )


@feeds.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_shell
def import_(shell: Shell, file: Path) -> None:
    """Add the feeds of an OPML file, unasked; comments and order of the list stay.

    \b
    Example:  monitor feeds import other-reader.opml
    """
    with file.open("rb") as opened:
        outlines = opml.outlines_in(opened.read(opml.OPML_BYTES_MAX + 1))
    for bad in outlines.bad:
        click.echo(output.printable(f"not taken: {bad}"), err=True)
    given = [replace(feed, outlet=outlet_of(shell, feed.url)) for feed in outlines.feeds]
    added = subscriptions.add(feeds_file(shell), given)
    if shell.json:
        output.emit(forms.FeedsAdded(added=tuple(feed.url for feed in added), others=()))
    else:
        output.say(
            f"{len(given)} feeds = added {len(added)} + already there {len(given) - len(added)}"
            + (f"; not taken: {len(outlines.bad)}" if outlines.bad else "")
        )


@feeds.command("export")
@pass_shell
def export(shell: Shell) -> None:
    """Print the feeds as OPML, for other readers.

    \b
    Example:  monitor feeds export > feeds.opml
    """
    click.echo(
        opml.opml_of(shell.config.feeds, {source.id: source for source in shell.config.sources}),
        nl=False,
    )
