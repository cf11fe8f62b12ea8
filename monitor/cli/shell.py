"""What every command is handed: the home folder, the configuration, the clock, and what stands in state/, each opened on demand.

Only commands open things; only here paths are put together.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from monitor.config import Config


class Shell:
    """One run of the command line. `json` and `home` come from options that may stand before or after the command."""

    def __init__(self) -> None:
        self.home = Path()
        self.json = False
        self.debug = False

    @property
    def state(self) -> Path:
        return self.home / "state"

    @property
    def log_path(self) -> Path:
        return self.state / "log.db"

    @cached_property
    def config(self) -> Config:
        from monitor.config import load

        return load(self.home, os.environ)


pass_shell = click.make_pass_decorator(Shell, ensure=True)
