"""Where a log on a server is, as people write it: a URL without a password."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct

SCHEME = "postgresql"
FORM = re.compile(
    r"postgres(?:ql)?://(?:[^\s:@/?#]+@)?[^\s@/?#]*(?:/[^\s@/?#]*)?"
    r"(?:\?(?![^#]*password=)[^\s#@]*)?"
)
MEANT = (
    "postgresql://USER@HOST:5432/DATABASE, without the password: that stands in "
    "config/secrets.toml (log_password) or in ~/.pgpass"
)


class ServerUrl(Struct, frozen=True, kw_only=True):
    """`text` may be shown to anybody; `password` to nobody."""

    text: str
    password: str | None = None

    def __str__(self) -> str:
        """Without the settings of the connection."""
        parts = urlsplit(self.text)
        return f"{SCHEME}://{parts.netloc}{parts.path}"

    def __repr__(self) -> str:
        return f"ServerUrl({str(self)!r})"

    @property
    def name(self) -> str:
        """The engine's, in the table of engines."""
        return SCHEME


def is_url(text: str) -> bool:
    """Whether a server is meant, rightly written or not."""
    return text.startswith(("postgres:", "postgresql:"))
