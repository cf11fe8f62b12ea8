"""A picture as a PNG, for media that show no SVG: in its light colours, letters as outlines.

Needs the extra `pictures`: resvg (draws), HarfBuzz and bidi (set letters), Noto fonts.
"""

from __future__ import annotations

import re
from html import unescape
from importlib.util import find_spec

from monitor.errors import UsageError
from monitor.pictures import svg
from monitor.pictures.svg import Picture

EXTRA = "pictures"
_NEEDED = ("resvg_py", "uharfbuzz", "bidi", "manimgx_fonts")
_ZOOM = 2.0  # for screens with two points a pixel
_TEXT = re.compile(r"<text ([^>]*)>(?:<title>.*?</title>)?(.*?)</text>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_SHARE_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def missing() -> str:
    """What to do where PNGs cannot be made; empty where they can."""
    lacking = [name for name in _NEEDED if find_spec(name) is None]
    if not lacking:
        return ""
    return (
        f"pictures as PNG need the extra {EXTRA!r}: .venv/bin/pip install '.[{EXTRA}]'"
        f" (missing: {', '.join(lacking)})"
    )


def png_of(picture: Picture, *, zoom: float = _ZOOM) -> bytes:
    """Raises UsageError where the extra is not installed."""
    if said := missing():
        raise UsageError(said)
    import resvg_py  # noqa: PLC0415 — an extra

    drawn = _TEXT.sub(_outlined, picture.file)
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, skip_system_fonts=True, zoom=zoom))


def _outlined(found: re.Match[str]) -> str:
    from monitor.pictures.shaping import outline  # noqa: PLC0415 — an extra

    said = dict(_ATTRIBUTE.findall(found[1]))
    size = float(said["font-size"]) / 1000
    line = outline(unescape(found[2]), bold="font-weight" in said)
    before = line.width * size * _SHARE_BEFORE[said.get("text-anchor", "start")]
    x, y = float(said["x"]) - before, float(said["y"])
    return (
        f'<path class="{said["class"]}" d="{line.d}" '
        f'transform="translate({svg.number(x)} {svg.number(y)}) scale({size:.5f})"/>'
    )
