"""A browser with tabs, and what its pages asked for and complained of."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, StorageState, async_playwright

from tests.browser import chromium
from tests.browser.site import link

WIDE, PHONE = 1200, 390
HEIGHT = 900
PATIENCE_MS = 20_000


@dataclass
class Heard:
    """Of one tab: every address that it asked for, and what its console said."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class Visits:
    """One browser, driven from a loop that stands still between the tests' steps, so that other
    tests of the same process may run loops of their own.
    """

    def __init__(self, url, home):
        self.url, self.home, self.runner = url, home, asyncio.Runner()
        self.heard = {}
        self._tabs = {}
        self._shared = {}
        self.runner.run(self._start())

    async def _start(self):
        self._playwright = await async_playwright().start()
        self.browser = await self._playwright.chromium.launch(
            executable_path=chromium.found(), args=chromium.arguments()
        )
        self._operator = await logged_in(self.browser, self.url, self.home)

    @property
    def operator_cookies(self):
        return {one["name"]: one["value"] for one in self._operator["cookies"]}

    def close(self):
        async def closed():
            await self.browser.close()
            await self._playwright.stop()

        self.runner.run(closed())
        self.runner.close()

    async def context(self, *, operator=False, **wishes):
        """A browser of its own: no cookies but those of an operator who is logged in, English,
        light, wide.
        """
        given = {"viewport": {"width": WIDE, "height": HEIGHT}, "locale": "en-GB"}
        if operator:
            given["storage_state"] = self._operator
        made = await self.browser.new_context(base_url=self.url, **{**given, **wishes})
        made.set_default_timeout(PATIENCE_MS)
        return made

    @asynccontextmanager
    async def visit(self, **wishes):
        """A tab in such a browser, which is closed behind it."""
        context = await self.context(**wishes)
        yield await self.listened(context)
        await context.close()

    async def listened(self, context):
        """A new tab of it, with what is heard of it."""
        page = await context.new_page()
        heard = Heard()
        page.on("request", lambda request: heard.requests.append(request.url))
        page.on("pageerror", lambda error: heard.complaints.append(str(error)))
        page.on("console", lambda said: heard.complaints.append(f"{said.type}: {said.text}"))
        self.heard[page] = heard
        return page

    async def tab(self, path, **wishes):
        """The page at `path`, loaded once; whoever changes its size or colours changes them for
        itself alone: `as_wished` sets them anew for each test.
        """
        key = (path, *sorted(wishes.items()))
        if key not in self._tabs:
            context = self._shared.get(key[1:]) or await self.context(**wishes)
            self._shared[key[1:]] = context
            page = await self.listened(context)
            answer = await page.goto(path)
            assert answer.status == 200, path
            self._tabs[key] = page
        return self._tabs[key]


async def logged_in(browser: Browser, url: str, home: Path) -> StorageState:
    """The cookies of an operator who came by a link."""
    context = await browser.new_context(base_url=url)
    page = await context.new_page()
    await page.goto(link(home, "everybody"))
    await page.locator("main form button").click()
    await page.wait_for_url("**/unsure")
    cookies = await context.storage_state()
    await context.close()
    return cookies


async def as_wished(page, *, width=WIDE, scheme="light", media="screen"):
    await page.set_viewport_size({"width": width, "height": HEIGHT})
    await page.emulate_media(color_scheme=scheme, media=media)
