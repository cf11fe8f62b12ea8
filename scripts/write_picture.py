"""Writes what README and docs show of a run: the screen of `monitor demo`, `why 001`, and a picture
of the digest.

    python scripts/write_picture.py

It runs the demo itself, so what is shown is what today's code prints. The digest within that screen
stands as a picture of its own.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = 80
_PROGRAM = "import sys; sys.stdout.isatty = lambda: True; from monitor.cli import main; main()"


def output(*arguments: str, colour: bool = False) -> str:
    """What a command prints to a terminal of 80 columns."""
    environment = os.environ | {"COLUMNS": str(COLUMNS)} | ({} if colour else {"NO_COLOR": "1"})
    command = [sys.executable, "-c", _PROGRAM, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def put(page: Path, name: str, text: str) -> None:
    """Replace what stands between the marks `<!-- name: begin … -->` and `<!-- name: end -->`."""
    head, rest = page.read_text(encoding="utf-8").split(f"<!-- {name}: begin", 1)
    mark, tail = rest.split("-->", 1)
    after = tail.split(f"<!-- {name}: end -->", 1)[1]
    block = f"\n```\n{text.rstrip()}\n```\n"
    page.write_text(
        f"{head}<!-- {name}: begin{mark}-->{block}<!-- {name}: end -->{after}", encoding="utf-8"
    )


def picture(text: str, file: Path) -> None:
    lines = max(len(line) for line in Text.from_ansi(text).plain.splitlines())
    console = Console(record=True, width=max(COLUMNS, lines), file=io.StringIO())
    console.print(Text.from_ansi(text))
    console.save_svg(str(file), title="monitor digest", theme=DIMMED_MONOKAI, code_format=_SVG)


# Rich's own frame asks a font from the network; this one uses what the reader has.
_SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, monospace; \
font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">\
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    screen = output("demo")
    before, digest = screen.split("What a reader would be told", 1)
    put(ROOT / "README.md", "picture", before + digest[digest.index("\ndigest ") + 1 :])
    put(
        ROOT / "docs" / "how-matching-works.md", "why", output("--home", "state/demo", "why", "001")
    )
    picture(output("--home", "state/demo", "digest", colour=True), ROOT / "docs" / "digest.svg")


if __name__ == "__main__":
    main()
