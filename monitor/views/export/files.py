"""Rows → lines: CSV that a spreadsheet takes as data and nothing else, and JSON, one row a line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

_json = msgspec.json.Encoder()
# What a spreadsheet may take for a formula, in the wide forms of East Asian keyboards too; and
# what is written before it, so that taking one ' away gives the words back.
_FORMULA = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_ROWS_AT_ONCE = 500


def csv_lines(kind: type[Struct], rows: Iterable[Struct]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8; lists are JSON, nulls are empty. Text that could be a formula begins with
    an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(kind.__struct_fields__)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_cell(getattr(row, name)) for name in kind.__struct_fields__])
        if number % _ROWS_AT_ONCE == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    written = out.getvalue().encode(errors="replace")
    out.seek(0)
    out.truncate()
    return written


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | bool):
        return _json.encode(value).decode()
    return str(value)


def json_lines(rows: Iterable[Struct]) -> Iterator[bytes]:
    return (_json.encode(row) + b"\n" for row in rows)
