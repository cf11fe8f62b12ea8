"""`export`: stories, accounts, claims and meetings as data for others' tools."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, Literal, TypeVar

import click
from msgspec import Struct

from monitor import __version__
from monitor.cli import output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.forms_export import Exported
from monitor.cli.root import Command
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.views.export.making import RowMaker
    from monitor.views.export.rows import Table
    from monitor.views.facts.facts import Facts

Shape = Literal["csv", "jsonl", "parquet", "ninjs"]
Row = TypeVar("Row")
_BOM = b"\xef\xbb\xbf"  # by which a spreadsheet knows that a file is UTF-8


class _Wanted(Struct, frozen=True, kw_only=True):
    table: Table
    shape: Shape
    since: str | None
    until: str | None
    language: str


@click.command(cls=Command)
@click.argument("table", type=click.Choice(("stories", "accounts", "claims", "meetings")))
@click.option(
    "--format",
    "shape",
    type=click.Choice(("csv", "jsonl", "parquet", "ninjs")),
    default="csv",
    show_default=True,
    help="parquet needs the extra `data`; ninjs is for stories alone.",
)
@click.option("--since", metavar="DAY", help="Of stories on that day or later: 2026, 2026-11 …")
@click.option("--until", metavar="DAY", help="Of stories on that day or before.")
@click.option(
    "--output",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Without it, standard output.",
)
@click.option("--texts", is_flag=True, help="Quotations and sentences too: others' property.")
@click.option("--language", default="en", show_default=True, help="Of the headlines of ninjs.")
@pass_shell
def export(  # noqa: PLR0913 — the options of a command
    shell: Shell,
    *,
    table: Table,
    shape: Shape,
    since: str | None,
    until: str | None,
    path: Path | None,
    texts: bool,
    language: str,
) -> None:
    """Write stories, accounts, claims or meetings as data: docs/data.md says what each column is.

    \b
    Example:  monitor export meetings --output meetings.csv
              monitor export claims --format parquet --since 2026 --output claims.parquet
    """
    _check(table, shape, path)
    from monitor.views.export.making import RowMaker

    wanted = _Wanted(table=table, shape=shape, since=since, until=until, language=language)
    facts = _facts(shell)
    maker = RowMaker(facts, shell.fact_settings, texts=texts)
    with facts.as_it_stands():
        rows = _Counted(_made(maker, wanted))
        if path is None:
            _write(sys.stdout.buffer, _lines(rows, wanted))
        else:
            with _replaced(path) as fresh:
                _write_file(fresh, rows, wanted, log=shell.log.head().hash)
    if shell.json and path is not None:
        output.emit(Exported(table=table, format=shape, rows=rows.count, file=str(path)))
    else:
        click.echo(f"{rows.count} rows{f' · {path}' if path else ''}", err=True)


def _check(table: Table, shape: Shape, path: Path | None) -> None:
    if shape == "ninjs" and table != "stories":
        raise UsageError(
            f"ninjs has no form for {table}", hint="monitor export stories --format ninjs"
        )
    if shape == "parquet":
        from monitor.views.export.parquet import arrow

        arrow()
    if path is not None:
        return
    if shape == "parquet":
        raise UsageError("Parquet is for a file", hint="--output FILE")
    if sys.stdout.isatty():
        raise UsageError("the data would fill this screen", hint="--output FILE")


def _facts(shell: Shell) -> Facts:
    """As the log says now."""
    views, settings = shell.views, shell.fact_settings
    with output.progress("laying out stories", None) as advance:
        while made := views.refresh_facts(settings, stories_max=_STORIES_AT_ONCE):
            advance(made)
    return views.facts(settings)


_STORIES_AT_ONCE = 200


class _Counted(Generic[Row]):
    """Rows as they pass."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def _made(maker: RowMaker, wanted: _Wanted) -> Iterator[Any]:
    if wanted.shape == "ninjs":
        return maker.told(since=wanted.since, until=wanted.until)
    return maker.rows(wanted.table, since=wanted.since, until=wanted.until)


def _lines(rows: Iterable[Any], wanted: _Wanted) -> Iterator[bytes]:
    from monitor.views.export import files, ninjs
    from monitor.views.export.rows import ROWS

    if wanted.shape == "ninjs":
        return ninjs.lines(rows, language=wanted.language)
    if wanted.shape == "jsonl":
        return files.json_lines(rows)
    return files.csv_lines(ROWS[wanted.table], rows)


def _write_file(path: Path, rows: Iterable[Any], wanted: _Wanted, *, log: str) -> None:
    if wanted.shape != "parquet":
        with path.open("wb") as file:
            file.write(_BOM if wanted.shape == "csv" else b"")
            _write(file, _lines(rows, wanted))
        return
    from monitor.views.export import parquet
    from monitor.views.export.rows import ROWS

    about = {"table": wanted.table, "program": f"monitor {__version__}", "log": log}
    parquet.write(path, ROWS[wanted.table], rows, about=about)


def _write(file: BinaryIO, lines: Iterable[bytes]) -> None:
    file.writelines(lines)
    file.flush()


@contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    """A new file beside it, which takes its place once it is whole."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        yield fresh
        fresh.replace(path)
    except OSError as error:
        said = f"{path} cannot be written: {error.strerror or error}"
        raise UsageError(said, hint="name a folder that exists and may be written") from error
    finally:
        fresh.unlink(missing_ok=True)
