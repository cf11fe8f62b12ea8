"""Where the pages of a home are shown just now, for commands that hand out their addresses: a file
in `state/` for each place, which the system holds locked as long as somebody shows them there.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

_NAME = "pages-{pid}-{port}.json"


class ShownAt(Struct, frozen=True, kw_only=True):
    host: str
    port: int


@contextmanager
def announced(state: Path, where: ShownAt) -> Iterator[None]:
    """Locked before it has its name: nobody takes it for one that was left behind."""
    state.mkdir(parents=True, exist_ok=True)
    path = state / _NAME.format(pid=os.getpid(), port=where.port)
    draft = state / f".{path.name}"
    with draft.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(msgspec.json.encode(where))
        file.flush()
        draft.replace(path)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def shown_at(state: Path) -> list[ShownAt]:
    """By port. What a process that was killed left behind is taken away."""
    found = []
    for path in state.glob(_NAME.format(pid="*", port="*")):
        try:
            with path.open("rb") as file:
                if _is_held(file.fileno()):
                    found.append(msgspec.json.decode(file.read(), type=ShownAt))
                else:
                    path.unlink(missing_ok=True)
        except FileNotFoundError:  # it ended just now
            continue
    return sorted(found, key=lambda one: one.port)


def _is_held(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
