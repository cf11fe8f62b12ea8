"""`log …`: prove, show, export and import the event log."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import msgspec

from monitor.cli import forms_log as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.format import event_line
from monitor.cli.root import Group
from monitor.errors import UsageError
from monitor.log import jsonl
from monitor.log.protocol import Recorded


@click.group(cls=Group)
def log() -> None:
    """The event log: verify, head, tail, export, import."""


@log.command
@click.option(
    "--head",
    metavar="HASH",
    help="A head hash seen before: also proves that nothing was cut off since.",
)
@pass_shell
def verify(shell: Shell, head: str | None) -> int:
    """Prove that every event and kept text is as it was written. Exit status 1 if not.

    \b
    Example:  monitor log verify
              monitor log verify --head 9c41f0d2b7aa
    """
    # also of a log that is too damaged to be opened
    found = shell.stores.verify_log(head=head)
    if shell.json:
        output.emit(forms.Verified(**msgspec.structs.asdict(found)))
    elif found.ok:
        output.say(f"{found.events} events · chain ok · head {found.head}")
    else:
        at = f" at event {found.broken_at}" if found.broken_at else ""
        output.say(f"{output.style('broken', fg='red')}{at}: {found.why}")
    return 0 if found.ok else 1


@log.command
@pass_shell
def head(shell: Shell) -> None:
    """Print the position and hash of the last event: keep it elsewhere, for log verify --head.

    \b
    Example:  monitor log head
    """
    found = shell.log.head()
    if shell.json:
        output.emit(forms.Head(events=found.position, head=found.hash))
    else:
        output.say(f"{found.position} {found.hash}")


@log.command
@click.option(
    "-n",
    "lines",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many events.",
)
@click.option(
    "-f",
    "--follow",
    is_flag=True,
    help="Go on with what is appended, by any process, until Ctrl-C.",
)
@pass_shell
def tail(shell: Shell, lines: int, *, follow: bool) -> None:
    """Print the last events, one a line.

    \b
    Example:  monitor log tail -n 5
              monitor log tail --follow
    """
    after = max(0, shell.log.head().position - lines)
    if shell.json and not follow:
        output.emit(forms.Tail(events=tuple(map(_document, shell.log.read(after=after)))))
        return
    for recorded in shell.log.follow(after=after) if follow else shell.log.read(after=after):
        output.say(event_line(recorded, zone=shell.config.zone))
        sys.stdout.flush()


def _document(recorded: Recorded) -> forms.LogEvent:
    return forms.LogEvent(
        position=recorded.position,
        at=recorded.at,
        type=type(recorded.event).__name__,
        key=recorded.key,
        event=recorded.event,
    )


@log.command
@click.option("--texts", is_flag=True, help="Kept texts too. They may be others' property.")
@pass_shell
def export(shell: Shell, *, texts: bool) -> None:
    """Write the whole log to standard output as lines of JSON; an import has the same hashes.

    \b
    Example:  monitor log export > log.jsonl
    """
    if sys.stdout.isatty():
        raise UsageError("the log would fill this screen", hint="monitor log export > log.jsonl")
    found = jsonl.export(shell.log, sys.stdout.buffer, texts=texts)
    click.echo(f"{found.position} events · head {found.hash}", err=True)


@log.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@pass_shell
def import_(shell: Shell, file: Path) -> None:
    """Make this home's log from an exported FILE (- is standard input), all or nothing. There must
    be none yet.

    \b
    Example:  monitor --home copy log import log.jsonl
    """
    shell.state.mkdir(parents=True, exist_ok=True)
    with (
        os.fdopen(os.dup(sys.stdin.fileno()), "rb")
        if file == Path("-")
        else file.open("rb") as lines
    ):
        found = jsonl.import_(lines, shell.stores.log_place)
    if shell.json:
        output.emit(forms.Head(events=found.position, head=found.hash))
    else:
        output.say(f"{found.position} events · head {found.hash}")
