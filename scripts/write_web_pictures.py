"""Writes docs/web/*.png: every page as people see it, 1200 pixels wide; one in the dark, two as a
phone shows them.

    python scripts/write_web_pictures.py [--all FOLDER]

Needs Chromium (`make web-test` brings it on Debian) and pngquant, which makes the files a third as
large (apt install pngquant). The home is made up: `bench.web_home` and
what tests/browser adds to it, so nobody in it is real but the seeds' people. With `--all`, each
page in each way into that folder, to be looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct
from playwright.async_api import Browser, StorageState, async_playwright

from monitor.cli.root import run
from monitor.events.deliveries import ErrorReported
from monitor.events.stories_and_feeds import key_of
from monitor.stores import Stores
from monitor.web.pages import PAGES
from monitor.web.pages.news.wrong import LANE, READER
from tests.browser import chromium, home, site
from tests.browser.visits import logged_in

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "web"
WIDE, PHONE = 1200, 390
HEIGHT_MAX = 1400  # of a page's picture: what is longer is cut there
COLOURS = 96
STORIES, ACCOUNTS = 400, 2400


_SEED = f"/stories/S{STORIES + 1}"  # the seeds' first, told by two outlets
TELLING = {
    "story": _SEED,
    "why": f"{_SEED}/why",
    "correct": f"{_SEED}/correct",
    "wrong": f"{_SEED}/wrong",
}
Scheme = Literal["light", "dark"]
WAYS: tuple[tuple[int, Scheme], ...] = (
    (WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark"),
)  # fmt: skip


class Look(Struct, frozen=True):
    page: str
    width: int = WIDE
    scheme: Scheme = "light"

    @property
    def file(self) -> str:
        beside = "" if self.width == WIDE else f"-{self.width}"
        return f"{self.page}{beside}{'' if self.scheme == 'light' else '-dark'}.png"


KEPT = (
    *(Look(page.name) for page in PAGES),
    Look("story", scheme="dark"),
    Look("stories", width=PHONE),
    Look("unsure", width=PHONE),
)
EVERY = tuple(Look(page.name, width, scheme) for page in PAGES for width, scheme in WAYS)


_ALL_LOADED = """() => Promise.all([...document.images].map((one) => {
  one.loading = "eager";
  return one.decode();
}))"""


async def shoot(
    browser: Browser, url: str, looks: Sequence[Look], operator: StorageState, folder: Path
) -> None:
    paths = site.paths(url, {one["name"]: one["value"] for one in operator["cookies"]}) | TELLING
    paths["edition"] = paths["edition"].partition("?")[0]  # its beginning
    for look in looks:
        file = folder / look.file
        await _shot(browser, f"{url}{paths[look.page]}", look, operator, file)
        _squeeze(file)
        print(f"{file.name:24} {file.stat().st_size / 1000:5.0f} KB  {paths[look.page]}")


async def _shot(browser: Browser, url: str, look: Look, operator: StorageState, file: Path) -> None:
    is_operators = {page.name: page.access == "operator" for page in PAGES}[look.page]
    context = await browser.new_context(
        viewport={"width": look.width, "height": HEIGHT_MAX},
        color_scheme=look.scheme,
        locale="en-GB",
        storage_state=operator if is_operators else None,
    )
    page = await context.new_page()
    await page.goto(url)
    await page.evaluate(_ALL_LOADED)
    high = min(HEIGHT_MAX, await page.evaluate("Math.ceil(document.body.offsetHeight)"))
    await page.screenshot(
        path=file, clip={"x": 0, "y": 0, "width": look.width, "height": high}, full_page=True
    )
    await context.close()


def _squeeze(file: Path) -> None:
    quant = shutil.which("pngquant")
    if quant is None:
        sys.exit("there is no pngquant: apt install pngquant")
    command = [quant, str(COLOURS), "--force", "--strip", "--output", str(file), str(file)]
    subprocess.run(command, check=True)


async def _written(place: Path, looks: Sequence[Look], folder: Path) -> None:
    with site.serving(place) as url:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=chromium.found(), args=chromium.arguments()
            )
            await shoot(browser, url, looks, await logged_in(browser, url, place), folder)
            await browser.close()


def write(looks: Sequence[Look], folder: Path) -> None:
    if chromium.found() is None:
        sys.exit("there is no Chromium: make web-test, or apt install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        place = home.lay_out(Path(made), stories=STORIES, accounts=ACCOUNTS)
        first = STORIES + home.SEED_STORIES + len(home.ODD) + 1
        run(["--home", str(place), "merge", f"S{first}", f"S{first + 1}", "--reason", "one round"])
        _report(place)
        asyncio.run(_written(place, looks, folder))


def _report(place: Path) -> None:
    """A reader's word that waits for an answer."""
    stores = Stores(place / "state")
    with closing(stores.log()) as log, stores.views() as views:
        views.catch_up(log)
        story = views.story(_SEED.rpartition("/")[2])
        assert story is not None
        said = ErrorReported(
            report=1, reader_id=READER, lane=LANE, kind="private", language="en",
            story_id=story.id, what="facts",
        )  # fmt: skip
        told = [(key_of(said, ordinal=0), said)]
        log.append(told, at=datetime.now(UTC), expected=log.head().position)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    if asked.all:
        write(EVERY, asked.all)
    else:
        write(KEPT, FOLDER)


if __name__ == "__main__":
    main()
