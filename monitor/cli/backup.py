"""`backup` and `restore`: the log and the readers in one file, proved both ways."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from monitor.cli import forms_log as forms
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.root import Command
from monitor.delivery.address_book import READERS
from monitor.log import backup as backups
from monitor.log.protocol import LogHead


@click.command(cls=Command)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_shell
def backup(shell: Shell, file: Path) -> None:
    """Write the log and the readers into one file.

    The service may go on meanwhile. The file holds personal data if there are readers: keep it as
    you keep those.

    \b
    Example:  monitor backup ~/monitor-backup.tar
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it too cleans up behind itself
    head = backups.backup(shell.home, file, readers=READERS, place=shell.stores.log_place)
    _told(shell, head, f"written to {file}")


@click.command(cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_shell
def restore(shell: Shell, file: Path) -> None:
    """Bring the log and the readers back from a backup file. There must be no log yet.

    \b
    Example:  monitor --home new restore ~/monitor-backup.tar
    """
    set_aside: list[Path] = []
    head = backups.restore(
        file,
        shell.home,
        readers=READERS,
        place=shell.stores.log_place,
        on_set_aside=set_aside.append,
    )
    _told(shell, head, f"restored into {shell.state}")
    for left in set_aside:
        click.echo(f"{left} was beside it, left by an older one: it is not used", err=True)


def _told(shell: Shell, head: LogHead, done: str) -> None:
    if shell.json:
        output.emit(forms.Head(events=head.position, head=head.hash))
    else:
        output.say(f"{done} · {head.position} events · head {head.hash}")
