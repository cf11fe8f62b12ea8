"""Two small tables beside the models: parts of names in every script, common words by language.

Either is a sorted run of 32-bit numbers: 28 bits of a word's CRC, 4 bits of what is known of it.
One word in some six hundred that does not stand in a table seems to; what is learnt from the
tables is learnt with that.
"""

from __future__ import annotations

import sys
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from zlib import crc32

COMMON: Final = 3  # of the bits: how many forms and scripts a part of a name has, 0 to 3
GIVEN: Final = 4
FAMILY: Final = 8
_KNOWN = 0xF
_HEAD_BITS = 10
_TAIL_BITS = 32 - _HEAD_BITS
_SAME = str.maketrans(
    {
        "ё": "е",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ə": "a",
        "ς": "σ",
    }
)


@lru_cache(maxsize=16_384)
def plain(word: str) -> str:
    """Lower case without accents and vowel signs; й and the like stay letters of their own."""
    low = word.lower()
    if low.isascii():
        return low
    if "\uac00" <= low[0] <= "\ud7a3":
        return low
    apart = unicodedata.normalize("NFD", low.replace("й", "\x01").replace("ї", "\x02"))
    bare = "".join(c for c in apart if not unicodedata.combining(c) and c not in "ʻʼ’‘'`\u200c")
    return bare.replace("\x01", "й").replace("\x02", "ї").translate(_SAME)


def fingerprint(key: str) -> int:
    return crc32(key.encode()) & ~_KNOWN


def packed(known: Iterable[tuple[str, int]]) -> bytes:
    """The bytes of a table; what is known of one key twice is joined."""
    bits: dict[int, int] = {}
    for key, what in known:
        mark = fingerprint(key)
        bits[mark] = bits.get(mark, 0) | what
    return _little(array("I", sorted(mark | what for mark, what in bits.items()))).tobytes()


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


class Table:
    def __init__(self, data: bytes) -> None:
        self._numbers = array("I")
        self._numbers.frombytes(data)
        _little(self._numbers)
        # where each of the first _HEAD_BITS begins: what a look-up has to search
        heads = range((1 << _HEAD_BITS) + 1)
        self._heads = [bisect_left(self._numbers, head << _TAIL_BITS) for head in heads]

    def __len__(self) -> int:
        return len(self._numbers)

    def get(self, key: str) -> int | None:
        """The four bits, or None."""
        mark = crc32(key.encode()) & ~_KNOWN
        numbers, head = self._numbers, mark >> _TAIL_BITS
        end = self._heads[head + 1]
        at = bisect_left(numbers, mark, self._heads[head], end)
        if at < end and numbers[at] & ~_KNOWN == mark:
            return numbers[at] & _KNOWN
        return None


@cache
def name_parts() -> Table:
    return _table("name_parts.bin")


@cache
def common_words() -> Table:
    """Keys are `language:word`; the bits are 1 to 15, the commoner the higher."""
    return _table("common_words.bin")


def _table(name: str) -> Table:
    return Table((files("monitor.names") / "data" / name).read_bytes())
