"""Time zones by the newest data there is: the system's or the package's, whichever is newer."""

from __future__ import annotations

import os
import re
import zoneinfo
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from msgspec import Struct

_VERSION = re.compile(r"(\d{4})([a-z]+)")
_HEAD_BYTES = 200
_BY_HAND = "PYTHONTZPATH"  # whoever sets it has chosen


class ZoneData(Struct, frozen=True, kw_only=True):
    """Versions as IANA counts them, "2026a"; empty where there is none, or none that says so."""

    system: str
    packaged: str

    @property
    def is_packaged(self) -> bool:
        return _age(self.packaged) > _age(self.system)

    @property
    def used(self) -> str:
        return self.packaged if self.is_packaged else self.system

    @property
    def year(self) -> int:
        return _age(self.used)[0]


def zone_data(folders: Iterable[str] = zoneinfo.TZPATH) -> ZoneData:
    packaged = str(import_module("tzdata").IANA_VERSION)
    there = (version for folder in folders if (version := _version_in(Path(folder))))
    return ZoneData(system=next(there, ""), packaged=packaged)


def use_newest_zones() -> None:
    """For every zone that is made from now on in this process."""
    if _BY_HAND not in os.environ and zone_data().is_packaged:
        zoneinfo.reset_tzpath(to=())


def _version_in(folder: Path) -> str:
    """Of the data in a folder: most systems keep it in one of these two files."""
    for name in ("tzdata.zi", "+VERSION"):
        try:
            with (folder / name).open("rb") as file:
                head = file.read(_HEAD_BYTES).decode("ascii", "replace")
        except OSError:
            continue
        if found := _VERSION.search(head):
            return found[0]
    return ""


def _age(version: str) -> tuple[int, int, str]:
    """2026a before 2026z before 2026za."""
    found = _VERSION.fullmatch(version)
    return (int(found[1]), len(found[2]), found[2]) if found else (0, 0, "")
