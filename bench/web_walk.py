"""Which addresses there are of each page: those without slots, and those that other pages lead to,
as a visitor would find them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from monitor.web.pages import PAGES
from monitor.web.pages.page import WebPage

_LINK = re.compile(r'<a[^>]* href="(/[^"]*)"')
_SLOT = re.compile(r"\\\{\w+(:path)?\\\}")
LOOKED_AT_MAX = 400


def addresses(get: Callable[[str], str], *, each: int = 1) -> dict[str, list[str]]:
    """A page's name → up to `each` of its addresses; a page that none leads to has none. `get`
    hands out the HTML at an address.
    """
    found = {page.name: [page.path] if "{" not in page.path else [] for page in PAGES}
    patterns = {page.name: _pattern(page) for page in PAGES}
    todo, seen = [one for paths in found.values() for one in paths], 0
    known = set(todo)
    while todo and seen < LOOKED_AT_MAX and any(len(some) < each for some in found.values()):
        seen += 1
        for link in _links(get(todo.pop(0))):
            name = next((one for one, path in patterns.items() if path.fullmatch(link)), None)
            if name is None or link in known:
                continue
            known.add(link)
            todo.append(link)
            if len(found[name]) < each:
                found[name].append(link)
    return found


def _links(html: str) -> list[str]:
    """Of this site, but for those that only change the language."""
    links = (unescape(link).split("#")[0] for link in _LINK.findall(html))
    return [link for link in links if "lang=" not in link]


def _pattern(page: WebPage) -> re.Pattern[str]:
    """What an address of it looks like; one of a page without slots is only that page's."""
    plain = "|".join(re.escape(one.path) for one in PAGES if "{" not in one.path)
    path = _SLOT.sub(lambda slot: ".+" if slot[1] else "[^/?]+", re.escape(page.path))
    other = rf"(?!(?:{plain})(?:\?|$))" if "{" in page.path else ""
    return re.compile(rf"{other}(?![^?]*\.json(?:\?|$)){path}(?:\?.*)?")
