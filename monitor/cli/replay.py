"""`replay`: the State, made again from the log alone."""

from __future__ import annotations

import click

from monitor.cli import forms_log as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.root import Command
from monitor.errors import UsageError


@click.command(cls=Command)
@click.option(
    "--check", is_flag=True, help="Compare with the live state; exit status 1 if they differ."
)
@click.option("--until", metavar="TIME", help="Only what was known by then: an ISO time, or a day.")
@pass_shell
def replay(shell: Shell, until: str | None, *, check: bool) -> int:
    """Rebuild everything from the log; --check compares with what is live.

    Decides nothing, reads no text and sends nothing: the same log gives the same fingerprint,
    whatever today's rules are.

    \b
    Example:  monitor replay --check
              monitor replay --until 2026-11-22
    """
    if check and until:
        raise UsageError("--check compares with what is live now", hint="leave out --until")
    with shell.engine(create=False) as engine:
        found = engine.replay(until=shell.moment(until))
    if shell.json:
        output.emit(
            forms.Replayed(
                events=found.events,
                fingerprint=found.fingerprint,
                same=found.same if check else None,
            )
        )
    else:
        said = {True: " · the same as live", False: " · NOT the same as live", None: ""}[
            found.same if check else None
        ]
        open_stories = len(found.state.stories)
        output.say(
            f"{found.events} events · {open_stories} open stories · fingerprint "
            f"{found.fingerprint}{said}"
        )
    if check and not found.same:
        return 1
    return 0
