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
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


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
    lines: list[list[Piece]] = [[]]
    room = max(1, width - first)
    used = 0
    for word in _words(pieces):
        wide = sum(width_of(piece.text) for piece in word)
        gap = 1 if used else 0
        if used and used + gap + wide > room:
            lines.append([])
            used, gap, room = 0, 0, max(1, width - rest)
        for chunk in _chunks(word, room) if wide > room else [word]:
            chunk_width = sum(width_of(piece.text) for piece in chunk)
            if used and used + gap + chunk_width > room:
                lines.append([])
                used, gap, room = 0, 0, max(1, width - rest)
            lines[-1].extend([Piece(" ", chunk[0].paint), *chunk] if gap else chunk)
            used, gap = used + gap + chunk_width, 0
    return lines


def _words(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Runs of pieces without a space between them."""
    words: list[list[Piece]] = [[]]
    for piece in pieces:
        for index, part in enumerate(piece.text.split(" ")):
            if index:
                words.append([])
            if part:
                words[-1].append(Piece(part, piece.paint))
    return [word for word in words if word]


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
