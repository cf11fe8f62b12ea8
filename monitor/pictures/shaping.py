"""A line of words as outlines, each letter from the first font that has it: what a PNG shows, for
whatever script, is then the same on every machine.

Words are put in the order in which they are seen (Unicode's bidirectional algorithm), cut into runs
of one font and one direction, and shaped by HarfBuzz. A letter that no font has is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from unicodedata import bidirectional, category

import uharfbuzz as hb
from bidi.algorithm import get_display

_ORDER_MARKS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FIRST = "NotoSans[wght].ttf"
_LEFT_OUT = ("Italic", "Emoji")
_RIGHT_TO_LEFT = {"R", "AL"}
_JOINS = {"Mn", "Me", "Mc", "Cf"}  # what belongs to the letter before it


class _Face(NamedTuple):
    face: hb.Face
    units: int


class Outline(NamedTuple):
    """Path data whose pen starts at 0 0, and how far it went; both for a font size of 1000."""

    d: str
    width: float


class _Run(NamedTuple):
    face: int
    right_to_left: bool
    words: str  # in the order in which they are spoken


@cache
def _faces() -> tuple[_Face, ...]:
    """The common letters' font first; East Asian ones, where they are installed, last."""
    folder = Path(str(resources.files("manimgx_fonts")))
    names = sorted(
        (path for path in folder.glob("*.ttf") if not any(no in path.name for no in _LEFT_OUT)),
        key=lambda path: (path.name != _FIRST, path.name),
    )
    faces = [hb.Face(hb.Blob.from_file_path(str(path))) for path in names]
    if find_spec("manimgx_fonts_cjk") is not None:
        together = Path(str(resources.files("manimgx_fonts_cjk"))) / "NotoSansCJK-VF.otf.ttc"
        faces += [hb.Face(hb.Blob.from_file_path(str(together)), index) for index in _CJK]
    return tuple(_Face(face, face.upem) for face in faces)


_CJK = (2, 0, 1)  # simplified Chinese, Japanese, Korean: of the letters they share, the first's


@cache
def _font(face: int, *, bold: bool) -> hb.Font:
    font = hb.Font(_faces()[face].face)
    font.set_variations({"wght": 700 if bold else 400})
    return font


@cache
def _face_for(letter: str) -> int | None:
    for index in range(len(_faces())):
        if _font(index, bold=False).get_nominal_glyph(ord(letter)):
            return index
    return None


def outline(words: str, *, bold: bool = False) -> Outline:
    """The words as seen, from left to right."""
    parts, x = [], 0.0
    for run in _runs(_seen(words)):
        part = _shaped(run, x, bold=bold)
        parts.append(part.d)
        x = part.width
    return Outline("".join(parts), x)


def _seen(words: str) -> str:
    """In the order of sight; a line that begins right to left is one as a whole."""
    plain = "".join(letter for letter in words if letter not in _ORDER_MARKS)
    if not any(bidirectional(letter) in {"R", "AL", "AN"} for letter in plain):
        return plain
    return str(get_display(plain))


def _runs(seen: str) -> Iterator[_Run]:
    """Letters that are shaped together. Those of right to left stand backwards in what is seen."""
    for (face, backwards), letters in groupby(_faced(seen), key=lambda one: one[:2]):
        said = "".join(letter for _, _, letter in letters)
        if face is not None:
            yield _Run(face, backwards, said[::-1] if backwards else said)


def _faced(seen: str) -> Iterator[tuple[int | None, bool, str]]:
    """Each letter with its font and direction; spaces and marks go with what stands beside them."""
    face: int | None = None
    backwards = False
    for letter in seen:
        if face is None or not _follows(letter, backwards=backwards):
            backwards = bidirectional(letter) in _RIGHT_TO_LEFT
            face = _face_for(letter)
        yield face, backwards, letter


def _follows(letter: str, *, backwards: bool) -> bool:
    if category(letter) in _JOINS:
        return True
    return letter == " " and not backwards


def _shaped(run: _Run, x: float, *, bold: bool) -> Outline:
    font, scale = _font(run.face, bold=bold), 1000 / _faces()[run.face].units
    buffer = hb.Buffer()
    buffer.add_str(run.words)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run.right_to_left else "ltr"
    hb.shape(font, buffer)
    told = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        pen = _Pen(x + position.x_offset * scale, -position.y_offset * scale, scale)
        font.draw_glyph_with_pen(info.codepoint, pen)
        told += pen.steps
        x += position.x_advance * scale
    return Outline("".join(told), x)


class _Pen:
    """Takes a glyph's outline down as SVG path data; y points down there."""

    def __init__(self, x: float, y: float, scale: float) -> None:
        self._x, self._y, self._scale = x, y, scale
        self.steps: list[str] = []

    def _told(self, points: Sequence[tuple[float, float]]) -> str:
        return " ".join(
            f"{self._x + x * self._scale:.0f} {self._y - y * self._scale:.0f}" for x, y in points
        )

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen's protocol
        self.steps.append(f"M{self._told([point])}")

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - as above
        self.steps.append(f"L{self._told([point])}")

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802 - as above
        self.steps.append(f"Q{self._told(points)}")

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802 - as above
        self.steps.append(f"C{self._told(points)}")

    def closePath(self) -> None:  # noqa: N802 - as above
        self.steps.append("Z")

    def endPath(self) -> None:  # noqa: N802 - as above
        return
