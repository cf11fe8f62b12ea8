"""The document of `report`; part of `documents`."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from monitor.digest.alone import ToldAlone
from monitor.views.documents import Why


class Versions(Struct, frozen=True, kw_only=True):
    """What ran: monitor, Python, the system, and the locked packages that reading leans on."""

    monitor: str
    python: str
    system: str
    packages: dict[str, str]


class WordReport(Struct, frozen=True, kw_only=True):
    """What lies behind a word told of one article. `text` only where it was asked for: it is its
    outlet's. Nothing of readers, operators, chats or paths is in it.
    """

    versions: Versions
    rules: dict[str, Any]
    told: ToldAlone | None
    why: Why
    text: str | None
