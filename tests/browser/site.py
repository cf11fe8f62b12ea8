"""The pages as a process of their own, `monitor web`, and the address of one page of each kind."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from bench import web_walk
from monitor.web.security.access import AccessStore

_AT = re.compile(r"https?://[\d.]+:\d+")
_LOGIN = re.compile(r"/login/[\w.~-]+")


@contextmanager
def serving(home: Path) -> Iterator[str]:
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


def link(home, name):
    """The same for a name, without a process of its own."""
    with AccessStore.open(home / "state" / "web.db") as access:
        return f"/login/{access.link(name, now=datetime.now(UTC))}"


def an_hour_passes(home, name):
    """For the sessions of that name: all their times lie further back."""
    with closing(sqlite3.connect(home / "state" / "web.db")) as db, db:
        for column in ("began_at", "seen_at", "ends_at"):
            rows = db.execute(f"SELECT hash, {column} FROM sessions WHERE name = ?", (name,))
            for session, at in rows.fetchall():
                earlier = (datetime.fromisoformat(at) - timedelta(hours=1, minutes=1)).isoformat()
                db.execute(f"UPDATE sessions SET {column} = ? WHERE hash = ?", (earlier, session))


def _command(home, *more):
    return [sys.executable, "-m", "monitor", "--home", str(home), "web", *more]


def paths(url: str, cookies: dict[str, str]) -> dict[str, str]:
    """A page's name → an address of it, as somebody finds it who has these cookies."""
    with httpx.Client(base_url=url, cookies=cookies) as client:
        found = web_walk.addresses(lambda path: _page(client, path))
    return {name: links[0] for name, links in found.items() if links}


def _page(client, path):
    """No page leads to one that is not there."""
    answer = client.get(path)
    assert answer.status_code == httpx.codes.OK, path
    return answer.text
