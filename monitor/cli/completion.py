"""`completion`: what makes a shell complete `monitor`'s commands, options and files."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from monitor.cli import output
from monitor.cli.root import Command

SHELLS: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": FishComplete,
}
_ASKED = "_MONITOR_COMPLETE"  # the variable in which a shell asks: click's own


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(list(SHELLS)))
def completion(shell: str) -> None:
    """Print what makes the Tab key complete commands in your shell.

    \b
    Example:  eval "$(monitor completion bash)"      (in ~/.bashrc; zsh: in ~/.zshrc)
              monitor completion fish > ~/.config/fish/completions/monitor.fish
    """
    output.say(script(shell).rstrip())


def script(shell: str) -> str:
    """The completion script for one of SHELLS; it asks the program each time."""
    from monitor.cli.root import cli

    asker = SHELLS[shell](cli, {}, "monitor", _ASKED)
    return asker.source_template % asker.source_vars()
