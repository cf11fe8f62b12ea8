"""Which server has the log, if one has: [log] url, and the password beside it.

Read by itself, so that a log can be looked at while something else in config/ is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from monitor.config.keys import MONITOR
from monitor.config.reading import TomlFile, checked, document
from monitor.config.secrets import secrets
from monitor.errors import ConfigError, UsageError
from monitor.log.postgres.url import FORM, MEANT, ServerUrl

KEY, SECRET, VARIABLE = "log.url", "log_password", "MONITOR_LOG_PASSWORD"


def log_url(home: Path, environ: Mapping[str, str]) -> ServerUrl | None:
    """None: a file in state/ is the log. Raises ConfigError for a URL that is none, or a password
    that cannot be read.
    """
    read = document(home / "config" / "monitor.toml", name="config/monitor.toml")
    if isinstance(read, ConfigError):
        raise read
    text = _url(read)
    return ServerUrl(text=text, password=_password(home, environ)) if text else None


def server_url(home: Path, environ: Mapping[str, str], text: str) -> ServerUrl:
    """A URL that was typed, with this home's password. Raises UsageError for one that is none; it
    is not repeated, for it may hold a password.
    """
    if not FORM.fullmatch(text):
        raise UsageError("that is not the URL of a log's server", hint=f"it is {MEANT}")
    return ServerUrl(text=text, password=_password(home, environ))


def _url(read: TomlFile) -> str:
    keys = [key for key in MONITOR if key.name == KEY]
    tables = {"log": read.tables["log"]} if isinstance(read.tables.get("log"), dict) else {}
    for item in checked(read, tables, keys):
        if isinstance(item, ConfigError):
            raise item
        return str(item[1].value)
    return ""


def _password(home: Path, environ: Mapping[str, str]) -> str | None:
    if given := environ.get(VARIABLE):
        return given
    wrong: list[ConfigError] = []
    found = secrets(home, environ, wrong)
    if wrong:
        raise wrong[0]
    return str(found[SECRET].value) if SECRET in found else None
