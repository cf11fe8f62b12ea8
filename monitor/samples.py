"""The sample configuration and the seed articles, which `monitor demo` and `monitor init` bring
wherever they run.

They stand once, in config/ and seeds/ of the project; a wheel carries them within the package.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
CONFIG = ("monitor.toml", "feeds.toml", "sources.toml", "topics.toml", "people.toml")


def config() -> list[Path]:
    """The sample configuration's files; secrets are none of them."""
    return [_folder("config") / name for name in CONFIG]


def seeds() -> list[Path]:
    """The seed articles, in the order of their names."""
    return sorted(_folder("seeds").glob("*.txt"))


def _folder(name: str) -> Path:
    packed = _PACKAGE / "data" / "samples" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name
