"""Which program reads: two of the same version read the same from the same text."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable

from monitor import __version__

_READING = (
    "model.py",
    "datafiles.py",
    "text",
    "names",
    "gazetteer",
    "figures",
    "dates",
    "reading",
    "claims",
    "parallel",
    "data",
    "languages",
)
_MARK_DIGITS = 8


@functools.cache
def version() -> str:
    """Changes with the release, with any file that reading uses, and with the Python below."""
    mark = sha256()
    for name in _READING:
        for file in _files(resources.files("monitor") / name):
            mark.update(file.name.encode() + b"\0" + file.read_bytes())
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    return f"{__version__} ({mark.hexdigest()[:_MARK_DIGITS]}, {python})"


def _files(place: Traversable) -> Iterator[Traversable]:
    if not place.is_dir():
        yield place
        return
    for one in sorted(place.iterdir(), key=lambda inner: inner.name):
        if one.name not in {"__pycache__", "samples"}:
            yield from _files(one)
