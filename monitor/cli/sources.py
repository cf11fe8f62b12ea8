"""`sources …`: the outlets that are known, and what is wrong with the list of them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import click

from monitor.cli import forms_home as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.findings import told
from monitor.cli.output import Column
from monitor.cli.root import Group
from monitor.config import problems
from monitor.config.outlets import doubts
from monitor.model import Source

_FILE = "config/sources.toml"


@click.group(cls=Group)
def sources() -> None:
    """The outlets: list, check."""


@sources.command("list")
@click.option("--country", default="", help="Only those of this country, by its code.")
@click.option("--kind", default="", help="Only those of this kind: party, state, private, unknown.")
@pass_shell
def list_(shell: Shell, country: str, kind: str) -> None:
    """List the outlets: their kind, country, owner and hosts.

    \b
    Example:  monitor sources list
              monitor sources list --country KZ --kind party
    """
    found = [one for one in shell.config.sources if _is_wanted(one, country=country, kind=kind)]
    if shell.json:
        output.emit(forms.OutletsListed(sources=tuple(found)))
        return
    columns = [
        Column("outlet"),
        Column("kind"),
        Column("in"),
        Column("name", flexible=True),
        Column("owner", flexible=True),
        Column("hosts", flexible=True),
    ]
    output.say(output.table(columns, [_row(one) for one in found]) if found else "no such outlet")


def _is_wanted(source: Source, *, country: str, kind: str) -> bool:
    is_there = not country or source.country == country.upper()
    return is_there and kind in {"", source.kind}


def _row(source: Source) -> list[str]:
    hosts = ", ".join(source.hosts)
    cells = (source.id, source.kind, source.country, source.name, source.owner, hosts)
    return [cell or "–" for cell in cells]


@sources.command("check")
@pass_shell
def check(shell: Shell) -> int:
    """Say what is wrong with the outlets of config/sources.toml: doubles, hosts that two claim,
    countries and kinds that there are not. Exit status 1 if anything is.

    \b
    Example:  monitor sources check
    """
    return told(_findings(shell), json=shell.json)


def _findings(shell: Shell) -> Iterator[forms.Finding]:
    """Mistakes of the file first: with one, the rest cannot be looked at."""
    wrong = [one for one in problems(shell.home, os.environ) if one.message.startswith(_FILE)]
    for problem in wrong:
        yield forms.Finding(what="sources", ok=False, says=problem.message, hint=problem.hint)
    if wrong:
        return
    config = shell.config
    for doubt in doubts(config.sources, config.feeds):
        yield forms.Finding(what="sources", ok=False, says=doubt.says, hint=doubt.hint)
    yield forms.Finding(what="sources", ok=True, says=_counted(config.sources))


def _counted(found: tuple[Source, ...]) -> str:
    kinds = Counter(one.kind for one in found)
    countries = len({one.country for one in found if one.country})
    named = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    return f"{len(found)} outlets of {countries} countries: {named}" if found else "no outlets"
