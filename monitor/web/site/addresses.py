"""Which file a page is, and how one file leads to another."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote, unquote

from monitor.pictures.world import NEARNESSES, Nearness
from monitor.web.making.render import Frame

INDEX, SEARCH = "index.html", "search.html"
STORIES = "stories/index.html"
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,80}")
_DIGITS = 24


def file_of(path: str) -> str:
    """The file of a page's address: "/stories/S1" → "stories/S1.html"."""
    parts = [_named(unquote(part)) for part in path.strip("/").split("/")]
    if parts == [""]:
        return INDEX
    return STORIES if parts == ["stories"] else f"{'/'.join(parts)}.html"


def part_file(path: str, after: object) -> str:
    """The file of what stands behind a place of a list: each part of it is a file of its own."""
    return file_of(f"{path}-{after}") if after else file_of(path)


def _named(part: str) -> str:
    """A name that every file system takes; what is no plain word goes by its hash."""
    if not part or _PLAIN.fullmatch(part):
        return part
    return sha256(part.encode()).hexdigest()[:_DIGITS]


class SiteFrame(Frame, frozen=True, kw_only=True):
    """`here` is the file that is written, `files` all that there will be. What is no file leads to
    the search.
    """

    here: str
    files: frozenset[str]

    @property
    def fixed(self) -> bool:
        return True

    @property
    def base_maps(self) -> Mapping[Nearness, str]:
        return {nearness: self.static(base_map_file(nearness)) for nearness in NEARNESSES}

    def url(self, path: str, *, after: object = None, **query: object) -> str:
        file = part_file(path, after)
        words = next((str(value) for value in query.values() if value), "")
        if file in self.files and not words:
            return self.to(file)
        return f"{self.to(SEARCH)}{f'?q={quote(words)}' if words else ''}"

    def again(self, **query: object) -> str:
        """What goes on with a list that has no further files stands in the list of all stories."""
        file = part_file(self.path, query.get("after"))
        return self.to(file if file in self.files else STORIES)

    @property
    def as_json(self) -> str:
        return self.to(twin_of(self.here))

    def static(self, name: str) -> str:
        return self.to(f"static/{name}")

    def to(self, file: str) -> str:
        return quote(posixpath.relpath(file, posixpath.dirname(self.here) or "."))


def base_map_file(nearness: Nearness) -> str:
    return f"world-{nearness}.svg"


def twin_of(file: str) -> str:
    """The file of the same as JSON."""
    return f"{file.removesuffix('.html')}.json"
