"""Rows → Parquet, by pyarrow, which is installed for this alone (`diplomacy-monitor[data]`).

Lists stay lists, nulls nulls, and instants instants in UTC; each column carries its description.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct

from monitor.errors import UsageError, installing

ROWS_IN_GROUP = 20_000  # held in memory at once
_HINT = f"{installing('data')}; or take --format csv or jsonl"


def arrow() -> Any:
    """The library. Raises UsageError where it is not installed."""
    try:
        return import_module("pyarrow")
    except ImportError as error:
        said = "Parquet needs pyarrow, which is not installed here"
        raise UsageError(said, hint=_HINT) from error


def write(
    path: Path, kind: type[Struct], rows: Iterable[Struct], *, about: Mapping[str, str]
) -> int:
    """How many rows; `about` stands in the file's metadata."""
    pyarrow = arrow()
    schema = schema_of(kind).with_metadata(dict(about))
    writing = import_module("pyarrow.parquet")
    written = 0
    with writing.ParquetWriter(path, schema, compression="zstd") as file:
        for group in _groups(rows):
            columns = {name: [getattr(row, name) for row in group] for name in schema.names}
            file.write_table(pyarrow.table(columns, schema=schema))
            written += len(group)
    return written


def _groups(rows: Iterable[Struct]) -> Iterator[Sequence[Struct]]:
    waiting = iter(rows)
    while group := list(islice(waiting, ROWS_IN_GROUP)):
        yield group


def schema_of(kind: type[Struct]) -> Any:
    """The arrow schema of a table, with its descriptions."""
    pyarrow = arrow()
    return pyarrow.schema(
        [
            pyarrow.field(
                name,
                _type(pyarrow, plain),
                nullable=is_null,
                metadata={"description": says},
            )
            for name, plain, is_null, says in columns(kind)
        ]
    )


def _type(pyarrow: Any, plain: Any) -> Any:
    if get_origin(plain) is tuple:
        inner, is_null = _optional(get_args(plain)[0])
        return pyarrow.list_(pyarrow.field("item", _type(pyarrow, inner), nullable=is_null))
    return {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        bool: pyarrow.bool_(),
        date: pyarrow.date32(),
        datetime: pyarrow.timestamp("us", tz="UTC"),
    }[plain]


def columns(kind: type[Struct]) -> Iterator[tuple[str, Any, bool, str]]:
    """Name, type, whether it may be null, and what it is."""
    for name, hint in get_type_hints(kind, include_extras=True).items():
        annotated, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
        says = next((one.description for one in notes if isinstance(one, Meta)), None)
        plain, is_null = _optional(annotated)
        yield name, plain, is_null, says or ""


def _optional(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        (plain,) = (one for one in get_args(hint) if one is not type(None))
        return plain, True
    return hint, False
