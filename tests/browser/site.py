"""The pages as a process of their own, `monitor web`, and the address of one page of each kind."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager

import httpx

from bench import web_walk

_AT = re.compile(r"https?://[\d.]+:\d+")
_LOGIN = re.compile(r"/login/[\w.~-]+")


@contextmanager
def serving(home):
    """Hands out where its pages are."""
    with subprocess.Popen(_command(home, "--port", "0"), stdout=subprocess.PIPE, text=True) as web:
        try:
            yield _AT.search(web.stdout.readline())[0]
        finally:
            web.terminate()
            web.communicate(timeout=30)


def login(home):
    """The address of a link for operators, as `monitor web login` hands it out: it works once."""
    said = subprocess.run(_command(home, "login"), check=True, capture_output=True, text=True)
    return _LOGIN.search(said.stdout)[0]


def _command(home, *more):
    return [sys.executable, "-m", "monitor", "--home", str(home), "web", *more]


def paths(url):
    """A page's name → an address of it."""
    with httpx.Client(base_url=url) as client:
        found = web_walk.addresses(lambda path: client.get(path).text)
    return {name: links[0] for name, links in found.items() if links}
