"""The few shapes that pictures are made of, as SVG text, and how much room words take.

Lengths are user units, about a CSS pixel. Every word is escaped here, and only here; what is too
long for its place is cut, and whole in the title that a pointer shows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib import resources
from typing import Literal

from msgspec import Struct

Anchor = Literal["start", "middle", "end"]
FONT_SIZE = 13.0
_ELLIPSIS = "…"
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_NEVER_IN_XML = dict.fromkeys([*range(0x20), 0x7F, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])

# Of the font's size, a little wide: nobody knows the reader's font.
_EM_WIDE, _EM_CAPITAL, _EM_LETTER, _EM_NARROW, _EM_OTHER = 1.0, 0.68, 0.57, 0.31, 0.62
_NARROW = frozenset(" .,:;!|'’ijlIft()[]-·\u00a0")
_BOLD = 1.07


class Picture(Struct, frozen=True, kw_only=True):
    """`svg` is an element to stand in a page that has `css()`; `title` and `desc` are its words."""

    svg: str
    width: float
    height: float
    title: str
    desc: str

    @property
    def file(self) -> str:
        """The picture as a document of its own, with its style in it."""
        style = f"<style>{css()}</style>"
        return self.svg.replace(_STYLE_HERE, style, 1) + "\n"

    @property
    def inline(self) -> str:
        return self.svg.replace(_STYLE_HERE, "", 1)


_STYLE_HERE = "<!--style-->"


@cache
def css() -> str:
    """The colours of all pictures."""
    source = resources.files("monitor.pictures") / "data" / "pictures.css"
    return source.read_text(encoding="utf-8")


def picture(  # noqa: PLR0913 - all spoken by keyword
    *, name: str, width: float, height: float, title: str, desc: str, body: Iterable[str]
) -> Picture:
    """`name` is unlike any other picture's of the page: letters, digits and hyphens."""
    drawn = "".join(body)
    role = "group" if "<a " in drawn else "img"  # within an image nobody could reach a link
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pic" role="{role}" '
        f'viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" '
        f'height="{number(height)}" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escaped(title)}</title>'
        f'<desc id="{name}-desc">{escaped(desc)}</desc>{_STYLE_HERE}{drawn}</svg>'
    )
    return Picture(svg=svg, width=width, height=height, title=title, desc=desc)


def escaped(words: str) -> str:
    return escape(words.translate(_NEVER_IN_XML), quote=True)


def number(value: float) -> str:
    """As short as it may be: "12", "12.5"."""
    return f"{value:.1f}".removesuffix(".0").replace("-0", "-0") if value else "0"


def text(  # noqa: PLR0913 - a text's place and look, spoken by keyword
    x: float,
    y: float,
    words: str,
    *,
    kind: str = "ink",
    size: float = FONT_SIZE,
    bold: bool = False,
    anchor: Anchor = "start",
    room: float | None = None,
) -> str:
    """One line whose base stands at `y`, in at most `room`; what is right to left runs so in
    itself, and moves nothing beside it.
    """
    if not words:
        return ""
    shown = words if room is None else cut(words, room, size=size, bold=bold)
    whole = titled(words) if shown != words else ""
    weight = ' font-weight="700"' if bold else ""
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text class="{kind}" x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
        f"{weight}{at}>{whole}{escaped(isolated(shown))}</text>"
    )


def titled(words: str) -> str:
    return f"<title>{escaped(words)}</title>"


def isolated(words: str) -> str:
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in words):
        return f"{_ISOLATE}{words}{_END_ISOLATE}"
    return words


def linked(href: str, body: str, *, label: str = "") -> str:
    """`href` is checked by who hands it in; empty for what leads nowhere."""
    if not href:
        return body
    said = f' aria-label="{escaped(label)}"' if label else ""
    return f'<a href="{escaped(href)}"{said}>{body}</a>'


def rect(x: float, y: float, width: float, height: float, kind: str, *, title: str = "") -> str:  # noqa: PLR0913 - a rectangle has four numbers
    inner = titled(title) if title else ""
    return (
        f'<rect class="{kind}" x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}" '
        f'height="{number(height)}">{inner}</rect>'
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "rule") -> str:
    return (
        f'<line class="{kind}" x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" '
        f'y2="{number(y2)}"/>'
    )


def circle(x: float, y: float, radius: float, kind: str, *, title: str = "") -> str:
    inner = titled(title) if title else ""
    return (
        f'<circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}">'
        f"{inner}</circle>"
    )


def path(d: str, kind: str, *, title: str = "", width: float | None = None) -> str:
    inner = titled(title) if title else ""
    stroke = f' stroke-width="{number(width)}"' if width is not None else ""
    return f'<path class="{kind}" d="{d}"{stroke}>{inner}</path>'


# --- room ---


def cut(words: str, room: float, *, size: float = FONT_SIZE, bold: bool = False) -> str:
    """The words, or as many letters as fit before an ellipsis; combining marks stay on theirs."""
    if width_of(words, size=size, bold=bold) <= room:
        return words
    left = room - width_of(_ELLIPSIS, size=size, bold=bold)
    end = 0
    for place, letter in enumerate(words):
        left -= width_of(letter, size=size, bold=bold)
        if left < 0:
            break
        end = place + 1
    while 0 < end < len(words) and unicodedata.combining(words[end]):
        end -= 1
    return words[:end].rstrip() + _ELLIPSIS


def width_of(words: str, *, size: float = FONT_SIZE, bold: bool = False) -> float:
    """A guess that is rather too wide."""
    return sum(map(_em, words)) * size * (_BOLD if bold else 1)


@cache
def _em(letter: str) -> float:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return _EM_WIDE
    if letter in _NARROW:
        return _EM_NARROW
    if letter in "mwMWмжшщюыМЖШЩЮЫ@%&—…":
        return 0.9
    if letter.isupper():
        return _EM_CAPITAL
    return _EM_LETTER if letter.isalnum() else _EM_OTHER
