"""Writes monitor/data/prepared.json: what the TOML files of the package say, parsed.

    python scripts/prepare_tables.py

`make install` and every build of a wheel do it. Each entry stands under the fingerprint of the text
that it was parsed from, so that a file which was edited since is parsed again, never read stale.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HOUSE = Path(__file__).resolve().parents[1]
FILE = Path("monitor") / "data" / "prepared.json"


def prepared(house: Path = HOUSE) -> str:
    texts = sorted(path.read_text(encoding="utf-8") for path in (house / "monitor").rglob("*.toml"))
    tables = {_fingerprint(text): tomllib.loads(text) for text in texts}
    written = json.dumps(tables, ensure_ascii=False, separators=(",", ":"))
    if json.loads(written) != tables:
        raise SystemExit("a TOML file holds what JSON cannot say: a date, or a number without end")
    return written


def _fingerprint(text: str) -> str:
    """As monitor.datafiles has it, which a build cannot import."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class Hook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Puts the file into every wheel, and beside the code of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's
        write(Path(self.root))
        build_data["artifacts"].append(str(FILE))


def write(house: Path = HOUSE) -> None:
    """In one go: somebody may be reading the one before."""
    made = house / FILE.with_suffix(".new")
    made.write_text(prepared(house), encoding="utf-8")
    made.replace(house / FILE)


if __name__ == "__main__":
    write()
