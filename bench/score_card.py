"""Writes docs/score.md, the public score card: what each measure of quality said of this commit, in
one run: `make quality`.

Every figure stands there as its command printed it, those that miss their floor first. With
--speed the benchmarks of `make bench` that need no network and less than some minutes are run too.
The exit status is that of the measures: 1 where a floor is missed.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

HOUSE = Path(__file__).resolve().parents[1]
CARD = HOUSE / "docs" / "score.md"


class Measure(Struct, frozen=True):
    """A command under `python -m bench`, and what its figures are about."""

    heading: str
    about: str
    module: str
    arguments: tuple[str, ...] = ()


QUALITY = (
    Measure(
        "Stories: one event, one story",
        "Cross-validated by thread: each article is judged with weights learnt without its thread.",
        "quality",
    ),
    Measure(
        "Claims: what is told of an article",
        "Cross-validated by thread, at the thresholds that readers get.",
        "claims",
        ("--together",),
    ),
    Measure(
        "The gate: what is diplomacy",
        "Cross-validated; written by the same kind of writer as the articles that judge it.",
        "gate",
    ),
    Measure(
        "A mixed day: 1,000 articles as one edition",
        "The weights in the tree; 260 of the articles tell of 70 diplomatic events.",
        "day",
    ),
)
SPEED = (
    Measure("Speed: reading", "Processor time on the machine named above.", "reading"),
    Measure("Speed: matching", "Processor time on the machine named above.", "matching"),
    Measure("Speed: the log", "Beside plain SQLite on the same disk.", "log"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", action="store_true", help="the benchmarks too")
    wanted = parser.parse_args()
    measures = (*QUALITY, *(SPEED if wanted.speed else ()))
    ran = [(measure, *_run(measure)) for measure in measures]
    CARD.write_text("\n".join(_card(ran)) + "\n", encoding="utf-8")
    print(f"written: {CARD.relative_to(HOUSE)}")
    return max(status for _, status, _ in ran)


def _run(measure: Measure) -> tuple[int, str]:
    """Its exit status, and what it printed, which is shown as it comes."""
    command = [sys.executable, "-m", f"bench.{measure.module}", *measure.arguments]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    return process.returncode, "\n".join(lines).strip()


def _card(ran: Sequence[tuple[Measure, int, str]]) -> Iterator[str]:
    yield "# Score card"
    yield ""
    yield f"<!-- Written by `make quality`: run it, do not edit. -->{_stamp()}"
    yield ""
    missed = [line.strip() for _, _, said in ran for line in said.splitlines() if "BELOW" in line]
    yield "## Floors that are missed"
    yield ""
    yield from (["```text", *missed, "```"] if missed else ["None."])
    for measure, status, said in ran:
        command = " ".join((f"python -m bench.{measure.module}", *measure.arguments))
        yield ""
        yield f"## {measure.heading}"
        yield ""
        yield f"{measure.about} `{command}`{'' if status in {0, 1} else ' ended too early'}:"
        yield ""
        yield from ("```text", said, "```")


def _stamp() -> str:
    commit = _said("git", "rev-parse", "--short", "HEAD")
    changed = " with changes that are not committed" if _said("git", "status", "--short") else ""
    day = datetime.now(UTC).date().isoformat()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return (
        f"\nOf commit {commit}{changed}, {day}, {python}, {platform.system()} {platform.machine()}."
    )


def _said(*command: str) -> str:
    return subprocess.run(
        command, cwd=HOUSE, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
