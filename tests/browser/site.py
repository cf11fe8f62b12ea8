"""The pages as a process of their own, `monitor web`, and the address of one page of each kind."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from html import unescape

import httpx

from monitor.web.pages import PAGES

_AT = re.compile(r"https?://[\d.]+:\d+")
_LINK = re.compile(r'<a[^>]* href="(/[^"]*)"')
_LOOKED_AT_MAX = 400


@contextmanager
def serving(home):
    """Hands out where its pages are."""
    command = [sys.executable, "-m", "monitor", "--home", str(home), "web", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline()
            yield _AT.search(said)[0]
        finally:
            process.terminate()
            process.communicate(timeout=30)


def operator_link(home):
    """As `monitor web login` hands it out: it works once."""
    command = [sys.executable, "-m", "monitor", "--home", str(home), "web", "login"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return re.search(r"/login/[\w-]+", said)[0]


def addresses(url, *, cookies=None):
    """A page's name → an address of it: its path, or the first that some other page leads to."""
    found = {page.name: page.path for page in PAGES if "{" not in page.path}
    with httpx.Client(base_url=url, cookies=cookies) as client:
        todo, seen = list(found.values()), set()
        while todo and len(seen) < _LOOKED_AT_MAX and len(found) < len(PAGES):
            path = todo.pop(0)
            seen.add(path)
            led = [unescape(link) for link in _LINK.findall(client.get(path).text)]
            for link in (one.split("#")[0] for one in led if one not in seen):
                _note(link, found)
                todo.append(link)
    return found


def _note(link, found):
    """`found` keeps the first link to each kind of page."""
    path = link.split("?")[0]
    for page in PAGES:
        if page.name not in found and _pattern(page).fullmatch(path):
            found[page.name] = link


def _pattern(page):
    """Its addresses; those of pages with a plain path of the same form are not its."""
    plain = {one.path for one in PAGES if "{" not in one.path}
    slots = re.sub(
        r"\\\{\w+(:path)?\\\}", lambda slot: ".+" if slot[1] else "[^/]+", re.escape(page.path)
    )
    others = "|".join(map(re.escape, sorted(plain)))
    return re.compile(rf"(?!(?:{others})$|.*\.json$){slots}")
