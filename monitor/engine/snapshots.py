"""Snapshots: the State as it stood at a position of the log, so that starting does not fold the
whole log.

A cache and nothing else: one that is missing, damaged, of another log or of another version of the
code is as good as none. A snapshot is one file: a header line of JSON, then the State in msgpack:
first all but the stories, then those, some at a time, each piece behind its length; so that no
single step holds the interpreter for long.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from monitor.engine.replay import folding
from monitor.log.protocol import EventLog, LogHead
from monitor.matching.sharing import share
from monitor.stories.state import State, Story

_FILE = "state.snapshot"
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(State)
_STORIES = msgspec.msgpack.Decoder(list[Story])
STORIES_AT_ONCE = 20
_LENGTH_BYTES = 8


class SnapshotHeader(Struct, frozen=True, kw_only=True):
    position: int
    hash: str  # of the log at that position
    code: str
    digest: str  # SHA-256 of the State's bytes


@functools.cache
def code_version() -> str:
    """Changes with any file that says what a State is or how events become one."""
    package = resources.files("monitor")
    parts = [
        package / name
        for name in ("model.py", "events/stories_and_feeds.py", "events/deliveries.py")
    ]
    parts += [package / "log" / "codec.py", package / "engine" / "snapshots.py"]
    parts += [
        package / "stories" / name
        for name in ("state.py", "deliveries.py", "evolve.py", "offices.py")
    ]
    return sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()[:16]


def save(folder: Path, state: State, head: LogHead) -> bool:
    """Replace the snapshot. False if the folder cannot be written, which costs time at the next
    start and nothing else.
    """
    draft = folder / f"{_FILE}.{os.getpid()}"
    try:
        # in a state folder that is there: one that vanished is not begun anew
        folder.mkdir(exist_ok=True)
        # by a process that was killed; one that still writes only loses a cache
        for left in folder.glob(f"{_FILE}.*"):
            left.unlink(missing_ok=True)
        with draft.open("wb") as file:
            _write(file, state, head)
        draft.replace(folder / _FILE)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        return False
    return True


def _write(file: BinaryIO, state: State, head: LogHead) -> None:
    """Piece by piece, never the whole at once; the header is written again when the digest is
    known.
    """
    digest = sha256()
    file.write(_header(head, digest.hexdigest()))
    for piece in _pieces(state):
        digest.update(piece)
        file.write(piece)
    file.seek(0)
    file.write(_header(head, digest.hexdigest()))


def _header(head: LogHead, digest: str) -> bytes:
    """As long for one digest as for another."""
    header = SnapshotHeader(
        position=head.position, hash=head.hash, code=code_version(), digest=digest
    )
    return msgspec.json.encode(header) + b"\n"


def _pieces(state: State) -> Iterator[bytes]:
    stories = list(state.stories.values())
    yield from _framed(_ENCODER.encode(msgspec.structs.replace(state, stories={})))
    for start in range(0, len(stories), STORIES_AT_ONCE):
        yield from _framed(_ENCODER.encode(stories[start : start + STORIES_AT_ONCE]))


def _framed(piece: bytes) -> tuple[bytes, bytes]:
    return len(piece).to_bytes(_LENGTH_BYTES, "big"), piece


def _whole(body: bytes) -> State:
    view, at, state = memoryview(body), 0, None
    while at < len(body):
        end = at + _LENGTH_BYTES + int.from_bytes(view[at : at + _LENGTH_BYTES], "big")
        piece = view[at + _LENGTH_BYTES : end]
        if state is None:
            state = _DECODER.decode(piece)
        else:
            state.stories.update((story.id, _shared(story)) for story in _STORIES.decode(piece))
        at = end
    return state or State()


def _shared(story: Story) -> Story:
    for member in story.members.values():
        share(member.article, member.reading)
    return story


def position_of(folder: Path, log: EventLog) -> int | None:
    """Where the next start begins to fold, if there is a snapshot that it can use."""
    found = load(folder, log)
    return found[1].position if found else None


def load(folder: Path, log: EventLog) -> tuple[State, LogHead] | None:
    """The State and where it stood, if the snapshot is whole, of this code, and of this very
    log.
    """
    try:
        with (folder / _FILE).open("rb") as file:
            header = msgspec.json.decode(file.readline(), type=SnapshotHeader)
            body = file.read()
    except (OSError, msgspec.DecodeError):
        return None
    head = LogHead(position=header.position, hash=header.hash)
    if (
        header.code != code_version()
        or header.digest != sha256(body).hexdigest()
        or not _stands_in(log, head)
    ):
        return None
    with folding():
        return _whole(body), head


def _stands_in(log: EventLog, head: LogHead) -> bool:
    recorded = next(iter(log.read(after=head.position - 1, until=head.position)), None)
    return recorded is not None and recorded.hash == head.hash
