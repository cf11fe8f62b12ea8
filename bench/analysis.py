"""Writes docs/analysis.md: five questions of analysts, answered by DuckDB over exported Parquet.

    python -m bench.analysis [--write]

The questions stand in `bench/analysis.sql`, each under its title; the home is a small one of
`bench.web_home`, whose people and meetings are all invented. What DuckDB answers is written as it
is. Without --write the page is printed.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
from msgspec import Struct

from bench.web_home import lay_out, write
from monitor.cli.root import run

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "bench" / "analysis.sql"
PAGE = ROOT / "docs" / "analysis.md"
TABLES = ("stories", "accounts", "claims", "meetings")
STORIES, ACCOUNTS = 2_000, 12_000
ROWS_SHOWN = 12
HEAD = """\
# Five questions, answered

<!-- Written by `python -m bench.analysis --write`: change bench/analysis.sql, then run it. -->

What `monitor export` writes is read by anything that reads Parquet. Here DuckDB does
(`pip install duckdb`); each query runs as it stands, beside the four files:

```sh
for table in stories accounts claims meetings; do
  monitor export $table --format parquet --output $table.parquet
done
duckdb -c "SELECT count(*) FROM 'meetings.parquet'"
```

The answers below are DuckDB's own, over a home of {stories:,} stories told by {accounts:,} accounts
which `bench/web_home.py` makes up: everybody in it is invented, and who speaks first is chance.
What each column means stands in [data.md](data.md).
"""


class AnalystQuestion(Struct, frozen=True, kw_only=True):
    title: str
    says: str
    sql: str


def questions(text: str) -> Iterator[AnalystQuestion]:
    """Each begins with "-- # Title"; the comment lines after it say what to mind."""
    for part in text.split("-- # ")[1:]:
        title, _, rest = part.partition("\n")
        lines = rest.strip().splitlines()
        notes = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
        sql = "\n".join(line for line in lines if not line.startswith("--"))
        yield AnalystQuestion(title=title, says=" ".join(notes), sql=sql.strip())


def answered(db: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], list[Any]]:
    """Names of columns, and rows."""
    done = db.execute(sql)
    return [column[0] for column in done.description or ()], done.fetchall()


def files_of(home: Path, folder: Path) -> None:
    for table in TABLES:
        path = folder / f"{table}.parquet"
        options = ["--format", "parquet", "--output", str(path)]
        if run(["--home", str(home), "export", table, *options]) != 0:
            raise SystemExit(f"no {table}")


def connected(folder: Path) -> duckdb.DuckDBPyConnection:
    """Where 'meetings.parquet' means the file in `folder`."""
    db = duckdb.connect()
    db.execute(f"SET file_search_path = '{folder}'")
    db.execute("SET TimeZone = 'UTC'")
    return db


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [columns, ["---"] * len(columns), *([_cell(one) for one in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def page(folder: Path) -> str:
    parts = [HEAD.format(stories=STORIES, accounts=count(folder))]
    with connected(folder) as db:
        for number, question in enumerate(questions(QUESTIONS.read_text()), start=1):
            columns, rows = answered(db, question.sql)
            parts.append(f"## {number}. {question.title}\n")
            parts.append(f"{question.says}\n\n```sql\n{question.sql}\n```\n")
            parts.append(table(columns, rows[:ROWS_SHOWN]) + "\n")
    return "\n".join(parts)


def count(folder: Path) -> int:
    with connected(folder) as db:
        row = db.execute("SELECT count(*) FROM 'accounts.parquet'").fetchone()
    return int(row[0]) if row else 0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home, folder = Path(scratch) / "home", Path(scratch)
        write(home, stories=STORIES, accounts=ACCOUNTS)
        lay_out(home)
        files_of(home, folder)
        made = page(folder)
    if asked.write:
        PAGE.write_text(made)
    else:
        print(made)


if __name__ == "__main__":
    main()
