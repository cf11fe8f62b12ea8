"""The hash chain: what a row's hash is taken over, and the hash that names a kept text.

A row's hash is the SHA-256 (hex) of its previous hash and all its other columns, in the order of
`row_hash`, each written as a netstring (`<bytes in UTF-8>:<bytes>,`), so that no two different rows
can be written alike. Anybody can check it with a few lines.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

GENESIS = "0" * 64  # the previous hash of the first row
HASH_DIGITS = 64


class Row(NamedTuple):
    """One event as it stands in the file, every column; `at` is ISO time in UTC, `payload` JSON."""

    position: int
    key: str
    type: str
    version: int
    at: str
    payload: str
    prev: str
    hash: str


def row_hash(*columns: bytes) -> str:
    """Of the previous hash, position, key, type, version, time and payload, in this order; numbers
    in decimal digits.
    """
    return sha256(b"".join([b"%d:%b," % (len(column), column) for column in columns])).hexdigest()


def hash_of(row: Row) -> str:
    """What `row.hash` ought to be."""
    columns = (
        row.prev,
        str(row.position),
        row.key,
        row.type,
        str(row.version),
        row.at,
        row.payload,
    )
    return row_hash(*(column.encode() for column in columns))


def text_hash(text: str) -> str:
    """The name of a kept text: SHA-256 of its UTF-8, hex."""
    return sha256(text.encode()).hexdigest()
