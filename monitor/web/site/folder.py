"""The folder that the site stands in: what was written there, with the mark of what each page was
made from; only what changed is written, each file at once or not at all.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from monitor.errors import InputError

MANIFEST = ".monitor-site.json"
_FORM = 1


class SiteManifest(Struct, frozen=True, kw_only=True):
    """`files` are all files of the site with the marks of what they were made from."""

    form: int
    files: dict[str, str]


class SiteWritten(Struct, frozen=True, kw_only=True):
    """`pages` stand there now; of all files `written` changed or came, `removed` went."""

    stories: int
    pages: int
    written: int
    removed: int


class SiteFolder:
    """Raises InputError for a folder with files that are none of a site's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before = _manifest(folder)
        self._now: dict[str, str] = {}
        self.written = 0

    def is_current(self, file: str, mark: str) -> bool:
        """Whether the file stands there and was made from the same; if so it stays."""
        if self._before.get(file) != mark or not (self.folder / file).is_file():
            return False
        self._now[file] = mark
        return True

    def write(self, file: str, content: bytes, mark: str) -> None:
        path = self.folder / file
        self._now[file] = mark
        if _held(path) == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.new")
        draft.write_bytes(content)
        draft.replace(path)
        self.written += 1

    def finish(self) -> int:
        """Take away what is no page any more, and note what stands there. How many went."""
        gone = [file for file in self._before if file not in self._now]
        for file in gone:
            (self.folder / file).unlink(missing_ok=True)
        document = SiteManifest(form=_FORM, files=dict(sorted(self._now.items())))
        self.write(MANIFEST, msgspec.json.encode(document), "")
        return len(gone)

    @property
    def pages(self) -> int:
        return sum(file.endswith(".html") for file in self._now)


def _held(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _manifest(folder: Path) -> dict[str, str]:
    held = _held(folder / MANIFEST)
    if held is None:
        if folder.exists() and any(folder.iterdir()):
            raise InputError(
                f"{folder} holds files that are no site's",
                hint="name a new or an empty folder: what is no page there would be lost",
            )
        return {}
    try:
        found = msgspec.json.decode(held, type=SiteManifest)
    except msgspec.DecodeError as error:
        raise InputError(
            f"{folder / MANIFEST} cannot be read", hint="empty the folder, and all is written anew"
        ) from error
    return {file: mark for file, mark in found.files.items() if _is_inside(file)}


def _is_inside(file: str) -> bool:
    """Whether it is a file of the folder: what a manifest names is taken away one day."""
    path = Path(file)
    return not path.is_absolute() and ".." not in path.parts and file != MANIFEST
