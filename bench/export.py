"""What an export costs, and that nothing is lost on the way through other tools.

    python -m bench.export HOME [--small HOME]

HOME is one of `bench.web_home`; with 200,000 accounts its claims are some two million rows. Each
shape is written by a process of its own, whose peak of memory counts; against that of a small home
it says whether memory grows with the rows. The Parquet files are then read by DuckDB, polars and
pandas (an environment of its own under build/, made from bench/data.lock), written again by each,
and compared value by value with what was exported: lists, instants with their zone, nulls.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "build" / "data-tools"
PYTHON_OF_TOOLS = TOOLS / "bin" / "python"
TABLES = ("stories", "accounts", "claims", "meetings")
EXPORT = """
import json, resource, sys, time
from monitor.cli.root import run
started = time.perf_counter()
status = run(sys.argv[1:])
spent = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"status": status, "seconds": time.perf_counter() - started,
    "processor": spent.ru_utime + spent.ru_stime, "peak": spent.ru_maxrss / 1024}))
"""
# Reads a Parquet file with one tool and writes it again with the same one.
THROUGH = {
    "duckdb": """
import duckdb, sys
with duckdb.connect() as db:
    db.execute(f"COPY (SELECT * FROM read_parquet('{sys.argv[1]}')) TO '{sys.argv[2]}' "
               "(FORMAT parquet)")
""",
    "polars": """
import polars, sys
polars.read_parquet(sys.argv[1]).write_parquet(sys.argv[2])
""",
    "pandas": """
import pandas, pyarrow, sys
frame = pandas.read_parquet(sys.argv[1], dtype_backend="pyarrow")
frame.to_parquet(sys.argv[2], index=False)
""",
}


def exported(home: Path, *args: str) -> dict[str, Any]:
    command = [sys.executable, "-c", EXPORT, "--home", str(home), "export", *args]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, timeout=3600)
    told = dict(json.loads(done.stdout.splitlines()[-1]))
    if told["status"] != 0:
        raise SystemExit(f"export {args} failed")
    return told


def make_tools() -> None:
    if not PYTHON_OF_TOOLS.exists():
        subprocess.run([sys.executable, "-m", "venv", str(TOOLS)], check=True)
    lock = ROOT / "bench" / "data.lock"
    installed = TOOLS / "installed.lock"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        pip = [str(PYTHON_OF_TOOLS), "-m", "pip", "install", "-q", "--require-hashes"]
        subprocess.run([*pip, "-r", str(lock)], check=True, capture_output=True)
        installed.write_bytes(lock.read_bytes())


def is_same(one: Path, other: Path) -> str:
    """Empty if every value is; else the first column that is not. Tools may name the zone or the
    unit of an instant otherwise, and say that nothing may be null: the values are compared.
    """
    before = pq.ParquetFile(one)
    after = pq.read_table(other)
    begin = 0
    for batch in before.iter_batches(batch_size=100_000):
        part = after.slice(begin, batch.num_rows)
        begin += batch.num_rows
        for field in batch.schema:
            kept = part[field.name].combine_chunks()
            as_it_was = kept.cast(field.type)
            if isinstance(as_it_was, pa.ChunkedArray):
                as_it_was = as_it_was.combine_chunks()
            if as_it_was.to_pylist() != batch[field.name].to_pylist():
                return str(field.name)
    return "" if begin == after.num_rows else "rows"


def through(tool: str, path: Path, folder: Path) -> str:
    python = sys.executable if tool == "duckdb" else str(PYTHON_OF_TOOLS)
    again = folder / f"{path.stem}-{tool}.parquet"
    subprocess.run([python, "-c", THROUGH[tool], str(path), str(again)], check=True, timeout=3600)
    differs = is_same(path, again)
    again.unlink()
    return differs


def costs(home: Path, small: Path | None, folder: Path) -> None:
    for shape in ("csv", "jsonl", "parquet"):
        for name, one in (("small", small), ("HOME", home)):
            if one is None:
                continue
            path = folder / f"claims-{name}.{shape}"
            told = exported(one, "claims", "--format", shape, "--output", str(path))
            print(
                f"claims as {shape:8} {name:6} {told['seconds']:6.1f} s, "
                f"{told['processor']:6.1f} s of processor, peak {told['peak']:5.0f} MiB, "
                f"{path.stat().st_size / 2**20:7.1f} MiB"
            )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--small", type=Path)
    options = parser.parse_args()
    make_tools()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        costs(options.home, options.small, folder)
        for table in TABLES:
            path = folder / f"{table}.parquet"
            exported(options.home, table, "--format", "parquet", "--output", str(path))
            rows = pq.ParquetFile(path).metadata.num_rows
            for tool in THROUGH:
                differs = through(tool, path, folder)
                told = f"differs in {differs}" if differs else "the same"
                print(f"{table:9} {rows:9,} rows through {tool:7} {told}")


if __name__ == "__main__":
    main()
