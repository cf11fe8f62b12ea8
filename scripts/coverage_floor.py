"""After the tests: how much of each pure package they ran, and exit status 1 where that is less
than the floor.

Of each package two figures: lines and branches together, as coverage counts them, and branches
alone. Both must reach the floor.

    python scripts/coverage_floor.py        reads .coverage; `make counted` runs it last
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from coverage import Coverage

HOUSE = Path(__file__).resolve().parents[1]
PURE = (
    "model",
    "events",
    "errors",
    "datafiles",
    "text",
    "names",
    "gazetteer",
    "dates",
    "figures",
    "reading",
    "claims",
    "matching",
    "stories",
    "digest",
)
FLOOR = 95.0  # percent


def main() -> int:
    files = _files()
    below = []
    for package in PURE:
        counted = Counter[str]()
        for name, summary in files.items():
            if Path(name).parts[1].removesuffix(".py") == package:
                counted.update(
                    {key: value for key, value in summary.items() if isinstance(value, int)}
                )
        both = _share(
            counted["covered_lines"] + counted["covered_branches"],
            counted["num_statements"] + counted["num_branches"],
        )
        branches = _share(counted["covered_branches"], counted["num_branches"])
        if min(both, branches) < FLOOR:
            below.append(package)
        mark = f"  below {FLOOR:g}" if package in below else ""
        print(
            f"monitor.{package:<11} {both:6.1f} % of lines and branches, {branches:6.1f} % of "
            f"branches{mark}"
        )
    return 1 if below else 0


def _files() -> dict[str, dict[str, float | int]]:
    """What was run of each file, by its path in the house."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "coverage.json"
        measured = Coverage(
            data_file=str(HOUSE / ".coverage"),
            config_file=str(HOUSE / "pyproject.toml"),
            messages=False,
        )
        measured.load()
        measured.json_report(outfile=str(made), include=[f"{HOUSE}/monitor/*"])
        files = json.loads(made.read_text(encoding="utf-8"))["files"]
    return {name: about["summary"] for name, about in files.items()}


def _share(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else 100.0


if __name__ == "__main__":
    sys.exit(main())
