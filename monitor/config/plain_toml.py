"""TOML as it is mostly written here, read in one pass: [tables] one word deep, and on each line one
key with a text, a list of texts, a whole number, true or false. tomllib takes ten times as long,
which hundreds of outlets make felt.

Whatever else stands in a file, right or wrong, is left to tomllib, and so is what to say of it.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

_TEXT = r'"[^"\\\x00-\x08\x0a-\x1f\x7f]*"'
_LINE = re.compile(
    rf"""[ \t]*(?:
        \[(?P<table>[A-Za-z0-9_-]+)\]
      | (?P<key>[A-Za-z0-9_-]+)[ \t]*=[ \t]*
        (?P<value>{_TEXT}|\[(?:{_TEXT}(?:,[ ]?{_TEXT})*)?\]|0|-?[1-9][0-9]{{0,17}}|true|false)
    )?[ \t]*(?:\#[^\x00-\x08\x0a-\x1f\x7f]*)?""",
    re.VERBOSE,
)
_value_of = msgspec.json.Decoder().decode  # of these values, JSON and TOML are written the same


def plain_tables(text: str) -> dict[str, Any] | None:
    """None if anything is not that plain, or stands twice."""
    tables: dict[str, Any] = {}
    here = tables
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        table, key, value = found.groups()
        name = table or key
        if not name:
            continue
        if name in (tables if table else here):
            return None
        if table:
            here = tables[table] = {}
        else:
            here[key] = _value_of(value.replace("\t", "\\t"))
    return tables
