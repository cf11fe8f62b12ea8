"""Log lines: for people on a terminal, as JSON lines otherwise. A line has constant words, and
values by key; no secret, ever.

A logger is called with words that never change and `extra={key: value}`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from monitor.digest import sanitize

_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_HIDDEN = "[secret]"


def values_of(record: logging.LogRecord) -> dict[str, Any]:
    """What the caller gave by key."""
    return {name: value for name, value in record.__dict__.items() if name not in _PLAIN}


class Lines(logging.Formatter):
    """`secrets` never come out, wherever they stood."""

    def __init__(
        self, write: Callable[[logging.LogRecord, str], str], *, secrets: Iterable[str] = ()
    ) -> None:
        super().__init__()
        self._write, self._secrets = write, tuple(filter(None, secrets))

    def format(self, record: logging.LogRecord) -> str:
        line = self._write(record, self.formatException(record.exc_info) if record.exc_info else "")
        for secret in self._secrets:
            line = line.replace(secret, _HIDDEN)
        return line


def for_people(record: logging.LogRecord, trace: str, *, zone: str = "UTC") -> str:
    """In the time of `zone`, an IANA name."""
    values = "  ".join(
        f"{name}={_shown(value)}" for name, value in values_of(record).items() if value != ""
    )
    level = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()}  "
    at = datetime.fromtimestamp(record.created, ZoneInfo(zone))
    said = f"{at:%Y-%m-%d %H:%M:%S}  {level}{record.getMessage()}  {values}".rstrip()
    return "".join(char if char.isprintable() else "\ufffd" for char in said) + (
        f"\n{trace}" if trace else ""
    )


def as_json(record: logging.LogRecord, trace: str) -> str:
    said = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "from": record.name,
        "says": record.getMessage(),
        **values_of(record),
        **({"trace": trace} if trace else {}),
    }
    return sanitize.json_escaped(json.dumps(said, ensure_ascii=False, default=str))


def _shown(value: object) -> str:
    text = str(value)
    return f"“{text}”" if " " in text else text


def write_to(stream: TextIO, *, secrets: Iterable[str], people: bool, zone: str = "UTC") -> None:
    """From now on every logger's lines go to `stream`, from INFO on; those for people in the time
    of `zone`.
    """
    handler = logging.StreamHandler(stream)
    write = partial(for_people, zone=zone) if people else as_json
    handler.setFormatter(Lines(write, secrets=secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in ("httpx", "httpcore", "telegram", "asyncio"):
        # the token stands in the addresses they name
        logging.getLogger(name).setLevel(logging.WARNING)
