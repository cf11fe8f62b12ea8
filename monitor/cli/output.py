"""Drawing: tables that fit the terminal, JSON documents, progress for a person who is looking.

On a terminal: colours (unless NO_COLOR is set) and rows cut to its width. Piped: plain text,
nothing cut, no progress; text is as wide as COLUMNS says.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import click
import msgspec
from msgspec import Struct

from monitor.digest import sanitize
from monitor.later import later

if TYPE_CHECKING:
    from rich import cells as rich_cells
else:
    rich_cells = later("rich.cells")  # a page of text is measured without

Format = Literal["table", "json", "csv"]
GAP = "  "
WIDTH_MIN = 40
PAGE_WIDTH = 100


class Column(Struct, frozen=True):
    """`flexible` columns give way, the widest first, when a row is wider than the terminal; others
    never do.
    """

    name: str
    flexible: bool = False
    right: bool = False


def on_terminal() -> bool:
    return sys.stdout.isatty()


def colourful() -> bool:
    return on_terminal() and not os.environ.get("NO_COLOR")


def width() -> int:
    return max(WIDTH_MIN, shutil.get_terminal_size().columns)


def style(text: str, **how: Any) -> str:
    """Styled as click does it, where somebody sees them."""
    if not colourful():
        return text
    return click.style(text, **how)


def emphasised(text: str, words: Iterable[str]) -> str:
    """`text` with these words in bold, where somebody sees them."""
    said = {word for word in words if word.strip()}
    if not said or not colourful():
        return text
    return _either(said).sub(lambda found: style(found[0], bold=True), text)


def _either(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def page_width() -> int:
    """For text that is read rather than cut: the terminal's width, or a page's when piped; COLUMNS
    goes before both.
    """
    return width() if on_terminal() or width_is_given() else PAGE_WIDTH


def width_is_given() -> bool:
    return os.environ.get("COLUMNS", "").isdecimal()


def say(text: str = "") -> None:
    click.echo(text)


def emit(document: object) -> None:
    """One JSON document on standard output, indented, readable in any script, and safe to print."""
    written = msgspec.json.encode(document, order="deterministic")
    click.echo(sanitize.json_escaped(msgspec.json.format(written, indent=2).decode()))


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], *, width_max: int | None = None
) -> str:
    """Aligned columns under a heading. `width_max` in cells; without it, the terminal's, or none
    when piped: what a pipe carries is data.
    """
    cells = [list(map(_one_line, row)) for row in rows]
    limit = width_max or (width() if on_terminal() else None)
    sizes = [
        max(rich_cells.cell_len(row[i]) for row in [[c.name for c in columns], *cells])
        for i in range(len(columns))
    ]
    if limit:
        sizes = _fitted(columns, sizes, limit)
    head = _row(columns, [column.name for column in columns], sizes)
    return "\n".join([style(head, dim=True), *(_row(columns, row, sizes) for row in cells)])


def _fitted(columns: Sequence[Column], sizes: list[int], limit: int) -> list[int]:
    sizes = list(sizes)
    while sum(sizes) + len(GAP) * (len(sizes) - 1) > limit:
        over = sum(sizes) + len(GAP) * (len(sizes) - 1) - limit
        givers = [i for i, column in enumerate(columns) if column.flexible and sizes[i] > _LEAST]
        if not givers:
            break
        widest = max(givers, key=lambda i: sizes[i])
        runner_up = max((sizes[i] for i in givers if i != widest), default=_LEAST)
        sizes[widest] = max(_LEAST, sizes[widest] - over, min(sizes[widest] - 1, runner_up))
    return sizes


_LEAST = 6


def _row(columns: Sequence[Column], row: Sequence[str], sizes: Sequence[int]) -> str:
    parts = [
        _right(cell, size) if column.right else rich_cells.set_cell_size(cut(cell, size), size)
        for column, cell, size in zip(columns, row, sizes, strict=True)
    ]
    return GAP.join(parts).rstrip()


def _right(cell: str, size: int) -> str:
    return " " * (size - rich_cells.cell_len(cell)) + cell


def cut(text: str, cells: int) -> str:
    """`text` within so many cells, with an ellipsis where some of it was left out."""
    if rich_cells.cell_len(text) <= cells:
        return text
    return rich_cells.set_cell_size(text, cells - 1).rstrip() + "…"


def wrap(text: str, *, indent: str = "", width_max: int | None = None) -> str:
    """Words in lines of at most the terminal's width (100 when piped), each begun with `indent`."""
    limit = (width_max or page_width()) - rich_cells.cell_len(indent)
    lines, line = [], ""
    for word in text.split():
        if line and rich_cells.cell_len(line) + 1 + rich_cells.cell_len(word) > limit:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join(indent + part for part in [*lines, line])


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180, with what a spreadsheet would run as a formula made plain text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([list(map(_harmless, row)) for row in rows])
    return out.getvalue().rstrip("\n")


def _harmless(cell: object) -> str:
    text = "" if cell is None else "\t".join(map(printable, str(cell).split("\t")))
    if not text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return text
    return f"'{text}"


def _one_line(cell: str) -> str:
    return printable(" ".join(cell.split()))


def printable(text: str) -> str:
    """`text` without what a terminal would obey: control characters and direction overrides."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


@contextmanager
def progress(what: str, total: int | None, *, shown: bool = True) -> Iterator[Any]:
    """A bar on standard error while somebody looks at it; yields `advance(n=1)`."""
    if not (shown and sys.stderr.isatty()):
        yield lambda _n=1: None
        return
    from rich.console import Console  # .05 s, and only here
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    # Standard output is left alone: it may be a pipe, while the bar stands on a terminal.
    bar = Progress(
        *columns,
        console=console,
        transient=True,
        refresh_per_second=5,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda n=1: bar.advance(task, n)
