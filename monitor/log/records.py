"""Events ↔ the rows of a log, for every engine alike: what is refused before it is written, how
rows are chained, how they are read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from monitor.errors import InputError, LogDamagedError
from monitor.events.stories_and_feeds import Event, TextRedacted
from monitor.log import codec
from monitor.log.chain import HASH_DIGITS, Row, row_hash, text_hash
from monitor.log.protocol import Position, Recorded

Written = tuple[str, str, int, bytes, Event]
"""Key, type, version and payload of what will be written, and the event as it will be read."""


def as_written(at: datetime) -> str:
    """Log time as the file holds it: UTC, six decimals. Refuses a time without zone, which would
    mean another one elsewhere.
    """
    if at.tzinfo is None:
        raise ValueError("log time needs a zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def written_as(key: str, event: Event) -> Written:
    """What will be written, and the event as it will be read again: an append-only log must never
    take what it cannot read.
    """
    if isinstance(event, TextRedacted) and not (
        len(event.text_hash) == HASH_DIGITS and key.endswith(event.text_hash)
    ):
        raise InputError(
            f"TextRedacted {key!a} does not end with the hash of its text, by which the "
            "erasing is proved"
        )
    try:
        key.encode()
        name, version, payload = codec.encode(event)
        return key, name, version, payload, codec.decode(name, version, payload)
    except (UnicodeEncodeError, LogDamagedError) as error:
        raise InputError(f"{type(event).__name__} {key!a} cannot be written: {error}") from error


def chained(position: Position, last: str, at: str, written: Iterable[Written]) -> Iterator[Row]:
    moment = at.encode()
    for key, name, version, payload, _ in written:
        position += 1
        prev = last
        columns = (
            prev.encode(),
            b"%d" % position,
            key.encode(),
            name.encode(),
            b"%d" % version,
            moment,
            payload,
        )
        last = row_hash(*columns)
        yield Row(position, key, name, version, at, payload.decode(), prev, last)


def check_texts(texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        try:
            right = text_hash(text) == name
        except UnicodeEncodeError as error:
            raise InputError(f"the text {name} is not Unicode: {error}") from error
        if not right:
            raise InputError(f"the text named {name} has another hash")


Columns = tuple[Position, str, str, int, str, str, bytes | str]
"""Position, key, type, version, time, hash and payload of a row."""


def recorded(rows: Iterable[Columns], *, damaged_hint: str) -> Iterator[Recorded]:
    """Rows in order, as events. Raises LogDamagedError with the position of one that cannot be
    read, LogNewerError for a newer program's.
    """
    readers = codec.READERS
    written, at = "", datetime.min.replace(tzinfo=UTC)
    for position, key, kind, version, stamp, link, payload in rows:
        if stamp != written:  # events that were written together share their time
            written, at = stamp, _moment(stamp, position)
        try:
            event = readers[kind, version](payload)
        except (KeyError, ValueError):
            event = _decoded(kind, version, payload, position, hint=damaged_hint)
        yield Recorded(position=position, key=key, at=at, event=event, hash=link)


def as_recorded(rows: Iterable[Row], written: Iterable[Written], *, at: datetime) -> list[Recorded]:
    """What an append returns: the rows that were made of `written`."""
    return [
        Recorded(position=row.position, key=row.key, at=at, event=entry[-1], hash=row.hash)
        for row, entry in zip(rows, written, strict=True)
    ]


def _moment(stamp: str, position: Position) -> datetime:
    try:
        return datetime.fromisoformat(stamp)
    except ValueError as error:
        raise LogDamagedError(
            f"event {position} has no time: {stamp!a}", broken_at=position
        ) from error


def _decoded(
    kind: str, version: int, payload: bytes | str, position: Position, *, hint: str
) -> Event:
    """The slow path: an older version, or a row that cannot be read."""
    try:
        return codec.decode(kind, version, payload)
    except LogDamagedError as error:
        raise LogDamagedError(
            f"event {position} is damaged: {error.message}", hint=hint, broken_at=position
        ) from error
