"""`read`: what would stand in public of each article alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from monitor.claims import read as read_text
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.root import Command
from monitor.digest import sanitize
from monitor.digest.alone import ToldAlone, told_alone
from monitor.engine.holders import by_operator
from monitor.errors import InputError
from monitor.intake.files import Problem, incoming_from
from monitor.model import Incoming
from monitor.names.known_holders import KnownHolders

_LABEL = 10  # cells of the left column


@click.command(cls=Command)
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option("--lines", is_flag=True, help="JSON lines on a terminal too.")
@pass_shell
def read(shell: Shell, paths: Sequence[Path], *, lines: bool) -> int:
    """Show what would stand in public of each article alone. Nothing is taken or logged.

    Takes what `ingest` takes. On a terminal as text for people; else, and with --json, a JSON
    document a line. Only what passes its threshold is shown (config: rules.sure_…). Exit status 1
    if nothing could be read.

    \b
    Example:  monitor read articles.jsonl
              monitor read articles.jsonl > told.jsonl
    """
    as_text = output.on_terminal() and not (lines or shell.json)
    holders = KnownHolders(map(by_operator, shell.config.people))
    told = 0
    for item in incoming_from(list(paths)):
        if isinstance(item, Problem):
            click.echo(f"{item}\n  hint: {item.hint}", err=True)
            continue
        reading = read_text(item.article, item.text, holders)
        one = told_alone(item.article, reading, shell.config.rules)
        output.say("\n".join(_words(item, one)) if as_text else _line(one))
        told += 1
    if not told:
        raise InputError("there is no article to read", hint="one JSON object a line, or a page")
    return 0


def _line(one: ToldAlone) -> str:
    return sanitize.json_escaped(msgspec.json.encode(one).decode())


def _words(item: Incoming, one: ToldAlone) -> Iterator[str]:
    title = one.headline or item.article.title or ""
    yield output.style(output.printable(title), bold=one.told)
    yield from (
        f"  {label:<{_LABEL}} {output.printable(words)}"
        for label, words in _rows(item, one)
        if words
    )
    yield ""


def _rows(item: Incoming, one: ToldAlone) -> Iterator[tuple[str, str]]:
    yield "article", f"{one.id} · {item.article.outlet or 'unnamed outlet'}"
    yield "not told", one.why_not or ""
    yield "who", " · ".join(_named(person.name, person.country) for person in one.actors)
    yield "with", " · ".join(_named(person.name, person.country) for person in one.with_)
    yield "what", " · ".join(filter(None, (one.act, one.stage)))
    yield "where", _named(one.place.name, one.place.country) if one.place else ""
    yield "when", _when(one)
    for document in one.documents:
        yield document.kind, document.what
    for quote in one.quotes:
        yield "said", f"{quote.speaker}: “{quote.text}”"
    for figure in one.figures:
        yield "figure", f"{figure.text}{f' ({figure.owner})' if figure.owner else ''}"
    for plan in one.next:
        yield "next", plan


def _named(name: str, country: str | None) -> str:
    return f"{country} {name}" if country else name


def _when(one: ToldAlone) -> str:
    if one.date is None:
        return ""
    until = f" to {one.date.end}" if one.date.end else ""
    return f"{one.date.start}{until} ({one.date.basis})"
