"""What would else be done anew by every process: monitor/data/prepared.json, what the TOML files of
the package say, parsed; and the models of names, unpacked.

    python scripts/prepare_tables.py

`make install` and every build of a wheel do it. Each entry stands under the fingerprint of the text
that it was parsed from, and a model is checked against the sum in its packed file, so that what was
changed since is read anew, never stale.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HOUSE = Path(__file__).resolve().parents[1]
FILE = Path("monitor") / "data" / "prepared.json"
MODELS = Path("monitor") / "names" / "models"


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


class Hook(BuildHookInterface):  # type: ignore[type-arg] # it names its own kind
    """Puts the file into every wheel, and beside the code of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 — hatchling's
        made = write(Path(self.root))
        build_data["artifacts"] += [str(file.relative_to(self.root)) for file in made]


def write(house: Path = HOUSE) -> list[Path]:
    """The files that were made."""
    models = sorted((house / MODELS).glob("*.crfsuite.gz"))
    made = {house / FILE: prepared(house).encode()}
    made |= {model.with_suffix(""): gzip.decompress(model.read_bytes()) for model in models}
    for file, content in made.items():
        _replace(file, content)
    return list(made)


def _replace(file: Path, content: bytes) -> None:
    """In one go: somebody may be reading the one before."""
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    new.write_bytes(content)
    new.replace(file)


if __name__ == "__main__":
    write()
