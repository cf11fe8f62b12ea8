"""Which stories have a value, as bits: one a story's number, in chunks of 4096 numbers.

To ask for several values at once is then to join bits, and to count is to count them: hardly dearer
for many stories than for few.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

Bits = dict[int, int]  # chunk → its bits; none are 0
Named = tuple[str, str]  # kind, value

_CHUNK_BITS = 12
_IN_CHUNK = (1 << _CHUNK_BITS) - 1


def of_numbers(numbers: Iterable[int]) -> Bits:
    chunks: defaultdict[int, bytearray] = defaultdict(lambda: bytearray(1 << (_CHUNK_BITS - 3)))
    for number in numbers:
        place = number & _IN_CHUNK
        chunks[number >> _CHUNK_BITS][place >> 3] |= 1 << (place & 7)
    return {chunk: int.from_bytes(held, "little") for chunk, held in chunks.items()}


def numbers_of(bits: Bits) -> Iterator[int]:
    """In rising order."""
    for chunk in sorted(bits):
        first, held = chunk << _CHUNK_BITS, bits[chunk]
        while held:
            lowest = held & -held
            yield first | (lowest.bit_length() - 1)
            held ^= lowest


def holds(bits: Bits, number: int) -> bool:
    return bool(bits.get(number >> _CHUNK_BITS, 0) >> (number & _IN_CHUNK) & 1)


def count(bits: Bits) -> int:
    return sum(held.bit_count() for held in bits.values())


def either(every: Iterable[Bits]) -> Bits:
    joined: Bits = {}
    for bits in every:
        for chunk, held in bits.items():
            joined[chunk] = joined.get(chunk, 0) | held
    return joined


def both(one: Bits, other: Bits) -> Bits:
    found = ((chunk, held & other.get(chunk, 0)) for chunk, held in one.items())
    return {chunk: held for chunk, held in found if held}


def without(one: Bits, other: Bits) -> Bits:
    found = ((chunk, held & ~other.get(chunk, 0)) for chunk, held in one.items())
    return {chunk: held for chunk, held in found if held}


def read(rows: Iterable[tuple[int, bytes]]) -> Bits:
    return {chunk: int.from_bytes(held, "little") for chunk, held in rows}


class BitChanges:
    """Gathers what changes, and writes each chunk once; `write` belongs into a transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._do = db.execute
        self._many = db.executemany
        self._chunks: dict[tuple[str, str, int], int] = {}
        self._more: defaultdict[Named, int] = defaultdict(int)

    def change(self, number: int, before: set[Named], after: set[Named]) -> None:
        bit = 1 << (number & _IN_CHUNK)
        for named in before ^ after:
            key = (*named, number >> _CHUNK_BITS)
            self._chunks[key] = self._chunk(key) ^ bit
            self._more[named] += 1 if named in after else -1

    def _chunk(self, key: tuple[str, str, int]) -> int:
        if key not in self._chunks:
            row = self._do(
                "SELECT bits FROM fact_bits WHERE kind = ? AND of = ? AND chunk = ?", key
            ).fetchone()
            self._chunks[key] = int.from_bytes(row[0], "little") if row else 0
        return self._chunks[key]

    def write(self) -> None:
        held = {key: bits for key, bits in self._chunks.items() if bits}
        self._many(
            "DELETE FROM fact_bits WHERE kind = ? AND of = ? AND chunk = ?",
            [key for key in self._chunks if key not in held],
        )
        self._many(
            "INSERT OR REPLACE INTO fact_bits VALUES (?, ?, ?, ?)",
            [(*key, _bytes(bits)) for key, bits in held.items()],
        )
        self._many(
            """INSERT INTO fact_counts VALUES (?1, ?2, ?3)
               ON CONFLICT (kind, of) DO UPDATE SET stories = stories + ?3""",
            [(*named, more) for named, more in self._more.items() if more],
        )
        self._many(
            "DELETE FROM fact_counts WHERE kind = ? AND of = ? AND stories = 0", list(self._more)
        )
        self._chunks.clear()
        self._more.clear()


def _bytes(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")
