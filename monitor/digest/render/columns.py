"""How many columns words take on a terminal, and wrapping by it: East Asian and emoji are two wide,
marks none.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Sequence

from msgspec import Struct

_JOINER, _PICTURE = "\u200d", "\ufe0f"


class Piece(Struct, frozen=True):
    """Words in one style; `paint` is whatever the caller paints with."""

    text: str
    paint: str = ""


@functools.lru_cache(maxsize=8192)
def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return 2
    return 1


def width_of(text: str) -> int:
    if text.isascii():
        return len(text)
    total = 0
    joined = False
    for char in text:
        if char == _PICTURE:  # asks for the picture form of the character before it
            total += 1
        elif not joined:
            total += _columns(char)
        joined = char == _JOINER
    return total


def wrapped(
    pieces: Iterable[Piece], *, width: int, first: int = 0, rest: int = 0
) -> list[list[Piece]]:
    """Lines of at most `width` columns; the first starts at column `first`, the others at `rest`.

    Lines break at spaces; a word wider than a line breaks anywhere.
    """
    wrapping = _Wrapping(first=max(1, width - first), rest=max(1, width - rest))
    for word in _words(pieces):
        wrapping.add(word)
    return wrapping.lines


class _Wrapping:
    """Lines that are being filled: `first` and `rest` are the columns that they have."""

    def __init__(self, *, first: int, rest: int) -> None:
        self.lines: list[list[Piece]] = [[]]
        self._room, self._rest, self._used = first, rest, 0

    def add(self, word: Sequence[Piece]) -> None:
        wide = _width_of_all(word)
        if self._used and self._used + 1 + wide > self._room:
            self._break()
        if self._used:
            self._put([Piece(" ", word[0].paint)])
        if wide <= self._room:
            self._put(word)
        else:
            self._add_in_chunks(word)

    def _add_in_chunks(self, word: Sequence[Piece]) -> None:
        for chunk in _chunks(word, self._room):
            if self._used and self._used + _width_of_all(chunk) > self._room:
                self._break()
            self._put(chunk)

    def _break(self) -> None:
        self.lines.append([])
        self._room, self._used = self._rest, 0

    def _put(self, pieces: Sequence[Piece]) -> None:
        self.lines[-1].extend(pieces)
        self._used += _width_of_all(pieces)


def _width_of_all(pieces: Iterable[Piece]) -> int:
    return sum(width_of(piece.text) for piece in pieces)


def _words(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Runs of pieces without a space between them."""
    words: list[list[Piece]] = [[]]
    for piece in pieces:
        for index, part in enumerate(piece.text.split(" ")):
            if index:
                words.append([])
            if part:
                words[-1].append(Piece(part, piece.paint))
    return list(filter(None, words))


def _chunks(word: Sequence[Piece], room: int) -> list[list[Piece]]:
    chunks: list[list[Piece]] = [[]]
    used = 0
    for piece in word:
        for char in piece.text:
            wide = width_of(char)
            if used and used + wide > room:
                chunks.append([])
                used = 0
            chunks[-1].append(Piece(char, piece.paint))
            used += wide
    return chunks
