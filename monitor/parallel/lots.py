"""A lot of articles, read in one go wherever there is a processor: bytes in, bytes out.

`read_lot` is pure: the same bytes give the same readings in any process of the same version of this
program. So it can be handed to an executor of the standard library, to a cluster or to a queue.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from monitor.claims import read
from monitor.errors import RefusedError
from monitor.model import Article, Reading
from monitor.names.known_holders import KnownHolders
from monitor.names.office_holders import Holder
from monitor.parallel.asked_holders import AskedHolders
from monitor.parallel.version import version


class ReadingJob(Struct, frozen=True, array_like=True):
    article: Article
    text: str


class ReadingLot(Struct, frozen=True, array_like=True):
    """`holders` is what `packed_holders` makes of those who were known to hold offices; `version`,
    if given, that of the program that shall read it.
    """

    jobs: tuple[ReadingJob, ...]
    holders: bytes = b""
    version: str = ""


class ReadJob(Struct, frozen=True, array_like=True):
    """`reading` is None where reading failed: who reads it again sees why. `asked` is what it asked
    of the holders, for `same_answers`; `spent_s` is processor time.
    """

    reading: Reading | None
    asked: bytes = b""
    spent_s: float = 0.0


def packed_lot(jobs: Sequence[ReadingJob], *, holders: bytes = b"", version: str = "") -> bytes:
    """Raises UnicodeEncodeError for text that is no Unicode."""
    return _ENCODER.encode(ReadingLot(tuple(jobs), holders, version))


def packed_holders(known: KnownHolders) -> bytes:
    return _ENCODER.encode(known.layers)


def read_lot(lot: bytes) -> bytes:
    """From `packed_lot` to what `unpacked` takes: the readings in the order of the articles.

    Raises RefusedError where the lot is for another version of this program.
    """
    asked = _LOTS.decode(lot)
    if asked.version and asked.version != version():
        raise RefusedError(
            f"this is version {version()}, and {asked.version} was to read",
            hint="install the same version on every machine",
        )
    known = _holders(asked.holders)
    return _ENCODER.encode([_read(job, known) for job in asked.jobs])


def unpacked(done: bytes) -> list[ReadJob]:
    return _DONE.decode(done)


def _read(job: ReadingJob, known: KnownHolders) -> ReadJob:
    holders = AskedHolders(known)
    started = time.thread_time()
    try:
        reading = read(job.article, job.text, holders)
    except Exception:  # noqa: BLE001 — a mistake of ours in one article: it is read again where it can be told of
        return ReadJob(None)
    return ReadJob(reading, holders.asked, time.thread_time() - started)


@functools.lru_cache(maxsize=2)
def _holders(packed: bytes) -> KnownHolders:
    """Made anew only when something was learnt."""
    return KnownHolders(*_LAYERS.decode(packed)) if packed else KnownHolders()


_ENCODER = msgspec.msgpack.Encoder()
_LOTS = msgspec.msgpack.Decoder(ReadingLot)
_DONE = msgspec.msgpack.Decoder(list[ReadJob])
_LAYERS = msgspec.msgpack.Decoder(tuple[tuple[Holder, ...], ...])
