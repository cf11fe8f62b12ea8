"""Do two builds read and tell the same? What they log of articles, and every form of the digest,
byte for byte.

    python scripts/compare_builds.py OTHER/.venv/bin/monitor [SET.jsonl | FOLDER of seeds …]

OTHER is another checkout, for example of the commit before a change that should move words but not
meaning. Both builds take the same articles into a home of their own with the clock at one time.
Exit status 1 where anything differs.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
OURS = HOUSE / ".venv" / "bin" / "monitor"
SETS = (
    HOUSE / "seeds",
    *(HOUSE / "bench" / "data" / f"{name}.jsonl" for name in ("diplomacy", "feeds")),
)
NOW, UNTIL = "2026-11-22T09:00:00+00:00", "2026-11-22T12:00:00+00:00"
FORMS = ("json", "terminal", "text", "telegram", "html", "markdown", "atom")
_RUNNING_ON = re.compile(r"2026-11-22T09:0\d:[\d.]+")  # the clock runs on from there
SHOWN = 12  # lines of a difference


def main(arguments: list[str]) -> int:
    other, *given = arguments
    sets = [Path(one).resolve() for one in given] or list(SETS)
    differing = 0
    for articles in sets:
        differing += _compared(articles, Path(other).resolve())
    return 1 if differing else 0


def _compared(articles: Path, other: Path) -> int:
    before, now = _told(other, articles), _told(OURS, articles)
    different = [name for name in before | now if before.get(name) != now.get(name)]
    same = len(before) - len(different)
    print(f"{articles.name}: {same} of {len(before)} the same", *different)
    for name in different:
        lines = difflib.unified_diff(
            before.get(name, "").split("\n"), now.get(name, "").split("\n"), lineterm="", n=0
        )
        print(*(line[:300] for line, _ in zip(lines, range(SHOWN), strict=False)), sep="\n")
    return len(different)


def _told(monitor: Path, articles: Path) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as home:
        _run(monitor, home, "ingest", str(articles))
        logged = "\n".join(_payloads(Path(home) / "state" / "log.db"))
        digests = {
            form: _run(monitor, home, "digest", "--until", UNTIL, "--format", form)
            for form in FORMS
        }
        return {"log": logged, **digests}


def _run(monitor: Path, home: str, *arguments: str) -> str:
    command = [str(monitor), "--home", home, *arguments]
    environment = {**os.environ, "MONITOR_NOW": NOW, "COLUMNS": "100"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(
            f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()[:400]}"
        )
    return _RUNNING_ON.sub("NOW", done.stdout.replace(home, "HOME"))


def _payloads(file: Path) -> Iterator[str]:
    with closing(sqlite3.connect(file)) as log:
        for key, payload in log.execute("SELECT key, payload FROM events ORDER BY position"):
            yield f"{key} {json.dumps(json.loads(payload), ensure_ascii=False)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
