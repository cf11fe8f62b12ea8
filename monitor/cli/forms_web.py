"""The `--json` documents of `web`; part of `documents`."""

from __future__ import annotations

from msgspec import Struct

from monitor.web.security.access import WebSession


class WebSessions(Struct, frozen=True, kw_only=True):
    """`web sessions`: who is logged in, and the tokens, the oldest first."""

    sessions: tuple[WebSession, ...]


class SitePublished(Struct, frozen=True, kw_only=True):
    """`pages` stand in the folder now; of all files `written` changed or came, `removed` went."""

    folder: str
    stories: int
    pages: int
    written: int
    removed: int
