"""config/secrets.toml: the token and the channel, in a file that its owner alone may read. The
environment comes before it.

Nothing of the file is read until it is known that nobody else could read it, and nothing of it is
ever shown.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.config.keys import SECRETS
from monitor.config.reading import ConfigValue, TomlFile, checked, parsed
from monitor.errors import ConfigError
from monitor.later import later

if TYPE_CHECKING:
    import tomlkit
else:
    tomlkit = later("tomlkit")  # only writing needs it

_BYTES_MAX = 65_536
_HANDED_OVER = 0o440


def secrets(
    home: Path, environ: Mapping[str, str], wrong: list[ConfigError]
) -> dict[str, ConfigValue]:
    """What the file says, by key; what is wrong with it is added to `wrong`."""
    elsewhere = environ.get("MONITOR_SECRETS", "")
    read = _read(Path(elsewhere) if elsewhere else home / "config" / "secrets.toml", elsewhere)
    if isinstance(read, ConfigError):
        wrong.append(read)
        return {}
    found: dict[str, ConfigValue] = {}
    for item in checked(read, read.tables, SECRETS):
        if isinstance(item, ConfigError):
            wrong.append(item)
        else:
            found[item[0]] = item[1]
    return found


def keep(home: Path, values: Mapping[str, str | None]) -> None:
    """Write them into config/secrets.toml beside what stands there, in place at once or not at all;
    never for a moment is it open to others.
    """
    path = home / "config" / "secrets.toml"
    draft = path.with_suffix(".draft")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("# Only you may read this file: chmod 600. A new token: docs/token.md\n")
        kept = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else {}
        new = {name: value for name, value in values.items() if value}
        file.write(tomlkit.dumps({**new, **{k: v for k, v in kept.items() if k not in new}}))
    draft.replace(path)


def _read(path: Path, elsewhere: str) -> TomlFile | ConfigError:
    name = elsewhere or "config/secrets.toml"
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would let us wait for ever
    except FileNotFoundError:
        if elsewhere:
            return ConfigError(
                f"{name}: there is no such file", hint="mend MONITOR_SECRETS, or unset it"
            )
        return TomlFile(name=name, tables={})
    except OSError as error:
        return ConfigError(
            f"{name}: cannot be read: {error.strerror}",
            hint="it must be a file of the user who runs monitor",
        )
    try:
        if refused := _open_to_others(name, os.fstat(handle)):
            return refused
        return parsed(os.read(handle, _BYTES_MAX), name=name)
    finally:
        os.close(handle)


def _open_to_others(name: str, found: os.stat_result) -> ConfigError | None:
    """Mode 0440 of root and its group is how systemd hands a credential to a user of its choice, by
    an access list.
    """
    if not stat.S_ISREG(found.st_mode):
        return ConfigError(
            f"{name}: is not a file", hint="put the secrets into a file of their own"
        )
    handed_over = (found.st_uid, found.st_gid) == (0, 0) and stat.S_IMODE(
        found.st_mode
    ) == _HANDED_OVER
    if found.st_mode & 0o077 and not handed_over:
        mode = f"{stat.S_IMODE(found.st_mode):04o}"
        return ConfigError(f"{name}: others may read it (mode {mode})", hint=f"chmod 600 {name}")
    if found.st_uid not in {0, os.geteuid()}:
        return ConfigError(
            f"{name}: belongs to another user",
            hint=f"chown it to the user who runs monitor: {name}",
        )
    return None
