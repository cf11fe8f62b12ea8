"""A site on a home, asked as a browser asks: one client that keeps its cookies, no network."""

from __future__ import annotations

import asyncio
import re
from contextlib import closing
from datetime import UTC, datetime

import httpx

from monitor.engine.clock import SetClock
from monitor.web.app import create_app
from monitor.web.settings import WebSettings

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class Site:
    """`with Site(home) as site: site.get("/")`. `clock` is the site's own."""

    def __init__(self, home, *, at=NOW, **settings):
        self.home, self.clock = home, SetClock(at)
        self.settings = WebSettings(stream="all/en", **settings)
        self.app = create_app(home, self.settings, now=self.clock.now)
        self._runner = asyncio.Runner()
        self.browser = self.another()

    def another(self, host="localhost"):
        """A browser without our cookies."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        return httpx.AsyncClient(transport=transport, base_url=f"http://{host}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._runner.run(self.browser.aclose())
        self._runner.close()
        self.app.state.answers.close()

    def ask(self, method, path, *, browser=None, **fields):
        return self._runner.run((browser or self.browser).request(method, path, **fields))

    def get(self, path, **fields):
        return self.ask("GET", path, **fields)

    def json(self, path, **fields):
        answer = self.get(path, **fields)
        assert answer.status_code == 200, answer.text
        return answer.json()


def links(html):
    """Where the page leads on this site, without pictures and style."""
    return {link.split("#")[0] for link in re.findall(r'<a[^>]* href="(/[^"]*)"', html)}


__all__ = ["NOW", "Site", "closing", "links"]
