"""Which folder is the home where none was named, what a new one begins with, and how the program is
called there.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from monitor import samples

_PARTS = ("config", "state", "seeds")


def is_home(folder: Path) -> bool:
    return any((folder / part).is_dir() for part in _PARTS)


def found(environment: Mapping[str, str], here: Path = Path()) -> Path:
    """The home where `--home` names none: $MONITOR_HOME, else the current folder if it is one, else
    the user's own if `monitor init --user` made one, else the current folder.
    """
    if named := environment.get("MONITOR_HOME"):
        return Path(named)
    if is_home(here):
        return here
    own = of_user()
    return own if is_home(own) else here


def of_user() -> Path:
    """Where this system keeps a user's data: ~/.local/share/monitor on Linux."""
    from platformdirs import user_data_path  # only who stands in no home needs it

    return user_data_path("monitor", appauthor=False)


def bring_config(home: Path) -> list[Path]:
    """Lay the sample configuration into a home; files that are there stay. What was written."""
    folder = home / "config"
    folder.mkdir(parents=True, exist_ok=True)
    missing = [file for file in samples.config() if not (folder / file.name).exists()]
    return [Path(shutil.copyfile(file, folder / file.name)) for file in missing]


def called() -> str:
    """What to type to call this very program from the current folder."""
    script = Path(sys.executable).parent / "monitor"
    on_path = shutil.which("monitor")
    if not script.exists() or (on_path and Path(on_path).resolve() == script.resolve()):
        return "monitor"
    return os.path.relpath(script) if script.is_relative_to(Path.cwd()) else str(script)
