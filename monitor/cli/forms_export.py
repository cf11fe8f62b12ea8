"""What `export --json` prints beside the file that it wrote."""

from __future__ import annotations

from msgspec import Struct


class Exported(Struct, frozen=True, kw_only=True):
    table: str
    format: str
    rows: int
    file: str
