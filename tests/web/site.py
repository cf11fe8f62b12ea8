"""A site on a home, asked as a browser asks: one client that keeps its cookies, no network."""

from __future__ import annotations

import asyncio
import re
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.model import Rules
from monitor.publishing.publisher import Publisher
from monitor.stores import Stores
from monitor.web.app import create_app
from monitor.web.changes import OpenedForEach
from monitor.web.security.access import ACCESS, AccessStore
from monitor.web.settings import WebSettings
from tests.publishing.newsrooms import brief

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class Site:
    """`with Site(home) as site: site.get("/")`. `clock` is the site's own."""

    def __init__(self, home, *, at=NOW, configured=None, **settings):
        self.home, self.clock, self.said, self.operators = home, SetClock(at), [], None
        often = {"requests_per_minute": 100_000}
        self.settings = configured or WebSettings(stream="all/en", **{**often, **settings})
        self.stores = Stores(home / "state", self.settings.log_url)
        self.changes = OpenedForEach(self._room)
        self.app = create_app(home, self.settings, now=self.clock.now, changes=self.changes)
        self._runner = asyncio.Runner()
        self.browser = self.another()

    def another(self, host="localhost"):
        """A browser without our cookies."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        return httpx.AsyncClient(transport=transport, base_url=f"http://{host}")

    @contextmanager
    def _room(self):
        log = self.stores.log()
        engine = Engine.open(self.home, rules=Rules(), clock=self.clock, log=log)
        with engine, self.stores.readers() as readers:
            yield Publisher(
                engine=engine,
                readers=readers,
                transports={},
                brief=brief(),
                alarm=self.said.append,
                operators=self.operators,
            )

    # --- logged in ---

    def link(self, name="operator"):
        with AccessStore(self.stores.tables(ACCESS)) as access:
            return f"/login/{access.link(name, now=self.clock.now())}"

    def log_in(self):
        path = self.link()
        answer = self.post(path, self.get(path))
        assert (answer.status_code, answer.headers["location"]) == (303, "/unsure")
        return self

    def post(self, path, page=None, /, *, browser=None, headers=None, **fields):
        """Send a form as it stands on a page; `fields` are filled in."""
        hidden = fields_of(page.text) if page is not None else {}
        return self.ask(
            "POST", path, browser=browser, data={**hidden, **fields}, headers=headers or {}
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._runner.run(self.browser.aclose())
        self._runner.close()
        self.app.state.answers.close()
        self.changes.close()
        self.stores.close()

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


def fields_of(html):
    """The hidden fields that all forms of a page share."""
    found = re.findall(r'<input type="hidden" name="(csrf|home|back)" value="([^"]*)"', html)
    return {name: value.replace("&amp;", "&") for name, value in found}
