"""Snapshots: the State as it stood at a position of the log, so that starting does not fold the whole log.

A cache and nothing else: one that is missing, damaged, of another log or of another version of the code is as good as none.
A snapshot is one file: a header line of JSON, then the State in msgpack.
"""

from __future__ import annotations

import functools
import os
from contextlib import suppress
from hashlib import sha256
from importlib import resources
from pathlib import Path

import msgspec
from msgspec import Struct

from monitor.log.protocol import EventLog, Head
from monitor.stories.state import State

_FILE = "state.snapshot"
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(State)


class Header(Struct, frozen=True, kw_only=True):
    position: int
    hash: str  # of the log at that position
    code: str
    digest: str  # SHA-256 of the State's bytes


@functools.cache
def code_version() -> str:
    """Changes with any file that says what a State is or how events become one."""
    package = resources.files("monitor")
    parts = [package / "model.py", package / "events.py", package / "log" / "codec.py"]
    parts += [package / "stories" / name for name in ("state.py", "evolve.py")]
    return sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()[:16]


def save(folder: Path, state: State, head: Head) -> bool:
    """Replace the snapshot. False if the folder cannot be written, which costs time at the next start and nothing else."""
    body = _ENCODER.encode(state)
    header = Header(position=head.position, hash=head.hash, code=code_version(), digest=sha256(body).hexdigest())
    draft = folder / f"{_FILE}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_FILE}.*"):  # by a process that was killed; one that still writes only loses a cache
            left.unlink(missing_ok=True)
        draft.write_bytes(msgspec.json.encode(header) + b"\n" + body)
        draft.replace(folder / _FILE)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        return False
    return True


def position_of(folder: Path, log: EventLog) -> int | None:
    """Where the next start begins to fold, if there is a snapshot that it can use."""
    found = load(folder, log)
    return found[1].position if found else None


def load(folder: Path, log: EventLog) -> tuple[State, Head] | None:
    """The State and where it stood, if the snapshot is whole, of this code, and of this very log."""
    try:
        first, _, body = (folder / _FILE).read_bytes().partition(b"\n")
        header = msgspec.json.decode(first, type=Header)
    except (OSError, msgspec.DecodeError):
        return None
    head = Head(position=header.position, hash=header.hash)
    if header.code != code_version() or header.digest != sha256(body).hexdigest() or not _stands_in(log, head):
        return None
    return _DECODER.decode(body), head


def _stands_in(log: EventLog, head: Head) -> bool:
    recorded = next(iter(log.read(after=head.position - 1, until=head.position)), None)
    return recorded is not None and recorded.hash == head.hash
