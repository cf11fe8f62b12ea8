"""Accessibility by axe-core, a pinned file of the npm package axe-core 4.14.1 (MPL-2.0)."""

from __future__ import annotations

import functools
from pathlib import Path

VENDOR = Path(__file__).parent / "vendor"
_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_ASK = """async (wish) => (await axe.run(document, wish)).violations.map(
  (found) => `${found.id} (${found.help}): ${found.nodes.slice(0, 3).map((node) => node.html)}`)"""


@functools.cache
def source():
    return (VENDOR / "axe.min.js").read_text(encoding="utf-8")


async def violations(page, *, colours_only=False):
    """One line of each; empty if there is none."""
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(source())
    return await page.evaluate(_ASK, _COLOURS if colours_only else {"resultTypes": ["violations"]})
