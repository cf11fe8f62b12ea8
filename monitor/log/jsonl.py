"""A log as lines of JSON, for keeping elsewhere and reading with other tools; a copy made from them
has the same hashes.

The first line says what it is; then one line an event, every column, with the payload's bytes as
they stand in the log (a tool that formats them anew breaks the hashes, and importing says so);
then, if asked for, one line a kept text. Both ways stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from monitor.errors import InputError, LogDamagedError, LogNewerError
from monitor.log import codec
from monitor.log.chain import GENESIS, Row, hash_of, text_hash
from monitor.log.engines import Place, open_log
from monitor.log.protocol import EventLog, LogHead
from monitor.log.sqlite import SqliteLog

FORMAT = 1
LINE_BYTES_MAX = 64 * 1024 * 1024


class FirstLine(Struct, frozen=True, kw_only=True):
    monitor_log: int  # the format's number
    texts: bool


class EventLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    position: int
    key: str
    type: str
    version: int
    at: str
    payload: msgspec.Raw
    prev: str
    hash: str


class TextLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text_hash: str
    text: str | None  # None: erased


def export(log: EventLog, out: BinaryIO, *, texts: bool = False) -> LogHead:
    """Write the whole log to `out`; its head. Texts only if asked: they may be others' property,
    and they can be erased here.
    """
    encode = msgspec.json.Encoder().encode
    out.write(encode(FirstLine(monitor_log=FORMAT, texts=texts)) + b"\n")
    head = LogHead(position=0, hash=GENESIS)
    for row in log.rows():
        line = EventLine(**row._asdict() | {"payload": msgspec.Raw(row.payload.encode())})
        out.write(encode(line) + b"\n")
        head = LogHead(position=row.position, hash=row.hash)
    out.writelines(
        encode(TextLine(text_hash=name, text=text)) + b"\n"
        for name, text in (log.texts() if texts else ())
    )
    return head


def import_(file: BinaryIO, place: Place) -> LogHead:
    """Make the log at `place` from exported lines, all or nothing; its head.

    Raises InputError with the number of the first line that is not as it was exported,
    LogNewerError for a newer program's events, RefusedError if there is a log with events at
    `place`.
    """
    made = isinstance(place, Path) and not place.exists()
    try:
        with closing(open_log(place)) as log:
            lines = _Lines(file)
            log.put(lines.rows(), lines.texts())
            return log.head()
    except BaseException:
        if made and isinstance(place, Path) and place.exists():
            _remove_empty(place)
        raise


def _remove_empty(path: Path) -> None:
    """A refused import leaves nothing, unless somebody began to use the new log in the meantime."""
    with SqliteLog.open(path) as log:
        empty = log.head().position == 0
    if empty:
        path.unlink()


class _Lines:
    """The lines of one file: first all rows, then all texts, each proved as it passes."""

    def __init__(self, file: BinaryIO) -> None:
        self._number = 0
        self._lines = self._numbered(file)
        self._pending: bytes | None = None
        self._prev = GENESIS
        self._begin()

    def _numbered(self, file: BinaryIO) -> Iterator[bytes]:
        while line := file.readline(LINE_BYTES_MAX):
            self._number += 1
            if not line.endswith(b"\n"):
                raise self._error("is cut off" if len(line) < LINE_BYTES_MAX else "is too long")
            yield line

    def _begin(self) -> None:
        try:
            first = msgspec.json.decode(next(self._lines, b""), type=FirstLine)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            self._number = 1
            raise self._error("does not begin an exported log") from error
        if first.monitor_log != FORMAT:
            raise LogNewerError(
                f"the file has format {first.monitor_log}, known is {FORMAT}",
                hint="update monitor, then import",
            )

    def rows(self) -> Iterator[Row]:
        decode = msgspec.json.Decoder(EventLine).decode
        for line in self._lines:
            if line.startswith(b'{"text_hash"'):
                self._pending = line
                return
            try:
                row = _row(decode(line))
                codec.decode(row.type, row.version, row.payload)
            except (msgspec.DecodeError, UnicodeDecodeError, LogDamagedError) as error:
                raise self._error(f"is not an event: {error}") from error
            self._prove(row)
            yield row

    def _prove(self, row: Row) -> None:
        if row.prev != self._prev:
            raise self._error(f"does not follow the line before it (event {row.position})")
        if hash_of(row) != row.hash:
            raise self._error(f"is not as it was exported (event {row.position})")
        self._prev = row.hash

    def texts(self) -> Iterator[tuple[str, str | None]]:
        decode = msgspec.json.Decoder(TextLine).decode
        while self._pending is not None:
            try:
                line = decode(self._pending)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise self._error(f"is not a kept text: {error}") from error
            if line.text is not None and text_hash(line.text) != line.text_hash:
                raise self._error("holds another text than was kept")
            yield line.text_hash, line.text
            self._pending = next(self._lines, None)

    def _error(self, what: str) -> InputError:
        return InputError(
            f"line {self._number} {what}: nothing was imported",
            hint="export again, or use an earlier copy of the file",
        )


def _row(line: EventLine) -> Row:
    payload = bytes(line.payload).decode()
    return Row(
        line.position, line.key, line.type, line.version, line.at, payload, line.prev, line.hash
    )
