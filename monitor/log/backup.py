"""All that cannot be made again, in one file: `log.db` with its texts and, if there are any,
`readers.db`. Both are files of SQLite, whichever engine they came from.

The file is an uncompressed tar, so that it can be looked into and taken apart without this program;
`manifest.json` in it says what it should hold. Views and snapshots are caches and stay out. So does
`config/`: it is the operator's own text, kept where they keep such things, and a backup that
carried the token's surroundings would have to be guarded like the token. A backup is taken while
others write, and it is proved before it counts. Neither way overwrites anything.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import msgspec
from msgspec import Struct

from monitor.database import FileTables
from monitor.errors import (
    InputError,
    LogDamagedError,
    LogError,
    LogReadOnlyError,
    NotFoundError,
    RefusedError,
)
from monitor.log.engines import Place, open_log, room_beside
from monitor.log.protocol import LogHead
from monitor.log.schema import held, put_in_place
from monitor.log.sqlite import SqliteLog
from monitor.tables import TablesForm, copy

FORMAT = 1
LOG, MANIFEST = "log.db", "manifest.json"
_MANIFEST_BYTES_MAX = 65_536


class Manifest(Struct, frozen=True, kw_only=True):
    monitor_backup: int  # the format's number
    made_at: str
    position: int
    head: str
    files: dict[str, str]  # name → SHA-256, hex


def backup(home: Path, file: Path, *, readers: TablesForm, place: Place | None = None) -> LogHead:
    """Write a backup of `home`, whose log is at `place` if not in state/, and of its readers, to
    `file`; the head of the log in it.

    Raises RefusedError if `file` exists, NotFoundError if there is no log, LogDamagedError if the
    log proves damaged.
    """
    if file.exists():
        raise RefusedError(f"{file} exists", hint="give another name; a backup never overwrites")
    state = home / "state"
    with _workshop(file.parent) as folder:
        # Readers are written before the events that name them: copied after the log, none can be
        # missing.
        with closing(open_log(place or state / LOG, create=False)) as log:
            log.copy_to(folder / LOG)
        _copy_readers(place or state / LOG, state, readers, folder / readers.file)
        head = _proven(folder / LOG)
        names = [name for name in (LOG, readers.file) if (folder / name).exists()]
        _pack(folder, names, head)
        with tarfile.open(folder / "backup.tar") as tar:
            _unpack(tar, _fresh(folder / "check"), readers)
        _take_over(folder / "backup.tar", file)
    return head


def restore(
    file: Path,
    home: Path,
    *,
    readers: TablesForm,
    place: Place | None = None,
    on_set_aside: Callable[[Path], object] = lambda _: None,
) -> LogHead:
    """Bring `file`'s databases into `home`, the log to `place` if not into state/; the head of the
    log.

    Everything is proved first, and the log again where it was put. It is put in place last, so that
    a restore that was interrupted can be run again. `on_set_aside` hears of what a database of that
    name had left beside it, by its new name. Raises RefusedError if `home` has a log or other
    readers, InputError for a file that is no backup or not a whole one.
    """
    state = home / "state"
    place = place or state / LOG
    _check_free(place)
    with _workshop(state) as folder:
        try:
            with tarfile.open(file, "r:") as tar:
                manifest = _unpack(tar, folder, readers)
        except FileNotFoundError as error:
            raise NotFoundError(f"there is no file {file}", hint="check the path") from error
        except (tarfile.TarError, EOFError, OSError) as error:
            if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise _full(state) from error
            raise InputError(
                f"{file} is not a backup, or not a whole one: {error}", hint=_HINT
            ) from error
        head = _proven(folder / LOG)
        if (head.position, head.hash) != (manifest.position, manifest.head):
            raise InputError(f"{file} holds another log than its manifest says", hint=_HINT)
        left = []
        if readers.file in manifest.files:
            left += _put_readers(folder / readers.file, place, state, readers)
        left += _put_log(folder / LOG, place)
        _proven_in_place(place, head)
    for one in left:
        on_set_aside(one)
    return head


def _copy_readers(place: Place, state: Path, readers: TablesForm, target: Path) -> None:
    source = state / readers.file
    if not isinstance(place, Path):
        with closing(room_beside(place)) as room:
            if room.has(readers):
                with FileTables.open(target, readers) as file:
                    copy(room.tables(readers), file, readers)
                return
    if source.exists():
        _copy_database(source, target)


def _put_readers(source: Path, place: Place, state: Path, readers: TablesForm) -> list[Path]:
    if not isinstance(place, Path):
        with closing(room_beside(place)) as room, FileTables.open(source, readers) as file:
            copy(file, room.tables(readers), readers)
        return []
    target = state / readers.file
    return [] if _is_same(source, target) else _take_over(source, target)


def _check_free(place: Place) -> None:
    if isinstance(place, Path):
        if place.exists():
            raise RefusedError(
                f"{place} exists", hint="restore into another --home, or move that file away first"
            )
        return
    with closing(open_log(place)) as log:
        if log.head().position:
            raise RefusedError(
                f"{log.name} holds events", hint="restore into another database, or another --home"
            )


def _put_log(source: Path, place: Place) -> list[Path]:
    if isinstance(place, Path):
        return _take_over(source, place)
    with SqliteLog.open(source, readonly=True) as file, closing(open_log(place)) as log:
        log.put(file.rows(), file.texts())
    return []


def _proven_in_place(place: Place, head: LogHead) -> None:
    if _proven(place) != head:
        raise LogDamagedError(
            f"{place} is not what was restored there",
            hint="stop what else writes there, move it away, and restore again",
        )


_HINT = "use another backup; nothing was changed"


def _full(folder: Path) -> LogError:
    return LogError(
        f"the disk is full: nothing was written to {folder}", hint="make room and try again"
    )


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A private folder on the same disk as what will be put in place, gone afterwards: that of a
    process that was killed, when the next one makes its own.
    """
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with held(folder):
                _sweep(folder)
                workshop = stack.enter_context(TemporaryDirectory(prefix=_PREFIX, dir=folder))
                stack.enter_context(held(Path(workshop)))
        except OSError as error:
            raise LogReadOnlyError(
                f"{folder} cannot be written: {error.strerror}", hint="check its permissions"
            ) from error
        yield Path(workshop)


_PREFIX = ".monitor-"


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{_PREFIX}*"):
        # somebody is at work there, or it is no folder of ours
        with suppress(BlockingIOError, NotADirectoryError), held(left, wait=False):
            shutil.rmtree(left)


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _copy_database(source: Path, target: Path) -> None:
    """In one step, so that a busy writer cannot make it begin again and again."""
    try:
        with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
            reader.backup(writer)
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        raise (
            _full(target.parent)
            if full
            else LogError(
                f"{source} cannot be copied: {error}",
                hint="is it a database of readers? restore it, or move it away: then nobody "
                "is known",
            )
        ) from error


def _proven(place: Place) -> LogHead:
    with closing(open_log(place, create=False, readonly=True)) as log:
        proof = log.verify()
        if not proof.ok:
            raise LogDamagedError(
                f"the copy of the log does not prove: {proof.why}", broken_at=proof.broken_at
            )
        return log.head()


def _pack(folder: Path, names: list[str], head: LogHead) -> None:
    manifest = Manifest(
        monitor_backup=FORMAT,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        position=head.position,
        head=head.hash,
        files={name: _digest(folder / name) for name in names},
    )
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    with tarfile.open(folder / "backup.tar", "x:") as tar:
        for name in (MANIFEST, *names):
            tar.add(folder / name, arcname=name, filter=_nobodys)


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Whose machine it was made on is nobody's business; what is in it is the owner's alone."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _unpack(tar: tarfile.TarFile, folder: Path, readers: TablesForm) -> Manifest:
    """Copy the known names out, as plain files, and check each against the manifest. Raises
    InputError.
    """
    try:
        manifest = msgspec.json.decode(
            _member(tar, MANIFEST).read(_MANIFEST_BYTES_MAX), type=Manifest
        )
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"its {MANIFEST} cannot be read: {error}", hint=_HINT) from error
    if manifest.monitor_backup != FORMAT:
        raise InputError(
            f"it has format {manifest.monitor_backup}, known is {FORMAT}", hint="update monitor"
        )
    if LOG not in manifest.files or set(manifest.files) - {LOG, readers.file}:
        raise InputError(f"its {MANIFEST} names other files than a backup has", hint=_HINT)
    for name, digest in manifest.files.items():
        with (folder / name).open("xb") as target:
            shutil.copyfileobj(_member(tar, name), target)
        if _digest(folder / name) != digest:
            raise InputError(f"{name} in it is not as it was written", hint=_HINT)
    return manifest


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        file = tar.extractfile(name)
    except KeyError:
        file = None
    if file is None:
        raise InputError(f"there is no {name} in it: it is not a backup", hint=_HINT)
    return file


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _is_same(source: Path, target: Path) -> bool:
    """Whether an earlier restore came this far."""
    return target.exists() and _digest(source) == _digest(target)


def _take_over(source: Path, target: Path) -> list[Path]:
    """Give a finished file its name, at once and for good, for its owner alone: it may hold who
    readers are. Refuses if the name is taken.
    """
    source.chmod(0o600)
    handle = os.open(source, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        return put_in_place(source, target)
    except FileExistsError as error:
        raise RefusedError(
            f"{target} exists", hint="move it away, or choose another place"
        ) from error
